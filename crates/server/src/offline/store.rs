//! SQL of forms that were sent in. They are found only together with an assessment the viewer may answer.

use super::uploads::{Content, Upload};
use crate::db::{DbError, Read, Tx};

const INSERT: &str = "INSERT INTO form_uploads (id, assessment_id, account_id, file_name, rater, rated_on, content, \
     received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const FORGET: &str = "DELETE FROM form_uploads WHERE account_id = $1 AND received_at < $2";
const FIND: &str = "SELECT id, assessment_id, account_id, file_name, rater, rated_on, content, received_at \
     FROM form_uploads WHERE assessment_id = $1 AND id = $2 AND account_id = $3";

pub const STATEMENTS: &[&str] = &[INSERT, FORGET, FIND];

pub(super) async fn insert(tx: &Tx, upload: &Upload, content: &str) -> Result<(), DbError> {
    let values = [
        upload.id.as_str().into(),
        upload.assessment_id.as_str().into(),
        upload.account_id.as_str().into(),
        upload.file_name.as_str().into(),
        upload.rater.as_str().into(),
        upload.rated_on.as_str().into(),
        content.into(),
        upload.received_at.into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

/// Forgets what this person sent in before that moment.
pub(super) async fn forget(tx: &Tx, account_id: &str, before: i64) -> Result<(), DbError> {
    tx.execute(FORGET, &[account_id.into(), before.into()]).await.map(|_| ())
}

/// A form that the same person sent in for this assessment.
pub(super) async fn find(
    db: &impl Read,
    assessment_id: &str,
    id: &str,
    account_id: &str,
) -> Result<Option<Upload>, DbError> {
    let row = db.maybe_row(FIND, &[assessment_id.into(), id.into(), account_id.into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let unreadable = |error: serde_json::Error| DbError::Config(format!("a stored form: {error}"));
    let content: Content = serde_json::from_str(&row.text("content")?).map_err(unreadable)?;
    Ok(Some(Upload {
        id: row.text("id")?,
        assessment_id: row.text("assessment_id")?,
        account_id: row.text("account_id")?,
        file_name: row.text("file_name")?,
        rater: row.text("rater")?,
        rated_on: row.text("rated_on")?,
        content,
        received_at: row.int("received_at")?,
    }))
}
