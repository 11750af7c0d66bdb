//! The page on which one item is answered: works without scripts, and carries what the script needs.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Action;
use domain::assessments::Progress;
use domain::frameworks::Framework;

use super::item_view::{
    Choice, ItemView, PreviousView, choices, conflict_text, item_view, previous_view, saved_text, states,
};
use super::overview::{Desk, directive_name, title};
use super::typed::Typed;
use super::{Assessment, Outcome, Saved, edition, find, store};
use crate::app::App;
use crate::content::ratings::{self, RatingView};
use crate::context::{Context, page};
use crate::error::{Error, FieldError, Result};
use crate::forms::Posted;
use crate::t;
use crate::ui::{Fields, Frame};

#[derive(Template)]
#[template(path = "assessments/item.html")]
struct ItemPage {
    frame: Frame,
    id: String,
    /// Keeps unsent answers of different people apart in one browser.
    storage_key: String,
    crumb: String,
    directive: String,
    position: String,
    progress: String,
    percent: u32,
    minutes: Option<String>,
    item: ItemView,
    choices: Vec<Choice>,
    /// The two answers that are no level: code, key and words.
    states: Vec<Choice>,
    typed: Typed,
    version: i64,
    fields: Fields,
    previous: Option<PreviousView>,
    /// 「14:02 保存しました」
    saved: Option<String>,
    confirmed: bool,
    conflict: Option<String>,
    before: Option<String>,
    next: Option<String>,
    is_submitted: bool,
    may_answer: bool,
    /// What this person thinks of the hints.
    rating: RatingView,
}

/// Everything that is loaded for the page.
struct Case {
    assessment: Assessment,
    saved: Vec<Saved>,
    previous: Vec<Saved>,
    rating: RatingView,
}

impl Case {
    async fn load(app: &App, context: &Context, id: &str, code: &str) -> Result<Case> {
        let assessment = find(&app.db, context.viewer()?, id, Action::ReadAssessment).await?;
        let saved = store::answers(&app.db, &assessment).await?;
        let previous = store::previous_answers(&app.db, &assessment).await?;
        let framework = &edition(app, &assessment.edition)?.framework;
        let rating = ratings::own(app, context.viewer()?, &framework.id, code).await?;
        Ok(Case { assessment, saved, previous, rating })
    }

    fn current(&self, code: &str) -> Saved {
        self.saved.iter().find(|saved| saved.item == code).cloned().unwrap_or_else(|| Saved::none(code))
    }
}

/// What was sent and could not be saved.
#[derive(Default)]
struct Again {
    typed: Option<Typed>,
    errors: Vec<FieldError>,
    /// Somebody else's answer that stands there now.
    conflict: Option<Saved>,
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response> {
    let case = Case::load(&app, &context, &id, &code).await?;
    page(&item_page(&app, &context, case, &code, Again::default())?)
}

pub async fn save(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    let typed = Typed::from_form(&form);
    let version = form.text("version").parse().unwrap_or(0);
    let outcome = super::answer(&app, context.viewer()?, &id, &code, version, typed.input()).await;
    respond(&app, &context, &id, &code, form.text("go"), Some(typed), outcome).await
}

/// 「前年と同じ(今日確認)」
pub async fn confirmation(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    let version = form.text("version").parse().unwrap_or(0);
    let outcome = super::confirm(&app, context.viewer()?, &id, &code, version).await;
    respond(&app, &context, &id, &code, "next", None, outcome).await
}

async fn respond(
    app: &App,
    context: &Context,
    id: &str,
    code: &str,
    go: &str,
    typed: Option<Typed>,
    outcome: Result<Outcome>,
) -> Result<Response> {
    let (status, errors, conflict) = match outcome {
        Ok(Outcome::Saved(_)) => {
            return Ok(Redirect::to(&goal(app, context, id, code, go).await?).into_response());
        }
        Ok(Outcome::Stale(current)) => (StatusCode::CONFLICT, Vec::new(), Some(current)),
        Err(Error::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors, None),
        Err(Error::Conflict) => {
            (StatusCode::CONFLICT, vec![FieldError::new("answer", "answering-already-submitted")], None)
        }
        Err(error) => return Err(error),
    };
    let case = Case::load(app, context, id, code).await?;
    let html = page(&item_page(app, context, case, code, Again { typed, errors, conflict })?)?;
    Ok((status, html).into_response())
}

/// Where a saved form leads.
async fn goal(app: &App, context: &Context, id: &str, code: &str, go: &str) -> Result<String> {
    let assessment = find(&app.db, context.viewer()?, id, Action::ReadAssessment).await?;
    let framework = &edition(app, &assessment.edition)?.framework;
    let (before, next) = neighbors(framework, id, framework.item_index(code).ok_or(Error::NotFound)?);
    let to = match go {
        "previous" => before,
        "same" => Some(format!("/assessments/{id}/items/{code}")),
        "overview" => None,
        _ => next,
    };
    Ok(to.unwrap_or_else(|| format!("/assessments/{id}")))
}

/// Addresses of the items around one.
fn neighbors(framework: &Framework, id: &str, index: usize) -> (Option<String>, Option<String>) {
    let address = |index: usize| {
        framework.items.get(index).map(|item| format!("/assessments/{id}/items/{}", item.code))
    };
    (index.checked_sub(1).and_then(address), address(index + 1))
}

fn item_page(app: &App, context: &Context, case: Case, code: &str, again: Again) -> Result<ItemPage> {
    let words = context.words;
    let framework = &edition(app, &case.assessment.edition)?.framework;
    let index = framework.item_index(code).ok_or(Error::NotFound)?;
    let item = &framework.items[index];
    let directive = &framework.directives[item.directive];
    let current = case.current(code);
    let desk = Desk { words, framework, saved: &case.saved, previous: &case.previous };
    let progress = Progress::of(&desk.answers());
    let (before, next) = neighbors(framework, &case.assessment.id, index);
    let typed = again.typed.unwrap_or_else(|| Typed::of(&current.said));
    let position = index - directive.items.start + 1;
    let is_current = again.errors.is_empty() && again.conflict.is_none();
    Ok(ItemPage {
        frame: context.frame(format!("{code} {}", words.of(item.heading())), "assessments"),
        storage_key: format!("{}/{}/", context.viewer()?.account_id, case.assessment.id),
        crumb: format!("{} · {}", title(words, &case.assessment), case.assessment.scope_text(words)),
        directive: directive_name(words, directive),
        position: t!(words, "answering-position", position = position, total = directive.items.len()),
        progress: super::summary::progress_text(words, &progress),
        percent: progress.percent(),
        minutes: desk.minutes_left(),
        item: item_view(words, framework, index, item),
        choices: choices(words, framework, item, &typed.answer),
        states: states(words, &typed.answer),
        version: again.conflict.as_ref().map_or(current.version, |conflict| conflict.version),
        fields: Fields::new(words, &again.errors, &[]),
        previous: desk
            .previous(code)
            .map(|previous| previous_view(words, framework, &case.assessment, previous)),
        saved: (is_current && current.version > 0).then(|| saved_text(app, words, &current)),
        confirmed: current.confirmed_on.is_some(),
        conflict: again.conflict.map(|other| conflict_text(app, words, framework, &other)),
        typed,
        before,
        next,
        rating: case.rating,
        is_submitted: case.assessment.is_submitted(),
        may_answer: case.assessment.may_be_answered(),
        id: case.assessment.id,
    })
}
