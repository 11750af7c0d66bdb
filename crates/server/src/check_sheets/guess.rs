//! What a check sheet probably means, so that there is little to point at. Everything guessed is shown before it counts.

use std::collections::BTreeMap;

use documents::workbook::Table;
use domain::Text;
use domain::frameworks::Framework;

use super::mapping::{Columns, Line, Mapping, distinct, heading};

/// Words in the heading of an answer's column.
const ANSWER_WORDS: [&str; 14] = [
    "レベル",
    "成熟度",
    "評価",
    "回答",
    "判定",
    "点数",
    "結果",
    "現状",
    "level",
    "answer",
    "rating",
    "score",
    "maturity",
    "result",
];
/// Of a note's column.
const NOTE_WORDS: [&str; 12] = [
    "メモ",
    "備考",
    "根拠",
    "理由",
    "コメント",
    "エビデンス",
    "記録",
    "note",
    "comment",
    "remark",
    "evidence",
    "reason",
];
/// A longer text is a question or a note.
const HEADING_CHARACTERS_MAX: usize = 16;
const HEAD_ROWS_MAX: usize = 60;
const NOT_APPLICABLE: [&str; 10] =
    ["該当なし", "該当しない", "対象外", "非該当", "適用外", "n/a", "na", "n", "not applicable", "none"];
const UNKNOWN: [&str; 8] =
    ["不明", "わからない", "分からない", "未確認", "u", "unknown", "don't know", "not known"];

/// The table, heading row and columns that look most like a check sheet.
pub fn columns(tables: &[Table], framework: &Framework) -> Option<Columns> {
    let best = |index: usize| {
        let grid = Grid::new(tables.get(index)?);
        let (row, items) = grid.best(|text| item(text, framework).is_some())?;
        Some((items, grid.cells.len(), index, row))
    };
    let (items, _, table, row) = (0..tables.len())
        .filter_map(best)
        .max_by_key(|(items, cells, index, _)| (*items, *cells, std::cmp::Reverse(*index)))?;
    let grid = Grid::new(tables.get(table)?);
    // Where no row is numbered like an item, the longest texts are the questions.
    let row = if items > 0 { row } else { grid.longest()? };
    let head = grid.head(row, |text| items > 0 && item(text, framework).is_some());
    let name = |column: u32| heading(tables, table, head, column).to_lowercase();
    let others: Vec<u32> = grid.columns().into_iter().filter(|column| *column != row).collect();
    let says = |column: u32, words: &[&str]| words.iter().any(|word| name(column).contains(word));
    let levels =
        |column: u32| grid.below(column, head).filter(|text| answer(text, framework).is_some()).count();
    let answer = others
        .iter()
        .copied()
        .max_by_key(|column| (says(*column, &ANSWER_WORDS), levels(*column), std::cmp::Reverse(*column)))?;
    let note = others
        .iter()
        .copied()
        .find(|column| *column != answer && says(*column, &NOTE_WORDS) && !name(*column).is_empty());
    Some(Columns { table, head, row, answer, note })
}

/// A mapping of everything in these lines; what `known` says comes first.
pub fn mapping(lines: &[Line], framework: &Framework, known: &Mapping) -> Mapping {
    let filled =
        |texts: Vec<&str>, known: &BTreeMap<String, String>, guess: &dyn Fn(&str) -> Option<String>| {
            let one = |text: &str| {
                let code = known.get(text).cloned().or_else(|| guess(text)).unwrap_or_default();
                (text.to_owned(), code)
            };
            texts.into_iter().map(one).collect()
        };
    let answers = lines.iter().map(|line| line.answer.as_str()).filter(|text| !text.is_empty());
    Mapping {
        name: known.name.clone(),
        headings: known.headings.clone(),
        rows: filled(distinct(lines.iter().map(|line| line.row.as_str())), &known.rows, &|text| {
            item(text, framework)
        }),
        answers: filled(distinct(answers), &known.answers, &|text| answer(text, framework)),
    }
}

/// The item a text names, by its number in any way of writing it or by its title.
pub fn item(text: &str, framework: &Framework) -> Option<String> {
    let is_called = |title: &Text| text == title.ja || text == title.en;
    let by_title = framework.items.iter().find(|item| is_called(&item.title) || is_called(item.heading()));
    let code = match by_title {
        Some(item) => item.code.clone(),
        None => item_number(text)?,
    };
    framework.item_index(&code).map(|_| code)
}

/// `5-6`, `5－(6)`, `(5.6)`, `項目5-6 脆弱性診断`: the first two numbers, with signs only between them.
fn item_number(text: &str) -> Option<String> {
    let text = narrow(text);
    let text = text.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let (directive, rest) = number(text)?;
    let item = rest.trim_start_matches(|letter: char| "-‐‑‒–—―ー−.().・_ ".contains(letter));
    if item.len() == rest.len() {
        return None;
    }
    let (item, rest) = number(item)?;
    // `5-6-1` is finer than an item and `5.6%` is none; both are for people to decide.
    let is_end = rest
        .trim_start_matches([')', ' '])
        .chars()
        .next()
        .is_none_or(|next| !"-.%/0123456789".contains(next));
    is_end.then(|| format!("{directive}-{item}"))
}

fn number(text: &str) -> Option<(u8, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    Some((text.get(..end)?.parse().ok()?, text.get(end..)?))
}

