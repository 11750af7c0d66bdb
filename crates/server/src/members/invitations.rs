//! Invitations: for one address, once, for a week. Nobody joins an organization that exists without one.

use domain::access::{Action, Role};

use super::{join, store};
use crate::accounts::{self, FirstAccount, Newcomer, Session, Viewer, Visit, hash_token};
use crate::activity::{self, Entry, Kind};
use crate::app::{App, new_token};
use crate::db::Tx;
use crate::error::{Error, FieldError, Result};
use crate::mail::{self, Letter};
use crate::organizations::{self, Organization};
use crate::t;
use crate::ui::date_time;
use crate::words::Words;

const VALID_MICROS: i64 = 7 * 24 * 3_600 * 1_000_000;
/// Waiting invitations of one organization: nobody uses it to send mail to the world.
const PENDING_MAX: i64 = 200;

/// What the holder of an invitation's link may know.
pub struct Invitation {
    pub id: String,
    pub organization_id: String,
    pub organization_ja: String,
    pub organization_en: String,
    pub email: String,
    pub role: Role,
    pub invited_by: String,
    /// Whoever has this address already.
    pub account_id: Option<String>,
    pub expires_at: i64,
}

/// Invites an address; an earlier invitation of it ends.
pub async fn invite(
    app: &App,
    viewer: &Viewer,
    words: Words,
    organization_id: &str,
    email: &str,
    role: &str,
) -> Result<String> {
    let organization = organizations::find(&app.db, viewer, organization_id, Action::ManageMembers).await?;
    let email = email.to_lowercase();
    let mut problems = Vec::new();
    if !accounts::is_email(&email) {
        problems.push(FieldError::new("email", "field-email-wrong"));
    }
    let role = Role::from_code(role);
    if role.is_none() {
        problems.push(FieldError::new("role", "field-role-needed"));
    }
    let (Some(role), true) = (role, problems.is_empty()) else { return Err(Error::Invalid(problems)) };
    let (token, now) = (new_token(), app.now());
    let invitation = store::NewInvitation {
        id: app.new_id(),
        token_hash: hash_token(&token),
        organization_id: organization.id.clone(),
        email: email.clone(),
        role,
        invited_by: viewer.account_id.clone(),
        created_at: now,
        expires_at: now + VALID_MICROS,
    };
    let letter = letter(app, viewer, words, &organization, &email, role, &token);
    let id = invitation.id.clone();
    let entry = entry(app, viewer, Kind::PersonInvited, &organization, &id)
        .with_detail(&format!("{email} ({})", role.code()));
    let viewer = viewer.clone();
    app.db
        .change(move |tx| async move {
            let organization =
                organizations::find(&tx, &viewer, &invitation.organization_id, Action::ManageMembers).await?;
            if store::count_pending(&tx, &organization.id, now).await? >= PENDING_MAX {
                return Err(Error::Invalid(vec![FieldError::new("email", "field-too-many-invitations")]));
            }
            store::end_others(&tx, &organization.id, &email, now).await?;
            store::insert(&tx, &invitation).await?;
            mail::post(&tx, &letter).await?;
            Ok(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(id)
}

/// Sends a fresh link for a waiting invitation; the earlier one stops working.
pub async fn renew(
    app: &App,
    viewer: &Viewer,
    words: Words,
    organization_id: &str,
    invitation_id: &str,
) -> Result<()> {
    let (token, expires_at) = (new_token(), app.now() + VALID_MICROS);
    let (app_at_hand, viewer, organization_id, id) =
        (app.clone(), viewer.clone(), organization_id.to_owned(), invitation_id.to_owned());
    app.db
        .change(move |tx| async move {
            let organization =
                organizations::find(&tx, &viewer, &organization_id, Action::ManageMembers).await?;
            let hash = hash_token(&token);
            let renewed = store::renew(&tx, &organization.id, &id, hash, expires_at).await?;
            let (email, role) = renewed.ok_or(Error::NotFound)?;
            let letter = letter(&app_at_hand, &viewer, words, &organization, &email, role, &token);
            mail::post(&tx, &letter).await?;
            let entry = entry(&app_at_hand, &viewer, Kind::PersonInvited, &organization, &id);
            let detail = format!("{email} ({})", role.code());
            Ok(activity::record(&tx, &entry.with_detail(&detail)).await?)
        })
        .await
}

pub async fn withdraw(app: &App, viewer: &Viewer, organization_id: &str, invitation_id: &str) -> Result<()> {
    let organization = organizations::find(&app.db, viewer, organization_id, Action::ManageMembers).await?;
    let entry = entry(app, viewer, Kind::InvitationWithdrawn, &organization, invitation_id);
    let (viewer, id, now) = (viewer.clone(), invitation_id.to_owned(), app.now());
    app.db
        .change(move |tx| async move {
            organizations::find(&tx, &viewer, &organization.id, Action::ManageMembers).await?;
            let email = store::withdraw(&tx, &organization.id, &id, now).await?.ok_or(Error::NotFound)?;
            Ok(activity::record(&tx, &entry.with_detail(&email)).await?)
        })
        .await
}

fn entry(app: &App, viewer: &Viewer, kind: Kind, organization: &Organization, subject: &str) -> Entry {
    Entry::new(app, Some(&viewer.account_id), kind, subject).in_organization(&organization.id)
}

/// The mail, in the language of whoever invites.
fn letter(
    app: &App,
    viewer: &Viewer,
    words: Words,
    organization: &Organization,
    email: &str,
    role: Role,
    token: &str,
) -> Letter {
    let name = organization.name(words);
    let link = format!("{}/invitations/{token}", app.config.base_url);
    let until = date_time(&app.local(app.now() + VALID_MICROS), words);
    let role = words.t(&format!("role-{}", role.code()));
    let body = t!(
        words,
        "invitation-mail",
        person = viewer.name.as_str(),
        organization = name,
        role = role,
        link = link,
        until = until
    );
    let subject = t!(words, "invitation-mail-subject", organization = name);
    Letter::signed(app, words, email, &subject, &body).about(&organization.id).from_person(&viewer.account_id)
}

/// The invitation of a link that still works.
pub async fn find(app: &App, token: &str) -> Result<Invitation> {
    store::by_token(&app.db, hash_token(token), app.now()).await?.ok_or(Error::NotFound)
}

/// Whether an invitation waits for this address.
pub async fn is_invited(app: &App, email: &str) -> Result<bool> {
    Ok(store::waits_for(&app.db, email, app.now()).await?)
}

/// The signed-in person joins. Somebody with another address cannot.
pub async fn accept(app: &App, viewer: &Viewer, token: &str) -> Result<String> {
    let (hash, now, viewer) = (hash_token(token), app.now(), viewer.clone());
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::MemberJoined, &viewer.account_id);
    app.db
        .change(move |tx| async move {
            let invitation = store::by_token(&tx, hash, now).await?.ok_or(Error::NotFound)?;
            if invitation.account_id.as_deref() != Some(viewer.account_id.as_str()) {
                return Err(Error::NotFound);
            }
            let id = invitation.organization_id.clone();
            follow(&tx, invitation, &viewer.account_id, entry, now).await?;
            Ok(id)
        })
        .await
}

/// Somebody without an account makes one with the invited address, and joins.
pub async fn accept_as_newcomer(
    app: &App,
    visit: &Visit,
    token: &str,
    name: &str,
    password: &str,
) -> Result<(Session, String)> {
    let invitation = find(app, token).await?;
    if invitation.account_id.is_some() {
        return Err(Error::Conflict);
    }
    let first = FirstAccount { name, email: &invitation.email, password };
    let newcomer = Newcomer::new(app, visit, first, false).await?;
    let id = newcomer.account_id().to_owned();
    let created = Entry::new(app, Some(&id), Kind::AccountCreated, &id);
    let joined = Entry::new(app, Some(&id), Kind::MemberJoined, &id);
    let (hash, now) = (hash_token(token), app.now());
    app.db
        .change(move |tx| async move {
            let invitation = store::by_token(&tx, hash, now).await?.ok_or(Error::NotFound)?;
            if invitation.account_id.is_some() {
                return Err(Error::Conflict);
            }
            newcomer.write(&tx).await?;
            activity::record(&tx, &created).await?;
            let organization_id = invitation.organization_id.clone();
            follow(&tx, invitation, &id, joined, now).await?;
            Ok((newcomer.session, organization_id))
        })
        .await
}

async fn follow(tx: &Tx, invitation: Invitation, account_id: &str, entry: Entry, now: i64) -> Result<()> {
    if !store::end(tx, &invitation.id, now).await? {
        return Err(Error::NotFound);
    }
    join(tx, account_id, &invitation.organization_id, invitation.role, now).await?;
    let detail = format!("{} ({})", invitation.email, invitation.role.code());
    let entry = entry.in_organization(&invitation.organization_id).with_detail(&detail);
    Ok(activity::record(tx, &entry).await?)
}
