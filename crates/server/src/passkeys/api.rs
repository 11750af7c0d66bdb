//! Passkeys for programs and for our own script.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{MadeBody, MakeOptions, Passkey, UseOptions, UsedBody};
use crate::accounts::api::SessionBody;
use crate::accounts::{self, Visit};
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;
use crate::sessions::proof;

#[derive(Serialize, ToSchema)]
pub struct PasskeyBody {
    pub id: String,
    pub name: String,
    /// Microseconds since 1970, UTC.
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct PasskeysBody {
    /// Newest first.
    pub passkeys: Vec<PasskeyBody>,
}

#[derive(Deserialize, ToSchema)]
pub struct NewPasskeyBody {
    /// What you will know it by, at most 100 characters.
    pub name: String,
    pub credential: MadeBody,
}

impl From<Passkey> for PasskeyBody {
    fn from(passkey: Passkey) -> PasskeyBody {
        PasskeyBody {
            id: passkey.id,
            name: passkey.name,
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
        }
    }
}

/// Your passkeys.
#[utoipa::path(get, path = "/api/v1/passkeys", tag = "accounts", operation_id = "list_passkeys",
    responses((status = 200, body = PasskeysBody)))]
pub async fn list(State(app): State<App>, context: Context) -> Result<Json<PasskeysBody>> {
    let passkeys = super::list(&app, context.viewer()?).await?;
    Ok(Json(PasskeysBody { passkeys: passkeys.into_iter().map(Into::into).collect() }))
}

/// What a browser needs to make a passkey.
#[utoipa::path(post, path = "/api/v1/passkeys/challenge", tag = "accounts", operation_id = "begin_passkey",
    responses((status = 201, body = MakeOptions), (status = 403, description = "Prove first who you are"),
        (status = 409, description = "The installation has no name, only an address")))]
pub async fn begin(State(app): State<App>, context: Context) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::needed(&app, viewer).await?;
    Ok((StatusCode::CREATED, Json(super::begin(&app, viewer).await?)).into_response())
}

/// Keeps a passkey that the browser has made.
#[utoipa::path(post, path = "/api/v1/passkeys", tag = "accounts", operation_id = "add_passkey",
    request_body = NewPasskeyBody,
    responses((status = 201, body = PasskeyBody), (status = 403, description = "Prove first who you are"),
        (status = 422, description = "What is wrong, by field")))]
pub async fn add(
    State(app): State<App>,
    context: Context,
    body: JsonBody<NewPasskeyBody>,
) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::needed(&app, viewer).await?;
    let NewPasskeyBody { name, credential } = body.take()?;
    let passkey = super::add(&app, viewer, &name, &credential).await?;
    Ok((StatusCode::CREATED, Json(PasskeyBody::from(passkey))).into_response())
}

/// Removes a passkey.
#[utoipa::path(delete, path = "/api/v1/passkeys/{passkey}", tag = "accounts", operation_id = "remove_passkey",
    params(("passkey" = String, Path)),
    responses((status = 204), (status = 403, description = "Prove first who you are"), (status = 404)))]
pub async fn remove(
    State(app): State<App>,
    context: Context,
    Path(passkey): Path<String>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    proof::needed(&app, viewer).await?;
    super::remove(&app, viewer, &passkey).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a browser needs to use a passkey.
#[utoipa::path(post, path = "/api/v1/session/passkey-challenge", tag = "accounts", operation_id = "begin_passkey_use",
    responses((status = 201, body = UseOptions),
        (status = 409, description = "The installation has no name, only an address")))]
pub async fn begin_use(State(app): State<App>) -> Result<Response> {
    Ok((StatusCode::CREATED, Json(super::begin_use(&app).await?)).into_response())
}

/// Signs in with a passkey and gives a bearer token.
#[utoipa::path(post, path = "/api/v1/session/passkey", tag = "accounts", operation_id = "sign_in_with_passkey",
    request_body = UsedBody,
    responses((status = 201, body = SessionBody), (status = 422, description = "The passkey was not accepted")))]
pub async fn sign_in(State(app): State<App>, visit: Visit, body: JsonBody<UsedBody>) -> Result<Response> {
    let session = accounts::sign_in_by_passkey(&app, &visit, &body.take()?).await?;
    Ok(accounts::api::begun(session))
}
