//! A small OpenID Connect provider on this machine, which tells the truth or whatever a test wants it to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const CLIENT: &str = "kashika";
pub const SECRET: &str = "secret-7+8";
pub const RETURN: &str = "http://kashika.test/sign-in/company/return";

/// What the provider does today.
pub struct Script {
    pub pair: EcdsaKeyPair,
    /// In the heads of tokens.
    pub head: Value,
    /// What tokens say beside the usual.
    pub claims: Value,
    pub userinfo: Value,
    /// What the provider says of itself beside the usual.
    pub discovery: Value,
    /// Paths that are answered otherwise.
    pub otherwise: HashMap<&'static str, Otherwise>,
    /// Seconds since 1970.
    pub now: i64,
    /// Nonce and challenge of each code.
    pub codes: HashMap<String, (String, String)>,
    /// Paths that were asked for.
    pub asked: Vec<&'static str>,
    /// The head of authorization the token endpoint was shown, and the fields.
    pub redeemed: (String, HashMap<String, String>),
}

#[derive(Clone, Copy)]
pub enum Otherwise {
    Broken,
    /// To another address of the same provider, where all is well.
    Elsewhere,
    Huge,
}

#[derive(Clone)]
pub struct Provider {
    pub url: String,
    script: Arc<Mutex<Script>>,
}

pub fn new_pair() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.as_ref(), &random).unwrap()
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The members of the second put over those of the first.
fn over(mut under: Value, above: &Value) -> Value {
    for (name, value) in above.as_object().unwrap() {
        match value {
            Value::Null => drop(under.as_object_mut().unwrap().remove(name)),
            value => under[name] = value.clone(),
        }
    }
    under
}

impl Provider {
    pub async fn start() -> Provider {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let script = Script {
            pair: new_pair(),
            head: json!({ "alg": "ES256", "kid": "first" }),
            claims: json!({}),
            userinfo: json!({}),
            discovery: json!({}),
            otherwise: HashMap::new(),
            now: 0,
            codes: HashMap::new(),
            asked: Vec::new(),
            redeemed: Default::default(),
        };
        let url = format!("http://{}", listener.local_addr().unwrap());
        let provider = Provider { url, script: Arc::new(Mutex::new(script)) };
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        provider
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    /// Says this of whoever signs in next.
    pub fn says(&self, claims: Value) {
        self.script().claims = claims;
    }

    fn discovery(&self) -> Value {
        let at = |path: &str| format!("{}/{path}", self.url);
        let usual = json!({
            "issuer": self.url,
            "authorization_endpoint": at("authorize"),
            "token_endpoint": at("token"),
            "jwks_uri": at("keys"),
            "userinfo_endpoint": at("userinfo"),
            "authorization_response_iss_parameter_supported": true,
        });
        over(usual, &self.script().discovery)
    }

    fn id_token(&self, nonce: &str) -> String {
        let script = self.script();
        let usual = json!({ "iss": self.url, "aud": CLIENT, "sub": "person-1", "nonce": nonce,
            "iat": script.now, "exp": script.now + 300 });
        let body = over(usual, &script.claims);
        let signed = format!("{}.{}", text(script.head.to_string()), text(body.to_string()));
        let signature = script.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", text(signature))
    }

    /// Another answer than the usual one, where the script has it so.
    fn otherwise(&self, path: &'static str) -> Option<Response> {
        let mut script = self.script();
        script.asked.push(path);
        Some(match script.otherwise.get(path)? {
            Otherwise::Broken => StatusCode::BAD_GATEWAY.into_response(),
            Otherwise::Elsewhere => Redirect::temporary("/elsewhere").into_response(),
            Otherwise::Huge => {
                Body::from(format!("{{\"x\":\"{}\"}}", "x".repeat(1024 * 1024))).into_response()
            }
        })
    }
}

async fn discovery(State(provider): State<Provider>) -> Response {
    let usual = || Json(provider.discovery()).into_response();
    provider.otherwise("discovery").unwrap_or_else(usual)
}

async fn keys(State(provider): State<Provider>) -> Response {
    let usual = || {
        let script = provider.script();
        let point = script.pair.public_key().as_ref();
        let key = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": script.head["kid"],
            "x": text(&point[1..33]), "y": text(&point[33..]) });
        Json(json!({ "keys": [key] })).into_response()
    };
    provider.otherwise("keys").unwrap_or_else(usual)
}

/// As the standards ask for: the client's secret, a code that is used once, and the verifier of its challenge.
async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    if let Some(otherwise) = provider.otherwise("token") {
        return otherwise;
    }
    let shown = headers.get(header::AUTHORIZATION).map_or("", |value| value.to_str().unwrap()).to_owned();
    let by_header = format!("Basic {}", STANDARD.encode("kashika:secret-7%2B8"));
    let by_form = form.get("client_id").zip(form.get("client_secret"));
    let is_client = shown == by_header || by_form == Some((&CLIENT.to_owned(), &SECRET.to_owned()));
    let code = provider.script().codes.remove(&form["code"]);
    provider.script().redeemed = (shown, form.clone());
    let challenge = text(Sha256::digest(&form["code_verifier"]));
    match code {
        Some((nonce, asked)) if is_client && asked == challenge && form["redirect_uri"] == RETURN => {
            let token = provider.id_token(&nonce);
            Json(json!({ "access_token": "access-1", "token_type": "Bearer", "id_token": token }))
                .into_response()
        }
        _ => (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response(),
    }
}

async fn userinfo(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != "Bearer access-1") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let usual = || Json(over(json!({ "sub": "person-1" }), &provider.script().userinfo)).into_response();
    provider.otherwise("userinfo").unwrap_or_else(usual)
}
