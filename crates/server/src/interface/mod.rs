//! The documented interface: its OpenAPI description and the pages its problem types point to.

mod document;

use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

pub use document::openapi;

use crate::context::Context;
use crate::error::{Error, Result};

/// The same text as `docs/api.json`.
pub async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], Json(openapi())).into_response()
}

const PROBLEMS: [&str; 19] = [
    "not-found",
    "forbidden",
    "not-signed-in",
    "invalid",
    "conflict",
    "key-reused",
    "key-in-use",
    "form-expired",
    "proof-needed",
    "token-scope",
    "too-many",
    "too-large",
    "busy",
    "internal",
    "stale",
    "unanswered",
    "version-needed",
    "framework-missing",
    "font-missing",
];

/// What a problem type means, in words.
pub async fn problem(context: Context, Path(slug): Path<String>) -> Result<String> {
    let slug = PROBLEMS.into_iter().find(|known| *known == slug).ok_or(Error::NotFound)?;
    let words = context.words;
    Ok(format!("{}\n{}\n", words.t(&format!("error-{slug}-title")), words.t(&format!("error-{slug}-text"))))
}
