//! Which companies and units belong together, from when until when. Both sides agree: a company joins by an invitation to somebody
//! who decides for it, or is registered below by who decides above. Standing above lets nobody see anything: that takes a consent,
//! see [`crate::sharing`].

pub mod api;
pub mod invitation_pages;
pub mod pages;
mod store;

pub use store::{STATEMENTS, insert};

use domain::access::Action;
use jiff::civil::Date;

use crate::accounts::{self, Viewer, hash_token};
use crate::activity::{self, Entry};
use crate::app::{App, new_token};
use crate::db::{DbError, Read, Tx};
use crate::error::{Error, FieldError, Result};
use crate::mail::{self, Letter};
use crate::organizations::{self, Organization, ProfileInput};
use crate::ui::date_time;
use crate::words::Words;
use crate::{sharing, t};

const VALID_MICROS: i64 = 14 * 24 * 3_600 * 1_000_000;
/// Waiting invitations of one organization: nobody uses it to send mail to the world.
const PENDING_MAX: i64 = 200;

/// What stands below: a company, or a part of the one above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Company,
    Unit,
}

impl Kind {
    pub fn code(self) -> &'static str {
        match self {
            Kind::Company => "company",
            Kind::Unit => "unit",
        }
    }

    pub fn from_code(code: &str) -> Option<Kind> {
        [Kind::Company, Kind::Unit].into_iter().find(|kind| kind.code() == code)
    }
}

/// An organization below another from a day on.
#[derive(Clone, Debug)]
pub struct Link {
    pub organization_id: String,
    pub parent_id: String,
    /// A date; empty where none was kept.
    pub since: String,
}

/// What an organization belongs to.
pub struct Above {
    pub link: String,
    pub id: String,
    pub kind: Kind,
    pub since: String,
    pub name_ja: String,
    pub name_en: String,
}

/// One that belongs to it, or to one below.
pub struct Below {
    pub link: String,
    pub id: String,
    pub kind: Kind,
    pub since: String,
    /// 1 for those directly below.
    pub depth: i64,
    pub name_ja: String,
    pub name_en: String,
}

/// What has ended.
pub struct Earlier {
    /// The other one stood above; otherwise below.
    pub was_above: bool,
    pub since: String,
    /// The first day on which it no longer held.
    pub until: String,
    pub name_ja: String,
    pub name_en: String,
}

/// An invitation that waits.
pub struct Pending {
    pub id: String,
    pub email: String,
    pub since: String,
    pub expires_at: i64,
}

/// What a person enters to register something below.
pub struct NewBelow<'a> {
    pub name_ja: &'a str,
    pub name_en: &'a str,
    pub kind: &'a str,
}

/// What the holder of an invitation's link may know.
pub struct Asked {
    pub id: String,
    pub parent_id: String,
    pub parent_ja: String,
    pub parent_en: String,
    pub email: String,
    pub since: String,
    pub person: String,
}

pub struct Group {
    pub organization: Organization,
    pub above: Option<Above>,
    pub below: Vec<Below>,
    /// Where the next page of what is below begins.
    pub next: Option<String>,
    pub earlier: Vec<Earlier>,
    /// Empty for those who do not keep the group.
    pub pending: Vec<Pending>,
}

pub async fn show(app: &App, viewer: &Viewer, id: &str, after: &str) -> Result<Group> {
    let organization = organizations::find(&app.db, viewer, id, Action::ReadGroup).await?;
    let pending = if organization.may(Action::KeepGroup) {
        store::pending(&app.db, &organization.id, app.now()).await?
    } else {
        Vec::new()
    };
    let (below, next) = store::below(&app.db, &organization.id, after).await?;
    Ok(Group {
        above: store::above(&app.db, &organization.id).await?,
        below,
        next,
        earlier: store::earlier(&app.db, &organization.id).await?,
        pending,
        organization,
    })
}

/// What an organization belongs to today.
pub async fn parent(db: &impl Read, organization_id: &str) -> Result<Option<Above>> {
    Ok(store::above(db, organization_id).await?)
}

fn invalid(field: &'static str, message: &'static str) -> Error {
    Error::Invalid(vec![FieldError::new(field, message)])
}

/// A day that has begun; nothing typed means today.
fn past_day(app: &App, field: &'static str, text: &str) -> Result<Date> {
    if text.is_empty() {
        return Ok(app.today());
    }
    let day = text.parse::<Date>().ok().filter(|day| text.len() == 10 && *day <= app.today());
    day.ok_or_else(|| invalid(field, "field-day-past"))
}

