//! SQL of the sharing room.

use super::{Consent, Extent, Sharing};
use crate::db::{Db, DbError, Read, Row, Tx};

const PAGE_LENGTH: usize = 100;

const GIVEN: &str = "SELECT c.id, c.extent, c.given_at, c.ended_at, o.name_ja, o.name_en, a.name AS person \
     FROM consents c JOIN organizations o ON o.id = c.given_to LEFT JOIN accounts a ON a.id = c.given_by \
     WHERE c.organization_id = $1 ORDER BY c.id DESC LIMIT 100";
const RECEIVED: &str = "SELECT c.organization_id, c.extent, o.name_ja, o.name_en FROM consents c \
     JOIN organizations o ON o.id = c.organization_id \
     WHERE c.given_to = $1 AND c.ended_at IS NULL AND c.organization_id > $2 AND o.deleted_at IS NULL \
     ORDER BY c.organization_id LIMIT 101";
const NAMES: &str = "SELECT name_ja, name_en FROM organizations WHERE id = $1 AND deleted_at IS NULL";
const END_BETWEEN: &str = "UPDATE consents SET ended_at = $3, ended_by = $4 \
     WHERE organization_id = $1 AND given_to = $2 AND ended_at IS NULL";
const INSERT: &str = "INSERT INTO consents (id, organization_id, given_to, extent, given_by, given_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const END: &str = "UPDATE consents SET ended_at = $3, ended_by = $4 \
     WHERE organization_id = $1 AND id = $2 AND ended_at IS NULL RETURNING given_to";

const END_ALL: &str =
    "UPDATE consents SET ended_at = $2, ended_by = $3 WHERE organization_id = $1 AND ended_at IS NULL";
const GIVERS: &str =
    "SELECT c.id, c.organization_id FROM consents c WHERE c.given_to = $1 ORDER BY c.id LIMIT 10000";

pub const STATEMENTS: &[&str] = &[GIVEN, RECEIVED, NAMES, END_BETWEEN, INSERT, END, END_ALL, GIVERS];

/// A consent as it is first written.
pub(super) struct NewConsent {
    pub id: String,
    pub organization_id: String,
    pub given_to: String,
    pub extent: Extent,
    pub given_by: String,
    pub given_at: i64,
}

fn extent(row: &Row) -> Result<Extent, DbError> {
    let code = row.text("extent")?;
    Extent::from_code(&code)
        .ok_or_else(|| DbError::Config(format!("a consent has the unknown extent {code}")))
}

pub(super) async fn given(db: &Db, organization_id: &str) -> Result<Vec<Consent>, DbError> {
    let rows = db.rows(GIVEN, &[organization_id.into()]).await?;
    let consents = rows.iter().map(|row| {
        Ok(Consent {
            id: row.text("id")?,
            organization_ja: row.text("name_ja")?,
            organization_en: row.text("name_en")?,
            extent: extent(row)?,
            given_at: row.int("given_at")?,
            given_by: row.maybe_text("person")?.unwrap_or_default(),
            ended_at: row.maybe_int("ended_at")?,
        })
    });
    consents.collect()
}

pub(super) async fn received(
    db: &Db,
    organization_id: &str,
    after: &str,
) -> Result<(Vec<Sharing>, Option<String>), DbError> {
    let rows = db.rows(RECEIVED, &[organization_id.into(), after.into()]).await?;
    let sharing = rows.iter().take(PAGE_LENGTH).map(|row| {
        Ok(Sharing {
            id: row.text("organization_id")?,
            name_ja: row.text("name_ja")?,
            name_en: row.text("name_en")?,
            extent: extent(row)?,
        })
    });
    let sharing = sharing.collect::<Result<Vec<_>, DbError>>()?;
    let next = sharing.last().filter(|_| rows.len() > PAGE_LENGTH).map(|last| last.id.clone());
    Ok((sharing, next))
}

pub(super) async fn names(db: &impl Read, id: &str) -> Result<Option<(String, String)>, DbError> {
    let row = db.maybe_row(NAMES, &[id.into()]).await?;
    row.map(|row| Ok((row.text("name_ja")?, row.text("name_en")?))).transpose()
}

/// What the one lets the other see, if anything.
pub(super) async fn end_between(
    tx: &Tx,
    organization_id: &str,
    given_to: &str,
    by: &str,
    now: i64,
) -> Result<(), DbError> {
    let values = [organization_id.into(), given_to.into(), now.into(), by.into()];
    tx.execute(END_BETWEEN, &values).await.map(|_| ())
}

pub(super) async fn insert(tx: &Tx, consent: &NewConsent) -> Result<(), DbError> {
    let values = [
        consent.id.as_str().into(),
        consent.organization_id.as_str().into(),
        consent.given_to.as_str().into(),
        consent.extent.code().into(),
        consent.given_by.as_str().into(),
        consent.given_at.into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

/// The organization that saw by it, if it was in force.
pub(super) async fn end(
    tx: &Tx,
    organization_id: &str,
    id: &str,
    account_id: &str,
    now: i64,
) -> Result<Option<String>, DbError> {
    let row = tx.maybe_row(END, &[organization_id.into(), id.into(), now.into(), account_id.into()]).await?;
    row.map(|row| row.text("given_to")).transpose()
}

pub(super) async fn end_all(tx: &Tx, organization_id: &str, by: &str, now: i64) -> Result<(), DbError> {
    tx.execute(END_ALL, &[organization_id.into(), now.into(), by.into()]).await.map(|_| ())
}

/// Giver and id of each consent that an organization ever received.
pub(super) async fn givers(tx: &Tx, given_to: &str) -> Result<Vec<(String, String)>, DbError> {
    let rows = tx.rows(GIVERS, &[given_to.into()]).await?;
    rows.iter().map(|row| Ok((row.text("organization_id")?, row.text("id")?))).collect()
}
