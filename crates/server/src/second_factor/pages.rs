//! Setting the second factor up, and taking it off again, on a person's own page.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Enrolment, Standing, codes};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::sessions::proof;
use crate::t;
use crate::ui::{Fields, Frame};

#[derive(Template)]
#[template(path = "second_factor/show.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    standing: Standing,
    left: String,
    enrolment: Option<(Enrolment, String)>,
}

#[derive(Template)]
#[template(path = "second_factor/recovery.html")]
struct Recovery {
    frame: Frame,
    codes: Vec<String>,
}

async fn shown(app: &App, context: &Context, fields: Fields) -> Result<Show> {
    let (viewer, words) = (context.viewer()?, context.words);
    let standing = super::standing(app, viewer).await?;
    let picture = |enrolment: Enrolment| {
        let picture = codes::picture(&enrolment.address, &t!(words, "second-factor-picture"))?;
        Ok::<_, Error>((enrolment, picture))
    };
    Ok(Show {
        frame: context.frame(t!(words, "second-factor-title"), ""),
        fields,
        left: t!(words, "second-factor-codes-left", count = standing.recovery_codes_left),
        standing,
        enrolment: super::waiting(app, viewer).await?.map(picture).transpose()?,
    })
}

pub async fn show(State(app): State<App>, context: Context) -> Result<Response> {
    page(&shown(&app, &context, Fields::default()).await?)
}

pub async fn begin(State(app): State<App>, context: Context, form: Posted) -> Result<Redirect> {
    let viewer = context.viewer()?;
    proof::ask(&app, viewer, &form).await?;
    super::begin(&app, viewer).await?;
    Ok(Redirect::to("/account/second-factor"))
}

pub async fn confirm(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::ask(&app, viewer, &form).await?;
    match super::confirm(&app, viewer, form.text("code")).await {
        Ok(codes) => recovery(&context, codes),
        Err(Error::Invalid(errors)) => {
            let html = page(&shown(&app, &context, Fields::new(context.words, &errors, &[])).await?)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
        }
        Err(error) => Err(error),
    }
}

/// Shown this once: a reload of the page finds nothing to confirm.
fn recovery(context: &Context, codes: Vec<String>) -> Result<Response> {
    page(&Recovery { frame: context.frame(t!(context.words, "recovery-title"), ""), codes })
}

pub async fn renew(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::ask(&app, viewer, &form).await?;
    recovery(&context, super::renew_codes(&app, viewer).await?)
}

pub async fn remove(State(app): State<App>, context: Context, form: Posted) -> Result<Redirect> {
    let viewer = context.viewer()?;
    proof::ask(&app, viewer, &form).await?;
    super::remove(&app, viewer).await?;
    Ok(Redirect::to("/account/second-factor"))
}
