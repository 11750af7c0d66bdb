//! Saving the answer to one item: said by a person, or last year's confirmed.

use domain::access::Action;
use domain::assessments::ItemAnswer;
use domain::assessments::item_answer::{Refusal, Said};
use domain::frameworks::Scale;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Saved, edition, store};
use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, FieldError, Result};
use crate::organizations;

/// What a person says about an item. Only what is in place today counts; plans stand apart.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ItemInput {
    /// A level such as `3`, `n` (not applicable, needs a note), `u` (unknown) or empty (unanswered).
    pub answer: String,
    /// Done in a part of the scope only.
    pub is_partial: bool,
    /// How much of the scope is covered, 0 to 100.
    pub coverage_percent: Option<i64>,
    pub is_uncertain: bool,
    /// A level that is meant to be reached; needs `planned_on`.
    pub planned_level: Option<i64>,
    /// A day such as `2027-03-31`.
    pub planned_on: Option<String>,
    /// Evidence or reason.
    pub note: String,
    /// The earlier assessment's answer was looked at and still holds today.
    pub is_confirmed: bool,
}

impl ItemInput {
    pub fn of(said: &ItemAnswer) -> ItemInput {
        ItemInput {
            answer: said.answer.code(),
            is_partial: said.is_partial,
            coverage_percent: said.coverage_percent,
            is_uncertain: said.is_uncertain,
            planned_level: said.planned.as_ref().map(|plan| i64::from(plan.level)),
            planned_on: said.planned.as_ref().map(|plan| plan.on.clone()),
            note: said.note.clone(),
            is_confirmed: false,
        }
    }

    /// Every problem at once, by field.
    pub fn check(&self, scale: &Scale) -> Result<ItemAnswer> {
        let day = self.planned_on.as_deref().map(str::trim).filter(|day| !day.is_empty());
        let said = Said {
            answer: &self.answer,
            is_partial: self.is_partial,
            coverage_percent: self.coverage_percent,
            is_uncertain: self.is_uncertain,
            planned_level: self.planned_level,
            planned_on: day,
            note: &self.note,
        };
        let checked = ItemAnswer::new(&said, scale);
        let mut problems: Vec<FieldError> =
            checked.as_ref().err().into_iter().flatten().map(field_error).collect();
        if day.is_some_and(|day| day.len() != 10 || day.parse::<jiff::civil::Date>().is_err()) {
            problems.push(FieldError::new("planned_on", "answering-day-wrong"));
        }
        // Texts of both databases hold no NUL character.
        if self.note.contains('\0') {
            problems.push(FieldError::new("note", "answering-note-unreadable"));
        }
        checked.ok().filter(|_| problems.is_empty()).ok_or(Error::Invalid(problems))
    }
}

fn field_error(refusal: &Refusal) -> FieldError {
    match refusal {
        Refusal::OutsideScale => FieldError::new("answer", "answering-outside-scale"),
        Refusal::ReasonNeeded => FieldError::new("note", "answering-reason-needed"),
        Refusal::CoverageOutsideRange => FieldError::new("coverage_percent", "answering-coverage-wrong"),
        Refusal::PlanOutsideScale => FieldError::new("planned_level", "answering-plan-outside-scale"),
        Refusal::PlanWithoutDay => FieldError::new("planned_on", "answering-plan-without-day"),
        Refusal::PlanWithoutLevel => FieldError::new("planned_level", "answering-plan-without-level"),
        Refusal::NoteTooLong => FieldError::new("note", "answering-note-too-long"),
    }
}

/// What became of a save.
pub enum Outcome {
    Saved(Saved),
    /// Somebody else has saved since; this is what stands there now, and nothing was changed.
    Stale(Saved),
}

/// Who answers: a member of the organization, or the holder of a link for some items.
pub(super) enum Hand {
    Member(Viewer),
    Link {
        handout: String,
        person: String,
        /// The account that handed the items out.
        asked_by: String,
    },
}

impl Hand {
    /// The account that stands for the answer, and the name of whoever has none.
    fn by(&self) -> (&str, &str) {
        match self {
            Hand::Member(viewer) => (&viewer.account_id, ""),
            Hand::Link { person, asked_by, .. } => (asked_by, person),
        }
    }

    fn name(&self) -> &str {
        match self {
            Hand::Member(viewer) => &viewer.name,
            Hand::Link { person, .. } => person,
        }
    }

    fn entry(&self, app: &App, id: &str, item: &str) -> Entry {
        let (account, kind) = match self {
            Hand::Member(viewer) => (Some(viewer.account_id.as_str()), Kind::ItemAnswered),
            Hand::Link { .. } => (None, Kind::ItemAnsweredByLink),
        };
        Entry::new(app, account, kind, id).with_detail(item)
    }
}

/// Saves what a person says about an item, unless somebody else has since `version`.
pub async fn answer(
    app: &App,
    viewer: &Viewer,
    id: &str,
    item: &str,
    version: i64,
    input: ItemInput,
) -> Result<Outcome> {
    answer_as(app, Hand::Member(viewer.clone()), id, item, version, input).await
}

