//! Pages of an organization: its profile, and the forms that make and change it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Action;
use domain::organizations::{Headcount, Industry};

use super::{Listed, Organization, ProfileInput};
use crate::app::App;
use crate::assessments::{self, Summary};
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::leaving::{self, organization::Deleted};
use crate::ui::{Fields, Frame};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organizations/show.html")]
struct Show {
    frame: Frame,
    organization: Organization,
    industry: String,
    facts: Vec<(String, String)>,
    assessments: Vec<Summary>,
}

#[derive(Template)]
#[template(path = "organizations/edit.html")]
struct Edit {
    frame: Frame,
    fields: Fields,
    /// Where the form goes; the version it was opened at.
    action: String,
    version: i64,
    is_new: bool,
    changed_elsewhere: bool,
    industries: Vec<(&'static str, String)>,
    headcounts: Vec<(&'static str, String)>,
}

const PAGE_LENGTH: usize = 50;

#[derive(Template)]
#[template(path = "organizations/list.html")]
struct List {
    frame: Frame,
    organizations: Vec<Listed>,
    next: Option<String>,
    /// Deleted ones, each with when it is erased.
    deleted: Vec<(Deleted, String)>,
    /// Key of the sentence about what was just done.
    done: Option<&'static str>,
}

#[derive(serde::Deserialize)]
pub struct After {
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

pub async fn list(State(app): State<App>, context: Context, Query(query): Query<After>) -> Result<Response> {
    let viewer = context.viewer()?;
    let (organizations, next) =
        super::of_viewer(&app.db, viewer, context.words, &query.after, PAGE_LENGTH).await?;
    let words = context.words;
    let deleted = leaving::organization::told(&app, viewer, words).await?;
    let done = match query.done.as_str() {
        "deleted" => Some("organizations-done-deleted"),
        "restored" => Some("organizations-done-restored"),
        _ => None,
    };
    let frame = context.frame(words.t("today-organizations"), "");
    page(&List { frame, organizations, next, deleted, done })
}

pub async fn show(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    let viewer = context.viewer()?;
    let organization = super::find(&app.db, viewer, &id, Action::ReadOrganization).await?;
    let words = context.words;
    let assessments = assessments::of_organization(&app, viewer, words, &id).await?;
    let title = organization.name(words).to_owned();
    page(&Show {
        frame: context.frame(title, ""),
        industry: industry_name(words, organization.profile.industry),
        facts: facts(words, &organization),
        organization,
        assessments,
    })
}

/// The profile as label and value, in the order of the form.
pub fn facts(words: Words, organization: &Organization) -> Vec<(String, String)> {
    let profile = &organization.profile;
    let yes_no = |flag: bool| words.t(if flag { "yes" } else { "no" });
    let text = |text: &str| if text.is_empty() { words.t("not-recorded") } else { text.to_owned() };
    vec![
        (words.t("field-industry"), industry_name(words, profile.industry)),
        (words.t("field-headcount"), words.t(&headcount_key(profile.headcount))),
        (words.t("field-is_listed"), yes_no(profile.is_listed)),
        (words.t("field-has_group"), yes_no(profile.has_group)),
        (words.t("field-has_overseas"), yes_no(profile.has_overseas)),
        (words.t("field-has_dedicated"), yes_no(profile.has_dedicated)),
        (words.t("field-has_csirt"), yes_no(profile.has_csirt)),
        (words.t("field-has_ciso"), yes_no(profile.has_ciso)),
        (words.t("fact-products"), text(&profile.products)),
        (words.t("fact-information"), text(&profile.information)),
        (words.t("organization-public-code"), organization.public_code.clone()),
    ]
}

pub fn industry_name(words: Words, industry: Industry) -> String {
    if words.code() == "ja" { industry.ja() } else { industry.en() }.to_owned()
}

fn headcount_key(headcount: Headcount) -> String {
    format!("headcount-{}", headcount.code())
}

pub async fn new(context: Context) -> Result<Response> {
    context.viewer()?;
    page(&edit_page(&context, Fields::default(), None, false))
}

pub async fn create(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    match super::create(&app, context.viewer()?, input(&form)).await {
        Ok(id) => Ok(Redirect::to(&format!("/organizations/{id}/assessments/new")).into_response()),
        Err(error) => again(&context, &form, None, error),
    }
}

pub async fn edit(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    let organization = super::find(&app.db, context.viewer()?, &id, Action::EditOrganization).await?;
    let profile = organization.profile;
    let tick = |flag: bool| if flag { "1" } else { "" };
    let values = [
        ("name_ja", profile.name_ja.as_str()),
        ("name_en", profile.name_en.as_str()),
        ("industry", profile.industry.code()),
        ("headcount", profile.headcount.code()),
        ("is_listed", tick(profile.is_listed)),
        ("has_group", tick(profile.has_group)),
        ("has_overseas", tick(profile.has_overseas)),
        ("has_dedicated", tick(profile.has_dedicated)),
        ("has_csirt", tick(profile.has_csirt)),
        ("has_ciso", tick(profile.has_ciso)),
        ("products", profile.products.as_str()),
        ("information", profile.information.as_str()),
    ];
    let fields = Fields::new(context.words, &[], &values);
    page(&edit_page(&context, fields, Some((&id, organization.version)), false))
}

pub async fn update(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response> {
    let version = form.text("version").parse().unwrap_or(0);
    let viewer = context.viewer()?;
    match super::change_profile(&app, viewer, &id, version, input(&form)).await {
        Ok(()) => Ok(Redirect::to(&format!("/organizations/{id}")).into_response()),
        Err(error @ Error::Conflict) => {
            // The form comes back with the newest version, so that sending it again is a decision and not an accident.
            let newest = super::find(&app.db, viewer, &id, Action::EditOrganization).await?.version;
            again(&context, &form, Some((&id, newest)), error)
        }
        Err(error) => again(&context, &form, Some((&id, version)), error),
    }
}

const TEXTS: [&str; 6] = ["name_ja", "name_en", "industry", "headcount", "products", "information"];
const TICKS: [&str; 6] = ["is_listed", "has_group", "has_overseas", "has_dedicated", "has_csirt", "has_ciso"];

/// The form once more with what was typed and what is wrong.
fn again(context: &Context, form: &Posted, existing: Option<(&str, i64)>, error: Error) -> Result<Response> {
    let errors = match &error {
        Error::Invalid(errors) => errors.as_slice(),
        Error::Conflict => &[],
        _ => return Err(error),
    };
    let texts = TEXTS.iter().map(|name| (*name, form.text(name)));
    let ticks = TICKS.iter().filter(|name| form.flag(name)).map(|name| (*name, "1"));
    let values: Vec<(&str, &str)> = texts.chain(ticks).collect();
    let fields = Fields::new(context.words, errors, &values);
    let changed_elsewhere = matches!(error, Error::Conflict);
    let html = page(&edit_page(context, fields, existing, changed_elsewhere))?;
    Ok((error.status(), html).into_response())
}

fn edit_page(
    context: &Context,
    fields: Fields,
    existing: Option<(&str, i64)>,
    changed_elsewhere: bool,
) -> Edit {
    let words = context.words;
    let title = words.t(if existing.is_some() { "organization-edit" } else { "organization-new" });
    Edit {
        frame: context.frame(title, ""),
        fields,
        action: existing
            .map_or("/organizations".to_owned(), |(id, _)| format!("/organizations/{id}/profile")),
        version: existing.map_or(0, |(_, version)| version),
        is_new: existing.is_none(),
        changed_elsewhere,
        industries: Industry::ALL
            .iter()
            .map(|industry| (industry.code(), industry_name(words, *industry)))
            .collect(),
        headcounts: Headcount::ALL
            .iter()
            .map(|count| (count.code(), words.t(&headcount_key(*count))))
            .collect(),
    }
}

fn input(form: &Posted) -> ProfileInput {
    ProfileInput {
        name_ja: form.text("name_ja").to_owned(),
        name_en: form.text("name_en").to_owned(),
        industry: form.text("industry").to_owned(),
        headcount: form.text("headcount").to_owned(),
        is_listed: form.flag("is_listed"),
        has_group: form.flag("has_group"),
        has_overseas: form.flag("has_overseas"),
        has_dedicated: form.flag("has_dedicated"),
        has_csirt: form.flag("has_csirt"),
        has_ciso: form.flag("has_ciso"),
        products: form.text("products").to_owned(),
        information: form.text("information").to_owned(),
    }
}
