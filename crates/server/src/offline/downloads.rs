//! Forms to download: those of an assessment with what is known already, and blank ones.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use documents::workbook::MEDIA_TYPE;
use domain::Language;
use domain::access::Action;

use super::{Form, Subject, csv as csv_file};
use crate::app::App;
use crate::assessments::{self, period_text};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::frameworks::pages::edition;
use crate::ui::percent_encoded;
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

/// A file to save under a name that may hold anything: what a header cannot carry is encoded, and what a file system would
/// stumble over is replaced.
pub fn attachment(bytes: Vec<u8>, media_type: &'static str, name: &str) -> Response {
    let safe = safe_name(name);
    let plain: String = safe.chars().map(|letter| if letter.is_ascii() { letter } else { '_' }).collect();
    // RFC 8187: the second form has the whole name; the first is for what does not know it.
    let disposition = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        percent_encoded(&safe).replace('/', "%2F")
    );
    let disposition = HeaderValue::from_str(&disposition)
        .unwrap_or(HeaderValue::from_static("attachment; filename=\"kashika\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}

fn safe_name(name: &str) -> String {
    const CHARACTERS_MAX: usize = 100;
    let is_bad =
        |letter: char| letter.is_control() || "\"\\/:*?<>|%;'`$&".contains(letter) || is_direction(letter);
    let name: String = name.chars().map(|letter| if is_bad(letter) { '_' } else { letter }).collect();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
    let stem: String = stem.trim_matches(['.', ' ', '_']).chars().take(CHARACTERS_MAX).collect();
    if stem.is_empty() { format!("kashika.{ending}") } else { format!("{stem}.{ending}") }
}

/// Marks that make a name read backwards, so that `fdp.exe` looks like `exe.pdf`.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_are_safe_in_headers_and_file_systems() {
        for (name, safe) in [
            ("架空精機株式会社_2026.xlsx", "架空精機株式会社_2026.xlsx"),
            ("a\"; filename=evil.exe\r\nX: y.xlsx", "a__ filename=evil.exe__X_ y.xlsx"),
            ("../../etc/passwd.csv", "etc_passwd.csv"),
            ("\u{202E}fdp.xlsx", "fdp.xlsx"),
            ("...xlsx", "kashika.xlsx"),
        ] {
            assert_eq!(safe_name(name), safe);
        }
    }
}
