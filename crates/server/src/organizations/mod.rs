//! The companies of an installation: profile, and who stands how to them.

pub mod api;
pub mod pages;
mod store;

pub(crate) use store::standing;
pub use store::{STATEMENTS, insert};

use domain::access::{self, Action, Relation, Role};
use domain::organizations::{Headcount, Industry};

use crate::accounts::{Viewer, set_membership};
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::db::{Db, DbError, Read, Tx};
use crate::error::{Error, FieldError, Result};
use crate::words::Words;

/// A company's profile as recorded.
#[derive(Clone, Debug)]
pub struct Organization {
    pub id: String,
    pub public_code: String,
    pub profile: Profile,
    pub version: i64,
    /// How the viewer stands to it.
    pub relation: Relation,
}

#[derive(Clone, Debug)]
pub struct Profile {
    pub name_ja: String,
    pub name_en: String,
    pub industry: Industry,
    pub headcount: Headcount,
    pub is_listed: bool,
    pub has_group: bool,
    pub has_overseas: bool,
    pub has_dedicated: bool,
    pub has_csirt: bool,
    pub has_ciso: bool,
    pub products: String,
    pub information: String,
}

impl Organization {
    pub fn name(&self, words: Words) -> &str {
        name(words, &self.profile.name_ja, &self.profile.name_en)
    }

    pub fn may(&self, action: Action) -> bool {
        access::may(self.relation, action)
    }
}

/// The name in the reader's language, or the one there is.
pub fn name<'n>(words: Words, ja: &'n str, en: &'n str) -> &'n str {
    if words.code() == "en" && !en.is_empty() { en } else { ja }
}

/// One line of a list of organizations.
pub struct Listed {
    pub id: String,
    pub name: String,
    /// The viewer's role in it, in words.
    pub role: String,
    pub is: Role,
}

/// An organization that is deleted and not erased yet.
pub struct Deleted {
    pub id: String,
    pub name_ja: String,
    pub name_en: String,
    pub deleted_at: i64,
    /// How the viewer stood to it.
    pub relation: Relation,
}

/// The organization, if the viewer may do this with it. Who has no role in it learns nothing of it.
pub async fn find(db: &impl Read, viewer: &Viewer, id: &str, action: Action) -> Result<Organization> {
    let organization = store::find(db, viewer, id).await?.ok_or(Error::NotFound)?;
    allowed(organization.relation, action)?;
    Ok(organization)
}

/// Turns the access table's answer into an error: invisible is not found, visible but not allowed is forbidden.
pub fn allowed(relation: Relation, action: Action) -> Result<()> {
    match (access::may(relation, action), relation) {
        (true, _) => Ok(()),
        (false, Relation::Nobody | Relation::Outsider) => Err(Error::NotFound),
        (false, _) => Err(Error::Forbidden),
    }
}

/// A page of the viewer's organizations after the one with the id `after`, and where the next page begins.
pub async fn of_viewer(
    db: &Db,
    viewer: &Viewer,
    words: Words,
    after: &str,
    limit: usize,
) -> Result<(Vec<Listed>, Option<String>)> {
    let mut listed = store::of_viewer(db, viewer, words, after, limit as i64 + 1).await?;
    let more = listed.len() > limit;
    listed.truncate(limit);
    let next = listed.last().filter(|_| more).map(|last| last.id.clone());
    Ok((listed, next))
}

/// The roles somebody has anywhere.
pub async fn roles(db: &Db, viewer: &Viewer) -> Result<Vec<Role>> {
    Ok(store::roles(db, viewer).await?)
}

/// Organizations the viewer may start an assessment for, that have none in this fiscal year.
pub async fn without_assessment(db: &Db, viewer: &Viewer, words: Words, period: i64) -> Result<Vec<Listed>> {
    Ok(store::without_assessment(db, viewer, words, period).await?)
}

/// What a person enters in the profile form.
#[derive(Clone, Debug, Default)]
pub struct ProfileInput {
    pub name_ja: String,
    pub name_en: String,
    pub industry: String,
    pub headcount: String,
    pub is_listed: bool,
    pub has_group: bool,
    pub has_overseas: bool,
    pub has_dedicated: bool,
    pub has_csirt: bool,
    pub has_ciso: bool,
    pub products: String,
    pub information: String,
}

