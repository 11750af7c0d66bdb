//! SQL of the members room.

use domain::Language;
use domain::access::Role;

use super::{Belonging, Invitation, Member, Owner, Pending};
use crate::db::{Db, DbError, Read, Row, Tx};

const PAGE_LENGTH: usize = 100;

const MEMBERS: &str = "SELECT m.account_id, m.role, m.created_at, a.name, a.email FROM memberships m \
     JOIN accounts a ON a.id = m.account_id WHERE m.organization_id = $1 AND m.account_id > $2 \
     ORDER BY m.account_id LIMIT 101";
const MEMBER: &str = "SELECT m.account_id, m.role, m.created_at, a.name, a.email FROM memberships m \
     JOIN accounts a ON a.id = m.account_id WHERE m.organization_id = $1 AND m.account_id = $2";
const HOLD: &str = "UPDATE organizations SET members_version = members_version + 1 WHERE id = $1";
const SET_ROLE: &str = "UPDATE memberships SET role = $3 WHERE organization_id = $1 AND account_id = $2";
const REMOVE: &str = "DELETE FROM memberships WHERE organization_id = $1 AND account_id = $2";
const OWNER: &str =
    "SELECT account_id FROM memberships WHERE organization_id = $1 AND role = 'owner' LIMIT 1";

const PENDING: &str = "SELECT id, email, role, expires_at FROM invitations \
     WHERE organization_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY id LIMIT 200";
const COUNT_PENDING: &str = "SELECT COUNT(*) AS count FROM invitations \
     WHERE organization_id = $1 AND ended_at IS NULL AND expires_at > $2";
const INVITE: &str = "INSERT INTO invitations \
     (id, token_hash, organization_id, email, role, invited_by, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const END_OTHERS: &str = "UPDATE invitations SET ended_at = $3 \
     WHERE organization_id = $1 AND email = $2 AND ended_at IS NULL";
const RENEW: &str = "UPDATE invitations SET token_hash = $3, expires_at = $4 \
     WHERE organization_id = $1 AND id = $2 AND ended_at IS NULL RETURNING email, role";
const WITHDRAW: &str = "UPDATE invitations SET ended_at = $3 \
     WHERE organization_id = $1 AND id = $2 AND ended_at IS NULL RETURNING email";
const BY_TOKEN: &str = "SELECT i.id, i.organization_id, i.email, i.role, i.expires_at, o.name_ja, o.name_en, \
     NULLIF(a.name, '') AS person, \
     (SELECT known.id FROM accounts known WHERE known.email = i.email) AS account_id \
     FROM invitations i JOIN organizations o ON o.id = i.organization_id \
     LEFT JOIN accounts a ON a.id = i.invited_by \
     WHERE i.token_hash = $1 AND i.ended_at IS NULL AND i.expires_at > $2 AND o.deleted_at IS NULL";
const WAITS_FOR: &str =
    "SELECT id FROM invitations WHERE email = $1 AND ended_at IS NULL AND expires_at > $2 LIMIT 1";
const END: &str = "UPDATE invitations SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";

const OWNERS: &str = "SELECT a.email, a.name, a.language FROM memberships m JOIN accounts a ON a.id = m.account_id \
     WHERE m.organization_id = $1 AND m.role = 'owner' ORDER BY a.id LIMIT 100";
const COUNT: &str = "SELECT COUNT(*) AS count FROM memberships WHERE organization_id = $1";
const SET_ASIDE: &str = "INSERT INTO former_members (account_id, organization_id, role, created_at) \
     SELECT m.account_id, m.organization_id, m.role, m.created_at FROM memberships m WHERE m.organization_id = $1";
const REMOVE_ALL: &str = "DELETE FROM memberships WHERE organization_id = $1";
const DECIDED: &str = "SELECT account_id FROM former_members \
     WHERE organization_id = $1 AND account_id = $2 AND role = 'owner'";
const BRING_BACK: &str = "INSERT INTO memberships (account_id, organization_id, role, created_at) \
     SELECT f.account_id, f.organization_id, f.role, f.created_at FROM former_members f WHERE f.organization_id = $1";
const FORGET_FORMER: &str = "DELETE FROM former_members WHERE organization_id = $1";
const END_ALL: &str = "UPDATE invitations SET ended_at = $2 WHERE organization_id = $1 AND ended_at IS NULL";
const OF_PERSON: &str = "SELECT m.organization_id, m.role, o.name_ja, o.name_en, \
     (SELECT COUNT(*) FROM memberships b WHERE b.organization_id = m.organization_id) AS members, \
     (SELECT COUNT(*) FROM memberships b WHERE b.organization_id = m.organization_id AND b.role = 'owner') AS owners \
     FROM memberships m JOIN organizations o ON o.id = m.organization_id \
     WHERE m.account_id = $1 ORDER BY m.organization_id LIMIT 10000";
