//! Assessments: started for a scope and a year, answered item by item, submitted, read as a karte.

mod answer;
pub mod api;
pub mod bodies;
pub mod crosswalk_page;
pub mod files;
mod glance;
pub mod handouts;
pub mod item_page;
mod item_view;
pub mod karte_body;
mod karte_case;
pub mod karte_pages;
pub mod karte_sheet;
mod overview;
pub mod pages;
pub mod report;
pub mod report_pages;
mod start;
mod store;
mod submit;
mod summary;
mod typed;

use std::sync::Arc;

use domain::access::{self, Action, Relation};
use domain::assessments::{Answer, ItemAnswer, Scope};
use domain::frameworks::Framework;

pub use answer::{ItemInput, Outcome, answer, answer_all, confirm};
pub use glance::{Glance, glance};
pub use overview::title;
pub use start::{StartInput, start};
pub use store::{STATEMENTS, insert_answer, insert_assessment};
pub use submit::{Submission, reopen, submit};
pub use summary::{Summary, of_organization, open_of_viewer, results_of_viewer};
pub use typed::Typed;

use crate::accounts::Viewer;
use crate::app::App;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::frameworks::Edition;
use crate::organizations;
use crate::t;
use crate::words::Words;

/// The framework that new assessments use.
const FRAMEWORK: &str = crate::frameworks::CURRENT;

/// One organization's answers for one scope and year, as a viewer may see them.
#[derive(Clone, Debug)]
pub struct Assessment {
    pub id: String,
    pub organization_id: String,
    pub organization_ja: String,
    pub organization_en: String,
    /// Framework id and version, as `cyber-management@1.0`.
    pub edition: String,
    pub scope: Scope,
    pub scope_note: String,
    /// Fiscal year.
    pub period: i64,
    /// The earlier assessment whose answers stand beside these.
    pub previous_id: Option<String>,
    /// Its fiscal year.
    pub previous_period: Option<i64>,
    pub started_at: i64,
    pub submitted_at: Option<i64>,
    /// One byte per item, as they were when submitted.
    pub frozen_answers: Option<Vec<u8>>,
    pub content_hash: Option<String>,
    /// How the viewer stands to the organization.
    pub relation: Relation,
}

impl Assessment {
    /// The organization's name in the reader's language.
    pub fn organization(&self, words: Words) -> &str {
        organizations::name(words, &self.organization_ja, &self.organization_en)
    }

    pub fn scope_text(&self, words: Words) -> String {
        scope_text(words, self.scope, &self.scope_note)
    }

    pub fn period_text(&self, words: Words) -> String {
        period_text(words, self.period)
    }

    pub fn is_submitted(&self) -> bool {
        self.submitted_at.is_some()
    }

    pub fn may(&self, action: Action) -> bool {
        access::may(self.relation, action)
    }

    /// Whether the viewer may answer items now.
    pub fn may_be_answered(&self) -> bool {
        !self.is_submitted() && self.may(Action::AnswerItem)
    }
}

/// 「会社単体:本社および第1工場」: printed on every result.
pub fn scope_text(words: Words, scope: Scope, note: &str) -> String {
    let scope = words.t(&format!("scope-{}", scope.code()));
    if note.is_empty() { scope } else { t!(words, "scope-with-note", scope = scope, note = note.to_owned()) }
}

/// 「2026年度」, "FY2026".
pub fn period_text(words: Words, period: i64) -> String {
    t!(words, "period-year", year = period.to_string())
}

/// An answer in words, with the scale's own name of its level: 「3 ルール化」.
pub fn answer_text(words: Words, framework: &Framework, answer: Answer) -> String {
    match answer {
        Answer::Level(level) => {
            let index = usize::from(level.saturating_sub(framework.scale.lowest));
            let name = framework.scale.levels.get(index).map_or("", |name| words.of(name));
            format!("{level} {name}")
        }
        Answer::NotApplicable => words.t("answer-not-applicable"),
        Answer::Unknown => words.t("answer-unknown"),
        Answer::Unanswered => words.t("answer-unanswered"),
    }
}

