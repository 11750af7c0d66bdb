//! `Idempotency-Key`: a request of the interface that is sent again does nothing twice. The key is written in the
//! transaction of the change itself, and the response is kept beside it for 48 hours.

mod store;

pub use store::STATEMENTS;

use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::context::Context;
use crate::db;
use crate::error::{Error, FieldError, Result};
use crate::forms::UPLOAD_BYTES_MAX;
use store::{Kept, Key};

const NAME: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const KEY_LETTERS_MAX: usize = 200;
/// Below these, responses hold secrets: session tokens, recovery codes, access tokens. They are not kept.
const SECRET_PATHS: [&str; 3] = ["/api/v1/session", "/api/v1/access-tokens", "/api/v1/passkeys"];
/// Longer responses are not kept.
const RESPONSE_BYTES_MAX: usize = 1024 * 1024;
/// Headers that are kept with a response.
const HEADERS: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

/// Around the routes, inside of [`crate::context::around`]. Only requests of signed-in people have keys: one of nobody could
/// be anybody's.
pub async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    match key(&request) {
        Ok(None) => next.run(request).await,
        Ok(Some((account_id, key))) => match keyed(&app, account_id, key, request, next).await {
            Ok(response) => response,
            Err(error) => error.into_response(),
        },
        Err(error) => error.into_response(),
    }
}

/// Whose key it is, and the key.
fn key(request: &Request) -> Result<Option<(String, String)>> {
    let path = request.uri().path();
    let answers_a_secret = SECRET_PATHS.iter().any(|secret| path.starts_with(secret));
    if request.method() != Method::POST || !path.starts_with("/api/") || answers_a_secret {
        return Ok(None);
    }
    let Some(key) = request.headers().get(&NAME) else { return Ok(None) };
    let viewer = request.extensions().get::<Context>().and_then(|context| context.viewer.as_ref());
    let Some(viewer) = viewer else { return Ok(None) };
    let refused = || Error::Invalid(vec![FieldError::new("idempotency-key", "field-idempotency-key")]);
    let key = key.to_str().map_err(|_| refused())?.trim();
    if key.is_empty() || key.len() > KEY_LETTERS_MAX {
        return Err(refused());
    }
    Ok(Some((viewer.account_id.clone(), key.to_owned())))
}

async fn keyed(app: &App, account_id: String, key: String, request: Request, next: Next) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, UPLOAD_BYTES_MAX).await.map_err(|_| Error::TooLarge)?;
    let target = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let key = Key { account_id, key, request_hash: hash(&parts.method, target, &body) };
    if let Some(kept) = store::find(&app.db, &key, app.now()).await? {
        return replayed(&key, kept);
    }
    let claim = Arc::new(store::claim(&key, app.now()));
    let request = Request::from_parts(parts, Body::from(body));
    let response = db::claiming(claim.clone(), next.run(request)).await;
    // Where nothing was changed there is nothing to repeat, and the key stays free.
    if claim.is_made() { keep(app, &key, response).await } else { Ok(response) }
}

/// SHA-256 over method, address and body.
fn hash(method: &Method, target: &str, body: &Bytes) -> Vec<u8> {
    let mut hash = Sha256::new();
    for field in [method.as_str().as_bytes(), target.as_bytes(), &body[..]] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().to_vec()
}

fn replayed(key: &Key, kept: Kept) -> Result<Response> {
    if kept.request_hash != key.request_hash {
        return Err(Error::KeyReused);
    }
    // Under way, or done by a server that ended before it could keep its response.
    let Some((status, headers, body)) = kept.response else { return Err(Error::KeyInUse) };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    *response.headers_mut() = headers_from(&headers);
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

/// Keeps the response of a change that was made. One that fails or is too long is given all the same; sending the request
/// again then says that it was done.
async fn keep(app: &App, key: &Key, response: Response) -> Result<Response> {
    if response.extensions().get::<Error>().is_some() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let is_short = body.size_hint().exact().is_some_and(|size| size <= RESPONSE_BYTES_MAX as u64);
    if !is_short {
        return Ok(Response::from_parts(parts, body));
    }
    let body =
        to_bytes(body, RESPONSE_BYTES_MAX).await.map_err(|error| Error::Internal(error.to_string()))?;
    let (status, headers) = (parts.status.as_u16(), headers_text(&parts.headers));
    if let Err(error) = store::keep(&app.db, key, status, headers, body.to_vec(), app.now()).await {
        tracing::error!(%error, "a response could not be kept for its key");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// `name: value`, one a line.
fn headers_text(headers: &HeaderMap) -> String {
    let line = |name: &HeaderName| Some(format!("{name}: {}\n", headers.get(name)?.to_str().ok()?));
    HEADERS.iter().filter_map(line).collect()
}

fn headers_from(text: &str) -> HeaderMap {
    let pairs = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
    });
    pairs.collect()
}
