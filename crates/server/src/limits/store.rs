//! SQL of request counts that several servers share.

use std::collections::HashMap;

use super::rates::Subject;
use crate::db::{DbError, Read, Tx};

const TELL: &str = "INSERT INTO request_counts (minute, subject, server, requests) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (minute, subject, server) DO UPDATE SET requests = excluded.requests";
const FORGET: &str = "DELETE FROM request_counts WHERE minute < $1";
const OF_OTHERS: &str = "SELECT subject, requests FROM request_counts WHERE minute = $1 AND server <> $2";

pub const STATEMENTS: &[&str] = &[TELL, FORGET, OF_OTHERS];

/// Writes down what this server has counted in the minute; earlier minutes are forgotten.
pub(super) async fn tell(
    tx: &Tx,
    minute: i64,
    server: &str,
    counts: &[(Subject, u32)],
) -> Result<(), DbError> {
    tx.execute(FORGET, &[minute.into()]).await?;
    for (subject, requests) in counts {
        let values = [minute.into(), subject.0.as_slice().into(), server.into(), i64::from(*requests).into()];
        tx.execute(TELL, &values).await?;
    }
    Ok(())
}

/// What all other servers together have counted.
pub(super) async fn of_others(
    db: &impl Read,
    minute: i64,
    server: &str,
) -> Result<HashMap<Subject, u32>, DbError> {
    let mut counts = HashMap::new();
    for row in db.rows(OF_OTHERS, &[minute.into(), server.into()]).await? {
        let requests = u32::try_from(row.int("requests")?).unwrap_or(u32::MAX);
        let count: &mut u32 = counts.entry(Subject(row.bytes("subject")?.to_vec())).or_default();
        *count = count.saturating_add(requests);
    }
    Ok(counts)
}
