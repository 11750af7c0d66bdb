//! Pointing at a check sheet: which columns, which row stands for which item, which word for which level.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use documents::workbook::{Table, column_name};
use domain::assessments::Answer;
use domain::frameworks::Framework;

use super::mapping::{Columns, Line, Mapping, distinct, heading, plain};
use super::{Received, Waiting, answer_codes, fitting, guess, kept, too_many};
use crate::app::App;
use crate::assessments::{self, Assessment, answer_text};
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::{Posted, Uploaded};
use crate::offline::pages::{open, refused};
use crate::t;
use crate::ui::Frame;
use crate::words::Words;

/// Rows and columns of the look at the sheet.
const SHOWN_ROWS: u32 = 12;
const SHOWN_COLUMNS: usize = 16;
/// Rows that can be pointed at as headings.
const HEAD_ROWS: u32 = 40;
const SHOWN_CHARACTERS: usize = 60;

#[derive(Template)]
#[template(path = "check_sheets/point.html")]
struct PointPage {
    frame: Frame,
    id: String,
    upload: String,
    assessment: String,
    file_name: String,
    problems: Vec<String>,
    /// Whether a mapping was known, and only what is new has to be told.
    is_known: bool,
    tables: Vec<Choice>,
    heads: Vec<Choice>,
    row_columns: Vec<Choice>,
    answer_columns: Vec<Choice>,
    note_columns: Vec<Choice>,
    /// Letters of the columns with what they are for, and the first rows.
    look_heads: Vec<(String, String)>,
    look: Vec<(u32, Vec<String>)>,
    columns: Columns,
    /// Why there is nothing to link in these columns.
    nothing: Option<String>,
    name: String,
    answers: Vec<Told>,
    rows: Vec<Told>,
}

/// An option of a list: value, text, whether chosen.
struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
}

/// A text of the sheet and what it stands for.
struct Told {
    text: String,
    /// The longest other text of the first such row: mostly the question.
    about: String,
    /// The answer of the first such row, or how many rows have this answer.
    beside: String,
    is_new: bool,
    choices: Vec<Choice>,
}

