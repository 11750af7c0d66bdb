//! SQL of the group room. Every call stands behind an organization the viewer was found to have a role in.

use super::{Above, Asked, Below, Earlier, Kind, Link, Pending};
use crate::db::{DbError, Read, Row, Tx};

const PAGE_LENGTH: usize = 100;

const ABOVE: &str = "SELECT f.id, f.parent_id, f.kind, f.since, o.name_ja, o.name_en FROM affiliations f \
     JOIN organizations o ON o.id = f.parent_id WHERE f.organization_id = $1 AND f.until IS NULL";
/// Each with the way down to it, so that the order is the one of the tree; deeper than anybody builds, it ends.
const BELOW: &str = "WITH RECURSIVE tree (id, organization_id, kind, since, depth, way) AS (\
     SELECT f.id, f.organization_id, f.kind, f.since, CAST(1 AS BIGINT), '/' || f.organization_id FROM affiliations f \
     WHERE f.parent_id = $1 AND f.until IS NULL UNION ALL \
     SELECT f.id, f.organization_id, f.kind, f.since, t.depth + 1, t.way || '/' || f.organization_id FROM affiliations f \
     JOIN tree t ON f.parent_id = t.organization_id WHERE f.until IS NULL AND t.depth < 20) \
     SELECT t.id, t.organization_id, t.kind, t.since, t.depth, t.way, o.name_ja, o.name_en FROM tree t \
     CROSS JOIN organizations o WHERE o.id = t.organization_id AND t.way > $2 ORDER BY t.way LIMIT 101";
const EARLIER: &str = "SELECT f.id, f.organization_id, f.parent_id, f.kind, f.since, f.until, o.name_ja, o.name_en \
     FROM affiliations f JOIN organizations o ON o.id = CASE WHEN f.parent_id = $1 THEN f.organization_id ELSE f.parent_id END \
     WHERE f.until IS NOT NULL AND o.deleted_at IS NULL AND f.id IN (SELECT a.id FROM affiliations a WHERE a.parent_id = $1 \
     UNION SELECT b.id FROM affiliations b WHERE b.organization_id = $1) ORDER BY f.until DESC, f.id LIMIT 100";
const IS_ABOVE: &str = "WITH RECURSIVE way (id) AS (SELECT f.parent_id FROM affiliations f \
     WHERE f.organization_id = $1 AND f.until IS NULL UNION SELECT f.parent_id FROM affiliations f \
     JOIN way w ON f.organization_id = w.id WHERE f.until IS NULL) SELECT w.id FROM way w WHERE w.id = $2";
const LINK: &str = "SELECT f.organization_id, f.parent_id, f.since FROM affiliations f \
     WHERE f.id = $1 AND f.until IS NULL AND (f.organization_id = $2 OR f.parent_id = $2)";
const INSERT: &str = "INSERT INTO affiliations (id, organization_id, parent_id, kind, since) \
     VALUES ($1, $2, $3, $4, $5)";
const END: &str = "UPDATE affiliations SET until = $2 WHERE id = $1 AND until IS NULL";
const END_ALL: &str = "UPDATE affiliations SET until = $2 WHERE until IS NULL AND id IN \
     (SELECT a.id FROM affiliations a WHERE a.organization_id = $1 UNION SELECT b.id FROM affiliations b WHERE b.parent_id = $1)";
const END_INVITATIONS: &str =
    "UPDATE group_invitations SET ended_at = $2 WHERE parent_id = $1 AND ended_at IS NULL";
const OTHERS: &str = "SELECT f.id, CASE WHEN f.parent_id = $1 THEN f.organization_id ELSE f.parent_id END AS other \
     FROM affiliations f WHERE f.id IN (SELECT a.id FROM affiliations a WHERE a.organization_id = $1 \
     UNION SELECT b.id FROM affiliations b WHERE b.parent_id = $1) ORDER BY f.id LIMIT 10000";
const NAMES: &str = "SELECT name_ja FROM organizations WHERE id = $1";

const PENDING: &str = "SELECT i.id, i.email, i.since, i.expires_at FROM group_invitations i \
     WHERE i.parent_id = $1 AND i.ended_at IS NULL AND i.expires_at > $2 ORDER BY i.id LIMIT 200";
const COUNT_PENDING: &str = "SELECT COUNT(*) AS count FROM group_invitations i \
     WHERE i.parent_id = $1 AND i.ended_at IS NULL AND i.expires_at > $2";
const INVITE: &str = "INSERT INTO group_invitations (id, token_hash, parent_id, email, since, invited_by, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const END_OTHERS: &str = "UPDATE group_invitations SET ended_at = $3 \
     WHERE parent_id = $1 AND email = $2 AND ended_at IS NULL";
