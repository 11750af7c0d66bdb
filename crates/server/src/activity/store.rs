//! SQL of the activity room.

use super::Entry;
use crate::db::{Db, DbError, Read, Row, Tx};

/// The query asks for one more, to know whether there are more.
const PAGE_LENGTH: usize = 50;

const INSERT: &str = "INSERT INTO activity (id, at, account_id, organization_id, kind, subject, detail, leaf_hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const PAGE: &str = "SELECT v.id, v.at, v.kind, v.subject, v.detail, a.name AS person \
     FROM activity v LEFT JOIN accounts a ON a.id = v.account_id \
     WHERE v.organization_id = $1 AND v.id < $2 ORDER BY v.id DESC LIMIT 51";

pub const STATEMENTS: &[&str] = &[INSERT, PAGE];

pub async fn insert(tx: &Tx, entry: &Entry, leaf_hash: Vec<u8>) -> Result<(), DbError> {
    let values = [
        entry.id.as_str().into(),
        entry.at.into(),
        entry.account_id.as_deref().into(),
        entry.organization_id.as_deref().into(),
        entry.kind.slug().into(),
        entry.subject.as_str().into(),
        entry.detail.as_str().into(),
        leaf_hash.into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

/// One line of the activity page.
pub struct Line {
    pub id: String,
    pub at: i64,
    pub kind: String,
    pub detail: String,
    pub person: Option<String>,
}

/// Fifty entries older than `before`, newest first, and where the next fifty begin if there are more.
pub async fn page(
    db: &Db,
    organization_id: &str,
    before: Option<&str>,
) -> Result<(Vec<Line>, Option<String>), DbError> {
    // `~` sorts after every id.
    let rows = db.rows(PAGE, &[organization_id.into(), before.unwrap_or("~").into()]).await?;
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
        kind: row.text("kind")?,
        detail: row.text("detail")?,
        person: row.maybe_text("person")?,
    })
}
