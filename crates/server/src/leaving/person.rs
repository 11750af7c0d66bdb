//! A person leaves: everything of theirs goes at once, and an empty shell stays where answers and entries point at it.

use super::store;
use crate::accounts::{self, Viewer};
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::content;
use crate::error::{Error, FieldError, Result};
use crate::members::{self, Belonging};

/// Why somebody cannot leave yet.
pub struct Obstacles {
    /// Organizations that nobody else decides for.
    pub organizations: Vec<Belonging>,
    /// Nobody else runs the installation.
    pub is_last_operator: bool,
}

impl Obstacles {
    pub fn are_none(&self) -> bool {
        self.organizations.is_empty() && !self.is_last_operator
    }
}

pub async fn obstacles(app: &App, viewer: &Viewer) -> Result<Obstacles> {
    let mut organizations = members::of_person(&app.db, &viewer.account_id).await?;
    organizations.retain(|belonging| belonging.is_last_owner);
    let is_last_operator =
        viewer.is_operator && !accounts::has_other_operator(&app.db, &viewer.account_id).await?;
    Ok(Obstacles { organizations, is_last_operator })
}

/// Refuses where the person has not named themselves: nobody leaves by a slip of the hand.
pub fn named(viewer: &Viewer, typed: &str) -> Result<()> {
    if typed.to_lowercase() == viewer.email {
        return Ok(());
    }
    Err(Error::Invalid(vec![FieldError::new("own_email", "field-own-email-differs")]))
}

/// Deletes the person's account, unless an organization or the installation would be left to nobody.
pub async fn delete(app: &App, viewer: &Viewer) -> Result<()> {
    let id = viewer.account_id.clone();
    let entry = Entry::new(app, Some(&id), Kind::AccountDeleted, &id);
    let (now, viewer, app_at_hand) = (app.now(), viewer.clone(), app.clone());
    let refused = |message| Error::Invalid(vec![FieldError::new("own_email", message)]);
    app.db
        .change(move |tx| async move {
            tx.lock("operators").await?;
            if viewer.is_operator && !accounts::has_other_operator(&tx, &id).await? {
                return Err(refused("field-last-operator"));
            }
            if members::leave_all(&app_at_hand, &tx, &id).await?.is_some() {
                return Err(refused("field-leaving-last-owner"));
            }
            content::forget_person(&tx, &id).await?;
            for (organization, invitation) in members::invitations_of(&tx, &viewer.email).await? {
                activity::erase_about(&tx, &organization, &invitation).await?;
            }
            activity::erase_of_person(&tx, &id).await?;
            store::forget_person(&tx, &id).await?;
            if !accounts::empty(&tx, &id, now).await? {
                return Err(Error::NotFound);
            }
            Ok(activity::record(&tx, &entry).await?)
        })
        .await
}
