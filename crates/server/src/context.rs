//! What is known of a request before any handler runs: who asks, in which language, from which page. And what is
//! done after it: errors become pages or problem+json, and every answer carries its security headers.

use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Language;
use serde_json::json;

use crate::accounts::{self, Scope, Viewer};
use crate::app::App;
use crate::error::Error;
use crate::ui::{Frame, render};
use crate::words::Words;

/// Handed to every handler.
#[derive(Clone, Debug)]
pub struct Context {
    pub words: Words,
    pub viewer: Option<Viewer>,
    /// Path and query, to come back to after a switch of language or a sign-in.
    pub path: String,
    /// The page answers a posted form: coming back to its address would lose what was typed.
    pub is_posted: bool,
}

impl Context {
    /// The signed-in person, or the way to sign in.
    pub fn viewer(&self) -> Result<&Viewer, Error> {
        self.viewer.as_ref().ok_or(Error::NotSignedIn)
    }

    pub fn frame(&self, title: impl Into<String>, nav: &'static str) -> Frame {
        Frame::new(self, title.into(), nav)
    }
}

impl<S: Sync> FromRequestParts<S> for Context {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Context, Error> {
        parts.extensions.get::<Context>().cloned().ok_or_else(|| Error::Internal("no context".to_owned()))
    }
}

/// Strict by default: nothing from elsewhere, no inline script or style, no framing.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(header::HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The one middleware around all routes.
pub async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let is_api = path.starts_with("/api/");
    let is_asset = path.starts_with("/assets/") || path == "/healthz";
    // Whether the server is alive is answered however much there is to do.
    let place = if path == "/healthz" { Ok(None) } else { app.limits.place().await.map(Some) };
    let viewer = match &place {
        Ok(_) if is_asset => Ok(None),
        Ok(_) => accounts::viewer(&app, request.headers()).await,
        Err(error) => Err(error.clone()),
    };
    let (viewer, failed) = match viewer {
        Ok(viewer) => (viewer, None),
        Err(error) => (None, Some(error)),
    };
    let address = accounts::address_of(&app, request.extensions(), request.headers());
    let counted = if is_asset { Ok(()) } else { app.limits.count(app.now(), viewer.as_ref(), address) };
    let words = Words(language(&app, request.headers(), viewer.as_ref()));
    let is_posted = request.method() == Method::POST;
    let context = Context { words, viewer, path, is_posted };
    let refused = || foreign(&app, &request, &context).or_else(|| beyond_scope(&request, &context));
    let response = match failed.or(counted.err()).or_else(refused) {
        Some(error) => error.into_response(),
        None => {
            request.extensions_mut().insert(context.clone());
            app.limits.in_time(next.run(request)).await.unwrap_or_else(IntoResponse::into_response)
        }
    };
    let mut response = finish(response, &context, is_api);
    if app.config.cookies_need_https() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// A change that some other site made a browser send. Bearer tokens are never sent by a browser on its own.
fn foreign(app: &App, request: &Request, context: &Context) -> Option<Error> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return None;
    }
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = text("host").unwrap_or_default();
    let same_origin = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            origin == app.config.base_url
                || origin.split_once("://").is_some_and(|(_, origin_host)| origin_host == host)
        }
        (None, None) => true,
    };
    if !same_origin {
        return Some(Error::FormExpired);
    }
    // Forms carry the token inside; see `Posted`. The interface carries it in a header.
    let viewer = context.viewer.as_ref().filter(|viewer| viewer.by_cookie)?;
    let is_api = context.path.starts_with("/api/");
    (is_api && text("x-csrf-token") != Some(viewer.csrf.as_str())).then_some(Error::FormExpired)
}

/// What an access token is not good for: pages, the account it belongs to, and changes where it reads only.
fn beyond_scope(request: &Request, context: &Context) -> Option<Error> {
    const OF_THE_ACCOUNT: [&str; 4] =
        ["/api/v1/session", "/api/v1/access-tokens", "/api/v1/passkeys", "/api/v1/account/"];
    let scope = context.viewer.as_ref()?.scope;
    let (path, method) = (request.uri().path(), request.method());
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let says_who = reads && path == "/api/v1/session";
    let is_open = path.starts_with("/api/v1/") && !OF_THE_ACCOUNT.iter().any(|own| path.starts_with(own));
    let may = match scope {
        Scope::Person => true,
        Scope::Write => is_open || says_who,
        Scope::Read => reads && (is_open || says_who),
    };
    (!may).then_some(Error::TokenScope)
}