pub async fn receive(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    uploaded: Uploaded,
) -> Result<Response> {
    let (words, viewer) = (context.words, context.viewer()?);
    let assessment = open(&app, &context, &id).await?;
    let Some((name, bytes)) = uploaded.take()?.files.into_iter().next() else {
        return refused(&app, &context, &assessment, vec![words.t("forms-file-needed")], String::new()).await;
    };
    match super::receive(&app, viewer, words, &assessment, &name, bytes.to_vec()).await? {
        Received::Read(form) => Ok(Redirect::to(&format!("/assessments/{id}/forms/{form}")).into_response()),
        Received::Waiting(sheet) => {
            Ok(Redirect::to(&format!("/assessments/{id}/check-sheets/{sheet}")).into_response())
        }
        Received::Refused(sentence) => refused(&app, &context, &assessment, vec![sentence], name).await,
    }
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path((id, upload)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let assessment = open(&app, &context, &id).await?;
    let waiting = super::find(&app, context.viewer()?, &assessment, &upload).await?;
    let framework = &assessments::edition(&app, &assessment.edition)?.framework;
    let kept = kept(&app, &assessment).await?;
    let fitting = fitting(&kept, &waiting.tables);
    let asked = asked(|name| query.get(name).map_or("", String::as_str), &waiting.tables);
    let columns = asked
        .or(fitting.map(|(_, columns)| columns))
        .or_else(|| guess::columns(&waiting.tables, framework))
        .unwrap_or(Columns { table: 0, head: 0, row: 0, answer: 1, note: None });
    let known = kept
        .iter()
        .find(|kept| kept.mapping.headings == columns.headings(&waiting.tables))
        .map(|kept| &kept.mapping);
    let none = Mapping { name: stem(&waiting.file_name), ..Mapping::default() };
    let mapping = guess::mapping(&columns.lines(&waiting.tables), framework, known.unwrap_or(&none));
    page(&point_page(&context, framework, &assessment, &waiting, (columns, &mapping), known, Vec::new()))
}

pub async fn point(
    State(app): State<App>,
    context: Context,
    Path((id, upload)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    let (words, viewer) = (context.words, context.viewer()?);
    let assessment = open(&app, &context, &id).await?;
    let waiting = super::find(&app, viewer, &assessment, &upload).await?;
    let framework = &assessments::edition(&app, &assessment.edition)?.framework;
    let columns = asked(|name| form.text(name), &waiting.tables).ok_or(Error::FormExpired)?;
    let lines = columns.lines(&waiting.tables);
    let told = |texts: Vec<&str>, field: &str| {
        let one = |(index, text): (usize, &str)| {
            (text.to_owned(), form.text(&format!("{field}-{index}")).to_owned())
        };
        texts.into_iter().enumerate().map(one).collect()
    };
    let mapping = Mapping {
        name: form.text("name").to_owned(),
        headings: columns.headings(&waiting.tables),
        rows: told(row_texts(&lines), "row"),
        answers: told(answer_texts(&lines), "answer"),
    };
    match super::point(&app, viewer, words, &assessment, &waiting, &columns, mapping.clone()).await? {
        Ok(form) => Ok(Redirect::to(&format!("/assessments/{id}/forms/{form}")).into_response()),
        Err(problems) => {
            let shown =
                point_page(&context, framework, &assessment, &waiting, (columns, &mapping), None, problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
        }
    }
}

pub async fn forget(
    State(app): State<App>,
    context: Context,
    Path((id, mapping)): Path<(String, String)>,
    _form: Posted,
) -> Result<Response> {
    let assessment = open(&app, &context, &id).await?;
    super::remove(&app, context.viewer()?, &assessment, &mapping).await?;
    Ok(Redirect::to(&format!("/assessments/{id}/forms#check-sheet")).into_response())
}

fn row_texts(lines: &[Line]) -> Vec<&str> {
    distinct(lines.iter().map(|line| line.row.as_str()))
}

fn answer_texts(lines: &[Line]) -> Vec<&str> {
    distinct(lines.iter().map(|line| line.answer.as_str()).filter(|text| !text.is_empty()))
}

/// The columns that a page asks for: table and columns count from 0, the row of headings as spreadsheets count.
fn asked<'q>(text: impl Fn(&'static str) -> &'q str, tables: &[Table]) -> Option<Columns> {
    let number = |name: &'static str| text(name).parse::<u32>().ok();
    let table = number("sheet")? as usize;
    tables.get(table)?;
    let head = number("head")?.checked_sub(1)?;
    Some(Columns { table, head, row: number("row")?, answer: number("answer")?, note: number("note") })
}

/// A file's name without its ending.
fn stem(file_name: &str) -> String {
    file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem).to_owned()
}

fn point_page(
    context: &Context,
    framework: &Framework,
    assessment: &Assessment,
    waiting: &Waiting,
    (columns, mapping): (Columns, &Mapping),
    known: Option<&Mapping>,
    problems: Vec<String>,
) -> PointPage {
    let (words, tables) = (context.words, waiting.tables.as_slice());
    let lines = columns.lines(tables);
    let nothing = too_many(words, &lines);
    let (look_heads, look) = look(words, tables, &columns);
    let column = |chosen: Option<u32>| column_choices(tables, &columns, chosen);
    let mut note_columns = column(columns.note);
    note_columns.insert(
        0,
        Choice {
            value: String::new(),
            text: words.t("check-sheet-no-note"),
            is_chosen: columns.note.is_none(),
        },
    );
    PointPage {
        frame: context.frame(words.t("check-sheet-title"), "assessments"),
        id: assessment.id.clone(),
        upload: waiting.id.clone(),
        assessment: assessments::title(words, assessment),
        file_name: waiting.file_name.clone(),
        problems,
        is_known: known.is_some(),
        tables: tables
            .iter()
            .enumerate()
            .map(|(index, table)| Choice {
                value: index.to_string(),
                text: table.name.clone(),
                is_chosen: index == columns.table,
            })
            .collect(),
        heads: head_choices(tables, &columns),
        row_columns: column(Some(columns.row)),
        answer_columns: column(Some(columns.answer)),
        note_columns,
        look_heads,
        look,
        name: mapping.name.clone(),
        answers: match nothing {
            Some(_) => Vec::new(),
            None => told_answers(words, framework, &lines, mapping, known),
        },
        rows: match nothing {
            Some(_) => Vec::new(),
            None => told_rows(words, framework, &lines, mapping, known),
        },
        nothing,
        columns,
    }
}

