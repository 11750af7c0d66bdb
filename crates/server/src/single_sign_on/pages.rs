//! The way to the provider and back, and the company account on a person's own page.
//!
//! A form of ours would be held back by our own policy (`form-action 'self'`) if it were redirected to the provider, which may
//! send people on to yet other places. So the button's answer is a page of ours that goes on by itself, or by its link.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{Arrival, Attempt, Begun, Purpose, Refusal};
use crate::accounts::pages::{entered, signed_in, with_cookie};
use crate::accounts::{Viewer, Visit, cookie, set_cookie};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::sessions::proof;
use crate::t;
use crate::ui::{Frame, date, local_path, percent_encoded};
use crate::words::Words;

/// Binds an attempt to the browser in which it began.
const COOKIE: &str = "kashika_company";
const COOKIE_SECONDS: i64 = 600;
const OWN_PAGE: &str = "/account";

#[derive(Template)]
#[template(path = "single_sign_on/leave.html")]
struct Leave {
    frame: Frame,
    address: String,
}

#[derive(Template)]
#[template(path = "single_sign_on/stranger.html")]
struct Stranger {
    frame: Frame,
    lead: String,
}

/// What the button on a page for visitors says, where there is one.
pub fn button(app: &App, words: Words) -> Option<String> {
    Some(t!(words, "company-sign-in", name = super::name(app)?.of(words)))
}

/// Sentences that pages show on coming back, by what stands in their address.
const GOOD: [&str; 4] = ["company-connected", "company-disconnected", "company-proved", "company-welcome"];
const BAD: [Refusal; 9] = [
    Refusal::Unreachable,
    Refusal::NotAccepted,
    Refusal::Lost,
    Refusal::Cancelled,
    Refusal::NoAddress,
    Refusal::AnotherOne,
    Refusal::SomebodyElse,
    Refusal::NotAnew,
    Refusal::LastWay,
];

/// How it went, in a sentence.
pub struct Notice {
    pub text: String,
    pub is_good: bool,
}

pub fn notice(words: Words, query: &HashMap<String, String>) -> Option<Notice> {
    let said = query.get("company")?;
    let said_so = |key: &&str| key.ends_with(&format!("company-{said}"));
    let good = GOOD.into_iter().find(said_so);
    let key = good.or_else(|| BAD.into_iter().map(Refusal::key).find(said_so))?;
    Some(Notice { text: words.t(key), is_good: good.is_some() })
}

/// The company account on a person's own page.
pub struct Section {
    pub about: String,
    /// When it was connected and used; none where it is not connected.
    pub facts: Option<String>,
    pub is_last_way: bool,
}

