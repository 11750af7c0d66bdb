//! Sign-in for programs: a bearer token in place of the cookie.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;

#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    pub email: String,
    pub password: String,
}

/// Send the token as `Authorization: Bearer …`.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    pub token: String,
    /// Microseconds since 1970, UTC.
    pub expires_at: i64,
}

#[derive(Serialize, ToSchema)]
pub struct AccountBody {
    pub id: String,
    pub name: String,
    pub email: String,
    pub is_operator: bool,
}

/// Signs in and gives a bearer token.
#[utoipa::path(post, path = "/api/v1/session", tag = "accounts", request_body = Credentials,
    responses((status = 201, body = SessionBody), (status = 422, description = "Wrong e-mail address or password")))]
pub async fn sign_in(State(app): State<App>, JsonBody(credentials): JsonBody<Credentials>) -> Result<Response> {
    let session = super::sign_in(&app, credentials.email.trim(), &credentials.password).await?;
    let body = SessionBody { token: session.token, expires_at: session.expires_at };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Who the token belongs to.
#[utoipa::path(get, path = "/api/v1/session", tag = "accounts", responses((status = 200, body = AccountBody)))]
pub async fn show(context: Context) -> Result<Json<AccountBody>> {
    let viewer = context.viewer()?.clone();
    Ok(Json(AccountBody {
        id: viewer.account_id,
        name: viewer.name,
        email: viewer.email,
        is_operator: viewer.is_operator,
    }))
}

/// Ends the session of the token.
#[utoipa::path(delete, path = "/api/v1/session", tag = "accounts", responses((status = 204)))]
pub async fn sign_out(State(app): State<App>, context: Context, headers: HeaderMap) -> Result<StatusCode> {
    super::sign_out(&app, context.viewer()?, &headers).await?;
    Ok(StatusCode::NO_CONTENT)
}
