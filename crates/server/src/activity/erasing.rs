//! Erasing what entries say of persons. An entry itself stays, and its leaf with it: the hash of the detail takes the place of
//! the detail and its salt, so that the log proves all else as before.

use super::leaf::detail_hash;
use super::store::{self, BATCH, Erasable};
use crate::db::{DbError, Tx};

/// Erases a batch of what the entries of an organization say, after the one with this id; gives where to go on.
pub async fn erase_of_organization(
    tx: &Tx,
    organization_id: &str,
    after: &str,
) -> Result<Option<String>, DbError> {
    let entries = store::erasable_of_organization(tx, organization_id, after).await?;
    erase(tx, &entries).await
}

/// Erases what the entries of an organization about one thing say.
pub async fn erase_about(tx: &Tx, organization_id: &str, subject: &str) -> Result<(), DbError> {
    let mut after = Some(String::new());
    while let Some(id) = after {
        let entries = store::erasable_in(tx, organization_id, subject, &id).await?;
        after = erase(tx, &entries).await?;
    }
    Ok(())
}

/// Erases what entries say of a person: those of their account, and those about them in any organization. What they did for an
/// organization names items and others, and is the organization's.
pub async fn erase_of_person(tx: &Tx, account_id: &str) -> Result<(), DbError> {
    let mut after = Some(String::new());
    while let Some(id) = after {
        let entries = store::erasable_of_account(tx, account_id, &id).await?;
        after = erase(tx, &entries).await?;
    }
    let mut after = Some(String::new());
    while let Some(id) = after {
        let entries = store::erasable_about(tx, account_id, &id).await?;
        after = erase(tx, &entries).await?;
    }
    Ok(())
}

async fn erase(tx: &Tx, entries: &[Erasable]) -> Result<Option<String>, DbError> {
    for entry in entries {
        store::erase(tx, &entry.id, &detail_hash(&entry.salt, &entry.detail)).await?;
    }
    let is_full = entries.len() == BATCH;
    Ok(entries.last().filter(|_| is_full).map(|entry| entry.id.clone()))
}
