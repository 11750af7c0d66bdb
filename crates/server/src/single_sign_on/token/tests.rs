use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::*;

const NOW: i64 = 1_795_132_800;

/// Tokens of every algorithm with their keys, signed by another program (Node).
const VECTORS: &str = include_str!("vectors.json");

fn expected() -> Expected<'static> {
    Expected { issuer: "https://login.example.jp", client_id: "kashika", nonce: "n-1", now: NOW }
}

fn said() -> Value {
    json!({ "iss": "https://login.example.jp", "sub": "s-1", "aud": "kashika", "exp": NOW + 60, "iat": NOW,
        "nonce": "n-1" })
}

/// A provider with one key.
struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Signer {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.as_ref(), &random);
        Signer { pair: pair.unwrap(), random }
    }

    fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..]) })
    }

    fn keys(&self) -> Vec<Key> {
        read(&json!([self.jwk()]))
    }

    fn token(&self, head: &Value, body: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(head), part(body));
        let signature = self.pair.sign(&self.random, signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// How a token with these claims fares.
    fn tried(&self, body: &Value) -> Checked<Claims> {
        verify(&self.token(&json!({ "alg": "ES256" }), body), &self.keys(), &expected())
    }
}

fn read(keys_: &Value) -> Vec<Key> {
    keys(json!({ "keys": keys_ }).to_string().as_bytes()).unwrap()
}

/// The claims with one of them changed, or left out where null.
fn with(name: &str, value: Value) -> Value {
    let mut said = said();
    match value {
        Value::Null => drop(said.as_object_mut().unwrap().remove(name)),
        value => said[name] = value,
    }
    said
}

#[test]
fn tokens_of_every_algorithm_are_read_as_another_program_signs_them() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    assert_eq!(vectors.len(), 5);
    for vector in &vectors {
        let token = vector["token"].as_str().unwrap();
        let own = read(&json!([vector["key"]]));
        assert_eq!(verify(token, &own, &expected()).unwrap().subject, "s-1", "{vector}");
        let all = read(&vectors.iter().map(|vector| vector["key"].clone()).collect());
        assert!(verify(token, &all, &expected()).is_ok(), "the right one of several: {vector}");
        let mut cut = token.to_owned();
        cut.replace_range(cut.len() - 8..cut.len() - 4, "AAAA");
        assert_eq!(verify(&cut, &own, &expected()).unwrap_err(), Refused::WrongSignature);
    }
}

#[test]
fn what_is_not_meant_for_this_attempt_is_refused() {
    let signer = Signer::new();
    assert!(signer.tried(&said()).is_ok());
    for (name, value, refused) in [
        ("iss", json!("https://login.example.jp/"), Refused::OtherIssuer),
        ("iss", Value::Null, Refused::Unreadable),
        ("aud", json!("another"), Refused::OtherClient),
        ("aud", json!([]), Refused::OtherClient),
        ("aud", json!(["kashika", "another"]), Refused::OtherClient),
        ("azp", json!("another"), Refused::OtherClient),
        ("nonce", json!("n-2"), Refused::OtherAttempt),
        ("nonce", Value::Null, Refused::OtherAttempt),
        ("exp", json!(NOW - 61), Refused::Expired),
        ("exp", Value::Null, Refused::Unreadable),
        ("exp", json!("never"), Refused::Unreadable),
        ("iat", json!(NOW + 61), Refused::NotYetValid),
        ("nbf", json!(NOW + 61), Refused::NotYetValid),
        ("nbf", json!("now"), Refused::Unreadable),
        ("sub", json!(""), Refused::Unreadable),
        ("sub", json!("a\u{0}b"), Refused::Unreadable),
        ("sub", json!("s".repeat(256)), Refused::Unreadable),
        ("sub", json!(7), Refused::Unreadable),
    ] {
        assert_eq!(signer.tried(&with(name, value.clone())).unwrap_err(), refused, "{name} {value}");
    }
    for (name, value) in [
        ("exp", json!(NOW - 59)),
        ("exp", json!(NOW as f64 + 0.5)),
        ("iat", json!(NOW + 59)),
        ("aud", json!(["kashika"])),
        ("azp", json!("kashika")),
    ] {
        assert!(signer.tried(&with(name, value.clone())).is_ok(), "{name} {value}");
    }
    let mut several = with("aud", json!(["another", "kashika"]));
    several["azp"] = json!("kashika");
    assert!(signer.tried(&several).is_ok());
}

