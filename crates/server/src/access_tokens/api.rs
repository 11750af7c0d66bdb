//! Access tokens for programs that are signed in; a token itself is refused here.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AccessToken, Wish};
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;
use crate::sessions::proof;

#[derive(Serialize, ToSchema)]
pub struct AccessTokenBody {
    pub id: String,
    pub name: String,
    /// Reads only where false.
    pub may_write: bool,
    /// Microseconds since 1970, UTC.
    pub created_at: i64,
    pub expires_at: i64,
    /// To some ten minutes; nothing where it was never used.
    pub last_used_at: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct AccessTokensBody {
    /// Newest first.
    pub access_tokens: Vec<AccessTokenBody>,
}

#[derive(Deserialize, ToSchema)]
pub struct WishBody {
    /// What you will know it by, at most 100 characters.
    pub name: String,
    /// Without it the token reads only.
    #[serde(default)]
    pub may_write: bool,
    /// 1 to 366.
    pub days: i64,
}

#[derive(Serialize, ToSchema)]
pub struct CreatedBody {
    /// Never shown again. Send it as `Authorization: Bearer …`.
    pub token: String,
    pub access_token: AccessTokenBody,
}

impl From<AccessToken> for AccessTokenBody {
    fn from(token: AccessToken) -> AccessTokenBody {
        AccessTokenBody {
            id: token.id,
            name: token.name,
            may_write: token.may_write,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        }
    }
}

/// Your access tokens.
#[utoipa::path(get, path = "/api/v1/access-tokens", tag = "accounts", operation_id = "list_access_tokens",
    responses((status = 200, body = AccessTokensBody)))]
pub async fn list(State(app): State<App>, context: Context) -> Result<Json<AccessTokensBody>> {
    let tokens = super::list(&app, context.viewer()?).await?;
    Ok(Json(AccessTokensBody { access_tokens: tokens.into_iter().map(Into::into).collect() }))
}

/// Makes an access token.
#[utoipa::path(post, path = "/api/v1/access-tokens", tag = "accounts", operation_id = "create_access_token",
    request_body = WishBody,
    responses((status = 201, body = CreatedBody), (status = 403, description = "Prove first who you are"),
        (status = 422, description = "What is wrong, by field")))]
pub async fn create(State(app): State<App>, context: Context, body: JsonBody<WishBody>) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::needed(&app, viewer).await?;
    let WishBody { name, may_write, days } = body.take()?;
    let (made, token) = super::create(&app, viewer, Wish { name: &name, may_write, days }).await?;
    Ok((StatusCode::CREATED, Json(CreatedBody { token, access_token: made.into() })).into_response())
}

/// Revokes an access token.
#[utoipa::path(delete, path = "/api/v1/access-tokens/{access_token}", tag = "accounts",
    operation_id = "revoke_access_token", params(("access_token" = String, Path)),
    responses((status = 204), (status = 404)))]
pub async fn revoke(
    State(app): State<App>,
    context: Context,
    Path(access_token): Path<String>,
) -> Result<StatusCode> {
    super::revoke(&app, context.viewer()?, &access_token).await?;
    Ok(StatusCode::NO_CONTENT)
}