fn language(app: &App, headers: &HeaderMap, viewer: Option<&Viewer>) -> Language {
    if let Some(language) = accounts::cookie(app, headers, "language").and_then(Language::from_code) {
        return language;
    }
    if let Some(language) = viewer.and_then(|viewer| viewer.language) {
        return language;
    }
    accepted(headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default())
}

/// The first of our languages in the browser's order of wishes; Japanese where nothing fits.
fn accepted(header: &str) -> Language {
    let mut wishes: Vec<(u32, Language)> = Vec::new();
    for wish in header.split(',') {
        let mut parts = wish.trim().split(';');
        let tag = parts.next().unwrap_or_default().get(..2).unwrap_or_default().to_ascii_lowercase();
        let quality =
            parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        if let Some(language) = Language::from_code(&tag) {
            wishes.push(((quality * 1000.0) as u32, language));
        }
    }
    wishes
        .iter()
        .rev()
        .max_by_key(|(quality, _)| *quality)
        .map_or(Language::Japanese, |(_, language)| *language)
}

/// Turns an error into what the visitor can read, and adds the headers.
fn finish(mut response: Response, context: &Context, is_api: bool) -> Response {
    if let Some(error) = response.extensions_mut().remove::<Error>() {
        let retry_after = response.headers_mut().remove(header::RETRY_AFTER);
        response = explain(&error, context, is_api);
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
    } else if !is_api && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response = explain(&Error::NotFound, context, is_api);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_LANGUAGE).or_insert(HeaderValue::from_static(context.words.code()));
    headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    response
}

fn explain(error: &Error, context: &Context, is_api: bool) -> Response {
    let reference = match error {
        Error::Internal(reason) => {
            let reference = crate::app::new_token().get(..8).unwrap_or_default().to_owned();
            tracing::error!(reference, reason, room = room(&context.path), "unexpected trouble");
            reference
        }
        Error::Forbidden | Error::TokenScope | Error::FormExpired | Error::TooFast { .. } => {
            let account = context.viewer.as_ref().map(|viewer| viewer.account_id.as_str());
            tracing::warn!(why = error.slug(), account, room = room(&context.path), "a request was refused");
            String::new()
        }
        _ => String::new(),
    };
    if is_api {
        return problem(error, context, &reference);
    }
    if matches!(error, Error::NotSignedIn) {
        let back = crate::ui::percent_encoded(&context.path);
        return Redirect::to(&format!("/sign-in?back={back}")).into_response();
    }
    if let Error::ProofNeeded(asked) = error {
        return crate::sessions::pages::proof(asked, context).unwrap_or_else(IntoResponse::into_response);
    }
    crate::ui::error_page(error, context, &reference)
}

/// The first part of a path: addresses below it can hold one-time tokens, which belong in no log.
fn room(path: &str) -> &str {
    path.split(['/', '?']).nth(1).unwrap_or_default()
}

fn problem(error: &Error, context: &Context, reference: &str) -> Response {
    let words = context.words;
    let slug = error.slug();
    let mut body = json!({
        "type": format!("/problems/{slug}"),
        "title": words.t(&format!("error-{slug}-title")),
        "detail": words.t(&format!("error-{slug}-text")),
        "status": error.status().as_u16(),
    });
    if let Error::Invalid(fields) = error {
        let errors: Vec<_> =
            fields.iter().map(|e| json!({ "field": e.field, "message": words.t(e.message) })).collect();
        body["errors"] = errors.into();
    }
    if let Some(wait) = error.wait(words) {
        body["detail"] = wait.into();
    }
    if !reference.is_empty() {
        body["reference"] = reference.into();
    }
    let mut response = (error.status(), Json(body)).into_response();
    let problem_json = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, problem_json);
    response
}

/// Renders a page struct; the usual last line of a handler.
pub fn page(template: &impl askama::Template) -> Result<Response, Error> {
    render(template).map(IntoResponse::into_response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_wish_among_our_languages_wins() {
        for (header, language) in [
            ("", Language::Japanese),
            ("en-US,en;q=0.9", Language::English),
            ("th,en;q=0.8,ja;q=0.9", Language::Japanese),
            ("fr-FR, de;q=0.5", Language::Japanese),
            ("ja, en", Language::Japanese),
        ] {
            assert_eq!(accepted(header), language, "{header}");
        }
    }
}
