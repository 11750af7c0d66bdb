//! What the JSON face of the assessments room speaks.

use domain::assessments::{Answer, Progress};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Assessment, ItemInput, Saved, edition, in_order, store};
use crate::app::App;
use crate::error::Result;
use crate::words::Words;

#[derive(Serialize, ToSchema)]
pub struct AssessmentsBody {
    pub assessments: Vec<AssessmentLine>,
    /// Give this as `before` for the next page.
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct AssessmentLine {
    pub id: String,
    pub organization_id: String,
    /// The organization's name in the language asked for.
    pub organization: String,
    /// Framework id and version.
    pub edition: String,
    /// `group`, `company`, `site` or `division`.
    pub scope: String,
    pub scope_note: String,
    /// Fiscal year.
    pub period: i64,
    pub previous_id: Option<String>,
    /// Microseconds since 1970, UTC.
    pub started_at: i64,
    pub submitted_at: Option<i64>,
    /// SHA-256 of the framework's content at submission.
    pub content_hash: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct AssessmentBody {
    #[serde(flatten)]
    pub assessment: AssessmentLine,
    pub answered: usize,
    pub items: usize,
    /// Codes of the items without an answer.
    pub missing: Vec<String>,
    /// Codes of the items somebody is not sure about.
    pub uncertain: Vec<String>,
    pub directives: Vec<DirectiveProgress>,
}

#[derive(Serialize, ToSchema)]
pub struct DirectiveProgress {
    pub number: usize,
    pub answered: usize,
    pub items: usize,
}

#[derive(Serialize, ToSchema)]
pub struct ItemBody {
    /// Item code such as `5-6`.
    pub item: String,
    /// A level such as `3`, `n` (not applicable), `u` (unknown) or empty (unanswered).
    pub answer: String,
    pub is_partial: bool,
    pub coverage_percent: Option<i64>,
    pub is_uncertain: bool,
    pub planned_level: Option<i64>,
    pub planned_on: Option<String>,
    pub note: String,
    /// The day on which the earlier assessment's answer was confirmed.
    pub confirmed_on: Option<String>,
    /// Goes into `If-Match` of the next save; 0 where nothing is stored.
    pub version: i64,
    /// Name of the person who answered; none where nobody has, or that person has left.
    pub answered_by: Option<String>,
    /// Microseconds since 1970, UTC.
    pub answered_at: Option<i64>,
    /// The same moment on the clock of the installation.
    pub answered_time: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ItemsBody {
    pub items: Vec<ItemBody>,
}

pub(super) fn line(words: Words, assessment: &Assessment) -> AssessmentLine {
    AssessmentLine {
        id: assessment.id.clone(),
        organization_id: assessment.organization_id.clone(),
        organization: assessment.organization(words).to_owned(),
        edition: assessment.edition.clone(),
        scope: assessment.scope.code().to_owned(),
        scope_note: assessment.scope_note.clone(),
        period: assessment.period,
        previous_id: assessment.previous_id.clone(),
        started_at: assessment.started_at,
        submitted_at: assessment.submitted_at,
        content_hash: assessment.content_hash.clone(),
    }
}

pub(super) fn item_body(app: &App, saved: &Saved) -> ItemBody {
    let said = ItemInput::of(&saved.said);
    let is_stored = saved.version > 0;
    ItemBody {
        item: saved.item.clone(),
        answer: said.answer,
        is_partial: said.is_partial,
        coverage_percent: said.coverage_percent,
        is_uncertain: said.is_uncertain,
        planned_level: said.planned_level,
        planned_on: said.planned_on,
        note: said.note,
        confirmed_on: saved.confirmed_on.clone(),
        version: saved.version,
        answered_by: Some(saved.person.clone()).filter(|person| is_stored && !person.is_empty()),
        answered_at: is_stored.then_some(saved.answered_at),
        answered_time: is_stored.then(|| app.local(saved.answered_at).strftime("%H:%M").to_string()),
    }
}

/// The assessment with its progress.
pub(super) async fn body(app: &App, words: Words, assessment: &Assessment) -> Result<AssessmentBody> {
    let framework = &edition(app, &assessment.edition)?.framework;
    let saved = store::answers(&app.db, assessment).await?;
    let codes: Vec<(String, Answer)> = saved.iter().map(|one| (one.item.clone(), one.said.answer)).collect();
    let answers = in_order(framework, &codes);
    let progress = Progress::of(&answers);
    let directives = framework.directives.iter().map(|directive| {
        let progress = Progress::of(answers.get(directive.items.clone()).unwrap_or_default());
        DirectiveProgress { number: directive.number, answered: progress.answered, items: progress.total }
    });
    let missing = domain::assessments::progress::missing(framework, &answers);
    let uncertain = saved.iter().filter(|one| one.said.is_uncertain).map(|one| one.item.clone());
    Ok(AssessmentBody {
        assessment: line(words, assessment),
        answered: progress.answered,
        items: progress.total,
        missing: missing.into_iter().map(str::to_owned).collect(),
        uncertain: uncertain.collect(),
        directives: directives.collect(),
    })
}
