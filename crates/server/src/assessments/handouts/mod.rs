//! Items handed to somebody without an account: a mail with a link that opens exactly these items, with last year's level and
//! evidence, until it expires or is taken back. Answers come back under the person's name.

pub mod api;
pub mod link_pages;
pub mod pages;
mod store;

pub use store::STATEMENTS;

use domain::access::Action;

use super::answer::{Hand, Outcome};
use super::{Assessment, ItemInput, edition, find};
use crate::accounts::{self, Viewer, hash_token};
use crate::activity::{self, Entry, Kind};
use crate::app::{App, new_token};
use crate::db::{DbError, Tx};
use crate::error::{Error, FieldError, Result};
use crate::mail::{self, Letter};
use crate::organizations;
use crate::t;
use crate::ui::date;
use crate::words::Words;

const DAY_MICROS: i64 = 24 * 3_600 * 1_000_000;
const DAYS_MAX: i64 = 60;
const PERSON_CHARACTERS_MAX: usize = 60;
/// Links of one assessment that are open at a time.
const OPEN_MAX: usize = 100;

/// Items handed out, as those see it who hand out.
pub struct Handout {
    pub id: String,
    pub assessment_id: String,
    pub items: Vec<String>,
    pub person: String,
    pub email: String,
    /// The account that asked, and answers for what comes back.
    pub asked_by: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
    /// Items answered by this person since.
    pub answered: i64,
}

impl Handout {
    pub fn is_open(&self, now: i64) -> bool {
        self.ended_at.is_none() && self.expires_at > now
    }
}

/// What is asked of somebody.
pub struct Asked<'a> {
    pub items: Vec<String>,
    pub person: &'a str,
    pub email: &'a str,
    pub days: Option<i64>,
}

/// The assessment and what is handed out of it, newest first.
pub async fn list(app: &App, viewer: &Viewer, id: &str) -> Result<(Assessment, Vec<Handout>)> {
    let assessment = find(&app.db, viewer, id, Action::HandOutItems).await?;
    let handouts = store::list(&app.db, &assessment.id).await?;
    Ok((assessment, handouts))
}

/// Sends the link. Every problem at once.
pub async fn hand_out(
    app: &App,
    viewer: &Viewer,
    words: Words,
    id: &str,
    asked: Asked<'_>,
) -> Result<String> {
    let assessment = find(&app.db, viewer, id, Action::HandOutItems).await?;
    if assessment.is_submitted() {
        return Err(Error::Conflict);
    }
    let framework = &edition(app, &assessment.edition)?.framework;
    let email = asked.email.to_lowercase();
    let days = asked.days.unwrap_or(14);
    let mut problems = Vec::new();
    let known = asked.items.iter().all(|code| framework.item_index(code).is_some());
    if asked.items.is_empty() || !known || asked.items.len() > framework.items.len() {
        problems.push(FieldError::new("items", "field-items-needed"));
    }
    let letters = asked.person.chars().count();
    if letters == 0 || letters > PERSON_CHARACTERS_MAX || asked.person.chars().any(char::is_control) {
        problems.push(FieldError::new("person", "field-person-needed"));
    }
    if !accounts::is_email(&email) {
        problems.push(FieldError::new("email", "field-email-wrong"));
    }
    if !(1..=DAYS_MAX).contains(&days) {
        problems.push(FieldError::new("days", "field-link-days-wrong"));
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (token, now) = (new_token(), app.now());
    let handout = Handout {
        id: app.new_id(),
        assessment_id: assessment.id.clone(),
        items: asked.items,
        person: asked.person.to_owned(),
        email,
        asked_by: viewer.account_id.clone(),
        created_at: now,
        expires_at: now + days * DAY_MICROS,
        ended_at: None,
        answered: 0,
    };
    let letter = letter(app, viewer, words, &assessment, &handout, &token);
    let detail = format!("{}: {}", handout.person, handout.items.join(", "));
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::ItemsHandedOut, &assessment.id)
        .in_organization(&assessment.organization_id)
        .with_detail(&detail);
    let (viewer, id, hash) = (viewer.clone(), handout.id.clone(), hash_token(&token));
    app.db
        .change(move |tx| async move {
            find(&tx, &viewer, &handout.assessment_id, Action::HandOutItems).await?;
            let others = store::list(&tx, &handout.assessment_id).await?;
            if others.iter().filter(|other| other.is_open(now)).count() >= OPEN_MAX {
                return Err(Error::Invalid(vec![FieldError::new("email", "field-too-many-handouts")]));
            }
            store::insert(&tx, &handout, hash).await?;
            mail::post(&tx, &letter).await?;
            Ok(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(id)
}

fn letter(
    app: &App,
    viewer: &Viewer,
    words: Words,
    assessment: &Assessment,
    handout: &Handout,
    token: &str,
) -> Letter {
    let organization = organizations::name(words, &assessment.organization_ja, &assessment.organization_en);
    let link = format!("{}/answers/{token}", app.config.base_url);
    let until = date(app.local(handout.expires_at).date(), words);
    let body = t!(
        words,
        "handout-mail",
        name = handout.person.as_str(),
        person = viewer.name.as_str(),
        organization = organization,
        period = assessment.period_text(words),
        count = handout.items.len(),
        link = link,
        until = until
    );
    let subject = t!(words, "handout-mail-subject", organization = organization);
    Letter::signed(app, words, &handout.email, &subject, &body)
        .about(&assessment.organization_id)
        .from_person(&viewer.account_id)
}

/// Takes the link back; answers given by it stay.
pub async fn take_back(app: &App, viewer: &Viewer, id: &str, handout: &str) -> Result<()> {
    let assessment = find(&app.db, viewer, id, Action::HandOutItems).await?;
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::HandoutTakenBack, &assessment.id)
        .in_organization(&assessment.organization_id);
    let (viewer, id, handout, now) = (viewer.clone(), id.to_owned(), handout.to_owned(), app.now());
    app.db
        .change(move |tx| async move {
            find(&tx, &viewer, &id, Action::HandOutItems).await?;
            let person = store::end(&tx, &id, &handout, now).await?.ok_or(Error::NotFound)?;
            Ok(activity::record(&tx, &entry.with_detail(&person)).await?)
        })
        .await
}

/// Ends every link of an organization, in a change that is under way.
pub(crate) async fn end_all(tx: &Tx, organization_id: &str, now: i64) -> std::result::Result<(), DbError> {
    store::end_all(tx, organization_id, now).await
}

/// What the holder of a link may see: the items, and nothing else.
pub struct Opened {
    pub handout: Handout,
    pub assessment: Assessment,
}

pub async fn open(app: &App, token: &str) -> Result<Opened> {
    store::open(&app.db, hash_token(token), app.now()).await?.ok_or(Error::NotFound)
}

/// Saves what the holder of a link says about one of its items.
pub async fn answer(app: &App, token: &str, item: &str, version: i64, input: ItemInput) -> Result<Outcome> {
    let Opened { handout, assessment } = open(app, token).await?;
    if !handout.items.iter().any(|code| code == item) {
        return Err(Error::NotFound);
    }
    let hand = Hand::Link { handout: handout.id, person: handout.person, asked_by: handout.asked_by };
    super::answer::answer_as(app, hand, &assessment.id, item, version, input).await
}

/// Where a code such as `5-10` stands among the others.
fn place(code: &str) -> (u32, u32) {
    let (directive, item) = code.split_once('-').unwrap_or_default();
    (directive.parse().unwrap_or(u32::MAX), item.parse().unwrap_or(u32::MAX))
}
