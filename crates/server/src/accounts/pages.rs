//! Set-up, sign-in, sign-out and the switch of language.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Language;

use super::{
    BROWSER_COOKIE, Entrance, FirstAccount, STEP_COOKIE, Session, Viewer, Visit, cookie, ended_cookie,
    open_cookie, session_cookie, set_cookie,
};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, FieldError, Result};
use crate::forms::Posted;
use crate::sessions::pages::Line;
use crate::sessions::proof;
use crate::single_sign_on::pages::{Notice, Section, notice};
use crate::ui::{Fields, Frame, local_path};
use crate::{guessing, passkeys, second_factor, sessions, single_sign_on};

const YEAR_SECONDS: i64 = 365 * 24 * 3_600;

#[derive(Template)]
#[template(path = "accounts/set_up.html")]
struct SetUp {
    frame: Frame,
    fields: Fields,
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignIn {
    frame: Frame,
    fields: Fields,
    back: String,
    /// A new password was just chosen by a link.
    is_reset: bool,
    has_passkeys: bool,
    /// What the button for the company account says.
    company: Option<String>,
    /// How it went there.
    company_notice: Option<Notice>,
    /// How long to wait after too many failures.
    wait: Option<String>,
}

impl SignIn {
    fn new(app: &App, context: &Context, fields: Fields, back: String) -> SignIn {
        SignIn {
            frame: context.frame(context.words.t("sign-in-title"), ""),
            fields,
            back,
            is_reset: false,
            has_passkeys: passkeys::are_possible(app),
            company: single_sign_on::pages::button(app, context.words),
            company_notice: None,
            wait: None,
        }
    }
}

#[derive(Template)]
#[template(path = "accounts/link.html")]
struct Link {
    frame: Frame,
    token: String,
}

pub async fn set_up_form(State(app): State<App>, context: Context) -> Result<Response> {
    if !super::is_new_installation(&app).await? {
        return Err(Error::NotFound);
    }
    page(&SetUp { frame: context.frame(context.words.t("set-up-title"), ""), fields: Fields::default() })
}

#[derive(Template)]
#[template(path = "accounts/code.html")]
struct Code {
    frame: Frame,
    fields: Fields,
    back: String,
    /// How long to wait after too many failures.
    wait: Option<String>,
}

pub async fn set_up(
    State(app): State<App>,
    context: Context,
    visit: Visit,
    form: Posted,
) -> Result<Response> {
    let first =
        FirstAccount { name: form.text("name"), email: form.text("email"), password: form.raw("password") };
    match super::set_up(&app, &visit, first).await {
        Ok(session) => signed_in(&app, &visit, &session, "/organizations/new").await,
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(
                context.words,
                &errors,
                &[("name", form.text("name")), ("email", form.text("email"))],
            );
            let frame = context.frame(context.words.t("set-up-title"), "");
            Ok((Error::Invalid(errors).status(), page(&SetUp { frame, fields })?).into_response())
        }
        Err(error) => Err(error),
    }
}

pub async fn sign_in_form(
    State(app): State<App>,
    context: Context,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    if super::is_new_installation(&app).await? {
        return Ok(Redirect::to("/setup").into_response());
    }
    let back = local_path(query.get("back").map_or("/", String::as_str));
    page(&SignIn {
        is_reset: query.contains_key("reset"),
        company_notice: notice(context.words, &query),
        ..SignIn::new(&app, &context, Fields::default(), back)
    })
}

pub async fn sign_in(
    State(app): State<App>,
    context: Context,
    visit: Visit,
    form: Posted,
) -> Result<Response> {
    let back = local_path(form.text("back"));
    match super::sign_in(&app, &visit, form.text("email"), form.raw("password")).await {
        Ok(entrance) => entered(&app, &visit, entrance, &back).await,
        Err(error) if is_about_typing(&error) => {
            let fields = Fields::new(context.words, problems(&error), &[("email", form.text("email"))]);
            let wait = error.wait(context.words);
            answered(&error, &SignIn { wait, ..SignIn::new(&app, &context, fields, back) })
        }
        Err(error) => Err(error),
    }
}

/// Signs in with what the page's script got from the browser.
pub async fn passkey(
    State(app): State<App>,
    context: Context,
    visit: Visit,
    form: Posted,
) -> Result<Response> {
    let back = local_path(form.text("back"));
    let used = serde_json::from_str(form.text("credential"));
    let used = used.map_err(|_| Error::Invalid(vec![FieldError::new("passkey", "field-passkey-failed")]));
    let entrance = match used {
        Ok(used) => super::sign_in_by_passkey(&app, &visit, &used).await,
        Err(error) => Err(error),
    };
    match entrance {
        Ok(session) => signed_in(&app, &visit, &session, &back).await,
        Err(error) if is_about_typing(&error) => {
            let fields = Fields::new(context.words, problems(&error), &[]);
            answered(&error, &SignIn::new(&app, &context, fields, back))
        }
        Err(error) => Err(error),
    }
}

/// What the page can answer with its form: a field that is wrong, or a time to wait.
fn is_about_typing(error: &Error) -> bool {
    matches!(error, Error::Invalid(_) | Error::TooMany { .. })
}

fn problems(error: &Error) -> &[FieldError] {
    if let Error::Invalid(problems) = error { problems } else { &[] }
}

/// The form again, with the status and the waiting time of the error.
fn answered(error: &Error, form: &impl Template) -> Result<Response> {
    let mut response = (error.status(), page(form)?).into_response();
    if let Error::TooMany { seconds } = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    Ok(response)
}

