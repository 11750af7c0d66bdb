//! What can be wrong in an answers file: file, row, column, what was found and what to do.

use std::io;

use fluent_bundle::FluentValue;

use super::encoding::Refusal;
use super::lines::LINE_BYTES_MAX;
use crate::words::Words;

/// So many problems are listed; the rest are counted.
pub const PROBLEMS_MAX: usize = 100;
/// Longer findings are cut, so that a broken file cannot flood a screen.
const FOUND_CHARACTERS_MAX: usize = 40;

/// Where in a file, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    File,
    /// Counted as spreadsheets do: the header is row 1.
    Row(u32),
    /// A company in a JSON file, counted from 1.
    Entry(u32),
}

/// One thing to put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    pub place: Place,
    pub column: Option<String>,
    pub fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Missing,
    Folder,
    Unreadable(String),
    Empty,
    NoCompany,
    Utf16,
    Workbook,
    UnknownEncoding,
    BrokenCharacter,
    Nul,
    TooLong,
    TooManyCompanies {
        limit: usize,
    },
    MissingColumn {
        is_sums: bool,
    },
    DuplicateColumn,
    UnknownColumn,
    /// Excel has made a date of an item code.
    DateColumn,
    /// Item levels and sums side by side.
    MixedColumns,
    Ragged {
        found: usize,
        expected: usize,
    },
    OpenQuote,
    NoCode,
    BadCode {
        found: String,
        limit: usize,
    },
    DuplicateCompany {
        first: Place,
    },
    WrongLevel {
        found: String,
        lowest: u8,
        highest: u8,
    },
    WrongSum {
        found: String,
        lowest: i64,
        highest: i64,
        items: usize,
    },
    WrongSumCount {
        found: usize,
        expected: usize,
    },
    UnknownIndustry {
        found: String,
    },
    /// The line of the file, and the parser's reason.
    InvalidJson {
        line: u32,
        reason: String,
    },
    WrongType {
        expected: &'static str,
    },
}

/// The first problems of one or more files, and how many there are beyond.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    pub list: Vec<Problem>,
    pub more: usize,
}

impl Problems {
    pub fn one(file: &str, fault: Fault) -> Problems {
        Problems {
            list: vec![Problem { file: file.to_owned(), place: Place::File, column: None, fault }],
            more: 0,
        }
    }

