//! The OpenAPI 3.1 description, gathered from the handlers' own annotations.

use utoipa::OpenApi;

use crate::{
    access_tokens, accounts, activity, assessments, benchmarks, check_sheets, collection, content,
    frameworks, offline, organizations, passkeys, second_factor, sessions, trial,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kashika",
        description = "What the pages do, for programs. Without a session every address but the public ones answers 401; what \
            you may not see is 404, what your role does not allow is 403, and fields that cannot be taken are 422. Sign in with `POST /api/v1/session` and send the token as \
            `Authorization: Bearer …`; scripts of our own pages use the session cookie and `X-CSRF-Token`. Errors are \
            `application/problem+json` (RFC 9457) with the types under `/problems/`."
    ),
    paths(
        accounts::api::set_up,
        accounts::api::sign_in,
        accounts::api::show,
        accounts::api::sign_out,
        accounts::api::choose_password,
        accounts::api::language,
        sessions::api::prove,
        sessions::api::show,
        sessions::api::end_others,
        sessions::api::end,
        access_tokens::api::list,
        access_tokens::api::create,
        access_tokens::api::revoke,
        passkeys::api::list,
        passkeys::api::begin,
        passkeys::api::add,
        passkeys::api::remove,
        passkeys::api::begin_use,
        passkeys::api::sign_in,
        second_factor::api::show,
        second_factor::api::begin,
        second_factor::api::confirm,
        second_factor::api::remove,
        second_factor::api::renew,
        organizations::api::list,
        organizations::api::create,
        organizations::api::show,
        organizations::api::update,
        activity::api::list,
        assessments::api::list,
        assessments::api::create,
        assessments::api::show,
        assessments::api::items,
        assessments::api::item,
        assessments::api::answer,
        assessments::api::submission,
        assessments::api::reopening,
        assessments::karte_pages::karte_json,
        assessments::karte_pages::picture,
        assessments::crosswalk_page::picture,
        benchmarks::pages::picture,
        assessments::report_pages::karte,
        assessments::report_pages::management,
        assessments::crosswalk_page::json,
        frameworks::api::list,
        frameworks::api::show,
        frameworks::api::tips,
        frameworks::api::glossary,
        frameworks::api::crosswalk,
        frameworks::edition_api::list,
        frameworks::edition_api::result,
        content::ratings::put,
        content::ratings::json,
        content::following::put,
        content::case_pages::post_json,
        content::case_pages::put_json,
        offline::downloads::workbook,
        offline::downloads::csv,
        offline::downloads::blank_workbook,
        offline::downloads::blank_csv,
        check_sheets::api::receive,
        check_sheets::api::point,
        check_sheets::api::list,
        check_sheets::api::forget,
        offline::api::receive,
        offline::api::preview,
        offline::api::take_over,
        collection::api::show,
        collection::api::receive,
        collection::api::companies,
        collection::api::decide,
        collection::downloads::blank_form,
        collection::downloads::comparison,
        benchmarks::api::list,
        benchmarks::api::show,
        trial::api::karte,
    )
)]
struct Document;

/// The description as JSON; `docs/api.json` is the same text.
pub fn openapi() -> serde_json::Value {
    serde_json::to_value(Document::openapi()).unwrap_or_default()
}
