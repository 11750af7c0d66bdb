//! CSV: a header that names the columns, then one company per line. Quoted values are read; line breaks in them are not.

use std::io::Read;

use domain::frameworks::Framework;

use super::encoding::Refusal;
use super::intake::{Intake, sum_column};
use super::lines::{Line, Lines};
use super::problem::{Fault, Place, Problem, Problems};
use super::{Row, Shape};

pub struct Table<R> {
    lines: Lines<R>,
    header: Vec<String>,
    row: u32,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Code,
    Industry,
    /// The printed class is no input; it is computed.
    Maturity,
    Item(usize),
    Sum(usize),
    /// A column with a problem of its own.
    Refused,
}

/// The values of one line. Filled again for each line.
#[derive(Default)]
struct Cells {
    /// Unquoted values with a comma after each but the last.
    text: String,
    ends: Vec<usize>,
}

impl<R: Read> Table<R> {
    /// Reads the header. `file` is for problems.
    pub fn open(file: &str, mut lines: Lines<R>) -> Result<Table<R>, Problems> {
        let mut row = 0;
        loop {
            row += 1;
            let fault = match lines.next_line().map_err(|refusal| Problems::refusal(file, refusal))? {
                None => return Err(Problems::one(file, Fault::Empty)),
                Some(Line::Text(text)) if is_blank(text) => continue,
                Some(Line::Text(text)) => {
                    let mut cells = Cells::default();
                    if cells.fill(text) {
                        let header = cells.iter().map(str::to_owned).collect();
                        return Ok(Table { lines, header, row });
                    }
                    Fault::OpenQuote
                }
                Some(other) => other.fault(),
            };
            let problem = Problem { file: file.to_owned(), place: Place::Row(row), column: None, fault };
            return Err(Problems { list: vec![problem], more: 0 });
        }
    }

    /// Sums if any column is named like one.
    pub fn shape(&self) -> Shape {
        let is_sum = |name: &String| name.strip_prefix('d').is_some_and(|rest| rest.ends_with("_sum"));
        if self.header.iter().any(is_sum) { Shape::Sums } else { Shape::Items }
    }

    pub fn read<F: FnMut(Row<'_>)>(mut self, intake: &mut Intake<'_, F>) -> Result<(), Refusal> {
        let columns = self.columns(intake);
        if !columns.contains(&Column::Code) {
            return Ok(());
        }
        let mut cells = Cells::default();
        while let Some(line) = self.lines.next_line()? {
            self.row += 1;
            let text = match line {
                Line::Text(text) if is_blank(text) => continue,
                Line::Text(text) => text,
                other => {
                    intake.report(Place::Row(self.row), None, other.fault());
                    continue;
                }
            };
            if !cells.fill(text) {
                intake.report(Place::Row(self.row), None, Fault::OpenQuote);
            } else if cells.ends.len() != columns.len() {
                let (found, expected) = (cells.ends.len(), columns.len());
                intake.report(Place::Row(self.row), None, Fault::Ragged { found, expected });
            } else if !take(intake, self.row, &columns, &cells) {
                break;
            }
        }
        Ok(())
    }

    fn columns<F: FnMut(Row<'_>)>(&self, intake: &mut Intake<'_, F>) -> Vec<Column> {
        let (framework, shape) = (intake.framework, intake.shape);
        let mut columns: Vec<Column> = Vec::new();
        for (index, name) in self.header.iter().enumerate() {
            let found = match column(framework, shape, name) {
                Ok(column) if columns.contains(&column) => Err(Fault::DuplicateColumn),
                found => found,
            };
            columns.push(found.unwrap_or_else(|fault| {
                let shown = if name.is_empty() { format!("#{}", index + 1) } else { name.clone() };
                intake.report(Place::Row(self.row), Some(&shown), fault);
                Column::Refused
            }));
        }
        for (column, name) in required(framework, shape) {
            if !columns.contains(&column) {
                let fault = Fault::MissingColumn { is_sums: shape == Shape::Sums || column == Column::Code };
                intake.report(Place::Row(self.row), Some(&name), fault);
            }
        }
        columns
    }
}

/// Hands one line on; `false` when there may be no more.
fn take<F: FnMut(Row<'_>)>(intake: &mut Intake<'_, F>, row: u32, columns: &[Column], cells: &Cells) -> bool {
    intake.begin(row);
    for (column, cell) in columns.iter().zip(cells.iter()) {
        match column {
            Column::Code => intake.code(cell),
            Column::Industry => intake.industry(cell),
            Column::Item(item) => intake.item(*item, cell),
            Column::Sum(directive) => intake.sum(*directive, cell),
            Column::Maturity | Column::Refused => {}
        }
    }
    intake.end()
}

