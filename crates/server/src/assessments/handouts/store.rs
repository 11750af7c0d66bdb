//! SQL of the links that hand out items.

use domain::access::Relation;
use domain::assessments::Scope;

use super::{Assessment, Handout, Opened};
use crate::db::{Db, DbError, Read, Row, Tx};

const LIST: &str = "SELECT h.id, h.assessment_id, h.items, h.person, h.email, h.created_by, h.created_at, h.expires_at, h.ended_at, \
     (SELECT COUNT(*) FROM answers w WHERE w.assessment_id = h.assessment_id AND w.rater = 'shared' \
     AND w.answered_as = h.person AND w.answered_at >= h.created_at) AS answered \
     FROM handouts h WHERE h.assessment_id = $1 ORDER BY h.id DESC LIMIT 200";
const INSERT: &str = "INSERT INTO handouts \
     (id, token_hash, assessment_id, items, person, email, created_by, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const END: &str = "UPDATE handouts SET ended_at = $3 \
     WHERE assessment_id = $1 AND id = $2 AND ended_at IS NULL RETURNING person";
const OPEN: &str = "SELECT h.id, h.assessment_id, h.items, h.person, h.email, h.created_by, h.created_at, h.expires_at, h.ended_at, \
     0 AS answered, a.organization_id, a.edition, a.scope, a.scope_note, a.period, a.previous_id, a.started_at, \
     a.submitted_at, o.name_ja, o.name_en, \
     (SELECT c.period FROM assessments c WHERE c.id = a.previous_id) AS previous_period \
     FROM handouts h JOIN assessments a ON a.id = h.assessment_id JOIN organizations o ON o.id = a.organization_id \
     WHERE h.token_hash = $1 AND h.ended_at IS NULL AND h.expires_at > $2 AND o.deleted_at IS NULL";
const END_ALL: &str = "UPDATE handouts SET ended_at = $2 WHERE ended_at IS NULL \
     AND assessment_id IN (SELECT a.id FROM assessments a WHERE a.organization_id = $1)";

pub const STATEMENTS: &[&str] = &[LIST, INSERT, END, OPEN, END_ALL];

fn handout(row: &Row) -> Result<Handout, DbError> {
    Ok(Handout {
        id: row.text("id")?,
        assessment_id: row.text("assessment_id")?,
        items: row.text("items")?.split(',').map(str::to_owned).collect(),
        person: row.text("person")?,
        email: row.text("email")?,
        asked_by: row.text("created_by")?,
        created_at: row.int("created_at")?,
        expires_at: row.int("expires_at")?,
        ended_at: row.maybe_int("ended_at")?,
        answered: row.int("answered")?,
    })
}

pub(super) async fn list(db: &impl Read, assessment_id: &str) -> Result<Vec<Handout>, DbError> {
    let rows = db.rows(LIST, &[assessment_id.into()]).await?;
    rows.iter().map(handout).collect()
}

pub(super) async fn insert(tx: &Tx, handout: &Handout, token_hash: Vec<u8>) -> Result<(), DbError> {
    let values = [
        handout.id.as_str().into(),
        token_hash.into(),
        handout.assessment_id.as_str().into(),
        handout.items.join(",").as_str().into(),
        handout.person.as_str().into(),
        handout.email.as_str().into(),
        handout.asked_by.as_str().into(),
        handout.created_at.into(),
        handout.expires_at.into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

/// Whose link it was, if it was open.
pub(super) async fn end(tx: &Tx, assessment_id: &str, id: &str, now: i64) -> Result<Option<String>, DbError> {
    let row = tx.maybe_row(END, &[assessment_id.into(), id.into(), now.into()]).await?;
    row.map(|row| row.text("person")).transpose()
}

pub(super) async fn open(db: &Db, token_hash: Vec<u8>, now: i64) -> Result<Option<Opened>, DbError> {
    let row = db.maybe_row(OPEN, &[token_hash.into(), now.into()]).await?;
    row.map(|row| {
        let scope = row.text("scope")?;
        let scope = Scope::from_code(&scope)
            .ok_or_else(|| DbError::Config("an assessment has an unknown scope".to_owned()))?;
        Ok(Opened {
            handout: handout(&row)?,
            assessment: Assessment {
                id: row.text("assessment_id")?,
                organization_id: row.text("organization_id")?,
                organization_ja: row.text("name_ja")?,
                organization_en: row.text("name_en")?,
                edition: row.text("edition")?,
                scope,
                scope_note: row.text("scope_note")?,
                period: row.int("period")?,
                previous_id: row.maybe_text("previous_id")?,
                previous_period: row.maybe_int("previous_period")?,
                started_at: row.int("started_at")?,
                submitted_at: row.maybe_int("submitted_at")?,
                frozen_answers: None,
                content_hash: None,
                relation: Relation::Nobody,
            },
        })
    })
    .transpose()
}

/// Ends every link of an organization.
pub(super) async fn end_all(tx: &Tx, organization_id: &str, now: i64) -> Result<(), DbError> {
    tx.execute(END_ALL, &[organization_id.into(), now.into()]).await.map(|_| ())
}
