//! Forms for programs: send one in, see what it changes, take it over.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::pages::open;
use super::uploads::{self, Difference, Line, Received};
use crate::app::App;
use crate::assessments::{Assessment, ItemInput};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::forms::{JsonBody, SentFile};
use crate::words::Words;

/// A form that was sent in, beside what is stored.
#[derive(Serialize, ToSchema)]
pub struct FormPreview {
    pub id: String,
    /// Who filled it in, by their own account.
    pub rater: String,
    pub rated_on: String,
    pub items: Vec<FormLine>,
}

#[derive(Serialize, ToSchema)]
pub struct FormLine {
    pub item: String,
    /// `same`, `new`, `changed`, or `conflict`: somebody has answered since the form was made.
    pub difference: &'static str,
    /// Version of the stored answer; send it back to take the item over.
    pub version: i64,
    pub before: ItemInput,
    pub after: ItemInput,
}

/// The items to take over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    pub items: Vec<ItemVersion>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemVersion {
    pub item: String,
    /// As shown in the preview.
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct TakenOver {
    /// Answers that are different now.
    pub changed: usize,
}

/// Sends a filled-in form in, as the body of the request. No answer changes yet.
#[utoipa::path(post, path = "/api/v1/assessments/{id}/forms", tag = "forms",
    params(("id" = String, Path)), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = FormPreview), (status = 404), (status = 409, description = "Submitted already"),
        (status = 413), (status = 422, description = "No form, or not one of this assessment; `problems` has a sentence for each reason")))]
pub async fn receive(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    file: SentFile,
) -> Result<Response> {
    let (viewer, words) = (context.viewer()?, context.words);
    let assessment = open(&app, &context, &id).await?;
    match uploads::receive(&app, viewer, words, &assessment, "", file.take()?.to_vec()).await? {
        Received::Kept(upload) => {
            let body = form_preview(&app, &context, &assessment, &upload).await?;
            Ok((StatusCode::CREATED, Json(body)).into_response())
        }
        Received::Refused(problems) => {
            let problems: Vec<String> = problems.iter().map(|problem| problem.sentence(words)).collect();
            Ok(refusal(words, problems))
        }
    }
}

/// Why a file is not taken, a sentence for each reason.
pub fn refusal(words: Words, problems: Vec<String>) -> Response {
    let slug = Error::Invalid(Vec::new()).slug();
    let body = json!({
        "type": format!("/problems/{slug}"),
        "title": words.t("error-invalid-title"),
        "detail": problems.first(),
        "status": 422,
        "problems": problems,
    });
    let headers = [("content-type", "application/problem+json")];
    (StatusCode::UNPROCESSABLE_ENTITY, headers, Json(body).into_response().into_body()).into_response()
}

/// A form you have sent in, beside what is stored now.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/forms/{upload}", tag = "forms",
    params(("id" = String, Path), ("upload" = String, Path)), responses((status = 200, body = FormPreview), (status = 404)))]
pub async fn preview(
    State(app): State<App>,
    context: Context,
    Path((id, upload)): Path<(String, String)>,
) -> Result<Json<FormPreview>> {
    let assessment = open(&app, &context, &id).await?;
    Ok(Json(form_preview(&app, &context, &assessment, &upload).await?))
}

/// Takes the named items over, all or none.
#[utoipa::path(post, path = "/api/v1/assessments/{id}/forms/{upload}", tag = "forms",
    params(("id" = String, Path), ("upload" = String, Path)), request_body = TakeOver,
    responses((status = 200, body = TakenOver), (status = 404), (status = 409, description = "Somebody has answered meanwhile; nothing was changed")))]
pub async fn take_over(
    State(app): State<App>,
    context: Context,
    Path((id, upload)): Path<(String, String)>,
    body: JsonBody<TakeOver>,
) -> Result<Json<TakenOver>> {
    let viewer = context.viewer()?;
    let assessment = open(&app, &context, &id).await?;
    let upload = uploads::find(&app, viewer, &assessment, &upload).await?;
    let chosen: Vec<(String, i64)> =
        body.take()?.items.into_iter().map(|one| (one.item, one.version)).collect();
    let changed = uploads::take_over(&app, viewer, &assessment, &upload, &chosen).await?;
    Ok(Json(TakenOver { changed }))
}

pub async fn form_preview(
    app: &App,
    context: &Context,
    assessment: &Assessment,
    upload: &str,
) -> Result<FormPreview> {
    let upload = uploads::find(app, context.viewer()?, assessment, upload).await?;
    let lines = uploads::compare(app, assessment, &upload).await?;
    Ok(FormPreview {
        id: upload.id,
        rater: upload.rater,
        rated_on: upload.rated_on,
        items: lines.iter().map(line).collect(),
    })
}

fn line(line: &Line) -> FormLine {
    FormLine {
        item: line.code.clone(),
        difference: match line.kind {
            Difference::Same => "same",
            Difference::New => "new",
            Difference::Changed => "changed",
            Difference::Conflict => "conflict",
        },
        version: line.before.version,
        before: ItemInput::of(&line.before.said),
        after: ItemInput::of(&line.after),
    }
}
