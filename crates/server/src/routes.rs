//! Every URL on one page, with what a visitor must be allowed to do there. The test of the access matrix walks this list.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, post, put};
use domain::access::Action;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::accounts::{address_pages, recovery_pages};
use crate::app::App;
use crate::assessments::{self, crosswalk_page, handouts, karte_pages, report_pages};
use crate::{
    access_tokens, accounts, activity, backup, benchmarks, check_sheets, collection, content, context, error,
    frameworks, group, health, idempotency, interface, leaving, mail, members, offline, organizations,
    passkeys, second_factor, sessions, sharing, single_sign_on, today, trial, ui,
};

/// Largest request taken in; answers files are smaller.
const BODY_BYTES_MAX: usize = 1024 * 1024 + 64 * 1024;

/// One address: method, path, and the action of the access table that guards it.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub action: Action,
}

macro_rules! routes {
    ($($method:ident $path:literal $action:ident $handler:path;)*) => {
        /// All addresses of the server.
        pub const ROUTES: &[Route] =
            &[$(Route { method: stringify!($method), path: $path, action: Action::$action }),*];

        fn all() -> Router<App> {
            Router::new()$(.route($path, $method($handler)))*
        }
    };
}

routes! {
    get "/" ReadPublic today::show;
    get "/source" ReadPublic today::source;
    get "/setup" ReadPublic accounts::pages::set_up_form;
    post "/setup" ReadPublic accounts::pages::set_up;
    get "/sign-in" ReadPublic accounts::pages::sign_in_form;
    post "/sign-in" ReadPublic accounts::pages::sign_in;
    get "/sign-in/code" ReadPublic accounts::pages::code_form;
    post "/sign-in/code" ReadPublic accounts::pages::code;
    post "/sign-in/passkey" ReadPublic accounts::pages::passkey;
    post "/sign-in/company" ReadPublic single_sign_on::pages::sign_in;
    get "/sign-in/company/return" ReadPublic single_sign_on::pages::came_back;
    get "/sign-in/{token}" ReadPublic accounts::pages::link_form;
    post "/sign-in/{token}" ReadPublic accounts::pages::link;
    get "/forgot-password" ReadPublic recovery_pages::forgot_form;
    post "/forgot-password" ReadPublic recovery_pages::forgot;
    get "/reset-password/{token}" ReadPublic recovery_pages::reset_form;
    post "/reset-password/{token}" ReadPublic recovery_pages::reset;
    get "/change-email/{token}" ReadPublic address_pages::show;
    post "/change-email/{token}" ReadPublic address_pages::change;
    post "/sign-out" SignOut accounts::pages::sign_out;
    get "/account" ReadStartPage accounts::pages::show;
    post "/account/password" ReadStartPage accounts::pages::choose_password;
    get "/account/email" ReadStartPage address_pages::form;
    post "/account/email" ReadStartPage address_pages::ask;
    get "/account/access-tokens" ReadStartPage access_tokens::pages::show;
    post "/account/access-tokens" ReadStartPage access_tokens::pages::create;
    post "/account/access-tokens/{access_token}" ReadStartPage access_tokens::pages::revoke;
    get "/account/passkeys" ReadStartPage passkeys::pages::show;
    post "/account/passkeys" ReadStartPage passkeys::pages::add;
    post "/account/passkeys/challenge" ReadStartPage passkeys::pages::begin;
    post "/account/passkeys/{passkey}" ReadStartPage passkeys::pages::remove;
    get "/account/data" ReadStartPage leaving::pages::of_person;
    get "/account/data.zip" ReadStartPage leaving::export::of_person;
    post "/account/deletion" ReadStartPage leaving::pages::delete_person;
    post "/account/company" ReadStartPage single_sign_on::pages::connect;
    post "/account/company/removal" ReadStartPage single_sign_on::pages::disconnect;
    post "/account/company/proof" ReadStartPage single_sign_on::pages::prove;
    post "/account/sessions" ReadStartPage sessions::pages::end_others;
    post "/account/sessions/{session}" ReadStartPage sessions::pages::end;
    get "/account/second-factor" ReadStartPage second_factor::pages::show;
    post "/account/second-factor" ReadStartPage second_factor::pages::begin;
    post "/account/second-factor/confirmation" ReadStartPage second_factor::pages::confirm;
    post "/account/second-factor/removal" ReadStartPage second_factor::pages::remove;
    post "/account/recovery-codes" ReadStartPage second_factor::pages::renew;
    post "/language" ReadPublic accounts::pages::language;

    get "/organizations" ReadStartPage organizations::pages::list;
    get "/organizations/new" CreateOrganization organizations::pages::new;
    post "/organizations" CreateOrganization organizations::pages::create;
    get "/organizations/{id}" ReadOrganization organizations::pages::show;
    get "/organizations/{id}/profile" EditOrganization organizations::pages::edit;
    post "/organizations/{id}/profile" EditOrganization organizations::pages::update;
    get "/organizations/{id}/data" ExportOrganization leaving::pages::of_organization;
    get "/organizations/{id}/data.zip" ExportOrganization leaving::export::of_organization;
    post "/organizations/{id}/deletion" DeleteOrganization leaving::pages::delete_organization;
    post "/deleted-organizations/{deleted}" DeleteOrganization leaving::pages::take_back;
    get "/organizations/{id}/members" ReadMembers members::pages::show;
    post "/organizations/{id}/members/{account}" ManageMembers members::pages::decide;
    post "/organizations/{id}/invitations" ManageMembers members::pages::invite;
    post "/organizations/{id}/invitations/{invitation}" ManageMembers members::pages::change_invitation;
    post "/organizations/{id}/leave" LeaveOrganization members::pages::leave;
    get "/organizations/{id}/sharing" GiveConsent sharing::pages::show;
    post "/organizations/{id}/consents" GiveConsent sharing::pages::give;
    post "/organizations/{id}/consents/{consent}" GiveConsent sharing::pages::end;
    get "/organizations/{id}/shared" ReadCollection sharing::pages::received;
    get "/organizations/{id}/group" ReadGroup group::pages::show;
    post "/organizations/{id}/group" KeepGroup group::pages::register;
    post "/organizations/{id}/group/invitations" KeepGroup group::pages::invite;
    post "/organizations/{id}/group/invitations/{invitation}" KeepGroup group::pages::withdraw;
    post "/organizations/{id}/group/{affiliation}" KeepGroup group::pages::end;
    get "/group-invitations/{token}" ReadPublic group::invitation_pages::show;
    post "/group-invitations/{token}" ReadStartPage group::invitation_pages::accept;
    get "/invitations/{token}" ReadPublic members::invitation_pages::show;
    post "/invitations/{token}" ReadPublic members::invitation_pages::accept;
    get "/outbox" ReadOutbox mail::pages::outbox;
    post "/outbox/{mail}" ReadOutbox mail::pages::settle;
    get "/organizations/{id}/activity" ReadActivity activity::pages::show;
    get "/organizations/{id}/activity.csv" ReadActivity activity::export::as_csv;
    get "/organizations/{id}/activity.jsonl" ReadActivity activity::export::as_json_lines;
    get "/organizations/{id}/activity/head.json" ReadActivity activity::pages::head;
    get "/organizations/{id}/collection" ReadCollection collection::pages::show;
    post "/organizations/{id}/collection" CollectForms collection::pages::receive;
    post "/organizations/{id}/collection/companies" CollectForms collection::pages::companies;
    post "/organizations/{id}/collection/{form}" CollectForms collection::pages::decide;
    get "/organizations/{id}/collection/form.xlsx" ReadCollection collection::downloads::blank_form;
    get "/organizations/{id}/collection.xlsx" ReadCollection collection::downloads::comparison;

    get "/organizations/{id}/assessments/new" StartAssessment assessments::pages::new;
    post "/organizations/{id}/assessments" StartAssessment assessments::pages::create;
    get "/assessments" ReadStartPage assessments::pages::list;
    get "/assessments/{id}" ReadAssessment assessments::pages::overview;
    get "/assessments/{id}/items/{code}" ReadAssessment assessments::item_page::show;
    post "/assessments/{id}/items/{code}" AnswerItem assessments::item_page::save;
    post "/assessments/{id}/items/{code}/confirmation" AnswerItem assessments::item_page::confirmation;
    post "/assessments/{id}/submission" SubmitAssessment assessments::pages::submission;
    post "/assessments/{id}/reopening" ReopenAssessment assessments::pages::reopening;
    get "/assessments/{id}/activity" ReadAssessment activity::pages::of_assessment;
    get "/assessments/{id}/karte" ReadResults karte_pages::karte;
    get "/assessments/{id}/karte/{crosswalk}" ReadResults crosswalk_page::show;
    get "/assessments/{id}/karte.pdf" ReadResults report_pages::karte;
    get "/assessments/{id}/report.pdf" ReadResults report_pages::management;
    get "/assessments/{id}/karte/pictures/{file}" ReadResults karte_pages::picture;
    get "/assessments/{id}/karte/{crosswalk}/pictures/{file}" ReadResults crosswalk_page::picture;
    get "/assessments/{id}/handouts" HandOutItems handouts::pages::show;
    post "/assessments/{id}/handouts" HandOutItems handouts::pages::hand_out;
    post "/assessments/{id}/handouts/{handout}" HandOutItems handouts::pages::take_back;
    get "/answers/{token}" ReadPublic handouts::link_pages::show;
    post "/answers/{token}/items/{code}" ReadPublic handouts::link_pages::save;
    get "/assessments/{id}/forms" ReadAssessment offline::pages::show;
    post "/assessments/{id}/forms" AnswerItem offline::pages::receive;
    get "/assessments/{id}/forms/{upload}" AnswerItem offline::pages::preview;
    post "/assessments/{id}/forms/{upload}" AnswerItem offline::pages::take_over;
    post "/assessments/{id}/check-sheets" AnswerItem check_sheets::pages::receive;
    get "/assessments/{id}/check-sheets/{upload}" AnswerItem check_sheets::pages::show;
    post "/assessments/{id}/check-sheets/{upload}" AnswerItem check_sheets::pages::point;
    post "/assessments/{id}/check-sheet-mappings/{mapping}" AnswerItem check_sheets::pages::forget;
    get "/assessments/{id}/form.xlsx" ReadAssessment offline::downloads::workbook;
    get "/assessments/{id}/form.csv" ReadAssessment offline::downloads::csv;
    get "/results" ReadStartPage karte_pages::results;

    get "/frameworks" ReadPublic frameworks::pages::list;
    get "/frameworks/{framework}" ReadPublic frameworks::pages::show;
    get "/frameworks/{framework}/items/{code}" ReadPublic frameworks::pages::item;
    get "/frameworks/{framework}/tips" ReadPublic frameworks::tip_pages::list;
    get "/frameworks/{framework}/tips/{tip}" ReadPublic frameworks::tip_pages::show;
    get "/frameworks/{framework}/glossary" ReadPublic frameworks::pages::glossary;
    get "/frameworks/{framework}/crosswalks/{crosswalk}" ReadPublic frameworks::crosswalk_pages::show;
    post "/frameworks/{framework}/items/{code}/rating" RateContent content::ratings::save;
    post "/frameworks/{framework}/tips/{tip}/follow" RateContent content::following::save;
    get "/frameworks/{framework}/tips/{tip}/cases/new" KeepContent content::case_pages::new;
    post "/frameworks/{framework}/tips/{tip}/cases" KeepContent content::case_pages::create;
    get "/frameworks/{framework}/tips/{tip}/cases/{case}" KeepContent content::case_pages::edit;
    post "/frameworks/{framework}/tips/{tip}/cases/{case}" KeepContent content::case_pages::update;
    get "/hint-ratings" KeepContent content::ratings::list;
    get "/backups" ReadBackups backup::pages::list;
    get "/frameworks/{framework}/editions/{edition}" ReadPublic frameworks::edition_pages::show;
    post "/frameworks/{framework}/editions/{edition}" ReadPublic frameworks::edition_pages::result;
    post "/frameworks/{framework}/editions/{edition}/pictures/{file}" ReadPublic frameworks::edition_pages::picture;
    get "/frameworks/{framework}/form.xlsx" ReadPublic offline::downloads::blank_workbook;
    get "/frameworks/{framework}/form.csv" ReadPublic offline::downloads::blank_csv;

    get "/cohorts" ReadPublic benchmarks::pages::list;
    get "/cohorts/{framework}/{cohort}" ReadPublic benchmarks::pages::cohort;
    get "/cohorts/{framework}/{cohort}/pictures/{file}" ReadPublic benchmarks::pages::picture;
    get "/cohorts/{framework}/{cohort}/comparison" ReadPublic benchmarks::pages::comparison;

    get "/try" ReadPublic trial::pages::form;
    post "/try" ReadPublic trial::pages::karte;
    get "/try/file" ReadPublic trial::pages::form;
    post "/try/file" ReadPublic trial::pages::file;
    post "/try/pictures/{file}" ReadPublic trial::pages::picture;
    get "/try/example" ReadPublic trial::pages::example;
    get "/try/template.csv" ReadPublic trial::pages::template;

    get "/data-retention" ReadPublic leaving::retention::show;
    get "/healthz" ReadPublic health::alive;
    get "/readyz" ReadPublic health::ready;
    get "/assets/{version}/{name}" ReadPublic ui::asset;
    get "/problems/{slug}" ReadPublic interface::problem;
    get "/api/v1/openapi.json" ReadPublic interface::document;

    post "/api/v1/setup" ReadPublic accounts::api::set_up;
    post "/api/v1/session" ReadPublic accounts::api::sign_in;
    post "/api/v1/password-reset" ReadPublic recovery_pages::post_forgot;
    post "/api/v1/password-reset/{token}" ReadPublic recovery_pages::post_reset;
    get "/api/v1/session" ReadStartPage accounts::api::show;
    delete "/api/v1/session" SignOut accounts::api::sign_out;
    put "/api/v1/session/password" ReadStartPage accounts::api::choose_password;
    post "/api/v1/session/email" ReadStartPage address_pages::post_ask;
    post "/api/v1/email-change/{token}" ReadPublic address_pages::post_change;
    put "/api/v1/session/language" ReadStartPage accounts::api::language;
    post "/api/v1/session/proof" ReadStartPage sessions::api::prove;
    get "/api/v1/session/second-factor" ReadStartPage second_factor::api::show;
    post "/api/v1/session/second-factor" ReadStartPage second_factor::api::begin;
    put "/api/v1/session/second-factor" ReadStartPage second_factor::api::confirm;
    delete "/api/v1/session/second-factor" ReadStartPage second_factor::api::remove;
    post "/api/v1/session/recovery-codes" ReadStartPage second_factor::api::renew;
    get "/api/v1/session/company-account" ReadStartPage single_sign_on::api::show;
    delete "/api/v1/session/company-account" ReadStartPage single_sign_on::api::disconnect;
    get "/api/v1/access-tokens" ReadStartPage access_tokens::api::list;
    post "/api/v1/access-tokens" ReadStartPage access_tokens::api::create;
    delete "/api/v1/access-tokens/{access_token}" ReadStartPage access_tokens::api::revoke;
    post "/api/v1/session/passkey-challenge" ReadPublic passkeys::api::begin_use;
    post "/api/v1/session/passkey" ReadPublic passkeys::api::sign_in;
    get "/api/v1/passkeys" ReadStartPage passkeys::api::list;
    post "/api/v1/passkeys" ReadStartPage passkeys::api::add;
    post "/api/v1/passkeys/challenge" ReadStartPage passkeys::api::begin;
    delete "/api/v1/passkeys/{passkey}" ReadStartPage passkeys::api::remove;
    get "/api/v1/account/export.zip" ReadStartPage leaving::export::of_person;
    post "/api/v1/account/deletion" ReadStartPage leaving::api::delete_person;
    get "/api/v1/sessions" ReadStartPage sessions::api::show;
    delete "/api/v1/sessions" ReadStartPage sessions::api::end_others;
    delete "/api/v1/sessions/{session}" ReadStartPage sessions::api::end;
    get "/api/v1/organizations" ReadStartPage organizations::api::list;
    post "/api/v1/organizations" CreateOrganization organizations::api::create;
    get "/api/v1/organizations/{id}" ReadOrganization organizations::api::show;
    put "/api/v1/organizations/{id}/profile" EditOrganization organizations::api::update;
    get "/api/v1/organizations/{id}/export.zip" ExportOrganization leaving::export::of_organization;
    post "/api/v1/organizations/{id}/deletion" DeleteOrganization leaving::api::delete_organization;
    get "/api/v1/deleted-organizations" ReadStartPage leaving::api::deleted;
    delete "/api/v1/deleted-organizations/{deleted}" DeleteOrganization leaving::api::take_back;
    get "/api/v1/organizations/{id}/members" ReadMembers members::api::list;
    put "/api/v1/organizations/{id}/members/{account}" ManageMembers members::api::change;
    delete "/api/v1/organizations/{id}/members/{account}" ManageMembers members::api::remove;
    delete "/api/v1/organizations/{id}/membership" LeaveOrganization members::api::leave;
    post "/api/v1/organizations/{id}/invitations" ManageMembers members::api::invite;
    delete "/api/v1/organizations/{id}/invitations/{invitation}" ManageMembers members::api::withdraw;
    get "/api/v1/organizations/{id}/consents" GiveConsent sharing::api::given;
    post "/api/v1/organizations/{id}/consents" GiveConsent sharing::api::give;
    delete "/api/v1/organizations/{id}/consents/{consent}" GiveConsent sharing::api::end;
    get "/api/v1/organizations/{id}/group" ReadGroup group::api::show;
    post "/api/v1/organizations/{id}/group" KeepGroup group::api::register;
    post "/api/v1/organizations/{id}/group/invitations" KeepGroup group::api::invite;
    delete "/api/v1/organizations/{id}/group/invitations/{invitation}" KeepGroup group::api::withdraw;
    delete "/api/v1/organizations/{id}/group/{affiliation}" KeepGroup group::api::end;
    post "/api/v1/group-invitations/{token}" ReadStartPage group::api::join;
    get "/api/v1/organizations/{id}/shared" ReadCollection sharing::api::received;
    post "/api/v1/invitations/{token}" ReadStartPage members::api::accept;
    get "/api/v1/outbox" ReadOutbox mail::api::list;
    delete "/api/v1/outbox/{mail}" ReadOutbox mail::api::settle;
    get "/api/v1/organizations/{id}/activity" ReadActivity activity::api::list;
    get "/api/v1/organizations/{id}/activity.csv" ReadActivity activity::export::as_csv;
    get "/api/v1/organizations/{id}/activity.jsonl" ReadActivity activity::export::as_json_lines;
    get "/api/v1/organizations/{id}/activity/head" ReadActivity activity::api::head;
    get "/api/v1/organizations/{id}/activity/inclusion" ReadActivity activity::api::inclusion_proof;
    get "/api/v1/organizations/{id}/activity/consistency" ReadActivity activity::api::consistency_proof;
    get "/api/v1/organizations/{id}/collection" ReadCollection collection::api::show;
    post "/api/v1/organizations/{id}/collection" CollectForms collection::api::receive;
    put "/api/v1/organizations/{id}/collection/companies" CollectForms collection::api::companies;
    post "/api/v1/organizations/{id}/collection/{form}" CollectForms collection::api::decide;
    get "/api/v1/organizations/{id}/collection/form.xlsx" ReadCollection collection::downloads::blank_form;
    get "/api/v1/organizations/{id}/collection.xlsx" ReadCollection collection::downloads::comparison;
    get "/api/v1/organizations/{id}/assessments" ReadOrganization assessments::api::list;
    post "/api/v1/organizations/{id}/assessments" StartAssessment assessments::api::create;
    get "/api/v1/assessments/{id}" ReadAssessment assessments::api::show;
    get "/api/v1/assessments/{id}/activity" ReadAssessment activity::api::of_assessment;
    get "/api/v1/assessments/{id}/items" ReadAssessment assessments::api::items;
    get "/api/v1/assessments/{id}/items/{code}" ReadAssessment assessments::api::item;
    put "/api/v1/assessments/{id}/items/{code}" AnswerItem assessments::api::answer;
    post "/api/v1/assessments/{id}/submission" SubmitAssessment assessments::api::submission;
    post "/api/v1/assessments/{id}/reopening" ReopenAssessment assessments::api::reopening;
    get "/api/v1/assessments/{id}/handouts" HandOutItems handouts::api::list;
    post "/api/v1/assessments/{id}/handouts" HandOutItems handouts::api::hand_out;
    delete "/api/v1/assessments/{id}/handouts/{handout}" HandOutItems handouts::api::take_back;
    get "/api/v1/assessments/{id}/form.xlsx" ReadAssessment offline::downloads::workbook;
    get "/api/v1/assessments/{id}/form.csv" ReadAssessment offline::downloads::csv;
    post "/api/v1/assessments/{id}/forms" AnswerItem offline::api::receive;
    get "/api/v1/assessments/{id}/forms/{upload}" AnswerItem offline::api::preview;
    post "/api/v1/assessments/{id}/forms/{upload}" AnswerItem offline::api::take_over;
    post "/api/v1/assessments/{id}/check-sheets" AnswerItem check_sheets::api::receive;
    post "/api/v1/assessments/{id}/check-sheets/{upload}" AnswerItem check_sheets::api::point;
    get "/api/v1/assessments/{id}/check-sheet-mappings" ReadAssessment check_sheets::api::list;
    delete "/api/v1/assessments/{id}/check-sheet-mappings/{mapping}" AnswerItem check_sheets::api::forget;
    get "/api/v1/assessments/{id}/karte" ReadResults karte_pages::karte_json;
    get "/api/v1/assessments/{id}/karte/pictures/{file}" ReadResults karte_pages::picture;
    get "/api/v1/assessments/{id}/karte/{crosswalk}/pictures/{file}" ReadResults crosswalk_page::picture;
    get "/api/v1/assessments/{id}/karte.pdf" ReadResults report_pages::karte;
    get "/api/v1/assessments/{id}/report.pdf" ReadResults report_pages::management;
    get "/api/v1/assessments/{id}/karte/{crosswalk}" ReadResults crosswalk_page::json;
    get "/api/v1/frameworks" ReadPublic frameworks::api::list;
    get "/api/v1/frameworks/{framework}" ReadPublic frameworks::api::show;
    get "/api/v1/frameworks/{framework}/form.xlsx" ReadPublic offline::downloads::blank_workbook;
    get "/api/v1/frameworks/{framework}/form.csv" ReadPublic offline::downloads::blank_csv;
    get "/api/v1/frameworks/{framework}/tips" ReadPublic frameworks::api::tips;
    get "/api/v1/frameworks/{framework}/glossary" ReadPublic frameworks::api::glossary;
    get "/api/v1/frameworks/{framework}/crosswalks/{crosswalk}" ReadPublic frameworks::api::crosswalk;
    put "/api/v1/frameworks/{framework}/items/{code}/rating" RateContent content::ratings::put;
    put "/api/v1/frameworks/{framework}/tips/{tip}/follow" RateContent content::following::put;
    post "/api/v1/frameworks/{framework}/tips/{tip}/cases" KeepContent content::case_pages::post_json;
    put "/api/v1/frameworks/{framework}/tips/{tip}/cases/{case}" KeepContent content::case_pages::put_json;
    get "/api/v1/hint-ratings" KeepContent content::ratings::json;
    get "/api/v1/backups" ReadBackups backup::pages::json;
    get "/api/v1/frameworks/{framework}/editions" ReadPublic frameworks::edition_api::list;
    post "/api/v1/frameworks/{framework}/editions/{edition}/result" ReadPublic frameworks::edition_api::result;
    get "/api/v1/cohorts" ReadPublic benchmarks::api::list;
    get "/api/v1/cohorts/{framework}/{cohort}" ReadPublic benchmarks::api::show;
    get "/api/v1/cohorts/{framework}/{cohort}/pictures/{file}" ReadPublic benchmarks::pages::picture;
    post "/api/v1/trial/karte" ReadPublic trial::api::karte;
}

/// Pages and tables; workbooks, documents and archives are compressed already.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::new("application/vnd."))
        .and(NotForContentType::new("application/pdf"))
        .and(NotForContentType::new("application/zip"))
}

/// The server's routes with everything around them.
pub fn router(app: App) -> Router {
    all()
        .fallback(|| async { error::Error::NotFound })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn_with_state(app.clone(), idempotency::around))
        .layer(from_fn_with_state(app.clone(), context::around))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .with_state(app)
}
