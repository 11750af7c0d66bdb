//! The list of sessions on a person's own page, and the page that asks for proof.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::proof::{Asked, Means};
use super::{Held, list};
use crate::accounts::Viewer;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::Result;
use crate::forms::Posted;
use crate::t;
use crate::ui::{Fields, Frame, date_time};
use crate::words::Words;

/// One session as people read it.
pub struct Line {
    pub id: String,
    pub browser: String,
    pub times: String,
    pub is_this: bool,
}

pub async fn lines(app: &App, context: &Context, viewer: &Viewer) -> Result<Vec<Line>> {
    let words = context.words;
    let line = |held: Held| Line {
        id: held.id(),
        browser: browser(words, &held.browser),
        times: t!(
            words,
            "session-times",
            began = date_time(&app.local(held.began_at), words),
            seen = date_time(&app.local(held.seen_at), words)
        ),
        is_this: held.is_this(viewer),
    };
    Ok(list(app, viewer).await?.into_iter().map(line).collect())
}

fn browser(words: Words, stored: &str) -> String {
    if stored.is_empty() { t!(words, "session-browser-unknown") } else { stored.to_owned() }
}

pub async fn end(
    State(app): State<App>,
    context: Context,
    Path(session): Path<String>,
    _: Posted,
) -> Result<Redirect> {
    super::end(&app, context.viewer()?, &session).await?;
    Ok(Redirect::to("/account#sessions"))
}

pub async fn end_others(State(app): State<App>, context: Context, _: Posted) -> Result<Redirect> {
    super::end_others(&app, context.viewer()?).await?;
    Ok(Redirect::to("/account#sessions"))
}

#[derive(Template)]
#[template(path = "sessions/proof.html")]
struct Proof {
    frame: Frame,
    fields: Fields,
    means: Means,
    company: String,
    /// Where the proof and what was typed go: to the act itself.
    action: String,
    carried: Vec<(String, String)>,
}

/// Asks who it is, and carries on what was typed.
pub fn proof(asked: &Asked, context: &Context) -> Result<Response> {
    let html = page(&Proof {
        frame: context.frame(t!(context.words, "proof-title"), ""),
        fields: Fields::new(context.words, &asked.problems, &[]),
        means: asked.means.clone(),
        company: asked.means.company.as_ref().map(|name| name.of(context.words)).unwrap_or_default(),
        action: context.path.clone(),
        carried: asked.fields.clone(),
    })?;
    Ok((StatusCode::FORBIDDEN, html).into_response())
}
