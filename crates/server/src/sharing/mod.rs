//! What an organization lets another see, by recorded consent and until it is ended: its results, or its answers with evidence
//! as well. A parent company sees an affiliate's answers in no other way.

pub mod api;
pub mod pages;
mod store;

pub use store::STATEMENTS;

use domain::access::Action;

use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::db::{DbError, Tx};
use crate::error::{Error, FieldError, Result};
use crate::organizations::{self, Organization};

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Kartes and reports.
    Results,
    /// Answers and evidence as well.
    Answers,
}

impl Extent {
    pub const ALL: [Extent; 2] = [Extent::Results, Extent::Answers];

    pub fn code(self) -> &'static str {
        match self {
            Extent::Results => "results",
            Extent::Answers => "answers",
        }
    }

    pub fn from_code(code: &str) -> Option<Extent> {
        Extent::ALL.into_iter().find(|extent| extent.code() == code)
    }
}

/// A consent as its giver sees it.
pub struct Consent {
    pub id: String,
    pub organization_ja: String,
    pub organization_en: String,
    pub extent: Extent,
    pub given_at: i64,
    pub given_by: String,
    pub ended_at: Option<i64>,
}

/// Consents of an organization, newest first, in force or ended; at most a hundred.
pub async fn given(app: &App, viewer: &Viewer, id: &str) -> Result<(Organization, Vec<Consent>)> {
    let organization = organizations::find(&app.db, viewer, id, Action::GiveConsent).await?;
    let consents = store::given(&app.db, &organization.id).await?;
    Ok((organization, consents))
}

/// An organization that lets another see something.
pub struct Sharing {
    pub id: String,
    pub name_ja: String,
    pub name_en: String,
    pub extent: Extent,
}

/// Who lets this organization see something, a page of them after the one with the id `after`.
pub async fn received(
    app: &App,
    viewer: &Viewer,
    id: &str,
    after: &str,
) -> Result<(Organization, Vec<Sharing>, Option<String>)> {
    let organization = organizations::find(&app.db, viewer, id, Action::ReadCollection).await?;
    let (sharing, next) = store::received(&app.db, &organization.id, after).await?;
    Ok((organization, sharing, next))
}

/// Lets another organization see. What was agreed with it before ends.
pub async fn give(app: &App, viewer: &Viewer, id: &str, to: &str, extent: &str) -> Result<()> {
    organizations::find(&app.db, viewer, id, Action::GiveConsent).await?;
    let mut problems = Vec::new();
    let names = store::names(&app.db, to).await?.filter(|_| to != id);
    if names.is_none() {
        problems.push(FieldError::new("given_to", "field-given-to-unknown"));
    }
    let extent = Extent::from_code(extent);
    if extent.is_none() {
        problems.push(FieldError::new("extent", "field-extent-needed"));
    }
    let (Some(extent), Some(names)) = (extent, names) else { return Err(Error::Invalid(problems)) };
    let consent = store::NewConsent {
        id: app.new_id(),
        organization_id: id.to_owned(),
        given_to: to.to_owned(),
        extent,
        given_by: viewer.account_id.clone(),
        given_at: app.now(),
    };
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::ConsentGiven, to)
        .in_organization(id)
        .with_detail(&format!("{} ({})", names.0, extent.code()));
    let viewer = viewer.clone();
    let done = app.db.change(move |tx| async move {
        organizations::find(&tx, &viewer, &consent.organization_id, Action::GiveConsent).await?;
        let (id, to) = (consent.organization_id.as_str(), consent.given_to.as_str());
        store::end_between(&tx, id, to, &consent.given_by, consent.given_at).await?;
        store::insert(&tx, &consent).await?;
        Ok::<_, Error>(activity::record(&tx, &entry).await?)
    });
    done.await
}

/// Ends a consent; from the next request on, nobody of the other organization sees anything by it.
pub async fn end(app: &App, viewer: &Viewer, id: &str, consent_id: &str) -> Result<()> {
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::ConsentEnded, consent_id).in_organization(id);
    let (viewer, id, consent_id, now) = (viewer.clone(), id.to_owned(), consent_id.to_owned(), app.now());
    app.db
        .change(move |tx| async move {
            organizations::find(&tx, &viewer, &id, Action::GiveConsent).await?;
            let ended = store::end(&tx, &id, &consent_id, &viewer.account_id, now).await?;
            let receiver = ended.ok_or(Error::NotFound)?;
            let name = store::names(&tx, &receiver).await?.map(|(ja, _)| ja);
            let entry = entry.with_detail(&name.unwrap_or_default());
            activity::record(&tx, &entry).await.map_err(|error: DbError| error.into())
        })
        .await
}

/// Ends what one organization lets another see, within a change that parts them.
pub async fn end_between(
    tx: &Tx,
    organization_id: &str,
    given_to: &str,
    by: &str,
    now: i64,
) -> std::result::Result<(), DbError> {
    store::end_between(tx, organization_id, given_to, by, now).await
}

/// Ends every consent that an organization gave, in a change that is under way.
pub(crate) async fn end_all(tx: &Tx, id: &str, by: &str, now: i64) -> std::result::Result<(), DbError> {
    store::end_all(tx, id, by, now).await
}

/// Those who ever let an organization see something would keep its name in their records: it is erased there. That a consent
/// was given and ended stays.
pub(crate) async fn erase_receiver(tx: &Tx, id: &str) -> std::result::Result<(), DbError> {
    for (giver, consent) in store::givers(tx, id).await? {
        activity::erase_about(tx, &giver, id).await?;
        activity::erase_about(tx, &giver, &consent).await?;
    }
    Ok(())
}
