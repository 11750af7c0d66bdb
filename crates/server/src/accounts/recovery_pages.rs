//! Asking for a new password, and choosing it by the link of the mail; for pages and programs.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::recovery;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::{JsonBody, Posted};
use crate::ui::{Fields, Frame};

#[derive(Template)]
#[template(path = "accounts/forgot.html")]
struct Forgot {
    frame: Frame,
    fields: Fields,
    is_sent: bool,
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct Reset {
    frame: Frame,
    fields: Fields,
    token: String,
}

pub async fn forgot_form(context: Context) -> Result<Response> {
    let frame = context.frame(context.words.t("forgot-title"), "");
    page(&Forgot { frame, fields: Fields::default(), is_sent: false })
}

pub async fn forgot(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    recovery::ask(&app, context.words, form.text("email"));
    let frame = context.frame(context.words.t("forgot-title"), "");
    page(&Forgot { frame, fields: Fields::default(), is_sent: true })
}

/// Opening the link uses nothing up.
pub async fn reset_form(
    State(app): State<App>,
    context: Context,
    Path(token): Path<String>,
) -> Result<Response> {
    if !recovery::is_open(&app, &token).await? {
        return Err(Error::NotFound);
    }
    page(&Reset {
        frame: context.frame(context.words.t("reset-title"), ""),
        fields: Fields::default(),
        token,
    })
}

pub async fn reset(
    State(app): State<App>,
    context: Context,
    Path(token): Path<String>,
    form: Posted,
) -> Result<Response> {
    match recovery::reset(&app, &token, form.raw("password")).await {
        Ok(()) => Ok(Redirect::to("/sign-in?reset").into_response()),
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(context.words, &errors, &[]);
            let frame = context.frame(context.words.t("reset-title"), "");
            Ok((Error::Invalid(errors).status(), page(&Reset { frame, fields, token })?).into_response())
        }
        Err(error) => Err(error),
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgotBody {
    pub email: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetBody {
    pub password: String,
}

/// Sends a link for a new password by mail, if the address has an account. The answer does not say.
#[utoipa::path(post, path = "/api/v1/password-reset", tag = "accounts", request_body = ForgotBody,
    responses((status = 202)))]
pub async fn post_forgot(
    State(app): State<App>,
    context: Context,
    body: JsonBody<ForgotBody>,
) -> Result<StatusCode> {
    recovery::ask(&app, context.words, body.take()?.email.trim());
    Ok(StatusCode::ACCEPTED)
}

/// Chooses a new password by the token of the mail's link. Every session of the account ends.
#[utoipa::path(post, path = "/api/v1/password-reset/{token}", tag = "accounts", params(("token" = String, Path)),
    request_body = ResetBody,
    responses((status = 204), (status = 404, description = "Used or expired"), (status = 422)))]
pub async fn post_reset(
    State(app): State<App>,
    Path(token): Path<String>,
    body: JsonBody<ResetBody>,
) -> Result<StatusCode> {
    recovery::reset(&app, &token, &body.take()?.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
