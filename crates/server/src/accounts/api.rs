//! Sign-in for programs: a bearer token in place of the cookie.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FirstAccount, Session, Visit};
use crate::app::App;
use crate::context::Context;
use crate::error::{Error, FieldError, Result};
use crate::forms::JsonBody;
use crate::sessions::proof;

#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    pub email: String,
    pub password: String,
    /// For those with a second factor: the app's six digits, or a recovery code.
    #[serde(default)]
    pub code: String,
}

/// Send the token as `Authorization: Bearer …`.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    pub token: String,
    /// Microseconds since 1970, UTC.
    pub expires_at: i64,
}

#[derive(Serialize, ToSchema)]
pub struct AccountBody {
    pub id: String,
    pub name: String,
    pub email: String,
    pub is_operator: bool,
    /// `ja`, `en`, or nothing where the browser decides.
    pub language: Option<String>,
}

#[derive(Deserialize, ToSchema)]
pub struct LanguageBody {
    /// `ja` or `en`
    pub language: String,
}

#[derive(Deserialize, ToSchema)]
pub struct PasswordBody {
    /// Needed by those who have a password already.
    #[serde(default)]
    pub current_password: String,
    /// Twelve characters or more.
    pub password: String,
}

/// Chooses your password; your other sessions end.
#[utoipa::path(put, path = "/api/v1/session/password", tag = "accounts", request_body = PasswordBody,
    responses((status = 204), (status = 422, description = "What is wrong, by field")))]
pub async fn choose_password(
    State(app): State<App>,
    context: Context,
    body: JsonBody<PasswordBody>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    let body = body.take()?;
    if !super::has_password(&app, viewer).await? {
        proof::needed(&app, viewer).await?;
    }
    super::choose_password(&app, viewer, &body.current_password, &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Chooses your language.
#[utoipa::path(put, path = "/api/v1/session/language", tag = "accounts", request_body = LanguageBody,
    responses((status = 204), (status = 422, description = "Neither `ja` nor `en`")))]
pub async fn language(
    State(app): State<App>,
    context: Context,
    body: JsonBody<LanguageBody>,
) -> Result<StatusCode> {
    let viewer = context.viewer()?;
    let language = Language::from_code(&body.take()?.language)
        .ok_or_else(|| Error::Invalid(vec![FieldError::new("language", "field-language-unknown")]))?;
    super::choose_language(&app, viewer, language).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The first person of a new installation.
#[derive(Deserialize, ToSchema)]
pub struct SetUpBody {
    pub name: String,
    pub email: String,
    /// Twelve characters or more.
    pub password: String,
}

/// Registers the operator of an installation that has nobody yet; afterwards there is no such address.
#[utoipa::path(post, path = "/api/v1/setup", tag = "accounts", request_body = SetUpBody,
    responses((status = 201, body = SessionBody), (status = 404, description = "Already set up"),
        (status = 422, description = "What is wrong, by field")))]
pub async fn set_up(State(app): State<App>, visit: Visit, body: JsonBody<SetUpBody>) -> Result<Response> {
    if !super::is_new_installation(&app).await? {
        return Err(Error::NotFound);
    }
    let body = body.take()?;
    let first = FirstAccount { name: body.name.trim(), email: body.email.trim(), password: &body.password };
    Ok(begun(super::set_up(&app, &visit, first).await?))
}

pub fn begun(session: Session) -> Response {
    let body = SessionBody { token: session.token, expires_at: session.expires_at };
    (StatusCode::CREATED, Json(body)).into_response()
}

/// Signs in and gives a bearer token.
#[utoipa::path(post, path = "/api/v1/session", tag = "accounts", request_body = Credentials,
    responses((status = 201, body = SessionBody),
        (status = 422, description = "Wrong e-mail address or password; or the second factor is needed or wrong, on `code`")))]
pub async fn sign_in(
    State(app): State<App>,
    visit: Visit,
    credentials: JsonBody<Credentials>,
) -> Result<Response> {
    let Credentials { email, password, code } = credentials.take()?;
    let session = super::sign_in_at_once(&app, &visit, email.trim(), &password, code.trim()).await?;
    Ok(begun(session))
}

/// Who the token belongs to.
#[utoipa::path(get, path = "/api/v1/session", tag = "accounts", responses((status = 200, body = AccountBody)))]
pub async fn show(context: Context) -> Result<Json<AccountBody>> {
    let viewer = context.viewer()?.clone();
    Ok(Json(AccountBody {
        id: viewer.account_id,
        name: viewer.name,
        email: viewer.email,
        is_operator: viewer.is_operator,
        language: viewer.language.map(|language| language.code().to_owned()),
    }))
}

/// Ends the session of the token.
#[utoipa::path(delete, path = "/api/v1/session", tag = "accounts", responses((status = 204)))]
pub async fn sign_out(State(app): State<App>, context: Context, headers: HeaderMap) -> Result<StatusCode> {
    super::sign_out(&app, context.viewer()?, &headers).await?;
    Ok(StatusCode::NO_CONTENT)
}