const INVITATIONS_OF: &str =
    "SELECT organization_id, id FROM invitations WHERE email = $1 ORDER BY id LIMIT 10000";

pub const STATEMENTS: &[&str] = &[
    OWNERS,
    COUNT,
    SET_ASIDE,
    REMOVE_ALL,
    DECIDED,
    BRING_BACK,
    FORGET_FORMER,
    END_ALL,
    OF_PERSON,
    INVITATIONS_OF,
    MEMBERS,
    MEMBER,
    HOLD,
    SET_ROLE,
    REMOVE,
    OWNER,
    PENDING,
    COUNT_PENDING,
    INVITE,
    END_OTHERS,
    RENEW,
    WITHDRAW,
    BY_TOKEN,
    WAITS_FOR,
    END,
];

pub(super) async fn members(
    db: &Db,
    organization_id: &str,
    after: &str,
) -> Result<(Vec<Member>, Option<String>), DbError> {
    let rows = db.rows(MEMBERS, &[organization_id.into(), after.into()]).await?;
    let mut members = rows.iter().map(self::row).collect::<Result<Vec<_>, _>>()?;
    let has_more = members.len() > PAGE_LENGTH;
    members.truncate(PAGE_LENGTH);
    let next = members.last().filter(|_| has_more).map(|member| member.account_id.clone());
    Ok((members, next))
}

pub(super) async fn member(
    tx: &Tx,
    organization_id: &str,
    account_id: &str,
) -> Result<Option<Member>, DbError> {
    let found = tx.maybe_row(MEMBER, &[organization_id.into(), account_id.into()]).await?;
    found.map(|found| row(&found)).transpose()
}

fn row(row: &Row) -> Result<Member, DbError> {
    Ok(Member {
        account_id: row.text("account_id")?,
        name: row.text("name")?,
        email: row.text("email")?,
        role: role(row)?,
        since: row.int("created_at")?,
    })
}

fn role(row: &Row) -> Result<Role, DbError> {
    let code = row.text("role")?;
    Role::from_code(&code).ok_or_else(|| DbError::Config(format!("a person has the unknown role {code}")))
}

/// Holds the organization's row until the change is saved: membership changes of one organization go one after the other.
pub(super) async fn hold(tx: &Tx, organization_id: &str) -> Result<(), DbError> {
    tx.execute(HOLD, &[organization_id.into()]).await.map(|_| ())
}

pub(super) async fn set_role(
    tx: &Tx,
    organization_id: &str,
    account_id: &str,
    role: Role,
) -> Result<(), DbError> {
    tx.execute(SET_ROLE, &[organization_id.into(), account_id.into(), role.code().into()]).await.map(|_| ())
}

pub(super) async fn remove(tx: &Tx, organization_id: &str, account_id: &str) -> Result<(), DbError> {
    tx.execute(REMOVE, &[organization_id.into(), account_id.into()]).await.map(|_| ())
}

pub(super) async fn has_owner(tx: &Tx, organization_id: &str) -> Result<bool, DbError> {
    Ok(tx.maybe_row(OWNER, &[organization_id.into()]).await?.is_some())
}

pub(super) async fn pending(db: &Db, organization_id: &str, now: i64) -> Result<Vec<Pending>, DbError> {
    let rows = db.rows(PENDING, &[organization_id.into(), now.into()]).await?;
    let pending = rows.iter().map(|row| {
        Ok(Pending {
            id: row.text("id")?,
            email: row.text("email")?,
            role: role(row)?,
            expires_at: row.int("expires_at")?,
        })
    });
    pending.collect()
}

pub(super) async fn count_pending(tx: &Tx, organization_id: &str, now: i64) -> Result<i64, DbError> {
    tx.row(COUNT_PENDING, &[organization_id.into(), now.into()]).await?.int("count")
}

/// An invitation as it is first written.
pub(super) struct NewInvitation {
    pub id: String,
    pub token_hash: Vec<u8>,
    pub organization_id: String,
    pub email: String,
    pub role: Role,
    pub invited_by: String,
    pub created_at: i64,
    pub expires_at: i64,
}

pub(super) async fn insert(tx: &Tx, invitation: &NewInvitation) -> Result<(), DbError> {
    let values = [
        invitation.id.as_str().into(),
        invitation.token_hash.clone().into(),
        invitation.organization_id.as_str().into(),
        invitation.email.as_str().into(),
        invitation.role.code().into(),
        invitation.invited_by.as_str().into(),
        invitation.created_at.into(),
        invitation.expires_at.into(),
    ];
    tx.execute(INVITE, &values).await.map(|_| ())
}

