//! Access tokens on a person's own page.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{AccessToken, Wish};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::sessions::proof;
use crate::t;
use crate::ui::{Fields, Frame, date};
use crate::words::Words;

/// How long a token can hold, in days.
const DAYS: [i64; 4] = [7, 30, 90, 365];
const DAYS_PROPOSED: &str = "90";

#[derive(Template)]
#[template(path = "access_tokens/show.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    lines: Vec<Line>,
    days: Vec<(String, String)>,
}

struct Line {
    id: String,
    name: String,
    facts: String,
}

#[derive(Template)]
#[template(path = "access_tokens/created.html")]
struct Created {
    frame: Frame,
    name: String,
    token: String,
}

fn line(app: &App, words: Words, token: AccessToken) -> Line {
    let day = |at: i64| date(app.local(at).date(), words);
    let scope = if token.may_write { t!(words, "token-writes") } else { t!(words, "token-reads") };
    let used = match token.last_used_at {
        Some(at) => t!(words, "token-used", date = day(at)),
        None => t!(words, "token-unused"),
    };
    let until = if token.expires_at > app.now() {
        t!(words, "token-until", date = day(token.expires_at))
    } else {
        t!(words, "token-expired")
    };
    Line { id: token.id, name: token.name, facts: [scope, until, used].join(" · ") }
}

async fn shown(app: &App, context: &Context, fields: Fields) -> Result<Show> {
    let words = context.words;
    let tokens = super::list(app, context.viewer()?).await?;
    Ok(Show {
        frame: context.frame(t!(words, "tokens-title"), ""),
        fields,
        lines: tokens.into_iter().map(|token| line(app, words, token)).collect(),
        days: DAYS.map(|days| (days.to_string(), t!(words, "token-days", count = days))).into(),
    })
}

pub async fn show(State(app): State<App>, context: Context) -> Result<Response> {
    let fields = Fields::new(context.words, &[], &[("scope", "read"), ("days", DAYS_PROPOSED)]);
    page(&shown(&app, &context, fields).await?)
}

pub async fn create(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    proof::ask(&app, viewer, &form).await?;
    let (name, scope, days) = (form.text("token_name"), form.text("scope"), form.text("days"));
    let wish = Wish { name, may_write: scope == "write", days: days.parse().unwrap_or_default() };
    match super::create(&app, viewer, wish).await {
        Ok((made, token)) => {
            let frame = context.frame(t!(context.words, "token-created-title"), "");
            page(&Created { frame, name: made.name, token })
        }
        Err(Error::Invalid(errors)) => {
            let values = [("token_name", name), ("scope", scope), ("days", days)];
            let html = page(&shown(&app, &context, Fields::new(context.words, &errors, &values)).await?)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
        }
        Err(error) => Err(error),
    }
}

pub async fn revoke(
    State(app): State<App>,
    context: Context,
    Path(access_token): Path<String>,
    _: Posted,
) -> Result<Redirect> {
    super::revoke(&app, context.viewer()?, &access_token).await?;
    Ok(Redirect::to("/account/access-tokens"))
}
