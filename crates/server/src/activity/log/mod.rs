//! The provable log. Writers only leave their entry with its hash; one sequencer among all servers of a database gives
//! positions and carries the tree on, and heads are signed that people keep outside. [`verify`] finds what was rewritten.

mod head;
pub mod key;
pub mod proof;
mod store;
pub mod verify;

pub use head::{HeadBody, SignedHead};
pub use key::Key;
pub use store::STATEMENTS;

use std::time::Duration;

use domain::activity::{Head, is_on_tile};
use tokio::sync::watch;

use crate::app::App;
use crate::db::{Db, DbError};

/// How long entries wait at most before the sequencer looks.
const PAUSE: Duration = Duration::from_millis(500);
/// A server that died is replaced after so long.
const LEASE_MICROS: i64 = 5_000_000;
/// A head is due after so many entries, or after so long when there is something new.
const HEAD_ENTRIES: i64 = 1_000;
const HEAD_MICROS: i64 = 10 * 60 * 1_000_000;

/// What one step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing waits.
    Idle,
    /// Another server has the lease.
    HeldElsewhere,
    /// So many entries have got their positions.
    Sequenced(usize),
}

/// What became of a head that was due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signing {
    NotDue,
    Signed(SignedHead),
    /// Another server was faster.
    SignedElsewhere,
    /// The newest head has another key. Two servers with a key each must not take turns: nobody could tell whose log it is.
    OtherKey,
}

/// The latest head, if one has been signed.
pub async fn latest(db: &Db) -> Result<Option<SignedHead>, DbError> {
    store::last_head(db).await
}

pub struct Sequencer {
    app: App,
    /// Names this sequencer in the lease.
    holder: String,
    key: Option<Key>,
}

impl Sequencer {
    pub fn new(app: App, key: Option<Key>) -> Sequencer {
        let holder = app.new_id();
        Sequencer { app, holder, key }
    }

    /// Gives positions to what waits, at most a batch, if the lease can be had.
    pub async fn step(&self) -> Result<Step, DbError> {
        if !store::is_anything_waiting(&self.app.db).await? {
            return Ok(Step::Idle);
        }
        let (holder, now) = (self.holder.clone(), self.app.now());
        self.app
            .db
            .change(move |tx| async move {
                let Some(state) = store::take(&tx, &holder, now, LEASE_MICROS).await? else {
                    return Ok(Step::HeldElsewhere);
                };
                let broken = || DbError::Other("the stored tree of the log does not fit its size".to_owned());
                let mut frontier = state.frontier().ok_or_else(broken)?;
                let leaves = store::sequence(&tx, state.size).await?;
                let mut nodes = Vec::new();
                for leaf in &leaves {
                    frontier.push(*leaf, |level, number, hash| {
                        if level > 0 && is_on_tile(level) {
                            nodes.push((level, number, *hash));
                        }
                    });
                }
                for (level, number, hash) in &nodes {
                    store::keep_node(&tx, *level, *number, hash).await?;
                }
                store::save(&tx, &frontier).await?;
                Ok(Step::Sequenced(leaves.len()))
            })
            .await
    }

    /// Signs how the log stands, if a head is due.
    pub async fn sign_if_due(&self) -> Result<Signing, DbError> {
        let Some(key) = &self.key else { return Ok(Signing::NotDue) };
        let last = store::last_head(&self.app.db).await?;
        let size = store::state(&self.app.db).await?.size;
        if !is_due(last.as_ref(), size, self.app.now()) {
            return Ok(Signing::NotDue);
        }
        if last.as_ref().is_some_and(|last| last.public_key != key.public()) {
            return Ok(Signing::OtherKey);
        }
        self.sign(key).await
    }

    /// Signs how the log stands now, whoever has signed before.
    pub async fn sign(&self, key: &Key) -> Result<Signing, DbError> {
        let db = &self.app.db;
        let last = store::last_head(db).await?;
        let broken = || DbError::Other("the stored tree of the log does not fit its size".to_owned());
        let state = store::state(db).await?;
        let frontier = state.frontier().ok_or_else(broken)?;
        if last.as_ref().map_or(0, |last| last.head.size) >= state.size {
            return Ok(Signing::NotDue);
        }
        let signed = key.sign(Head {
            number: last.as_ref().map_or(0, |last| last.head.number) + 1,
            size: state.size,
            root: frontier.root(),
            at: self.app.now(),
            previous: last.map(|last| last.head.hash()),
        });
        let kept = signed.clone();
        let is_kept: Result<bool, DbError> =
            db.change(move |tx| async move { store::keep_head(&tx, &kept).await }).await;
        Ok(if is_kept? { Signing::Signed(signed) } else { Signing::SignedElsewhere })
    }

    /// Until it is told to stop. Trouble is logged once and tried again: what waits does not get lost.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut told = String::new();
        while !*stop.borrow() {
            let trouble = match self.turn().await {
                Ok(Step::Sequenced(store::BATCH)) => continue,
                Ok(_) => String::new(),
                Err(trouble) => trouble,
            };
            if !trouble.is_empty() && trouble != told {
                tracing::error!(trouble, "the log is not carried on; trying again");
            }
            told = trouble;
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn turn(&self) -> Result<Step, String> {
        let step = self.step().await.map_err(|error| error.to_string())?;
        match self.sign_if_due().await.map_err(|error| error.to_string())? {
            Signing::OtherKey => Err(format!(
                "the newest head was signed with another key than {}: give all servers the same file",
                self.app.config.log_key.display()
            )),
            _ => Ok(step),
        }
    }
}

fn is_due(last: Option<&SignedHead>, size: i64, now: i64) -> bool {
    let Some(SignedHead { head, .. }) = last else { return size > 0 };
    let is_new = size > head.size;
    // A clock that was put back must not put heads off.
    is_new && (size - head.size >= HEAD_ENTRIES || (now - head.at).abs() >= HEAD_MICROS)
}
