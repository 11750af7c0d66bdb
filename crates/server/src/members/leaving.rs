//! Members of an organization that goes, and a member who goes from every organization. All within a change that is under way.

use domain::Language;

use super::store;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::db::{Db, DbError, Read, Tx};
use crate::error::Result;

/// Who decides for an organization, to be written to.
pub struct Owner {
    pub email: String,
    pub name: String,
    pub language: Option<Language>,
}

/// An organization that a person belongs to.
pub struct Belonging {
    pub organization_id: String,
    pub name_ja: String,
    pub name_en: String,
    /// Nobody else decides for it.
    pub is_last_owner: bool,
    pub members: i64,
}

pub async fn count(db: &Db, organization_id: &str) -> Result<i64> {
    Ok(store::count(db, organization_id).await?)
}

/// Everything that a person belongs to.
pub async fn of_person(db: &impl Read, account_id: &str) -> std::result::Result<Vec<Belonging>, DbError> {
    store::of_person(db, account_id).await
}

/// Those who decide for an organization; at most a hundred.
pub(crate) async fn owners(
    db: &impl Read,
    organization_id: &str,
) -> std::result::Result<Vec<Owner>, DbError> {
    store::owners(db, organization_id).await
}

/// Holds the organization's members as they are until the change is saved.
pub(crate) async fn hold(tx: &Tx, organization_id: &str) -> std::result::Result<(), DbError> {
    store::hold(tx, organization_id).await
}

/// Nobody belongs to the organization any more, and no invitation leads in; who did is kept.
pub(crate) async fn set_aside(tx: &Tx, organization_id: &str, now: i64) -> std::result::Result<(), DbError> {
    store::set_aside(tx, organization_id, now).await
}

/// Everybody belongs to it as before, if this person decided for it.
pub(crate) async fn bring_back(
    tx: &Tx,
    organization_id: &str,
    account_id: &str,
) -> std::result::Result<bool, DbError> {
    store::hold(tx, organization_id).await?;
    store::bring_back(tx, organization_id, account_id).await
}

/// A person leaves every organization. Gives one that would be left without an owner, if there is one.
pub(crate) async fn leave_all(
    app: &App,
    tx: &Tx,
    account_id: &str,
) -> std::result::Result<Option<Belonging>, DbError> {
    for belonging in store::of_person(tx, account_id).await? {
        store::hold(tx, &belonging.organization_id).await?;
    }
    // What was read before it was held may have changed.
    for belonging in store::of_person(tx, account_id).await? {
        store::remove(tx, &belonging.organization_id, account_id).await?;
        if !store::has_owner(tx, &belonging.organization_id).await? {
            return Ok(Some(belonging));
        }
        let entry = Entry::new(app, Some(account_id), Kind::MemberLeft, account_id);
        activity::record(tx, &entry.in_organization(&belonging.organization_id)).await?;
    }
    Ok(None)
}

/// Organization and id of each invitation that ever went to an address.
pub(crate) async fn invitations_of(
    tx: &Tx,
    email: &str,
) -> std::result::Result<Vec<(String, String)>, DbError> {
    store::invitations_of(tx, email).await
}
