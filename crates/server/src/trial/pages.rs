//! The trial's pages: 39 items on one page or a file, and the karte they add up to.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::assessments::Answer;
use domain::frameworks::{Framework, Item};
use domain::organizations::Industry;

use super::input::{self, COMPANIES_MAX, Companies};
use super::{FRAMEWORK, Trial, edition};
use crate::app::App;
use crate::assessments::files::Answers;
use crate::assessments::karte_pages::Subject;
use crate::assessments::karte_sheet::Sheet;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::organizations::pages::industry_name;
use crate::pictures::PictureFile;
use crate::t;
use crate::ui::Frame;
use crate::words::Words;

const FILE_BYTES_MAX: usize = 1024 * 1024;

#[derive(Template)]
#[template(path = "trial/form.html")]
struct FormPage {
    frame: Frame,
    directives: Vec<DirectiveView>,
    item_count: usize,
    /// What is wrong with a dropped file.
    problems: Vec<String>,
    /// Companies of a dropped file to choose from.
    companies: Vec<Choice>,
    companies_text: String,
}

struct DirectiveView {
    number: usize,
    title: String,
    plain: String,
    items: Vec<ItemView>,
}

struct ItemView {
    code: String,
    short: String,
    question: String,
    levels: Vec<LevelView>,
    states: Vec<LevelView>,
}

struct LevelView {
    code: String,
    name: String,
    text: String,
    is_chosen: bool,
}

/// A company of a file: what its button says and sends.
struct Choice {
    label: String,
    sent: String,
}

#[derive(Template)]
#[template(path = "trial/result.html")]
struct ResultPage {
    frame: Frame,
    subject: Subject,
    sheet: Sheet,
    /// The answers in one field, to go back to the form; empty for the example.
    packed: String,
    can_edit: bool,
    is_example: bool,
}

pub async fn form(State(app): State<App>, context: Context) -> Result<Response> {
    page(&form_page(&app, &context, &[])?)
}

fn form_page(app: &App, context: &Context, answers: &[u8]) -> Result<FormPage> {
    let edition = edition(app, FRAMEWORK)?;
    let framework = &edition.framework;
    let directives = framework.directives.iter().map(|directive| DirectiveView {
        number: directive.number,
        title: context.words.of(&directive.short).to_owned(),
        plain: directive.plain.as_ref().map_or_else(String::new, |plain| context.words.of(plain).to_owned()),
        items: directive
            .items
            .clone()
            .filter_map(|index| {
                Some(item_view(context.words, framework, framework.items.get(index)?, answers.get(index)))
            })
            .collect(),
    });
    Ok(FormPage {
        frame: context.frame(context.words.t("try-title"), "try"),
        directives: directives.collect(),
        item_count: framework.items.len(),
        problems: Vec::new(),
        companies: Vec::new(),
        companies_text: String::new(),
    })
}

fn item_view(words: Words, framework: &Framework, item: &Item, answer: Option<&u8>) -> ItemView {
    let chosen = Answer::from_byte(answer.copied().unwrap_or_default());
    let guide = item.guide.as_ref();
    let level = |(index, name): (usize, &domain::Text)| {
        let level = framework.scale.lowest + index as u8;
        let text = guide.and_then(|guide| guide.levels.get(index)).map_or("", |text| words.of(text));
        LevelView {
            code: level.to_string(),
            name: words.of(name).to_owned(),
            text: text.to_owned(),
            is_chosen: chosen == Answer::Level(level),
        }
    };
    let state = |answer: Answer, key: &str| LevelView {
        code: answer.code(),
        name: words.t(key),
        text: String::new(),
        is_chosen: chosen == answer,
    };
    ItemView {
        code: item.code.clone(),
        short: words.of(item.heading()).to_owned(),
        question: guide
            .map_or_else(|| words.of(&item.title).to_owned(), |guide| words.of(&guide.question).to_owned()),
        levels: framework.scale.levels.iter().enumerate().map(level).collect(),
        states: vec![
            state(Answer::NotApplicable, "try-not-applicable"),
            state(Answer::Unknown, "try-unknown"),
        ],
    }
}

/// The karte of what was sent, or the form again with `edit`.
pub async fn karte(State(app): State<App>, context: Context, posted: Posted) -> Result<Response> {
    let edition = edition(&app, FRAMEWORK)?;
    let framework = &edition.framework;
    let (code, industry, packed) = split_choice(posted.text("company"));
    let packed = if packed.is_empty() { posted.text("packed") } else { packed };
    let answers = match packed {
        "" => Answers::Items(input::from_fields(&posted, framework)),
        packed => input::unpacked(packed, framework).ok_or(Error::FormExpired)?,
    };
    match &answers {
        Answers::Items(bytes) if posted.flag("edit") => page(&form_page(&app, &context, bytes)?),
        Answers::Items(bytes) if bytes.iter().all(|byte| *byte == Answer::Unanswered.byte()) => {
            let mut form = form_page(&app, &context, bytes)?;
            form.problems = vec![context.words.t("try-nothing-answered")];
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&form)?).into_response())
        }
        _ => result(&context, &Trial::new(&app, FRAMEWORK, code, industry, answers)?),
    }
}

