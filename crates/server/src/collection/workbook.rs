//! The board as a workbook to go on with: the directives on one sheet, every item on another, what is missing on a third.

use documents::workbook::{Book, Cell, Content, Look, Sheet, WriteError};
use domain::Fraction;
use domain::frameworks::Framework;

use super::board::{Board, Line, is_low};
use super::{Form, State};
use crate::assessments::period_text;
use crate::t;
use crate::words::Words;

const PAPER: u32 = 0xF2F0EA;
const ACCENT: u32 = 0x1F4E79;
const LOW: u32 = 0xF6D9CF;
const HEAD_ROW: u32 = 2;

/// The comparison workbook: companies side by side, and files that could not be used.
pub fn bytes(
    words: Words,
    framework: &Framework,
    title: String,
    (lines, refused): (&[Line], &[Form]),
    made_at_seconds: i64,
) -> Result<Vec<u8>, WriteError> {
    let sheets = vec![
        directives(words, framework, lines, &title),
        items(words, framework, lines, &title),
        remarks(words, lines, refused, &title),
    ];
    Book { title, made_at_seconds, sheets }.bytes()
}

pub fn title(words: Words, board: &Board) -> String {
    let period = period_text(words, board.period);
    t!(words, "collection-board-title", organization = board.organization.name(words), period = period)
}

/// The word for a state, or for a form that has not come.
pub fn state_text(words: Words, state: Option<State>) -> String {
    words.t(&format!("collection-state-{}", state.map_or("missing", State::code)))
}

pub fn line_name(words: Words, line: &Line) -> String {
    match (&line.company, &line.form) {
        (Some(company), _) => company.name(words).to_owned(),
        (None, Some(form)) => form.name.clone(),
        (None, None) => String::new(),
    }
}

fn line_segment(words: Words, line: &Line) -> String {
    let unlisted = || words.t("collection-unlisted");
    line.company.as_ref().map_or_else(unlisted, |company| company.segment(words).to_owned())
}

fn head() -> Look {
    Look { is_bold: true, has_border: true, fill: Some(PAPER), ..Look::default() }
}

fn cell() -> Look {
    Look { has_border: true, ..Look::default() }
}

fn sheet(words: Words, name: &str, title: &str, widths: Vec<f64>, heads: Vec<String>) -> Sheet {
    let look = Look { is_bold: true, is_line: true, size: 13, ink: Some(ACCENT), ..Look::default() };
    let mut cells = vec![Cell::text(0, 0, title, look)];
    for (column, text) in (0_u16..).zip(heads) {
        cells.push(Cell::text(HEAD_ROW, column, text, head()));
    }
    Sheet {
        name: words.t(name),
        widths,
        cells,
        freeze: Some((HEAD_ROW + 1, 2)),
        is_landscape: true,
        repeated_rows: Some((HEAD_ROW, HEAD_ROW)),
        footer: words.t("not-official"),
        ..Sheet::default()
    }
}

/// Company, segment and state: the first three columns of both sheets of figures.
fn put_line(words: Words, sheet: &mut Sheet, row: u32, line: &Line) {
    let texts = [line_name(words, line), line_segment(words, line), state_text(words, line.state())];
    for (column, text) in (0_u16..).zip(texts) {
        let look = Look { is_bold: column == 0, ..cell() };
        sheet.cells.push(Cell::text(row, column, text, look));
    }
}

fn figure(framework: &Framework, row: u32, column: u16, value: Option<Fraction>, look: Look) -> Cell {
    let is_low = value.is_some_and(|value| is_low(framework, value));
    let look = Look {
        is_centered: true,
        decimals: Some(1),
        fill: if is_low { Some(LOW) } else { look.fill },
        ..look
    };
    let content = value.map_or(Content::Blank, |value| Content::Number(value.to_f64()));
    Cell { row, column, content, look }
}

fn first_heads(words: Words) -> Vec<String> {
    ["collection-company", "collection-segment", "collection-state"].map(|key| words.t(key)).into()
}

