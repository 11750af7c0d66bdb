//! The same form as a plain CSV file: one row per question, the head repeated in every row, because a CSV has no hidden part.

use std::collections::BTreeMap;

use documents::workbook::Table;

use super::asked::Asked;
use super::fault::{Fault, FormProblem};
use super::head::{FORMAT, Head, HeadRefusal};
use super::reading::{Filled, FilledRow};
use super::workbook::Form;
use crate::assessments::{ItemInput, Typed};

/// Names of the columns, the same in both languages.
const COLUMNS: [&str; 15] = [
    "form",
    "framework",
    "version",
    "content",
    "edition",
    "assessment",
    "item_version",
    "item",
    "answer",
    "note",
    "is_uncertain",
    "coverage_percent",
    "is_partial",
    "planned_level",
    "planned_on",
];
const QUESTION: &str = "question";

/// So that Excel takes the file for UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// A form as CSV.
pub fn text(form: &Form<'_>) -> String {
    let head = form.head();
    let mut text = BYTE_ORDER_MARK.to_owned();
    let names: Vec<&str> = COLUMNS.into_iter().chain([QUESTION]).collect();
    push_row(&mut text, &names);
    for asked in form.asked() {
        let said = form.saved(&asked.code).map(Typed::of).unwrap_or_default();
        let version = head.versions.get(&asked.code).copied().unwrap_or_default().to_string();
        let flag = |is_set: bool| if is_set { "1" } else { "" };
        push_row(
            &mut text,
            &[
                FORMAT,
                &head.framework,
                &head.version,
                &head.content_hash,
                &head.edition,
                &head.assessment,
                &version,
                &asked.code,
                &said.answer,
                &said.note,
                flag(said.is_uncertain),
                &said.coverage_percent,
                flag(said.is_partial),
                &said.planned_level,
                &said.planned_on,
                &asked.question,
            ],
        );
    }
    text
}

/// One line; every cell as [`quoted`] gives it.
pub fn push_row(text: &mut String, cells: &[&str]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&quoted(cell));
    }
    text.push_str("\r\n");
}

/// In quotes where it has to be, and never a formula: spreadsheets take texts that begin with certain signs for one, after
/// blanks and in full width as well. Those get an apostrophe in front, which is how a spreadsheet itself writes "this is text".
pub fn quoted(cell: &str) -> String {
    let safe = if is_risky(cell) { format!("'{cell}") } else { cell.to_owned() };
    match safe.contains(['"', ',', '\n', '\r', '\'', ';', '\t']) || safe.trim() != safe {
        true => format!("\"{}\"", safe.replace('"', "\"\"")),
        false => safe,
    }
}

