//! What a device sends (Web Authentication, level 3, sections 7.1 and 7.2), checked with ring. No attestation is asked for,
//! so none is looked at: which maker's device it is plays no part. The device must have verified its person.

use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Whom the device signs for.
pub struct Party {
    /// The host of the installation.
    pub id: String,
    /// Scheme, host and port.
    pub origin: String,
}

impl Party {
    /// None where people reach the installation by a bare address: devices sign for names only.
    pub fn of(base_url: &str) -> Option<Party> {
        let (_, host) = base_url.split_once("://")?;
        let name = host.split([':', '/']).next()?;
        let is_name = name.contains(|letter: char| letter.is_ascii_alphabetic()) && !host.starts_with('[');
        is_name.then(|| Party { id: name.to_owned(), origin: base_url.to_owned() })
    }
}

/// The device's answer does not hold, and why, for tests: the visitor is told only that it did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    Unreadable,
    OtherPurpose,
    OtherSite,
    /// The device did not verify its person.
    NotVerified,
    UnknownKind,
    WrongSignature,
}

type Checked<T> = Result<T, Refused>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Register,
    SignIn,
}

/// Checks what the browser says it was asked, and gives the challenge it answers.
pub fn challenge(party: &Party, purpose: Purpose, client_data: &[u8]) -> Checked<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct ClientData {
        r#type: String,
        challenge: String,
        origin: String,
        #[serde(default)]
        cross_origin: bool,
    }
    let said: ClientData = serde_json::from_slice(client_data).map_err(|_| Refused::Unreadable)?;
    let purpose = match purpose {
        Purpose::Register => "webauthn.create",
        Purpose::SignIn => "webauthn.get",
    };
    if said.r#type != purpose {
        return Err(Refused::OtherPurpose);
    }
    if said.origin != party.origin || said.cross_origin {
        return Err(Refused::OtherSite);
    }
    Ok(said.challenge)
}

/// A passkey as it is first met.
#[derive(Debug)]
pub struct Made {
    pub credential_id: Vec<u8>,
    pub public_key: Vec<u8>,
    pub uses: i64,
}

const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const HAS_KEY: u8 = 64;
/// Hash of the party, flags, uses.
const HEAD_BYTES: usize = 37;
/// Model of the device, then the length of the id.
const MODEL_BYTES: usize = 16;
const CREDENTIAL_ID_BYTES_MAX: usize = 1023;

/// Flags and uses of what the device signed, if it is for this party and its person was verified.
fn head(party: &Party, data: &[u8]) -> Checked<(u8, i64)> {
    let head = data.get(..HEAD_BYTES).ok_or(Refused::Unreadable)?;
    let (hash, rest) = head.split_at(32);
    if hash != Sha256::digest(party.id.as_bytes()).as_slice() {
        return Err(Refused::OtherSite);
    }
    let [flags, uses @ ..] = rest else { return Err(Refused::Unreadable) };
    let uses: [u8; 4] = uses.try_into().map_err(|_| Refused::Unreadable)?;
    if flags & (PRESENT | VERIFIED) != PRESENT | VERIFIED {
        return Err(Refused::NotVerified);
    }
    Ok((*flags, u32::from_be_bytes(uses).into()))
}

/// Reads a new passkey.
pub fn made(party: &Party, attestation: &[u8]) -> Checked<Made> {
    let object: Value = ciborium::from_reader(attestation).map_err(|_| Refused::Unreadable)?;
    let entries = object.as_map().ok_or(Refused::Unreadable)?;
    let data = entries.iter().find(|(name, _)| name.as_text() == Some("authData"));
    let data = data.and_then(|(_, data)| data.as_bytes()).ok_or(Refused::Unreadable)?;
    let (flags, uses) = head(party, data)?;
    if flags & HAS_KEY == 0 {
        return Err(Refused::Unreadable);
    }
    let rest = data.get(HEAD_BYTES + MODEL_BYTES..).ok_or(Refused::Unreadable)?;
    let [high, low, rest @ ..] = rest else { return Err(Refused::Unreadable) };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let key = rest.get(length..).filter(|_| (1..=CREDENTIAL_ID_BYTES_MAX).contains(&length));
    let key = key.ok_or(Refused::Unreadable)?;
    let credential_id = rest.get(..length).unwrap_or_default().to_vec();
    let mut behind = key;
    let _: Value = ciborium::from_reader(&mut behind).map_err(|_| Refused::Unreadable)?;
    let public_key = key.get(..key.len() - behind.len()).unwrap_or_default().to_vec();
    Key::read(&public_key)?;
    Ok(Made { credential_id, public_key, uses })
}

/// Checks a signature, and gives the uses that the device counts.
pub fn signed(
    party: &Party,
    public_key: &[u8],
    data: &[u8],
    client_data: &[u8],
    signature: &[u8],
) -> Checked<i64> {
    let (_, uses) = head(party, data)?;
    let message = [data, &Sha256::digest(client_data)].concat();
    Key::read(public_key)?.verify(&message, signature)?;
    Ok(uses)
}

/// A public key (COSE, RFC 9053) of the three kinds that devices make.
enum Key {
    /// ES256: the point, uncompressed.
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
    /// RS256: modulus and exponent.
    Rsa(Vec<u8>, Vec<u8>),
}

impl Key {
    fn read(cose: &[u8]) -> Checked<Key> {
        let value: Value = ciborium::from_reader(cose).map_err(|_| Refused::Unreadable)?;
        let entries = value.as_map().ok_or(Refused::Unreadable)?;
        let find =
            |label: i64| entries.iter().find(|(name, _)| *name == Value::from(label)).map(|(_, value)| value);
        let number =
            |label| find(label).and_then(Value::as_integer).and_then(|number| i64::try_from(number).ok());
        let bytes = |label| find(label).and_then(Value::as_bytes).ok_or(Refused::Unreadable);
        let coordinate = |label| {
            bytes(label).and_then(|bytes| {
                if bytes.len() == 32 { Ok(bytes.as_slice()) } else { Err(Refused::Unreadable) }
            })
        };
        match (number(1), number(3), number(-1)) {
            (Some(2), Some(-7), Some(1)) => {
                Ok(Key::P256([[4].as_slice(), coordinate(-2)?, coordinate(-3)?].concat()))
            }
            (Some(1), Some(-8), Some(6)) => Ok(Key::Ed25519(coordinate(-2)?.to_vec())),
            (Some(3), Some(-257), _) => Ok(Key::Rsa(bytes(-1)?.clone(), bytes(-2)?.clone())),
            _ => Err(Refused::UnknownKind),
        }
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Checked<()> {
        let verified = match self {
            Key::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Key::Ed25519(point) => UnparsedPublicKey::new(&ED25519, point).verify(message, signature),
            Key::Rsa(n, e) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        verified.map_err(|_| Refused::WrongSignature)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
