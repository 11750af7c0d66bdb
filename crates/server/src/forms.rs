//! What a form sends, taken in only with the token of the page it came from.

use std::collections::HashMap;

use axum::extract::{Form, FromRequest, Request};
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

    /// A ticked box.
    pub fn flag(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// A JSON body; what is no JSON of the expected shape is a problem, not a plain text.
pub struct JsonBody<T>(pub T);

impl<T: serde::de::DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Error;
    async fn from_request(request: Request, state: &S) -> Result<JsonBody<T>, Error> {
        use axum::extract::Json;
        use axum::extract::rejection::JsonRejection;
        match Json::from_request(request, state).await {
            Ok(Json(value)) => Ok(JsonBody(value)),
            Err(JsonRejection::BytesRejection(_)) => Err(Error::TooLarge),
            Err(_) => Err(Error::Invalid(vec![crate::error::FieldError::new("body", "field-body-not-json")])),
        }
    }
}
