//! Forms to download: those of an assessment with what is known already, and blank ones.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use documents::workbook::MEDIA_TYPE;
use domain::Language;
use domain::access::Action;

use super::{Form, Subject, csv as csv_file};
use crate::app::App;
use crate::assessments::{self, period_text};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::frameworks::pages::edition;
use crate::ui::download::attachment;
use crate::words::Words;

type Asked = Query<HashMap<String, String>>;

#[derive(Clone, Copy)]
enum Shape {
    Workbook,
    Csv,
}

/// The form of an assessment as a workbook, filled in with what is stored.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/form.xlsx", tag = "forms",
    params(("id" = String, Path), ("lang" = Option<String>, Query, description = "`ja` or `en`"),
        ("blank" = Option<String>, Query, description = "`1` leaves the stored answers out")),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 404)))]
pub async fn workbook(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    query: Asked,
) -> Result<Response> {
    of_assessment(&app, &context, &id, &query, Shape::Workbook).await
}

/// The same as CSV, columns named in English.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/form.csv", tag = "forms",
    params(("id" = String, Path), ("lang" = Option<String>, Query)), responses((status = 200, content_type = "text/csv"), (status = 404)))]
pub async fn csv(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    query: Asked,
) -> Result<Response> {
    of_assessment(&app, &context, &id, &query, Shape::Csv).await
}

/// A blank form of a framework, or of one of its editions.
#[utoipa::path(get, path = "/api/v1/frameworks/{framework}/form.xlsx", tag = "forms",
    params(("framework" = String, Path), ("edition" = Option<String>, Query), ("lang" = Option<String>, Query)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 404)))]
pub async fn blank_workbook(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    query: Asked,
) -> Result<Response> {
    blank(&app, &context, &id, &query, Shape::Workbook)
}

/// The same as CSV.
#[utoipa::path(get, path = "/api/v1/frameworks/{framework}/form.csv", tag = "forms",
    params(("framework" = String, Path), ("edition" = Option<String>, Query), ("lang" = Option<String>, Query)),
    responses((status = 200, content_type = "text/csv"), (status = 404)))]
pub async fn blank_csv(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    query: Asked,
) -> Result<Response> {
    blank(&app, &context, &id, &query, Shape::Csv)
}

async fn of_assessment(
    app: &App,
    context: &Context,
    id: &str,
    query: &Asked,
    shape: Shape,
) -> Result<Response> {
    let assessment = assessments::find(&app.db, context.viewer()?, id, Action::ReadAssessment).await?;
    let edition = assessments::edition(app, &assessment.edition)?;
    let words = language(context, query);
    let is_blank = query.contains_key("blank");
    let mut saved = assessments::answers(&app.db, &assessment).await?;
    if is_blank {
        // The versions stay: they say on which state of the answers the form is based.
        saved.iter_mut().for_each(|saved| saved.said = domain::assessments::ItemAnswer::default());
    }
    let form = Form {
        words,
        edition,
        cohort: app.library.reference(&edition.framework),
        plain: None,
        subject: Some(Subject {
            assessment: assessment.id.clone(),
            organization: assessment.organization(words).to_owned(),
            scope: assessment.scope_text(words),
            period: assessment.period_text(words),
            saved,
            previous: assessments::previous_answers(&app.db, &assessment).await?,
            previous_period: assessment.previous_period.map(|period| period_text(words, period)),
        }),
        made_at_seconds: app.now() / 1_000_000,
    };
    let name = format!("{}_{}", assessment.organization(words), assessment.period);
    answer(&form, &name, shape)
}

fn blank(app: &App, context: &Context, id: &str, query: &Asked, shape: Shape) -> Result<Response> {
    let edition = edition(app, id)?;
    let framework = &edition.framework;
    let plain = match query.get("edition") {
        Some(id) => Some(framework.plain_edition(id).ok_or(Error::NotFound)?),
        None => None,
    };
    let form = Form {
        words: language(context, query),
        edition,
        cohort: app.library.reference(framework),
        plain,
        subject: None,
        made_at_seconds: app.now() / 1_000_000,
    };
    let name = plain.map_or_else(|| framework.id.clone(), |plain| format!("{}-{}", framework.id, plain.id));
    answer(&form, &name, shape)
}

/// The wished language, whatever the pages are in: forms are made for other people.
fn language(context: &Context, query: &Asked) -> Words {
    query.get("lang").and_then(|code| Language::from_code(code)).map_or(context.words, Words)
}

fn answer(form: &Form<'_>, name: &str, shape: Shape) -> Result<Response> {
    let (bytes, media_type, ending) = match shape {
        Shape::Workbook => {
            (form.bytes().map_err(|error| Error::Internal(error.to_string()))?, MEDIA_TYPE, "xlsx")
        }
        Shape::Csv => (csv_file::text(form).into_bytes(), "text/csv; charset=utf-8", "csv"),
    };
    Ok(attachment(bytes, media_type, &format!("{name}.{ending}")))
}
