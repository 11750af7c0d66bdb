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
    /// None in entries from before details were salted, and where the detail was erased.
    pub salt: Option<&'a [u8]>,
    /// What stands in for a detail that was erased together with its salt.
    pub detail_hash: Option<&'a [u8]>,
}

/// What goes into the leaf of a salted entry: nobody can guess the detail from it, and it outlives the detail.
pub fn detail_hash(salt: &[u8], detail: &str) -> Hash {
    Sha256::new().chain_update(salt).chain_update(detail).finalize().into()
}

impl Fields<'_> {
    /// Over the fields, each with its length before it. The detail, which may name a person, goes in as a salted hash.
    pub fn hash(&self) -> Hash {
        let at = self.at.to_string();
        let salted = self.salt.map(|salt| detail_hash(salt, self.detail));
        let hashed = salted.as_ref().map(Hash::as_slice).or(self.detail_hash);
        let fields = [
            self.id.as_bytes(),
            at.as_bytes(),
            self.account_id.unwrap_or_default().as_bytes(),
            self.organization_id.unwrap_or_default().as_bytes(),
            self.kind.as_bytes(),
            self.subject.as_bytes(),
            hashed.unwrap_or(self.detail.as_bytes()),
        ];
        let mut bytes = Vec::with_capacity(256);
        // Salted and unsalted entries never have the same bytes: the first field of the others is an id.
        let version: &[&[u8]] = if hashed.is_some() { &[b"2"] } else { &[] };
        for field in version.iter().copied().chain(fields) {
            bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
            bytes.extend_from_slice(field);
        }
        leaf(&bytes)
    }

    /// Nobody and nowhere are stored as nothing; an empty text has the same hash, but was not written here. Where the detail
    /// was erased, nothing of it is left: a new one beside its hash would be a forgery.
    pub fn is_well_formed(&self) -> bool {
        let is_erased_whole = match self.detail_hash {
            Some(hash) => hash.len() == size_of::<Hash>() && self.detail.is_empty() && self.salt.is_none(),
            None => true,
        };
        is_erased_whole && self.account_id != Some("") && self.organization_id != Some("")
    }
}
