//! Starting an assessment: scope and year are declared before the first answer.

use domain::access::Action;
use domain::assessments::Scope;
use domain::assessments::period::may_start;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Assessment, FRAMEWORK, NewAssessment, store};
use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::db::Read;
use crate::error::{Error, FieldError, Result};
use crate::organizations;

const SCOPE_NOTE_LENGTH_MAX: usize = 200;

/// What is declared before answering.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartInput {
    /// `group`, `company`, `site` or `division`.
    pub scope: String,
    /// What exactly is covered; needed for a site or a division.
    #[serde(default)]
    pub scope_note: String,
    /// Fiscal year.
    pub period: i64,
    /// A submitted assessment of the same organization whose answers shall stand beside the new ones.
    #[serde(default)]
    pub previous_id: Option<String>,
}

/// Starts an assessment and gives its id. Earlier answers are not copied: each is confirmed by a person.
pub async fn start(app: &App, viewer: &Viewer, organization_id: &str, input: StartInput) -> Result<String> {
    organizations::find(&app.db, viewer, organization_id, Action::StartAssessment).await?;
    let previous_id = input.previous_id.clone().filter(|id| !id.is_empty());
    let previous = match &previous_id {
        Some(id) => candidates(&app.db, viewer, organization_id).await?.into_iter().find(|one| one.id == *id),
        None => None,
    };
    let scope = check(&input, app.fiscal_year(), previous_id.is_some(), previous.as_ref())?;
    let framework = &app.library.edition(FRAMEWORK).ok_or_else(no_framework)?.framework;
    let new = NewAssessment {
        id: app.new_id(),
        organization_id: organization_id.to_owned(),
        edition: framework.edition(),
        scope,
        scope_note: input.scope_note.trim().to_owned(),
        period: input.period,
        previous_id,
        started_by: viewer.account_id.clone(),
        started_at: app.now(),
        submitted_by: None,
        submitted_at: None,
        frozen_answers: None,
        content_hash: None,
    };
    save(app, viewer, new).await
}

fn no_framework() -> Error {
    Error::Internal(format!("the framework {FRAMEWORK} is not there"))
}

/// Submitted assessments whose answers may stand beside new ones, newest first.
pub(super) async fn candidates(
    db: &impl Read,
    viewer: &Viewer,
    organization_id: &str,
) -> Result<Vec<Assessment>> {
    let submitted = store::submitted(db, viewer, organization_id).await?;
    let fits = |assessment: &Assessment| assessment.edition.split('@').next() == Some(FRAMEWORK);
    Ok(submitted.into_iter().filter(fits).collect())
}

/// Every problem at once.
fn check(
    input: &StartInput,
    current_year: i64,
    wants_previous: bool,
    previous: Option<&Assessment>,
) -> Result<Scope> {
    let (scope, note) = (Scope::from_code(&input.scope), input.scope_note.trim());
    let mut problems = Vec::new();
    let mut refuse = |is_wrong: bool, field, message| {
        if is_wrong {
            problems.push(FieldError::new(field, message));
        }
    };
    refuse(scope.is_none(), "scope", "starting-scope-needed");
    refuse(
        scope.is_some_and(Scope::needs_note) && note.is_empty(),
        "scope_note",
        "starting-scope-note-needed",
    );
    let is_unreadable = note.chars().count() > SCOPE_NOTE_LENGTH_MAX || note.contains('\0');
    refuse(is_unreadable, "scope_note", "starting-scope-note-too-long");
    refuse(!may_start(input.period, current_year), "period", "starting-period-wrong");
    let is_later = previous.is_some_and(|previous| previous.period > input.period);
    refuse(wants_previous && (previous.is_none() || is_later), "previous_id", "starting-previous-wrong");
    scope.filter(|_| problems.is_empty()).ok_or(Error::Invalid(problems))
}

async fn save(app: &App, viewer: &Viewer, new: NewAssessment) -> Result<String> {
    let id = new.id.clone();
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::AssessmentStarted, &id);
    let entry = entry.in_organization(&new.organization_id);
    app.db
        .change(move |tx| async move {
            if !store::insert(&tx, &new).await? {
                return Err(Error::Invalid(vec![FieldError::new("scope", "starting-already-open")]));
            }
            Ok(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(id)
}
