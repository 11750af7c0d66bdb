//! SQL of the accounts room.

use domain::Language;

use super::{Scope, Viewer};
use crate::db::{Db, DbError, Read, Tx};

const COUNT_ACCOUNTS: &str =
    "SELECT COUNT(*) AS count FROM (SELECT id FROM accounts LIMIT 1) AS first_account";
const INSERT_ACCOUNT: &str = "INSERT INTO accounts (id, email, name, password_hash, is_operator, language, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const CREDENTIALS: &str = "SELECT id, password_hash FROM accounts WHERE email = $1 AND deleted_at IS NULL";
const VIEWER: &str = "SELECT a.id, a.name, a.email, a.is_operator, a.language, s.csrf, s.token_hash, s.proved_at, s.last_seen_at \
     FROM sessions s JOIN accounts a ON a.id = s.account_id \
     WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND a.deleted_at IS NULL";
const SEE_SESSION: &str = "UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1";
const INSERT_SESSION: &str = "INSERT INTO sessions \
     (token_hash, account_id, csrf, created_at, last_seen_at, proved_at, expires_at, browser) \
     VALUES ($1, $2, $3, $4, $4, $5, $6, $7)";
const INSERT_STEP: &str =
    "INSERT INTO sign_in_steps (token_hash, account_id, attempts_left, expires_at) VALUES ($1, $2, $3, $4)";
const TRY_STEP: &str = "UPDATE sign_in_steps SET attempts_left = attempts_left - 1 \
     WHERE token_hash = $1 AND attempts_left > 0 AND expires_at > $2 RETURNING account_id";
const STEP: &str = "SELECT a.email FROM sign_in_steps s JOIN accounts a ON a.id = s.account_id \
     WHERE s.token_hash = $1 AND s.attempts_left > 0 AND s.expires_at > $2";
const DELETE_STEP: &str = "DELETE FROM sign_in_steps WHERE token_hash = $1";
const DELETE_EXPIRED_STEPS: &str = "DELETE FROM sign_in_steps WHERE expires_at < $1";
const DELETE_SESSION: &str = "DELETE FROM sessions WHERE token_hash = $1";
const DELETE_EXPIRED: &str = "DELETE FROM sessions WHERE expires_at < $1";
const INSERT_LINK: &str =
    "INSERT INTO sign_in_links (token_hash, account_id, expires_at) VALUES ($1, $2, $3)";
const USE_LINK: &str = "UPDATE sign_in_links SET used_at = $2 \
     WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING account_id";
const LINK: &str =
    "SELECT account_id FROM sign_in_links WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
const SET_LANGUAGE: &str = "UPDATE accounts SET language = $2 WHERE id = $1";

const SET_MEMBERSHIP: &str = "INSERT INTO memberships (account_id, organization_id, role, created_at) \
     SELECT a.id, o.id, CAST($3 AS TEXT), CAST($4 AS BIGINT) FROM accounts a, organizations o \
     WHERE a.id = $1 AND o.id = $2 AND a.deleted_at IS NULL AND o.deleted_at IS NULL \
     ON CONFLICT (account_id, organization_id) DO UPDATE SET role = excluded.role";

const SET_PASSWORD: &str = "UPDATE accounts SET password_hash = $2 WHERE id = $1";
const DELETE_OTHER_SESSIONS: &str = "DELETE FROM sessions WHERE account_id = $1 AND token_hash <> $2";

const COUNT_MAIL_LINKS: &str =
    "SELECT COUNT(*) AS count FROM mail_links WHERE account_id = $1 AND created_at > $2 AND kind = $3";
const INSERT_MAIL_LINK: &str = "INSERT INTO mail_links (token_hash, kind, account_id, email, created_at, expires_at) \
     SELECT $1, CAST($2 AS TEXT), a.id, CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($6 AS BIGINT) FROM accounts a \
     WHERE a.id = $3 AND a.deleted_at IS NULL";
const MAIL_LINK: &str = "SELECT l.account_id, l.email, a.name, a.email AS current FROM mail_links l \
     JOIN accounts a ON a.id = l.account_id \
     WHERE l.token_hash = $1 AND l.kind = $2 AND l.used_at IS NULL AND l.expires_at > $3";
