//! SQL of the activity room.

use super::Entry;
use crate::db::{Db, DbError, Read, Row, Tx};

/// The query asks for one more, to know whether there are more.
const PAGE_LENGTH: usize = 50;

const INSERT: &str = "INSERT INTO activity (id, at, account_id, organization_id, kind, subject, detail, salt, leaf_hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

macro_rules! select_lines {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.at, v.account_id, v.kind, v.subject, v.detail, v.position, a.name AS person, s.period \
             FROM activity v LEFT JOIN accounts a ON a.id = v.account_id \
             LEFT JOIN assessments s ON s.id = v.subject AND s.organization_id = v.organization_id \
             WHERE v.organization_id = $1 AND ",
            $rest
        )
    };
}

const PAGE: &str = select_lines!("v.id < $2 ORDER BY v.id DESC LIMIT 51");
const OF_SUBJECT: &str = select_lines!("v.subject = $3 AND v.id < $2 ORDER BY v.id DESC LIMIT 51");
const EXPORT: &str = "SELECT v.id, v.at, v.account_id, v.kind, v.subject, v.detail, v.salt, v.leaf_hash, v.position, \
     a.name AS person FROM activity v LEFT JOIN accounts a ON a.id = v.account_id \
     WHERE v.organization_id = $1 AND v.id > $2 ORDER BY v.id LIMIT 500";
const LEAF: &str = "SELECT position, leaf_hash FROM activity WHERE organization_id = $1 AND id = $2";

pub const STATEMENTS: &[&str] = &[INSERT, PAGE, OF_SUBJECT, EXPORT, LEAF];

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
    pub position: Option<i64>,
    /// Name of who did it, as long as there is such an account.
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
