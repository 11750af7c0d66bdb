//! An edition as people use it: plain questions on one page, and what the answers say. Nothing is kept.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use charts::{Labels, Radar, Role, Series};
use domain::Fraction;
use domain::assessments::{Answer, Score};
use domain::frameworks::{Directive, Framework, Item, PlainEdition, PlainQuestion};

use super::help_view::{Link, item_link};
use super::pages::{edition, path};
use crate::app::App;
use crate::assessments::karte_sheet::{Value, scale, value};
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::frameworks::Edition;
use crate::pictures::PictureFile;
use crate::t;
use crate::ui::Frame;
use crate::words::Words;

/// So many next steps are shown.
const STEPS_MAX: usize = 3;

#[derive(Template)]
#[template(path = "frameworks/edition.html")]
struct EditionPage {
    frame: Frame,
    path: String,
    action: String,
    framework: String,
    audience: String,
    lead: String,
    mapping: String,
    counted: String,
    /// Why there is no result yet.
    problem: Option<String>,
    result: Option<ResultView>,
    questions: Vec<QuestionView>,
}

struct QuestionView {
    number: usize,
    text: String,
    help: String,
    items: Vec<Link>,
    /// Text, and whether it is chosen; numbered from 1 in the form.
    options: Vec<(String, bool)>,
    /// Long answers stand below each other.
    is_long: bool,
}

struct ResultView {
    radar: String,
    overall: Option<Value>,
    /// How many questions are still open.
    open: usize,
    rows: Vec<RowView>,
    steps: Vec<StepView>,
}

struct RowView {
    number: usize,
    title: String,
    value: Value,
    asked: String,
}

struct StepView {
    item: Link,
    text: String,
}

pub fn edition_link(words: Words, framework: &Framework, edition: &PlainEdition) -> Link {
    Link {
        path: format!("{}/editions/{}", path(framework), edition.id),
        code: t!(words, "edition-counted", count = edition.questions.len()),
        title: words.of(&edition.name).to_owned(),
    }
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path((id, plain)): Path<(String, String)>,
) -> Result<Response> {
    let framework = &edition(&app, &id)?.framework;
    let plain = framework.plain_edition(&plain).ok_or(Error::NotFound)?;
    page(&view(&context, framework, plain, &[]))
}

/// The same page with the result above the questions, so that an answer can be changed and sent again.
pub async fn result(
    State(app): State<App>,
    context: Context,
    Path((id, plain)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let ready = edition(&app, &id)?;
    let framework = &ready.framework;
    let plain = framework.plain_edition(&plain).ok_or(Error::NotFound)?;
    let chosen = chosen(&posted, plain);
    let mut shown = view(&context, framework, plain, &chosen);
    if chosen.iter().all(Option::is_none) {
        shown.problem = Some(context.words.t("edition-nothing-answered"));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response());
    }
    shown.result = Some(result_view(context.words, ready, plain, &chosen));
    page(&shown)
}

