//! Members for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::access::Role;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Decision;
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;

#[derive(Serialize, ToSchema)]
pub struct MemberBody {
    pub account_id: String,
    pub name: String,
    pub email: String,
    /// owner, editor, executive, reader, auditor or adviser
    pub role: &'static str,
    /// Microseconds since 1970, UTC.
    pub since: i64,
}

#[derive(Serialize, ToSchema)]
pub struct InvitationBody {
    pub id: String,
    pub email: String,
    pub role: &'static str,
    /// Microseconds since 1970, UTC.
    pub expires_at: i64,
}

#[derive(Serialize, ToSchema)]
pub struct MembersBody {
    /// At most a hundred.
    pub members: Vec<MemberBody>,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
    /// Waiting for an answer; empty for those who do not manage members.
    pub invitations: Vec<InvitationBody>,
}

#[derive(Deserialize, IntoParams)]
pub struct After {
    /// Members after the one with this account.
    #[serde(default)]
    after: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    pub email: String,
    /// owner, editor, executive, reader, auditor or adviser
    pub role: String,
}

#[derive(Serialize, ToSchema)]
pub struct InvitedBody {
    pub id: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    /// owner, editor, executive, reader, auditor or adviser
    pub role: String,
}

#[derive(Serialize, ToSchema)]
pub struct JoinedBody {
    pub organization_id: String,
}

/// Who belongs to an organization.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/members", tag = "organizations",
    params(("id" = String, Path), After), responses((status = 200, body = MembersBody), (status = 404)))]
pub async fn list(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<After>,
) -> Result<Json<MembersBody>> {
    let found = super::list(&app, context.viewer()?, &id, &query.after).await?;
    let member = |member: super::Member| MemberBody {
        account_id: member.account_id,
        name: member.name,
        email: member.email,
        role: role_code(member.role),
        since: member.since,
    };
    let invitation = |pending: super::Pending| InvitationBody {
        id: pending.id,
        email: pending.email,
        role: role_code(pending.role),
        expires_at: pending.expires_at,
    };
    Ok(Json(MembersBody {
        members: found.members.into_iter().map(member).collect(),
        next: found.next,
        invitations: found.pending.into_iter().map(invitation).collect(),
    }))
}

fn role_code(role: Role) -> &'static str {
    role.code()
}

/// Invites an address by mail. The link works for a week, once, and only for that address.
#[utoipa::path(post, path = "/api/v1/organizations/{id}/invitations", tag = "organizations",
    params(("id" = String, Path)), request_body = NewInvitation,
    responses((status = 201, body = InvitedBody), (status = 404), (status = 422, description = "What is wrong, by field")))]
pub async fn invite(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    body: JsonBody<NewInvitation>,
) -> Result<Response> {
    let viewer = context.viewer()?;
    crate::organizations::find(&app.db, viewer, &id, domain::access::Action::ManageMembers).await?;
    let NewInvitation { email, role } = body.take()?;
    let id = super::invite(&app, viewer, context.words, &id, email.trim(), &role).await?;
    Ok((StatusCode::CREATED, Json(InvitedBody { id })).into_response())
}

/// Withdraws an invitation; its link stops working.
#[utoipa::path(delete, path = "/api/v1/organizations/{id}/invitations/{invitation}", tag = "organizations",
    params(("id" = String, Path), ("invitation" = String, Path)), responses((status = 204), (status = 404)))]
pub async fn withdraw(
    State(app): State<App>,
    context: Context,
    Path((id, invitation)): Path<(String, String)>,
) -> Result<StatusCode> {
    super::withdraw(&app, context.viewer()?, &id, &invitation).await.map(|()| StatusCode::NO_CONTENT)
}

/// Gives a member another role. The last owner stays one.
#[utoipa::path(put, path = "/api/v1/organizations/{id}/members/{account}", tag = "organizations",
    params(("id" = String, Path), ("account" = String, Path)), request_body = RoleBody,
    responses((status = 204), (status = 404), (status = 422, description = "No such role, or the last owner")))]
pub async fn change(
    State(app): State<App>,
    context: Context,
    Path((id, account)): Path<(String, String)>,
    body: JsonBody<RoleBody>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    crate::organizations::find(&app.db, viewer, &id, domain::access::Action::ManageMembers).await?;
    let role = super::role(&body.take()?.role)?;
    super::decide(&app, viewer, &id, &account, Decision::Role(role)).await.map(|()| StatusCode::NO_CONTENT)
}

/// Removes a member, at once and for everything they hold.
#[utoipa::path(delete, path = "/api/v1/organizations/{id}/members/{account}", tag = "organizations",
    params(("id" = String, Path), ("account" = String, Path)),
    responses((status = 204), (status = 404), (status = 422, description = "The last owner")))]
pub async fn remove(
    State(app): State<App>,
    context: Context,
    Path((id, account)): Path<(String, String)>,
) -> Result<StatusCode> {
    super::decide(&app, context.viewer()?, &id, &account, Decision::Remove)
        .await
        .map(|()| StatusCode::NO_CONTENT)
}

/// Leaves an organization.
#[utoipa::path(delete, path = "/api/v1/organizations/{id}/membership", tag = "organizations",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404), (status = 422, description = "The last owner")))]
pub async fn leave(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<StatusCode> {
    super::leave(&app, context.viewer()?, &id).await.map(|()| StatusCode::NO_CONTENT)
}

/// Joins the organization of an invitation that came to your address.
#[utoipa::path(post, path = "/api/v1/invitations/{token}", tag = "organizations", params(("token" = String, Path)),
    responses((status = 200, body = JoinedBody), (status = 404, description = "Used, withdrawn, expired, or for somebody else")))]
pub async fn accept(
    State(app): State<App>,
    context: Context,
    Path(token): Path<String>,
) -> Result<Json<JoinedBody>> {
    let organization_id = super::accept(&app, context.viewer()?, &token).await?;
    Ok(Json(JoinedBody { organization_id }))
}
