//! SQL of the forms a head office collects. Every call stands behind an organization the viewer was found to have a role in.

use domain::organizations::Industry;

use super::{Company, Form, NAMED, Reasons, State};
use crate::db::{DbError, Read, Row, Tx, Value};

const ORGANIZATIONS: &str = "WITH RECURSIVE companies_below (id) AS (SELECT o.id FROM organizations o WHERE o.id = $1 \
     UNION SELECT o.id FROM organizations o JOIN companies_below b ON o.parent_id = b.id \
     WHERE o.deleted_at IS NULL) \
     SELECT o.id, o.name_ja, o.name_en, o.industry FROM companies_below b JOIN organizations o ON o.id = b.id \
     ORDER BY o.industry, o.id LIMIT $2";
const LISTED: &str = "SELECT c.name, c.segment FROM collected_companies c WHERE c.organization_id = $1 \
     ORDER BY c.position LIMIT $2";
const UNLIST: &str = "DELETE FROM collected_companies WHERE organization_id = $1";
const LIST: &str =
    "INSERT INTO collected_companies (organization_id, name, segment, position) VALUES ($1, $2, $3, $4)";
const OF_ASSESSMENT: &str = "SELECT a.organization_id FROM assessments a WHERE a.id = $1";
const FORMS: &str = "SELECT f.id, f.period, f.company, f.name, f.file_name, f.state, f.reasons, f.edition, f.answers, \
     f.rater, f.received_at FROM collected_forms f WHERE f.organization_id = $1 AND f.period = $2 \
     ORDER BY f.company LIMIT $3";
const FIND: &str = "SELECT f.id, f.period, f.company, f.name, f.file_name, f.state, f.reasons, f.edition, f.answers, \
     f.rater, f.received_at FROM collected_forms f WHERE f.organization_id = $1 AND f.id = $2";
const SAVE: &str = "INSERT INTO collected_forms (id, organization_id, period, company, name, file_name, state, reasons, \
     edition, answers, rater, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
     ON CONFLICT (organization_id, period, company) DO UPDATE SET id = excluded.id, name = excluded.name, \
     file_name = excluded.file_name, state = excluded.state, reasons = excluded.reasons, \
     edition = excluded.edition, answers = excluded.answers, rater = excluded.rater, \
     received_at = excluded.received_at";
const REMOVE: &str = "DELETE FROM collected_forms WHERE organization_id = $1 AND id = $2";
const REMOVE_REFUSED: &str = "DELETE FROM collected_forms WHERE organization_id = $1 AND period = $2 AND file_name = $3 AND state = $4";
const DECIDE: &str = "UPDATE collected_forms SET company = $3, name = $4, state = $5, reasons = $6 \
     WHERE organization_id = $1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM collected_forms b \
     WHERE b.organization_id = $1 AND b.period = collected_forms.period AND b.company = $3 AND b.id <> $2)";

pub const STATEMENTS: &[&str] =
    &[ORGANIZATIONS, LISTED, UNLIST, LIST, OF_ASSESSMENT, FORMS, FIND, SAVE, REMOVE, REMOVE_REFUSED, DECIDE];

/// The organization and every one below it, under the name of its industry.
pub(super) async fn organizations(
    db: &impl Read,
    organization_id: &str,
    limit: i64,
) -> Result<Vec<Company>, DbError> {
    let rows = db.rows(ORGANIZATIONS, &[organization_id.into(), limit.into()]).await?;
    let company = |row: &Row| {
        let industry = Industry::parse(&row.text("industry")?);
        Ok(Company {
            key: row.text("id")?,
            name_ja: row.text("name_ja")?,
            name_en: row.text("name_en")?,
            segment_ja: industry.map_or("", Industry::ja).to_owned(),
            segment_en: industry.map_or("", Industry::en).to_owned(),
        })
    };
    rows.iter().map(company).collect()
}

pub(super) async fn listed(
    db: &impl Read,
    organization_id: &str,
    limit: i64,
) -> Result<Vec<Company>, DbError> {
    let rows = db.rows(LISTED, &[organization_id.into(), limit.into()]).await?;
    let company = |row: &Row| {
        let name = row.text("name")?;
        Ok(Company {
            key: format!("{NAMED}{name}"),
            name_ja: name,
            name_en: String::new(),
            segment_ja: row.text("segment")?,
            segment_en: String::new(),
        })
    };
    rows.iter().map(company).collect()
}