const USE_MAIL_LINK: &str =
    "UPDATE mail_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
const END_MAIL_LINKS: &str = "UPDATE mail_links SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL";
const SET_EMAIL: &str = "UPDATE accounts SET email = $2 WHERE id = $1 \
     AND NOT EXISTS (SELECT 1 FROM accounts other WHERE other.email = $2)";

const OTHER_OPERATOR: &str = "SELECT id FROM accounts WHERE is_operator = 1 AND id <> $1 LIMIT 1";
const APPOINT: &str = "UPDATE accounts SET is_operator = 1 WHERE id = $1 AND deleted_at IS NULL";
const EMPTY: &str = "UPDATE accounts SET email = $2, name = '', password_hash = NULL, is_operator = 0, language = NULL, \
     deleted_at = $3 WHERE id = $1 AND deleted_at IS NULL";

pub const STATEMENTS: &[&str] = &[
    END_MAIL_LINKS,
    SET_EMAIL,
    OTHER_OPERATOR,
    APPOINT,
    EMPTY,
    COUNT_MAIL_LINKS,
    INSERT_MAIL_LINK,
    MAIL_LINK,
    USE_MAIL_LINK,
    SEE_SESSION,
    INSERT_STEP,
    TRY_STEP,
    STEP,
    DELETE_STEP,
    DELETE_EXPIRED_STEPS,
    SET_PASSWORD,
    DELETE_OTHER_SESSIONS,
    SET_MEMBERSHIP,
    COUNT_ACCOUNTS,
    INSERT_ACCOUNT,
    CREDENTIALS,
    VIEWER,
    INSERT_SESSION,
    DELETE_SESSION,
    DELETE_EXPIRED,
    INSERT_LINK,
    LINK,
    USE_LINK,
    SET_LANGUAGE,
];

/// An account as it is first written.
pub struct NewAccount {
    pub id: String,
    pub email: String,
    pub name: String,
    pub password_hash: Option<String>,
    pub is_operator: bool,
    pub language: Option<Language>,
    pub created_at: i64,
}

pub(super) struct SessionRow {
    pub token_hash: Vec<u8>,
    pub account_id: String,
    pub csrf: String,
    pub created_at: i64,
    pub proved_at: i64,
    pub expires_at: i64,
    pub browser: String,
}

/// 0 or 1: whether there is any account at all.
pub(super) async fn count_accounts(db: &impl Read) -> Result<i64, DbError> {
    db.row(COUNT_ACCOUNTS, &[]).await?.int("count")
}

pub async fn insert_account(tx: &Tx, account: &NewAccount) -> Result<(), DbError> {
    let values = [
        account.id.as_str().into(),
        account.email.as_str().into(),
        account.name.as_str().into(),
        account.password_hash.as_deref().into(),
        account.is_operator.into(),
        account.language.map(Language::code).into(),
        account.created_at.into(),
    ];
    tx.execute(INSERT_ACCOUNT, &values).await.map(|_| ())
}

pub(super) async fn set_password(tx: &Tx, account_id: &str, hash: Option<&str>) -> Result<(), DbError> {
    tx.execute(SET_PASSWORD, &[account_id.into(), hash.into()]).await.map(|_| ())
}

pub(super) async fn delete_other_sessions(tx: &Tx, account_id: &str, kept: Vec<u8>) -> Result<(), DbError> {
    tx.execute(DELETE_OTHER_SESSIONS, &[account_id.into(), kept.into()]).await.map(|_| ())
}

/// Gives a person a role, or another one. Neither may be gone.
pub async fn set_membership(
    tx: &Tx,
    account_id: &str,
    organization_id: &str,
    role: &str,
    at: i64,
) -> Result<(), DbError> {
    let values = [account_id.into(), organization_id.into(), role.into(), at.into()];
    match tx.execute(SET_MEMBERSHIP, &values).await? {
        0 => Err(DbError::NotFound),
        _ => Ok(()),
    }
}

