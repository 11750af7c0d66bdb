//! What the link opens: its items on one page, each with its own button, and nothing else of the organization.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::item_view::{Choice, PreviousView, choices, conflict_text, previous_view, states};
use super::super::typed::Typed;
use super::super::{Outcome, Saved, edition, store};
use super::Opened;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, FieldError, Result};
use crate::forms::Posted;
use crate::t;
use crate::ui::{Fields, Frame, date};

#[derive(Template)]
#[template(path = "assessments/handouts/answer.html")]
struct Answer {
    frame: Frame,
    lead: String,
    token: String,
    items: Vec<OneItem>,
    progress: String,
    is_submitted: bool,
}

struct OneItem {
    code: String,
    heading: String,
    title: String,
    question: String,
    doubt: String,
    evidence: Vec<String>,
    choices: Vec<Choice>,
    states: Vec<Choice>,
    previous: Option<PreviousView>,
    typed: Typed,
    fields: Fields,
    version: i64,
    is_answered: bool,
    conflict: Option<String>,
}

/// What was sent for one item and could not be saved.
struct Again {
    code: String,
    typed: Typed,
    errors: Vec<FieldError>,
    conflict: Option<Saved>,
}

pub async fn show(State(app): State<App>, context: Context, Path(token): Path<String>) -> Result<Response> {
    page(&load(&app, &context, token, None).await?)
}

async fn load(app: &App, context: &Context, token: String, again: Option<Again>) -> Result<Answer> {
    let words = context.words;
    let Opened { handout, assessment } = super::open(app, &token).await?;
    let framework = &edition(app, &assessment.edition)?.framework;
    let saved = store::answers(&app.db, &assessment).await?;
    let previous = store::previous_answers(&app.db, &assessment).await?;
    let mut items = Vec::new();
    for code in &handout.items {
        let Some(index) = framework.item_index(code) else { continue };
        let item = &framework.items[index];
        let current = saved.iter().find(|saved| saved.item == *code).cloned();
        let current = current.unwrap_or_else(|| Saved::none(code));
        let sent = again.as_ref().filter(|again| again.code == *code);
        let typed = sent.map_or_else(|| Typed::of(&current.said), |again| again.typed.clone());
        let errors = sent.map_or(&[] as &[FieldError], |again| &again.errors);
        let guide = item.guide.as_ref();
        let last = previous.iter().find(|saved| saved.item == *code && saved.said.answer.is_answered());
        items.push(OneItem {
            heading: words.of(item.heading()).to_owned(),
            title: words.of(&item.title).to_owned(),
            question: guide.map_or("", |guide| words.of(&guide.question)).to_owned(),
            doubt: guide.map_or("", |guide| words.of(&guide.doubt)).to_owned(),
            evidence: guide
                .map(|guide| guide.evidence.iter().map(|one| words.of(one).to_owned()).collect())
                .unwrap_or_default(),
            choices: choices(words, framework, item, &typed.answer),
            states: states(words, &typed.answer),
            previous: last.map(|last| previous_view(words, framework, &assessment, last)),
            fields: Fields::new(words, errors, &[]),
            conflict: sent
                .and_then(|again| again.conflict.as_ref())
                .map(|current| conflict_text(app, words, framework, current)),
            version: current.version,
            is_answered: current.said.answer.is_answered(),
            code: code.clone(),
            typed,
        });
    }
    let lead = t!(
        words,
        "handout-lead",
        name = handout.person.as_str(),
        organization = assessment.organization(words),
        period = assessment.period_text(words),
        until = date(app.local(handout.expires_at).date(), words)
    );
    let answered = items.iter().filter(|item| item.is_answered).count();
    Ok(Answer {
        frame: context.frame(words.t("handout-title"), ""),
        lead,
        token,
        progress: t!(words, "handouts-answered", answered = answered, count = items.len()),
        items,
        is_submitted: assessment.is_submitted(),
    })
}

pub async fn save(
    State(app): State<App>,
    context: Context,
    Path((token, code)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    let typed = Typed::from_form(&form);
    let version = form.text("version").parse().unwrap_or(0);
    let (status, errors, conflict) = match super::answer(&app, &token, &code, version, typed.input()).await {
        Ok(Outcome::Saved(_)) => {
            return Ok(Redirect::to(&format!("/answers/{token}#i-{code}")).into_response());
        }
        Ok(Outcome::Stale(current)) => (StatusCode::CONFLICT, Vec::new(), Some(current)),
        Err(Error::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors, None),
        Err(Error::Conflict) => {
            (StatusCode::CONFLICT, vec![FieldError::new("answer", "answering-already-submitted")], None)
        }
        Err(error) => return Err(error),
    };
    let again = Again { code, typed, errors, conflict };
    Ok((status, page(&load(&app, &context, token, Some(again)).await?)?).into_response())
}
