//! The provider of the settings: what it says of itself, the address people are sent to, and what it says of who comes back.
//! It is asked only when somebody signs in, and remembered for some minutes.

use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, ensure};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use url::{Url, form_urlencoded};

use super::settings::Client;
use super::token::{self, Claims, Expected, Key, Person, Refused};
use super::web::Web;
use super::{Attempt, Purpose, Refusal};

const SECOND: i64 = 1_000_000;
/// What the provider says of itself holds so long.
const KNOWN_MICROS: i64 = 10 * 60 * SECOND;
/// A token signed with a key nobody knows: the provider may have changed its keys, and is asked again, that often.
const KEYS_MICROS: i64 = 60 * SECOND;
/// After a failure nobody asks again for a moment, however many people press the button.
const PAUSE_MICROS: i64 = 5 * SECOND;

pub struct Provider {
    pub client: Client,
    redirect_uri: String,
    web: Web,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    found: Option<(i64, Arc<Discovered>)>,
    failed_at: Option<i64>,
}

/// What the provider says of itself (OpenID Connect Discovery 1.0), as far as it is used.
struct Discovered {
    authorization: Url,
    token: Url,
    userinfo: Option<Url>,
    keys: Vec<Key>,
    /// It names itself when it sends people back (RFC 9207).
    names_itself: bool,
    /// It wants the secret among the fields, not in a header.
    secret_in_form: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// What the token endpoint gives for a code.
#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

impl Provider {
    pub fn new(client: Client, base_url: &str) -> Provider {
        let web = Web::new(client.is_local);
        let redirect_uri = format!("{base_url}/sign-in/company/return");
        Provider { client, redirect_uri, web, known: Mutex::default() }
    }

    /// Where to send the person, for this attempt.
    pub async fn address(&self, attempt: &Attempt, state: &str, now: i64) -> Result<String, Refusal> {
        let discovered = self.discovered(now, KNOWN_MICROS).await?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&attempt.verifier));
        let mut url = discovered.authorization.clone();
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.client.id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", "openid email profile"),
            ("state", state),
            ("nonce", &attempt.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        if attempt.purpose == Purpose::Proof {
            url.query_pairs_mut().extend_pairs([("prompt", "login"), ("max_age", "0")]);
        }
        Ok(url.into())
    }

    /// What the provider says of the person who came back with this code.
    pub async fn claims(
        &self,
        attempt: &Attempt,
        code: &str,
        named: Option<&str>,
        now: i64,
    ) -> Result<Claims, Refusal> {
        let discovered = self.discovered(now, KNOWN_MICROS).await?;
        let is_this = named.map_or(!discovered.names_itself, |issuer| issuer == self.client.issuer);
        if !is_this {
            return Err(not_accepted(anyhow!("another provider has sent the person back")));
        }
        let tokens = self.redeem(&discovered, attempt, code).await?;
        let mut claims = self.verified(&discovered, &tokens.id_token, attempt, now).await?;
        // Only signing in looks at the address.
        let is_asked = attempt.purpose == Purpose::SignIn && claims.person.email.is_none();
        if let Some(token) = tokens.access_token.as_deref().filter(|_| is_asked) {
            claims.person = self.person(&discovered, token, &claims).await.map_err(unreachable)?;
        }
        Ok(claims)
    }

    async fn discovered(&self, now: i64, age_max: i64) -> Result<Arc<Discovered>, Refusal> {
        let mut known = self.known.lock().await;
        if let Some((at, found)) = &known.found
            && *at > now - age_max
        {
            return Ok(found.clone());
        }
        if known.failed_at.is_some_and(|at| at > now - PAUSE_MICROS) {
            return Err(Refusal::Unreachable);
        }
        match self.discover().await {
            Ok(found) => {
                let found = Arc::new(found);
                *known = Known { found: Some((now, found.clone())), failed_at: None };
                Ok(found)
            }
            Err(error) => {
                known.failed_at = Some(now);
                Err(unreachable(error))
            }
        }
    }

