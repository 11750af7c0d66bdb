//! SQL of access tokens.

use domain::Language;

use super::AccessToken;
use crate::accounts::{Scope, Viewer};
use crate::app::new_token;
use crate::db::{DbError, Read, Row, Tx};

const VIEWER: &str = "SELECT a.id, a.name, a.email, a.is_operator, a.language, t.may_write, t.last_used_at \
     FROM access_tokens t JOIN accounts a ON a.id = t.account_id WHERE t.token_hash = $1 AND t.expires_at > $2 \
     AND a.deleted_at IS NULL";
const USED: &str = "UPDATE access_tokens SET last_used_at = $2 WHERE token_hash = $1";
const INSERT: &str = "INSERT INTO access_tokens (id, token_hash, account_id, name, may_write, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIST: &str = "SELECT t.id, t.name, t.may_write, t.created_at, t.expires_at, t.last_used_at \
     FROM access_tokens t WHERE t.account_id = $1 ORDER BY t.id DESC LIMIT 100";
const COUNT: &str = "SELECT COUNT(*) AS count FROM access_tokens WHERE account_id = $1";
const REVOKE: &str = "DELETE FROM access_tokens WHERE account_id = $1 AND id = $2 RETURNING name";
const REVOKE_ALL: &str = "DELETE FROM access_tokens WHERE account_id = $1";

pub const STATEMENTS: &[&str] = &[VIEWER, USED, INSERT, LIST, COUNT, REVOKE, REVOKE_ALL];

/// The person a token stands for, and when it was last used.
pub(super) async fn viewer(
    db: &impl Read,
    token_hash: &[u8],
    now: i64,
) -> Result<Option<(Viewer, i64)>, DbError> {
    let Some(row) = db.maybe_row(VIEWER, &[token_hash.into(), now.into()]).await? else { return Ok(None) };
    let viewer = Viewer {
        account_id: row.text("id")?,
        name: row.text("name")?,
        email: row.text("email")?,
        is_operator: row.flag("is_operator")?,
        language: row.maybe_text("language")?.as_deref().and_then(Language::from_code),
        // No form is ever sent with a token.
        csrf: new_token(),
        by_cookie: false,
        scope: if row.flag("may_write")? { Scope::Write } else { Scope::Read },
        session: Vec::new(),
        proved_at: 0,
    };
    Ok(Some((viewer, row.maybe_int("last_used_at")?.unwrap_or_default())))
}

pub(super) async fn used(tx: &Tx, token_hash: &[u8], now: i64) -> Result<(), DbError> {
    tx.execute(USED, &[token_hash.into(), now.into()]).await.map(|_| ())
}

pub(super) async fn insert(
    tx: &Tx,
    token: &AccessToken,
    token_hash: &[u8],
    account_id: &str,
) -> Result<(), DbError> {
    let values = [
        token.id.as_str().into(),
        token_hash.into(),
        account_id.into(),
        token.name.as_str().into(),
        token.may_write.into(),
        token.created_at.into(),
        token.expires_at.into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

/// Newest first.
pub(super) async fn list(db: &impl Read, account_id: &str) -> Result<Vec<AccessToken>, DbError> {
    let token = |row: &Row| {
        Ok(AccessToken {
            id: row.text("id")?,
            name: row.text("name")?,
            may_write: row.flag("may_write")?,
            created_at: row.int("created_at")?,
            expires_at: row.int("expires_at")?,
            last_used_at: row.maybe_int("last_used_at")?,
        })
    };
    db.rows(LIST, &[account_id.into()]).await?.iter().map(token).collect()
}

pub(super) async fn count(db: &impl Read, account_id: &str) -> Result<i64, DbError> {
    db.row(COUNT, &[account_id.into()]).await?.int("count")
}

/// The name of the token that is gone now.
pub(super) async fn revoke(tx: &Tx, account_id: &str, id: &str) -> Result<Option<String>, DbError> {
    let row = tx.maybe_row(REVOKE, &[account_id.into(), id.into()]).await?;
    row.map(|row| row.text("name")).transpose()
}

pub(super) async fn revoke_all(tx: &Tx, account_id: &str) -> Result<(), DbError> {
    tx.execute(REVOKE_ALL, &[account_id.into()]).await.map(|_| ())
}