/// The radar of the result as a file.
pub async fn picture(
    State(app): State<App>,
    context: Context,
    Path((id, plain, file)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    let words = context.words;
    let ready = edition(&app, &id)?;
    let framework = &ready.framework;
    let plain = framework.plain_edition(&plain).ok_or(Error::NotFound)?;
    let file = PictureFile::parse(&file)?;
    if file.chart != "radar" {
        return Err(Error::NotFound);
    }
    let score = ready.scorer.score(&plain.answers(framework.items.len(), &chosen(&posted, plain)));
    file.answer(&app, words, radar(words, framework, &score), words.of(&plain.name)).await
}

/// For each question, the chosen option.
fn chosen(posted: &Posted, plain: &PlainEdition) -> Vec<Option<usize>> {
    let of = |(index, question)| option(posted.text(&format!("q{}", index + 1)), question);
    plain.questions.iter().enumerate().map(of).collect()
}

/// Options are numbered from 1 in the form; anything else is no answer.
fn option(text: &str, question: &PlainQuestion) -> Option<usize> {
    let number: usize = text.parse().ok()?;
    number.checked_sub(1).filter(|index| *index < question.options.len())
}

fn view(
    context: &Context,
    framework: &Framework,
    plain: &PlainEdition,
    chosen: &[Option<usize>],
) -> EditionPage {
    let words = context.words;
    let question = |(index, question): (usize, &PlainQuestion)| QuestionView {
        number: index + 1,
        text: words.of(&question.text).to_owned(),
        help: question.help.as_ref().map(|help| words.of(help).to_owned()).unwrap_or_default(),
        items: question
            .items
            .iter()
            .filter_map(|item| framework.items.get(*item))
            .map(|item| item_link(words, framework, item))
            .collect(),
        options: question
            .options
            .iter()
            .enumerate()
            .map(|(option, one)| (words.of(&one.text).to_owned(), chosen.get(index) == Some(&Some(option))))
            .collect(),
        is_long: question.options.iter().any(|one| words.of(&one.text).chars().count() > 24),
    };
    EditionPage {
        frame: context.frame(words.of(&plain.name).to_owned(), "frameworks"),
        path: path(framework),
        action: format!("{}/editions/{}", path(framework), plain.id),
        framework: words.of(&framework.name).to_owned(),
        audience: words.of(&plain.audience).to_owned(),
        lead: words.of(&plain.lead).to_owned(),
        mapping: words.of(&plain.mapping).to_owned(),
        counted: t!(words, "edition-counted", count = plain.questions.len()),
        problem: None,
        result: None,
        questions: plain.questions.iter().enumerate().map(question).collect(),
    }
}

fn result_view(words: Words, ready: &Edition, plain: &PlainEdition, chosen: &[Option<usize>]) -> ResultView {
    let framework = &ready.framework;
    let answers = plain.answers(framework.items.len(), chosen);
    let score = ready.scorer.score(&answers);
    let rows = framework.directives.iter().zip(score.directives()).map(|(directive, cell)| RowView {
        number: directive.number,
        title: words.of(&directive.short).to_owned(),
        value: value(words, framework, cell.value()),
        asked: asked(words, directive, &answers),
    });
    ResultView {
        radar: radar(words, framework, &score),
        overall: score.overall().map(|overall| value(words, framework, Some(overall))),
        open: chosen.iter().filter(|one| one.is_none()).count(),
        rows: rows.collect(),
        steps: steps(words, framework, &answers),
    }
}

/// How much of a directive the edition asks about.
fn asked(words: Words, directive: &Directive, answers: &[u8]) -> String {
    let of = answers.get(directive.items.clone()).unwrap_or_default();
    let asked = of.iter().filter(|byte| Answer::from_byte(**byte) != Answer::NotApplicable).count();
    t!(words, "edition-asked", asked = asked, items = of.len())
}

/// The steps that lead from the lowest levels to the next, one for each of the first items.
fn steps(words: Words, framework: &Framework, answers: &[u8]) -> Vec<StepView> {
    let mut low: Vec<(u8, &Item)> = answers
        .iter()
        .zip(&framework.items)
        .filter_map(|(byte, item)| Some((Answer::from_byte(*byte).level()?, item)))
        .collect();
    low.sort_by_key(|(level, _)| *level);
    let step = |(level, item): (u8, &Item)| {
        let step = item.step(&framework.scale, level)?;
        Some(StepView { item: item_link(words, framework, item), text: words.of(step.text).to_owned() })
    };
    low.into_iter().filter_map(step).take(STEPS_MAX).collect()
}

fn radar(words: Words, framework: &Framework, score: &Score) -> String {
    let axes: Vec<&str> = framework.directives.iter().map(|directive| words.of(&directive.short)).collect();
    let values: Vec<Option<f64>> =
        score.directives().iter().map(|cell| cell.value().map(Fraction::to_f64)).collect();
    Radar {
        title: &words.t("edition-radar"),
        description: &words.t("edition-radar-text"),
        axes: &axes,
        series: &[Series { name: &words.t("karte-row-own"), role: Role::Own, values: &values }],
        scale: scale(framework),
        labels: Labels::Full,
        legend: false,
    }
    .svg()
}