/// An earlier invitation of the same address gives way.
pub(super) async fn end_others(tx: &Tx, organization_id: &str, email: &str, now: i64) -> Result<(), DbError> {
    tx.execute(END_OTHERS, &[organization_id.into(), email.into(), now.into()]).await.map(|_| ())
}

/// Address and role of the invitation that a new link now belongs to.
pub(super) async fn renew(
    tx: &Tx,
    organization_id: &str,
    id: &str,
    token_hash: Vec<u8>,
    expires_at: i64,
) -> Result<Option<(String, Role)>, DbError> {
    let values = [organization_id.into(), id.into(), token_hash.into(), expires_at.into()];
    let row = tx.maybe_row(RENEW, &values).await?;
    row.map(|row| Ok((row.text("email")?, role(&row)?))).transpose()
}

/// The address it was for.
pub(super) async fn withdraw(
    tx: &Tx,
    organization_id: &str,
    id: &str,
    now: i64,
) -> Result<Option<String>, DbError> {
    let row = tx.maybe_row(WITHDRAW, &[organization_id.into(), id.into(), now.into()]).await?;
    row.map(|row| row.text("email")).transpose()
}

pub(super) async fn by_token(
    db: &impl Read,
    token_hash: Vec<u8>,
    now: i64,
) -> Result<Option<Invitation>, DbError> {
    let row = db.maybe_row(BY_TOKEN, &[token_hash.into(), now.into()]).await?;
    row.map(|row| {
        Ok(Invitation {
            id: row.text("id")?,
            organization_id: row.text("organization_id")?,
            organization_ja: row.text("name_ja")?,
            organization_en: row.text("name_en")?,
            email: row.text("email")?,
            role: role(&row)?,
            invited_by: row.maybe_text("person")?.unwrap_or_default(),
            account_id: row.maybe_text("account_id")?,
            expires_at: row.int("expires_at")?,
        })
    })
    .transpose()
}

pub(super) async fn waits_for(db: &Db, email: &str, now: i64) -> Result<bool, DbError> {
    Ok(db.maybe_row(WAITS_FOR, &[email.into(), now.into()]).await?.is_some())
}

/// False where it was used, withdrawn or replaced meanwhile.
pub(super) async fn end(tx: &Tx, id: &str, now: i64) -> Result<bool, DbError> {
    Ok(tx.execute(END, &[id.into(), now.into()]).await? == 1)
}

pub(super) async fn owners(db: &impl Read, organization_id: &str) -> Result<Vec<Owner>, DbError> {
    let owner = |row: &Row| {
        let language = row.maybe_text("language")?.as_deref().and_then(Language::from_code);
        Ok(Owner { email: row.text("email")?, name: row.text("name")?, language })
    };
    db.rows(OWNERS, &[organization_id.into()]).await?.iter().map(owner).collect()
}

pub(super) async fn count(db: &Db, organization_id: &str) -> Result<i64, DbError> {
    db.row(COUNT, &[organization_id.into()]).await?.int("count")
}

/// Nobody belongs to it any more; who did is kept.
pub(super) async fn set_aside(tx: &Tx, organization_id: &str, now: i64) -> Result<(), DbError> {
    tx.execute(SET_ASIDE, &[organization_id.into()]).await?;
    tx.execute(REMOVE_ALL, &[organization_id.into()]).await?;
    tx.execute(END_ALL, &[organization_id.into(), now.into()]).await.map(|_| ())
}

/// False where this person did not decide for it.
pub(super) async fn bring_back(tx: &Tx, organization_id: &str, account_id: &str) -> Result<bool, DbError> {
    if tx.maybe_row(DECIDED, &[organization_id.into(), account_id.into()]).await?.is_none() {
        return Ok(false);
    }
    tx.execute(BRING_BACK, &[organization_id.into()]).await?;
    tx.execute(FORGET_FORMER, &[organization_id.into()]).await?;
    Ok(true)
}

pub(super) async fn of_person(db: &impl Read, account_id: &str) -> Result<Vec<Belonging>, DbError> {
    let belonging = |row: &Row| {
        Ok(Belonging {
            organization_id: row.text("organization_id")?,
            name_ja: row.text("name_ja")?,
            name_en: row.text("name_en")?,
            is_last_owner: row.text("role")? == Role::Owner.code() && row.int("owners")? == 1,
            members: row.int("members")?,
        })
    };
    db.rows(OF_PERSON, &[account_id.into()]).await?.iter().map(belonging).collect()
}

/// Organization and id of each invitation that ever went to an address.
pub(super) async fn invitations_of(tx: &Tx, email: &str) -> Result<Vec<(String, String)>, DbError> {
    let rows = tx.rows(INVITATIONS_OF, &[email.into()]).await?;
    rows.iter().map(|row| Ok((row.text("organization_id")?, row.text("id")?))).collect()
}
