//! SQL of the provable log.

use domain::activity::{Frontier, Hash, Head};

use super::head::SignedHead;
use crate::db::{DbError, Read, Row, Tx};

/// Entries that get their positions in one change: a few milliseconds, in which others wait on SQLite.
pub const BATCH: usize = 500;
/// Rows that are in memory at a time while everything is read.
pub const PAGE: usize = 1_000;

/// Whoever holds the lease, or finds it over, gets it. One that ends later than any can was given by a clock that was wrong.
const TAKE: &str = "INSERT INTO activity_log (name, size, holder, held_until) VALUES ('activity', 0, $1, $3) \
     ON CONFLICT (name) DO UPDATE SET holder = $1, held_until = $3 \
     WHERE activity_log.holder = $1 OR activity_log.held_until < $2 OR activity_log.held_until > $4 \
     RETURNING size, frontier";
const SEQUENCE: &str = "UPDATE activity SET position = CAST($1 AS BIGINT) + waiting.nth - 1 FROM \
     (SELECT id AS waiting_id, ROW_NUMBER() OVER (ORDER BY id) AS nth FROM activity \
     WHERE position IS NULL ORDER BY id LIMIT 500) AS waiting \
     WHERE activity.id = waiting.waiting_id RETURNING position, leaf_hash";
const WAITING: &str = "SELECT id FROM activity WHERE position IS NULL LIMIT 1";
const SAVE: &str = "UPDATE activity_log SET size = $1, frontier = $2 WHERE name = 'activity'";
const STATE: &str = "SELECT size, frontier FROM activity_log WHERE name = 'activity'";
const KEEP_NODE: &str = "INSERT INTO activity_nodes (level, number, hash) VALUES ($1, $2, $3) \
     ON CONFLICT (level, number) DO UPDATE SET hash = $3";
const NODES: &str = "SELECT number, hash FROM activity_nodes WHERE level = $1 AND number >= $2 AND number < $3 \
     ORDER BY number LIMIT 256";
const LEAVES: &str = "SELECT position AS number, leaf_hash AS hash FROM activity WHERE position >= $1 AND position < $2 \
     ORDER BY position LIMIT 256";
const KEEP_HEAD: &str = "INSERT INTO activity_heads (number, size, root, at, previous, public_key, signature) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number) DO NOTHING";
const LAST_HEAD: &str = "SELECT number, size, root, at, previous, public_key, signature FROM activity_heads \
     ORDER BY number DESC LIMIT 1";
const HEADS: &str = "SELECT number, size, root, at, previous, public_key, signature FROM activity_heads \
     WHERE number > $1 ORDER BY number LIMIT 100";
const LAST_POSITION: &str =
    "SELECT position FROM activity WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1";
const SEQUENCED: &str = "SELECT id, at, account_id, organization_id, kind, subject, detail, salt, detail_hash, \
     leaf_hash, position FROM activity WHERE position > $1 ORDER BY position LIMIT 1000";
const UNSEQUENCED: &str = "SELECT id, at, account_id, organization_id, kind, subject, detail, salt, detail_hash, \
     leaf_hash, position FROM activity WHERE position IS NULL AND id > $1 ORDER BY id LIMIT 1000";

pub const STATEMENTS: &[&str] = &[
    TAKE,
    SEQUENCE,
    WAITING,
    SAVE,
    STATE,
    KEEP_NODE,
    NODES,
    LEAVES,
    KEEP_HEAD,
    LAST_HEAD,
    HEADS,
    LAST_POSITION,
    SEQUENCED,
    UNSEQUENCED,
];

/// The lease and the tree as far as it has come; `None` while another server holds it. On PostgreSQL the row stays locked
/// until the change ends, so that two servers never carry the tree on at the same time.
pub async fn take(
    tx: &Tx,
    holder: &str,
    now: i64,
    lease_micros: i64,
) -> Result<Option<StoredState>, DbError> {
    let (until, never) = (now + lease_micros, now + 2 * lease_micros);
    let row = tx.maybe_row(TAKE, &[holder.into(), now.into(), until.into(), never.into()]).await?;
    row.as_ref().map(state_of).transpose()
}

/// Gives positions from `size` on to at most [`BATCH`] entries; their leaves in that order.
pub async fn sequence(tx: &Tx, size: i64) -> Result<Vec<Hash>, DbError> {
    let mut leaves = Vec::new();
    for row in tx.rows(SEQUENCE, &[size.into()]).await? {
        leaves.push((row.int("position")?, hash(&row, "leaf_hash")?));
    }
    leaves.sort_unstable_by_key(|(position, _)| *position);
    Ok(leaves.into_iter().map(|(_, hash)| hash).collect())
}