#[test]
fn only_a_signature_by_a_key_of_the_provider_counts() {
    let (signer, other) = (Signer::new(), Signer::new());
    let good = signer.token(&json!({ "alg": "ES256" }), &said());
    let [head, body, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
    let forged = URL_SAFE_NO_PAD.encode(with("sub", json!("s-2")).to_string());
    for (token, refused) in [
        (other.token(&json!({ "alg": "ES256" }), &said()), Refused::WrongSignature),
        (signer.token(&json!({ "alg": "none" }), &said()), Refused::UnknownAlgorithm),
        (signer.token(&json!({ "alg": "HS256" }), &said()), Refused::UnknownAlgorithm),
        (signer.token(&json!({ "alg": "RS256" }), &said()), Refused::UnknownAlgorithm),
        (signer.token(&json!({ "alg": "ES256", "kid": "another" }), &said()), Refused::UnknownKey),
        (signer.token(&json!({ "alg": "ES256", "crit": ["exp"] }), &said()), Refused::Unreadable),
        (signer.token(&json!({}), &said()), Refused::Unreadable),
        (format!("{none}.{body}."), Refused::UnknownAlgorithm),
        (format!("{head}.{forged}.{signature}"), Refused::WrongSignature),
        (format!("{head}.{body}."), Refused::WrongSignature),
        (format!("{head}.{body}"), Refused::Unreadable),
        (format!("{good}.{signature}"), Refused::Unreadable),
        (format!("{head}.{body}.{signature}="), Refused::Unreadable),
        (String::new(), Refused::Unreadable),
        ("..".to_owned(), Refused::Unreadable),
    ] {
        assert_eq!(verify(&token, &signer.keys(), &expected()).unwrap_err(), refused, "{token}");
    }
    assert_eq!(verify(&good, &[], &expected()).unwrap_err(), Refused::UnknownKey);
}

#[test]
fn keys_for_other_purposes_and_broken_ones_are_passed_over() {
    let jwk = Signer::new().jwk();
    let mut others =
        vec![json!({ "kty": "oct", "k": "c2VjcmV0" }), json!({}), json!("x"), json!({ "kty": 7 })];
    for (name, value) in
        [("use", json!("enc")), ("crv", json!("P-521")), ("x", json!("AAAA")), ("kty", json!("RSA"))]
    {
        let mut other = jwk.clone();
        other[name] = value;
        others.push(other);
    }
    // RSA without modulus and exponent reads as empty ones, which verify nothing.
    assert!(read(&json!(others)).len() <= 1);
    assert_eq!(read(&json!([jwk])).len(), 1);
    assert!(keys(b"{}").is_err() && keys(b"").is_err());
}

#[test]
fn an_address_counts_only_where_the_provider_vouches_for_it() {
    for (told, email) in [
        (json!({ "email": "Hanako@Mihon.example", "email_verified": true }), Some("hanako@mihon.example")),
        (json!({ "email": "hanako@mihon.example", "email_verified": "true" }), Some("hanako@mihon.example")),
        (json!({ "email": "hanako@mihon.example", "email_verified": false }), None),
        (json!({ "email": "hanako@mihon.example", "email_verified": 1 }), None),
        (json!({ "email": "hanako@mihon.example" }), None),
        (json!({ "email": "花子@mihon.example", "email_verified": true }), None),
        (json!({ "email_verified": true }), None),
    ] {
        let person: Person = serde_json::from_value(told.clone()).unwrap();
        assert_eq!(person.verified_email().as_deref(), email, "{told}");
    }
}