fn directives(words: Words, framework: &Framework, lines: &[Line], title: &str) -> Sheet {
    let mut heads = first_heads(words);
    let short = framework.directives.iter();
    heads.extend(short.map(|one| format!("{} {}", one.number, words.of(&one.short))));
    let low = framework.karte.low.shown();
    heads.push(words.t("collection-minimum"));
    heads.push(t!(words, "collection-low-count", bound = low.as_str()));
    heads.push(words.t("collection-overall"));
    heads.push(words.t("collection-change"));
    let mut widths = vec![30.0, 20.0, 10.0];
    widths.extend(vec![11.0; heads.len() - 3]);
    let mut sheet = sheet(words, "collection-sheet-directives", title, widths, heads);
    sheet.heights.push((HEAD_ROW, 54.0));
    for (row, line) in (HEAD_ROW + 1..).zip(lines) {
        put_line(words, &mut sheet, row, line);
        let mut column = 3;
        for value in line.values.iter().copied().chain([line.minimum()]) {
            sheet.cells.push(figure(framework, row, column, value, cell()));
            column += 1;
        }
        let whole = Look { is_centered: true, ..cell() };
        sheet.cells.push(match line.overall.or(line.minimum()) {
            Some(_) => Cell::number(row, column, line.low_count(framework) as f64, whole),
            None => Cell::blank(row, column, whole),
        });
        sheet.cells.push(figure(framework, row, column + 1, line.overall, cell()));
        let change = line.change.map_or(Content::Blank, |change| Content::Number(change.to_f64()));
        let look = Look { is_centered: true, decimals: Some(1), ..cell() };
        sheet.cells.push(Cell { row, column: column + 2, content: change, look });
    }
    sheet
}

fn items(words: Words, framework: &Framework, lines: &[Line], title: &str) -> Sheet {
    let mut heads = first_heads(words);
    heads.extend(framework.items.iter().map(|item| format!("{} {}", item.code, words.of(item.heading()))));
    let mut widths = vec![30.0, 20.0, 10.0];
    widths.extend(vec![9.0; framework.items.len()]);
    let mut sheet = sheet(words, "collection-sheet-items", title, widths, heads);
    sheet.heights.push((HEAD_ROW, 96.0));
    for (row, line) in (HEAD_ROW + 1..).zip(lines) {
        put_line(words, &mut sheet, row, line);
        for (column, level) in (3_u16..).zip(&line.levels) {
            let is_low = level.is_some_and(|level| is_low(framework, Fraction::whole(level.into())));
            let look = Look { is_centered: true, fill: is_low.then_some(LOW), ..cell() };
            let content = level.map_or(Content::Blank, |level| Content::Number(level.into()));
            sheet.cells.push(Cell { row, column, content, look });
        }
    }
    sheet
}

/// What has to be asked: companies without a form, forms to look at, files that were refused.
fn remarks(words: Words, lines: &[Line], refused: &[Form], title: &str) -> Sheet {
    let heads = ["collection-company", "collection-state", "collection-file", "collection-reasons"]
        .map(|key| words.t(key));
    let widths = vec![30.0, 10.0, 36.0, 84.0];
    let mut sheet = sheet(words, "collection-sheet-remarks", title, widths, heads.into());
    sheet.freeze = Some((HEAD_ROW + 1, 0));
    let mut rows: Vec<[String; 4]> = Vec::new();
    for line in lines.iter().filter(|line| line.state() != Some(State::Received)) {
        let file = line.form.as_ref().map_or(String::new(), |form| form.file_name.clone());
        let state = state_text(words, line.state());
        rows.push([line_name(words, line), state, file, line_reasons(words, line).join(" ")]);
    }
    for form in refused {
        let state = state_text(words, Some(form.state));
        rows.push([form.name.clone(), state, form.file_name.clone(), form.reasons.of(words).join(" ")]);
    }
    for (row, texts) in (HEAD_ROW + 1..).zip(rows) {
        for (column, text) in (0_u16..).zip(texts) {
            sheet.cells.push(Cell::text(row, column, text, cell()));
        }
    }
    sheet
}

/// Why a form is to be looked at.
pub fn line_reasons(words: Words, line: &Line) -> Vec<String> {
    let mut reasons = Vec::new();
    if line.company.is_none() {
        reasons.push(words.t("collection-unknown-company"));
    }
    let said = line.form.iter().flat_map(|form| form.reasons.of(words));
    reasons.extend(said.cloned());
    reasons
}
