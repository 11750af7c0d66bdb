//! What belongs together, for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::NewBelow;
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;
use crate::organizations;

#[derive(Serialize, ToSchema)]
pub struct AboveBody {
    /// Names the affiliation, to end it.
    pub affiliation: String,
    pub organization_id: String,
    pub name: String,
    /// `company` or `unit`: what this organization is to it.
    pub kind: &'static str,
    /// A date; empty where none was kept.
    pub since: String,
}

#[derive(Serialize, ToSchema)]
pub struct BelowBody {
    pub affiliation: String,
    pub organization_id: String,
    pub name: String,
    /// `company` or `unit`.
    pub kind: &'static str,
    pub since: String,
    /// 1 for those directly below.
    pub depth: i64,
}

#[derive(Serialize, ToSchema)]
pub struct EndedBody {
    pub name: String,
    /// Whether the other one stood above.
    pub was_above: bool,
    pub since: String,
    /// The first day on which it no longer held.
    pub until: String,
}

#[derive(Serialize, ToSchema)]
pub struct CompanyInvitationBody {
    pub id: String,
    pub email: String,
    pub since: String,
    /// Microseconds since 1970, UTC.
    pub expires_at: i64,
}

#[derive(Serialize, ToSchema)]
pub struct GroupBody {
    pub above: Option<AboveBody>,
    /// In the order of the tree; at most a hundred.
    pub below: Vec<BelowBody>,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
    pub ended: Vec<EndedBody>,
    /// Waiting for an answer; empty for those who do not keep the group.
    pub invitations: Vec<CompanyInvitationBody>,
}

#[derive(Deserialize, IntoParams)]
pub struct AfterWay {
    /// Where the page begins, as the page before said in `next`.
    #[serde(default)]
    after: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCompanyInvitation {
    pub email: String,
    /// The day from which the company belongs to the group; today without it.
    #[serde(default)]
    pub since: String,
}

#[derive(Serialize, ToSchema)]
pub struct CompanyInvitedBody {
    pub id: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBelowBody {
    pub name_ja: String,
    #[serde(default)]
    pub name_en: String,
    /// `company` or `unit`.
    pub kind: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinBody {
    pub organization_id: String,
}

#[derive(Deserialize, IntoParams)]
pub struct Until {
    /// The first day on which it no longer holds; today without it.
    #[serde(default)]
    until: String,
}

/// What an organization belongs to, and what belongs to it.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/group", tag = "organizations", operation_id = "show_group",
    params(("id" = String, Path), AfterWay), responses((status = 200, body = GroupBody), (status = 404)))]
pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<AfterWay>,
) -> Result<Json<GroupBody>> {
    let words = context.words;
    let group = super::show(&app, context.viewer()?, &id, &query.after).await?;
    let name = |ja: &str, en: &str| organizations::name(words, ja, en).to_owned();
    let above = group.above.map(|above| AboveBody {
        name: name(&above.name_ja, &above.name_en),
        affiliation: above.link,
        organization_id: above.id,
        kind: above.kind.code(),
        since: above.since,
    });
    let below = group.below.into_iter().map(|below| BelowBody {
        name: name(&below.name_ja, &below.name_en),
        affiliation: below.link,
        organization_id: below.id,
        kind: below.kind.code(),
        since: below.since,
        depth: below.depth,
    });
    let ended = group.earlier.into_iter().map(|one| EndedBody {
        name: name(&one.name_ja, &one.name_en),
        was_above: one.was_above,
        since: one.since,
        until: one.until,
    });
    let invitations = group.pending.into_iter().map(|one| CompanyInvitationBody {
        id: one.id,
        email: one.email,
        since: one.since,
        expires_at: one.expires_at,
    });
    Ok(Json(GroupBody {
        above,
        below: below.collect(),
        next: group.next,
        ended: ended.collect(),
        invitations: invitations.collect(),
    }))
}

/// Registers a company or a part of the organization right below it.
#[utoipa::path(post, path = "/api/v1/organizations/{id}/group", tag = "organizations", operation_id = "register_below",
    params(("id" = String, Path)), request_body = NewBelowBody,
    responses((status = 201, description = "`Location` is the new organization"), (status = 404), (status = 422)))]
pub async fn register(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    body: JsonBody<NewBelowBody>,
) -> Result<Response> {
    let viewer = context.viewer()?;
    organizations::find(&app.db, viewer, &id, Action::KeepGroup).await?;
    let body = body.take()?;
    let input = NewBelow { name_ja: body.name_ja.trim(), name_en: body.name_en.trim(), kind: &body.kind };
    let new = super::register(&app, viewer, &id, input).await?;
    Ok((StatusCode::CREATED, [("location", format!("/api/v1/organizations/{new}"))]).into_response())
}

/// Asks somebody who decides for a company to bring it in, by mail.
#[utoipa::path(post, path = "/api/v1/organizations/{id}/group/invitations", tag = "organizations",
    operation_id = "invite_company", params(("id" = String, Path)), request_body = NewCompanyInvitation,
    responses((status = 201, body = CompanyInvitedBody), (status = 404), (status = 422)))]
pub async fn invite(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    body: JsonBody<NewCompanyInvitation>,
) -> Result<Response> {
    let viewer = context.viewer()?;
    organizations::find(&app.db, viewer, &id, Action::KeepGroup).await?;
    let body = body.take()?;
    let id = super::invite(&app, viewer, context.words, &id, body.email.trim(), body.since.trim()).await?;
    Ok((StatusCode::CREATED, Json(CompanyInvitedBody { id })).into_response())
}

/// Withdraws an invitation.
#[utoipa::path(delete, path = "/api/v1/organizations/{id}/group/invitations/{invitation}", tag = "organizations",
    operation_id = "withdraw_company_invitation", params(("id" = String, Path), ("invitation" = String, Path)),
    responses((status = 204), (status = 404)))]
pub async fn withdraw(
    State(app): State<App>,
    context: Context,
    Path((id, invitation)): Path<(String, String)>,
) -> Result<StatusCode> {
    super::withdraw(&app, context.viewer()?, &id, &invitation).await.map(|()| StatusCode::NO_CONTENT)
}

/// Brings an organization you decide for into the group that the link's mail names.
#[utoipa::path(post, path = "/api/v1/group-invitations/{token}", tag = "organizations", operation_id = "join_group",
    params(("token" = String, Path)), request_body = JoinBody,
    responses((status = 204), (status = 404), (status = 422, description = "In a group already, or above the other")))]
pub async fn join(
    State(app): State<App>,
    context: Context,
    Path(token): Path<String>,
    body: JsonBody<JoinBody>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    super::find_invitation(&app, &token).await?;
    super::join(&app, viewer, &token, &body.take()?.organization_id).await.map(|()| StatusCode::NO_CONTENT)
}

/// Parts two organizations; either side may.
#[utoipa::path(delete, path = "/api/v1/organizations/{id}/group/{affiliation}", tag = "organizations",
    operation_id = "end_affiliation", params(("id" = String, Path), ("affiliation" = String, Path), Until),
    responses((status = 204), (status = 404), (status = 422)))]
pub async fn end(
    State(app): State<App>,
    context: Context,
    Path((id, affiliation)): Path<(String, String)>,
    Query(query): Query<Until>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    super::end(&app, viewer, &id, &affiliation, &query.until).await.map(|()| StatusCode::NO_CONTENT)
}