pub async fn section(app: &App, words: Words, viewer: &Viewer) -> Result<Option<Section>> {
    let Some(name) = super::name(app) else { return Ok(None) };
    let connected = super::connected(app, viewer).await?;
    let day = |at: i64| date(app.local(at).date(), words);
    let facts = connected.map(|connected| {
        let since = t!(words, "company-since", date = day(connected.added_at));
        let used = connected.last_used_at.map(|at| t!(words, "token-used", date = day(at)));
        [Some(since), used].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    Ok(Some(Section {
        about: t!(words, "company-about", name = name.of(words)),
        is_last_way: facts.is_some() && super::is_last_way(app, viewer).await?,
        facts,
    }))
}

pub async fn sign_in(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let back = local_path(form.text("back"));
    let begun = super::begin(&app, Purpose::SignIn, &back, None).await;
    leave(&app, &context, begun, &to_sign_in(&back))
}

pub async fn connect(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    super::provider(&app)?;
    proof::ask(&app, viewer, &form).await?;
    let begun = super::begin(&app, Purpose::Connect, OWN_PAGE, Some(viewer)).await;
    leave(&app, &context, begun, OWN_PAGE)
}

/// In a window of its own, so that the page that asks for proof keeps what was typed.
pub async fn prove(State(app): State<App>, context: Context, _: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    let begun = super::begin(&app, Purpose::Proof, OWN_PAGE, Some(viewer)).await;
    leave(&app, &context, begun, OWN_PAGE)
}

pub async fn disconnect(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    super::provider(&app)?;
    proof::ask(&app, viewer, &form).await?;
    match super::disconnect(&app, viewer).await {
        Ok(()) => Ok(on_own_page("disconnected")),
        Err(error) => told(error, OWN_PAGE),
    }
}

fn leave(app: &App, context: &Context, begun: Result<Begun>, from: &str) -> Result<Response> {
    match begun {
        Ok(Begun { address, browser }) => {
            let frame = context.frame(context.words.t("company-leave-title"), "");
            let held = set_cookie(app, COOKIE, &browser, COOKIE_SECONDS);
            Ok(with_cookie(page(&Leave { frame, address })?, &held))
        }
        Err(error) => told(error, from),
    }
}

/// What the provider sends people back with (RFC 6749, section 4.1.2; RFC 9207).
#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// The one address that changes something when it is merely opened, because the standard has it so: the provider sends the
/// browser here. It does nothing for a link from elsewhere. Only an attempt counts that began by a button, in the browser that
/// still holds its cookie, at most ten minutes ago and once; and an invitation, or anything else, still waits for its own button.
pub async fn came_back(
    State(app): State<App>,
    context: Context,
    visit: Visit,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response> {
    super::provider(&app)?;
    let browser = cookie(&app, &headers, COOKIE).unwrap_or_default();
    let response = match super::take(&app, &answer.state, browser).await {
        Ok(attempt) => {
            let from = if attempt.purpose == Purpose::SignIn {
                to_sign_in(&attempt.back)
            } else {
                OWN_PAGE.to_owned()
            };
            arrived(&app, &context, &visit, &attempt, &answer).await.or_else(|error| told(error, &from))
        }
        Err(error) if context.viewer.is_some() => return told(error, OWN_PAGE),
        Err(error) => return told(error, &to_sign_in("/")),
    };
    Ok(with_cookie(response?, &set_cookie(&app, COOKIE, "", 0)))
}

async fn arrived(
    app: &App,
    context: &Context,
    visit: &Visit,
    attempt: &Attempt,
    answer: &Answer,
) -> Result<Response> {
    let code = match (&answer.code, &answer.error) {
        (Some(code), None) => code,
        (_, Some(error)) if error == "access_denied" => return Err(Refusal::Cancelled.into()),
        _ => return Err(Refusal::NotAccepted.into()),
    };
    // Whoever signed out or changed meanwhile is not the one who asked.
    let viewer = context.viewer.as_ref().filter(|viewer| attempt.session.as_ref() == Some(&viewer.session));
    if attempt.purpose != Purpose::SignIn && viewer.is_none() {
        return Err(Refusal::Lost.into());
    }
    let claims = super::provider(app)?.claims(attempt, code, answer.iss.as_deref(), app.now()).await?;
    match (attempt.purpose, viewer) {
        (Purpose::Connect, Some(viewer)) => {
            super::connect(app, viewer, &claims).await?;
            Ok(on_own_page("connected"))
        }
        (Purpose::Proof, Some(viewer)) => {
            super::prove(app, viewer, attempt, &claims).await?;
            Ok(on_own_page("proved"))
        }
        _ => match super::sign_in(app, visit, &claims).await? {
            Arrival::In(entrance) => entered(app, visit, entrance, &attempt.back).await,
            Arrival::Newcomer(session) => signed_in(app, visit, &session, &first_page(&attempt.back)).await,
            Arrival::Stranger(email) => stranger(context, &email),
        },
    }
}

/// Who was invited goes on to the invitation; without its link, to the own page, which says where the link is.
fn first_page(back: &str) -> String {
    if back.starts_with("/invitations/") { back.to_owned() } else { format!("{OWN_PAGE}?company=welcome") }
}

fn stranger(context: &Context, email: &str) -> Result<Response> {
    let frame = context.frame(context.words.t("company-stranger-title"), "");
    let lead = t!(context.words, "company-stranger-lead", email = email);
    Ok((StatusCode::FORBIDDEN, page(&Stranger { frame, lead })?).into_response())
}

fn to_sign_in(back: &str) -> String {
    format!("/sign-in?back={}", percent_encoded(back))
}

fn on_own_page(word: &str) -> Response {
    Redirect::to(&format!("{OWN_PAGE}?company={word}")).into_response()
}

/// Back to the page with the button, which says why.
fn told(error: Error, page: &str) -> Result<Response> {
    let Error::Invalid(problems) = &error else { return Err(error) };
    let word = problems.first().and_then(|problem| problem.message.strip_prefix("field-company-"));
    let joint = if page.contains('?') { '&' } else { '?' };
    let word = word.ok_or(error.clone())?;
    Ok(Redirect::to(&format!("{page}{joint}company={word}")).into_response())
}
