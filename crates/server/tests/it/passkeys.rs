//! Passkeys, with a device made of a key pair.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value as Cbor;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Answer, Person, World};

const SET_UP: &str = "name=佐藤花子&email=hanako@example.jp&password=correct horse battery";

/// A device with one passkey, which counts its uses.
struct Device {
    pair: EcdsaKeyPair,
    uses: u32,
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn cbor(entries: Vec<(Cbor, Cbor)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(&Cbor::Map(entries), &mut bytes).unwrap();
    bytes
}

fn client_data(kind: &str, challenge: &Value) -> Vec<u8> {
    json!({ "type": kind, "challenge": challenge, "origin": "http://kashika.test", "crossOrigin": false })
        .to_string()
        .into_bytes()
}

impl Device {
    fn new() -> Device {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pair.as_ref(), &random);
        Device { pair: pair.unwrap(), uses: 1 }
    }

    fn id(&self) -> Vec<u8> {
        Sha256::digest(self.pair.public_key()).to_vec()
    }

    fn head(&self, flags: u8) -> Vec<u8> {
        let party = Sha256::digest(b"kashika.test");
        [party.as_slice(), &[flags], &self.uses.to_be_bytes()].concat()
    }

    fn made(&self, options: &Value) -> Value {
        let point = self.pair.public_key().as_ref();
        let key = cbor(vec![
            (1.into(), 2.into()),
            (3.into(), (-7).into()),
            ((-1).into(), 1.into()),
            ((-2).into(), point[1..33].to_vec().into()),
            ((-3).into(), point[33..].to_vec().into()),
        ]);
        let data = [self.head(69).as_slice(), [0; 16].as_slice(), &[0, 32], &self.id(), &key].concat();
        let attestation = cbor(vec![
            ("fmt".into(), "none".into()),
            ("attStmt".into(), Cbor::Map(Vec::new())),
            ("authData".into(), data.into()),
        ]);
        let client_data = client_data("webauthn.create", &options["challenge"]);
        json!({ "client_data": text(&client_data), "attestation": text(&attestation) })
    }

    fn used(&mut self, challenge: &Value) -> Value {
        self.uses += 1;
        let (data, client_data) = (self.head(5), client_data("webauthn.get", challenge));
        let message = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &message).unwrap();
        json!({
            "credential_id": text(&self.id()),
            "client_data": text(&client_data),
            "authenticator_data": text(&data),
            "signature": text(signature.as_ref()),
        })
    }
}

async fn call(world: &World, person: &Person, path: &str, body: Value) -> Answer {
    world.send_json(person, Method::POST, path, &[], &body).await
}

async fn with_passkey() -> (World, Person, Device) {
    let world = World::empty().await;
    let answer = world.post(&Person::default(), "/setup", SET_UP).await;
    let hanako = world.person_from(&answer).await;
    let device = Device::new();
    let options = call(&world, &hanako, "/api/v1/passkeys/challenge", json!({})).await.json();
    assert_eq!(options["rp_id"], "kashika.test");
    let body = json!({ "name": "仕事の端末", "credential": device.made(&options) });
    let added = call(&world, &hanako, "/api/v1/passkeys", body.clone()).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let again = call(&world, &hanako, "/api/v1/passkeys", body).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a challenge is answered once");
    (world, hanako, device)
}

async fn challenge(world: &World) -> Value {
    let answer = call(world, &Person::default(), "/api/v1/session/passkey-challenge", json!({})).await;
    answer.json()["challenge"].clone()
}

#[tokio::test]
async fn a_passkey_signs_in_alone_until_it_is_removed() {
    let (world, hanako, mut device) = with_passkey().await;
    let used = device.used(&challenge(&world).await);
    let form = format!("credential={used}&back=/results");
    let inside = world.post(&Person::default(), "/sign-in/passkey", &form).await;
    assert_eq!((inside.status, inside.location()), (StatusCode::SEE_OTHER, "/results"), "{}", inside.body);
    let again = world.post(&Person::default(), "/sign-in/passkey", &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "an answer is good once");
    let used = device.used(&challenge(&world).await);
    let token = call(&world, &Person::default(), "/api/v1/session/passkey", used).await;
    assert_eq!(token.status, StatusCode::CREATED);
    let list = world.send_json(&hanako, Method::GET, "/api/v1/passkeys", &[], &Value::Null).await.json();
    assert!(list["passkeys"][0]["last_used_at"].as_i64().is_some());
    let path = format!("/account/passkeys/{}", list["passkeys"][0]["id"].as_str().unwrap());
    assert_eq!(world.post(&hanako, &path, "").await.location(), "/account/passkeys");
    let used = device.used(&challenge(&world).await);
    let gone = call(&world, &Person::default(), "/api/v1/session/passkey", used).await;
    assert_eq!(gone.json()["errors"][0]["field"], "passkey");
}

#[tokio::test]
async fn foreign_challenges_copies_and_other_keys_are_refused() {
    let (mut world, hanako, mut device) = with_passkey().await;
    let nobody = Person::default();
    let own = call(&world, &hanako, "/api/v1/passkeys/challenge", json!({})).await.json();
    let stranger = Device::new().used(&challenge(&world).await);
    let for_registering = device.used(&own["challenge"]);
    let made_up = device.used(&json!("bm9ib2R5LWFza2VkLWZvci10aGlz"));
    let late = device.used(&challenge(&world).await);
    for used in [stranger, for_registering, made_up] {
        let refused = call(&world, &nobody, "/api/v1/session/passkey", used).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    world.later(6 * 60 * 1_000_000);
    assert_eq!(
        call(&world, &nobody, "/api/v1/session/passkey", late).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let good = device.used(&challenge(&world).await);
    assert_eq!(call(&world, &nobody, "/api/v1/session/passkey", good).await.status, StatusCode::CREATED);
    device.uses -= 2;
    let counted_back = device.used(&challenge(&world).await);
    let copied = call(&world, &nobody, "/api/v1/session/passkey", counted_back).await;
    assert_eq!(copied.status, StatusCode::UNPROCESSABLE_ENTITY, "two devices count: one is a copy");
}

#[tokio::test]
async fn a_passkey_proves_who_it_is_before_a_dangerous_act() {
    let (mut world, hanako, mut device) = with_passkey().await;
    world.later(16 * 60 * 1_000_000);
    let asked = world.post(&hanako, "/account/second-factor", "").await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.body.contains("data-passkey-use") && asked.body.contains("passkeys.js"));
    let used = device.used(&challenge(&world).await);
    let done = world.post(&hanako, "/account/second-factor", &format!("proof_passkey={used}")).await;
    assert_eq!(done.location(), "/account/second-factor");
}
