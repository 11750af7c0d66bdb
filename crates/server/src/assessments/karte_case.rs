//! Everything from which the karte of one assessment is drawn up, for page, picture and interface alike.

use std::sync::Arc;

use domain::access::Action;
use domain::assessments::{Score, comparable};

use super::karte_sheet::{Earlier, Moment, Source};
use super::{Assessment, answer_bytes, find, history};
use crate::accounts::Viewer;
use crate::app::App;
use crate::error::Result;
use crate::frameworks::{Cohort, Edition};
use crate::organizations::{self, Organization};
use crate::words::Words;

pub struct Case {
    pub assessment: Assessment,
    pub organization: Organization,
    pub edition: Arc<Edition>,
    pub cohort: Arc<Cohort>,
    answers: Vec<u8>,
    score: Score,
    /// Submitted results of the organization before this one, oldest first.
    earlier: Vec<(Assessment, Score)>,
    /// Position in `earlier` of the one compared with.
    compared: Option<usize>,
}

impl Case {
    /// `with` names the earlier result to compare with; otherwise it is the one this assessment was started from.
    pub async fn find(app: &App, viewer: &Viewer, id: &str, with: Option<&str>) -> Result<Case> {
        let assessment = find(&app.db, viewer, id, Action::ReadResults).await?;
        let organization =
            organizations::find(&app.db, viewer, &assessment.organization_id, Action::ReadOrganization)
                .await?;
        let edition = super::edition(app, &assessment.edition)?.clone();
        let cohort = app.library.reference(&edition.framework).clone();
        let answers = answer_bytes(app, &app.db, &assessment).await?;
        let score = edition.scorer.score(&answers);
        let mut earlier = Vec::new();
        for past in before(history(&app.db, viewer, &assessment).await?, &assessment) {
            // A result of a framework that is no longer installed cannot be counted again; the others can.
            let Ok(edition) = super::edition(app, &past.edition) else { continue };
            let score = edition.scorer.score(&answer_bytes(app, &app.db, &past).await?);
            earlier.push((past, score));
        }
        let wanted = with.or(assessment.previous_id.as_deref());
        let compared = wanted.and_then(|wanted| earlier.iter().position(|(past, _)| past.id == wanted));
        let compared = compared.or_else(|| earlier.len().checked_sub(1));
        Ok(Case { assessment, organization, edition, cohort, answers, score, earlier, compared })
    }

    /// Organization and fiscal year, as files are called.
    pub fn name(&self, words: Words) -> String {
        format!("{}_{}", self.organization.name(words), self.assessment.period_text(words))
    }

    /// The level each item counts as; none where it counts as no level.
    pub fn levels(&self) -> Vec<Option<u8>> {
        self.edition.scorer.levels(&self.answers)
    }

    /// The earlier results to choose from: id, label, whether it is the one compared with.
    pub fn choices(&self, words: Words) -> Vec<(String, String, bool)> {
        let choice = |(index, (past, _)): (usize, &(Assessment, Score))| {
            (past.id.clone(), moment_label(words, past), Some(index) == self.compared)
        };
        self.earlier.iter().enumerate().map(choice).collect()
    }

    /// This result and those before it, for the trend.
    pub fn moments(&self, words: Words) -> Vec<Moment> {
        let past = self.earlier.iter().map(|(past, score)| (past, score));
        let now = self.assessment.submitted_at.map(|_| (&self.assessment, &self.score));
        past.chain(now).map(|(assessment, score)| moment(words, assessment, score)).collect()
    }

    pub fn source<'a>(&'a self, words: Words, history: &'a [Moment]) -> Source<'a> {
        Source {
            words,
            edition: &self.edition,
            cohort: &self.cohort,
            score: &self.score,
            answers: Some(&self.answers),
            previous: self.compared.and_then(|index| self.earlier.get(index)).map(|(past, score)| Earlier {
                id: &past.id,
                label: past.period_text(words),
                score,
                is_comparable: is_comparable(past, &self.assessment),
            }),
            history,
            path: Some(format!("/assessments/{}", self.assessment.id)),
        }
    }
}

/// A karte looks back only: later results belong to later kartes.
fn before(history: Vec<Assessment>, assessment: &Assessment) -> Vec<Assessment> {
    let is_earlier = |past: &Assessment| match assessment.submitted_at {
        Some(submitted_at) => past.submitted_at.is_some_and(|at| at < submitted_at),
        None => true,
    };
    history.into_iter().filter(|past| past.id != assessment.id && is_earlier(past)).collect()
}

fn is_comparable(earlier: &Assessment, later: &Assessment) -> bool {
    comparable((earlier.scope, &earlier.edition), (later.scope, &later.edition))
        && earlier.scope_note == later.scope_note
}

fn moment(words: Words, assessment: &Assessment, score: &Score) -> Moment {
    Moment {
        label: assessment.period_text(words),
        overall: score.overall(),
        scope: assessment.scope,
        scope_name: assessment.scope_text(words),
        edition: assessment.edition.clone(),
    }
}

fn moment_label(words: Words, assessment: &Assessment) -> String {
    format!("{} · {}", assessment.period_text(words), assessment.scope_text(words))
}
