//! SQL of second factors. Every call names the account it is about.

use super::Factor;
use crate::db::{DbError, Read, Row, Tx};

const FIND: &str = "SELECT f.secret, f.confirmed_at, f.last_step, a.email \
     FROM second_factors f JOIN accounts a ON a.id = f.account_id WHERE f.account_id = $1";
const BEGIN: &str = "INSERT INTO second_factors (account_id, secret, created_at) VALUES ($1, $2, $3) \
     ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0 \
     WHERE second_factors.confirmed_at IS NULL";
const CONFIRM: &str = "UPDATE second_factors SET confirmed_at = $2, last_step = $3 \
     WHERE account_id = $1 AND confirmed_at IS NULL";
const USE_STEP: &str = "UPDATE second_factors SET last_step = $2 WHERE account_id = $1 AND last_step < $2 AND confirmed_at IS NOT NULL";
const REMOVE: &str = "DELETE FROM second_factors WHERE account_id = $1";
const INSERT_CODE: &str = "INSERT INTO recovery_codes (account_id, code_hash) VALUES ($1, $2)";
const USE_CODE: &str = "UPDATE recovery_codes SET used_at = $3 \
     WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL";
const COUNT_CODES: &str =
    "SELECT COUNT(*) AS count FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL";
const REMOVE_CODES: &str = "DELETE FROM recovery_codes WHERE account_id = $1";

pub const STATEMENTS: &[&str] =
    &[FIND, BEGIN, CONFIRM, USE_STEP, REMOVE, INSERT_CODE, USE_CODE, COUNT_CODES, REMOVE_CODES];

pub(super) async fn find(db: &impl Read, account_id: &str) -> Result<Option<Factor>, DbError> {
    let factor = |row: Row| {
        Ok(Factor {
            secret: row.bytes("secret")?,
            is_confirmed: row.maybe_int("confirmed_at")?.is_some(),
            last_step: row.int("last_step")?,
            email: row.text("email")?,
        })
    };
    db.maybe_row(FIND, &[account_id.into()]).await?.map(factor).transpose()
}

/// Keeps a secret that waits for its first code. False where one counts already.
pub(super) async fn begin(tx: &Tx, account_id: &str, secret: &[u8], at: i64) -> Result<bool, DbError> {
    Ok(tx.execute(BEGIN, &[account_id.into(), secret.into(), at.into()]).await? > 0)
}

pub(super) async fn confirm(tx: &Tx, account_id: &str, at: i64, step: i64) -> Result<bool, DbError> {
    Ok(tx.execute(CONFIRM, &[account_id.into(), at.into(), step.into()]).await? > 0)
}

/// False where a code of this step, or of a later one, was used before.
pub(super) async fn use_step(tx: &Tx, account_id: &str, step: i64) -> Result<bool, DbError> {
    Ok(tx.execute(USE_STEP, &[account_id.into(), step.into()]).await? > 0)
}

pub(super) async fn remove(tx: &Tx, account_id: &str) -> Result<bool, DbError> {
    tx.execute(REMOVE_CODES, &[account_id.into()]).await?;
    Ok(tx.execute(REMOVE, &[account_id.into()]).await? > 0)
}

/// Replaces all codes by these.
pub(super) async fn set_codes(tx: &Tx, account_id: &str, hashes: &[Vec<u8>]) -> Result<(), DbError> {
    tx.execute(REMOVE_CODES, &[account_id.into()]).await?;
    for hash in hashes {
        tx.execute(INSERT_CODE, &[account_id.into(), hash.into()]).await?;
    }
    Ok(())
}

pub(super) async fn use_code(tx: &Tx, account_id: &str, hash: &[u8], at: i64) -> Result<bool, DbError> {
    Ok(tx.execute(USE_CODE, &[account_id.into(), hash.into(), at.into()]).await? > 0)
}

pub(super) async fn count_codes(db: &impl Read, account_id: &str) -> Result<i64, DbError> {
    db.row(COUNT_CODES, &[account_id.into()]).await?.int("count")
}
