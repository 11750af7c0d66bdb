//! Where a person is signed in: seeing it, ending it, and proving again who one is before a dangerous act.

pub mod api;
pub mod pages;
pub mod proof;
mod store;

pub use store::STATEMENTS;

use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::{App, hex};
use crate::error::{Error, Result};

/// One of a person's sessions.
pub struct Held {
    token_hash: Vec<u8>,
    pub began_at: i64,
    /// To some ten minutes.
    pub seen_at: i64,
    /// In words, such as `Firefox, Windows`; empty where unknown.
    pub browser: String,
}

impl Held {
    /// The beginning of the stored hash, from which no token can be told.
    pub fn id(&self) -> String {
        hex(self.token_hash.get(..8).unwrap_or_default())
    }

    pub fn is_this(&self, viewer: &Viewer) -> bool {
        self.token_hash == viewer.session
    }
}

/// The person's sessions, the last used first.
pub async fn list(app: &App, viewer: &Viewer) -> Result<Vec<Held>> {
    let now = app.now();
    Ok(store::list(&app.db, &viewer.account_id, now, now - app.config.sign_in.idle_micros()).await?)
}

/// Ends one of the person's sessions.
pub async fn end(app: &App, viewer: &Viewer, id: &str) -> Result<()> {
    let held = list(app, viewer).await?.into_iter().find(|held| held.id() == id).ok_or(Error::NotFound)?;
    let account_id = viewer.account_id.clone();
    let entry = Entry::new(app, Some(&account_id), Kind::SessionEnded, &account_id);
    app.db
        .change(move |tx| async move {
            if !store::end(&tx, &account_id, &held.token_hash).await? {
                return Err(Error::NotFound);
            }
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await
}

/// Ends all of the person's sessions but this one.
pub async fn end_others(app: &App, viewer: &Viewer) -> Result<()> {
    let (account_id, kept) = (viewer.account_id.clone(), viewer.session.clone());
    let entry = Entry::new(app, Some(&account_id), Kind::OtherSessionsEnded, &account_id);
    app.db
        .change(move |tx| async move {
            if store::end_others(&tx, &account_id, &kept).await? > 0 {
                activity::record(&tx, &entry).await?;
            }
            Ok::<_, Error>(())
        })
        .await
}