/// Asks the person with this address to bring a company into the group.
pub async fn invite(
    app: &App,
    viewer: &Viewer,
    words: Words,
    id: &str,
    email: &str,
    since: &str,
) -> Result<String> {
    let organization = organizations::find(&app.db, viewer, id, Action::KeepGroup).await?;
    let email = email.to_lowercase();
    if !accounts::is_email(&email) {
        return Err(invalid("email", "field-email-wrong"));
    }
    let (token, now) = (new_token(), app.now());
    let invitation = store::NewInvitation {
        id: app.new_id(),
        token_hash: hash_token(&token),
        parent_id: organization.id.clone(),
        email: email.clone(),
        since: past_day(app, "since", since)?.to_string(),
        invited_by: viewer.account_id.clone(),
        expires_at: now + VALID_MICROS,
    };
    let letter = letter(app, viewer, words, &organization, &email, &token);
    let (new_id, viewer) = (invitation.id.clone(), viewer.clone());
    let entry = entry(app, &viewer, activity::Kind::CompanyInvited, &new_id, &organization.id);
    app.db
        .change(move |tx| async move {
            let organization =
                organizations::find(&tx, &viewer, &invitation.parent_id, Action::KeepGroup).await?;
            if store::count_pending(&tx, &organization.id, now).await? >= PENDING_MAX {
                return Err(invalid("email", "field-too-many-invitations"));
            }
            store::invite(&tx, &invitation, now).await?;
            mail::post(&tx, &letter).await?;
            Ok(activity::record(&tx, &entry.with_detail(&email)).await?)
        })
        .await?;
    Ok(new_id)
}

fn entry(app: &App, viewer: &Viewer, kind: activity::Kind, subject: &str, organization_id: &str) -> Entry {
    Entry::new(app, Some(&viewer.account_id), kind, subject).in_organization(organization_id)
}

/// The mail, in the language of whoever invites.
fn letter(
    app: &App,
    viewer: &Viewer,
    words: Words,
    organization: &Organization,
    email: &str,
    token: &str,
) -> Letter {
    let name = organization.name(words);
    let link = format!("{}/group-invitations/{token}", app.config.base_url);
    let until = date_time(&app.local(app.now() + VALID_MICROS), words);
    let person = viewer.name.as_str();
    let body = t!(words, "group-mail", person = person, organization = name, link = link, until = until);
    let subject = t!(words, "group-mail-subject", organization = name);
    Letter::signed(app, words, email, &subject, &body).about(&organization.id).from_person(&viewer.account_id)
}

pub async fn withdraw(app: &App, viewer: &Viewer, id: &str, invitation: &str) -> Result<()> {
    let entry = entry(app, viewer, activity::Kind::CompanyInvitationWithdrawn, invitation, id);
    let (viewer, id, invitation, now) = (viewer.clone(), id.to_owned(), invitation.to_owned(), app.now());
    app.db
        .change(move |tx| async move {
            organizations::find(&tx, &viewer, &id, Action::KeepGroup).await?;
            let email = store::withdraw(&tx, &id, &invitation, now).await?.ok_or(Error::NotFound)?;
            Ok(activity::record(&tx, &entry.with_detail(&email)).await?)
        })
        .await
}

/// The invitation of a link that still works.
pub async fn find_invitation(app: &App, token: &str) -> Result<Asked> {
    store::by_token(&app.db, hash_token(token), app.now()).await?.ok_or(Error::NotFound)
}

/// Which of their organizations the person could bring in: id and both names.
pub async fn candidates(app: &App, viewer: &Viewer, asked: &Asked) -> Result<Vec<(String, String, String)>> {
    Ok(store::free(&app.db, &viewer.account_id, &asked.parent_id).await?)
}

/// Brings an organization of the invited person into the group.
pub async fn join(app: &App, viewer: &Viewer, token: &str, organization_id: &str) -> Result<()> {
    let entry = entry(app, viewer, activity::Kind::GroupJoined, "", organization_id);
    let (viewer, organization_id) = (viewer.clone(), organization_id.to_owned());
    let (hash, now, link_id) = (hash_token(token), app.now(), app.new_id());
    app.db
        .change(move |tx| async move {
            let asked = store::by_token(&tx, hash, now).await?.ok_or(Error::NotFound)?;
            if asked.email != viewer.email {
                return Err(Error::NotFound);
            }
            let organization = organizations::find(&tx, &viewer, &organization_id, Action::KeepGroup).await?;
            let link =
                Link { organization_id: organization.id, parent_id: asked.parent_id, since: asked.since };
            place(&tx, &link_id, &link, Kind::Company).await?;
            if !store::use_invitation(&tx, &asked.id, now).await? {
                return Err(Error::NotFound);
            }
            let entry = entry.about(&link.parent_id);
            Ok(activity::record(&tx, &entry.with_detail(&asked.parent_ja)).await?)
        })
        .await
}

