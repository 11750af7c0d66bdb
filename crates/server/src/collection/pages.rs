//! The page of a collection: files in, who has sent, how the companies stand, what has to be asked.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Fraction;
use domain::access::Action;
use domain::frameworks::Framework;

use super::board::{Board, Line, current, is_low};
use super::downloads::Asked;
use super::workbook::{line_name, line_reasons, state_text};
use super::{Decision, Form, State as FormState, listed_lines, listed_text};
use crate::app::App;
use crate::assessments::period_text;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::{Posted, Uploaded};
use crate::t;
use crate::ui::{Frame, date_time};
use crate::words::Words;

#[derive(Template)]
#[template(path = "collection/show.html")]
struct Show {
    frame: Frame,
    id: String,
    organization: String,
    period: i64,
    /// Fiscal years to choose from, newest first.
    periods: Vec<(i64, String)>,
    counts: Vec<(&'static str, String)>,
    /// Number and name of each directive.
    directives: Vec<(usize, String)>,
    /// `2.0`: the bound below which a directive is low.
    low: String,
    segments: Vec<Segment>,
    to_check: Vec<FormView>,
    refused: Vec<FormView>,
    missing: Vec<Missing>,
    may_collect: bool,
    listed: String,
    /// Names to assign a form to.
    names: Vec<String>,
    /// What became of the files just sent.
    outcome: Option<String>,
    problems: Vec<String>,
}

struct Segment {
    name: String,
    lines: Vec<LineView>,
}

struct LineView {
    name: String,
    state: &'static str,
    state_text: String,
    values: Vec<Figure>,
    minimum: Figure,
    low_count: String,
    change: String,
}

struct Figure {
    text: String,
    is_low: bool,
}

struct FormView {
    id: String,
    name: String,
    file: String,
    reasons: Vec<String>,
    is_unknown: bool,
}

struct Missing {
    name: String,
    /// Key of the company, for an address.
    key: String,
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    page(&shown(&app, &context, &id, asked.period(&app)).await?)
}

async fn shown(app: &App, context: &Context, id: &str, period: i64) -> Result<Show> {
    let (words, viewer) = (context.words, context.viewer()?);
    let board = Board::load(app, viewer, id, period).await?;
    let framework = &current(app)?.framework;
    let organization = board.organization.name(words).to_owned();
    let counted = |state: Option<FormState>, count: usize| {
        (state.map_or("missing", FormState::code), format!("{} {count}", state_text(words, state)))
    };
    let mut counts: Vec<(&str, String)> = [Some(FormState::Received), Some(FormState::ToCheck), None]
        .map(|state| counted(state, board.count(state)))
        .into();
    if !board.refused.is_empty() {
        counts.insert(2, counted(Some(FormState::Refused), board.refused.len()));
    }
    let form_view = |form: &Form, reasons: Vec<String>, is_unknown: bool| FormView {
        id: form.id.clone(),
        name: form.name.clone(),
        file: t!(
            words,
            "collection-file-received",
            name = form.file_name.as_str(),
            at = date_time(&app.local(form.received_at), words)
        ),
        reasons,
        is_unknown,
    };
    let to_check = board.lines.iter().filter(|line| line.state() == Some(FormState::ToCheck));
    let year = app.fiscal_year();
    Ok(Show {
        frame: context.frame(words.t("collection-title"), ""),
        id: id.to_owned(),
        period,
        periods: (year - 3..=year + 1)
            .rev()
            .filter(|one| *one != period)
            .chain([period])
            .map(|one| (one, period_text(words, one)))
            .collect(),
        counts,
        directives: framework
            .directives
            .iter()
            .map(|one| (one.number, words.of(&one.short).to_owned()))
            .collect(),
        low: framework.karte.low.shown(),
        segments: segments(words, framework, &board),
        to_check: to_check
            .filter_map(|line| {
                let form = line.form.as_ref()?;
                Some(form_view(form, line_reasons(words, line), line.company.is_none()))
            })
            .collect(),
        refused: board
            .refused
            .iter()
            .map(|form| form_view(form, form.reasons.of(words).to_vec(), false))
            .collect(),
        missing: board
            .expected()
            .filter(|line| line.form.is_none())
            .filter_map(|line| line.company.as_ref())
            .map(|company| Missing {
                name: company.name(words).to_owned(),
                key: crate::ui::percent_encoded(&company.key),
            })
            .collect(),
        may_collect: board.organization.may(Action::CollectForms),
        listed: listed_text(app, id).await?,
        names: board
            .expected()
            .filter_map(|line| line.company.as_ref())
            .map(|company| company.name(words).to_owned())
            .collect(),
        organization,
        outcome: None,
        problems: Vec::new(),
    })
}

/// Consecutive lines under one heading.
fn segments(words: Words, framework: &Framework, board: &Board) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for line in &board.lines {
        let name = line
            .company
            .as_ref()
            .map_or_else(|| words.t("collection-unlisted"), |company| company.segment(words).to_owned());
        let view = line_view(words, framework, line);
        match segments.iter_mut().find(|segment| segment.name == name) {
            Some(segment) => segment.lines.push(view),
            None => segments.push(Segment { name, lines: vec![view] }),
        }
    }
    segments
}

