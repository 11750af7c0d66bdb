//! SQL of the mail room.

use super::{Letter, Waiting};
use crate::db::{Db, DbError, Read, Row, Tx};

const PAGE_LENGTH: usize = 50;

const INSERT: &str = "INSERT INTO mails \
     (id, to_address, subject, body, created_at, due_at, organization_id, account_id) \
     VALUES ($1, $2, $3, $4, $5, $5, $6, $7)";
const WAITING: &str = "SELECT id, to_address, subject, body, created_at, attempts, problem FROM mails \
     WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 51";
const SETTLE: &str = "UPDATE mails SET due_at = NULL, body = '' WHERE id = $1 AND due_at IS NOT NULL";
const DUE: &str = "SELECT id FROM mails WHERE due_at <= $1 ORDER BY due_at LIMIT 1";
const CLAIM: &str = "UPDATE mails SET due_at = $3, attempts = attempts + 1 WHERE id = $1 AND due_at <= $2 \
     RETURNING id, to_address, subject, body, attempts";
const SENT: &str = "UPDATE mails SET due_at = NULL, body = '', sent_at = $2, problem = '' WHERE id = $1";
const FAILED: &str = "UPDATE mails SET due_at = $2, problem = $3 WHERE id = $1 AND due_at IS NOT NULL";

const FORGET_ORGANIZATION: &str = "DELETE FROM mails WHERE organization_id = $1";

pub const STATEMENTS: &[&str] = &[INSERT, WAITING, SETTLE, DUE, CLAIM, SENT, FAILED, FORGET_ORGANIZATION];

/// A mail taken out for sending.
pub(super) struct Claimed {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub body: String,
    /// This attempt counted.
    pub attempts: i64,
}

pub(super) async fn insert(tx: &Tx, letter: &Letter) -> Result<(), DbError> {
    let values = [
        letter.id.as_str().into(),
        letter.to.as_str().into(),
        letter.subject.as_str().into(),
        letter.body.as_str().into(),
        letter.at.into(),
        letter.organization_id.as_deref().into(),
        letter.account_id.as_deref().into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

pub(super) async fn waiting(db: &Db) -> Result<(Vec<Waiting>, bool), DbError> {
    let rows = db.rows(WAITING, &[]).await?;
    let has_more = rows.len() > PAGE_LENGTH;
    let waiting = rows.iter().take(PAGE_LENGTH).map(|row| {
        Ok::<_, DbError>(Waiting {
            id: row.text("id")?,
            to: row.text("to_address")?,
            subject: row.text("subject")?,
            body: row.text("body")?,
            created_at: row.int("created_at")?,
            attempts: row.int("attempts")?,
            problem: row.text("problem")?,
        })
    });
    Ok((waiting.collect::<Result<_, _>>()?, has_more))
}

pub(super) async fn settle(tx: &Tx, id: &str) -> Result<bool, DbError> {
    Ok(tx.execute(SETTLE, &[id.into()]).await? == 1)
}

/// The mail that is due first.
pub(super) async fn due(db: &Db, now: i64) -> Result<Option<String>, DbError> {
    db.maybe_row(DUE, &[now.into()]).await?.map(|row| row.text("id")).transpose()
}

/// Takes a mail out until `until`; none where another server was faster.
pub(super) async fn claim(tx: &Tx, id: &str, now: i64, until: i64) -> Result<Option<Claimed>, DbError> {
    let row = tx.maybe_row(CLAIM, &[id.into(), now.into(), until.into()]).await?;
    row.map(|row| claimed(&row)).transpose()
}

fn claimed(row: &Row) -> Result<Claimed, DbError> {
    Ok(Claimed {
        id: row.text("id")?,
        to: row.text("to_address")?,
        subject: row.text("subject")?,
        body: row.text("body")?,
        attempts: row.int("attempts")?,
    })
}

pub(super) async fn sent(tx: &Tx, id: &str, now: i64) -> Result<(), DbError> {
    tx.execute(SENT, &[id.into(), now.into()]).await.map(|_| ())
}

/// Remembers what the mail server said, and when to try again.
pub(super) async fn failed(tx: &Tx, id: &str, again_at: i64, problem: &str) -> Result<(), DbError> {
    tx.execute(FAILED, &[id.into(), again_at.into(), problem.into()]).await.map(|_| ())
}

pub(super) async fn forget_organization(tx: &Tx, organization_id: &str) -> Result<(), DbError> {
    tx.execute(FORGET_ORGANIZATION, &[organization_id.into()]).await.map(|_| ())
}
