//! What the people of an installation add to the content: what they think of its hints, the tips they wait for, and the
//! operator's own cases. The content itself stays in the files of the frameworks.

pub mod case_pages;
pub mod cases;
pub mod following;
pub mod ratings;
mod store;

pub use store::STATEMENTS;

use domain::frameworks::Framework;

use crate::app::App;
use crate::db::{DbError, Tx};
use crate::error::{Error, Result};

fn framework<'a>(app: &'a App, id: &str) -> Result<&'a Framework> {
    app.library.edition(id).map(|edition| &edition.framework).ok_or(Error::NotFound)
}

/// Takes the ratings of a person back, in a change that is under way.
pub(crate) async fn forget_person(tx: &Tx, account_id: &str) -> std::result::Result<(), DbError> {
    store::forget_person(tx, account_id).await
}
