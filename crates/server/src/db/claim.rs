//! A row that goes into the first change made within some work, in the same transaction: both are there, or neither.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{DbError, Tx, Value};

tokio::task_local! {
    static CLAIM: Arc<Claim>;
}

/// The statement must change a row; where it changes none, somebody else has the row already, and the change is undone with
/// [`DbError::Claimed`].
pub struct Claim {
    sql: &'static str,
    values: Vec<Value>,
    is_made: AtomicBool,
}

impl Claim {
    pub fn new(sql: &'static str, values: Vec<Value>) -> Claim {
        Claim { sql, values, is_made: AtomicBool::new(false) }
    }

    /// Whether a change that carries it is on disk.
    pub fn is_made(&self) -> bool {
        self.is_made.load(Ordering::SeqCst)
    }

    pub(super) fn made(&self) {
        self.is_made.store(true, Ordering::SeqCst);
    }

    pub(super) async fn put(&self, tx: &Tx) -> Result<(), DbError> {
        match tx.execute(self.sql, &self.values).await? {
            0 => Err(DbError::Claimed),
            _ => Ok(()),
        }
    }
}

/// Does the work; the first of its changes that succeeds carries the claim.
pub async fn claiming<F: Future>(claim: Arc<Claim>, work: F) -> F::Output {
    CLAIM.scope(claim, work).await
}

/// The claim of the work under way, unless a change carries it already.
pub(super) fn pending() -> Option<Arc<Claim>> {
    CLAIM.try_with(Arc::clone).ok().filter(|claim| !claim.is_made())
}
