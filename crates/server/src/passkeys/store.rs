//! SQL of passkeys.

use super::Passkey;
use crate::db::{DbError, Read, Row, Tx};

const ASK: &str =
    "INSERT INTO passkey_challenges (challenge_hash, account_id, expires_at) VALUES ($1, $2, $3)";
const FORGET: &str = "DELETE FROM passkey_challenges WHERE expires_at < $1";
const ANSWER: &str =
    "DELETE FROM passkey_challenges WHERE challenge_hash = $1 AND expires_at > $2 RETURNING account_id";
const INSERT: &str = "INSERT INTO passkeys (id, account_id, credential_id, public_key, uses, name, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential_id) DO NOTHING";
const LIST: &str = "SELECT p.id, p.credential_id, p.name, p.created_at, p.last_used_at FROM passkeys p \
     WHERE p.account_id = $1 ORDER BY p.id DESC LIMIT 100";
const COUNT: &str = "SELECT COUNT(*) AS count FROM passkeys WHERE account_id = $1";
const FIND: &str = "SELECT p.account_id, p.public_key FROM passkeys p WHERE p.credential_id = $1";
const USE: &str = "UPDATE passkeys SET uses = $2, last_used_at = $3 \
     WHERE credential_id = $1 AND (uses < $2 OR (uses = 0 AND $2 = 0))";
const REMOVE: &str = "DELETE FROM passkeys WHERE account_id = $1 AND id = $2 RETURNING name";

pub const STATEMENTS: &[&str] = &[ASK, FORGET, ANSWER, INSERT, LIST, COUNT, FIND, USE, REMOVE];

/// Keeps a challenge until it is answered.
pub(super) async fn ask(
    tx: &Tx,
    challenge: &[u8],
    account_id: Option<&str>,
    now: i64,
    expires_at: i64,
) -> Result<(), DbError> {
    tx.execute(FORGET, &[now.into()]).await?;
    tx.execute(ASK, &[challenge.into(), account_id.into(), expires_at.into()]).await.map(|_| ())
}

/// Whether the challenge was ours, and for whom; it is answered only once.
pub(super) async fn answer(tx: &Tx, challenge: &[u8], now: i64) -> Result<Option<Option<String>>, DbError> {
    let row = tx.maybe_row(ANSWER, &[challenge.into(), now.into()]).await?;
    row.map(|row| row.maybe_text("account_id")).transpose()
}

/// False where the passkey is known already.
pub(super) async fn insert(
    tx: &Tx,
    passkey: &Passkey,
    account_id: &str,
    public_key: &[u8],
    uses: i64,
) -> Result<bool, DbError> {
    let values = [
        passkey.id.as_str().into(),
        account_id.into(),
        passkey.credential_id.as_slice().into(),
        public_key.into(),
        uses.into(),
        passkey.name.as_str().into(),
        passkey.created_at.into(),
    ];
    Ok(tx.execute(INSERT, &values).await? > 0)
}

/// Newest first.
pub(super) async fn list(db: &impl Read, account_id: &str) -> Result<Vec<Passkey>, DbError> {
    let passkey = |row: &Row| {
        Ok(Passkey {
            id: row.text("id")?,
            credential_id: row.bytes("credential_id")?,
            name: row.text("name")?,
            created_at: row.int("created_at")?,
            last_used_at: row.maybe_int("last_used_at")?,
        })
    };
    db.rows(LIST, &[account_id.into()]).await?.iter().map(passkey).collect()
}

pub(super) async fn count(db: &impl Read, account_id: &str) -> Result<i64, DbError> {
    db.row(COUNT, &[account_id.into()]).await?.int("count")
}

/// Account and public key of a passkey.
pub(super) async fn find(db: &impl Read, credential_id: &[u8]) -> Result<Option<(String, Vec<u8>)>, DbError> {
    let row = db.maybe_row(FIND, &[credential_id.into()]).await?;
    row.map(|row| Ok((row.text("account_id")?, row.bytes("public_key")?))).transpose()
}

/// False where the device counts no further: somebody has copied it.
pub(super) async fn used(tx: &Tx, credential_id: &[u8], uses: i64, at: i64) -> Result<bool, DbError> {
    Ok(tx.execute(USE, &[credential_id.into(), uses.into(), at.into()]).await? > 0)
}

pub(super) async fn remove(tx: &Tx, account_id: &str, id: &str) -> Result<Option<String>, DbError> {
    let row = tx.maybe_row(REMOVE, &[account_id.into(), id.into()]).await?;
    row.map(|row| row.text("name")).transpose()
}