fn line_view(words: Words, framework: &Framework, line: &Line) -> LineView {
    let figure = |value: Option<Fraction>| Figure {
        text: value.map_or_else(|| "–".to_owned(), Fraction::shown),
        is_low: value.is_some_and(|value| is_low(framework, value)),
    };
    let signed = |change: Fraction| match change.tenths().signum() {
        1 => format!("+{}", change.shown()),
        -1 => format!("−{}", change.shown_size()),
        _ => "±0".to_owned(),
    };
    LineView {
        name: line_name(words, line),
        state: line.state().map_or("missing", FormState::code),
        state_text: state_text(words, line.state()),
        values: line.values.iter().map(|value| figure(*value)).collect(),
        minimum: figure(line.minimum()),
        low_count: match line.minimum() {
            Some(_) => line.low_count(framework).to_string(),
            None => "–".to_owned(),
        },
        change: line.change.map(signed).unwrap_or_default(),
    }
}

pub async fn receive(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    uploaded: Uploaded,
) -> Result<Response> {
    let (words, viewer, period) = (context.words, context.viewer()?, asked.period(&app));
    crate::organizations::find(&app.db, viewer, &id, Action::CollectForms).await?;
    let upload = uploaded.take()?;
    let period = upload.fields.text("period").parse().unwrap_or(period);
    let files: Vec<(String, Vec<u8>)> =
        upload.files.into_iter().map(|(name, bytes)| (name, bytes.to_vec())).collect();
    if files.is_empty() {
        let problems = vec![words.t("forms-file-needed")];
        let html = page(&Show { problems, ..shown(&app, &context, &id, period).await? })?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response());
    }
    let forms = super::collect(&app, viewer, &id, period, files).await?;
    let count = |state: FormState| forms.iter().filter(|form| form.state == state).count();
    let outcome = t!(
        words,
        "collection-outcome",
        received = count(FormState::Received),
        check = count(FormState::ToCheck),
        refused = count(FormState::Refused)
    );
    page(&Show { outcome: Some(outcome), ..shown(&app, &context, &id, period).await? })
}

pub async fn companies(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    form: Posted,
) -> Result<Response> {
    let period = asked.period(&app);
    match super::list_companies(&app, context.viewer()?, &id, listed_lines(form.raw("companies"))).await {
        Ok(()) => Ok(back(&id, period)),
        Err(error) => {
            let typed = form.raw("companies").to_owned();
            let show = shown(&app, &context, &id, period).await;
            complain(&context, error, show.map(|show| Show { listed: typed, ..show }))
        }
    }
}

pub async fn decide(
    State(app): State<App>,
    context: Context,
    Path((id, form_id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    form: Posted,
) -> Result<Response> {
    let decision = match form.text("decision") {
        "remove" => Decision::Remove,
        "accept" => Decision::Accept,
        _ => Decision::Assign(form.text("company").to_owned()),
    };
    let period = asked.period(&app);
    match super::decide(&app, context.viewer()?, &id, &form_id, decision).await {
        Ok(()) => Ok(back(&id, period)),
        Err(error) => complain(&context, error, shown(&app, &context, &id, period).await),
    }
}

fn back(id: &str, period: i64) -> Response {
    Redirect::to(&format!("/organizations/{id}/collection?period={period}")).into_response()
}

/// The page once more with what is wrong; other errors as they are.
fn complain(context: &Context, error: Error, show: Result<Show>) -> Result<Response> {
    let Error::Invalid(fields) = &error else { return Err(error) };
    let problems = fields.iter().map(|field| context.words.t(field.message)).collect();
    let html = page(&Show { problems, ..show? })?;
    Ok((error.status(), html).into_response())
}