/// Puts an organization below another within a change: into no second group, and not below itself.
pub async fn place(tx: &Tx, id: &str, link: &Link, kind: Kind) -> Result<()> {
    // Two that join each other at the same moment would make a circle.
    tx.lock("affiliations").await?;
    let (organization, parent) = (link.organization_id.as_str(), link.parent_id.as_str());
    if store::above(tx, organization).await?.is_some() {
        return Err(invalid("organization", "field-group-taken"));
    }
    if organization == parent || store::is_above(tx, parent, organization).await? {
        return Err(invalid("organization", "field-group-circle"));
    }
    Ok(store::insert(tx, id, link, kind).await?)
}

/// Registers a company or a part of the organization right below it, in its industry; who does so decides for both.
pub async fn register(app: &App, viewer: &Viewer, id: &str, input: NewBelow<'_>) -> Result<String> {
    let above = organizations::find(&app.db, viewer, id, Action::KeepGroup).await?;
    let mut problems = Vec::new();
    let kind = Kind::from_code(input.kind);
    if kind.is_none() {
        problems.push(FieldError::new("kind", "field-kind-needed"));
    }
    let profile = ProfileInput {
        name_ja: input.name_ja.to_owned(),
        name_en: input.name_en.to_owned(),
        industry: above.profile.industry.code().to_owned(),
        headcount: above.profile.headcount.code().to_owned(),
        ..ProfileInput::default()
    };
    let profile = match profile.check() {
        Ok(profile) => Some(profile),
        Err(Error::Invalid(more)) => {
            problems.extend(more);
            None
        }
        Err(error) => return Err(error),
    };
    let (Some(kind), Some(profile), true) = (kind, profile, problems.is_empty()) else {
        return Err(Error::Invalid(problems));
    };
    let (new_id, link_id, now) = (app.new_id(), app.new_id(), app.now());
    let link = Link { organization_id: new_id.clone(), parent_id: above.id, since: app.today().to_string() };
    let entry = entry(app, viewer, activity::Kind::OrganizationCreated, &new_id, &new_id);
    let viewer = viewer.clone();
    app.db
        .change(move |tx| async move {
            organizations::find(&tx, &viewer, &link.parent_id, Action::KeepGroup).await?;
            organizations::write(&tx, &link.organization_id, &profile, &viewer.account_id, now).await?;
            place(&tx, &link_id, &link, kind).await?;
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(new_id)
}

/// Parts two organizations from a day on; either side may. What the lower let the upper see ends at once.
pub async fn end(app: &App, viewer: &Viewer, id: &str, link_id: &str, until: &str) -> Result<()> {
    let until = past_day(app, "until", until)?.to_string();
    let entry = entry(app, viewer, activity::Kind::AffiliationEnded, link_id, id);
    let (viewer, id, link_id, now) = (viewer.clone(), id.to_owned(), link_id.to_owned(), app.now());
    app.db
        .change(move |tx| async move {
            organizations::find(&tx, &viewer, &id, Action::KeepGroup).await?;
            let link = store::link(&tx, &link_id, &id).await?.ok_or(Error::NotFound)?;
            if until < link.since {
                return Err(invalid("until", "field-day-before-begin"));
            }
            if !store::end(&tx, &link_id, &until).await? {
                return Err(Error::NotFound);
            }
            sharing::end_between(&tx, &link.organization_id, &link.parent_id, &viewer.account_id, now)
                .await?;
            let other = if link.parent_id == id { &link.organization_id } else { &link.parent_id };
            let name = store::name(&tx, other).await?;
            activity::record(&tx, &entry.with_detail(&name)).await.map_err(|error: DbError| error.into())
        })
        .await
}

/// Parts an organization from all others within a change that deletes it; invitations end as well.
pub(crate) async fn end_all(tx: &Tx, id: &str, today: &str, now: i64) -> std::result::Result<(), DbError> {
    store::end_all(tx, id, today, now).await
}

/// Others that ever belonged together with an organization would keep its name in their records: it is erased there.
pub(crate) async fn erase_from_others(tx: &Tx, id: &str) -> std::result::Result<(), DbError> {
    for (link, other) in store::others(tx, id).await? {
        activity::erase_about(tx, &other, id).await?;
        activity::erase_about(tx, &other, &link).await?;
    }
    Ok(())
}
