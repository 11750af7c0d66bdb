//! What a form sends, taken in only with the token of the page it came from.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Form, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse;

use crate::context::Context;
use crate::error::Error;

/// The fields of a posted form. Signed-in people's forms carry their session's token in `csrf`.
pub struct Posted(HashMap<String, String>);

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Error;
    async fn from_request(request: Request, state: &S) -> Result<Posted, Error> {
        let context = request.extensions().get::<Context>().cloned();
        let Form(fields): Form<HashMap<String, String>> =
            Form::from_request(request, state).await.map_err(|rejection| {
                match rejection.into_response().status() {
                    StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
                    _ => Error::FormExpired,
                }
            })?;
        let expected = context.and_then(|context| context.viewer).map(|viewer| viewer.csrf);
        if expected.is_some_and(|token| fields.get("csrf") != Some(&token)) {
            return Err(Error::FormExpired);
        }
        Ok(Posted(fields))
    }
}

impl Posted {
    pub fn new(fields: HashMap<String, String>) -> Posted {
        Posted(fields)
    }

    /// The trimmed value; empty where the field is missing.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    /// As typed: passwords keep their blanks.
    pub fn raw(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Every field with its value, as sent.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A ticked box.
    pub fn flag(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// Largest upload: one file of the largest size, or some hundred forms, and what is around them.
pub const UPLOAD_BYTES_MAX: usize = 2 * documents::workbook::FILE_BYTES_MAX;
/// Files of one upload.
const FILES_MAX: usize = 200;

/// Files that a form sends, with its other fields. Larger than other bodies may be, so nothing of it is read for who is not
/// signed in. What is wrong with it is told by [`Uploaded::take`], after the handler has asked whether they may.
pub struct Uploaded(Result<Upload, Error>);

pub struct Upload {
    pub fields: Posted,
    /// Name and content of each chosen file; none where a person chose none.
    pub files: Vec<(String, Bytes)>,
}

impl Uploaded {
    pub fn take(self) -> Result<Upload, Error> {
        self.0
    }
}

impl<S: Send + Sync> FromRequest<S> for Uploaded {
    type Rejection = std::convert::Infallible;
    async fn from_request(request: Request, state: &S) -> Result<Uploaded, Self::Rejection> {
        Ok(Uploaded(upload(request, state).await))
    }
}

async fn upload<S: Send + Sync>(mut request: Request, state: &S) -> Result<Upload, Error> {
    let viewer = request.extensions().get::<Context>().and_then(|context| context.viewer.clone());
    let token = viewer.ok_or(Error::NotSignedIn)?.csrf;
    DefaultBodyLimit::max(UPLOAD_BYTES_MAX).apply(&mut request);
    let mut parts = Multipart::from_request(request, state).await.map_err(|_| Error::FormExpired)?;
    let (mut fields, mut files) = (HashMap::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|error| refused(error.status()))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let content = part.bytes().await.map_err(|error| refused(error.status()))?;
        match file_name {
            Some(file_name) if !file_name.is_empty() && files.len() < FILES_MAX => {
                files.push((file_name, content));
            }
            // A browser sends a nameless file where none was chosen.
            Some(file_name) if file_name.is_empty() => {}
            Some(_) => return Err(Error::TooLarge),
            None => {
                fields.insert(name, String::from_utf8_lossy(&content).into_owned());
            }
        }
    }
    if fields.get("csrf") != Some(&token) {
        return Err(Error::FormExpired);
    }
    Ok(Upload { fields: Posted(fields), files })
}

/// A file as the whole body of a request, for programs.
pub struct SentFile(Result<Bytes, Error>);

impl SentFile {
    pub fn take(self) -> Result<Bytes, Error> {
        self.0
    }
}

impl<S: Send + Sync> FromRequest<S> for SentFile {
    type Rejection = std::convert::Infallible;
    async fn from_request(mut request: Request, state: &S) -> Result<SentFile, Self::Rejection> {
        if request.extensions().get::<Context>().is_none_or(|context| context.viewer.is_none()) {
            return Ok(SentFile(Err(Error::NotSignedIn)));
        }
        DefaultBodyLimit::max(UPLOAD_BYTES_MAX).apply(&mut request);
        let bytes = Bytes::from_request(request, state).await;
        Ok(SentFile(bytes.map_err(|rejection| refused(rejection.into_response().status()))))
    }
}

fn refused(status: StatusCode) -> Error {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Error::TooLarge } else { Error::FormExpired }
}

/// A JSON body. What is no JSON of the expected shape is refused by [`JsonBody::take`], after the handler has asked
/// who is there and whether they may.
pub struct JsonBody<T>(Result<T, Error>);

impl<T> JsonBody<T> {
    pub fn take(self) -> Result<T, Error> {
        self.0
    }
}

impl<T: serde::de::DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = std::convert::Infallible;
    async fn from_request(request: Request, state: &S) -> Result<JsonBody<T>, Self::Rejection> {
        use axum::extract::Json;
        use axum::extract::rejection::JsonRejection;
        let not_json = || Error::Invalid(vec![crate::error::FieldError::new("body", "field-body-not-json")]);
        Ok(JsonBody(match Json::from_request(request, state).await {
            Ok(Json(value)) => Ok(value),
            Err(JsonRejection::BytesRejection(_)) => Err(Error::TooLarge),
            Err(_) => Err(not_json()),
        }))
    }
}
