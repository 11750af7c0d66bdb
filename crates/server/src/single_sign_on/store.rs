//! SQL of company accounts.

use super::{Attempt, Connected, Identity, Purpose};
use crate::db::{DbError, Read, Row, Tx};

const ACCOUNT_OF: &str = "SELECT account_id FROM sso_identities WHERE issuer = $1 AND subject = $2";
const OF_ACCOUNT: &str =
    "SELECT added_at, last_used_at FROM sso_identities WHERE account_id = $1 AND issuer = $2";
const CONNECT: &str = "INSERT INTO sso_identities (issuer, subject, account_id, added_at, last_used_at) \
     VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING";
const USE: &str = "UPDATE sso_identities SET last_used_at = $4 \
     WHERE issuer = $1 AND subject = $2 AND account_id = $3";
const DISCONNECT: &str = "DELETE FROM sso_identities WHERE account_id = $1 AND issuer = $2";
const FORGET: &str = "DELETE FROM sso_attempts WHERE expires_at < $1";
const KEEP: &str = "INSERT INTO sso_attempts \
     (state_hash, browser_hash, nonce, verifier, purpose, back, session_hash, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const TAKE: &str = "DELETE FROM sso_attempts WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3 \
     RETURNING nonce, verifier, purpose, back, session_hash, created_at";

pub const STATEMENTS: &[&str] = &[ACCOUNT_OF, OF_ACCOUNT, CONNECT, USE, DISCONNECT, FORGET, KEEP, TAKE];

/// Whose company account it is.
pub(super) async fn account_of(db: &impl Read, identity: &Identity) -> Result<Option<String>, DbError> {
    let values = [identity.issuer.as_str().into(), identity.subject.as_str().into()];
    let row = db.maybe_row(ACCOUNT_OF, &values).await?;
    row.map(|row| row.text("account_id")).transpose()
}

pub(super) async fn of_account(
    db: &impl Read,
    account_id: &str,
    issuer: &str,
) -> Result<Option<Connected>, DbError> {
    let row = db.maybe_row(OF_ACCOUNT, &[account_id.into(), issuer.into()]).await?;
    let connected = |row: Row| {
        Ok(Connected { added_at: row.int("added_at")?, last_used_at: row.maybe_int("last_used_at")? })
    };
    row.map(connected).transpose()
}

/// False where the company account is somebody's already, or the person has another one.
pub(super) async fn connect(
    tx: &Tx,
    identity: &Identity,
    account_id: &str,
    at: i64,
) -> Result<bool, DbError> {
    let values =
        [identity.issuer.as_str().into(), identity.subject.as_str().into(), account_id.into(), at.into()];
    Ok(tx.execute(CONNECT, &values).await? > 0)
}

/// False where it is no longer this person's.
pub(super) async fn used(tx: &Tx, identity: &Identity, account_id: &str, at: i64) -> Result<bool, DbError> {
    let values =
        [identity.issuer.as_str().into(), identity.subject.as_str().into(), account_id.into(), at.into()];
    Ok(tx.execute(USE, &values).await? > 0)
}

pub(super) async fn disconnect(tx: &Tx, account_id: &str, issuer: &str) -> Result<bool, DbError> {
    Ok(tx.execute(DISCONNECT, &[account_id.into(), issuer.into()]).await? > 0)
}

/// Keeps an attempt until its browser comes back.
pub(super) async fn keep(
    tx: &Tx,
    state_hash: &[u8],
    browser_hash: &[u8],
    attempt: &Attempt,
    expires_at: i64,
) -> Result<(), DbError> {
    tx.execute(FORGET, &[attempt.created_at.into()]).await?;
    let values = [
        state_hash.into(),
        browser_hash.into(),
        attempt.nonce.as_str().into(),
        attempt.verifier.as_str().into(),
        attempt.purpose.code().into(),
        attempt.back.as_str().into(),
        attempt.session.clone().into(),
        attempt.created_at.into(),
        expires_at.into(),
    ];
    tx.execute(KEEP, &values).await.map(|_| ())
}

/// The attempt of this browser; it is there only once.
pub(super) async fn take(
    tx: &Tx,
    state_hash: &[u8],
    browser_hash: &[u8],
    now: i64,
) -> Result<Option<Attempt>, DbError> {
    let row = tx.maybe_row(TAKE, &[state_hash.into(), browser_hash.into(), now.into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let code = row.text("purpose")?;
    let purpose = Purpose::from_code(&code)
        .ok_or_else(|| DbError::Config(format!("an attempt has the unknown purpose {code}")))?;
    Ok(Some(Attempt {
        purpose,
        nonce: row.text("nonce")?,
        verifier: row.text("verifier")?,
        back: row.text("back")?,
        session: row.maybe_bytes("session_hash")?,
        created_at: row.int("created_at")?,
    }))
}
