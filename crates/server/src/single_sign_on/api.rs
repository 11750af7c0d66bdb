//! The company account for programs. Connecting one takes a browser.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::sessions::proof;

#[derive(Serialize, ToSchema)]
pub struct CompanyAccountBody {
    /// What people call it here.
    pub name: String,
    pub is_connected: bool,
    /// Microseconds since 1970, UTC.
    pub connected_at: Option<i64>,
    pub last_used_at: Option<i64>,
}

/// Whether your company account is connected.
#[utoipa::path(get, path = "/api/v1/session/company-account", tag = "accounts", operation_id = "company_account",
    responses((status = 200, body = CompanyAccountBody),
        (status = 404, description = "Nobody signs in by a company account here")))]
pub async fn show(State(app): State<App>, context: Context) -> Result<Json<CompanyAccountBody>> {
    let viewer = context.viewer()?;
    let name = super::name(&app).ok_or(Error::NotFound)?.of(context.words);
    let connected = super::connected(&app, viewer).await?;
    Ok(Json(CompanyAccountBody {
        name,
        is_connected: connected.is_some(),
        connected_at: connected.as_ref().map(|connected| connected.added_at),
        last_used_at: connected.and_then(|connected| connected.last_used_at),
    }))
}

/// Disconnects your company account.
#[utoipa::path(delete, path = "/api/v1/session/company-account", tag = "accounts",
    operation_id = "disconnect_company_account",
    responses((status = 204), (status = 403, description = "Prove first who you are"), (status = 404),
        (status = 422, description = "There would be no way to sign in")))]
pub async fn disconnect(State(app): State<App>, context: Context) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    super::provider(&app)?;
    proof::needed(&app, viewer).await?;
    super::disconnect(&app, viewer).await?;
    Ok(StatusCode::NO_CONTENT)
}