/// What an answer probably means: a level, `n` or `u`.
pub fn answer(text: &str, framework: &Framework) -> Option<String> {
    let narrow = narrow(text).to_lowercase();
    let text = narrow.trim();
    if NOT_APPLICABLE.contains(&text) || text.starts_with("該当") {
        return Some("n".to_owned());
    }
    if UNKNOWN.contains(&text) {
        return Some("u".to_owned());
    }
    let scale = &framework.scale;
    let named = |name: &Text| text == name.ja || text == name.en.to_lowercase();
    if let Some(position) = scale.levels.iter().position(named) {
        return Some((usize::from(scale.lowest) + position).to_string());
    }
    let digits = ["レベル", "level", "lv.", "lv", "l"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim_start();
    let (level, rest) = number(digits)?;
    let rest = rest.strip_prefix(".0").unwrap_or(rest);
    let is_level = (scale.lowest..=scale.highest).contains(&level);
    // `3. ルール化` is a level, `3.5` is none.
    let is_end = match rest.strip_prefix('.') {
        Some(after) => !after.starts_with(|letter: char| letter.is_ascii_digit()),
        None => rest.chars().next().is_none_or(|next| " :)、\u{3000}点".contains(next)),
    };
    (is_level && is_end).then(|| level.to_string())
}

fn narrow(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        other => other,
    };
    text.trim().chars().map(narrow).collect()
}

/// A table by column.
struct Grid<'t> {
    cells: Vec<(u32, u32, &'t str)>,
}

impl<'t> Grid<'t> {
    fn new(table: &'t Table) -> Grid<'t> {
        let cell = |cell: &'t documents::workbook::TableCell| (cell.row, cell.column, cell.text.trim());
        Grid { cells: table.cells.iter().map(cell).filter(|(_, _, text)| !text.is_empty()).collect() }
    }

    fn columns(&self) -> Vec<u32> {
        let mut columns: Vec<u32> = self.cells.iter().map(|(_, column, _)| *column).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    fn below(&self, column: u32, head: u32) -> impl Iterator<Item = &'t str> {
        let here = move |(row, at, _): &&(u32, u32, &str)| *at == column && *row > head;
        self.cells.iter().filter(here).map(|(_, _, text)| *text)
    }

    /// The leftmost column with most cells of a kind, and how many there are.
    fn best(&self, is_kind: impl Fn(&str) -> bool) -> Option<(u32, usize)> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for (_, column, text) in &self.cells {
            *counts.entry(*column).or_default() += usize::from(is_kind(text));
        }
        counts.into_iter().max_by_key(|(column, count)| (*count, std::cmp::Reverse(*column)))
    }

    fn longest(&self) -> Option<u32> {
        let mut letters: BTreeMap<u32, usize> = BTreeMap::new();
        for (_, column, text) in &self.cells {
            *letters.entry(*column).or_default() += text.chars().count();
        }
        letters
            .into_iter()
            .max_by_key(|(column, count)| (*count, std::cmp::Reverse(*column)))
            .map(|found| found.0)
    }

    /// The row that looks most like headings: short texts that say answer or note, then most cells, then the upper one. Above the
    /// first row that is one of the sheet's.
    fn head(&self, column: u32, is_row: impl Fn(&str) -> bool) -> u32 {
        let of_column = || self.cells.iter().filter(|cell| cell.1 == column);
        let first = of_column().filter(|cell| is_row(cell.2)).map(|cell| cell.0).min();
        let is_heading = |text: &str| {
            let text = text.to_lowercase();
            let says = ANSWER_WORDS.iter().chain(&NOTE_WORDS).any(|word| text.contains(word));
            says && text.chars().count() <= HEADING_CHARACTERS_MAX
        };
        let rank = |row: u32| {
            let cells: Vec<&str> =
                self.cells.iter().filter(|cell| cell.0 == row).map(|cell| cell.2).collect();
            let headings = cells.iter().filter(|text| is_heading(text)).count();
            (cells.len() > 1).then_some((headings, cells.len(), std::cmp::Reverse(row)))
        };
        let rows = of_column().map(|cell| cell.0).filter(|row| first.is_none_or(|first| *row < first));
        rows.take(HEAD_ROWS_MAX).filter_map(rank).max().map_or(0, |(_, _, std::cmp::Reverse(row))| row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frameworks::Library;

    fn framework() -> Framework {
        let library = Library::embedded().expect("it is checked elsewhere");
        library.edition(crate::frameworks::CURRENT).expect("it is built in").framework.clone()
    }

    #[test]
    fn items_are_known_by_number_or_title() {
        let framework = framework();
        let title = framework.items[20].title.ja.clone();
        for (text, wanted) in [
            ("5-6", Some("5-6")),
            ("５－６", Some("5-6")),
            ("5-(6)", Some("5-6")),
            ("(5.6)", Some("5-6")),
            ("項目5-10 従業員への教育", Some("5-10")),
            ("5-6-1", None),
            ("11-1", None),
            ("2026-11-01", None),
            ("5.6%", None),
            ("56", None),
            ("", None),
            (title.as_str(), Some(framework.items[20].code.as_str())),
        ] {
            assert_eq!(item(text, &framework).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn answers_are_known_as_people_write_them() {
        let framework = framework();
        for (text, wanted) in [
            ("3", Some("3")),
            ("３", Some("3")),
            ("レベル４：測定している", Some("4")),
            ("Level 2", Some("2")),
            ("5点", Some("5")),
            ("3.0", Some("3")),
            ("3.5", None),
            ("6", None),
            ("30", None),
            ("○", None),
            ("対象外", Some("n")),
            ("N/A", Some("n")),
            ("不明", Some("u")),
            ("ルール化", Some("3")),
        ] {
            assert_eq!(answer(text, &framework).as_deref(), wanted, "{text}");
        }
    }
}
