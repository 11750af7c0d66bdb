//! Check sheets for programs: send one in, say how it is read, and see or forget what is kept.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use documents::workbook::Table;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::mapping::{Columns, Mapping};
use super::{Received, fitting, guess, kept};
use crate::app::App;
use crate::assessments;
use crate::context::Context;
use crate::error::Result;
use crate::forms::{JsonBody, SentFile};
use crate::offline::api::{form_preview, refusal};
use crate::offline::pages::open;

/// A sheet that has to be pointed at, with what it probably means.
#[derive(Serialize, ToSchema)]
pub struct WaitingBody {
    pub id: String,
    pub sheets: Vec<SheetBody>,
    /// Guessed, or known from a kept mapping; none where nothing looks like a check sheet.
    pub columns: Option<ColumnsBody>,
    pub mapping: Mapping,
}

#[derive(Serialize, ToSchema)]
pub struct SheetBody {
    pub name: String,
    /// Filled cells, from row and column 0 on.
    pub cells: Vec<CellBody>,
}

#[derive(Serialize, ToSchema)]
pub struct CellBody {
    pub row: u32,
    pub column: u32,
    pub text: String,
}

/// Where the columns stand. Everything counts from 0.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnsBody {
    pub sheet: usize,
    /// Row of the headings.
    pub head: u32,
    /// Column that names a row.
    pub row: u32,
    pub answer: u32,
    #[serde(default)]
    pub note: Option<u32>,
}

/// How to read a sheet. The headings are those that stand in it, whatever `mapping.headings` says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pointing {
    pub columns: ColumnsBody,
    pub mapping: Mapping,
}

#[derive(Serialize, ToSchema)]
pub struct KeptBody {
    pub id: String,
    pub mapping: Mapping,
    /// Microseconds since 1970, UTC.
    pub changed_at: i64,
}

/// Sends a check sheet in, as the body of the request. Where a kept mapping understands it, the answer is the form it makes;
/// otherwise what has to be told. No answer changes yet.
#[utoipa::path(post, path = "/api/v1/assessments/{id}/check-sheets", tag = "forms",
    params(("id" = String, Path)), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = crate::offline::api::FormPreview, description = "Understood; take it over like any form"),
        (status = 202, body = WaitingBody, description = "Say how to read it"), (status = 404),
        (status = 409, description = "Submitted already"), (status = 413), (status = 422)))]
pub async fn receive(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    file: SentFile,
) -> Result<Response> {
    let (viewer, words) = (context.viewer()?, context.words);
    let assessment = open(&app, &context, &id).await?;
    match super::receive(&app, viewer, words, &assessment, "", file.take()?.to_vec()).await? {
        Received::Read(form) => {
            let body = form_preview(&app, &context, &assessment, &form).await?;
            Ok((StatusCode::CREATED, Json(body)).into_response())
        }
        Received::Refused(sentence) => Ok(refusal(words, vec![sentence])),
        Received::Waiting(sheet) => {
            let waiting = super::find(&app, viewer, &assessment, &sheet).await?;
            let framework = &assessments::edition(&app, &assessment.edition)?.framework;
            let kept = kept(&app, &assessment).await?;
            let known = fitting(&kept, &waiting.tables);
            let columns =
                known.map(|(_, columns)| columns).or_else(|| guess::columns(&waiting.tables, framework));
            let none = Mapping::default();
            let known = known.map_or(&none, |(kept, _)| &kept.mapping);
            let mapping = columns.map_or_else(Mapping::default, |columns| Mapping {
                headings: columns.headings(&waiting.tables),
                ..guess::mapping(&columns.lines(&waiting.tables), framework, known)
            });
            let columns = columns.map(ColumnsBody::from);
            let sheets = waiting.tables.into_iter().map(SheetBody::from).collect();
            let body = WaitingBody { id: waiting.id, sheets, columns, mapping };
            Ok((StatusCode::ACCEPTED, Json(body)).into_response())
        }
    }
}

/// Says how a sheet is read. The mapping is kept for the next sheet with the same headings.
#[utoipa::path(post, path = "/api/v1/assessments/{id}/check-sheets/{upload}", tag = "forms",
    params(("id" = String, Path), ("upload" = String, Path)), request_body = Pointing,
    responses((status = 201, body = crate::offline::api::FormPreview), (status = 404),
        (status = 422, description = "`problems` has a sentence for each reason")))]
pub async fn point(
    State(app): State<App>,
    context: Context,
    Path((id, upload)): Path<(String, String)>,
    body: JsonBody<Pointing>,
) -> Result<Response> {
    let (viewer, words) = (context.viewer()?, context.words);
    let assessment = open(&app, &context, &id).await?;
    let waiting = super::find(&app, viewer, &assessment, &upload).await?;
    let Pointing { columns, mapping } = body.take()?;
    let columns = Columns::from(columns);
    let mapping = Mapping { headings: columns.headings(&waiting.tables), ..mapping };
    match super::point(&app, viewer, words, &assessment, &waiting, &columns, mapping).await? {
        Ok(form) => {
            let body = form_preview(&app, &context, &assessment, &form).await?;
            Ok((StatusCode::CREATED, Json(body)).into_response())
        }
        Err(problems) => Ok(refusal(words, problems)),
    }
}

/// The mappings that are kept for the assessment's organization, newest first.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/check-sheet-mappings", tag = "forms",
    params(("id" = String, Path)), responses((status = 200, body = Vec<KeptBody>), (status = 404)))]
pub async fn list(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Json<Vec<KeptBody>>> {
    let action = domain::access::Action::ReadAssessment;
    let assessment = assessments::find(&app.db, context.viewer()?, &id, action).await?;
    let kept = kept(&app, &assessment).await?;
    let body =
        |kept: super::Kept| KeptBody { id: kept.id, mapping: kept.mapping, changed_at: kept.changed_at };
    Ok(Json(kept.into_iter().map(body).collect()))
}

/// Forgets a mapping. Answers that were taken over stay.
#[utoipa::path(delete, path = "/api/v1/assessments/{id}/check-sheet-mappings/{mapping}", tag = "forms",
    params(("id" = String, Path), ("mapping" = String, Path)), responses((status = 204), (status = 404)))]
pub async fn forget(
    State(app): State<App>,
    context: Context,
    Path((id, mapping)): Path<(String, String)>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    let assessment = open(&app, &context, &id).await?;
    super::remove(&app, viewer, &assessment, &mapping).await.map(|()| StatusCode::NO_CONTENT)
}

impl From<Columns> for ColumnsBody {
    fn from(columns: Columns) -> ColumnsBody {
        let Columns { table, head, row, answer, note } = columns;
        ColumnsBody { sheet: table, head, row, answer, note }
    }
}

impl From<ColumnsBody> for Columns {
    fn from(body: ColumnsBody) -> Columns {
        let ColumnsBody { sheet, head, row, answer, note } = body;
        Columns { table: sheet, head, row, answer, note }
    }
}

impl From<Table> for SheetBody {
    fn from(table: Table) -> SheetBody {
        let cells = table.cells.into_iter();
        SheetBody {
            name: table.name,
            cells: cells
                .map(|cell| CellBody { row: cell.row, column: cell.column, text: cell.text })
                .collect(),
        }
    }
}