pub(super) async fn credentials(db: &Db, email: &str) -> Result<Option<(String, Option<String>)>, DbError> {
    let row = db.maybe_row(CREDENTIALS, &[email.into()]).await?;
    row.map(|row| Ok((row.text("id")?, row.maybe_text("password_hash")?))).transpose()
}

/// The person behind a session, and when it was last used.
pub(super) async fn viewer(
    db: &Db,
    token_hash: Vec<u8>,
    now: i64,
    idle_since: i64,
) -> Result<Option<(Viewer, i64)>, DbError> {
    let values = [token_hash.into(), now.into(), idle_since.into()];
    let Some(row) = db.maybe_row(VIEWER, &values).await? else { return Ok(None) };
    let viewer = Viewer {
        account_id: row.text("id")?,
        name: row.text("name")?,
        email: row.text("email")?,
        is_operator: row.flag("is_operator")?,
        language: row.maybe_text("language")?.as_deref().and_then(Language::from_code),
        csrf: row.text("csrf")?,
        by_cookie: true,
        scope: Scope::Person,
        session: row.bytes("token_hash")?,
        proved_at: row.int("proved_at")?,
    };
    Ok(Some((viewer, row.int("last_seen_at")?)))
}

pub(super) async fn see_session(tx: &Tx, token_hash: Vec<u8>, now: i64) -> Result<(), DbError> {
    tx.execute(SEE_SESSION, &[token_hash.into(), now.into()]).await.map(|_| ())
}

pub(super) async fn insert_step(
    tx: &Tx,
    token_hash: Vec<u8>,
    account_id: &str,
    attempts: i64,
    expires_at: i64,
) -> Result<(), DbError> {
    let values = [token_hash.into(), account_id.into(), attempts.into(), expires_at.into()];
    tx.execute(INSERT_STEP, &values).await.map(|_| ())
}

/// The address of the person whose second factor is waited for.
pub(super) async fn step(db: &Db, token_hash: Vec<u8>, now: i64) -> Result<Option<String>, DbError> {
    let row = db.maybe_row(STEP, &[token_hash.into(), now.into()]).await?;
    row.map(|row| row.text("email")).transpose()
}

/// Takes one attempt of a step that still holds, and says whose it is.
pub(super) async fn try_step(tx: &Tx, token_hash: Vec<u8>, now: i64) -> Result<Option<String>, DbError> {
    let row = tx.maybe_row(TRY_STEP, &[token_hash.into(), now.into()]).await?;
    row.map(|row| row.text("account_id")).transpose()
}

pub(super) async fn delete_step(tx: &Tx, token_hash: Vec<u8>) -> Result<(), DbError> {
    tx.execute(DELETE_STEP, &[token_hash.into()]).await.map(|_| ())
}

pub(super) async fn delete_expired_steps(tx: &Tx, now: i64) -> Result<(), DbError> {
    tx.execute(DELETE_EXPIRED_STEPS, &[now.into()]).await.map(|_| ())
}

pub(super) async fn insert_session(tx: &Tx, session: &SessionRow) -> Result<(), DbError> {
    let values = [
        session.token_hash.clone().into(),
        session.account_id.as_str().into(),
        session.csrf.as_str().into(),
        session.created_at.into(),
        session.proved_at.into(),
        session.expires_at.into(),
        session.browser.as_str().into(),
    ];
    tx.execute(INSERT_SESSION, &values).await.map(|_| ())
}

pub(super) async fn delete_session(tx: &Tx, token_hash: Vec<u8>) -> Result<(), DbError> {
    tx.execute(DELETE_SESSION, &[token_hash.into()]).await.map(|_| ())
}

pub(super) async fn delete_expired(tx: &Tx, now: i64) -> Result<(), DbError> {
    tx.execute(DELETE_EXPIRED, &[now.into()]).await.map(|_| ())
}

pub(super) async fn insert_link(
    tx: &Tx,
    token_hash: Vec<u8>,
    account_id: &str,
    expires_at: i64,
) -> Result<(), DbError> {
    tx.execute(INSERT_LINK, &[token_hash.into(), account_id.into(), expires_at.into()]).await.map(|_| ())
}