    async fn discover(&self) -> Result<Discovered> {
        let issuer = &self.client.issuer;
        let place = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let document = self.web.get(&self.web.address(&place)?, None).await?;
        let document: Document =
            serde_json::from_slice(&document).with_context(|| format!("{place} is not understood"))?;
        let said = &document.issuer;
        ensure!(said == issuer, "the provider calls itself {said:?}, and KASHIKA_OIDC_ISSUER is {issuer:?}");
        let keys = self.web.get(&self.web.address(&document.jwks_uri)?, None).await?;
        let keys = token::keys(&keys).map_err(|_| anyhow!("the keys of the provider are not understood"))?;
        let userinfo = document.userinfo_endpoint.map(|address| self.web.address(&address)).transpose()?;
        let methods = document.token_endpoint_auth_methods_supported.unwrap_or_default();
        let takes = |method: &str| methods.iter().any(|known| known == method);
        Ok(Discovered {
            authorization: self.web.address(&document.authorization_endpoint)?,
            token: self.web.address(&document.token_endpoint)?,
            userinfo,
            keys,
            names_itself: document.authorization_response_iss_parameter_supported,
            secret_in_form: takes("client_secret_post") && !takes("client_secret_basic"),
        })
    }

    async fn redeem(
        &self,
        discovered: &Discovered,
        attempt: &Attempt,
        code: &str,
    ) -> Result<Tokens, Refusal> {
        let (id, secret) = (self.client.id.as_str(), self.client.secret.0.as_str());
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", &attempt.verifier),
        ];
        let in_header = (!discovered.secret_in_form).then(|| basic(id, secret));
        if in_header.is_none() {
            fields.extend([("client_id", id), ("client_secret", secret)]);
        }
        let answer = self.web.post(&discovered.token, in_header.as_deref(), form(&fields)).await;
        match answer.map_err(unreachable)? {
            (StatusCode::OK, body) => {
                serde_json::from_slice(&body).map_err(|error| not_accepted(error.into()))
            }
            (status, body) if status.is_client_error() => {
                Err(not_accepted(anyhow!("the provider says {status} {}", reason(&body))))
            }
            (status, _) => Err(unreachable(anyhow!("the provider says {status}"))),
        }
    }

    async fn verified(
        &self,
        discovered: &Discovered,
        token: &str,
        attempt: &Attempt,
        now: i64,
    ) -> Result<Claims, Refusal> {
        let expected = Expected {
            issuer: &self.client.issuer,
            client_id: &self.client.id,
            nonce: &attempt.nonce,
            now: now / SECOND,
        };
        let checked = match token::verify(token, &discovered.keys, &expected) {
            Err(Refused::UnknownKey) => {
                let newer = self.discovered(now, KEYS_MICROS).await?;
                token::verify(token, &newer.keys, &expected)
            }
            checked => checked,
        };
        checked.map_err(|refused| not_accepted(anyhow!("the token is refused: {refused:?}")))
    }

    /// Providers may keep the address out of the token; it is then asked for.
    async fn person(&self, discovered: &Discovered, token: &str, claims: &Claims) -> Result<Person> {
        #[derive(Deserialize)]
        struct Told {
            sub: String,
            #[serde(flatten)]
            person: Person,
        }
        let Some(userinfo) = &discovered.userinfo else { return Ok(claims.person.clone()) };
        let told: Told = serde_json::from_slice(&self.web.get(userinfo, Some(token)).await?)?;
        ensure!(told.sub == claims.subject, "the provider tells of somebody else");
        Ok(told.person)
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Name and secret as a header, each encoded as in a form first (RFC 6749, section 2.3.1).
fn basic(id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret))))
}

/// The provider's own word for what is wrong, such as `invalid_grant`; nothing else of its answer goes into the log.
fn reason(body: &[u8]) -> String {
    #[derive(Default, Deserialize)]
    struct Problem {
        error: String,
    }
    let problem: Problem = serde_json::from_slice(body).unwrap_or_default();
    problem.error.chars().filter(|letter| letter.is_ascii_graphic()).take(40).collect()
}

fn unreachable(error: anyhow::Error) -> Refusal {
    tracing::warn!("the provider of company accounts cannot be used: {error:#}");
    Refusal::Unreachable
}

fn not_accepted(error: anyhow::Error) -> Refusal {
    tracing::warn!("a company account was not accepted: {error:#}");
    Refusal::NotAccepted
}
