//! What the provider says of a person, as a signed token (OpenID Connect Core 1.0, section 3.1.3.7; RFC 7515), checked with
//! ring. Only signatures by keys of the provider count: neither `none` nor secrets that both sides know.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::accounts::is_email;

/// Clocks of two machines differ by that much.
pub const SKEW_SECONDS: i64 = 60;
/// Keys of a provider that are looked at.
const KEYS_MAX: usize = 100;
const SUBJECT_LENGTH_MAX: usize = 255;

/// The token does not hold, and why, for the log and for tests: the visitor is told only that it did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    Unreadable,
    UnknownAlgorithm,
    UnknownKey,
    WrongSignature,
    OtherIssuer,
    OtherClient,
    OtherAttempt,
    Expired,
    NotYetValid,
}

type Checked<T> = Result<T, Refused>;

/// What the token must say to be meant for this attempt.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    /// Seconds since 1970, UTC.
    pub now: i64,
}

/// What a token says, once it has been checked.
#[derive(Clone, Debug)]
pub struct Claims {
    /// Who it is, for good.
    pub subject: String,
    /// When the person last signed in there, in seconds since 1970.
    pub auth_time: Option<i64>,
    pub person: Person,
}

/// What the provider tells of a person, in the token or on asking.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Person {
    pub email: Option<String>,
    /// Some providers write it as text.
    email_verified: Option<Value>,
    pub name: Option<String>,
}

impl Person {
    /// The address, if the provider vouches for it.
    pub fn verified_email(&self) -> Option<String> {
        let is_verified = match &self.email_verified {
            Some(Value::Bool(is_verified)) => *is_verified,
            Some(Value::String(text)) => text == "true",
            _ => false,
        };
        self.email.as_ref().map(|email| email.to_lowercase()).filter(|email| is_verified && is_email(email))
    }
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    /// Extensions that whoever reads the token must know; we know none.
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Said {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    nbf: Option<f64>,
    iat: f64,
    nonce: Option<String>,
    auth_time: Option<f64>,
    #[serde(flatten)]
    person: Person,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Checks signature, provider, audience, time and attempt.
pub fn verify(token: &str, keys: &[Key], expected: &Expected<'_>) -> Checked<Claims> {
    let mut parts = token.split('.');
    let (Some(head), Some(body), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Refused::Unreadable);
    };
    let signed = token.get(..head.len() + 1 + body.len()).ok_or(Refused::Unreadable)?;
    check_signature(&decoded(head)?, signed.as_bytes(), &bytes(signature)?, keys)?;
    let said: Said = decoded(body)?;
    check_claims(&said, expected)?;
    Ok(Claims { subject: said.sub, auth_time: said.auth_time.map(|at| at as i64), person: said.person })
}

fn bytes(part: &str) -> Checked<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Refused::Unreadable)
}

fn decoded<T: DeserializeOwned>(part: &str) -> Checked<T> {
    serde_json::from_slice(&bytes(part)?).map_err(|_| Refused::Unreadable)
}

fn check_signature(head: &Head, message: &[u8], signature: &[u8], keys: &[Key]) -> Checked<()> {
    if head.crit.is_some() {
        return Err(Refused::Unreadable);
    }
    let mut refused = Refused::UnknownKey;
    for key in keys.iter().filter(|key| key.may_be(head)) {
        match key.verify(&head.alg, message, signature) {
            Ok(()) => return Ok(()),
            Err(other) => refused = other,
        }
    }
    Err(refused)
}

fn check_claims(said: &Said, expected: &Expected<'_>) -> Checked<()> {
    if said.iss != expected.issuer {
        return Err(Refused::OtherIssuer);
    }
    let is_for = |audience: &String| audience == expected.client_id;
    let is_ours = match &said.aud {
        Audience::One(one) => is_for(one),
        // Among several, the party that asked is named.
        Audience::Several(all) => all.iter().any(is_for) && (all.len() == 1 || said.azp.is_some()),
    };
    if !is_ours || !said.azp.as_ref().is_none_or(is_for) {
        return Err(Refused::OtherClient);
    }
    if said.nonce.as_deref() != Some(expected.nonce) {
        return Err(Refused::OtherAttempt);
    }
    let (now, skew) = (expected.now as f64, SKEW_SECONDS as f64);
    if said.exp <= now - skew {
        return Err(Refused::Expired);
    }
    if said.iat > now + skew || said.nbf.is_some_and(|from| from > now + skew) {
        return Err(Refused::NotYetValid);
    }
    let is_named = (1..=SUBJECT_LENGTH_MAX).contains(&said.sub.len()) && !said.sub.contains(char::is_control);
    if is_named { Ok(()) } else { Err(Refused::Unreadable) }
}

/// A public key of the provider (RFC 7517).
#[derive(Debug)]
pub struct Key {
    id: Option<String>,
    /// What alone it is good for, where it says so.
    algorithm: Option<String>,
    material: Material,
}

#[derive(Debug)]
enum Material {
    Rsa(RsaPublicKeyComponents<Vec<u8>>),
    /// The point, uncompressed.
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Written {
    kty: String,
    kid: Option<String>,
    r#use: Option<String>,
    alg: Option<String>,
    crv: String,
    x: String,
    y: String,
    n: String,
    e: String,
}

/// The keys of a set that signatures are checked with; others are passed over.
pub fn keys(set: &[u8]) -> Checked<Vec<Key>> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_slice(set).map_err(|_| Refused::Unreadable)?;
    let written = set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
    Ok(written.filter_map(Key::read).take(KEYS_MAX).collect())
}

impl Key {
    fn read(written: Written) -> Option<Key> {
        if written.r#use.is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let part = |text: &str| bytes(text).ok().filter(|bytes| !bytes.is_empty());
        let coordinate = |text: &str, length: usize| part(text).filter(|bytes| bytes.len() == length);
        let point = |length| {
            let (x, y) = (coordinate(&written.x, length)?, coordinate(&written.y, length)?);
            Some([vec![4], x, y].concat())
        };
        let material = match (written.kty.as_str(), written.crv.as_str()) {
            ("RSA", _) => {
                Material::Rsa(RsaPublicKeyComponents { n: part(&written.n)?, e: part(&written.e)? })
            }
            ("EC", "P-256") => Material::P256(point(32)?),
            ("EC", "P-384") => Material::P384(point(48)?),
            ("OKP", "Ed25519") => Material::Ed25519(coordinate(&written.x, 32)?),
            _ => return None,
        };
        Some(Key { id: written.kid, algorithm: written.alg, material })
    }

    /// Whether the token may have been signed with this key, by what both say of themselves.
    fn may_be(&self, head: &Head) -> bool {
        let is_named = head.kid.is_none() || head.kid == self.id;
        is_named && self.algorithm.as_ref().is_none_or(|algorithm| *algorithm == head.alg)
    }

    fn verify(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> Checked<()> {
        let verified = match (algorithm, &self.material) {
            ("RS256", Material::Rsa(key)) => key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
            ("PS256", Material::Rsa(key)) => key.verify(&RSA_PSS_2048_8192_SHA256, message, signature),
            ("ES256", Material::P256(point)) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            ("ES384", Material::P384(point)) => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(message, signature)
            }
            ("EdDSA", Material::Ed25519(point)) => {
                UnparsedPublicKey::new(&ED25519, point).verify(message, signature)
            }
            _ => return Err(Refused::UnknownAlgorithm),
        };
        verified.map_err(|_| Refused::WrongSignature)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
