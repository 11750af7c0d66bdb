//! Items with what is needed to answer them, placed by their directives.

use super::help::read_help;
use super::load::{is_longer, limited, numbered, read_levels};
use super::reader::{Problem, Source, Table};
use super::{Directive, Framework, Item, ItemGuide, Respondent, Scale};

/// Longest texts the screens have room for, in characters: Japanese, English.
const SHORT_HEADING: (usize, usize) = (18, 48);
const LEVEL_TEXT: (usize, usize) = (90, 220);

pub(super) fn read_items(
    files: &[(String, String)],
    directives: &mut [Directive],
    main: Option<&Framework>,
    problems: &mut Vec<Problem>,
) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let found = numbered(files, "items/");
    let codes: Vec<&str> = found.iter().map(|(stem, _, _)| *stem).collect();
    for directive in directives.iter_mut() {
        let from = items.len();
        let of_directive = |stem: &str| stem.split('-').next() == Some(directive.number.to_string().as_str());
        for (stem, path, text) in found.iter().filter(|(stem, _, _)| of_directive(stem)) {
            let mut source = Source::new(path, text);
            let expected = format!("{}-{}", directive.number, items.len() - from + 1);
            if **stem != *expected {
                source.report(0, format!("items are numbered without holes; expected items/{expected}.toml"));
            }
            if let Some(table) = source.root() {
                items.push(read_item(&mut source, table, (stem, directive.number), main, &codes));
            }
            problems.append(&mut source.problems);
        }
        directive.items = from..items.len();
        if directive.items.is_empty() {
            let file = format!("directives/{}.toml", directive.number);
            problems.push(Problem {
                file,
                line: 0,
                message: "the directive has no item in items/".to_owned(),
            });
        }
    }
    let belongs = |stem: &str| items.iter().any(|item| item.code == stem);
    for (stem, path, _) in found.iter().filter(|(stem, _, _)| !belongs(stem)) {
        let message = format!("no directive of this framework has an item {stem}");
        problems.push(Problem { file: (*path).to_owned(), line: 0, message });
    }
    items
}

/// What comes first may not, in the end, need what comes after it.
pub(super) fn check_requirements(items: &[Item], problems: &mut Vec<Problem>) {
    let required = |index: usize| -> &[usize] {
        let help = items.get(index).and_then(|item| item.guide.as_ref()?.help.as_ref());
        help.map_or(&[], |help| help.requires.as_slice())
    };
    for (index, item) in items.iter().enumerate() {
        let (mut seen, mut open) = (vec![false; items.len()], required(index).to_vec());
        while let Some(next) = open.pop() {
            if let Some(was_seen) = seen.get_mut(next).filter(|was_seen| !**was_seen) {
                *was_seen = true;
                open.extend(required(next));
            }
        }
        if seen.get(index) == Some(&true) {
            let message = format!("`requires` leads back to {} itself", item.code);
            problems.push(Problem { file: format!("items/{}.toml", item.code), line: 0, message });
        }
    }
}

fn read_item(
    source: &mut Source<'_>,
    mut table: Table<'_>,
    (code, number): (&str, usize),
    main: Option<&Framework>,
    codes: &[&str],
) -> Item {
    let (title, tip) = (table.text(source, "title"), table.text(source, "tip"));
    let frozen = main.is_some_and(|main| main.frozen);
    let guide = match main {
        Some(main) if !frozen || table.has("question") => {
            Some(read_guide(source, &mut table, &main.scale, codes))
        }
        _ => None,
    };
    if main.is_some() {
        table.finish(source);
    }
    Item { code: code.to_owned(), directive: number - 1, title, tip, guide, terms: Vec::new() }
}

fn read_guide(source: &mut Source<'_>, table: &mut Table<'_>, scale: &Scale, codes: &[&str]) -> ItemGuide {
    let respondent = match table.string(source, "respondent").as_str() {
        "management" => Respondent::Management,
        "practitioner" => Respondent::Practitioner,
        other => {
            source.report(
                table.line,
                format!("`respondent` must be management or practitioner, not {other:?}"),
            );
            Respondent::Practitioner
        }
    };
    let levels = read_levels(source, table, "level", scale.lowest..=scale.highest);
    for text in levels.iter().filter(|text| is_longer(text, LEVEL_TEXT)) {
        source.report(
            table.line,
            format!("a level text is longer than {LEVEL_TEXT:?} characters: {:?}", text.ja),
        );
    }
    ItemGuide {
        respondent,
        short: limited(source, table, "short", SHORT_HEADING),
        question: table.text(source, "question"),
        intent: table.text(source, "intent"),
        levels,
        doubt: table.text(source, "doubt"),
        evidence: table.texts(source, "evidence"),
        next: read_levels(source, table, "next", scale.lowest..=scale.highest - 1),
        help: read_help(source, table, scale, codes),
    }
}
