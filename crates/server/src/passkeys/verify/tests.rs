use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

use super::*;

const CLIENT: &[u8] =
    br#"{"type":"webauthn.get","challenge":"abc","origin":"https://kashika.example","crossOrigin":false}"#;

fn party() -> Party {
    Party::of("https://kashika.example").unwrap()
}

fn head_with(id: &str, flags: u8, uses: u32) -> Vec<u8> {
    [Sha256::digest(id.as_bytes()).as_slice(), &[flags], &uses.to_be_bytes()].concat()
}

fn cose(entries: Vec<(i64, Value)>) -> Vec<u8> {
    let entries = entries.into_iter().map(|(label, value)| (Value::from(label), value)).collect();
    let mut bytes = Vec::new();
    ciborium::into_writer(&Value::Map(entries), &mut bytes).unwrap();
    bytes
}

fn p256() -> (EcdsaKeyPair, Vec<u8>) {
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pair.as_ref(), &random).unwrap();
    let point = pair.public_key().as_ref().to_vec();
    let key = cose(vec![
        (1, 2.into()),
        (3, (-7).into()),
        (-1, 1.into()),
        (-2, point[1..33].to_vec().into()),
        (-3, point[33..].to_vec().into()),
    ]);
    (pair, key)
}

fn attestation(data: Vec<u8>) -> Vec<u8> {
    let entries =
        [("fmt", Value::from("none")), ("attStmt", Value::Map(Vec::new())), ("authData", data.into())];
    let entries = entries.into_iter().map(|(name, value)| (Value::from(name), value)).collect();
    let mut bytes = Vec::new();
    ciborium::into_writer(&Value::Map(entries), &mut bytes).unwrap();
    bytes
}

#[test]
fn a_signature_counts_only_for_its_data_its_site_and_a_verified_person() {
    let (pair, key) = p256();
    let sign = |data: &[u8]| {
        let message = [data, &Sha256::digest(CLIENT)].concat();
        pair.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec()
    };
    let good = head_with("kashika.example", 5, 7);
    assert_eq!(signed(&party(), &key, &good, CLIENT, &sign(&good)), Ok(7));
    let other = CLIENT.to_ascii_uppercase();
    assert_eq!(signed(&party(), &key, &good, &other, &sign(&good)), Err(Refused::WrongSignature));
    let (_, foreign) = p256();
    assert_eq!(signed(&party(), &foreign, &good, CLIENT, &sign(&good)), Err(Refused::WrongSignature));
    for (data, refused) in [
        (head_with("evil.example", 5, 7), Refused::OtherSite),
        (head_with("kashika.example", 1, 7), Refused::NotVerified),
        (head_with("kashika.example", 4, 7), Refused::NotVerified),
        (good[..36].to_vec(), Refused::Unreadable),
    ] {
        assert_eq!(signed(&party(), &key, &data, CLIENT, &sign(&data)), Err(refused));
    }
}

#[test]
fn ed25519_is_known_as_well() {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let point = pair.public_key().as_ref().to_vec();
    let key = cose(vec![(1, 1.into()), (3, (-8).into()), (-1, 6.into()), (-2, point.into())]);
    let data = head_with("kashika.example", 5, 0);
    let signature = pair.sign(&[data.as_slice(), &Sha256::digest(CLIENT)].concat());
    assert_eq!(signed(&party(), &key, &data, CLIENT, signature.as_ref()), Ok(0));
}

#[test]
fn a_new_passkey_is_read_and_broken_ones_are_refused() {
    let (_, key) = p256();
    let data = |id: &[u8], key: &[u8]| {
        let length = u16::try_from(id.len()).unwrap().to_be_bytes();
        [head_with("kashika.example", 69, 0).as_slice(), [0; 16].as_slice(), &length, id, key].concat()
    };
    let read = made(&party(), &attestation(data(b"credential", &key))).unwrap();
    assert_eq!(
        (read.credential_id.as_slice(), read.public_key, read.uses),
        (b"credential".as_slice(), key.clone(), 0)
    );
    let whole = attestation(data(b"credential", &key));
    for length in 0..whole.len() {
        assert!(made(&party(), &whole[..length]).is_err(), "cut at {length}");
    }
    assert_eq!(made(&party(), &attestation(data(b"", &key))).unwrap_err(), Refused::Unreadable);
    let unknown = cose(vec![(1, 2.into()), (3, (-35).into()), (-1, 2.into())]);
    assert_eq!(made(&party(), &attestation(data(b"id", &unknown))).unwrap_err(), Refused::UnknownKind);
}

#[test]
fn the_browser_must_have_been_asked_by_this_site_for_this() {
    let ask = |text: &str, purpose| challenge(&party(), purpose, text.as_bytes());
    let said = std::str::from_utf8(CLIENT).unwrap();
    assert_eq!(ask(said, Purpose::SignIn).as_deref(), Ok("abc"));
    assert_eq!(ask(said, Purpose::Register), Err(Refused::OtherPurpose));
    for (from, to) in [
        ("https://kashika", "https://evil"),
        ("https:", "http:"),
        ("example\"", "example:81\""),
        ("false", "true"),
    ] {
        assert_eq!(ask(&said.replacen(from, to, 1), Purpose::SignIn), Err(Refused::OtherSite), "{to}");
    }
    assert_eq!(ask("{}", Purpose::SignIn), Err(Refused::Unreadable));
}

#[test]
fn a_bare_address_has_no_passkeys() {
    for (url, id) in [
        ("https://kashika.example", Some("kashika.example")),
        ("http://localhost:8080", Some("localhost")),
        ("http://127.0.0.1:8080", None),
        ("http://[::1]:8080", None),
        ("http://[fe80::1]:8080", None),
    ] {
        assert_eq!(Party::of(url).map(|party| party.id).as_deref(), id, "{url}");
    }
}
