//! Handing items out, for programs.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asked, Handout};
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;

#[derive(Serialize, ToSchema)]
pub struct HandoutBody {
    pub id: String,
    pub items: Vec<String>,
    pub person: String,
    pub email: String,
    /// Microseconds since 1970, UTC.
    pub created_at: i64,
    pub expires_at: i64,
    /// When it was taken back.
    pub ended_at: Option<i64>,
    /// Items answered by this person since.
    pub answered: i64,
}

#[derive(Serialize, ToSchema)]
pub struct HandoutsBody {
    /// Newest first, at most two hundred.
    pub handouts: Vec<HandoutBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandout {
    /// Codes such as `5-6`.
    pub items: Vec<String>,
    /// Name under which the answers come back.
    pub person: String,
    pub email: String,
    /// How long the link works, 1 to 60; 14 where it is left out.
    #[serde(default)]
    pub days: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct HandedOutBody {
    pub id: String,
}

/// What is handed out of an assessment.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/handouts", tag = "assessments", params(("id" = String, Path)),
    responses((status = 200, body = HandoutsBody), (status = 404)))]
pub async fn list(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Json<HandoutsBody>> {
    let (_, handouts) = super::list(&app, context.viewer()?, &id).await?;
    let body = |handout: Handout| HandoutBody {
        id: handout.id,
        items: handout.items,
        person: handout.person,
        email: handout.email,
        created_at: handout.created_at,
        expires_at: handout.expires_at,
        ended_at: handout.ended_at,
        answered: handout.answered,
    };
    Ok(Json(HandoutsBody { handouts: handouts.into_iter().map(body).collect() }))
}

/// Sends somebody a link that opens these items, without an account.
#[utoipa::path(post, path = "/api/v1/assessments/{id}/handouts", tag = "assessments", params(("id" = String, Path)),
    request_body = NewHandout,
    responses((status = 201, body = HandedOutBody), (status = 404), (status = 409, description = "Submitted already"),
        (status = 422, description = "What is wrong, by field")))]
pub async fn hand_out(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    body: JsonBody<NewHandout>,
) -> Result<Response> {
    let viewer = context.viewer()?;
    crate::assessments::find(&app.db, viewer, &id, domain::access::Action::HandOutItems).await?;
    let NewHandout { items, person, email, days } = body.take()?;
    let asked = Asked { items, person: person.trim(), email: email.trim(), days };
    let id = super::hand_out(&app, viewer, context.words, &id, asked).await?;
    Ok((StatusCode::CREATED, Json(HandedOutBody { id })).into_response())
}

/// Takes a link back. Answers given by it stay.
#[utoipa::path(delete, path = "/api/v1/assessments/{id}/handouts/{handout}", tag = "assessments",
    params(("id" = String, Path), ("handout" = String, Path)), responses((status = 204), (status = 404)))]
pub async fn take_back(
    State(app): State<App>,
    context: Context,
    Path((id, handout)): Path<(String, String)>,
) -> Result<StatusCode> {
    super::take_back(&app, context.viewer()?, &id, &handout).await.map(|()| StatusCode::NO_CONTENT)
}
