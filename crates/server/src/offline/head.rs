//! The part of a form nobody fills in: which framework it asks, whose it is, and on which answers it was based. Sealed with a
//! hash, so that a slip in it is noticed. The seal proves nothing about who made the file; what a person may change is decided
//! by who they are.

use std::collections::BTreeMap;

use documents::workbook::Table;
use sha2::{Digest as _, Sha256};

use crate::app::hex;

/// First cell of the hidden sheet, and the version of the layout beside it.
pub const MARK: &str = "kashika-form";
pub const FORMAT: &str = "1";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub framework: String,
    pub version: String,
    pub content_hash: String,
    /// Id of a plain edition; empty where all items are asked.
    pub edition: String,
    /// Empty in a form that is nobody's yet.
    pub assessment: String,
    /// For each item the version of its stored answer when the form was made; items without one are left out.
    pub versions: BTreeMap<String, i64>,
}

/// Why a hidden sheet is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadRefusal {
    Missing,
    OtherFormat,
    Edited,
}

impl Head {
    /// Keys and values in the order they are written, the seal last.
    pub fn lines(&self) -> Vec<(String, String)> {
        let mut lines = vec![
            (MARK.to_owned(), FORMAT.to_owned()),
            ("framework".to_owned(), self.framework.clone()),
            ("version".to_owned(), self.version.clone()),
            ("content".to_owned(), self.content_hash.clone()),
            ("edition".to_owned(), self.edition.clone()),
            ("assessment".to_owned(), self.assessment.clone()),
        ];
        let version = |(code, version): (&String, &i64)| (format!("item {code}"), version.to_string());
        lines.extend(self.versions.iter().map(version));
        lines.push(("seal".to_owned(), seal(&lines)));
        lines
    }

    /// Finds the hidden sheet among the tables and reads it.
    pub fn read(tables: &[Table]) -> Result<Head, HeadRefusal> {
        let table = tables.iter().find(|table| table.text(0, 0) == MARK).ok_or(HeadRefusal::Missing)?;
        Head::from_lines(&pairs(table))
    }

    pub fn from_lines(lines: &[(String, String)]) -> Result<Head, HeadRefusal> {
        let ((_, stated), body) = lines.split_last().ok_or(HeadRefusal::Missing)?;
        if body.first().is_none_or(|(_, format)| format != FORMAT) {
            return Err(HeadRefusal::OtherFormat);
        }
        if *stated != seal(body) {
            return Err(HeadRefusal::Edited);
        }
        let value = |key: &str| {
            body.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let version = |(key, value): &(String, String)| {
            Some((key.strip_prefix("item ")?.to_owned(), value.parse().ok()?))
        };
        Ok(Head {
            framework: value("framework"),
            version: value("version"),
            content_hash: value("content"),
            edition: value("edition"),
            assessment: value("assessment"),
            versions: body.iter().filter_map(version).collect(),
        })
    }
}

/// The first two columns, row by row.
fn pairs(table: &Table) -> Vec<(String, String)> {
    let mut rows: BTreeMap<u32, (String, String)> = BTreeMap::new();
    for cell in &table.cells {
        let row = rows.entry(cell.row).or_default();
        match cell.column {
            0 => row.0.clone_from(&cell.text),
            1 => row.1.clone_from(&cell.text),
            _ => {}
        }
    }
    rows.into_values().collect()
}

fn seal(lines: &[(String, String)]) -> String {
    let mut hash = Sha256::new();
    for text in lines.iter().flat_map(|(key, value)| [key, value]) {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        Head {
            framework: "cyber-management".to_owned(),
            version: "1.0".to_owned(),
            content_hash: "ab".to_owned(),
            assessment: "a-1".to_owned(),
            versions: [("5-6".to_owned(), 3), ("1-1".to_owned(), 1)].into(),
            ..Head::default()
        }
    }

    #[test]
    fn what_was_written_is_read() {
        assert_eq!(Head::from_lines(&head().lines()), Ok(head()));
    }

    #[test]
    fn any_change_is_noticed() {
        for index in 0..head().lines().len() {
            let mut lines = head().lines();
            lines[index].1.push('x');
            assert!(Head::from_lines(&lines).is_err(), "line {index}");
            lines.remove(index);
            assert!(Head::from_lines(&lines).is_err(), "without line {index}");
        }
    }
}
