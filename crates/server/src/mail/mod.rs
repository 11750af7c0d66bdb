//! Mail: written down in the change that causes it, sent afterward. Where no mail server is named, it waits for the operator
//! to pass on.

pub mod api;
pub mod pages;
pub mod sending;
mod store;

pub use store::STATEMENTS;

use domain::access::Action;

use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::db::{DbError, Tx};
use crate::error::{Error, Result};
use crate::words::Words;

/// One mail before it is written down. Made outside the transaction, since ids and time come from the edge.
#[derive(Clone, Debug)]
pub struct Letter {
    id: String,
    to: String,
    subject: String,
    body: String,
    at: i64,
    organization_id: Option<String>,
    account_id: Option<String>,
}

impl Letter {
    pub fn new(app: &App, to: &str, subject: &str, body: String) -> Letter {
        // A name with a line break in it must not begin a header of its own.
        let subject = subject.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        Letter {
            id: app.new_id(),
            to: to.to_owned(),
            subject,
            body,
            at: app.now(),
            organization_id: None,
            account_id: None,
        }
    }

    /// Names an organization: it goes with it.
    pub fn about(self, organization_id: &str) -> Letter {
        Letter { organization_id: Some(organization_id.to_owned()), ..self }
    }

    /// Names the person whose act caused it: it goes with them.
    pub fn from_person(self, account_id: &str) -> Letter {
        Letter { account_id: Some(account_id.to_owned()), ..self }
    }

    /// With the installation's address below the text.
    pub fn signed(app: &App, words: Words, to: &str, subject: &str, body: &str) -> Letter {
        let signature = words.with1("mail-signature", "address", app.config.base_url.as_str());
        Letter::new(app, to, subject, format!("{body}\n\n{signature}\n"))
    }
}

/// Writes the letter into the running change; it goes out once that is saved.
pub async fn post(tx: &Tx, letter: &Letter) -> std::result::Result<(), DbError> {
    store::insert(tx, letter).await
}

/// A mail that has not been sent, as the operator sees it.
pub struct Waiting {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub body: String,
    pub created_at: i64,
    pub attempts: i64,
    pub problem: String,
}

/// Mails that wait, oldest first, and whether there are more.
pub async fn waiting(app: &App, viewer: &Viewer) -> Result<(Vec<Waiting>, bool)> {
    viewer.may_operate(Action::ReadOutbox)?;
    Ok(store::waiting(&app.db).await?)
}

/// The operator has passed a mail on: its text goes, and nothing sends it any more.
pub async fn settle(app: &App, viewer: &Viewer, id: &str) -> Result<()> {
    viewer.may_operate(Action::ReadOutbox)?;
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::MailPassedOn, id);
    let id = id.to_owned();
    app.db
        .change(move |tx| async move {
            if !store::settle(&tx, &id).await? {
                return Err(Error::NotFound);
            }
            Ok(activity::record(&tx, &entry).await?)
        })
        .await
}

/// Removes every mail about an organization, in a change that is under way.
pub(crate) async fn forget_organization(tx: &Tx, id: &str) -> std::result::Result<(), DbError> {
    store::forget_organization(tx, id).await
}
