//! SQL of the nightly backups.

use crate::db::{Db, DbError, Read as _, Row};

/// Attempts of one night.
const ATTEMPTS_MAX: i64 = 5;

/// Takes the lease of a night: nobody has it, or whoever had it has not been heard of for too long.
const CLAIM: &str = "INSERT INTO backup_runs \
     (day, holder, attempts, started_at, lease_until, finished_at, file, bytes, problem) \
     VALUES ($1, $2, 1, $3, $4, NULL, '', 0, '') \
     ON CONFLICT (day) DO UPDATE SET holder = excluded.holder, started_at = excluded.started_at, \
     lease_until = excluded.lease_until, attempts = backup_runs.attempts + 1 \
     WHERE backup_runs.finished_at IS NULL AND backup_runs.lease_until < $3 AND backup_runs.attempts < $5";
const RENEW: &str =
    "UPDATE backup_runs SET lease_until = $3 WHERE day = $1 AND holder = $2 AND finished_at IS NULL";
const SUCCEED: &str = "UPDATE backup_runs SET finished_at = $3, file = $4, bytes = $5, problem = '' \
     WHERE day = $1 AND holder = $2 AND finished_at IS NULL";
const FAIL: &str = "UPDATE backup_runs SET lease_until = $3, problem = $4 \
     WHERE day = $1 AND holder = $2 AND finished_at IS NULL";
const SINCE: &str = "SELECT day, attempts, started_at, lease_until, finished_at, file, bytes, problem FROM backup_runs \
     WHERE day >= $1 ORDER BY day DESC";
const FORGET: &str = "DELETE FROM backup_runs WHERE day < $1";

pub const STATEMENTS: &[&str] = &[CLAIM, RENEW, SUCCEED, FAIL, SINCE, FORGET];

/// The lease of one night, held by one server.
#[derive(Clone)]
pub struct Lease {
    pub day: String,
    pub holder: String,
}

/// One night.
#[derive(Clone, Debug)]
pub struct Run {
    pub day: String,
    pub attempts: i64,
    pub started_at: i64,
    /// Until when whoever is at it has the lease.
    pub lease_until: i64,
    pub finished_at: Option<i64>,
    pub file: String,
    pub bytes: i64,
    /// Empty where nothing went wrong.
    pub problem: String,
}

/// Whether the lease is ours now.
pub async fn claim(db: &Db, lease: &Lease, now: i64, until: i64) -> Result<bool, DbError> {
    let values = [
        lease.day.as_str().into(),
        lease.holder.as_str().into(),
        now.into(),
        until.into(),
        ATTEMPTS_MAX.into(),
    ];
    changed(db, CLAIM, values.to_vec()).await
}

/// Whether the lease is still ours.
pub async fn renew(db: &Db, lease: &Lease, until: i64) -> Result<bool, DbError> {
    changed(db, RENEW, vec![lease.day.as_str().into(), lease.holder.as_str().into(), until.into()]).await
}

pub async fn succeed(db: &Db, lease: &Lease, now: i64, file: &str, bytes: i64) -> Result<bool, DbError> {
    let values =
        vec![lease.day.as_str().into(), lease.holder.as_str().into(), now.into(), file.into(), bytes.into()];
    changed(db, SUCCEED, values).await
}

/// `again` is the moment from which somebody may try again.
pub async fn fail(db: &Db, lease: &Lease, again: i64, problem: &str) -> Result<bool, DbError> {
    let values = vec![lease.day.as_str().into(), lease.holder.as_str().into(), again.into(), problem.into()];
    changed(db, FAIL, values).await
}

/// Forgets nights before a day.
pub async fn forget(db: &Db, day: &str) -> Result<(), DbError> {
    changed(db, FORGET, vec![day.into()]).await.map(|_| ())
}

/// Nights from a day on, newest first.
pub async fn since(db: &Db, day: &str) -> Result<Vec<Run>, DbError> {
    db.rows(SINCE, &[day.into()]).await?.iter().map(run).collect()
}

fn run(row: &Row) -> Result<Run, DbError> {
    Ok(Run {
        day: row.text("day")?,
        attempts: row.int("attempts")?,
        started_at: row.int("started_at")?,
        lease_until: row.int("lease_until")?,
        finished_at: row.maybe_int("finished_at")?,
        file: row.text("file")?,
        bytes: row.int("bytes")?,
        problem: row.text("problem")?,
    })
}

async fn changed(db: &Db, sql: &'static str, values: Vec<crate::db::Value>) -> Result<bool, DbError> {
    db.change(move |tx| async move { Ok(tx.execute(sql, &values).await? > 0) }).await
}
