//! Organizations for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Organization, ProfileInput};
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;

/// The profile of an organization (report section 2.1; facts for later comparison).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ProfileBody {
    pub name_ja: String,
    #[serde(default)]
    pub name_en: String,
    /// materials, machinery, construction, finance, infrastructure, services or trading
    pub industry: String,
    /// under_300, from_300_to_999, from_1000_to_4999 or from_5000
    pub headcount: String,
    #[serde(default)]
    pub is_listed: bool,
    #[serde(default)]
    pub has_group: bool,
    #[serde(default)]
    pub has_overseas: bool,
    #[serde(default)]
    pub has_dedicated: bool,
    #[serde(default)]
    pub has_csirt: bool,
    #[serde(default)]
    pub has_ciso: bool,
    #[serde(default)]
    pub products: String,
    #[serde(default)]
    pub information: String,
}

#[derive(Serialize, ToSchema)]
pub struct OrganizationBody {
    pub id: String,
    /// The code under which it appears in published lists.
    pub public_code: String,
    /// Send it back with a change; an older one is a conflict.
    pub version: i64,
    pub profile: ProfileBody,
}

#[derive(Deserialize, ToSchema)]
pub struct ProfileChange {
    pub version: i64,
    pub profile: ProfileBody,
}

#[derive(Serialize, ToSchema)]
pub struct OrganizationLine {
    pub id: String,
    pub name: String,
    pub role: String,
}

fn input(body: ProfileBody) -> ProfileInput {
    ProfileInput {
        name_ja: body.name_ja.trim().to_owned(),
        name_en: body.name_en.trim().to_owned(),
        industry: body.industry,
        headcount: body.headcount,
        is_listed: body.is_listed,
        has_group: body.has_group,
        has_overseas: body.has_overseas,
        has_dedicated: body.has_dedicated,
        has_csirt: body.has_csirt,
        has_ciso: body.has_ciso,
        products: body.products.trim().to_owned(),
        information: body.information.trim().to_owned(),
    }
}

fn body(organization: Organization) -> OrganizationBody {
    let profile = organization.profile;
    OrganizationBody {
        id: organization.id,
        public_code: organization.public_code,
        version: organization.version,
        profile: ProfileBody {
            name_ja: profile.name_ja,
            name_en: profile.name_en,
            industry: profile.industry.code().to_owned(),
            headcount: profile.headcount.code().to_owned(),
            is_listed: profile.is_listed,
            has_group: profile.has_group,
            has_overseas: profile.has_overseas,
            has_dedicated: profile.has_dedicated,
            has_csirt: profile.has_csirt,
            has_ciso: profile.has_ciso,
            products: profile.products,
            information: profile.information,
        },
    }
}

#[derive(Deserialize, IntoParams)]
pub struct After {
    /// Organizations after the one with this id.
    #[serde(default)]
    after: String,
}

#[derive(Serialize, ToSchema)]
pub struct OrganizationsBody {
    /// At most a hundred.
    pub organizations: Vec<OrganizationLine>,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
}

/// Your organizations.
#[utoipa::path(get, path = "/api/v1/organizations", tag = "organizations", params(After),
    responses((status = 200, body = OrganizationsBody)))]
pub async fn list(
    State(app): State<App>,
    context: Context,
    Query(query): Query<After>,
) -> Result<Json<OrganizationsBody>> {
    let viewer = context.viewer()?;
    let (listed, next) = super::of_viewer(&app.db, viewer, context.words, &query.after, 100).await?;
    let line =
        |listed: super::Listed| OrganizationLine { id: listed.id, name: listed.name, role: listed.role };
    Ok(Json(OrganizationsBody { organizations: listed.into_iter().map(line).collect(), next }))
}

/// Creates an organization that you own.
#[utoipa::path(post, path = "/api/v1/organizations", tag = "organizations", request_body = ProfileBody,
    responses((status = 201, body = OrganizationBody), (status = 422, description = "What is wrong, by field")))]
pub async fn create(
    State(app): State<App>,
    context: Context,
    body: JsonBody<ProfileBody>,
) -> Result<Response> {
    let viewer = context.viewer()?;
    let id = super::create(&app, viewer, input(body.take()?)).await?;
    let organization = super::find(&app.db, viewer, &id, Action::ReadOrganization).await?;
    Ok((StatusCode::CREATED, Json(self::body(organization))).into_response())
}

/// One organization.
#[utoipa::path(get, path = "/api/v1/organizations/{id}", tag = "organizations", params(("id" = String, Path)),
    responses((status = 200, body = OrganizationBody), (status = 404, description = "Not there, or not yours to see")))]
pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Json<OrganizationBody>> {
    Ok(Json(body(super::find(&app.db, context.viewer()?, &id, Action::ReadOrganization).await?)))
}

/// Changes the profile.
#[utoipa::path(put, path = "/api/v1/organizations/{id}/profile", tag = "organizations", params(("id" = String, Path)),
    request_body = ProfileChange,
    responses((status = 200, body = OrganizationBody), (status = 409, description = "Changed elsewhere since `version`")))]
pub async fn update(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    change: JsonBody<ProfileChange>,
) -> Result<Json<OrganizationBody>> {
    let viewer = context.viewer()?;
    super::find(&app.db, viewer, &id, Action::EditOrganization).await?;
    let change = change.take()?;
    super::change_profile(&app, viewer, &id, change.version, input(change.profile)).await?;
    show(State(app), context, Path(id)).await
}
