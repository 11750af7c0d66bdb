//! The JSON face of the assessments room. The same verbs as the pages.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use serde_json::{Value, json};

use super::bodies::{AssessmentBody, AssessmentsBody, ItemBody, ItemsBody, body, item_body, line};
use super::item_view::conflict_text;
use super::overview::Desk;
use super::{ItemInput, Outcome, Saved, StartInput, Submission, edition, find, start, store};
use crate::app::App;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::forms::JsonBody;
use crate::organizations;
use crate::words::Words;

const PER_PAGE: i64 = 50;

/// The assessments of an organization, newest year first.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/assessments", tag = "assessments",
    params(("id" = String, Path), ("before" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = AssessmentsBody), (status = 404)))]
pub async fn list(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<AssessmentsBody>> {
    let viewer = context.viewer()?;
    organizations::find(&app.db, viewer, &id, Action::ReadOrganization).await?;
    let before = query.get("before").map_or("", String::as_str);
    let mut found = store::of_organization(&app.db, viewer, &id, before, PER_PAGE + 1).await?;
    let has_more = found.len() > PER_PAGE as usize;
    found.truncate(PER_PAGE as usize);
    let next = found.last().filter(|_| has_more).map(|last| last.id.clone());
    Ok(Json(AssessmentsBody {
        assessments: found.iter().map(|one| line(context.words, one)).collect(),
        next,
    }))
}

/// Starts an assessment. Earlier answers are not copied; each is confirmed by a person.
#[utoipa::path(post, path = "/api/v1/organizations/{id}/assessments", tag = "assessments", request_body = StartInput,
    params(("id" = String, Path)),
    responses((status = 201, body = AssessmentBody), (status = 404), (status = 422, description = "Scope, note or year cannot be taken, or the same assessment is open already")))]
pub async fn create(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    input: JsonBody<StartInput>,
) -> Result<Response> {
    let viewer = context.viewer()?;
    organizations::find(&app.db, viewer, &id, Action::StartAssessment).await?;
    let assessment_id = start(&app, viewer, &id, input.take()?).await?;
    let assessment = find(&app.db, viewer, &assessment_id, Action::ReadAssessment).await?;
    let location = format!("/api/v1/assessments/{assessment_id}");
    let body = body(&app, context.words, &assessment).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(body)).into_response())
}

/// An assessment with its progress.
#[utoipa::path(get, path = "/api/v1/assessments/{id}", tag = "assessments", params(("id" = String, Path)),
    responses((status = 200, body = AssessmentBody), (status = 404)))]
pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Json<AssessmentBody>> {
    let assessment = find(&app.db, context.viewer()?, &id, Action::ReadAssessment).await?;
    Ok(Json(body(&app, context.words, &assessment).await?))
}

/// All items with their answers, in the framework's order.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/items", tag = "assessments", params(("id" = String, Path)),
    responses((status = 200, body = ItemsBody), (status = 404)))]
pub async fn items(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Json<ItemsBody>> {
    let assessment = find(&app.db, context.viewer()?, &id, Action::ReadAssessment).await?;
    let framework = &edition(&app, &assessment.edition)?.framework;
    let saved = store::answers(&app.db, &assessment).await?;
    let desk = Desk { words: context.words, framework, saved: &saved, previous: &[] };
    let item = |code: &str| {
        desk.saved(code).map_or_else(|| item_body(&app, &Saved::none(code)), |one| item_body(&app, one))
    };
    Ok(Json(ItemsBody { items: framework.items.iter().map(|one| item(&one.code)).collect() }))
}

/// One answer; its version is the `ETag`.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/items/{code}", tag = "assessments",
    params(("id" = String, Path), ("code" = String, Path)),
    responses((status = 200, body = ItemBody), (status = 404)))]
