//! Reads one TOML file with line numbers and collects every problem in it.
//! Knows tables, texts and lists; knows nothing of frameworks.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::{Fraction, Text};

/// Something wrong in a data file, said so that its author can put it right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    /// Counted from 1; 0 when the whole file is meant.
    pub line: usize,
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.line == 0 {
            return write!(f, "{}: {}", self.file, self.message);
        }
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// One file under reading, with the problems found so far.
pub struct Source<'a> {
    file: &'a str,
    text: &'a str,
    /// Where each line ends; counting anew for each field would take most of a start.
    line_ends: Vec<usize>,
    pub problems: Vec<Problem>,
}

impl<'a> Source<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Source<'a> {
        let line_ends = text.match_indices('\n').map(|(end, _)| end).collect();
        Source { file, text, line_ends, problems: Vec::new() }
    }

    /// The root table; a syntax error is a problem and gives `None`.
    pub fn root(&mut self) -> Option<Table<'a>> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(Table::new(table.into_inner(), 1)),
            Err(error) => {
                let line = error.span().map_or(0, |span| self.line(&span));
                self.report(line, error.message().to_owned());
                None
            }
        }
    }

    pub fn report(&mut self, line: usize, message: impl Into<String>) {
        self.problems.push(Problem { file: self.file.to_owned(), line, message: message.into() });
    }

    fn line(&self, span: &Range<usize>) -> usize {
        1 + self.line_ends.partition_point(|end| *end < span.start)
    }
}

/// A table whose fields are taken one by one; what is left over at [`Table::finish`] is unknown and a problem.
pub struct Table<'a> {
    fields: DeTable<'a>,
    pub line: usize,
}

