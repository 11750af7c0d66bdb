//! How a check sheet is read: which columns, which row stands for which item, which word for which level.

use std::collections::{BTreeMap, BTreeSet};

use documents::workbook::{Table, column_name};
use domain::frameworks::Framework;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::assessments::ItemInput;
use crate::error::Error;
use crate::offline::{Fault, FormProblem};

/// Headings are looked for in so many rows.
const HEAD_ROWS_MAX: u32 = 60;
const TEXT_CHARACTERS_MAX: usize = 200;

/// What somebody has pointed at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What people call the sheet.
    pub name: String,
    pub headings: Headings,
    /// Text that names a row, and the item the row stands for; an empty code leaves the row out.
    pub rows: BTreeMap<String, String>,
    /// Text of an answer, and what it means: a level, `n`, `u`, or nothing.
    pub answers: BTreeMap<String, String>,
}

/// Headings of the columns, by which the same kind of sheet is known again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Headings {
    /// Over what names a row: a number, or the question.
    pub row: String,
    pub answer: String,
    /// Empty where notes are not read.
    #[serde(default)]
    pub note: String,
}

/// Where the columns stand in one file. Rows and columns count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    pub table: usize,
    pub head: u32,
    pub row: u32,
    pub answer: u32,
    pub note: Option<u32>,
}

/// One row below the headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `D12`: where its answer stands.
    pub place: String,
    pub row: String,
    pub answer: String,
    pub note: String,
    /// The longest text of the row that is none of these: mostly the question.
    pub about: String,
}

/// What a mapping makes of a sheet.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    /// Item and what the sheet says of it.
    pub items: Vec<(String, ItemInput)>,
    pub problems: Vec<FormProblem>,
    /// Rows and answers the mapping does not know.
    pub unknown_rows: Vec<String>,
    pub unknown_answers: Vec<String>,
}

impl Reading {
    /// Whether nothing has to be asked.
    pub fn is_understood(&self) -> bool {
        self.unknown_rows.is_empty() && self.unknown_answers.is_empty()
    }
}

impl Columns {
    /// The first table and row that has these headings.
    pub fn find(tables: &[Table], headings: &Headings) -> Option<Columns> {
        let in_table = |(index, table): (usize, &Table)| {
            (0..HEAD_ROWS_MAX).find_map(|head| in_row(index, table, head, headings))
        };
        tables.iter().enumerate().find_map(in_table)
    }

    pub fn headings(&self, tables: &[Table]) -> Headings {
        let text = |column: u32| heading(tables, self.table, self.head, column);
        Headings {
            row: text(self.row),
            answer: text(self.answer),
            note: self.note.map_or_else(String::new, text),
        }
    }

    /// The rows below the headings that are named.
    pub fn lines(&self, tables: &[Table]) -> Vec<Line> {
        let Some(table) = tables.get(self.table) else { return Vec::new() };
        let mut rows: BTreeMap<u32, BTreeMap<u32, &str>> = BTreeMap::new();
        for cell in table.cells.iter().filter(|cell| cell.row > self.head) {
            rows.entry(cell.row).or_default().insert(cell.column, &cell.text);
        }
        let line = |(row, cells): (&u32, &BTreeMap<u32, &str>)| {
            let text = |column: u32| cells.get(&column).copied().unwrap_or_default();
            let is_other =
                |column: &u32| ![Some(self.row), Some(self.answer), self.note].contains(&Some(*column));
            let others = cells.iter().filter(|(column, _)| is_other(column)).map(|(_, text)| *text);
            let line = Line {
                about: plain(others.max_by_key(|text| text.chars().count()).unwrap_or_default()),
                place: format!("{}{}", column_name(self.answer), row + 1),
                row: plain(text(self.row)),
                answer: plain(text(self.answer)),
                note: self.note.map_or("", text).trim().replace("\r\n", "\n"),
            };
            (!line.row.is_empty()).then_some(line)
        };
        rows.iter().filter_map(line).collect()
    }
}

