//! The karte of an assessment as page, picture and JSON, and the list of results.

use std::collections::HashMap;

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::access::Action;

use super::crosswalk_page;
use super::karte_body::KarteBody;
use super::karte_case::Case;
use super::karte_sheet::{Earlier, ItemLines, Sheet, item_lines, radar, trend};
use super::{Summary, results_of_viewer};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::frameworks::help_view::Link;
use crate::organizations::pages::industry_name;
use crate::pictures::PictureFile;
use crate::ui::{Frame, date};
use crate::words::Words;

const RESULTS_PER_PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "assessments/karte.html")]
struct KartePage {
    frame: Frame,
    id: String,
    subject: Subject,
    sheet: Sheet,
    /// Asks for the same comparison.
    query: String,
    /// Every item with its answer and what to read about it; none for those who see results only.
    items: Vec<ItemLines>,
    /// Earlier results to compare with: id, label, whether it is chosen.
    choices: Vec<(String, String, bool)>,
    /// The same result in the terms of another standard.
    views: Vec<Link>,
    may_read_answers: bool,
}

/// Whose result it is.
pub struct Subject {
    pub name: String,
    /// Industry, scope, fiscal year, date.
    pub facts: Vec<String>,
    /// CISO, CSIRT, dedicated staff: what there is.
    pub profile: Vec<String>,
}

#[derive(Template)]
#[template(path = "assessments/results.html")]
struct ResultsPage {
    frame: Frame,
    results: Vec<Summary>,
    next: Option<String>,
}

pub async fn karte(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let words = context.words;
    let case = Case::find(&app, context.viewer()?, &id, query.get("with").map(String::as_str)).await?;
    let moments = case.moments(words);
    let source = case.source(words, &moments);
    let may_read_levels = case.assessment.may(Action::ReadItemLevels);
    let items = if may_read_levels { item_lines(&source) } else { Vec::new() };
    let sheet = Sheet::new(&source);
    let subject = subject(&app, words, &case);
    let title = crate::t!(words, "sheet-title", name = subject.name.clone());
    page(&KartePage {
        frame: context.frame(title, "results"),
        choices: case.choices(words),
        views: crosswalk_page::views(words, &case.edition.framework, &id),
        may_read_answers: case.assessment.may(Action::ReadAssessment),
        query: source.previous.as_ref().map_or_else(String::new, Earlier::query),
        id,
        subject,
        sheet,
        items,
    })
}

pub(super) fn subject(app: &App, words: Words, case: &Case) -> Subject {
    let (organization, assessment) = (&case.organization, &case.assessment);
    let profile = &organization.profile;
    let when = match assessment.submitted_at {
        Some(at) => crate::t!(words, "sheet-submitted-on", date = date(app.local(at).date(), words)),
        None => words.t("sheet-not-submitted"),
    };
    let has = |key: &str, is_there: bool| {
        let answer = words.t(if is_there { "sheet-there" } else { "sheet-not-there" });
        crate::t!(words, "sheet-fact", name = words.t(key), answer = answer)
    };
    Subject {
        name: organization.name(words).to_owned(),
        facts: vec![
            industry_name(words, profile.industry),
            assessment.scope_text(words),
            assessment.period_text(words),
            when,
        ],
        profile: vec![
            has("sheet-ciso", profile.has_ciso),
            has("sheet-csirt", profile.has_csirt),
            has("sheet-dedicated", profile.has_dedicated),
        ],
    }
}

/// A chart of the karte as a file.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/karte/pictures/{file}", tag = "assessments",
    params(("id" = String, Path), ("file" = String, Path, description = "`radar` or `trend`, with `.svg` or `.png`"),
        ("with" = Option<String>, Query, description = "Earlier assessment to compare with")),
    responses((status = 200, content_type = "image/png", body = Vec<u8>, description = "SVG, or PNG of 3 dots per unit"),
        (status = 404, description = "Not there, or not yours to see; no trend with fewer than two results"),
        (status = 503, description = "No Japanese font on the server, or too many pictures at once")))]
pub async fn picture(
    State(app): State<App>,
    context: Context,
    Path((id, file)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let words = context.words;
    let case = Case::find(&app, context.viewer()?, &id, query.get("with").map(String::as_str)).await?;
    let file = PictureFile::parse(&file)?;
    let moments = case.moments(words);
    let source = case.source(words, &moments);
    let svg = match file.chart {
        "radar" => radar(&source, &source.karte()),
        "trend" => trend(&source).ok_or(Error::NotFound)?.picture,
        _ => return Err(Error::NotFound),
    };
    file.answer(&app, words, svg, &case.name(words)).await
}

/// The karte of an assessment; unfinished ones have gaps and no class.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/karte", tag = "assessments",
    params(("id" = String, Path), ("with" = Option<String>, Query, description = "Earlier assessment to compare with")),
    responses((status = 200, body = KarteBody), (status = 404, description = "Not there, or not yours to see")))]
pub async fn karte_json(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<KarteBody>> {
    let case = Case::find(&app, context.viewer()?, &id, query.get("with").map(String::as_str)).await?;
    let organization = &case.organization;
    let source = case.source(context.words, &[]);
    Ok(Json(source.body(&organization.public_code, Some(organization.profile.industry))))
}

/// Finished assessments of all organizations the viewer sees, newest first.
pub async fn results(
    State(app): State<App>,
    context: Context,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let words = context.words;
    let before = query.get("before").map(String::as_str);
    let results = results_of_viewer(&app, context.viewer()?, words, before, RESULTS_PER_PAGE).await?;
    let is_full = i64::try_from(results.len()).is_ok_and(|count| count == RESULTS_PER_PAGE);
    let next = results.last().filter(|_| is_full).map(|last| last.id.clone());
    page(&ResultsPage { frame: context.frame(words.t("results-title"), "results"), results, next })
}
