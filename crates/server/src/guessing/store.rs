//! SQL of failed sign-ins and known browsers.

use super::Count;
use crate::db::{DbError, Read, Tx};

const FIND: &str = "SELECT failures, began_at, blocked_until FROM sign_in_failures WHERE subject = $1";
const SET: &str = "INSERT INTO sign_in_failures (subject, failures, began_at, blocked_until) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, began_at = excluded.began_at, \
     blocked_until = excluded.blocked_until";
const GIVE_BACK: &str = "UPDATE sign_in_failures SET failures = failures - 1, blocked_until = 0 \
     WHERE subject = $1 AND failures > 0";
const FORGET: &str = "DELETE FROM sign_in_failures WHERE began_at < $1";
const IS_KNOWN: &str = "SELECT k.account_id FROM accounts a JOIN known_browsers k ON k.account_id = a.id \
     WHERE a.email = $2 AND k.token_hash = $1 AND k.expires_at > $3";
const IS_ANYBODYS: &str =
    "SELECT COUNT(*) AS count FROM known_browsers WHERE token_hash = $1 AND expires_at > $2";
const REMEMBER: &str = "INSERT INTO known_browsers (token_hash, account_id, expires_at) VALUES ($1, $2, $3) \
     ON CONFLICT (token_hash, account_id) DO UPDATE SET expires_at = excluded.expires_at";
const FORGET_OLD_BROWSERS: &str = "DELETE FROM known_browsers WHERE expires_at < $1";
const FORGET_BROWSERS: &str = "DELETE FROM known_browsers WHERE account_id = $1";

pub const STATEMENTS: &[&str] =
    &[FIND, SET, GIVE_BACK, FORGET, IS_KNOWN, IS_ANYBODYS, REMEMBER, FORGET_OLD_BROWSERS, FORGET_BROWSERS];

pub(super) async fn find(db: &impl Read, subject: &[u8]) -> Result<Option<Count>, DbError> {
    let Some(row) = db.maybe_row(FIND, &[subject.into()]).await? else { return Ok(None) };
    Ok(Some(Count {
        failures: row.int("failures")?,
        began_at: row.int("began_at")?,
        blocked_until: row.int("blocked_until")?,
    }))
}

pub(super) async fn set(tx: &Tx, subject: &[u8], count: &Count) -> Result<(), DbError> {
    let values = [subject.into(), count.failures.into(), count.began_at.into(), count.blocked_until.into()];
    tx.execute(SET, &values).await.map(|_| ())
}

pub(super) async fn give_back(tx: &Tx, subject: &[u8]) -> Result<(), DbError> {
    tx.execute(GIVE_BACK, &[subject.into()]).await.map(|_| ())
}

/// Forgets counts that began before that moment.
pub(super) async fn forget(tx: &Tx, before: i64) -> Result<(), DbError> {
    tx.execute(FORGET, &[before.into()]).await.map(|_| ())
}

/// Whether the person with this address has signed in with this browser.
pub(super) async fn is_known(db: &impl Read, token: &[u8], email: &str, now: i64) -> Result<bool, DbError> {
    Ok(db.maybe_row(IS_KNOWN, &[token.into(), email.into(), now.into()]).await?.is_some())
}

/// Whether anybody has.
pub(super) async fn is_anybodys(db: &impl Read, token: &[u8], now: i64) -> Result<bool, DbError> {
    Ok(db.row(IS_ANYBODYS, &[token.into(), now.into()]).await?.int("count")? > 0)
}

pub(super) async fn remember(
    tx: &Tx,
    token: &[u8],
    account_id: &str,
    now: i64,
    until: i64,
) -> Result<(), DbError> {
    tx.execute(FORGET_OLD_BROWSERS, &[now.into()]).await?;
    tx.execute(REMEMBER, &[token.into(), account_id.into(), until.into()]).await.map(|_| ())
}

pub(super) async fn forget_browsers(tx: &Tx, account_id: &str) -> Result<(), DbError> {
    tx.execute(FORGET_BROWSERS, &[account_id.into()]).await.map(|_| ())
}
