//! Sessions for programs.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Held, list, proof};
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;

#[derive(Serialize, ToSchema)]
pub struct HeldBody {
    pub id: String,
    /// Microseconds since 1970, UTC.
    pub began_at: i64,
    /// To some ten minutes.
    pub seen_at: i64,
    /// Such as `Firefox, Windows`; empty where unknown.
    pub browser: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

#[derive(Serialize, ToSchema)]
pub struct HeldListBody {
    /// The last used first.
    pub sessions: Vec<HeldBody>,
}

/// One of the two.
#[derive(Deserialize, ToSchema)]
pub struct ProofBody {
    #[serde(default)]
    pub password: String,
    /// The app's six digits, or a recovery code.
    #[serde(default)]
    pub code: String,
}

/// Where you are signed in.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "accounts", operation_id = "list_sessions",
    responses((status = 200, body = HeldListBody)))]
pub async fn show(State(app): State<App>, context: Context) -> Result<Json<HeldListBody>> {
    let viewer = context.viewer()?;
    let body = |held: Held| HeldBody {
        id: held.id(),
        began_at: held.began_at,
        seen_at: held.seen_at,
        is_this: held.is_this(viewer),
        browser: held.browser,
    };
    Ok(Json(HeldListBody { sessions: list(&app, viewer).await?.into_iter().map(body).collect() }))
}

/// Ends all sessions but the one that asks.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "accounts", operation_id = "end_other_sessions",
    responses((status = 204)))]
pub async fn end_others(State(app): State<App>, context: Context) -> Result<StatusCode> {
    super::end_others(&app, context.viewer()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one session.
#[utoipa::path(delete, path = "/api/v1/sessions/{session}", tag = "accounts", operation_id = "end_session",
    params(("session" = String, Path)), responses((status = 204), (status = 404)))]
pub async fn end(
    State(app): State<App>,
    context: Context,
    Path(session): Path<String>,
) -> Result<StatusCode> {
    super::end(&app, context.viewer()?, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Proves again who you are; holds for a quarter of an hour.
#[utoipa::path(post, path = "/api/v1/session/proof", tag = "accounts", operation_id = "prove", request_body = ProofBody,
    responses((status = 204), (status = 422, description = "Wrong password or code")))]
pub async fn prove(
    State(app): State<App>,
    context: Context,
    body: JsonBody<ProofBody>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    let body = body.take()?;
    proof::prove(&app, viewer, &body.password, body.code.trim()).await?;
    Ok(StatusCode::NO_CONTENT)
}
