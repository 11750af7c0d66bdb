//! Personal access tokens: what a person's programs show in place of a password. They open the JSON interface only, never
//! what belongs to the account itself, and are known by their beginning.

pub mod api;
pub mod pages;
mod store;

pub use store::STATEMENTS;

use crate::accounts::{Viewer, hash_token};
use crate::activity::{self, Entry, Kind};
use crate::app::{App, new_token};
use crate::db::{DbError, Tx};
use crate::error::{Error, FieldError, Result};

/// The beginning by which tokens are known, by scanners for leaked secrets as well.
pub const PREFIX: &str = "kashika_";
const NAME_LENGTH_MAX: usize = 100;
const DAYS_MAX: i64 = 366;
const TOKENS_MAX: i64 = 50;
/// When a token was last used is kept that roughly.
const USED_MICROS: i64 = 10 * 60 * 1_000_000;
const DAY_MICROS: i64 = 24 * 3_600 * 1_000_000;

pub struct AccessToken {
    pub id: String,
    pub name: String,
    /// Reads only where false.
    pub may_write: bool,
    pub created_at: i64,
    pub expires_at: i64,
    /// To some ten minutes.
    pub last_used_at: Option<i64>,
}

/// What a person wishes of a new token.
pub struct Wish<'a> {
    pub name: &'a str,
    pub may_write: bool,
    pub days: i64,
}

/// The person for whom a token stands, if it is good.
pub async fn viewer(app: &App, token: &str) -> Result<Option<Viewer>> {
    let (hash, now) = (hash_token(token), app.now());
    let Some((viewer, used_at)) = store::viewer(&app.db, &hash, now).await? else { return Ok(None) };
    if used_at < now - USED_MICROS {
        app.db.change(move |tx| async move { store::used(&tx, &hash, now).await }).await?;
    }
    Ok(Some(viewer))
}

pub async fn list(app: &App, viewer: &Viewer) -> Result<Vec<AccessToken>> {
    Ok(store::list(&app.db, &viewer.account_id).await?)
}

/// Makes a token; what it holds is given this once.
pub async fn create(app: &App, viewer: &Viewer, wish: Wish<'_>) -> Result<(AccessToken, String)> {
    let name = wish.name.trim();
    let mut problems = Vec::new();
    if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX {
        problems.push(FieldError::new("token_name", "field-token-name-needed"));
    }
    if !(1..=DAYS_MAX).contains(&wish.days) {
        problems.push(FieldError::new("days", "field-days-wrong"));
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (secret, now) = (format!("{PREFIX}{}", new_token()), app.now());
    let new = || AccessToken {
        id: String::new(),
        name: name.to_owned(),
        may_write: wish.may_write,
        created_at: now,
        expires_at: now + wish.days * DAY_MICROS,
        last_used_at: None,
    };
    let id = app.new_id();
    let (token, row) = (AccessToken { id: id.clone(), ..new() }, AccessToken { id: id.clone(), ..new() });
    let (hash, account_id) = (hash_token(&secret), viewer.account_id.clone());
    let entry = Entry::new(app, Some(&account_id), Kind::AccessTokenAdded, &id).with_detail(name);
    app.db
        .change(move |tx| async move {
            tx.lock(&account_id).await?;
            if store::count(&tx, &account_id).await? >= TOKENS_MAX {
                return Err(Error::Invalid(vec![FieldError::new("token_name", "field-tokens-many")]));
            }
            store::insert(&tx, &row, &hash, &account_id).await?;
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok((token, secret))
}

/// From here on the token opens nothing.
pub async fn revoke(app: &App, viewer: &Viewer, id: &str) -> Result<()> {
    let (account_id, id) = (viewer.account_id.clone(), id.to_owned());
    let entry = Entry::new(app, Some(&account_id), Kind::AccessTokenRevoked, &id);
    app.db
        .change(move |tx| async move {
            let name = store::revoke(&tx, &account_id, &id).await?.ok_or(Error::NotFound)?;
            Ok::<_, Error>(activity::record(&tx, &entry.with_detail(&name)).await?)
        })
        .await
}

/// For an account that may be in wrong hands.
pub async fn revoke_all(tx: &Tx, account_id: &str) -> std::result::Result<(), DbError> {
    store::revoke_all(tx, account_id).await
}
