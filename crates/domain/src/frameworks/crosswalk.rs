//! Crosswalks: the entries of another standard or of our shared vocabulary, and the items that correspond to each.

use std::collections::BTreeSet;

use super::load::limited;
use super::reader::{Problem, Source, Table};
use super::{Directive, Item};
use crate::{Fraction, Text};

const SHORT: (usize, usize) = (16, 24);
const ENTRY_NAME: (usize, usize) = (24, 48);
const GLOSS: (usize, usize) = (80, 180);
const REMARK: (usize, usize) = (100, 240);

/// One mapping with a version of its own. All names and glosses are ours, and the mapping is our judgment.
#[derive(Clone, Debug)]
pub struct Crosswalk {
    /// The file's name: `csf-2.0`.
    pub id: String,
    pub version: String,
    pub name: Text,
    pub short: Text,
    /// What it maps to, with edition and year.
    pub source: Text,
    pub notice: Text,
    /// Results can be shown in these terms.
    pub is_view: bool,
    pub groups: Vec<Group>,
    pub entries: Vec<Entry>,
}

/// A function of NIST CSF, a chapter of a standard.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: String,
    pub name: Text,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    /// Position in `groups`.
    pub group: usize,
    pub name: Text,
    pub gloss: Text,
    pub remark: Option<Text>,
    /// Positions of the items that correspond; none is an entry without a counterpart.
    pub items: Vec<usize>,
}

impl Crosswalk {
    /// Entries that correspond to an item.
    pub fn entries_of(&self, item: usize) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.items.contains(&item))
    }

    /// Positions of items that no entry names, out of `count`.
    pub fn items_without(&self, count: usize) -> Vec<usize> {
        let named: BTreeSet<usize> =
            self.entries.iter().flat_map(|entry| entry.items.iter().copied()).collect();
        (0..count).filter(|item| !named.contains(item)).collect()
    }

    /// A result in these terms: the mean level of each entry's items that have one, exact. `levels` has one place per item.
    pub fn entry_values(&self, levels: &[Option<u8>]) -> Vec<Option<Fraction>> {
        self.entries.iter().map(|entry| mean(entry.items.iter(), levels)).collect()
    }

    /// The mean level over all items that correspond to an entry of the group, each counted once.
    pub fn group_values(&self, levels: &[Option<u8>]) -> Vec<Option<Fraction>> {
        let of_group = |group: usize| -> BTreeSet<usize> {
            let entries = self.entries.iter().filter(move |entry| entry.group == group);
            entries.flat_map(|entry| entry.items.iter().copied()).collect()
        };
        (0..self.groups.len()).map(|group| mean(of_group(group).iter(), levels)).collect()
    }
}

fn mean<'a>(items: impl Iterator<Item = &'a usize>, levels: &[Option<u8>]) -> Option<Fraction> {
    let known: Vec<i64> =
        items.filter_map(|item| levels.get(*item).copied().flatten()).map(i64::from).collect();
    let count = i64::try_from(known.len()).ok().filter(|count| *count > 0)?;
    Some(Fraction::new(known.iter().sum(), count))
}

pub(super) fn read_crosswalks(
    files: &[(String, String)],
    directives: &[Directive],
    items: &[Item],
    problems: &mut Vec<Problem>,
) -> Vec<Crosswalk> {
    let mut found: Vec<(&str, &str, &str)> = files
        .iter()
        .filter_map(|(path, text)| {
            Some((path.strip_prefix("crosswalks/")?.strip_suffix(".toml")?, path.as_str(), text.as_str()))
        })
        .collect();
    found.sort_unstable();
    let mut crosswalks = Vec::new();
    for (id, path, text) in found {
        let mut source = Source::new(path, text);
        if let Some(table) = source.root() {
            crosswalks.extend(read_crosswalk(&mut source, table, id, directives, items));
        }
        problems.append(&mut source.problems);
    }
    crosswalks
}

fn read_crosswalk(
    source: &mut Source<'_>,
    mut table: Table<'_>,
    id: &str,
    directives: &[Directive],
    items: &[Item],
) -> Option<Crosswalk> {
    let version = table.string(source, "version");
    let by = table.string(source, "by");
    if by != "item" && by != "directive" {
        source.report(table.line, format!("`by` must be item or directive, not {by:?}"));
        return None;
    }
    let is_view = table.flag(source, "is_view");
    let (name, short) = (table.text(source, "name"), limited(source, &mut table, "short", SHORT));
    let (origin, notice) = (table.text(source, "source"), table.text(source, "notice"));
    let mut groups: Vec<Group> = Vec::new();
    for mut table in table.tables(source, "group") {
        let group = Group { id: table.string(source, "id"), name: table.text(source, "name") };
        if groups.iter().any(|other| other.id == group.id) {
            source.report(table.line, format!("group `{}` is there twice", group.id));
        }
        table.finish(source);
        groups.push(group);
    }
    let codes: Vec<&str> = items.iter().map(|item| item.code.as_str()).collect();
    let numbers: Vec<String> = directives.iter().map(|directive| directive.number.to_string()).collect();
    let mut entries: Vec<Entry> = Vec::new();
    for mut table in table.tables(source, "entry") {
        let id = table.string(source, "id");
        let group = table.string(source, "group");
        let position = groups.iter().position(|known| known.id == group);
        if position.is_none() {
            source.report(table.line, format!("entry `{id}`: there is no group `{group}`"));
        }
        if entries.iter().any(|other| other.id == id) {
            source.report(table.line, format!("entry `{id}` is there twice"));
        }
        let entry = Entry {
            id,
            group: position.unwrap_or_default(),
            name: limited(source, &mut table, "name", ENTRY_NAME),
            gloss: limited(source, &mut table, "gloss", GLOSS),
            remark: table.has("remark").then(|| limited(source, &mut table, "remark", REMARK)),
            items: if by == "item" {
                table.members(source, "items", &codes)
            } else {
                let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
                let chosen = table.members(source, "directives", &numbers);
                chosen
                    .iter()
                    .filter_map(|one| directives.get(*one))
                    .flat_map(|one| one.items.clone())
                    .collect()
            },
        };
        table.finish(source);
        entries.push(entry);
    }
    if entries.is_empty() {
        source.report(table.line, "a crosswalk needs at least one [[entry]]");
    }
    table.finish(source);
    Some(Crosswalk {
        id: id.to_owned(),
        version,
        name,
        short,
        source: origin,
        notice,
        is_view,
        groups,
        entries,
    })
}