    pub fn refusal(file: &str, refusal: Refusal) -> Problems {
        Problems::one(file, refusal.into())
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn add(&mut self, problem: Problem) {
        if self.list.len() < PROBLEMS_MAX {
            self.list.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// Adds the problems of another file.
    pub fn append(&mut self, others: Problems) {
        self.more += others.more;
        others.list.into_iter().for_each(|problem| self.add(problem));
    }

    /// One sentence per problem, and last how many more there are.
    pub fn sentences(&self, words: Words) -> Vec<String> {
        let listed = self.list.iter().map(|problem| problem.sentence(words));
        let rest = (self.more > 0).then(|| crate::t!(words, "files-more", count = self.more));
        listed.chain(rest).collect()
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        match refusal {
            Refusal::Io(error) => Fault::from(&error),
            Refusal::Utf16 => Fault::Utf16,
            Refusal::Workbook => Fault::Workbook,
            Refusal::UnknownEncoding => Fault::UnknownEncoding,
        }
    }
}

impl From<&io::Error> for Fault {
    fn from(error: &io::Error) -> Fault {
        match error.kind() {
            io::ErrorKind::NotFound => Fault::Missing,
            io::ErrorKind::IsADirectory => Fault::Folder,
            _ => Fault::Unreadable(error.to_string()),
        }
    }
}

impl Problem {
    /// `answers.csv 3行目 5-6列: 「7」は…。1〜5、n(該当なし)、…にしてください。`
    pub fn sentence(&self, words: Words) -> String {
        let mut place = self.file.clone();
        if let Some(part) = self.place.words(words) {
            place = format!("{place} {part}");
        }
        if let Some(column) = &self.column {
            place = format!("{place} {}", crate::t!(words, "files-column", column = column.as_str()));
        }
        format!("{place}: {}", self.fault.sentence(words))
    }
}

impl Place {
    fn words(self, words: Words) -> Option<String> {
        match self {
            Place::File => None,
            Place::Row(row) => Some(crate::t!(words, "files-row", row = row)),
            Place::Entry(number) => Some(crate::t!(words, "files-entry", number = number)),
        }
    }
}

impl Fault {
    /// What was found and what to do about it.
    pub fn sentence(&self, words: Words) -> String {
        let with1 = |key: &str, name: &str, value: FluentValue<'_>| words.with(key, &[(name, value)]);
        match self {
            Fault::Missing => words.t("files-missing"),
            Fault::Folder => words.t("files-folder"),
            Fault::Unreadable(reason) => with1("files-unreadable", "reason", reason.as_str().into()),
            Fault::Empty => words.t("files-empty"),
            Fault::NoCompany => words.t("files-no-company"),
            Fault::Utf16 => words.t("files-utf16"),
            Fault::Workbook => words.t("files-workbook"),
            Fault::UnknownEncoding => words.t("files-unknown-encoding"),
            Fault::BrokenCharacter => words.t("files-broken-character"),
            Fault::Nul => words.t("files-nul"),
            Fault::TooLong => with1("files-too-long", "limit", (LINE_BYTES_MAX / (1024 * 1024)).into()),
            Fault::TooManyCompanies { limit } => with1("files-too-many-companies", "limit", (*limit).into()),
            Fault::MissingColumn { is_sums: false } => words.t("files-missing-column"),
            Fault::MissingColumn { is_sums: true } => words.t("files-missing-sum"),
            Fault::DuplicateColumn => words.t("files-duplicate-column"),
            Fault::UnknownColumn => words.t("files-unknown-column"),
            Fault::DateColumn => words.t("files-date-column"),
            Fault::MixedColumns => words.t("files-mixed-columns"),
            Fault::Ragged { found, expected } => {
                crate::t!(words, "files-ragged", found = *found, expected = *expected)
            }
            Fault::OpenQuote => words.t("files-open-quote"),
            Fault::NoCode => words.t("files-no-code"),
            Fault::BadCode { found, limit } => {
                crate::t!(words, "files-bad-code", found = shortened(found), limit = *limit)
            }
            Fault::DuplicateCompany { first } => {
                with1("files-duplicate-company", "first", first.words(words).unwrap_or_default().into())
            }
            Fault::WrongLevel { found, lowest, highest } => crate::t!(
                words,
                "files-wrong-level",
                found = shortened(found),
                lowest = *lowest,
                highest = *highest
            ),
            Fault::WrongSum { found, lowest, highest, items } => crate::t!(
                words,
                "files-wrong-sum",
                found = shortened(found),
                lowest = *lowest,
                highest = *highest,
                items = *items
            ),
            Fault::WrongSumCount { found, expected } => {
                crate::t!(words, "files-wrong-sum-count", found = *found, expected = *expected)
            }
            Fault::UnknownIndustry { found } => crate::t!(
                words,
                "files-unknown-industry",
                found = shortened(found),
                known = industries(words)
            ),
            Fault::InvalidJson { line, reason } => {
                crate::t!(words, "files-invalid-json", line = *line, reason = reason.as_str())
            }
            Fault::WrongType { expected } => with1("files-wrong-type", "expected", words.t(expected).into()),
        }
    }
}

fn industries(words: Words) -> String {
    let all = domain::organizations::Industry::ALL;
    match words.0 {
        domain::Language::Japanese => all.map(domain::organizations::Industry::ja).join("、"),
        domain::Language::English => all.map(domain::organizations::Industry::en).join(", "),
    }
}

/// Control characters would reach the terminal; long findings would hide the rest.
fn shortened(found: &str) -> String {
    let shown = |letter: char| if letter.is_control() { '\u{FFFD}' } else { letter };
    let mut text: String = found.chars().take(FOUND_CHARACTERS_MAX).map(shown).collect();
    if found.chars().nth(FOUND_CHARACTERS_MAX).is_some() {
        text.push('…');
    }
    text
}