fn in_row(index: usize, table: &Table, head: u32, headings: &Headings) -> Option<Columns> {
    let cells = table.cells.iter().filter(|cell| cell.row == head);
    let places: BTreeMap<String, u32> = cells.map(|cell| (plain(&cell.text), cell.column)).collect();
    let column = |heading: &str| places.get(heading).copied();
    let note = match headings.note.as_str() {
        "" => None,
        heading => Some(column(heading)?),
    };
    Some(Columns { table: index, head, row: column(&headings.row)?, answer: column(&headings.answer)?, note })
}

/// The text over a column.
pub fn heading(tables: &[Table], table: usize, head: u32, column: u32) -> String {
    tables.get(table).map_or_else(String::new, |table| plain(table.text(head, column)))
}

/// A cell as one line: breaks and runs of blanks become one blank.
pub fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|letter| !letter.is_control()).take(TEXT_CHARACTERS_MAX).collect()
}

/// Each text once, in the order of the sheet.
pub fn distinct<'l>(texts: impl Iterator<Item = &'l str>) -> Vec<&'l str> {
    let mut seen = BTreeSet::new();
    texts.filter(|text| seen.insert(*text)).collect()
}

impl Mapping {
    /// The items of a sheet. An item that several rows stand for has the lowest of their levels, and none while one of the rows
    /// is open: a chain is as strong as its weakest link.
    pub fn read(&self, lines: &[Line], framework: &Framework) -> Reading {
        let unknown = |texts: Vec<&str>, known: &BTreeMap<String, String>| -> Vec<String> {
            texts.into_iter().filter(|text| !known.contains_key(*text)).map(str::to_owned).collect()
        };
        let answers = lines.iter().map(|line| line.answer.as_str()).filter(|text| !text.is_empty());
        let mut reading = Reading {
            unknown_rows: unknown(distinct(lines.iter().map(|line| line.row.as_str())), &self.rows),
            unknown_answers: unknown(distinct(answers), &self.answers),
            ..Reading::default()
        };
        for item in &framework.items {
            let of_item: Vec<&Line> =
                lines.iter().filter(|line| self.rows.get(&line.row) == Some(&item.code)).collect();
            let Some(input) = self.item(&of_item) else { continue };
            if let Err(Error::Invalid(errors)) = input.check(&framework.scale) {
                let place = of_item.first().map_or_else(String::new, |line| line.place.clone());
                reading.problems.extend(errors.into_iter().map(|error| FormProblem {
                    place: place.clone(),
                    code: item.code.clone(),
                    fault: Fault::Field(error.message),
                }));
            }
            reading.items.push((item.code.clone(), input));
        }
        reading
    }

    fn item(&self, lines: &[&Line]) -> Option<ItemInput> {
        let codes: Vec<&str> = lines.iter().map(|line| self.answer(line)).collect();
        let answer = lowest(&codes)?;
        let mut notes: Vec<String> = lines
            .iter()
            .filter(|line| !line.note.is_empty())
            .map(|line| match lines.len() {
                1 => line.note.clone(),
                _ => format!("{}: {}", line.row, line.note),
            })
            .collect();
        if notes.is_empty() && answer == "n" {
            // An item that does not apply needs a reason; the sheet's own word is the only one there is.
            notes.extend(lines.first().map(|line| line.answer.clone()));
        }
        Some(ItemInput { answer: answer.to_owned(), note: notes.join("\n"), ..ItemInput::default() })
    }

    fn answer(&self, line: &Line) -> &str {
        self.answers.get(&line.answer).map_or("", String::as_str)
    }
}

/// The lowest level; unknown where one is unknown; nothing where one is open or there is none. What does not apply counts
/// only where nothing does.
fn lowest<'c>(codes: &[&'c str]) -> Option<&'c str> {
    if codes.is_empty() || codes.contains(&"") {
        return None;
    }
    if codes.contains(&"u") {
        return Some("u");
    }
    codes.iter().copied().filter(|code| *code != "n").min().or(Some("n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weakest_row_decides() {
        for (codes, wanted) in [
            (vec![], None),
            (vec!["3"], Some("3")),
            (vec!["4", "2", "5"], Some("2")),
            (vec!["4", ""], None),
            (vec!["4", "u"], Some("u")),
            (vec!["n", "4"], Some("4")),
            (vec!["n", "n"], Some("n")),
        ] {
            assert_eq!(lowest(&codes), wanted, "{codes:?}");
        }
    }
}
