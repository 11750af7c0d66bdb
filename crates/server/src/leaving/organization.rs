//! Deleting an organization: nobody sees it from that moment on, an owner may take that back for a while, and then it is erased.

use domain::access::{self, Action};

use super::WAIT_MICROS;
use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::assessments::handouts;
use crate::db::DbError;
use crate::error::{Error, FieldError, Result};
use crate::group;
use crate::mail::{self, Letter};
use crate::members::{self, Owner};
use crate::organizations::{self, Organization};
use crate::sharing;
use crate::t;
use crate::ui::date_time;
use crate::words::Words;

/// When an organization that is deleted at this moment is erased.
pub fn erased_at(deleted_at: i64) -> i64 {
    deleted_at + WAIT_MICROS
}

/// The organization, if it was named as it is called: nobody deletes one by mistake for another.
pub async fn named(app: &App, viewer: &Viewer, id: &str, typed: &str) -> Result<Organization> {
    let organization = organizations::find(&app.db, viewer, id, Action::DeleteOrganization).await?;
    let profile = &organization.profile;
    let is_named =
        !typed.is_empty() && [&profile.name_ja, &profile.name_en].iter().any(|name| *name == typed);
    if is_named {
        return Ok(organization);
    }
    Err(Error::Invalid(vec![FieldError::new("organization_name", "field-organization-name-differs")]))
}

/// Deletes an organization. Its links end at once; its owners are told by mail, in their languages.
pub async fn delete(app: &App, viewer: &Viewer, words: Words, organization: Organization) -> Result<()> {
    let (id, now, today) = (organization.id.clone(), app.now(), app.today().to_string());
    let entry =
        Entry::new(app, Some(&viewer.account_id), Kind::OrganizationDeleted, &id).in_organization(&id);
    let (app_at_hand, viewer) = (app.clone(), viewer.clone());
    app.db
        .change(move |tx| async move {
            members::hold(&tx, &id).await?;
            let owners = members::owners(&tx, &id).await?;
            organizations::find(&tx, &viewer, &id, Action::DeleteOrganization).await?;
            if !organizations::delete(&tx, &id, now).await? {
                return Err(Error::NotFound);
            }
            members::set_aside(&tx, &id, now).await?;
            sharing::end_all(&tx, &id, &viewer.account_id, now).await?;
            handouts::end_all(&tx, &id, now).await?;
            group::end_all(&tx, &id, &today, now).await?;
            for owner in &owners {
                let words = owner.language.map_or(words, Words);
                mail::post(&tx, &letter(&app_at_hand, words, &viewer, &organization, owner, now)).await?;
            }
            Ok(activity::record(&tx, &entry).await?)
        })
        .await
}

fn letter(
    app: &App,
    words: Words,
    viewer: &Viewer,
    organization: &Organization,
    owner: &Owner,
    now: i64,
) -> Letter {
    let name = organization.name(words);
    let until = date_time(&app.local(erased_at(now)), words);
    let link = format!("{}/organizations", app.config.base_url);
    let body = t!(
        words,
        "leaving-mail",
        name = owner.name.as_str(),
        person = viewer.name.as_str(),
        organization = name,
        until = until,
        link = link
    );
    let subject = t!(words, "leaving-mail-subject", organization = name);
    Letter::signed(app, words, &owner.email, &subject, &body)
        .about(&organization.id)
        .from_person(&viewer.account_id)
}

/// Takes the deletion back, for who decided before and in time. Members come back; links, invitations and consents do not.
pub async fn take_back(app: &App, viewer: &Viewer, id: &str) -> Result<()> {
    let since = app.now() - WAIT_MICROS;
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::OrganizationRestored, id).in_organization(id);
    let (viewer, id) = (viewer.clone(), id.to_owned());
    app.db
        .change(move |tx| async move {
            let is_back = organizations::take_back(&tx, &id, since).await?
                && members::bring_back(&tx, &id, &viewer.account_id).await?;
            if !is_back {
                return Err(Error::NotFound);
            }
            Ok(activity::record(&tx, &entry).await?)
        })
        .await
}

/// An organization that the viewer belonged to, and that is deleted and not erased yet.
pub struct Deleted {
    pub id: String,
    pub name: String,
    pub erased_at: i64,
    pub may_take_back: bool,
}

pub async fn deleted(app: &App, viewer: &Viewer, words: Words) -> Result<Vec<Deleted>> {
    let found = organizations::deleted(&app.db, viewer, app.now() - WAIT_MICROS).await?;
    let deleted = found.into_iter().map(|one| Deleted {
        name: organizations::name(words, &one.name_ja, &one.name_en).to_owned(),
        id: one.id,
        erased_at: erased_at(one.deleted_at),
        may_take_back: access::may(one.relation, Action::DeleteOrganization),
    });
    Ok(deleted.collect())
}

/// Erases an organization that was deleted long enough ago; false where there is nothing to do. The log may be long: what it
/// says is erased a piece at a time, and everything else then in one change, of which another server finds nothing left.
pub async fn erase(app: &App, id: &str) -> std::result::Result<bool, DbError> {
    let mut next = Some(String::new());
    while let Some(after) = next {
        let organization = id.to_owned();
        next = app
            .db
            .change(
                move |tx| async move { activity::erase_of_organization(&tx, &organization, &after).await },
            )
            .await?;
    }
    let until = app.now() - WAIT_MICROS;
    let entry = Entry::new(app, None, Kind::OrganizationErased, id).in_organization(id);
    let id = id.to_owned();
    app.db
        .change(move |tx| async move {
            sharing::erase_receiver(&tx, &id).await?;
            group::erase_from_others(&tx, &id).await?;
            mail::forget_organization(&tx, &id).await?;
            if !organizations::erase(&tx, &id, until).await? {
                return Err(DbError::NotFound);
            }
            // What was written since.
            activity::erase_of_organization(&tx, &id, "").await?;
            activity::record(&tx, &entry).await
        })
        .await
        .map_or_else(|error| if error == DbError::NotFound { Ok(false) } else { Err(error) }, |()| Ok(true))
}

/// The same, each with the moment it is erased in words.
pub async fn told(app: &App, viewer: &Viewer, words: Words) -> Result<Vec<(Deleted, String)>> {
    let told = deleted(app, viewer, words).await?.into_iter().map(|one| {
        let until =
            t!(words, "organizations-deleted-until", on = date_time(&app.local(one.erased_at), words));
        (one, until)
    });
    Ok(told.collect())
}
