//! The tips collection (ティップス集): cases that show how others raised an item, each with its source.

use super::Item;
use super::load::limited;
use super::reader::{Problem, Source, Table};
use crate::Text;

/// Longest texts the pages have room for, in characters: Japanese, English.
const LEAD: (usize, usize) = (120, 300);
/// Written by us, with no survey behind it.
pub const OURS: &str = "ours";

/// The tip of an item, `2-1`, or one for a company's situation, `2-1-C`.
#[derive(Clone, Debug)]
pub struct Tip {
    pub code: String,
    /// Position of its item.
    pub item: usize,
    pub title: Text,
    /// None while the tip is planned: it has a title and nothing to read yet (B-008).
    pub content: Option<TipContent>,
}

#[derive(Clone, Debug)]
pub struct TipContent {
    /// The problem it helps with.
    pub lead: Text,
    pub cases: Vec<TipCase>,
}

#[derive(Clone, Debug)]
pub struct TipCase {
    /// Code of the tip and two digits, never reused.
    pub id: String,
    /// Fiscal year of the survey, or the year it was written.
    pub year: i64,
    /// `table-3.7` or `figure-3.2` of the report, or [`OURS`].
    pub source: String,
    /// The level of the item that the practice helps to reach.
    pub leads_to: u8,
    pub title: Text,
    pub text: Text,
}

impl TipCase {
    pub const TITLE_MAX: (usize, usize) = (36, 90);
    pub const TEXT_MAX: (usize, usize) = (240, 600);
}

/// One tip for each item, in their order, its lettered ones after it. An item without a file has a planned tip.
pub(super) fn read_tips(
    files: &[(String, String)],
    items: &[Item],
    levels: (u8, u8),
    problems: &mut Vec<Problem>,
) -> Vec<Tip> {
    let mut found: Vec<(&str, &str, &str)> = files.iter().filter_map(tip_file).collect();
    found.sort_unstable();
    let mut tips = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let main = take(&mut found, |code| code == item.code).pop();
        tips.push(match main {
            Some(file) => read_tip(file, index, Some(&item.tip), levels, problems),
            None => Tip { code: item.code.clone(), item: index, title: item.tip.clone(), content: None },
        });
        let lettered = |code: &str| {
            code.strip_prefix(item.code.as_str())
                .and_then(|rest| rest.strip_prefix('-'))
                .is_some_and(is_letter)
        };
        for file in take(&mut found, lettered) {
            tips.push(read_tip(file, index, None, levels, problems));
        }
    }
    for (code, path, _) in found {
        let message = format!("no item of this framework has a tip {code}");
        problems.push(Problem { file: path.to_owned(), line: 0, message });
    }
    tips
}

fn tip_file((path, text): &(String, String)) -> Option<(&str, &str, &str)> {
    Some((path.strip_prefix("tips/")?.strip_suffix(".toml")?, path, text))
}

fn is_letter(text: &str) -> bool {
    text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn take<'a>(
    found: &mut Vec<(&'a str, &'a str, &'a str)>,
    fits: impl Fn(&str) -> bool,
) -> Vec<(&'a str, &'a str, &'a str)> {
    let (taken, rest) = found.drain(..).partition(|(code, _, _)| fits(code));
    *found = rest;
    taken
}

/// The tip of an item has its title in the item's file, a lettered one in its own.
fn read_tip(
    (code, path, text): (&str, &str, &str),
    item: usize,
    title: Option<&Text>,
    levels: (u8, u8),
    problems: &mut Vec<Problem>,
) -> Tip {
    let mut source = Source::new(path, text);
    let mut tip =
        Tip { code: code.to_owned(), item, title: title.cloned().unwrap_or_default(), content: None };
    if let Some(mut table) = source.root() {
        if title.is_none() {
            tip.title = table.text(&mut source, "title");
        }
        if !table.flag(&mut source, "planned") {
            tip.content = Some(read_content(&mut source, &mut table, &tip.code, levels));
        }
        table.finish(&mut source);
    }
    problems.append(&mut source.problems);
    tip
}

fn read_content(source: &mut Source<'_>, table: &mut Table<'_>, code: &str, levels: (u8, u8)) -> TipContent {
    let lead = limited(source, table, "lead", LEAD);
    let mut cases: Vec<TipCase> = Vec::new();
    for table in table.tables(source, "case") {
        let line = table.line;
        let case = read_case(source, table, code, levels);
        if cases.iter().any(|other| other.id == case.id) {
            source.report(line, format!("case `{}` is there twice", case.id));
        }
        if cases.iter().any(|other| other.text == case.text) {
            source.report(line, format!("case `{}` repeats the text of another", case.id));
        }
        cases.push(case);
    }
    if cases.is_empty() {
        source.report(table.line, "a tip needs a [[case]], or `planned = true`");
    }
    TipContent { lead, cases }
}

fn read_case(source: &mut Source<'_>, mut table: Table<'_>, code: &str, levels: (u8, u8)) -> TipCase {
    let line = table.line;
    let id = table.string(source, "id");
    let number = id.strip_prefix(code).and_then(|rest| rest.strip_prefix('-'));
    if !number.is_some_and(|number| number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())) {
        source.report(line, format!("`id` must be {code}-01, {code}-02, …, not {id:?}"));
    }
    let origin = table.string(source, "source");
    if !is_known_source(&origin) {
        let known = "table-3.1 to table-3.22, figure-3.2, ours";
        source.report(line, format!("`source` must be one of {known}, not {origin:?}"));
    }
    let leads_to = table.integer(source, "leads_to");
    let level = u8::try_from(leads_to).ok().filter(|level| *level > levels.0 && *level <= levels.1);
    if level.is_none() {
        source.report(line, format!("`leads_to` must be a level above the lowest, not {leads_to}"));
    }
    let case = TipCase {
        id,
        year: table.integer(source, "year"),
        source: origin,
        leads_to: level.unwrap_or(levels.1),
        title: limited(source, &mut table, "title", TipCase::TITLE_MAX),
        text: limited(source, &mut table, "text", TipCase::TEXT_MAX),
    };
    table.finish(source);
    case
}

fn is_known_source(source: &str) -> bool {
    let table = |source: &str| source.strip_prefix("table-3.").and_then(|number| number.parse::<u8>().ok());
    source == OURS || source == "figure-3.2" || table(source).is_some_and(|number| (1..=22).contains(&number))
}