/// Replaces the list.
pub(super) async fn list(
    tx: &Tx,
    organization_id: &str,
    companies: &[(String, String)],
) -> Result<(), DbError> {
    tx.execute(UNLIST, &[organization_id.into()]).await?;
    for (position, (name, segment)) in (0_i64..).zip(companies) {
        let values = [organization_id.into(), name.into(), segment.into(), position.into()];
        tx.execute(LIST, &values).await?;
    }
    Ok(())
}

/// Whose assessment that is; the caller compares it with the companies it knows.
pub(super) async fn organization_of(db: &impl Read, assessment_id: &str) -> Result<Option<String>, DbError> {
    let row = db.maybe_row(OF_ASSESSMENT, &[assessment_id.into()]).await?;
    row.map(|row| row.text("organization_id")).transpose()
}

pub(super) async fn forms(
    db: &impl Read,
    organization_id: &str,
    period: i64,
    limit: i64,
) -> Result<Vec<Form>, DbError> {
    let rows = db.rows(FORMS, &[organization_id.into(), period.into(), limit.into()]).await?;
    rows.iter().map(form).collect()
}

pub(super) async fn find(db: &impl Read, organization_id: &str, id: &str) -> Result<Option<Form>, DbError> {
    let row = db.maybe_row(FIND, &[organization_id.into(), id.into()]).await?;
    row.map(|row| form(&row)).transpose()
}

fn form(row: &Row) -> Result<Form, DbError> {
    let unknown = |what: &str| DbError::Config(format!("a collected form has an unknown {what}"));
    Ok(Form {
        id: row.text("id")?,
        period: row.int("period")?,
        company: row.text("company")?,
        name: row.text("name")?,
        file_name: row.text("file_name")?,
        state: State::from_code(&row.text("state")?).ok_or_else(|| unknown("state"))?,
        reasons: serde_json::from_str(&row.text("reasons")?).map_err(|_| unknown("reason"))?,
        edition: row.text("edition")?,
        answers: row.maybe_bytes("answers")?,
        rater: row.text("rater")?,
        received_at: row.int("received_at")?,
    })
}

fn json(reasons: &Reasons) -> String {
    serde_json::to_string(reasons).unwrap_or_else(|_| "{}".to_owned())
}

/// A form of the same company and year takes the place of the earlier one, and so does a file of the same name that was
/// refused before.
pub(super) async fn save(tx: &Tx, organization_id: &str, form: &Form) -> Result<(), DbError> {
    let refused = [
        organization_id.into(),
        form.period.into(),
        form.file_name.as_str().into(),
        State::Refused.code().into(),
    ];
    tx.execute(REMOVE_REFUSED, &refused).await?;
    let values = [
        form.id.as_str().into(),
        organization_id.into(),
        form.period.into(),
        form.company.as_str().into(),
        form.name.as_str().into(),
        form.file_name.as_str().into(),
        form.state.code().into(),
        json(&form.reasons).into(),
        form.edition.as_str().into(),
        form.answers.as_ref().map_or(Value::Null, Value::from),
        form.rater.as_str().into(),
        form.received_at.into(),
    ];
    tx.execute(SAVE, &values).await.map(|_| ())
}

/// False when there is no such form.
pub(super) async fn remove(tx: &Tx, organization_id: &str, id: &str) -> Result<bool, DbError> {
    Ok(tx.execute(REMOVE, &[organization_id.into(), id.into()]).await? == 1)
}

/// False when that company's form is there already.
pub(super) async fn decide(tx: &Tx, organization_id: &str, form: &Form) -> Result<bool, DbError> {
    let values = [
        organization_id.into(),
        form.id.as_str().into(),
        form.company.as_str().into(),
        form.name.as_str().into(),
        form.state.code().into(),
        json(&form.reasons).into(),
    ];
    Ok(tx.execute(DECIDE, &values).await? == 1)
}
