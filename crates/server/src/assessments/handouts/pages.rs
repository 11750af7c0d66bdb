//! Handing items out, and what became of it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::frameworks::Item;
use serde::Deserialize;

use super::super::overview::title;
use super::{Asked, Handout};
use crate::app::App;
use crate::assessments::edition;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::t;
use crate::ui::{Fields, Frame, date};
use crate::words::Words;

#[derive(Template)]
#[template(path = "assessments/handouts/show.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    id: String,
    assessment: String,
    directives: Vec<Group>,
    handouts: Vec<Line>,
    is_submitted: bool,
    sends_mail: bool,
    done: Option<&'static str>,
}

/// The items of a directive: code, heading, whether it is ticked.
struct Group {
    name: String,
    items: Vec<(String, String, bool)>,
    is_open: bool,
}

struct Line {
    id: String,
    person: String,
    email: String,
    items: String,
    progress: String,
    state: String,
    is_open: bool,
}

#[derive(Deserialize)]
pub struct Sent {
    done: Option<String>,
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(sent): Query<Sent>,
) -> Result<Response> {
    let done = match sent.done.as_deref() {
        Some("sent") => Some("handouts-sent"),
        Some("taken-back") => Some("handouts-taken-back"),
        _ => None,
    };
    page(&load(&app, &context, &id, Fields::default(), &[], done).await?)
}

async fn load(
    app: &App,
    context: &Context,
    id: &str,
    fields: Fields,
    ticked: &[String],
    done: Option<&'static str>,
) -> Result<Show> {
    let words = context.words;
    let (assessment, handouts) = super::list(app, context.viewer()?, id).await?;
    let framework = &edition(app, &assessment.edition)?.framework;
    let directives = framework.directives.iter().map(|directive| {
        let item = |item: &Item| {
            (item.code.clone(), words.of(item.heading()).to_owned(), ticked.contains(&item.code))
        };
        let items: Vec<_> = framework.items[directive.items.clone()].iter().map(item).collect();
        Group {
            name: format!("{} {}", directive.number, words.of(&directive.title)),
            is_open: items.iter().any(|item| item.2),
            items,
        }
    });
    let lines = handouts.into_iter().map(|handout| line(app, words, handout));
    Ok(Show {
        frame: context.frame(words.t("handouts-title"), "assessments"),
        fields,
        id: assessment.id.clone(),
        assessment: title(words, &assessment),
        directives: directives.collect(),
        handouts: lines.collect(),
        is_submitted: assessment.is_submitted(),
        sends_mail: app.config.smtp.is_some(),
        done,
    })
}

fn line(app: &App, words: Words, handout: Handout) -> Line {
    let on = |at: i64| date(app.local(at).date(), words);
    let is_open = handout.is_open(app.now());
    let state = match handout.ended_at {
        Some(ended_at) => words.with1("handouts-ended", "on", on(ended_at)),
        None if is_open => words.with1("handouts-until", "on", on(handout.expires_at)),
        None => words.with1("handouts-expired", "on", on(handout.expires_at)),
    };
    Line {
        progress: t!(words, "handouts-answered", answered = handout.answered, count = handout.items.len()),
        items: handout.items.join(words.t("list-comma").as_str()),
        id: handout.id,
        person: handout.person,
        email: handout.email,
        state,
        is_open,
    }
}

/// The ticked boxes of a form: `item-5-6`.
fn ticked(form: &Posted) -> Vec<String> {
    let mut items: Vec<String> =
        form.fields().filter_map(|(name, _)| name.strip_prefix("item-").map(str::to_owned)).collect();
    items.sort_by_key(|code| super::place(code));
    items
}

pub async fn hand_out(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response> {
    let items = ticked(&form);
    let asked = Asked {
        items: items.clone(),
        person: form.text("person"),
        email: form.text("email"),
        days: Some(form.text("days").parse().unwrap_or(0)),
    };
    match super::hand_out(&app, context.viewer()?, context.words, &id, asked).await {
        Ok(_) => Ok(Redirect::to(&format!("/assessments/{id}/handouts?done=sent")).into_response()),
        Err(Error::Invalid(errors)) => {
            let typed = ["person", "email", "days"].map(|name| (name, form.text(name)));
            let fields = Fields::new(context.words, &errors, &typed);
            let html = page(&load(&app, &context, &id, fields, &items, None).await?)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
        }
        Err(error) => Err(error),
    }
}

pub async fn take_back(
    State(app): State<App>,
    context: Context,
    Path((id, handout)): Path<(String, String)>,
    _: Posted,
) -> Result<Response> {
    super::take_back(&app, context.viewer()?, &id, &handout).await?;
    Ok(Redirect::to(&format!("/assessments/{id}/handouts?done=taken-back")).into_response())
}