/// Goes in, or on to the second factor.
pub(crate) async fn entered(app: &App, visit: &Visit, entrance: Entrance, back: &str) -> Result<Response> {
    match entrance {
        Entrance::Open(session) => signed_in(app, visit, &session, back).await,
        Entrance::CodeNeeded(step) => {
            let to = format!("/sign-in/code?back={}", crate::ui::percent_encoded(back));
            Ok(with_cookie(Redirect::to(&to).into_response(), &set_cookie(app, STEP_COOKIE, &step, 600)))
        }
    }
}

/// Asks for the second factor of whoever has shown a good password or link.
pub async fn code_form(
    State(app): State<App>,
    context: Context,
    headers: HeaderMap,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    if cookie(&app, &headers, STEP_COOKIE).is_none() {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let back = local_path(query.get("back").map_or("/", String::as_str));
    let frame = context.frame(context.words.t("code-title"), "");
    page(&Code { frame, fields: Fields::default(), back, wait: None })
}

pub async fn code(
    State(app): State<App>,
    context: Context,
    visit: Visit,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    let back = local_path(form.text("back"));
    let step = cookie(&app, &headers, STEP_COOKIE).unwrap_or_default();
    match super::enter_code(&app, &visit, step, form.text("code")).await {
        Ok(session) => {
            let inside = signed_in(&app, &visit, &session, &back).await?;
            Ok(with_cookie(inside, &set_cookie(&app, STEP_COOKIE, "", 0)))
        }
        // The step has run out: back to the password.
        Err(Error::NotFound) => Ok(Redirect::to("/sign-in").into_response()),
        Err(error) if is_about_typing(&error) => {
            let fields = Fields::new(context.words, problems(&error), &[]);
            let frame = context.frame(context.words.t("code-title"), "");
            answered(&error, &Code { frame, fields, back, wait: error.wait(context.words) })
        }
        Err(error) => Err(error),
    }
}

/// Opening the link changes nothing, so that a mail scanner cannot use it up; the button does.
pub async fn link_form(context: Context, Path(token): Path<String>) -> Result<Response> {
    page(&Link { frame: context.frame(context.words.t("link-title"), ""), token })
}

pub async fn link(State(app): State<App>, visit: Visit, Path(token): Path<String>) -> Result<Response> {
    let entrance = super::sign_in_by_link(&app, &visit, &token).await?;
    entered(&app, &visit, entrance, "/").await
}

#[derive(Template)]
#[template(path = "accounts/show.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    email: String,
    has_password: bool,
    /// What has just been done, in words.
    done: Option<String>,
    has_second_factor: bool,
    company: Option<Section>,
    company_notice: Option<Notice>,
    sessions: Vec<Line>,
    has_other_sessions: bool,
}

/// The signed-in person's own page.
pub async fn show(
    State(app): State<App>,
    context: Context,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let done = [("saved", "account-password-saved"), ("email", "email-changed")];
    let done = done.iter().find(|(name, _)| query.contains_key(*name));
    let done = done.map(|(_, key)| context.words.t(key));
    let company_notice = notice(context.words, &query);
    let shown = account_page(&app, &context, Fields::default()).await?;
    page(&Show { done, company_notice, ..shown })
}

pub async fn choose_password(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    // Who has a password proves it within the form.
    if !super::has_password(&app, viewer).await? {
        proof::ask(&app, viewer, &form).await?;
    }
    match super::choose_password(&app, viewer, form.raw("current_password"), form.raw("password")).await {
        Ok(()) => Ok(Redirect::to("/account?saved").into_response()),
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(context.words, &errors, &[]);
            let html = page(&account_page(&app, &context, fields).await?)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
        }
        Err(error) => Err(error),
    }
}

async fn account_page(app: &App, context: &Context, fields: Fields) -> Result<Show> {
    let viewer: &Viewer = context.viewer()?;
    let sessions = sessions::pages::lines(app, context, viewer).await?;
    Ok(Show {
        frame: context.frame(context.words.t("account-title"), ""),
        fields,
        email: viewer.email.clone(),
        has_password: super::has_password(app, viewer).await?,
        done: None,
        has_second_factor: second_factor::is_on(&app.db, &viewer.account_id).await?,
        company: single_sign_on::pages::section(app, context.words, viewer).await?,
        company_notice: None,
        has_other_sessions: sessions.len() > 1,
        sessions,
    })
}

pub async fn sign_out(
    State(app): State<App>,
    context: Context,
    headers: HeaderMap,
    _: Posted,
) -> Result<Response> {
    super::sign_out(&app, context.viewer()?, &headers).await?;
    Ok(with_cookie(Redirect::to("/").into_response(), &ended_cookie(&app)))
}

pub async fn language(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let language = Language::from_code(form.text("language")).unwrap_or(context.words.0);
    if let Some(viewer) = &context.viewer {
        super::choose_language(&app, viewer, language).await?;
    }
    let back = Redirect::to(&local_path(form.text("back"))).into_response();
    Ok(with_cookie(back, &open_cookie(&app, "language", language.code(), YEAR_SECONDS)))
}

/// Opens the door, and remembers the browser for the next time.
pub(crate) async fn signed_in(app: &App, visit: &Visit, session: &Session, to: &str) -> Result<Response> {
    let browser = guessing::remember(app, visit, &session.account_id).await?;
    let inside = with_cookie(Redirect::to(to).into_response(), &session_cookie(app, session));
    Ok(with_cookie(inside, &set_cookie(app, BROWSER_COOKIE, &browser, guessing::BROWSER_SECONDS)))
}

pub(crate) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
