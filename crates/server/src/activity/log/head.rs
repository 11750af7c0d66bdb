//! Signed heads: what is stored of them, and what people keep of them outside.

use domain::activity::Head;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::{from_hex, hex};

const FORMAT: &str = "kashika-log-head-1";

/// A head and who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    pub head: Head,
    pub public_key: [u8; 32],
    /// Ed25519 over the head's text.
    pub signature: [u8; 64],
}

impl SignedHead {
    /// Whether the signature is the named key's. Whose key that is remains to be asked.
    pub fn is_genuine(&self) -> bool {
        let signature = Signature::from_bytes(&self.signature);
        let key = VerifyingKey::from_bytes(&self.public_key);
        key.is_ok_and(|key| key.verify_strict(self.head.text().as_bytes(), &signature).is_ok())
    }

    pub fn body(&self) -> HeadBody {
        let head = &self.head;
        HeadBody {
            format: FORMAT.to_owned(),
            number: head.number,
            size: head.size,
            root: hex(&head.root),
            at: head.at,
            previous: head.previous.as_ref().map(|hash| hex(hash)),
            public_key: hex(&self.public_key),
            signature: hex(&self.signature),
        }
    }

    /// The file to keep.
    pub fn file(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.body()).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// How the log of an installation stood at a moment, signed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadBody {
    /// `kashika-log-head-1`.
    format: String,
    /// Counted from 1.
    number: i64,
    /// So many entries are covered.
    size: i64,
    /// Root of the tree over these entries (RFC 9162), in hexadecimal.
    root: String,
    /// Microseconds since 1970, UTC.
    at: i64,
    /// SHA-256 of the text of the head before; none for the first.
    previous: Option<String>,
    /// Ed25519, in hexadecimal.
    public_key: String,
    /// Over the text of the head, in hexadecimal.
    signature: String,
}

impl HeadBody {
    /// The head, if all of it can be read and its signature fits.
    pub fn checked(&self) -> Option<SignedHead> {
        let previous = match &self.previous {
            Some(text) => Some(from_hex(text)?),
            None => None,
        };
        let head =
            Head { number: self.number, size: self.size, root: from_hex(&self.root)?, at: self.at, previous };
        let signed = SignedHead {
            head,
            public_key: from_hex(&self.public_key)?,
            signature: from_hex(&self.signature)?,
        };
        let is_good = self.format == FORMAT && self.number > 0 && self.size > 0 && signed.is_genuine();
        is_good.then_some(signed)
    }
}
