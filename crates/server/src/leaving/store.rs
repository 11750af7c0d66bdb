//! SQL of answers files, and of forgetting a person.

use domain::assessments::Answer;
use domain::frameworks::Scale;

use super::tables::{FORGETTING, SWEEPS};
use crate::db::{Db, DbError, Read, Tx};

const EDITIONS: &str =
    "SELECT DISTINCT a.edition FROM assessments a WHERE a.organization_id = $1 ORDER BY a.edition LIMIT 100";
const ASSESSMENTS: &str = "SELECT a.id, a.frozen_answers FROM assessments a \
     WHERE a.organization_id = $1 AND a.edition = $2 AND a.id > $3 ORDER BY a.id LIMIT 50";
const CODES: &str =
    "SELECT w.item, w.answer FROM answers w WHERE w.assessment_id = $1 AND w.rater = 'shared' LIMIT 10000";

pub const STATEMENTS: &[&str] = &[EDITIONS, ASSESSMENTS, CODES];

/// Every edition that an organization has answered.
pub(super) async fn editions(db: &Db, organization_id: &str) -> Result<Vec<String>, DbError> {
    let rows = db.rows(EDITIONS, &[organization_id.into()]).await?;
    rows.iter().map(|row| row.text("edition")).collect()
}

/// Id of each assessment of an edition after this one, with its answers where they are frozen.
pub(super) async fn assessments(
    db: &Db,
    organization_id: &str,
    edition: &str,
    after: &str,
) -> Result<Vec<(String, Option<Vec<u8>>)>, DbError> {
    let rows = db.rows(ASSESSMENTS, &[organization_id.into(), edition.into(), after.into()]).await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.maybe_bytes("frozen_answers")?))).collect()
}

/// Item and answer of what has been touched.
pub(super) async fn codes(
    db: &Db,
    assessment_id: &str,
    scale: &Scale,
) -> Result<Vec<(String, Answer)>, DbError> {
    let rows = db.rows(CODES, &[assessment_id.into()]).await?;
    rows.iter()
        .map(|row| Ok((row.text("item")?, Answer::parse(&row.text("answer")?, scale).unwrap_or_default())))
        .collect()
}

/// Removes a person's rows, table by table.
pub(super) async fn forget_person(tx: &Tx, account_id: &str) -> Result<(), DbError> {
    for sql in FORGETTING {
        tx.execute(sql, &[account_id.into()]).await?;
    }
    Ok(())
}

/// Removes what is too old to be kept.
pub(super) async fn sweep(tx: &Tx, now: i64) -> Result<(), DbError> {
    for sweep in SWEEPS {
        tx.execute(sweep.sql, &[(now - sweep.age).into()]).await?;
    }
    Ok(())
}
