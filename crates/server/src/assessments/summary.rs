//! Assessments in one line each, for the start page, lists and an organization's page.

use domain::assessments::{Answer, Progress};
use domain::frameworks::Framework;

use super::{Assessment, edition, in_order, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::error::Result;
use crate::t;
use crate::ui::date;
use crate::words::Words;

/// The class of a result whose framework is not installed.
const UNCOUNTED: &str = "–";

/// One line of a list, in the reader's words.
pub struct Summary {
    pub id: String,
    pub organization_id: String,
    pub organization: String,
    /// 「2026年度」
    pub period: String,
    /// What was assessed, with its note.
    pub scope: String,
    /// 「39項目中 17項目 回答済み」
    pub progress: String,
    pub percent: u32,
    /// Code of the first unanswered item.
    pub next_item: Option<String>,
    /// Class of a submitted assessment; empty where there is none.
    pub class: String,
    pub submitted_on: Option<String>,
}

impl Summary {
    /// Whether there is a result to show: its framework is installed.
    pub fn is_counted(&self) -> bool {
        !self.class.is_empty() && self.class != UNCOUNTED
    }
}

/// Assessments under way that the viewer may see, the one answered last first; at most 20.
pub async fn open_of_viewer(app: &App, viewer: &Viewer, words: Words) -> Result<Vec<Summary>> {
    summaries(app, words, store::open(&app.db, viewer).await?).await
}

/// Submitted assessments, newest first, after the one with the id `before`.
pub async fn results_of_viewer(
    app: &App,
    viewer: &Viewer,
    words: Words,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Summary>> {
    summaries(app, words, store::results(&app.db, viewer, before.unwrap_or_default(), limit).await?).await
}

/// The newest 50 assessments of one organization.
pub async fn of_organization(
    app: &App,
    viewer: &Viewer,
    words: Words,
    organization_id: &str,
) -> Result<Vec<Summary>> {
    summaries(app, words, store::of_organization(&app.db, viewer, organization_id, "", 50).await?).await
}

async fn summaries(app: &App, words: Words, assessments: Vec<Assessment>) -> Result<Vec<Summary>> {
    let mut list = Vec::with_capacity(assessments.len());
    for assessment in assessments {
        let Ok(edition) = edition(app, &assessment.edition) else {
            list.push(without_framework(app, words, &assessment));
            continue;
        };
        let framework = &edition.framework;
        let answers = match &assessment.frozen_answers {
            Some(frozen) => frozen.iter().copied().map(Answer::from_byte).collect(),
            None => in_order(framework, &store::codes(&app.db, &assessment).await?),
        };
        list.push(summary(app, words, &assessment, &answers)?);
    }
    Ok(list)
}

/// One bad installation must not take a whole list away: the line stands, and its page says what is missing.
fn without_framework(app: &App, words: Words, assessment: &Assessment) -> Summary {
    Summary {
        id: assessment.id.clone(),
        organization_id: assessment.organization_id.clone(),
        organization: assessment.organization(words).to_owned(),
        period: assessment.period_text(words),
        scope: assessment.scope_text(words),
        progress: words.t("error-framework-missing-title"),
        percent: 0,
        next_item: None,
        class: if assessment.is_submitted() { UNCOUNTED.to_owned() } else { String::new() },
        submitted_on: assessment.submitted_at.map(|at| date(app.local(at).date(), words)),
    }
}

fn summary(app: &App, words: Words, assessment: &Assessment, answers: &[Answer]) -> Result<Summary> {
    let framework = &edition(app, &assessment.edition)?.framework;
    let progress = Progress::of(answers);
    let next = progress.first_unanswered.and_then(|index| framework.items.get(index));
    Ok(Summary {
        id: assessment.id.clone(),
        organization_id: assessment.organization_id.clone(),
        organization: assessment.organization(words).to_owned(),
        period: assessment.period_text(words),
        scope: assessment.scope_text(words),
        progress: progress_text(words, &progress),
        percent: progress.percent(),
        next_item: next.map(|item| item.code.clone()),
        class: if assessment.is_submitted() {
            class(app, assessment, framework, answers)?
        } else {
            String::new()
        },
        submitted_on: assessment.submitted_at.map(|at| date(app.local(at).date(), words)),
    })
}

/// 「39項目中 17項目 回答済み」
pub(super) fn progress_text(words: Words, progress: &Progress) -> String {
    t!(words, "progress-items", answered = progress.answered, total = progress.total)
}

fn class(app: &App, assessment: &Assessment, framework: &Framework, answers: &[Answer]) -> Result<String> {
    let bytes: Vec<u8> = answers.iter().map(|answer| answer.byte()).collect();
    let class = edition(app, &assessment.edition)?.scorer.score(&bytes).class();
    Ok(class.and_then(|class| framework.classes.get(class)).map(|class| class.id.clone()).unwrap_or_default())
}
