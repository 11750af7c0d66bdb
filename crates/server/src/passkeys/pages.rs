//! Passkeys on a person's own page. Making one needs the page's script: the browser does it, no form could.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{MadeBody, Passkey};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::sessions::proof;
use crate::t;
use crate::ui::{Fields, Frame, date};
use crate::words::Words;

#[derive(Template)]
#[template(path = "passkeys/show.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    lines: Vec<Line>,
    are_possible: bool,
    /// What the browser needs, once the person has begun.
    options: Option<String>,
}

struct Line {
    id: String,
    name: String,
    facts: String,
}

fn line(app: &App, words: Words, passkey: Passkey) -> Line {
    let day = |at: i64| date(app.local(at).date(), words);
    let used = match passkey.last_used_at {
        Some(at) => t!(words, "token-used", date = day(at)),
        None => t!(words, "token-unused"),
    };
    let made = t!(words, "passkey-made", date = day(passkey.created_at));
    Line { id: passkey.id, name: passkey.name, facts: [made, used].join(" · ") }
}

async fn shown(app: &App, context: &Context, fields: Fields, options: Option<String>) -> Result<Show> {
    let words = context.words;
    let passkeys = super::list(app, context.viewer()?).await?;
    Ok(Show {
        frame: context.frame(t!(words, "passkeys-title"), ""),
        fields,
        lines: passkeys.into_iter().map(|passkey| line(app, words, passkey)).collect(),
        are_possible: super::are_possible(app),
        options,
    })
}

async fn options(app: &App, context: &Context) -> Result<String> {
    let options = super::begin(app, context.viewer()?).await?;
    serde_json::to_string(&options).map_err(|error| Error::Internal(error.to_string()))
}

pub async fn show(State(app): State<App>, context: Context) -> Result<Response> {
    page(&shown(&app, &context, Fields::default(), None).await?)
}

/// The page with which the browser makes a passkey.
pub async fn begin(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    proof::ask(&app, context.viewer()?, &form).await?;
    let options = options(&app, &context).await?;
    page(&shown(&app, &context, Fields::default(), Some(options)).await?)
}

pub async fn add(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::ask(&app, viewer, &form).await?;
    let name = form.text("passkey_name");
    let made: MadeBody = serde_json::from_str(form.text("credential")).map_err(|_| super::failed())?;
    match super::add(&app, viewer, name, &made).await {
        Ok(_) => Ok(Redirect::to("/account/passkeys").into_response()),
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(context.words, &errors, &[("passkey_name", name)]);
            let options = Some(options(&app, &context).await?);
            let html = page(&shown(&app, &context, fields, options).await?)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
        }
        Err(error) => Err(error),
    }
}

pub async fn remove(
    State(app): State<App>,
    context: Context,
    Path(passkey): Path<String>,
    form: Posted,
) -> Result<Redirect> {
    let viewer = context.viewer()?;
    proof::ask(&app, viewer, &form).await?;
    super::remove(&app, viewer, &passkey).await?;
    Ok(Redirect::to("/account/passkeys"))
}