/// Whose link it is, while it works.
pub(super) async fn link(db: &Db, token_hash: Vec<u8>, now: i64) -> Result<Option<String>, DbError> {
    let row = db.maybe_row(LINK, &[token_hash.into(), now.into()]).await?;
    row.map(|row| row.text("account_id")).transpose()
}

pub(super) async fn use_link(tx: &Tx, token_hash: Vec<u8>, now: i64) -> Result<Option<String>, DbError> {
    let row = tx.maybe_row(USE_LINK, &[token_hash.into(), now.into()]).await?;
    row.map(|row| row.text("account_id")).transpose()
}

pub(super) async fn set_language(tx: &Tx, account_id: &str, language: Language) -> Result<(), DbError> {
    tx.execute(SET_LANGUAGE, &[account_id.into(), language.code().into()]).await.map(|_| ())
}

/// A link for one thing, as it is written.
pub(super) struct MailLink {
    pub token_hash: Vec<u8>,
    pub kind: &'static str,
    pub email: String,
    pub created_at: i64,
    pub expires_at: i64,
}

/// Whose link it is, and the address it went to.
pub(super) struct LinkOwner {
    pub account_id: String,
    pub name: String,
    pub email: String,
    /// The address of the account.
    pub current: String,
}

/// Links of that kind that an account was sent since then.
pub(super) async fn count_mail_links(
    tx: &Tx,
    account_id: &str,
    kind: &str,
    since: i64,
) -> Result<i64, DbError> {
    tx.row(COUNT_MAIL_LINKS, &[account_id.into(), since.into(), kind.into()]).await?.int("count")
}

/// False where the person has left.
pub(super) async fn insert_mail_link(tx: &Tx, account_id: &str, link: &MailLink) -> Result<bool, DbError> {
    let values = [
        link.token_hash.clone().into(),
        link.kind.into(),
        account_id.into(),
        link.email.as_str().into(),
        link.created_at.into(),
        link.expires_at.into(),
    ];
    Ok(tx.execute(INSERT_MAIL_LINK, &values).await? == 1)
}

pub(super) async fn mail_link(
    db: &Db,
    token_hash: Vec<u8>,
    kind: &str,
    now: i64,
) -> Result<Option<LinkOwner>, DbError> {
    let row = db.maybe_row(MAIL_LINK, &[token_hash.into(), kind.into(), now.into()]).await?;
    row.map(|row| {
        Ok(LinkOwner {
            account_id: row.text("account_id")?,
            name: row.text("name")?,
            email: row.text("email")?,
            current: row.text("current")?,
        })
    })
    .transpose()
}

/// False where it was used meanwhile.
pub(super) async fn use_mail_link(tx: &Tx, token_hash: Vec<u8>, now: i64) -> Result<bool, DbError> {
    Ok(tx.execute(USE_MAIL_LINK, &[token_hash.into(), now.into()]).await? == 1)
}

/// All links of the account that are still open.
pub(super) async fn end_mail_links(tx: &Tx, account_id: &str, now: i64) -> Result<(), DbError> {
    tx.execute(END_MAIL_LINKS, &[account_id.into(), now.into()]).await.map(|_| ())
}

/// Whether the account has the address now; another one may have it already.
pub(super) async fn set_email(tx: &Tx, account_id: &str, email: &str) -> Result<bool, DbError> {
    Ok(tx.execute(SET_EMAIL, &[account_id.into(), email.into()]).await? == 1)
}

pub(super) async fn has_other_operator(db: &impl Read, account_id: &str) -> Result<bool, DbError> {
    Ok(db.maybe_row(OTHER_OPERATOR, &[account_id.into()]).await?.is_some())
}

pub(super) async fn appoint(tx: &Tx, account_id: &str) -> Result<(), DbError> {
    tx.execute(APPOINT, &[account_id.into()]).await.map(|_| ())
}

/// False where the person has left already.
pub(super) async fn empty(tx: &Tx, account_id: &str, email: &str, now: i64) -> Result<bool, DbError> {
    Ok(tx.execute(EMPTY, &[account_id.into(), email.into(), now.into()]).await? == 1)
}
