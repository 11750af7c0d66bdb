//! SQL of the activity room.

use super::Entry;
use crate::db::{Db, DbError, Read, Row, Tx};

/// The query asks for one more, to know whether there are more.
const PAGE_LENGTH: usize = 50;
/// Entries that are erased in one go.
pub(super) const BATCH: usize = 500;

const INSERT: &str = "INSERT INTO activity (id, at, account_id, organization_id, kind, subject, detail, salt, leaf_hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

macro_rules! select_lines {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.at, v.account_id, v.kind, v.subject, v.detail, v.detail_hash, v.position, \
             NULLIF(a.name, '') AS person, s.period \
             FROM activity v LEFT JOIN accounts a ON a.id = v.account_id \
             LEFT JOIN assessments s ON s.id = v.subject AND s.organization_id = v.organization_id \
             WHERE v.organization_id = $1 AND ",
            $rest
        )
    };
}

const PAGE: &str = select_lines!("v.id < $2 ORDER BY v.id DESC LIMIT 51");
const OF_SUBJECT: &str = select_lines!("v.subject = $3 AND v.id < $2 ORDER BY v.id DESC LIMIT 51");
const EXPORT: &str = "SELECT v.id, v.at, v.account_id, v.kind, v.subject, v.detail, v.salt, v.detail_hash, v.leaf_hash, \
     v.position, NULLIF(a.name, '') AS person FROM activity v LEFT JOIN accounts a ON a.id = v.account_id \
     WHERE v.organization_id = $1 AND v.id > $2 ORDER BY v.id LIMIT 500";

/// Entries whose detail can be erased: there is one, and its leaf has it as a salted hash.
macro_rules! select_erasable {
    ($which:literal) => {
        concat!(
            "SELECT v.id, v.detail, v.salt FROM activity v WHERE v.detail <> '' AND v.salt IS NOT NULL AND ",
            $which,
            " ORDER BY v.id LIMIT 500"
        )
    };
}

const ERASABLE_OF_ORGANIZATION: &str = select_erasable!("v.organization_id = $1 AND v.id > $2");
const ERASABLE_IN: &str = select_erasable!("v.organization_id = $1 AND v.subject = $2 AND v.id > $3");
const ERASABLE_OF_ACCOUNT: &str =
    select_erasable!("v.account_id = $1 AND v.organization_id IS NULL AND v.id > $2");
const ERASABLE_ABOUT: &str = select_erasable!("v.subject = $1 AND v.kind <> 'item-answered' AND v.id > $2");
const ERASE: &str = "UPDATE activity SET detail = '', salt = NULL, detail_hash = $2 WHERE id = $1";
const LEAF: &str = "SELECT position, leaf_hash FROM activity WHERE organization_id = $1 AND id = $2";

pub const STATEMENTS: &[&str] = &[
    INSERT,
    PAGE,
    OF_SUBJECT,
    EXPORT,
    ERASABLE_OF_ORGANIZATION,
    ERASABLE_IN,
    ERASABLE_OF_ACCOUNT,
    ERASABLE_ABOUT,
    ERASE,
    LEAF,
];