/// The radar as a file. What it is drawn from comes along, since nothing is kept; nothing at all means the example.
pub async fn picture(
    State(app): State<App>,
    context: Context,
    Path(file): Path<String>,
    posted: Posted,
) -> Result<Response> {
    let words = context.words;
    let file = PictureFile::parse(&file)?;
    if file.chart != "radar" {
        return Err(Error::NotFound);
    }
    let trial = match posted.text("packed") {
        "" => Trial::example(&app)?,
        packed => {
            let answers = input::unpacked(packed, &edition(&app, FRAMEWORK)?.framework);
            Trial::new(&app, FRAMEWORK, "", None, answers.ok_or(Error::FormExpired)?)?
        }
    };
    file.answer(&app, words, trial.radar(words), &trial.name(words)).await
}

pub async fn example(State(app): State<App>, context: Context) -> Result<Response> {
    result(&context, &Trial::example(&app)?)
}

fn result(context: &Context, trial: &Trial) -> Result<Response> {
    let words = context.words;
    let is_example = trial.answers.is_none();
    let name = trial.name(words);
    let mut facts: Vec<String> =
        trial.industry.map(|industry| industry_name(words, industry)).into_iter().collect();
    facts.push(words.t(if is_example { "try-example-fact" } else { "try-not-kept" }));
    page(&ResultPage {
        frame: context.frame(t!(words, "sheet-title", name = name.clone()), "try"),
        subject: Subject { name, facts, profile: Vec::new() },
        sheet: Sheet::new(&trial.source(words)),
        packed: trial.answers.as_ref().map_or_else(String::new, input::packed),
        can_edit: matches!(trial.answers, Some(Answers::Items(_))),
        is_example,
    })
}

/// One company of a file goes straight to its karte; several are offered by code; problems are listed.
pub async fn file(State(app): State<App>, context: Context, upload: Multipart) -> Result<Response> {
    let edition = edition(&app, FRAMEWORK)?;
    let words = context.words;
    let read = match read_upload(upload).await? {
        Upload::File(name, bytes) => {
            input::from_file(&name, &bytes, &edition.framework).map_err(|problems| problems.sentences(words))
        }
        Upload::Nothing => Err(vec![words.t("try-file-needed")]),
        Upload::TooLarge => Err(vec![words.t("try-file-too-large")]),
    };
    let mut form = form_page(&app, &context, &[])?;
    match read {
        Ok(Companies { mut first, count: 1 }) => {
            let company = first.pop().ok_or(Error::NotFound)?;
            result(&context, &Trial::new(&app, FRAMEWORK, &company.code, company.industry, company.answers)?)
        }
        Ok(companies) => {
            form.companies_text = companies_text(words, companies.count);
            form.companies = companies.first.iter().map(|company| choice(words, company)).collect();
            page(&form)
        }
        Err(problems) => {
            form.problems = problems;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&form)?).into_response())
        }
    }
}

fn companies_text(words: Words, count: usize) -> String {
    let key = if count > COMPANIES_MAX { "try-companies-first" } else { "try-companies" };
    words.with(key, &[("count", count.into()), ("limit", COMPANIES_MAX.into())])
}

fn choice(words: Words, company: &input::Company) -> Choice {
    let industry = company
        .industry
        .map_or_else(String::new, |industry| format!(" · {}", industry_name(words, industry)));
    let industry_code = company.industry.map_or("", Industry::code);
    Choice {
        label: format!("{}{industry}", company.code),
        // The code comes last: it alone may hold a semicolon.
        sent: format!("{};{industry_code};{}", input::packed(&company.answers), company.code),
    }
}

/// The inverse of [`Choice::sent`]: code, industry, packed answers.
fn split_choice(sent: &str) -> (&str, Option<Industry>, &str) {
    let mut parts = sent.splitn(3, ';');
    let (packed, industry, code) = (parts.next(), parts.next(), parts.next());
    (code.unwrap_or_default(), industry.and_then(Industry::parse), packed.unwrap_or_default())
}

enum Upload {
    File(String, Vec<u8>),
    Nothing,
    TooLarge,
}

async fn read_upload(mut upload: Multipart) -> Result<Upload> {
    while let Some(mut field) = upload.next_field().await.map_err(|_| Error::TooLarge)? {
        let Some(name) = field.file_name().map(str::to_owned).filter(|name| !name.is_empty()) else {
            continue;
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| Error::TooLarge)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > FILE_BYTES_MAX {
                return Ok(Upload::TooLarge);
            }
        }
        return Ok(Upload::File(name, bytes));
    }
    Ok(Upload::Nothing)
}

/// An empty answers file: the header, and one row to fill in.
pub async fn template(State(app): State<App>) -> Result<Response> {
    let edition = edition(&app, FRAMEWORK)?;
    let codes: Vec<&str> = edition.framework.items.iter().map(|item| item.code.as_str()).collect();
    let blanks = ",".repeat(codes.len());
    let text = format!("code,industry,{}\r\nMY-COMPANY,{blanks}\r\n", codes.join(","));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"kashika-answers.csv\""),
        ),
    ];
    Ok((headers, text).into_response())
}
