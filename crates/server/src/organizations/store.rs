//! SQL of the organizations room. What belongs to an organization is asked for together with the viewer.

use domain::access::{Relation, Role, relation_of_standing};
use domain::organizations::{Headcount, Industry};

use super::{Deleted, Listed, Organization, Profile, name};
use crate::accounts::Viewer;
use crate::db::{Db, DbError, Read, Row, Tx};
use crate::words::Words;

/// How the account `$1` stands to an organization, by the column that holds its id: its role there, or what the organization
/// shares with one it works for; nothing otherwise. Who reads reports only, or comes from outside, is not meant by a consent.
macro_rules! standing {
    ($organization:literal) => {
        concat!(
            "COALESCE((SELECT own.role FROM memberships own WHERE own.account_id = $1 AND own.organization_id = ",
            $organization,
            "), (SELECT shared.extent || '-shared' FROM memberships at \
             JOIN consents shared ON shared.given_to = at.organization_id AND shared.organization_id = ",
            $organization,
            " WHERE at.account_id = $1 AND at.role IN ('owner', 'editor', 'reader', 'auditor') \
             AND shared.ended_at IS NULL ORDER BY shared.extent LIMIT 1)) AS role"
        )
    };
}
pub(crate) use standing;

/// How the viewer stands is found out first, in the same steps for what is somebody else's and for what is not there: the time
/// of the answer tells nothing.
const FIND: &str = concat!(
    "SELECT o.*, s.role FROM (SELECT ",
    standing!("$2"),
    " LIMIT 1) s CROSS JOIN organizations o WHERE s.role IS NOT NULL AND o.id = $2 AND o.deleted_at IS NULL"
);
const OF_VIEWER: &str = "SELECT o.id, o.name_ja, o.name_en, m.role FROM memberships m \
     JOIN organizations o ON o.id = m.organization_id \
     WHERE m.account_id = $1 AND m.organization_id > $2 ORDER BY m.organization_id LIMIT $3";
const WITHOUT_ASSESSMENT: &str = "SELECT o.id, o.name_ja, o.name_en, m.role FROM memberships m \
     JOIN organizations o ON o.id = m.organization_id \
     WHERE m.account_id = $1 AND m.role IN ('owner', 'editor') AND NOT EXISTS \
     (SELECT 1 FROM assessments a WHERE a.organization_id = o.id AND a.period = $2) ORDER BY o.id LIMIT 5";
const ROLES: &str = "SELECT DISTINCT m.role FROM memberships m WHERE m.account_id = $1";
const INSERT: &str = "INSERT INTO organizations (id, public_code, name_ja, name_en, industry, headcount, \
     is_listed, has_group, has_overseas, has_dedicated, has_csirt, has_ciso, products, information, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
const UPDATE: &str = "UPDATE organizations SET name_ja = $3, name_en = $4, industry = $5, headcount = $6, \
     is_listed = $7, has_group = $8, has_overseas = $9, has_dedicated = $10, has_csirt = $11, has_ciso = $12, \
     products = $13, information = $14, version = version + 1 WHERE id = $1 AND version = $2";
const LAST_CODE: &str = "SELECT public_code FROM organizations WHERE public_code >= $1 AND public_code < $2 \
     ORDER BY LENGTH(public_code) DESC, public_code DESC LIMIT 1";

const DELETE: &str = "UPDATE organizations SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL";
const TAKE_BACK: &str = "UPDATE organizations SET deleted_at = NULL WHERE id = $1 AND deleted_at > $2";
const DELETED: &str = "SELECT o.id, o.name_ja, o.name_en, o.deleted_at, f.role FROM former_members f \
     JOIN organizations o ON o.id = f.organization_id \
     WHERE f.account_id = $1 AND o.deleted_at > $2 ORDER BY o.id LIMIT 50";
const DUE: &str = "SELECT id FROM organizations WHERE deleted_at <= $1 ORDER BY deleted_at LIMIT 100";
const HOLD_DUE: &str =
    "UPDATE organizations SET members_version = members_version + 1 WHERE id = $1 AND deleted_at <= $2";
/// Everything that belongs to it refers to it, and goes with it.
const ERASE: &str = "DELETE FROM organizations WHERE id = $1";

pub const STATEMENTS: &[&str] = &[
    FIND,
    OF_VIEWER,
    WITHOUT_ASSESSMENT,
    ROLES,
    INSERT,
    UPDATE,
    LAST_CODE,
    DELETE,
    TAKE_BACK,
    DELETED,
    DUE,
    HOLD_DUE,
    ERASE,
];

pub(super) async fn find(db: &impl Read, viewer: &Viewer, id: &str) -> Result<Option<Organization>, DbError> {
    let row = db.maybe_row(FIND, &[viewer.account_id.as_str().into(), id.into()]).await?;
    row.map_or(Ok(None), |row| organization(&row))
}

/// None where the viewer does not stand to it in any way.
fn organization(row: &Row) -> Result<Option<Organization>, DbError> {
    let unknown = |what: &str| DbError::Config(format!("an organization has an unknown {what}"));
    let Some(role) = row.maybe_text("role")? else { return Ok(None) };
    Ok(Some(Organization {
        id: row.text("id")?,
        public_code: row.text("public_code")?,
        version: row.int("version")?,
        relation: relation_of_standing(&role).ok_or_else(|| unknown("role"))?,
        profile: Profile {
            name_ja: row.text("name_ja")?,
            name_en: row.text("name_en")?,
            industry: Industry::parse(&row.text("industry")?).ok_or_else(|| unknown("industry"))?,
            headcount: Headcount::from_code(&row.text("headcount")?).ok_or_else(|| unknown("headcount"))?,
            is_listed: row.flag("is_listed")?,
            has_group: row.flag("has_group")?,
            has_overseas: row.flag("has_overseas")?,
            has_dedicated: row.flag("has_dedicated")?,
            has_csirt: row.flag("has_csirt")?,
            has_ciso: row.flag("has_ciso")?,
            products: row.text("products")?,
            information: row.text("information")?,
        },
    }))
}

