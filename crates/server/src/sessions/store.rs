//! SQL of a person's own sessions.

use super::Held;
use crate::db::{DbError, Read, Row, Tx};

const LIST: &str = "SELECT token_hash, created_at, last_seen_at, browser FROM sessions \
     WHERE account_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC, token_hash LIMIT 100";
const END: &str = "DELETE FROM sessions WHERE account_id = $1 AND token_hash = $2";
const END_OTHERS: &str = "DELETE FROM sessions WHERE account_id = $1 AND token_hash <> $2";
const PROVE: &str = "UPDATE sessions SET proved_at = $2 WHERE token_hash = $1";

pub const STATEMENTS: &[&str] = &[LIST, END, END_OTHERS, PROVE];

pub(super) async fn list(
    db: &impl Read,
    account_id: &str,
    now: i64,
    idle_since: i64,
) -> Result<Vec<Held>, DbError> {
    let held = |row: &Row| {
        Ok(Held {
            token_hash: row.bytes("token_hash")?,
            began_at: row.int("created_at")?,
            seen_at: row.int("last_seen_at")?,
            browser: row.text("browser")?,
        })
    };
    let rows = db.rows(LIST, &[account_id.into(), now.into(), idle_since.into()]).await?;
    rows.iter().map(held).collect()
}

pub(super) async fn end(tx: &Tx, account_id: &str, token_hash: &[u8]) -> Result<bool, DbError> {
    Ok(tx.execute(END, &[account_id.into(), token_hash.into()]).await? > 0)
}

pub(super) async fn end_others(tx: &Tx, account_id: &str, kept: &[u8]) -> Result<u64, DbError> {
    tx.execute(END_OTHERS, &[account_id.into(), kept.into()]).await
}

pub(super) async fn prove(tx: &Tx, token_hash: &[u8], at: i64) -> Result<(), DbError> {
    tx.execute(PROVE, &[token_hash.into(), at.into()]).await.map(|_| ())
}
