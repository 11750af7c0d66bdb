//! SQL of the keys.

use crate::db::{Claim, Db, DbError, Read as _};

/// How long a key is remembered.
const KEPT_MICROS: i64 = 48 * 3_600 * 1_000_000;

/// Goes into the change itself. Somebody else's key, or our own from before, leaves no row changed, which undoes the change.
const CLAIM: &str = "INSERT INTO idempotency_keys \
     (account_id, idempotency_key, request_hash, created_at, status, headers, body) \
     VALUES ($1, $2, $3, $4, NULL, '', NULL) \
     ON CONFLICT (account_id, idempotency_key) DO UPDATE SET request_hash = excluded.request_hash, \
     created_at = excluded.created_at, status = NULL, headers = '', body = NULL \
     WHERE idempotency_keys.created_at <= $5";
const FIND: &str = "SELECT request_hash, status, headers, body FROM idempotency_keys \
     WHERE account_id = $1 AND idempotency_key = $2 AND created_at > $3";
const KEEP: &str = "UPDATE idempotency_keys SET status = $3, headers = $4, body = $5 \
     WHERE account_id = $1 AND idempotency_key = $2 AND request_hash = $6";
const FORGET: &str = "DELETE FROM idempotency_keys WHERE created_at <= $1";

pub const STATEMENTS: &[&str] = &[CLAIM, FIND, KEEP, FORGET];

/// A key with what it stands for.
pub struct Key {
    pub account_id: String,
    pub key: String,
    pub request_hash: Vec<u8>,
}

/// What is known of a key.
pub struct Kept {
    pub request_hash: Vec<u8>,
    /// Status, headers and body; none until they are known.
    pub response: Option<(u16, String, Vec<u8>)>,
}

/// What goes into the change that the request makes.
pub fn claim(key: &Key, now: i64) -> Claim {
    let values = vec![
        key.account_id.as_str().into(),
        key.key.as_str().into(),
        key.request_hash.as_slice().into(),
        now.into(),
        (now - KEPT_MICROS).into(),
    ];
    Claim::new(CLAIM, values)
}

pub async fn find(db: &Db, key: &Key, now: i64) -> Result<Option<Kept>, DbError> {
    let values = [key.account_id.as_str().into(), key.key.as_str().into(), (now - KEPT_MICROS).into()];
    let Some(row) = db.maybe_row(FIND, &values).await? else { return Ok(None) };
    let response = match row.maybe_int("status")? {
        Some(status) => {
            Some((u16::try_from(status).unwrap_or_default(), row.text("headers")?, row.bytes("body")?))
        }
        None => None,
    };
    Ok(Some(Kept { request_hash: row.bytes("request_hash")?, response }))
}

/// Keeps a response, and forgets all keys that are too old.
pub async fn keep(
    db: &Db,
    key: &Key,
    status: u16,
    headers: String,
    body: Vec<u8>,
    now: i64,
) -> Result<(), DbError> {
    let values = vec![
        key.account_id.as_str().into(),
        key.key.as_str().into(),
        i64::from(status).into(),
        headers.into(),
        body.into(),
        key.request_hash.as_slice().into(),
    ];
    db.change(move |tx| async move {
        tx.execute(KEEP, &values).await?;
        tx.execute(FORGET, &[(now - KEPT_MICROS).into()]).await.map(|_| ())
    })
    .await
}
