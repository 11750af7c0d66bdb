//! Consents for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::access::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::forms::JsonBody;
use crate::organizations;

#[derive(Serialize, ToSchema)]
pub struct ConsentBody {
    pub id: String,
    /// The organization that may see.
    pub organization: String,
    /// results, or answers (with evidence, and results)
    pub extent: &'static str,
    /// Microseconds since 1970, UTC.
    pub given_at: i64,
    pub given_by: String,
    /// Nothing while it is in force.
    pub ended_at: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct ConsentsBody {
    /// Newest first, at most a hundred.
    pub consents: Vec<ConsentBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConsent {
    /// Id of the organization that may see; it is told by that organization.
    pub given_to: String,
    /// results or answers
    pub extent: String,
}

#[derive(Serialize, ToSchema)]
pub struct SharingBody {
    pub id: String,
    pub name: String,
    /// results or answers
    pub extent: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct ReceivedBody {
    /// At most a hundred.
    pub organizations: Vec<SharingBody>,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
}

#[derive(Deserialize, IntoParams)]
pub struct After {
    /// Organizations after the one with this id.
    #[serde(default)]
    after: String,
}

/// Whom an organization lets see, now and in the past.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/consents", tag = "organizations", params(("id" = String, Path)),
    responses((status = 200, body = ConsentsBody), (status = 404)))]
pub async fn given(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Json<ConsentsBody>> {
    let (_, consents) = super::given(&app, context.viewer()?, &id).await?;
    let body = |consent: super::Consent| ConsentBody {
        organization: organizations::name(context.words, &consent.organization_ja, &consent.organization_en)
            .to_owned(),
        id: consent.id,
        extent: consent.extent.code(),
        given_at: consent.given_at,
        given_by: consent.given_by,
        ended_at: consent.ended_at,
    };
    Ok(Json(ConsentsBody { consents: consents.into_iter().map(body).collect() }))
}

/// Lets another organization see; what was agreed with it before ends.
#[utoipa::path(post, path = "/api/v1/organizations/{id}/consents", tag = "organizations", params(("id" = String, Path)),
    request_body = NewConsent,
    responses((status = 204), (status = 404), (status = 422, description = "What is wrong, by field")))]
pub async fn give(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    body: JsonBody<NewConsent>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    organizations::find(&app.db, viewer, &id, Action::GiveConsent).await?;
    let NewConsent { given_to, extent } = body.take()?;
    super::give(&app, viewer, &id, &given_to, &extent).await.map(|()| StatusCode::NO_CONTENT)
}

/// Ends a consent, at once.
#[utoipa::path(delete, path = "/api/v1/organizations/{id}/consents/{consent}", tag = "organizations",
    params(("id" = String, Path), ("consent" = String, Path)), responses((status = 204), (status = 404)))]
pub async fn end(
    State(app): State<App>,
    context: Context,
    Path((id, consent)): Path<(String, String)>,
) -> Result<StatusCode> {
    super::end(&app, context.viewer()?, &id, &consent).await.map(|()| StatusCode::NO_CONTENT)
}

/// Organizations that let this one see something.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/shared", tag = "organizations",
    params(("id" = String, Path), After), responses((status = 200, body = ReceivedBody), (status = 404)))]
pub async fn received(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<After>,
) -> Result<Json<ReceivedBody>> {
    let (_, sharing, next) = super::received(&app, context.viewer()?, &id, &query.after).await?;
    let body = |one: super::Sharing| SharingBody {
        name: organizations::name(context.words, &one.name_ja, &one.name_en).to_owned(),
        id: one.id,
        extent: one.extent.code(),
    };
    Ok(Json(ReceivedBody { organizations: sharing.into_iter().map(body).collect(), next }))
}
