//! Editions for programs: what each asks, and what answers to it add up to.

use axum::Json;
use axum::extract::{Path, State};
use domain::Text;
use domain::assessments::{Answer, Cell};
use domain::frameworks::{Framework, PlainEdition, PlainOption, PlainQuestion};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api::codes;
use super::pages::edition;
use crate::app::App;
use crate::assessments::karte_body::{Bilingual, Value};
use crate::error::{Error, FieldError, Result};
use crate::forms::JsonBody;

#[derive(Serialize, ToSchema)]
pub struct EditionDetail {
    pub id: String,
    pub version: String,
    pub name: Bilingual,
    pub audience: Bilingual,
    pub lead: Bilingual,
    /// How its answers become levels, and what its result is not.
    pub mapping: Bilingual,
    pub questions: Vec<QuestionDetail>,
}

#[derive(Serialize, ToSchema)]
pub struct QuestionDetail {
    /// Codes of the items it stands for.
    pub items: Vec<String>,
    pub text: Bilingual,
    pub help: Option<Bilingual>,
    /// Lowest level first.
    pub options: Vec<OptionDetail>,
}

#[derive(Serialize, ToSchema)]
pub struct OptionDetail {
    pub text: Bilingual,
    /// The level it gives to every item of the question.
    pub level: u8,
}

/// Answers to an edition.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditionAnswers {
    /// One place per question: the number of the chosen option, counted from 1, or null where it is still open.
    pub answers: Vec<Option<usize>>,
}

/// What the answers to an edition add up to: rough values, never a class.
#[derive(Serialize, ToSchema)]
pub struct EditionResult {
    pub edition: String,
    pub version: String,
    /// Levels of the items asked about, in the framework's order.
    pub items: Vec<ItemLevel>,
    pub directives: Vec<DirectiveValue>,
    /// Mean of the directive values; none while a question is open.
    pub overall: Option<Value>,
}

#[derive(Serialize, ToSchema)]
pub struct ItemLevel {
    pub code: String,
    /// None while one of its questions is open.
    pub level: Option<u8>,
}

#[derive(Serialize, ToSchema)]
pub struct DirectiveValue {
    pub number: usize,
    /// None where nothing was asked, or while a question is open.
    pub value: Option<Value>,
    /// True while a question is open.
    pub is_open: bool,
}

/// The plain and short editions of a framework, shortest first.
#[utoipa::path(get, path = "/api/v1/frameworks/{framework}/editions", tag = "frameworks", params(("framework" = String, Path)),
    responses((status = 200, body = Vec<EditionDetail>), (status = 404)))]
pub async fn list(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Vec<EditionDetail>>> {
    let framework = &edition(&app, &id)?.framework;
    Ok(Json(framework.plain_editions.iter().map(|one| detail(framework, one)).collect()))
}

/// Scores answers to an edition; nothing is kept.
#[utoipa::path(post, path = "/api/v1/frameworks/{framework}/editions/{edition}/result", tag = "frameworks",
    params(("framework" = String, Path), ("edition" = String, Path)), request_body = EditionAnswers,
    responses((status = 200, body = EditionResult), (status = 404), (status = 422, description = "Not one place per question, or an option that does not exist")))]
pub async fn result(
    State(app): State<App>,
    Path((id, plain)): Path<(String, String)>,
    body: JsonBody<EditionAnswers>,
) -> Result<Json<EditionResult>> {
    let ready = edition(&app, &id)?;
    let framework = &ready.framework;
    let plain = framework.plain_edition(&plain).ok_or(Error::NotFound)?;
    let chosen = chosen(plain, &body.take()?.answers)?;
    let answers = plain.answers(framework.items.len(), &chosen);
    let score = ready.scorer.score(&answers);
    let items = framework.items.iter().zip(&answers).filter_map(|(item, byte)| {
        let answer = Answer::from_byte(*byte);
        (answer != Answer::NotApplicable)
            .then(|| ItemLevel { code: item.code.clone(), level: answer.level() })
    });
    let directives =
        framework.directives.iter().zip(score.directives()).map(|(directive, cell)| DirectiveValue {
            number: directive.number,
            value: cell.value().map(Value::from),
            is_open: *cell == Cell::Gap,
        });
    Ok(Json(EditionResult {
        edition: plain.id.clone(),
        version: plain.version.clone(),
        items: items.collect(),
        directives: directives.collect(),
        overall: score.overall().map(Value::from),
    }))
}

fn chosen(plain: &PlainEdition, answers: &[Option<usize>]) -> Result<Vec<Option<usize>>> {
    let invalid = |message| Error::Invalid(vec![FieldError::new("answers", message)]);
    if answers.len() != plain.questions.len() {
        return Err(invalid("edition-answers-count"));
    }
    let position = |(question, number): (&PlainQuestion, &Option<usize>)| match number {
        None => Ok(None),
        Some(number) => number
            .checked_sub(1)
            .filter(|index| *index < question.options.len())
            .map(Some)
            .ok_or(invalid("edition-option-unknown")),
    };
    plain.questions.iter().zip(answers).map(position).collect()
}

fn detail(framework: &Framework, plain: &PlainEdition) -> EditionDetail {
    let option =
        |option: &PlainOption| OptionDetail { text: Bilingual::from(&option.text), level: option.level };
    let question = |question: &PlainQuestion| QuestionDetail {
        items: codes(framework, &question.items),
        text: Bilingual::from(&question.text),
        help: question.help.as_ref().map(|help: &Text| Bilingual::from(help)),
        options: question.options.iter().map(option).collect(),
    };
    EditionDetail {
        id: plain.id.clone(),
        version: plain.version.clone(),
        name: Bilingual::from(&plain.name),
        audience: Bilingual::from(&plain.audience),
        lead: Bilingual::from(&plain.lead),
        mapping: Bilingual::from(&plain.mapping),
        questions: plain.questions.iter().map(question).collect(),
    }
}
