//! The operator's outbox for programs.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::context::Context;
use crate::error::Result;

/// A mail that has not been sent.
#[derive(Serialize, ToSchema)]
pub struct MailBody {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub body: String,
    /// Microseconds since 1970, UTC.
    pub created_at: i64,
    pub attempts: i64,
    /// What the mail server said last; empty before the first attempt.
    pub problem: String,
}

#[derive(Serialize, ToSchema)]
pub struct OutboxBody {
    /// Oldest first, at most fifty.
    pub mails: Vec<MailBody>,
    pub has_more: bool,
}

/// Mail that waits. For the operator of the installation.
#[utoipa::path(get, path = "/api/v1/outbox", tag = "installation",
    responses((status = 200, body = OutboxBody), (status = 404, description = "Not the operator")))]
pub async fn list(State(app): State<App>, context: Context) -> Result<Json<OutboxBody>> {
    let (mails, has_more) = super::waiting(&app, context.viewer()?).await?;
    let body = |mail: super::Waiting| MailBody {
        id: mail.id,
        to: mail.to,
        subject: mail.subject,
        body: mail.body,
        created_at: mail.created_at,
        attempts: mail.attempts,
        problem: mail.problem,
    };
    Ok(Json(OutboxBody { mails: mails.into_iter().map(body).collect(), has_more }))
}

/// Takes a mail out that was passed on by hand. Nothing sends it any more.
#[utoipa::path(delete, path = "/api/v1/outbox/{mail}", tag = "installation", params(("mail" = String, Path)),
    responses((status = 204), (status = 404)))]
pub async fn settle(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<StatusCode> {
    super::settle(&app, context.viewer()?, &id).await.map(|()| StatusCode::NO_CONTENT)
}
