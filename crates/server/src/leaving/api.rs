//! Deleting and taking back, for programs.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::access::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{organization, person};
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;
use crate::organizations;
use crate::sessions::proof;

#[derive(Deserialize, ToSchema)]
pub struct OrganizationDeletion {
    /// The organization's name, so that none is deleted by mistake for another.
    pub organization_name: String,
}

#[derive(Deserialize, ToSchema)]
pub struct AccountDeletion {
    /// Your own address, so that nobody leaves by mistake.
    pub own_email: String,
}

/// An organization that is deleted and not erased yet.
#[derive(Serialize, ToSchema)]
pub struct DeletedBody {
    pub id: String,
    pub name: String,
    /// Microseconds since 1970, UTC.
    pub erased_at: i64,
    /// Whether you decided for it, and may take that back until then.
    pub may_take_back: bool,
}

#[derive(Serialize, ToSchema)]
pub struct DeletedListBody {
    pub organizations: Vec<DeletedBody>,
}

/// Deletes an organization. Nobody sees it from that moment on; an owner may take that back for 14 days.
#[utoipa::path(post, path = "/api/v1/organizations/{id}/deletion", tag = "organizations", operation_id = "delete_organization",
    params(("id" = String, Path)), request_body = OrganizationDeletion,
    responses((status = 200, body = DeletedBody), (status = 403, description = "Owners only, and with proof"), (status = 404),
        (status = 422, description = "It is called otherwise")))]
pub async fn delete_organization(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    body: JsonBody<OrganizationDeletion>,
) -> Result<Json<DeletedBody>> {
    let viewer = context.viewer()?;
    organizations::find(&app.db, viewer, &id, Action::DeleteOrganization).await?;
    let named = organization::named(&app, viewer, &id, body.take()?.organization_name.trim()).await?;
    proof::needed(&app, viewer).await?;
    let name = named.name(context.words).to_owned();
    organization::delete(&app, viewer, context.words, named).await?;
    Ok(Json(DeletedBody { id, name, erased_at: organization::erased_at(app.now()), may_take_back: true }))
}

/// Organizations that you belonged to, and that are deleted and not erased yet.
#[utoipa::path(get, path = "/api/v1/deleted-organizations", tag = "organizations", operation_id = "deleted_organizations",
    responses((status = 200, body = DeletedListBody)))]
pub async fn deleted(State(app): State<App>, context: Context) -> Result<Json<DeletedListBody>> {
    let found = organization::deleted(&app, context.viewer()?, context.words).await?;
    let body = |one: organization::Deleted| DeletedBody {
        id: one.id,
        name: one.name,
        erased_at: one.erased_at,
        may_take_back: one.may_take_back,
    };
    Ok(Json(DeletedListBody { organizations: found.into_iter().map(body).collect() }))
}

/// Takes a deletion back. Members come back; links, invitations and consents do not.
#[utoipa::path(delete, path = "/api/v1/deleted-organizations/{deleted}", tag = "organizations", operation_id = "take_deletion_back",
    params(("deleted" = String, Path)), responses((status = 204), (status = 404)))]
pub async fn take_back(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    organization::take_back(&app, context.viewer()?, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes your account at once and for good.
#[utoipa::path(post, path = "/api/v1/account/deletion", tag = "accounts", operation_id = "delete_account",
    request_body = AccountDeletion, responses((status = 204), (status = 403, description = "Proof is needed"),
        (status = 422, description = "An organization, or the installation, would be left to nobody")))]
pub async fn delete_person(
    State(app): State<App>,
    context: Context,
    body: JsonBody<AccountDeletion>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    person::named(viewer, body.take()?.own_email.trim())?;
    proof::needed(&app, viewer).await?;
    person::delete(&app, viewer).await?;
    Ok(StatusCode::NO_CONTENT)
}
