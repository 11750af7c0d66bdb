//! Who belongs to an organization, in which role: inviting, changing, handing over, leaving. An organization always keeps
//! somebody who decides for it.

pub mod api;
pub mod invitation_pages;
mod invitations;
mod leaving;
pub mod pages;
mod store;

pub use invitations::{
    Invitation, accept, accept_as_newcomer, find as find_invitation, invite, is_invited, renew, withdraw,
};
pub use leaving::{Belonging, count, of_person};
pub(crate) use leaving::{Owner, bring_back, hold, invitations_of, leave_all, owners, set_aside};
pub use store::STATEMENTS;

use domain::access::{Action, Role};

use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::db::{DbError, Tx};
use crate::error::{Error, FieldError, Result};
use crate::organizations::{self, Organization};

/// Somebody who belongs to an organization.
pub struct Member {
    pub account_id: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub since: i64,
}

/// An invitation that nobody has followed yet.
pub struct Pending {
    pub id: String,
    pub email: String,
    pub role: Role,
    pub expires_at: i64,
}

/// Members after `after`, a page of them; the invitations that wait are shown to those who manage members.
pub struct Members {
    pub organization: Organization,
    pub members: Vec<Member>,
    pub next: Option<String>,
    pub pending: Vec<Pending>,
}

pub async fn list(app: &App, viewer: &Viewer, organization_id: &str, after: &str) -> Result<Members> {
    let organization = organizations::find(&app.db, viewer, organization_id, Action::ReadMembers).await?;
    let (members, next) = store::members(&app.db, organization_id, after).await?;
    let pending = if organization.may(Action::ManageMembers) {
        store::pending(&app.db, organization_id, app.now()).await?
    } else {
        Vec::new()
    };
    Ok(Members { organization, members, next, pending })
}

/// The role of a code that somebody chose.
pub fn role(code: &str) -> Result<Role> {
    Role::from_code(code).ok_or_else(|| Error::Invalid(vec![FieldError::new("role", "field-role-needed")]))
}

/// What is done with a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Role(Role),
    Remove,
    /// The member decides from now on, and whoever says so answers with the others.
    HandOver,
}

/// Changes a member, unless the organization would be left without an owner.
pub async fn decide(
    app: &App,
    viewer: &Viewer,
    organization_id: &str,
    account_id: &str,
    decision: Decision,
) -> Result<()> {
    let kind = match decision {
        Decision::Role(_) => Kind::MemberRoleChanged,
        Decision::Remove => Kind::MemberRemoved,
        Decision::HandOver => Kind::ResponsibilityHandedOver,
    };
    let entry = Entry::new(app, Some(&viewer.account_id), kind, account_id).in_organization(organization_id);
    let (viewer, organization_id, account_id) =
        (viewer.clone(), organization_id.to_owned(), account_id.to_owned());
    app.db
        .change(move |tx| async move {
            organizations::find(&tx, &viewer, &organization_id, Action::ManageMembers).await?;
            store::hold(&tx, &organization_id).await?;
            let member = store::member(&tx, &organization_id, &account_id).await?.ok_or(Error::NotFound)?;
            let detail = match decision {
                Decision::Role(role) => {
                    store::set_role(&tx, &organization_id, &account_id, role).await?;
                    format!("{} ({})", member.email, role.code())
                }
                Decision::Remove => {
                    store::remove(&tx, &organization_id, &account_id).await?;
                    member.email
                }
                Decision::HandOver if account_id == viewer.account_id => return Err(Error::Conflict),
                Decision::HandOver => {
                    store::set_role(&tx, &organization_id, &account_id, Role::Owner).await?;
                    store::set_role(&tx, &organization_id, &viewer.account_id, Role::Editor).await?;
                    member.email
                }
            };
            somebody_decides(&tx, &organization_id).await?;
            Ok(activity::record(&tx, &entry.with_detail(&detail)).await?)
        })
        .await
}

/// The viewer leaves. The last owner hands over first.
pub async fn leave(app: &App, viewer: &Viewer, organization_id: &str) -> Result<()> {
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::MemberLeft, &viewer.account_id)
        .in_organization(organization_id);
    let (viewer, organization_id) = (viewer.clone(), organization_id.to_owned());
    app.db
        .change(move |tx| async move {
            organizations::find(&tx, &viewer, &organization_id, Action::LeaveOrganization).await?;
            store::hold(&tx, &organization_id).await?;
            store::remove(&tx, &organization_id, &viewer.account_id).await?;
            somebody_decides(&tx, &organization_id).await?;
            Ok(activity::record(&tx, &entry.with_detail(&viewer.email)).await?)
        })
        .await
}

/// After a change: an owner is left, or the change is undone.
async fn somebody_decides(tx: &Tx, organization_id: &str) -> Result<()> {
    if store::has_owner(tx, organization_id).await? {
        return Ok(());
    }
    Err(Error::Invalid(vec![FieldError::new("role", "field-last-owner")]))
}

/// Gives a person a role in a change that is under way.
pub(crate) async fn join(
    tx: &Tx,
    account_id: &str,
    organization_id: &str,
    role: Role,
    at: i64,
) -> std::result::Result<(), DbError> {
    store::hold(tx, organization_id).await?;
    crate::accounts::set_membership(tx, account_id, organization_id, role.code(), at).await
}