/// The columns of a table that hold anything, in order.
fn filled_columns(tables: &[Table], table: usize) -> Vec<u32> {
    let cells = tables.get(table).map_or(&[][..], |table| &table.cells);
    let mut columns: Vec<u32> = cells.iter().map(|cell| cell.column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

fn column_choices(tables: &[Table], columns: &Columns, chosen: Option<u32>) -> Vec<Choice> {
    let choice = |column: u32| Choice {
        value: column.to_string(),
        text: format!(
            "{} {}",
            column_name(column),
            cut(&heading(tables, columns.table, columns.head, column))
        ),
        is_chosen: chosen == Some(column),
    };
    filled_columns(tables, columns.table).into_iter().map(choice).collect()
}

fn head_choices(tables: &[Table], columns: &Columns) -> Vec<Choice> {
    let Some(table) = tables.get(columns.table) else { return Vec::new() };
    let texts = |row: u32| -> Vec<String> {
        table.cells.iter().filter(|cell| cell.row == row).map(|cell| plain(&cell.text)).collect()
    };
    let last = HEAD_ROWS.max(columns.head + 1);
    let choice = |row: u32| {
        let texts = texts(row);
        (!texts.is_empty()).then(|| Choice {
            value: (row + 1).to_string(),
            text: format!("{}: {}", row + 1, cut(&texts.join(" | "))),
            is_chosen: row == columns.head,
        })
    };
    (0..last).filter_map(choice).collect()
}

/// The first rows from the headings on, and over each column what it is for.
type Look = (Vec<(String, String)>, Vec<(u32, Vec<String>)>);

fn look(words: Words, tables: &[Table], columns: &Columns) -> Look {
    let Some(table) = tables.get(columns.table) else { return Look::default() };
    let shown: Vec<u32> = filled_columns(tables, columns.table).into_iter().take(SHOWN_COLUMNS).collect();
    let purpose = |column: u32| match column {
        _ if column == columns.row => words.t("check-sheet-row"),
        _ if column == columns.answer => words.t("check-sheet-answer"),
        _ if Some(column) == columns.note => words.t("check-sheet-note"),
        _ => String::new(),
    };
    let heads = shown.iter().map(|column| (column_name(*column), purpose(*column))).collect();
    let rows = (columns.head..columns.head + SHOWN_ROWS).map(|row| {
        (row + 1, shown.iter().map(|column| cut(&plain(table.text(row, *column)))).collect::<Vec<_>>())
    });
    (heads, rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect())
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARACTERS).collect();
    if text.chars().nth(SHOWN_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}

fn told_answers(
    words: Words,
    framework: &Framework,
    lines: &[Line],
    mapping: &Mapping,
    known: Option<&Mapping>,
) -> Vec<Told> {
    let codes = answer_codes(framework);
    let told = |text: &str| {
        let chosen = mapping.answers.get(text).map_or("", String::as_str);
        let count = lines.iter().filter(|line| line.answer == text).count();
        let choice = |code: &String| Choice {
            value: code.clone(),
            text: answer_text(
                words,
                framework,
                Answer::parse(code, &framework.scale).unwrap_or(Answer::Unanswered),
            ),
            is_chosen: code == chosen,
        };
        Told {
            text: text.to_owned(),
            about: String::new(),
            beside: t!(words, "check-sheet-count", count = count),
            is_new: known.is_some_and(|known| !known.answers.contains_key(text)),
            choices: codes.iter().map(choice).collect(),
        }
    };
    answer_texts(lines).into_iter().map(told).collect()
}

fn told_rows(
    words: Words,
    framework: &Framework,
    lines: &[Line],
    mapping: &Mapping,
    known: Option<&Mapping>,
) -> Vec<Told> {
    let told = |text: &str| {
        let chosen = mapping.rows.get(text).map_or("", String::as_str);
        let first = lines.iter().find(|line| line.row == text);
        Told {
            text: text.to_owned(),
            about: first.map_or_else(String::new, |line| line.about.clone()),
            beside: first.map_or_else(String::new, |line| line.answer.clone()),
            is_new: known.is_some_and(|known| !known.rows.contains_key(text)),
            choices: framework
                .items
                .iter()
                .map(|item| Choice {
                    value: item.code.clone(),
                    text: format!("{} {}", item.code, words.of(item.heading())),
                    is_chosen: item.code == chosen,
                })
                .collect(),
        }
    };
    row_texts(lines).into_iter().map(told).collect()
}
