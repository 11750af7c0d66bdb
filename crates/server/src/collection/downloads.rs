//! Files of the collection: the comparison workbook, and blank forms with a company's name on them.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use documents::workbook::MEDIA_TYPE;
use domain::Language;
use domain::access::Action;
use serde::Deserialize;

use super::board::{Board, current};
use super::{companies, workbook};
use crate::app::App;
use crate::assessments::period_text;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::offline::{Form, Subject};
use crate::organizations;
use crate::ui::download::attachment;
use crate::words::Words;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub(super) period: String,
    /// Key of a company.
    #[serde(default)]
    company: String,
    #[serde(default)]
    lang: String,
}

impl Asked {
    /// The asked fiscal year, or the current one.
    pub(super) fn period(&self, app: &App) -> i64 {
        let asked = self.period.parse().ok();
        asked.filter(|year| (1900..=9999).contains(year)).unwrap_or_else(|| app.fiscal_year())
    }

    fn words(&self, context: &Context) -> Words {
        Language::from_code(&self.lang).map_or(context.words, Words)
    }
}

/// The companies side by side as a workbook: directives, items, and what has to be asked.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/collection.xlsx", tag = "collection",
    params(("id" = String, Path), ("period" = Option<i64>, Query), ("lang" = Option<String>, Query)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 404)))]
pub async fn comparison(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let words = asked.words(&context);
    let board = Board::load(&app, context.viewer()?, &id, asked.period(&app)).await?;
    let content = (board.lines.as_slice(), board.refused.as_slice());
    let title = workbook::title(words, &board);
    let bytes = workbook::bytes(words, &current(&app)?.framework, title, content, app.now() / 1_000_000)
        .map_err(|error| Error::Internal(error.to_string()))?;
    let name = format!("{}_{}.xlsx", board.organization.name(words), board.period);
    Ok(attachment(bytes, MEDIA_TYPE, &name))
}

/// A blank form with the company's name on it, by which it is known when it comes back.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/collection/form.xlsx", tag = "collection",
    params(("id" = String, Path), ("company" = String, Query, description = "`key` of a company of the board"),
        ("period" = Option<i64>, Query), ("lang" = Option<String>, Query)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 404)))]
pub async fn blank_form(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let words = asked.words(&context);
    organizations::find(&app.db, context.viewer()?, &id, Action::ReadCollection).await?;
    let companies = companies(&app, &id).await?;
    let company = companies.iter().find(|company| company.key == asked.company).ok_or(Error::NotFound)?;
    let edition = current(&app)?;
    let form = Form {
        words,
        edition,
        cohort: app.library.reference(&edition.framework),
        plain: None,
        subject: Some(Subject {
            assessment: String::new(),
            organization: company.name(words).to_owned(),
            scope: String::new(),
            period: period_text(words, asked.period(&app)),
            saved: Vec::new(),
            previous: Vec::new(),
            previous_period: None,
        }),
        made_at_seconds: app.now() / 1_000_000,
    };
    let bytes = form.bytes().map_err(|error| Error::Internal(error.to_string()))?;
    let name = format!("{}_{}.xlsx", company.name(words), asked.period(&app));
    Ok(attachment(bytes, MEDIA_TYPE, &name))
}