pub(super) async fn of_viewer(
    db: &Db,
    viewer: &Viewer,
    words: Words,
    after: &str,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    let rows = db.rows(OF_VIEWER, &[viewer.account_id.as_str().into(), after.into(), limit.into()]).await?;
    rows.iter().map(|row| listed(row, words)).collect()
}

pub(super) async fn without_assessment(
    db: &Db,
    viewer: &Viewer,
    words: Words,
    period: i64,
) -> Result<Vec<Listed>, DbError> {
    let rows = db.rows(WITHOUT_ASSESSMENT, &[viewer.account_id.as_str().into(), period.into()]).await?;
    rows.iter().map(|row| listed(row, words)).collect()
}

fn listed(row: &Row, words: Words) -> Result<Listed, DbError> {
    let (ja, en) = (row.text("name_ja")?, row.text("name_en")?);
    let is = role(row)?;
    let role = words.t(&format!("role-{}", is.code()));
    Ok(Listed { id: row.text("id")?, name: name(words, &ja, &en).to_owned(), role, is })
}

fn role(row: &Row) -> Result<Role, DbError> {
    let code = row.text("role")?;
    Role::from_code(&code).ok_or_else(|| DbError::Config(format!("a person has the unknown role {code}")))
}

pub(super) async fn roles(db: &Db, viewer: &Viewer) -> Result<Vec<Role>, DbError> {
    db.rows(ROLES, &[viewer.account_id.as_str().into()]).await?.iter().map(role).collect()
}

pub async fn insert(
    tx: &Tx,
    id: &str,
    code: &str,
    profile: &Profile,
    created_at: i64,
) -> Result<(), DbError> {
    let values = [
        id.into(),
        code.into(),
        profile.name_ja.as_str().into(),
        profile.name_en.as_str().into(),
        profile.industry.code().into(),
        profile.headcount.code().into(),
        profile.is_listed.into(),
        profile.has_group.into(),
        profile.has_overseas.into(),
        profile.has_dedicated.into(),
        profile.has_csirt.into(),
        profile.has_ciso.into(),
        profile.products.as_str().into(),
        profile.information.as_str().into(),
        created_at.into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

/// False when somebody else has changed it since `version`.
pub(super) async fn update(tx: &Tx, id: &str, version: i64, profile: &Profile) -> Result<bool, DbError> {
    let values = [
        id.into(),
        version.into(),
        profile.name_ja.as_str().into(),
        profile.name_en.as_str().into(),
        profile.industry.code().into(),
        profile.headcount.code().into(),
        profile.is_listed.into(),
        profile.has_group.into(),
        profile.has_overseas.into(),
        profile.has_dedicated.into(),
        profile.has_csirt.into(),
        profile.has_ciso.into(),
        profile.products.as_str().into(),
        profile.information.as_str().into(),
    ];
    Ok(tx.execute(UPDATE, &values).await? == 1)
}

/// The next free code of an industry: `KK-1001`, `KK-1002`, … Lower numbers belong to published cohorts.
pub(super) async fn next_public_code(tx: &Tx, industry: Industry) -> Result<String, DbError> {
    let prefix = industry.code_prefix();
    let range = [format!("{prefix}-").as_str().into(), format!("{prefix}.").as_str().into()];
    let last = tx.maybe_row(LAST_CODE, &range).await?.map(|row| row.text("public_code")).transpose()?;
    let number = last.and_then(|code| code.split_once('-')?.1.parse::<i64>().ok()).unwrap_or(0);
    Ok(format!("{prefix}-{}", number.max(1_000) + 1))
}

/// False where it is deleted already.
pub(super) async fn delete(tx: &Tx, id: &str, now: i64) -> Result<bool, DbError> {
    Ok(tx.execute(DELETE, &[id.into(), now.into()]).await? == 1)
}

/// False where it is not deleted, or was before `since`.
pub(super) async fn take_back(tx: &Tx, id: &str, since: i64) -> Result<bool, DbError> {
    Ok(tx.execute(TAKE_BACK, &[id.into(), since.into()]).await? == 1)
}

/// Those that the viewer belonged to and that were deleted after `since`.
pub(super) async fn deleted(db: &Db, viewer: &Viewer, since: i64) -> Result<Vec<Deleted>, DbError> {
    let deleted = |row: &Row| {
        Ok(Deleted {
            id: row.text("id")?,
            name_ja: row.text("name_ja")?,
            name_en: row.text("name_en")?,
            deleted_at: row.int("deleted_at")?,
            relation: relation_of_standing(&row.text("role")?).unwrap_or(Relation::Outsider),
        })
    };
    let rows = db.rows(DELETED, &[viewer.account_id.as_str().into(), since.into()]).await?;
    rows.iter().map(deleted).collect()
}

/// Those that were deleted at `until` or before.
pub(super) async fn due(db: &Db, until: i64) -> Result<Vec<String>, DbError> {
    db.rows(DUE, &[until.into()]).await?.iter().map(|row| row.text("id")).collect()
}

/// Erases it with all that belongs to it. False where it is gone already, or not due: other servers look as well.
pub(super) async fn erase(tx: &Tx, id: &str, until: i64) -> Result<bool, DbError> {
    if tx.execute(HOLD_DUE, &[id.into(), until.into()]).await? == 0 {
        return Ok(false);
    }
    Ok(tx.execute(ERASE, &[id.into()]).await? == 1)
}
