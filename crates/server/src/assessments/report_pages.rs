//! Results as PDF, for a printer or an attachment.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use documents::pdf::PdfError;
use domain::access::Action;

use super::karte_case::Case;
use super::karte_pages;
use super::karte_sheet::Source;
use super::report::{self, Extras, Subject};
use crate::app::App;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ui::date;
use crate::ui::download::attachment;
use crate::words::Words;

/// The karte on one sheet of A4.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/karte.pdf", tag = "assessments",
    params(("id" = String, Path), ("with" = Option<String>, Query, description = "Earlier assessment to compare with")),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>, description = "One page, tagged for screen readers (PDF/UA-1)"),
        (status = 404, description = "Not there, or not yours to see"),
        (status = 503, description = "No Japanese font on the server, or too many documents at once")))]
pub async fn karte(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let case = Case::find(&app, context.viewer()?, &id, query.get("with").map(String::as_str)).await?;
    document(&app, context.words, case, "karte", report::karte_pdf).await
}

/// The report to management. Notes stay out of it unless asked for: they are written for colleagues.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/report.pdf", tag = "assessments",
    params(("id" = String, Path), ("with" = Option<String>, Query, description = "Earlier assessment to compare with"),
        ("notes" = Option<String>, Query, description = "`yes` prints the notes in the appendix")),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>, description = "Tagged for screen readers (PDF/UA-1)"),
        (status = 404, description = "Not there, or not yours to see"),
        (status = 503, description = "No Japanese font on the server, or too many documents at once")))]
pub async fn management(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let case = Case::find(&app, context.viewer()?, &id, query.get("with").map(String::as_str)).await?;
    let saved = super::answers(&app.db, &case.assessment).await?;
    let with_items = case.assessment.may(Action::ReadItemLevels);
    // Notes are evidence: a report does not show them to whoever reads reports only.
    let with_notes =
        query.get("notes").is_some_and(|notes| notes == "yes") && case.assessment.may(Action::ReadAssessment);
    document(&app, context.words, case, "report", move |source, subject| {
        report::management_pdf(source, subject, &Extras { saved: &saved, with_items, with_notes })
    })
    .await
}

/// A result as a file of this kind: `karte` or `report`.
async fn document(
    app: &App,
    words: Words,
    case: Case,
    kind: &'static str,
    print: impl FnOnce(&Source<'_>, &Subject) -> std::result::Result<Vec<u8>, PdfError> + Send + 'static,
) -> Result<Response> {
    let (subject, name) = (subject(app, words, &case), file_name(words, kind, &case));
    let bytes = app.drawn(move || print(&case.source(words, &case.moments(words)), &subject)).await?;
    let bytes = bytes.map_err(|error| match error {
        PdfError::NoJapaneseFont => Error::FontMissing,
        other => Error::Internal(other.to_string()),
    })?;
    Ok(attachment(bytes, "application/pdf", &name))
}

fn subject(app: &App, words: Words, case: &Case) -> Subject {
    let page = karte_pages::subject(app, words, case);
    Subject {
        name: page.name,
        facts: page.facts.into_iter().chain(page.profile).collect(),
        printed_on: date(app.today(), words),
        printed: report::moment(&app.local(app.now())),
    }
}

fn file_name(words: Words, kind: &str, case: &Case) -> String {
    let (name, period) = (case.organization.name(words), case.assessment.period_text(words));
    words.with(&format!("paper-file-{kind}"), &[("name", name.into()), ("period", period.into())])
}