const WITHDRAW: &str = "UPDATE group_invitations SET ended_at = $3 \
     WHERE parent_id = $1 AND id = $2 AND ended_at IS NULL RETURNING email";
const BY_TOKEN: &str = "SELECT i.id, i.parent_id, i.email, i.since, o.name_ja, o.name_en, a.name AS person \
     FROM group_invitations i JOIN organizations o ON o.id = i.parent_id JOIN accounts a ON a.id = i.invited_by \
     WHERE i.token_hash = $1 AND i.ended_at IS NULL AND i.expires_at > $2";
const USE: &str = "UPDATE group_invitations SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
/// What the person decides for and has no place in a group yet.
const FREE: &str = "SELECT o.id, o.name_ja, o.name_en FROM memberships m JOIN organizations o ON o.id = m.organization_id \
     WHERE m.account_id = $1 AND m.role = 'owner' AND o.id <> $2 AND NOT EXISTS \
     (SELECT 1 FROM affiliations f WHERE f.organization_id = o.id AND f.until IS NULL) ORDER BY o.id LIMIT 100";

pub const STATEMENTS: &[&str] = &[
    ABOVE,
    BELOW,
    EARLIER,
    IS_ABOVE,
    LINK,
    INSERT,
    END,
    END_ALL,
    END_INVITATIONS,
    OTHERS,
    NAMES,
    PENDING,
    COUNT_PENDING,
    INVITE,
    END_OTHERS,
    WITHDRAW,
    BY_TOKEN,
    USE,
    FREE,
];

fn kind(row: &Row) -> Result<Kind, DbError> {
    let code = row.text("kind")?;
    Kind::from_code(&code)
        .ok_or_else(|| DbError::Config(format!("an affiliation has the unknown kind {code}")))
}

pub(super) async fn above(db: &impl Read, organization_id: &str) -> Result<Option<Above>, DbError> {
    let row = db.maybe_row(ABOVE, &[organization_id.into()]).await?;
    row.map(|row| {
        Ok(Above {
            link: row.text("id")?,
            id: row.text("parent_id")?,
            kind: kind(&row)?,
            since: row.text("since")?,
            name_ja: row.text("name_ja")?,
            name_en: row.text("name_en")?,
        })
    })
    .transpose()
}

/// A page of what is below, in the order of the tree, and where the next begins.
pub(super) async fn below(
    db: &impl Read,
    organization_id: &str,
    after: &str,
) -> Result<(Vec<Below>, Option<String>), DbError> {
    let rows = db.rows(BELOW, &[organization_id.into(), after.into()]).await?;
    let next =
        rows.get(PAGE_LENGTH).and(rows.get(PAGE_LENGTH - 1)).map(|last| last.text("way")).transpose()?;
    let below = rows.iter().take(PAGE_LENGTH).map(|row| {
        Ok(Below {
            link: row.text("id")?,
            id: row.text("organization_id")?,
            kind: kind(row)?,
            since: row.text("since")?,
            depth: row.int("depth")?,
            name_ja: row.text("name_ja")?,
            name_en: row.text("name_en")?,
        })
    });
    Ok((below.collect::<Result<_, DbError>>()?, next))
}

/// What has ended, above and below; the last hundred.
pub(super) async fn earlier(db: &impl Read, organization_id: &str) -> Result<Vec<Earlier>, DbError> {
    let rows = db.rows(EARLIER, &[organization_id.into()]).await?;
    let earlier = rows.iter().map(|row| {
        Ok(Earlier {
            was_above: row.text("parent_id")? != organization_id,
            since: row.text("since")?,
            until: row.text("until")?,
            name_ja: row.text("name_ja")?,
            name_en: row.text("name_en")?,
        })
    });
    earlier.collect()
}

/// Whether `other` stands anywhere above the organization.
pub(super) async fn is_above(tx: &Tx, organization_id: &str, other: &str) -> Result<bool, DbError> {
    Ok(tx.maybe_row(IS_ABOVE, &[organization_id.into(), other.into()]).await?.is_some())
}

/// One in force, if the organization is one of its two sides.
pub(super) async fn link(db: &impl Read, id: &str, side: &str) -> Result<Option<Link>, DbError> {
    let row = db.maybe_row(LINK, &[id.into(), side.into()]).await?;
    row.map(|row| {
        Ok(Link {
            organization_id: row.text("organization_id")?,
            parent_id: row.text("parent_id")?,
            since: row.text("since")?,
        })
    })
    .transpose()
}

