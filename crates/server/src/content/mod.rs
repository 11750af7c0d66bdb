//! What the people of an installation add to the content: what they think of its hints, the tips they wait for, and the
//! operator's own cases. The content itself stays in the files of the frameworks.

pub mod case_pages;
pub mod cases;
pub mod following;
pub mod ratings;
mod store;

pub use store::STATEMENTS;

use domain::access::{Action, Relation, may};
use domain::frameworks::Framework;

use crate::accounts::Viewer;
use crate::app::App;
use crate::error::{Error, Result};

/// Whether a person may do this for the whole installation. What they may not see is not there.
fn allow(viewer: &Viewer, action: Action) -> Result<()> {
    let relation = if viewer.is_operator { Relation::Operator } else { Relation::Outsider };
    if may(relation, action) { Ok(()) } else { Err(Error::NotFound) }
}

fn framework<'a>(app: &'a App, id: &str) -> Result<&'a Framework> {
    app.library.edition(id).map(|edition| &edition.framework).ok_or(Error::NotFound)
}
