//! Activity for programs: of an organization, of an assessment; heads and proofs.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::access::Action;
use domain::activity::{Hash, consistency, inclusion};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::log::{self, HeadBody, SignedHead};
use super::store;
use crate::app::{App, hex};
use crate::assessments;
use crate::context::Context;
use crate::error::{Error, FieldError, Result};
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
    /// What it was done to: an assessment's id, an organization's id.
    pub subject: String,
    /// A public detail such as an item code; never an answer.
    pub detail: String,
    /// Whether the detail was erased, since its organization or person is gone.
    pub is_erased: bool,
    /// Place in the provable log, from 0; none for about a second.
    pub position: Option<i64>,
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
    let (lines, next) = store::page(&app.db, &id, None, query.before.as_deref()).await?;
    Ok(Json(body(lines, next)))
}

/// What happened to an assessment.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/activity", tag = "assessments",
    params(("id" = String, Path), Before), responses((status = 200, body = ActivityBody), (status = 404)))]
pub async fn of_assessment(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<Before>,
) -> Result<Json<ActivityBody>> {
    let found = assessments::find(&app.db, context.viewer()?, &id, Action::ReadAssessment).await?;
    let before = query.before.as_deref();
    let (lines, next) = store::page(&app.db, &found.organization_id, Some(&id), before).await?;
    Ok(Json(body(lines, next)))
}

fn body(lines: Vec<store::Line>, next: Option<String>) -> ActivityBody {
    let entry = |line: store::Line| ActivityLine {
        id: line.id,
        at: line.at,
        person: line.person,
        kind: line.kind,
        subject: line.subject,
        detail: line.detail,
        is_erased: line.is_erased,
        position: line.position,
    };
    ActivityBody { entries: lines.into_iter().map(entry).collect(), next }
}

/// The latest signed head of the log: keep it outside, and nothing it covers can be rewritten unnoticed.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/activity/head", tag = "organizations",
    params(("id" = String, Path)),
    responses((status = 200, body = HeadBody), (status = 403, description = "Owners only"), (status = 404),
        (status = 503, description = "Nothing is signed yet")))]
pub async fn head(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Json<HeadBody>> {
    organizations::find(&app.db, context.viewer()?, &id, Action::ReadActivity).await?;
    Ok(Json(latest(&app).await?.body()))
}

async fn latest(app: &App) -> Result<SignedHead> {
    log::latest(&app.db).await?.ok_or(Error::Busy)
}

#[derive(Deserialize, IntoParams)]
pub struct OfEntry {
    /// Id of an entry of this organization.
    entry: Option<String>,
}

/// Proof that an entry is in the log (RFC 9162, 2.1.3).
#[derive(Serialize, ToSchema)]
pub struct InclusionBody {
    /// In hexadecimal.
    leaf_hash: String,
    /// From 0.
    position: Option<i64>,
    /// The latest head, if it covers the entry already.
    head: Option<HeadBody>,
    /// From the leaf up, in hexadecimal.
    path: Vec<String>,
}

/// Proves to somebody outside that an entry is covered by the latest head.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/activity/inclusion", tag = "organizations",
    params(("id" = String, Path), OfEntry),
    responses((status = 200, body = InclusionBody), (status = 403, description = "Owners only"), (status = 404),
        (status = 422)))]
pub async fn inclusion_proof(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<OfEntry>,
) -> Result<Json<InclusionBody>> {
    organizations::find(&app.db, context.viewer()?, &id, Action::ReadActivity).await?;
    let entry = query.entry.ok_or_else(|| needed("entry"))?;
    let (position, leaf_hash) = store::leaf(&app.db, &id, &entry).await?.ok_or(Error::NotFound)?;
    let head = log::latest(&app.db).await?;
    let covered = position.zip(head).filter(|(position, head)| *position < head.head.size);
    let path = match &covered {
        Some((position, head)) => {
            log::proof::path(&app.db, &inclusion(*position as u64, head.head.size as u64)).await?
        }
        None => Vec::new(),
    };
    Ok(Json(InclusionBody {
        leaf_hash: hex(&leaf_hash),
        position,
        head: covered.map(|(_, head)| head.body()),
        path: texts(&path),
    }))
}

#[derive(Deserialize, IntoParams)]
pub struct Since {
    /// Number of entries that the kept head covers.
    size: Option<i64>,
}

/// Proof that the log of a kept head is the beginning of today's (RFC 9162, 2.1.4).
#[derive(Serialize, ToSchema)]
pub struct ConsistencyBody {
    size: i64,
    head: HeadBody,
    /// In hexadecimal.
    path: Vec<String>,
}

/// Proves to somebody outside that the latest head only adds to the one they have kept.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/activity/consistency", tag = "organizations",
    params(("id" = String, Path), Since),
    responses((status = 200, body = ConsistencyBody), (status = 403, description = "Owners only"), (status = 404),
        (status = 422), (status = 503, description = "Nothing is signed yet")))]
pub async fn consistency_proof(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<Since>,
) -> Result<Json<ConsistencyBody>> {
    organizations::find(&app.db, context.viewer()?, &id, Action::ReadActivity).await?;
    let size = query.size.filter(|size| *size > 0).ok_or_else(|| needed("size"))?;
    let head = latest(&app).await?;
    if size > head.head.size {
        return Err(Error::Conflict);
    }
    let path = log::proof::path(&app.db, &consistency(size as u64, head.head.size as u64)).await?;
    Ok(Json(ConsistencyBody { size, head: head.body(), path: texts(&path) }))
}

fn needed(field: &'static str) -> Error {
    Error::Invalid(vec![FieldError::new(field, "log-proof-of-what")])
}

fn texts(path: &[Hash]) -> Vec<String> {
    path.iter().map(|hash| hex(hash)).collect()
}