fn column(framework: &Framework, shape: Shape, name: &str) -> Result<Column, Fault> {
    match name {
        "code" => return Ok(Column::Code),
        "industry" => return Ok(Column::Industry),
        "maturity" => return Ok(Column::Maturity),
        _ => {}
    }
    let sum = (0..framework.directives.len()).find(|directive| sum_column(*directive) == name);
    match (framework.item_index(name), sum, shape) {
        (Some(item), _, Shape::Items) => Ok(Column::Item(item)),
        (_, Some(directive), Shape::Sums) => Ok(Column::Sum(directive)),
        (Some(_), _, Shape::Sums) | (_, Some(_), Shape::Items) => Err(Fault::MixedColumns),
        _ if looks_like_a_date(name) => Err(Fault::DateColumn),
        _ => Err(Fault::UnknownColumn),
    }
}

fn required(framework: &Framework, shape: Shape) -> Vec<(Column, String)> {
    let items =
        framework.items.iter().enumerate().map(|(index, item)| (Column::Item(index), item.code.clone()));
    let sums =
        (0..framework.directives.len()).map(|directive| (Column::Sum(directive), sum_column(directive)));
    let code = std::iter::once((Column::Code, "code".to_owned()));
    match shape {
        Shape::Items => code.chain(items).collect(),
        Shape::Sums => code.chain(sums).collect(),
    }
}

/// What Excel makes of `1-2`: 1月2日, 2026/1/2, 2-Jan, Jan-02.
fn looks_like_a_date(name: &str) -> bool {
    let is_month = |part: &str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let has_month_name = name
        .split_once('-')
        .is_some_and(|(a, b)| (is_month(a) && is_number(b)) || (is_number(a) && is_month(b)));
    has_month_name
        || (name.contains('月') && name.contains('日'))
        || (name.contains('/') && name.split('/').all(is_number))
}

/// Nothing, or only commas, as spreadsheets leave below a table.
fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b',' | b' ' | b'\t'))
}

impl Line<'_> {
    fn fault(&self) -> Fault {
        match self {
            Line::TooLong => Fault::TooLong,
            Line::Nul => Fault::Nul,
            Line::Text(_) | Line::Broken => Fault::BrokenCharacter,
        }
    }
}

impl Cells {
    /// Splits a line; `false` when a quote is left open.
    fn fill(&mut self, line: &str) -> bool {
        self.text.clear();
        self.ends.clear();
        if memchr::memchr(b'"', line.as_bytes()).is_some() {
            return self.fill_quoted(line);
        }
        self.text.push_str(line);
        self.ends.extend(memchr::memchr_iter(b',', line.as_bytes()));
        self.ends.push(line.len());
        true
    }

    fn fill_quoted(&mut self, line: &str) -> bool {
        let mut letters = line.chars().peekable();
        let mut is_quoted = false;
        while let Some(letter) = letters.next() {
            match letter {
                '"' if is_quoted && letters.next_if_eq(&'"').is_some() => self.text.push('"'),
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => {
                    self.ends.push(self.text.len());
                    self.text.push(',');
                }
                other => self.text.push(other),
            }
        }
        self.ends.push(self.text.len());
        !is_quoted
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|end| end + 1));
        starts.zip(&self.ends).map(|(start, end)| self.text.get(start..*end).unwrap_or_default().trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_at_commas_outside_quotes() {
        for (line, expected) in [
            ("a,b,,c", vec!["a", "b", "", "c"]),
            ("", vec![""]),
            (",", vec!["", ""]),
            (r#""a,b", "c""d" ,e"#, vec!["a,b", "c\"d", "e"]),
            ("素材製造, 3 ", vec!["素材製造", "3"]),
        ] {
            let mut cells = Cells::default();
            assert!(cells.fill(line));
            assert_eq!(cells.iter().collect::<Vec<_>>(), expected);
        }
        assert!(!Cells::default().fill(r#"a,"b"#));
    }

    #[test]
    fn dates_are_told_from_other_unknown_columns() {
        for name in ["1月2日", "2026/1/2", "2-Jan", "Jan-02"] {
            assert!(looks_like_a_date(name), "{name}");
        }
        for name in ["1-2", "name", "sub-total", "月", "a/b", "10-11"] {
            assert!(!looks_like_a_date(name), "{name}");
        }
    }
}