/// Without asking whether it fits; see [`super::place`].
pub async fn insert(tx: &Tx, id: &str, link: &Link, kind: Kind) -> Result<(), DbError> {
    let values = [
        id.into(),
        link.organization_id.as_str().into(),
        link.parent_id.as_str().into(),
        kind.code().into(),
        link.since.as_str().into(),
    ];
    tx.execute(INSERT, &values).await.map(|_| ())
}

pub(super) async fn end(tx: &Tx, id: &str, until: &str) -> Result<bool, DbError> {
    Ok(tx.execute(END, &[id.into(), until.into()]).await? == 1)
}

pub(super) async fn name(db: &impl Read, organization_id: &str) -> Result<String, DbError> {
    db.row(NAMES, &[organization_id.into()]).await?.text("name_ja")
}

pub(super) async fn pending(db: &impl Read, parent_id: &str, now: i64) -> Result<Vec<Pending>, DbError> {
    let rows = db.rows(PENDING, &[parent_id.into(), now.into()]).await?;
    let pending = rows.iter().map(|row| {
        Ok(Pending {
            id: row.text("id")?,
            email: row.text("email")?,
            since: row.text("since")?,
            expires_at: row.int("expires_at")?,
        })
    });
    pending.collect()
}

pub(super) async fn count_pending(tx: &Tx, parent_id: &str, now: i64) -> Result<i64, DbError> {
    tx.row(COUNT_PENDING, &[parent_id.into(), now.into()]).await?.int("count")
}

/// An invitation as it is first written.
pub(super) struct NewInvitation {
    pub id: String,
    pub token_hash: Vec<u8>,
    pub parent_id: String,
    pub email: String,
    pub since: String,
    pub invited_by: String,
    pub expires_at: i64,
}

/// An earlier invitation of the same address gives way.
pub(super) async fn invite(tx: &Tx, invitation: &NewInvitation, now: i64) -> Result<(), DbError> {
    let same = [invitation.parent_id.as_str().into(), invitation.email.as_str().into(), now.into()];
    tx.execute(END_OTHERS, &same).await?;
    let values = [
        invitation.id.as_str().into(),
        invitation.token_hash.clone().into(),
        invitation.parent_id.as_str().into(),
        invitation.email.as_str().into(),
        invitation.since.as_str().into(),
        invitation.invited_by.as_str().into(),
        invitation.expires_at.into(),
    ];
    tx.execute(INVITE, &values).await.map(|_| ())
}

/// The address it was for.
pub(super) async fn withdraw(
    tx: &Tx,
    parent_id: &str,
    id: &str,
    now: i64,
) -> Result<Option<String>, DbError> {
    let row = tx.maybe_row(WITHDRAW, &[parent_id.into(), id.into(), now.into()]).await?;
    row.map(|row| row.text("email")).transpose()
}

pub(super) async fn by_token(
    db: &impl Read,
    token_hash: Vec<u8>,
    now: i64,
) -> Result<Option<Asked>, DbError> {
    let row = db.maybe_row(BY_TOKEN, &[token_hash.into(), now.into()]).await?;
    row.map(|row| {
        Ok(Asked {
            id: row.text("id")?,
            parent_id: row.text("parent_id")?,
            parent_ja: row.text("name_ja")?,
            parent_en: row.text("name_en")?,
            email: row.text("email")?,
            since: row.text("since")?,
            person: row.text("person")?,
        })
    })
    .transpose()
}

pub(super) async fn use_invitation(tx: &Tx, id: &str, now: i64) -> Result<bool, DbError> {
    Ok(tx.execute(USE, &[id.into(), now.into()]).await? == 1)
}

/// Organizations of the person that could join the group: id and both names.
pub(super) async fn free(
    db: &impl Read,
    account_id: &str,
    parent_id: &str,
) -> Result<Vec<(String, String, String)>, DbError> {
    let rows = db.rows(FREE, &[account_id.into(), parent_id.into()]).await?;
    let free = rows.iter().map(|row| Ok((row.text("id")?, row.text("name_ja")?, row.text("name_en")?)));
    free.collect()
}

/// Every affiliation of the organization ends on that day, and every invitation into its group now.
pub(super) async fn end_all(tx: &Tx, id: &str, today: &str, now: i64) -> Result<(), DbError> {
    tx.execute(END_ALL, &[id.into(), today.into()]).await?;
    tx.execute(END_INVITATIONS, &[id.into(), now.into()]).await.map(|_| ())
}

/// Affiliations that the organization ever had, with the other side of each.
pub(super) async fn others(tx: &Tx, id: &str) -> Result<Vec<(String, String)>, DbError> {
    let rows = tx.rows(OTHERS, &[id.into()]).await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.text("other")?))).collect()
}
