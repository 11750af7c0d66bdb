//! The collection for programs: a file at a time in, the board out.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Fraction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::board::{Board, current};
use super::workbook::{line_name, line_reasons};
use super::{Decision, Form, Line, State as FormState};
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::{JsonBody, SentFile};

/// Who has sent a form in a fiscal year, and how the companies stand.
#[derive(Serialize, ToSchema)]
pub struct BoardBody {
    pub organization: String,
    pub period: i64,
    /// Companies of the group, in the order of their segments, then those nobody has listed.
    pub companies: Vec<CompanyBody>,
    /// Files that could not be used.
    pub refused: Vec<FormBody>,
}

#[derive(Serialize, ToSchema)]
pub struct CompanyBody {
    /// Absent for a company nobody has listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub name: String,
    pub segment: String,
    /// `received`, `to-check` or `missing`
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<FormBody>,
    /// One per directive, with one decimal; null where something is open.
    pub directives: Vec<Option<String>>,
    /// One per item; null where it is open or does not apply.
    pub levels: Vec<Option<u8>>,
    pub overall: Option<String>,
    pub minimum: Option<String>,
    /// Directives below the framework's bound for low values.
    pub low_count: usize,
    /// This year's overall value minus last year's.
    pub change: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct FormBody {
    pub id: String,
    pub name: String,
    pub file_name: String,
    /// `received`, `to-check` or `refused`
    pub state: &'static str,
    pub reasons: Vec<String>,
    pub rater: String,
}

/// What somebody decides about a form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// `accept`, `assign` or `remove`
    pub decision: DecisionKind,
    /// Name of the company it is from, to assign it.
    #[serde(default)]
    pub company: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionKind {
    Accept,
    Assign,
    Remove,
}

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    period: String,
    #[serde(default)]
    name: String,
}

impl FormBody {
    fn new(form: &Form, reasons: Vec<String>) -> FormBody {
        FormBody {
            id: form.id.clone(),
            name: form.name.clone(),
            file_name: form.file_name.clone(),
            state: form.state.code(),
            reasons,
            rater: form.rater.clone(),
        }
    }
}

/// The companies of a group side by side.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/collection", tag = "collection",
    params(("id" = String, Path), ("period" = Option<i64>, Query, description = "Fiscal year; the current one where it is left out")),
    responses((status = 200, body = BoardBody), (status = 404)))]
pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(asked): Query<super::downloads::Asked>,
) -> Result<Json<BoardBody>> {
    let words = context.words;
    let board = Board::load(&app, context.viewer()?, &id, asked.period(&app)).await?;
    let framework = &current(&app)?.framework;
    let company = |line: &Line| CompanyBody {
        key: line.company.as_ref().map(|company| company.key.clone()),
        name: line_name(words, line),
        segment: line.company.as_ref().map_or("", |company| company.segment(words)).to_owned(),
        state: line.state().map_or("missing", FormState::code),
        form: line.form.as_ref().map(|form| FormBody::new(form, line_reasons(words, line))),
        directives: line.values.iter().map(|value| value.map(Fraction::shown)).collect(),
        levels: line.levels.clone(),
        overall: line.overall.map(Fraction::shown),
        minimum: line.minimum().map(Fraction::shown),
        low_count: line.low_count(framework),
        change: line.change.map(Fraction::shown),
    };
    Ok(Json(BoardBody {
        organization: board.organization.name(words).to_owned(),
        period: board.period,
        companies: board.lines.iter().map(company).collect(),
        refused: board
            .refused
            .iter()
            .map(|form| FormBody::new(form, form.reasons.of(words).to_vec()))
            .collect(),
    }))
}

/// Sends one form in, as the body of the request. What cannot be used is kept with its reason and answered with 201 as well.
#[utoipa::path(post, path = "/api/v1/organizations/{id}/collection", tag = "collection",
    params(("id" = String, Path), ("period" = Option<i64>, Query), ("name" = Option<String>, Query, description = "Name of the file")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = FormBody), (status = 403), (status = 404), (status = 413)))]
pub async fn receive(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(sent): Query<Sent>,
    file: SentFile,
) -> Result<Response> {
    let viewer = context.viewer()?;
    crate::organizations::find(&app.db, viewer, &id, domain::access::Action::CollectForms).await?;
    let period = sent.period.parse().unwrap_or_else(|_| app.fiscal_year());
    let files = vec![(sent.name, file.take()?.to_vec())];
    let forms = super::collect(&app, viewer, &id, period, files).await?;
    let words = context.words;
    let bodies: Vec<FormBody> =
        forms.iter().map(|form| FormBody::new(form, form.reasons.of(words).to_vec())).collect();
    Ok((StatusCode::CREATED, Json(bodies.into_iter().next())).into_response())
}

/// Accepts a form as it is, says which company it is from, or takes it out.
#[utoipa::path(post, path = "/api/v1/organizations/{id}/collection/{form}", tag = "collection",
    params(("id" = String, Path), ("form" = String, Path)), request_body = DecisionBody,
    responses((status = 204), (status = 403), (status = 404), (status = 409, description = "A refused file can only be removed"),
        (status = 422, description = "No such company, or its form is there already")))]
pub async fn decide(
    State(app): State<App>,
    context: Context,
    Path((id, form)): Path<(String, String)>,
    body: JsonBody<DecisionBody>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    crate::organizations::find(&app.db, viewer, &id, domain::access::Action::CollectForms).await?;
    let body = body.take()?;
    let decision = match body.decision {
        DecisionKind::Accept => Decision::Accept,
        DecisionKind::Assign => Decision::Assign(body.company),
        DecisionKind::Remove => Decision::Remove,
    };
    super::decide(&app, viewer, &id, &form, decision).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The companies forms are expected from, beside the organizations of the group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompaniesBody {
    pub companies: Vec<ListedBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedBody {
    pub name: String,
    /// Heading it stands under.
    #[serde(default)]
    pub segment: String,
}

/// Replaces the list of companies.
#[utoipa::path(put, path = "/api/v1/organizations/{id}/collection/companies", tag = "collection",
    params(("id" = String, Path)), request_body = CompaniesBody,
    responses((status = 204), (status = 403), (status = 404), (status = 422)))]
pub async fn companies(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    body: JsonBody<CompaniesBody>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    crate::organizations::find(&app.db, viewer, &id, domain::access::Action::CollectForms).await?;
    let listed = body.take()?.companies.into_iter().map(|one| (one.name, one.segment)).collect();
    super::list_companies(&app, viewer, &id, listed).await?;
    Ok(StatusCode::NO_CONTENT)
}
