//! The one error a handler returns. It becomes a page or problem+json in [`crate::context::around`], which knows
//! what the visitor asked for and in which language.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::db::DbError;
use crate::t;
use crate::words::Words;

/// When to come again after [`Error::Busy`].
const BUSY_SECONDS: i64 = 5;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Does not exist, or is not yours to know of: the same answer for both.
    #[error("not found")]
    NotFound,
    /// You may see it, but not do this.
    #[error("forbidden")]
    Forbidden,
    /// More than the access token is good for.
    #[error("beyond the scope of the access token")]
    TokenScope,
    #[error("not signed in")]
    NotSignedIn,
    /// What was sent cannot be taken; each field has its sentence, as a key of the locale files.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// Somebody else was faster; the page shows both.
    #[error("conflict")]
    Conflict,
    /// An `Idempotency-Key` that came with another request before.
    #[error("the key was used for another request")]
    KeyReused,
    /// The request of this `Idempotency-Key` is under way, or was done and its response is not known.
    #[error("the request of this key is under way or done")]
    KeyInUse,
    /// The form was not sent from a page of ours, or its session has ended.
    #[error("form expired")]
    FormExpired,
    /// The version of the framework that an assessment was answered with is no longer installed.
    #[error("the framework {0} is not installed")]
    FrameworkMissing(String),
    /// No font for documents on this machine.
    #[error("no font with Japanese letters")]
    FontMissing,
    /// A dangerous act, and the last proof of who acts is too old.
    #[error("proof needed")]
    ProofNeeded(Box<crate::sessions::proof::Asked>),
    /// Too many failures: wait so long.
    #[error("too many attempts")]
    TooMany { seconds: i64 },
    /// More requests than one person or address may make: wait so long.
    #[error("too fast")]
    TooFast { seconds: i64 },
    #[error("too large")]
    TooLarge,
    #[error("busy")]
    Busy,
    /// Unknown trouble: logged with a reference, of which the visitor sees only the number.
    #[error("internal: {0}")]
    Internal(String),
}

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: &'static str,
    /// Key of the sentence in the locale files.
    pub message: &'static str,
}

impl FieldError {
    pub fn new(field: &'static str, message: &'static str) -> FieldError {
        FieldError { field, message }
    }
}

impl Error {
    pub fn status(&self) -> StatusCode {
        match self {
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Forbidden | Error::TokenScope | Error::FormExpired | Error::ProofNeeded(_) => {
                StatusCode::FORBIDDEN
            }
            Error::NotSignedIn => StatusCode::UNAUTHORIZED,
            Error::Invalid(_) | Error::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Conflict | Error::KeyInUse | Error::FrameworkMissing(_) => StatusCode::CONFLICT,
            Error::TooMany { .. } | Error::TooFast { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Error::Busy | Error::FontMissing => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// How long to wait, in words, where waiting helps.
    pub fn wait(&self, words: Words) -> Option<String> {
        match self {
            Error::TooFast { seconds } => Some(t!(words, "wait-too-fast", count = *seconds)),
            Error::TooMany { seconds } if *seconds < 100 => Some(t!(words, "wait-seconds", count = *seconds)),
            Error::TooMany { seconds } => Some(t!(words, "wait-minutes", count = (seconds + 59) / 60)),
            _ => None,
        }
    }

    /// The last part of the problem type, and of the sentences' keys: `/problems/not-found`, `error-not-found-title`.
    pub fn slug(&self) -> &'static str {
        match self {
            Error::NotFound => "not-found",
            Error::Forbidden => "forbidden",
            Error::TokenScope => "token-scope",
            Error::NotSignedIn => "not-signed-in",
            Error::Invalid(_) => "invalid",
            Error::Conflict => "conflict",
            Error::KeyReused => "key-reused",
            Error::KeyInUse => "key-in-use",
            Error::FormExpired => "form-expired",
            Error::FrameworkMissing(_) => "framework-missing",
            Error::FontMissing => "font-missing",
            Error::ProofNeeded(_) => "proof-needed",
            Error::TooMany { .. } => "too-many",
            Error::TooFast { .. } => "too-fast",
            Error::TooLarge => "too-large",
            Error::Busy => "busy",
            Error::Internal(_) => "internal",
        }
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Error {
        match error {
            DbError::NotFound => Error::NotFound,
            DbError::Busy => Error::Busy,
            DbError::Claimed => Error::KeyInUse,
            other => Error::Internal(other.to_string()),
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Error {
        Error::Internal(error.to_string())
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let seconds = match self {
            Error::TooMany { seconds } | Error::TooFast { seconds } => Some(seconds),
            Error::Busy => Some(BUSY_SECONDS),
            _ => None,
        };
        if let Some(seconds) = seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}