/// What [`quoted`] has put in front is taken away again.
pub fn unquoted(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

fn is_risky(cell: &str) -> bool {
    const SIGNS: [char; 14] = ['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '−', '﹣', '﹢', '﹦'];
    let begins = cell.starts_with(['\t', '\r', '\n', '\0']);
    let trimmed = cell.trim_start_matches(|letter: char| {
        letter.is_whitespace() || letter.is_control() || ['\u{FEFF}', '\u{200B}'].contains(&letter)
    });
    // One apostrophe more keeps texts that begin with one from losing it.
    begins || trimmed.trim_start_matches('\'').starts_with(SIGNS)
}

/// Whether a table is a form of ours as CSV.
pub fn is_form(tables: &[Table]) -> bool {
    matches!(tables, [table] if table.text(0, 0) == "form" || header(table).contains_key("item"))
}

fn header(table: &Table) -> BTreeMap<&str, u32> {
    table.cells.iter().filter(|cell| cell.row == 0).map(|cell| (cell.text.trim(), cell.column)).collect()
}

/// The head of a CSV form, from its first row. It has no seal: what it says is compared with what is there.
pub fn head(table: &Table) -> Result<Head, HeadRefusal> {
    let columns = header(table);
    let text = |row: u32, name: &str| columns.get(name).map_or("", |column| table.text(row, *column).trim());
    if text(1, "form").is_empty() || !columns.contains_key("item") {
        return Err(HeadRefusal::Missing);
    }
    if text(1, "form") != FORMAT {
        return Err(HeadRefusal::OtherFormat);
    }
    let last = table.cells.iter().map(|cell| cell.row).max().unwrap_or_default();
    let version = |row: u32| Some((text(row, "item").to_owned(), text(row, "item_version").parse().ok()?));
    let owned = |name: &str| text(1, name).to_owned();
    Ok(Head {
        framework: owned("framework"),
        version: owned("version"),
        content_hash: owned("content"),
        edition: owned("edition"),
        assessment: owned("assessment"),
        versions: (1..=last)
            .filter_map(version)
            .filter(|(_, version): &(String, i64)| *version > 0)
            .collect(),
    })
}

/// The rows of a CSV form.
pub fn read(table: &Table, asked: &[Asked]) -> Result<Filled, Vec<FormProblem>> {
    let columns = header(table);
    let mut rows: BTreeMap<u32, BTreeMap<u32, &str>> = BTreeMap::new();
    for cell in table.cells.iter().filter(|cell| cell.row > 0) {
        rows.entry(cell.row).or_default().insert(cell.column, cell.text.as_str());
    }
    let mut problems = Vec::new();
    let mut filled = Vec::new();
    for asked in asked {
        let text = |cells: &BTreeMap<u32, &str>, name: &str| {
            let cell = columns.get(name).and_then(|column| cells.get(column)).copied().unwrap_or_default();
            unquoted(cell).to_owned()
        };
        let mut found = rows.iter().filter(|(_, cells)| text(cells, "item").trim() == asked.code);
        let mut report = |place: String, fault: Fault| {
            problems.push(FormProblem { place, code: asked.code.clone(), fault });
        };
        let (Some((row, cells)), None) = (found.next(), found.next()) else {
            let is_missing = !rows.values().any(|cells| text(cells, "item").trim() == asked.code);
            report(String::new(), if is_missing { Fault::MissingRow } else { Fault::DuplicateRow });
            continue;
        };
        let place = (row + 1).to_string();
        let said = text(cells, "answer");
        let answer = super::reading::answer(asked, said.trim()).unwrap_or_else(|| {
            report(place.clone(), Fault::WrongAnswer { found: said.clone() });
            String::new()
        });
        let flag = |name: &str| !["", "0", "false"].contains(&text(cells, name).trim());
        let input: ItemInput = Typed {
            answer,
            is_partial: flag("is_partial"),
            coverage_percent: text(cells, "coverage_percent"),
            is_uncertain: flag("is_uncertain"),
            planned_level: text(cells, "planned_level"),
            planned_on: text(cells, "planned_on"),
            note: text(cells, "note").replace("\r\n", "\n"),
        }
        .input();
        filled.push(FilledRow { code: asked.code.clone(), place, input });
    }
    match problems.is_empty() {
        true => Ok(Filled { rows: filled, ..Filled::default() }),
        false => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_and_every_text_comes_back() {
        for (text, is_prefixed) in [
            ("=1+1", true),
            ("  =HYPERLINK(\"x\")", true),
            ("＝cmd|' /C calc'!A0", true),
            ("\t-2", true),
            ("'=1", true),
            ("-", true),
            ("@SUM(A1)", true),
            ("台帳, 規程\n2行目", false),
            ("普通の \"引用\"", false),
            ("'普通", false),
        ] {
            let line = quoted(text);
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let record = reader.records().next().expect("one line").expect("readable");
            let cell = record.get(0).expect("one cell").to_owned();
            assert_eq!(
                cell.starts_with('\'') && !text.starts_with('\'') || cell.starts_with("''"),
                is_prefixed,
                "{text}"
            );
            assert_eq!(unquoted(&cell), text);
        }
    }
}