/// An item's answer as it is stored, and who gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    pub item: String,
    pub said: ItemAnswer,
    /// The day on which last year's answer was confirmed.
    pub confirmed_on: Option<String>,
    /// Counted up with each save; 0 where nothing is stored yet.
    pub version: i64,
    pub person: String,
    pub answered_at: i64,
}

impl Saved {
    /// What stands for an item that nobody has touched.
    pub fn none(item: &str) -> Saved {
        let (said, person) = (ItemAnswer::default(), String::new());
        Saved { item: item.to_owned(), said, confirmed_on: None, version: 0, person, answered_at: 0 }
    }
}

/// An assessment as it is first written.
#[derive(Clone, Debug)]
pub struct NewAssessment {
    pub id: String,
    pub organization_id: String,
    pub edition: String,
    pub scope: Scope,
    pub scope_note: String,
    pub period: i64,
    pub previous_id: Option<String>,
    pub started_by: String,
    pub started_at: i64,
    pub submitted_by: Option<String>,
    pub submitted_at: Option<i64>,
    pub frozen_answers: Option<Vec<u8>>,
    pub content_hash: Option<String>,
}

/// An answer as it is first written.
#[derive(Clone, Debug)]
pub struct NewAnswer {
    pub assessment_id: String,
    pub item: String,
    pub answer: Answer,
    pub is_partial: bool,
    pub coverage_percent: Option<i64>,
    pub is_uncertain: bool,
    pub planned_level: Option<i64>,
    pub planned_on: Option<String>,
    pub note: String,
    pub answered_by: String,
    pub answered_at: i64,
}

/// The assessment, if the viewer may do this with it. Who has no role in its organization learns nothing of it.
pub async fn find(db: &impl Read, viewer: &Viewer, id: &str, action: Action) -> Result<Assessment> {
    let assessment = store::find(db, viewer, id).await?.ok_or(Error::NotFound)?;
    organizations::allowed(assessment.relation, action)?;
    Ok(assessment)
}

/// The framework an assessment was started with.
pub fn edition<'a>(app: &'a App, name: &str) -> Result<&'a Arc<Edition>> {
    app.library.edition_named(name).ok_or_else(|| Error::FrameworkMissing(name.to_owned()))
}

/// What is stored for each item that has been touched.
pub async fn answers(db: &impl Read, assessment: &Assessment) -> Result<Vec<Saved>> {
    Ok(store::answers(db, assessment).await?)
}

/// What the earlier assessment has for each item.
pub async fn previous_answers(db: &impl Read, assessment: &Assessment) -> Result<Vec<Saved>> {
    Ok(store::previous_answers(db, assessment).await?)
}

/// One byte per item in the framework's order: frozen ones of a submitted assessment, working ones otherwise.
pub async fn answer_bytes(app: &App, db: &impl Read, assessment: &Assessment) -> Result<Vec<u8>> {
    if let Some(frozen) = &assessment.frozen_answers {
        return Ok(frozen.clone());
    }
    let framework = &edition(app, &assessment.edition)?.framework;
    let codes = store::codes(db, assessment).await?;
    Ok(in_order(framework, &codes).into_iter().map(Answer::byte).collect())
}

/// Submitted assessments of the same organization, oldest first, at most 20.
pub async fn history(db: &impl Read, viewer: &Viewer, assessment: &Assessment) -> Result<Vec<Assessment>> {
    let mut submitted = store::submitted(db, viewer, &assessment.organization_id).await?;
    submitted.reverse();
    Ok(submitted)
}

/// Answers in the framework's order, unanswered where there is none.
fn in_order(framework: &Framework, codes: &[(String, Answer)]) -> Vec<Answer> {
    let answer = |code: &str| codes.iter().find(|(item, _)| item == code).map(|(_, answer)| *answer);
    framework.items.iter().map(|item| answer(&item.code).unwrap_or_default()).collect()
}
