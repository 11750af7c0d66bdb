//! The activity of an organization for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::access::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store;
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::organizations;

#[derive(Deserialize, IntoParams)]
pub struct Before {
    /// Entries older than the one with this id.
    before: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ActivityBody {
    /// Newest first, at most fifty.
    pub entries: Vec<ActivityLine>,
    /// Give this as `before` for the next page.
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ActivityLine {
    pub id: String,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    pub person: Option<String>,
    /// What was done, such as `item-answered`.
    pub kind: String,
    /// A public detail such as an item code; never an answer.
    pub detail: String,
}

/// Who did what in an organization, and when.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/activity", tag = "organizations",
    params(("id" = String, Path), Before),
    responses((status = 200, body = ActivityBody), (status = 403, description = "Owners only"), (status = 404)))]
pub async fn list(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<Before>,
) -> Result<Json<ActivityBody>> {
    organizations::find(&app.db, context.viewer()?, &id, Action::ReadActivity).await?;
    let (lines, next) = store::page(&app.db, &id, query.before.as_deref()).await?;
    let entry = |line: store::Line| ActivityLine {
        id: line.id,
        at: line.at,
        person: line.person,
        kind: line.kind,
        detail: line.detail,
    };
    Ok(Json(ActivityBody { entries: lines.into_iter().map(entry).collect(), next }))
}