impl<'a> Table<'a> {
    fn new(fields: DeTable<'a>, line: usize) -> Table<'a> {
        Table { fields, line }
    }

    fn take(&mut self, source: &Source<'_>, key: &str) -> Option<(usize, DeValue<'a>)> {
        let (name, value) = self.fields.remove_entry(key)?;
        let line = source.line(&name.span());
        Some((line, Spanned::into_inner(value)))
    }

    fn take_required(&mut self, source: &mut Source<'_>, key: &str) -> Option<(usize, DeValue<'a>)> {
        let found = self.take(source, key);
        if found.is_none() {
            source.report(self.line, format!("`{key}` is missing"));
        }
        found
    }

    pub fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    pub fn string(&mut self, source: &mut Source<'_>, key: &str) -> String {
        let Some((line, value)) = self.take_required(source, key) else { return String::new() };
        match value {
            DeValue::String(text) if !text.trim().is_empty() => text.into_owned(),
            DeValue::String(_) => {
                source.report(line, format!("`{key}` is empty"));
                String::new()
            }
            other => {
                source.report(line, format!("`{key}` must be a text in quotes, not {}", other.type_str()));
                String::new()
            }
        }
    }

    /// A decimal, written as a string so that it stays exact: `"2.65"`.
    pub fn decimal(&mut self, source: &mut Source<'_>, key: &str) -> Option<Fraction> {
        let line = self.line_of(source, key);
        let text = self.string(source, key);
        if text.is_empty() {
            return None;
        }
        let number = Fraction::parse(&text);
        if number.is_none() {
            source.report(line, format!("`{key}` must be a decimal such as \"2.65\", not {text:?}"));
        }
        number
    }

    pub fn optional_decimal(&mut self, source: &mut Source<'_>, key: &str) -> Option<Fraction> {
        if self.has(key) { self.decimal(source, key) } else { None }
    }

    pub fn integer(&mut self, source: &mut Source<'_>, key: &str) -> i64 {
        let Some((line, value)) = self.take_required(source, key) else { return 0 };
        let parsed = match &value {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        parsed.unwrap_or_else(|| {
            source.report(line, format!("`{key}` must be a whole number"));
            0
        })
    }

    pub fn flag(&mut self, source: &mut Source<'_>, key: &str) -> bool {
        match self.take(source, key) {
            None => false,
            Some((_, DeValue::Boolean(flag))) => flag,
            Some((line, _)) => {
                source.report(line, format!("`{key}` must be true or false"));
                false
            }
        }
    }

    pub fn strings(&mut self, source: &mut Source<'_>, key: &str) -> Vec<String> {
        let Some((line, value)) = self.take_required(source, key) else { return Vec::new() };
        let DeValue::Array(values) = value else {
            source.report(line, format!("`{key}` must be a list of texts"));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for value in values {
            match value.into_inner() {
                DeValue::String(text) if !text.trim().is_empty() => texts.push(text.into_owned()),
                _ => source.report(line, format!("`{key}` must hold texts in quotes only, none empty")),
            }
        }
        texts
    }

    /// Positions in `known` of the texts or whole numbers in a list, each there once.
    pub fn members(&mut self, source: &mut Source<'_>, key: &str, known: &[&str]) -> Vec<usize> {
        let Some((line, value)) = self.take_required(source, key) else { return Vec::new() };
        let DeValue::Array(values) = value else {
            source.report(line, format!("`{key}` must be a list"));
            return Vec::new();
        };
        let mut positions = Vec::new();
        for value in values {
            let name = match value.into_inner() {
                DeValue::String(text) => text.into_owned(),
                DeValue::Integer(number) => number.as_str().to_owned(),
                _ => String::new(),
            };
            match known.iter().position(|known| *known == name) {
                None => source.report(line, format!("`{key}` names {name:?}, which is not there")),
                Some(position) if positions.contains(&position) => {
                    source.report(line, format!("`{key}` names {name:?} twice"));
                }
                Some(position) => positions.push(position),
            }
        }
        positions
    }

    pub fn optional_strings(&mut self, source: &mut Source<'_>, key: &str) -> Vec<String> {
        if self.has(key) { self.strings(source, key) } else { Vec::new() }
    }

    /// A text in both languages: `key.ja` and `key.en`, neither missing.
    pub fn text(&mut self, source: &mut Source<'_>, key: &str) -> Text {
        let Some(mut table) = self.table(source, key) else { return Text::default() };
        let missing = ["ja", "en"].into_iter().filter(|language| !table.has(language)).collect::<Vec<_>>();
        if !missing.is_empty() {
            source.report(table.line, format!("`{key}` has no {}", missing.join(" and no ")));
            return Text::default();
        }
        let text = Text { ja: table.string(source, "ja"), en: table.string(source, "en") };
        table.finish(source);
        text
    }

    pub fn optional_text(&mut self, source: &mut Source<'_>, key: &str) -> Option<Text> {
        self.has(key).then(|| self.text(source, key))
    }

    /// Lists of texts in both languages, equally long.
    pub fn texts(&mut self, source: &mut Source<'_>, key: &str) -> Vec<Text> {
        let Some(mut table) = self.table(source, key) else { return Vec::new() };
        let (ja, en) = (table.strings(source, "ja"), table.strings(source, "en"));
        if ja.len() != en.len() {
            source.report(table.line, format!("`{key}` has {} texts in ja and {} in en", ja.len(), en.len()));
        }
        table.finish(source);
        ja.into_iter().zip(en).map(|(ja, en)| Text { ja, en }).collect()
    }

    pub fn table(&mut self, source: &mut Source<'_>, key: &str) -> Option<Table<'a>> {
        match self.take_required(source, key)? {
            (line, DeValue::Table(fields)) => Some(Table::new(fields, line)),
            (line, _) => {
                source.report(line, format!("`{key}` must be a table"));
                None
            }
        }
    }

    /// The tables of `[[key]]`; none is not a problem.
    pub fn tables(&mut self, source: &mut Source<'_>, key: &str) -> Vec<Table<'a>> {
        let Some((line, value)) = self.take(source, key) else { return Vec::new() };
        let DeValue::Array(values) = value else {
            source.report(line, format!("`{key}` must be written as [[{key}]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for value in values {
            let line = source.line(&value.span());
            match value.into_inner() {
                DeValue::Table(fields) => tables.push(Table::new(fields, line)),
                _ => source.report(line, format!("`{key}` must hold tables")),
            }
        }
        tables
    }

    fn line_of(&self, source: &Source<'_>, key: &str) -> usize {
        self.fields.get_key_value(key).map_or(self.line, |(name, _)| source.line(&name.span()))
    }

    /// Reports every field nobody asked for: a misspelt name must not pass silently.
    pub fn finish(self, source: &mut Source<'_>) {
        for (name, _) in &self.fields {
            let line = source.line(&name.span());
            source.report(line, format!("`{}` is not a field known here", name.get_ref()));
        }
    }
}
