//! A form that has been filled in, from the tables that the worker made of it. Every problem is named at once.

use std::collections::BTreeMap;

use documents::workbook::{Table, column_name};

use super::asked::Asked;
use super::fault::{Fault, FormProblem};
use super::layout::*;
use crate::assessments::{ItemInput, Typed};

/// What somebody has filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// Name of the organization on the cover.
    pub organization: String,
    /// Who filled it in, by their own account, and when.
    pub rater: String,
    pub rated_on: String,
    /// In the order of the form; a row per question, filled in or not.
    pub rows: Vec<FilledRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FilledRow {
    pub code: String,
    /// `D12`: where its answer stands.
    pub place: String,
    pub input: ItemInput,
}

impl FilledRow {
    /// Whether anything stands in the row.
    pub fn is_blank(&self) -> bool {
        self.input == ItemInput::default()
    }
}

/// Words for yes, beside the mark of the drop-down.
const YES: [&str; 9] = ["○", "〇", "◯", "x", "1", "true", "yes", "y", "はい"];
const NO: [&str; 7] = ["", "0", "false", "no", "n", "-", "いいえ"];

/// The rows of the sheet that holds most of the asked questions.
pub fn read(tables: &[Table], asked: &[Asked]) -> Result<Filled, Vec<FormProblem>> {
    let code_column = u32::from(CODE);
    let is_asked = |text: &str| asked.iter().any(|asked| asked.code == text.trim());
    let count = |table: &&Table| {
        table.cells.iter().filter(|cell| cell.column == code_column && is_asked(&cell.text)).count()
    };
    let shown = tables.iter().filter(|table| !table.is_hidden);
    let Some(table) = shown.max_by_key(count) else {
        return Err(vec![FormProblem::of_file(Fault::Head(super::head::HeadRefusal::Missing))]);
    };
    let mut rows: BTreeMap<u32, BTreeMap<u32, &str>> = BTreeMap::new();
    for cell in &table.cells {
        rows.entry(cell.row).or_default().insert(cell.column, cell.text.trim());
    }
    let mut problems = Vec::new();
    let filled = asked.iter().filter_map(|asked| {
        let mut found = rows
            .iter()
            .filter(|(_, cells)| cells.get(&code_column).is_some_and(|text| *text == asked.code.as_str()));
        let whole = |fault: Fault| FormProblem { place: String::new(), code: asked.code.clone(), fault };
        let Some((row, cells)) = found.next() else {
            problems.push(whole(Fault::MissingRow));
            return None;
        };
        if found.next().is_some() {
            problems.push(whole(Fault::DuplicateRow));
            return None;
        }
        Some(read_row(asked, *row, cells, &mut problems))
    });
    let rows = filled.collect();
    let cover = |row: u32| {
        let covers = tables.iter().filter(|other| !other.is_hidden && other.name != table.name);
        let mut texts =
            covers.map(|table| table.text(row, COVER_VALUE.into()).trim()).filter(|text| !text.is_empty());
        texts.next().unwrap_or_default().to_owned()
    };
    let filled = Filled {
        organization: cover(ORGANIZATION_ROW),
        rater: cover(RATER_ROW),
        rated_on: cover(RATED_ON_ROW),
        rows,
    };
    if problems.is_empty() { Ok(filled) } else { Err(problems) }
}

fn read_row(
    asked: &Asked,
    row: u32,
    cells: &BTreeMap<u32, &str>,
    problems: &mut Vec<FormProblem>,
) -> FilledRow {
    let text = |column: u16| cells.get(&u32::from(column)).copied().unwrap_or_default();
    let place = |column: u16| format!("{}{}", column_name(column.into()), row + 1);
    let mut report = |column: u16, fault: Fault| {
        problems.push(FormProblem { place: place(column), code: asked.code.clone(), fault });
    };
    let answer = answer(asked, text(ANSWER)).unwrap_or_else(|| {
        report(ANSWER, Fault::WrongAnswer { found: text(ANSWER).to_owned() });
        String::new()
    });
    let mut mark = |column: u16| {
        mark(text(column)).unwrap_or_else(|| {
            report(column, Fault::WrongMark { found: text(column).to_owned() });
            false
        })
    };
    let (is_uncertain, is_partial) = (mark(UNCERTAIN), mark(PARTIAL));
    let input = Typed {
        answer,
        is_partial,
        coverage_percent: text(COVERAGE).to_owned(),
        is_uncertain,
        planned_level: leading(text(PLANNED_LEVEL)),
        planned_on: day(text(PLANNED_ON)),
        note: text(NOTE).replace("\r\n", "\n"),
    }
    .input();
    FilledRow { code: asked.code.clone(), place: place(ANSWER), input }
}

/// The code of the chosen answer: the drop-down's text, the code alone, or the words alone.
pub fn answer(asked: &Asked, text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    let first = leading(text);
    let by_code = || asked.options.iter().find(|(code, _)| *code == first);
    let by_words = || asked.options.iter().find(|(_, words)| words == text);
    let (code, words) = by_code().or_else(by_words)?;
    // A code is taken at its word only when it stands alone or before words: `31` is no level 3.
    let rest = narrow(text);
    let rest = rest.strip_prefix(code.as_str()).unwrap_or_default();
    let is_clear = rest.is_empty() || rest.starts_with([' ', '\u{3000}', ':', '.', ')']) || words == text;
    is_clear.then(|| code.clone())
}

fn mark(text: &str) -> Option<bool> {
    let text = narrow(text).to_lowercase();
    match (YES.contains(&text.as_str()), NO.contains(&text.as_str())) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// `2027/3/31` and `2027-3-31` are days as people write them.
fn day(text: &str) -> String {
    let narrow = narrow(text);
    let parts: Vec<&str> =
        narrow.split(['/', '-', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.trim().parse::<u32>().ok();
    match parts.as_slice() {
        [year, month, day] => match (number(year), number(month), number(day)) {
            (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            _ => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

/// The part before the first blank, in narrow letters.
fn leading(text: &str) -> String {
    let narrow = narrow(text);
    let end = narrow.find([' ', '\u{3000}', ':', '.', ')']).unwrap_or(narrow.len());
    narrow.get(..end).unwrap_or_default().to_lowercase()
}

/// Full-width digits and letters as they are typed on a Japanese keyboard, made narrow.
fn narrow(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        other => other,
    };
    text.trim().chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        let options = [("1", "未着手: ない。"), ("3", "ルール化: ある。"), ("n", "該当しない")];
        Asked {
            code: "5-6".to_owned(),
            group: None,
            heading: String::new(),
            question: String::new(),
            options: options.map(|(code, text)| (code.to_owned(), text.to_owned())).into(),
            doubt: String::new(),
            evidence: String::new(),
        }
    }

    #[test]
    fn an_answer_is_read_from_its_drop_down_its_code_or_its_words() {
        for (text, code) in [
            ("", Some("")),
            ("3 ルール化: ある。", Some("3")),
            ("3", Some("3")),
            ("３", Some("3")),
            ("N", Some("n")),
            ("ルール化: ある。", Some("3")),
            ("31", None),
            ("2", None),
            ("=1+1", None),
        ] {
            assert_eq!(answer(&asked(), text).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn days_and_marks_are_read_as_people_write_them() {
        for (text, read) in
            [("2027/3/31", "2027-03-31"), ("２０２７年3月1日", "2027-03-01"), ("来春", "来春")]
        {
            assert_eq!(day(text), read);
        }
        for (text, read) in [("○", Some(true)), ("Ｘ", Some(true)), ("", Some(false)), ("たぶん", None)]
        {
            assert_eq!(mark(text), read);
        }
    }
}
