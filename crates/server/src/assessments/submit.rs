//! Submitting freezes the answers; reopening lets them be changed again.

use domain::access::Action;
use domain::assessments::Answer;
use domain::assessments::progress::missing;

use super::{edition, find, in_order, store};
use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::error::{Error, FieldError, Result};

/// What became of a submission.
pub enum Submission {
    Done,
    /// Codes of the items that still need an answer; nothing was submitted.
    Missing(Vec<String>),
}

/// Freezes the answers with the hash of the content they were given to. A second submission keeps the first.
pub async fn submit(app: &App, viewer: &Viewer, id: &str) -> Result<Submission> {
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::AssessmentSubmitted, id);
    let (app_, viewer, id) = (app.clone(), viewer.clone(), id.to_owned());
    app.db
        .change(move |tx| async move {
            tx.lock(&id).await?;
            let assessment = find(&tx, &viewer, &id, Action::SubmitAssessment).await?;
            if assessment.is_submitted() {
                return Ok(Submission::Done);
            }
            let framework = &edition(&app_, &assessment.edition)?.framework;
            let answers = in_order(framework, &store::codes(&tx, &assessment).await?);
            let missing = missing(framework, &answers);
            if !missing.is_empty() {
                return Ok(Submission::Missing(missing.into_iter().map(str::to_owned).collect()));
            }
            let frozen = answers.into_iter().map(Answer::byte).collect();
            store::submit(&tx, &id, &viewer.account_id, entry.at, frozen, &framework.content_hash).await?;
            activity::record(&tx, &entry.in_organization(&assessment.organization_id)).await?;
            Ok(Submission::Done)
        })
        .await
}

/// Takes a submission back, so that answers can be changed. Its result is gone until the next submission.
pub async fn reopen(app: &App, viewer: &Viewer, id: &str) -> Result<()> {
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::AssessmentReopened, id);
    let (viewer, id) = (viewer.clone(), id.to_owned());
    app.db
        .change(move |tx| async move {
            tx.lock(&id).await?;
            let assessment = find(&tx, &viewer, &id, Action::ReopenAssessment).await?;
            if !assessment.is_submitted() {
                return Ok(());
            }
            if !store::reopen(&tx, &id).await? {
                return Err(Error::Invalid(vec![FieldError::new("reopening", "overview-another-is-open")]));
            }
            Ok(activity::record(&tx, &entry.in_organization(&assessment.organization_id)).await?)
        })
        .await
}
