//! The second factor for programs.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::forms::JsonBody;
use crate::sessions::proof;

#[derive(Serialize, ToSchema)]
pub struct StandingBody {
    pub is_on: bool,
    pub recovery_codes_left: i64,
}

#[derive(Serialize, ToSchema)]
pub struct EnrolmentBody {
    /// Base32, in groups of four.
    pub secret: String,
    /// What a QR code for the app says: `otpauth://…`
    pub address: String,
}

#[derive(Deserialize, ToSchema)]
pub struct CodeBody {
    /// The six digits that the app shows.
    pub code: String,
}

#[derive(Serialize, ToSchema)]
pub struct RecoveryBody {
    /// Good once each; never shown again.
    pub recovery_codes: Vec<String>,
}

/// Whether you have a second factor.
#[utoipa::path(get, path = "/api/v1/session/second-factor", tag = "accounts", operation_id = "second_factor",
    responses((status = 200, body = StandingBody)))]
pub async fn show(State(app): State<App>, context: Context) -> Result<Json<StandingBody>> {
    let standing = super::standing(&app, context.viewer()?).await?;
    let body = StandingBody { is_on: standing.is_on, recovery_codes_left: standing.recovery_codes_left };
    Ok(Json(body))
}

/// Makes a secret for an app. It counts once a code confirms it.
#[utoipa::path(post, path = "/api/v1/session/second-factor", tag = "accounts", operation_id = "begin_second_factor",
    responses((status = 201, body = EnrolmentBody), (status = 403, description = "Prove first who you are"),
        (status = 409, description = "There is one already")))]
pub async fn begin(State(app): State<App>, context: Context) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::needed(&app, viewer).await?;
    super::begin(&app, viewer).await?;
    let enrolment = super::waiting(&app, viewer).await?.ok_or(Error::Conflict)?;
    let body = EnrolmentBody { secret: enrolment.secret, address: enrolment.address };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Confirms that the app has arrived; from here on signing in asks for its codes.
#[utoipa::path(put, path = "/api/v1/session/second-factor", tag = "accounts", operation_id = "confirm_second_factor",
    request_body = CodeBody,
    responses((status = 200, body = RecoveryBody), (status = 403, description = "Prove first who you are"),
        (status = 409, description = "Nothing waits to be confirmed"), (status = 422, description = "Wrong code")))]
pub async fn confirm(
    State(app): State<App>,
    context: Context,
    body: JsonBody<CodeBody>,
) -> Result<Json<RecoveryBody>> {
    let viewer = context.viewer()?;
    proof::needed(&app, viewer).await?;
    let recovery_codes = super::confirm(&app, viewer, body.take()?.code.trim()).await?;
    Ok(Json(RecoveryBody { recovery_codes }))
}

/// Takes the second factor off.
#[utoipa::path(delete, path = "/api/v1/session/second-factor", tag = "accounts", operation_id = "remove_second_factor",
    responses((status = 204), (status = 403, description = "Prove first who you are"),
        (status = 409, description = "There is none")))]
pub async fn remove(State(app): State<App>, context: Context) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    proof::needed(&app, viewer).await?;
    super::remove(&app, viewer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ten new recovery codes in place of the old ones.
#[utoipa::path(post, path = "/api/v1/session/recovery-codes", tag = "accounts", operation_id = "renew_recovery_codes",
    responses((status = 201, body = RecoveryBody), (status = 403, description = "Prove first who you are"),
        (status = 409, description = "There is no second factor")))]
pub async fn renew(State(app): State<App>, context: Context) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::needed(&app, viewer).await?;
    let recovery_codes = super::renew_codes(&app, viewer).await?;
    Ok((StatusCode::CREATED, Json(RecoveryBody { recovery_codes })).into_response())
}