pub(super) async fn answer_as(
    app: &App,
    hand: Hand,
    id: &str,
    item: &str,
    version: i64,
    input: ItemInput,
) -> Result<Outcome> {
    change(app, hand, id, item, version, Some(input)).await
}

/// Takes over level, coverage and note of the earlier assessment as confirmed today.
pub async fn confirm(app: &App, viewer: &Viewer, id: &str, item: &str, version: i64) -> Result<Outcome> {
    change(app, Hand::Member(viewer.clone()), id, item, version, None).await
}

async fn change(
    app: &App,
    hand: Hand,
    id: &str,
    item: &str,
    version: i64,
    input: Option<ItemInput>,
) -> Result<Outcome> {
    let entry = hand.entry(app, id, item);
    let (app_, id) = (app.clone(), id.to_owned());
    app.db
        .change(move |tx| async move {
            tx.lock(&id).await?;
            write(&app_, &tx, &hand, (entry, version, input)).await
        })
        .await
}

/// Saves many answers, all or none. Where another version stands than the one named, nothing is changed: [`Error::Conflict`].
/// Gives the number of answers that are different now.
pub async fn answer_all(
    app: &App,
    viewer: &Viewer,
    id: &str,
    answers: Vec<(String, i64, ItemInput)>,
) -> Result<usize> {
    let hand = Hand::Member(viewer.clone());
    let changes: Vec<_> = answers
        .into_iter()
        .map(|(item, version, input)| (hand.entry(app, id, &item), version, Some(input)))
        .collect();
    let (app_, id) = (app.clone(), id.to_owned());
    app.db
        .change(move |tx| async move {
            tx.lock(&id).await?;
            let mut count = 0;
            for change in changes {
                let at = change.0.at;
                match write(&app_, &tx, &hand, change).await? {
                    Outcome::Saved(saved) => count += usize::from(saved.answered_at == at),
                    Outcome::Stale(_) => return Err(Error::Conflict),
                }
            }
            Ok(count)
        })
        .await
}

/// One answer inside a change that holds the assessment's lock. The entry names assessment and item.
async fn write(
    app: &App,
    tx: &Tx,
    hand: &Hand,
    (entry, version, input): (Entry, i64, Option<ItemInput>),
) -> Result<Outcome> {
    let (id, item) = (entry.subject.clone(), entry.detail.clone());
    let place = match hand {
        Hand::Member(viewer) => store::to_answer(tx, viewer, &id, &item).await?,
        Hand::Link { handout, .. } => store::to_answer_by_link(tx, handout, &id, &item, entry.at).await?,
    };
    let place = place.ok_or(Error::NotFound)?;
    let new = decide(app, tx, &place, input, entry.at).await?;
    if is_same(&new, &place.current) {
        return Ok(Outcome::Saved(place.current));
    }
    if place.current.version != version {
        return Ok(Outcome::Stale(place.current));
    }
    if !store::save(tx, &id, &new, hand.by()).await? {
        return Err(Error::Conflict);
    }
    let entry = match hand {
        Hand::Member(_) => entry,
        Hand::Link { person, .. } => entry.with_detail(&format!("{item} ({person})")),
    };
    activity::record(tx, &entry.in_organization(&place.organization_id)).await?;
    Ok(Outcome::Saved(Saved { person: hand.name().to_owned(), ..new }))
}

/// The whole decision: may this be said here, and what will stand there.
async fn decide(
    app: &App,
    tx: &Tx,
    place: &store::ToAnswer,
    input: Option<ItemInput>,
    at: i64,
) -> Result<Saved> {
    organizations::allowed(place.relation, Action::AnswerItem)?;
    let framework = &edition(app, &place.edition)?.framework;
    let current = &place.current;
    framework.item_index(&current.item).ok_or(Error::NotFound)?;
    if place.is_submitted {
        return Err(Error::Conflict);
    }
    let is_confirmed = input.as_ref().is_none_or(|input| input.is_confirmed && place.previous_id.is_some());
    let said = match input {
        Some(input) => input.check(&framework.scale)?,
        None => confirmed(tx, place).await?,
    };
    let confirmed_on = match is_confirmed {
        true => Some(app.local(at).date().to_string()),
        // A note may be mended without losing the confirmation; another level loses it.
        false => current.confirmed_on.clone().filter(|_| said.answer == current.said.answer),
    };
    let (item, version) = (current.item.clone(), current.version + 1);
    Ok(Saved { item, said, confirmed_on, version, person: String::new(), answered_at: at })
}

async fn confirmed(tx: &Tx, place: &store::ToAnswer) -> Result<ItemAnswer> {
    let previous =
        store::previous_answer(tx, place).await?.filter(|previous| previous.said.answer.is_answered());
    let nothing = || Error::Invalid(vec![FieldError::new("answer", "answering-nothing-to-confirm")]);
    previous.map(|previous| ItemAnswer::confirmed(&previous.said)).ok_or_else(nothing)
}

/// Sent twice, or nothing changed: not a second save, and not a conflict.
fn is_same(new: &Saved, current: &Saved) -> bool {
    new.said == current.said && new.confirmed_on == current.confirmed_on
}