impl ProfileInput {
    /// Every problem at once.
    pub fn check(self) -> Result<Profile> {
        let mut problems = Vec::new();
        let name_ja = if self.name_ja.is_empty() { self.name_en.clone() } else { self.name_ja };
        if name_ja.is_empty() || name_ja.chars().count() > 120 || self.name_en.chars().count() > 120 {
            problems.push(FieldError::new("name_ja", "field-organization-name-needed"));
        }
        let (industry, headcount) = (Industry::parse(&self.industry), Headcount::from_code(&self.headcount));
        if industry.is_none() {
            problems.push(FieldError::new("industry", "field-industry-needed"));
        }
        if headcount.is_none() {
            problems.push(FieldError::new("headcount", "field-headcount-needed"));
        }
        for (field, text) in [("products", &self.products), ("information", &self.information)] {
            if text.chars().count() > 1_000 {
                problems.push(FieldError::new(field, "field-too-long"));
            }
        }
        let (Some(industry), Some(headcount), true) = (industry, headcount, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        Ok(Profile {
            name_ja,
            name_en: self.name_en,
            industry,
            headcount,
            is_listed: self.is_listed,
            has_group: self.has_group,
            has_overseas: self.has_overseas,
            has_dedicated: self.has_dedicated,
            has_csirt: self.has_csirt,
            has_ciso: self.has_ciso,
            products: self.products,
            information: self.information,
        })
    }
}

/// Creates an organization; whoever does so owns it. Its public code is the next free one of its industry.
pub async fn create(app: &App, viewer: &Viewer, input: ProfileInput) -> Result<String> {
    let profile = input.check()?;
    let (id, now, account_id) = (app.new_id(), app.now(), viewer.account_id.clone());
    let entry = Entry::new(app, Some(&account_id), Kind::OrganizationCreated, &id).in_organization(&id);
    let new_id = id.clone();
    app.db
        .change(move |tx| async move {
            write(&tx, &new_id, &profile, &account_id, now).await?;
            activity::record(&tx, &entry).await
        })
        .await?;
    Ok(id)
}

/// Writes a new organization and its owner into the running change.
pub(crate) async fn write(
    tx: &Tx,
    id: &str,
    profile: &Profile,
    owner: &str,
    now: i64,
) -> std::result::Result<(), DbError> {
    let code = store::next_public_code(tx, profile.industry).await?;
    store::insert(tx, id, &code, profile, now).await?;
    set_membership(tx, owner, id, "owner", now).await
}

/// Changes the profile, unless somebody else has since `version`.
pub async fn change_profile(
    app: &App,
    viewer: &Viewer,
    id: &str,
    version: i64,
    input: ProfileInput,
) -> Result<()> {
    find(&app.db, viewer, id, Action::EditOrganization).await?;
    let profile = input.check()?;
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::OrganizationChanged, id).in_organization(id);
    let (viewer, id) = (viewer.clone(), id.to_owned());
    app.db
        .change(move |tx| async move {
            find(&tx, &viewer, &id, Action::EditOrganization).await?;
            if !store::update(&tx, &id, version, &profile).await? {
                return Err(Error::Conflict);
            }
            Ok(activity::record(&tx, &entry).await?)
        })
        .await
}

/// Hides it from everybody, in a change that is under way; false where it is hidden already.
pub(crate) async fn delete(tx: &Tx, id: &str, now: i64) -> std::result::Result<bool, DbError> {
    store::delete(tx, id, now).await
}

/// Takes back a deletion from after `since`, in a change that is under way.
pub(crate) async fn take_back(tx: &Tx, id: &str, since: i64) -> std::result::Result<bool, DbError> {
    store::take_back(tx, id, since).await
}

/// Organizations that the viewer belonged to, deleted after `since`.
pub async fn deleted(db: &Db, viewer: &Viewer, since: i64) -> Result<Vec<Deleted>> {
    Ok(store::deleted(db, viewer, since).await?)
}

/// Organizations that were deleted at `until` or before.
pub(crate) async fn due(db: &Db, until: i64) -> std::result::Result<Vec<String>, DbError> {
    store::due(db, until).await
}

/// Erases one of them with all that belongs to it; false where another server has.
pub(crate) async fn erase(tx: &Tx, id: &str, until: i64) -> std::result::Result<bool, DbError> {
    store::erase(tx, id, until).await
}