pub async fn is_anything_waiting(db: &impl Read) -> Result<bool, DbError> {
    Ok(db.maybe_row(WAITING, &[]).await?.is_some())
}

pub async fn save(tx: &Tx, frontier: &Frontier) -> Result<(), DbError> {
    let values = [(frontier.size() as i64).into(), frontier.bytes().into()];
    tx.execute(SAVE, &values).await.map(|_| ())
}

pub async fn keep_node(tx: &Tx, level: u32, number: u64, hash: &Hash) -> Result<(), DbError> {
    let values = [level.into(), (number as i64).into(), hash.as_slice().into()];
    tx.execute(KEEP_NODE, &values).await.map(|_| ())
}

/// Kept nodes of a level, at most 256: the leaves are those of level 0. What is missing is left out.
pub async fn nodes(db: &impl Read, level: u32, numbers: std::ops::Range<u64>) -> Result<Vec<Hash>, DbError> {
    let (from, to) = (numbers.start as i64, numbers.end as i64);
    let rows = match level {
        0 => db.rows(LEAVES, &[from.into(), to.into()]).await?,
        _ => db.rows(NODES, &[level.into(), from.into(), to.into()]).await?,
    };
    rows.iter().map(|row| hash(row, "hash")).collect()
}

/// Size and frontier as stored. They may not fit each other: whoever reads them decides what that means.
pub struct StoredState {
    pub size: i64,
    pub frontier: Vec<u8>,
}

impl StoredState {
    pub fn frontier(&self) -> Option<Frontier> {
        Frontier::from_bytes(u64::try_from(self.size).ok()?, &self.frontier)
    }
}

pub async fn state(db: &impl Read) -> Result<StoredState, DbError> {
    let row = db.maybe_row(STATE, &[]).await?;
    row.as_ref().map_or(Ok(StoredState { size: 0, frontier: Vec::new() }), state_of)
}

fn state_of(row: &Row) -> Result<StoredState, DbError> {
    Ok(StoredState { size: row.int("size")?, frontier: row.maybe_bytes("frontier")?.unwrap_or_default() })
}

/// Gives whether it was kept: another server may have been faster.
pub async fn keep_head(tx: &Tx, signed: &SignedHead) -> Result<bool, DbError> {
    let head = &signed.head;
    let values = [
        head.number.into(),
        head.size.into(),
        head.root.as_slice().into(),
        head.at.into(),
        head.previous.as_ref().map(Hash::as_slice).into(),
        signed.public_key.as_slice().into(),
        signed.signature.as_slice().into(),
    ];
    Ok(tx.execute(KEEP_HEAD, &values).await? > 0)
}

pub async fn last_head(db: &impl Read) -> Result<Option<SignedHead>, DbError> {
    db.maybe_row(LAST_HEAD, &[]).await?.as_ref().map(head).transpose()
}

/// At most a hundred after the one with this number.
pub async fn heads(db: &impl Read, after: i64) -> Result<Vec<SignedHead>, DbError> {
    db.rows(HEADS, &[after.into()]).await?.iter().map(head).collect()
}

fn head(row: &Row) -> Result<SignedHead, DbError> {
    let head = Head {
        number: row.int("number")?,
        size: row.int("size")?,
        root: hash(row, "root")?,
        at: row.int("at")?,
        previous: row.maybe_bytes("previous")?.map(|bytes| fixed("previous", bytes)).transpose()?,
    };
    Ok(SignedHead {
        head,
        public_key: hash(row, "public_key")?,
        signature: fixed("signature", row.bytes("signature")?)?,
    })
}

fn hash(row: &Row, column: &str) -> Result<Hash, DbError> {
    fixed(column, row.bytes(column)?)
}

fn fixed<const N: usize>(column: &str, bytes: Vec<u8>) -> Result<[u8; N], DbError> {
    let wrong = |_| DbError::Column { column: column.to_owned(), problem: format!("not {N} bytes") };
    bytes.try_into().map_err(wrong)
}

/// The highest position that any entry has.
pub async fn last_position(db: &impl Read) -> Result<Option<i64>, DbError> {
    db.maybe_row(LAST_POSITION, &[]).await?.map(|row| row.int("position")).transpose()
}

/// Entries in the tree's order, at most [`PAGE`] of them. Each is read on its own later: one that cannot be read is a
/// finding, no failure.
pub async fn sequenced(db: &impl Read, after: i64) -> Result<Vec<Row>, DbError> {
    db.rows(SEQUENCED, &[after.into()]).await
}

pub async fn unsequenced(db: &impl Read, after: &str) -> Result<Vec<Row>, DbError> {
    db.rows(UNSEQUENCED, &[after.into()]).await
}