pub async fn item(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response> {
    let assessment = find(&app.db, context.viewer()?, &id, Action::ReadAssessment).await?;
    let framework = &edition(&app, &assessment.edition)?.framework;
    framework.item_index(&code).ok_or(Error::NotFound)?;
    let saved = store::answers(&app.db, &assessment).await?.into_iter().find(|one| one.item == code);
    Ok(tagged(&app, &saved.unwrap_or_else(|| Saved::none(&code))))
}

fn tagged(app: &App, saved: &Saved) -> Response {
    ([(header::ETAG, format!("\"{}\"", saved.version))], Json(item_body(app, saved))).into_response()
}

/// Saves one answer. `If-Match` carries the version it was based on, `"0"` where none is stored.
#[utoipa::path(put, path = "/api/v1/assessments/{id}/items/{code}", tag = "assessments", request_body = ItemInput,
    params(("id" = String, Path), ("code" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = ItemBody), (status = 404), (status = 409, description = "Already submitted"),
        (status = 412, description = "Somebody else has saved since; `current` holds what stands there, `sent` what was sent"),
        (status = 422, description = "Fields that cannot be taken"), (status = 428, description = "If-Match is missing")))]
pub async fn answer(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    headers: HeaderMap,
    input: JsonBody<ItemInput>,
) -> Result<Response> {
    let (viewer, words) = (context.viewer()?, context.words);
    let Some(version) = version(&headers) else {
        let detail = words.t("error-version-needed-text");
        return Ok(problem(words, StatusCode::PRECONDITION_REQUIRED, "version-needed", detail, json!({})));
    };
    let input = input.take()?;
    match super::answer(&app, viewer, &id, &code, version, input.clone()).await? {
        Outcome::Saved(saved) => Ok(tagged(&app, &saved)),
        Outcome::Stale(current) => {
            let assessment = find(&app.db, viewer, &id, Action::ReadAssessment).await?;
            let framework = &edition(&app, &assessment.edition)?.framework;
            let detail = conflict_text(&app, words, framework, &current);
            let more = json!({ "current": item_body(&app, &current), "sent": input });
            Ok(problem(words, StatusCode::PRECONDITION_FAILED, "stale", detail, more))
        }
    }
}

/// The version in `If-Match`, with or without quotation marks.
fn version(headers: &HeaderMap) -> Option<i64> {
    let text = headers.get(header::IF_MATCH)?.to_str().ok()?.trim();
    text.trim_start_matches("W/").trim_matches('"').parse().ok()
}

/// Submits the assessment; its answers are frozen.
#[utoipa::path(post, path = "/api/v1/assessments/{id}/submission", tag = "assessments", params(("id" = String, Path)),
    responses((status = 200, body = AssessmentBody), (status = 404),
        (status = 422, description = "Items without an answer, named in `missing`")))]
pub async fn submission(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Response> {
    let (viewer, words) = (context.viewer()?, context.words);
    match super::submit(&app, viewer, &id).await? {
        Submission::Done => Ok(show(State(app), context, Path(id)).await?.into_response()),
        Submission::Missing(missing) => {
            let detail = crate::t!(words, "overview-missing", count = missing.len());
            let more = json!({ "missing": missing });
            Ok(problem(words, StatusCode::UNPROCESSABLE_ENTITY, "unanswered", detail, more))
        }
    }
}

/// Takes the submission back, so that answers can be changed.
#[utoipa::path(post, path = "/api/v1/assessments/{id}/reopening", tag = "assessments", params(("id" = String, Path)),
    responses((status = 200, body = AssessmentBody), (status = 403), (status = 404), (status = 422, description = "Another assessment of the same scope and year is open")))]
pub async fn reopening(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    super::reopen(&app, context.viewer()?, &id).await?;
    Ok(show(State(app), context, Path(id)).await?.into_response())
}

/// A problem of this room with members of its own.
fn problem(words: Words, status: StatusCode, slug: &str, detail: String, more: Value) -> Response {
    let title = words.t(&format!("error-{slug}-title"));
    let mut body = json!({
        "type": format!("/problems/{slug}"), "title": title, "detail": detail, "status": status.as_u16(),
    });
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}