pub async fn insert(tx: &Tx, entry: &Entry, leaf_hash: Vec<u8>) -> Result<(), DbError> {
    let values = [
        entry.id.as_str().into(),
        entry.at.into(),
        entry.account_id.as_deref().into(),
        entry.organization_id.as_deref().into(),
        entry.kind.slug().into(),
        entry.subject.as_str().into(),
        entry.detail.as_str().into(),
        entry.salt.as_slice().into(),
        leaf_hash.into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

/// One line of the activity page.
pub struct Line {
    pub id: String,
    pub at: i64,
    pub account_id: Option<String>,
    pub kind: String,
    pub subject: String,
    pub detail: String,
    pub is_erased: bool,
    pub position: Option<i64>,
    /// Name of who did it, as long as there is such a person.
    pub person: Option<String>,
    /// Fiscal year, where the entry is about an assessment that is still there.
    pub period: Option<i64>,
}

/// Fifty entries older than `before`, newest first, and where the next fifty begin if there are more. With a subject, those
/// about it alone.
pub async fn page(
    db: &Db,
    organization_id: &str,
    subject: Option<&str>,
    before: Option<&str>,
) -> Result<(Vec<Line>, Option<String>), DbError> {
    // `~` sorts after every id.
    let (organization_id, before) = (organization_id.into(), before.unwrap_or("~").into());
    let rows = match subject {
        Some(subject) => db.rows(OF_SUBJECT, &[organization_id, before, subject.into()]).await?,
        None => db.rows(PAGE, &[organization_id, before]).await?,
    };
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let more = lines.len() > PAGE_LENGTH;
    lines.truncate(PAGE_LENGTH);
    let next = lines.last().filter(|_| more).map(|line| line.id.clone());
    Ok((lines, next))
}

fn line(row: &Row) -> Result<Line, DbError> {
    Ok(Line {
        id: row.text("id")?,
        at: row.int("at")?,
        account_id: row.maybe_text("account_id")?,
        kind: row.text("kind")?,
        subject: row.text("subject")?,
        detail: row.text("detail")?,
        is_erased: row.maybe_bytes("detail_hash")?.is_some(),
        position: row.maybe_int("position")?,
        person: row.maybe_text("person")?,
        period: row.maybe_int("period")?,
    })
}

/// An entry with all that its hash is made of.
pub struct Exported {
    pub id: String,
    pub at: i64,
    pub account_id: Option<String>,
    pub person: Option<String>,
    pub kind: String,
    pub subject: String,
    pub detail: String,
    pub salt: Option<Vec<u8>>,
    pub detail_hash: Option<Vec<u8>>,
    pub leaf_hash: Vec<u8>,
    pub position: Option<i64>,
}

/// At most 500 entries after the one with this id, oldest first.
pub async fn export(db: &Db, organization_id: &str, after: &str) -> Result<Vec<Exported>, DbError> {
    let exported = |row: &Row| {
        Ok(Exported {
            id: row.text("id")?,
            at: row.int("at")?,
            account_id: row.maybe_text("account_id")?,
            person: row.maybe_text("person")?,
            kind: row.text("kind")?,
            subject: row.text("subject")?,
            detail: row.text("detail")?,
            salt: row.maybe_bytes("salt")?,
            detail_hash: row.maybe_bytes("detail_hash")?,
            leaf_hash: row.bytes("leaf_hash")?,
            position: row.maybe_int("position")?,
        })
    };
    db.rows(EXPORT, &[organization_id.into(), after.into()]).await?.iter().map(exported).collect()
}

/// Position and hash of an entry of an organization.
pub async fn leaf(
    db: &Db,
    organization_id: &str,
    id: &str,
) -> Result<Option<(Option<i64>, Vec<u8>)>, DbError> {
    let row = db.maybe_row(LEAF, &[organization_id.into(), id.into()]).await?;
    row.map(|row| Ok((row.maybe_int("position")?, row.bytes("leaf_hash")?))).transpose()
}

/// An entry whose detail can be erased.
pub(super) struct Erasable {
    pub id: String,
    pub detail: String,
    pub salt: Vec<u8>,
}

fn erasable(rows: Vec<Row>) -> Result<Vec<Erasable>, DbError> {
    let erasable = |row: &Row| {
        Ok(Erasable { id: row.text("id")?, detail: row.text("detail")?, salt: row.bytes("salt")? })
    };
    rows.iter().map(erasable).collect()
}

/// At most [`BATCH`] of an organization.
pub(super) async fn erasable_of_organization(
    tx: &Tx,
    organization_id: &str,
    after: &str,
) -> Result<Vec<Erasable>, DbError> {
    erasable(tx.rows(ERASABLE_OF_ORGANIZATION, &[organization_id.into(), after.into()]).await?)
}

/// At most [`BATCH`] of an organization, about one thing.
pub(super) async fn erasable_in(
    tx: &Tx,
    organization_id: &str,
    subject: &str,
    after: &str,
) -> Result<Vec<Erasable>, DbError> {
    erasable(tx.rows(ERASABLE_IN, &[organization_id.into(), subject.into(), after.into()]).await?)
}

/// At most [`BATCH`] that a person left for themselves alone.
pub(super) async fn erasable_of_account(
    tx: &Tx,
    account_id: &str,
    after: &str,
) -> Result<Vec<Erasable>, DbError> {
    erasable(tx.rows(ERASABLE_OF_ACCOUNT, &[account_id.into(), after.into()]).await?)
}

/// At most [`BATCH`] about one thing, in any organization.
pub(super) async fn erasable_about(tx: &Tx, subject: &str, after: &str) -> Result<Vec<Erasable>, DbError> {
    erasable(tx.rows(ERASABLE_ABOUT, &[subject.into(), after.into()]).await?)
}

pub(super) async fn erase(tx: &Tx, id: &str, detail_hash: &[u8]) -> Result<(), DbError> {
    tx.execute(ERASE, &[id.into(), detail_hash.into()]).await.map(|_| ())
}
