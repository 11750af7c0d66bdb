//! SQL of the activity room.

use super::Entry;
use crate::db::{Db, DbError, Read, Tx};

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

/// The fifty entries before `before` (an id; `~` for the newest), and one more if there are more.
pub async fn page(db: &Db, organization_id: &str, before: &str) -> Result<Vec<Line>, DbError> {
    let rows = db.rows(PAGE, &[organization_id.into(), before.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Line {
                id: row.text("id")?,
                at: row.int("at")?,
                kind: row.text("kind")?,
                detail: row.text("detail")?,
                person: row.maybe_text("person")?,
            })
        })
        .collect()
}
