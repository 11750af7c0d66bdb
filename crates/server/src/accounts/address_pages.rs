//! Changing the mail address of an account; for pages and programs.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::address::{self, Asked};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::{JsonBody, Posted};
use crate::sessions::proof;
use crate::t;
use crate::ui::{Fields, Frame};

#[derive(Template)]
#[template(path = "accounts/email.html")]
struct Email {
    frame: Frame,
    fields: Fields,
    current: String,
    /// Where a link has just gone to, in words.
    notice: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/change_email.html")]
struct Change {
    frame: Frame,
    lead: String,
    asked: Asked,
    problem: Option<String>,
    token: String,
}

fn form_page(context: &Context, fields: Fields, sent_to: Option<&str>) -> Result<Response> {
    let (words, current) = (context.words, context.viewer()?.email.clone());
    let notice = sent_to.map(|address| t!(words, "email-sent", address = address));
    page(&Email { frame: context.frame(words.t("email-title"), ""), fields, current, notice })
}

pub async fn form(context: Context) -> Result<Response> {
    form_page(&context, Fields::default(), None)
}

pub async fn ask(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::ask(&app, viewer, &form).await?;
    let email = form.text("email");
    match address::ask(&app, context.words, viewer, email).await {
        Ok(()) => form_page(&context, Fields::default(), Some(email)),
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(context.words, &errors, &[("email", email)]);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form_page(&context, fields, None)?).into_response())
        }
        Err(error) => Err(error),
    }
}

fn change_page(context: &Context, asked: Asked, token: String, problem: Option<String>) -> Result<Response> {
    let words = context.words;
    let lead = t!(words, "email-change-lead", name = asked.name.as_str());
    page(&Change { frame: context.frame(words.t("email-title"), ""), lead, asked, problem, token })
}

/// Opening the link uses nothing up.
pub async fn show(State(app): State<App>, context: Context, Path(token): Path<String>) -> Result<Response> {
    let asked = address::find(&app, &token).await?;
    change_page(&context, asked, token, None)
}

pub async fn change(
    State(app): State<App>,
    context: Context,
    Path(token): Path<String>,
    _: Posted,
) -> Result<Response> {
    match address::change(&app, context.words, &token).await {
        Ok(()) => Ok(Redirect::to("/account?email").into_response()),
        Err(Error::Invalid(errors)) => {
            let asked = address::find(&app, &token).await?;
            let problem = errors.first().map(|error| context.words.t(error.message));
            let html = change_page(&context, asked, token, problem)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
        }
        Err(error) => Err(error),
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailBody {
    pub email: String,
}

/// Sends a link to a new address of your account; the address changes once the link is used. Needs a fresh proof.
#[utoipa::path(post, path = "/api/v1/session/email", tag = "accounts", request_body = EmailBody,
    responses((status = 202), (status = 403, description = "Proof needed"), (status = 422)))]
pub async fn post_ask(
    State(app): State<App>,
    context: Context,
    body: JsonBody<EmailBody>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    proof::needed(&app, viewer).await?;
    address::ask(&app, context.words, viewer, &body.take()?.email).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Changes the address by the token of the mail's link.
#[utoipa::path(post, path = "/api/v1/email-change/{token}", tag = "accounts", params(("token" = String, Path)),
    responses((status = 204), (status = 404, description = "Used or expired"),
        (status = 422, description = "Another account has the address")))]
pub async fn post_change(
    State(app): State<App>,
    context: Context,
    Path(token): Path<String>,
) -> Result<StatusCode> {
    address::change(&app, context.words, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}
