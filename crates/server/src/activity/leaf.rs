//! The hash of an entry: a leaf of the tree. Writing and verifying share it.

use domain::activity::{Hash, leaf};
use sha2::{Digest, Sha256};

/// What an entry says, as it is stored.
pub struct Fields<'a> {
    pub id: &'a str,
    pub at: i64,
    pub account_id: Option<&'a str>,
    pub organization_id: Option<&'a str>,
    pub kind: &'a str,
    pub subject: &'a str,
    pub detail: &'a str,
    /// None in entries from before details were salted.
    pub salt: Option<&'a [u8]>,
}

impl Fields<'_> {
    /// Over the fields, each with its length before it. The detail, which may name a person, goes in as a salted hash:
    /// nobody can guess it from the leaf.
    pub fn hash(&self) -> Hash {
        let at = self.at.to_string();
        let salted;
        let detail = match self.salt {
            Some(salt) => {
                salted = Sha256::new().chain_update(salt).chain_update(self.detail).finalize();
                salted.as_slice()
            }
            None => self.detail.as_bytes(),
        };
        let fields = [
            self.id.as_bytes(),
            at.as_bytes(),
            self.account_id.unwrap_or_default().as_bytes(),
            self.organization_id.unwrap_or_default().as_bytes(),
            self.kind.as_bytes(),
            self.subject.as_bytes(),
            detail,
        ];
        let mut bytes = Vec::with_capacity(256);
        // Salted and unsalted entries never have the same bytes: the first field of the others is an id.
        let version: &[&[u8]] = if self.salt.is_some() { &[b"2"] } else { &[] };
        for field in version.iter().copied().chain(fields) {
            bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
            bytes.extend_from_slice(field);
        }
        leaf(&bytes)
    }

    /// Nobody and nowhere are stored as nothing; an empty text has the same hash, but was not written here.
    pub fn is_well_formed(&self) -> bool {
        self.account_id != Some("") && self.organization_id != Some("")
    }
}
