//! What is signed: how the log stood at a moment.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Hash;

/// The state of the log: whoever keeps one can tell later whether what it covers is still the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Counted from 1.
    pub number: i64,
    /// So many entries are covered.
    pub size: i64,
    pub root: Hash,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    /// Hash of the head before; none for the first one.
    pub previous: Option<Hash>,
}

impl Head {
    /// The text that is signed: six lines, each ended by a line feed.
    pub fn text(&self) -> String {
        let previous = self.previous.as_ref().map_or_else(|| "-".to_owned(), hex);
        format!(
            "kashika log head 1\nnumber {}\nsize {}\nroot {}\nat {}\nprevious {previous}\n",
            self.number,
            self.size,
            hex(&self.root),
            self.at
        )
    }

    /// SHA-256 of the text; the next head names it.
    pub fn hash(&self) -> Hash {
        Sha256::digest(self.text()).into()
    }
}

fn hex(hash: &Hash) -> String {
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
