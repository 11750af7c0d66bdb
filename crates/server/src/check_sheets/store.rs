//! SQL of check sheets. Every call stands behind an assessment the viewer may answer.

use documents::workbook::Table;

use super::{Kept, Waiting};
use crate::db::{DbError, Read, Row, Tx};

const INSERT: &str = "INSERT INTO check_sheet_uploads (id, assessment_id, account_id, file_name, tables, received_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const FORGET: &str = "DELETE FROM check_sheet_uploads WHERE account_id = $1 AND received_at < $2";
const FIND: &str = "SELECT u.id, u.file_name, u.tables FROM check_sheet_uploads u \
     WHERE u.assessment_id = $1 AND u.id = $2 AND u.account_id = $3";
const KEEP: &str = "INSERT INTO check_sheet_mappings (id, organization_id, framework, name, headings, content, changed_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organization_id, framework, headings) DO UPDATE \
     SET name = excluded.name, content = excluded.content, changed_at = excluded.changed_at";
const KEPT: &str = "SELECT m.id, m.content, m.changed_at FROM check_sheet_mappings m \
     WHERE m.organization_id = $1 AND m.framework = $2 ORDER BY m.changed_at DESC, m.id LIMIT $3";
const REMOVE: &str = "DELETE FROM check_sheet_mappings WHERE organization_id = $1 AND id = $2";

pub const STATEMENTS: &[&str] = &[INSERT, FORGET, FIND, KEEP, KEPT, REMOVE];

fn unreadable(error: serde_json::Error) -> DbError {
    DbError::Config(format!("a stored check sheet: {error}"))
}

pub(super) async fn insert(
    tx: &Tx,
    waiting: &Waiting,
    assessment_id: &str,
    account_id: &str,
    tables: &str,
    at: i64,
) -> Result<(), DbError> {
    let values = [
        waiting.id.as_str().into(),
        assessment_id.into(),
        account_id.into(),
        waiting.file_name.as_str().into(),
        tables.into(),
        at.into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

/// Forgets what this person sent in before that moment.
pub(super) async fn forget(tx: &Tx, account_id: &str, before: i64) -> Result<(), DbError> {
    tx.execute(FORGET, &[account_id.into(), before.into()]).await.map(|_| ())
}

pub(super) async fn find(
    db: &impl Read,
    assessment_id: &str,
    id: &str,
    account_id: &str,
) -> Result<Option<Waiting>, DbError> {
    let row = db.maybe_row(FIND, &[assessment_id.into(), id.into(), account_id.into()]).await?;
    let waiting = |row: Row| {
        let tables: Vec<Table> = serde_json::from_str(&row.text("tables")?).map_err(unreadable)?;
        Ok(Waiting { id: row.text("id")?, file_name: row.text("file_name")?, tables })
    };
    row.map(waiting).transpose()
}

/// A sheet with the same headings is the same sheet: the newer mapping takes the place of the older.
pub(super) async fn keep(
    tx: &Tx,
    organization_id: &str,
    framework: &str,
    kept: &Kept,
    content: &str,
) -> Result<(), DbError> {
    let headings = &kept.mapping.headings;
    let headings = [&headings.row, &headings.answer, &headings.note].map(String::as_str).join("\n");
    let values = [
        kept.id.as_str().into(),
        organization_id.into(),
        framework.into(),
        kept.mapping.name.as_str().into(),
        headings.as_str().into(),
        content.into(),
        kept.changed_at.into(),
    ];
    tx.execute(KEEP, &values).await.map(|_| ())
}

/// Newest first.
pub(super) async fn kept(
    db: &impl Read,
    organization_id: &str,
    framework: &str,
    limit: i64,
) -> Result<Vec<Kept>, DbError> {
    let kept = |row: &Row| {
        Ok(Kept {
            id: row.text("id")?,
            mapping: serde_json::from_str(&row.text("content")?).map_err(unreadable)?,
            changed_at: row.int("changed_at")?,
        })
    };
    let rows = db.rows(KEPT, &[organization_id.into(), framework.into(), limit.into()]).await?;
    rows.iter().map(kept).collect()
}

pub(super) async fn remove(tx: &Tx, organization_id: &str, id: &str) -> Result<bool, DbError> {
    Ok(tx.execute(REMOVE, &[organization_id.into(), id.into()]).await? > 0)
}
