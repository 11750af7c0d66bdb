//! From files to a checked [`Framework`]: every problem of every file at once, or a framework that cannot surprise.

use sha2::{Digest, Sha256};

use super::crosswalk::read_crosswalks;
use super::glossary::{GLOSSARY, read_glossary, terms_of};
use super::items::{check_requirements, read_items};
use super::plain_edition::read_plain_editions;
use super::reader::{Problem, Source, Table};
use super::rules::{Gives, Kind, Rule};
use super::tips::read_tips;
use super::{
    Class, CohortName, CohortSpec, Condition, Directive, Framework, GroundRule, HintBand, HintText,
    KarteSpec, Scale, StatePolicy, Statement, States, TipName,
};
use crate::Text;

const FORMAT: i64 = 1;
const MAIN: &str = "framework.toml";
const FOLDERS: [&str; 6] = ["directives/", "items/", "tips/", "crosswalks/", "editions/", "cohorts/"];
/// Longest texts the screens have room for, in characters: Japanese, English.
const SHORT_ON_CHARTS: (usize, usize) = (12, 20);

/// Reads a framework from its files, given as path (relative to the framework's folder) and text.
pub fn load(files: &[(String, String)]) -> Result<Framework, Vec<Problem>> {
    let mut problems = Vec::new();
    let Some((path, text)) = files.iter().find(|(path, _)| path == MAIN) else {
        let message = "the folder has no such file, so it is not a framework".to_owned();
        return Err(vec![Problem { file: MAIN.to_owned(), line: 0, message }]);
    };
    let main = read_main(path, text, &mut problems);
    let mut directives = read_directives(files, &mut problems);
    // Items are placed by their directives: with those unreadable, complaints about items would mislead.
    let placed = directives.len() == numbered(files, "directives/").len();
    let mut items =
        if placed { read_items(files, &mut directives, main.as_ref(), &mut problems) } else { Vec::new() };
    let glossary = read_glossary(files, &mut problems);
    for item in &mut items {
        item.terms = terms_of(item, &glossary);
    }
    check_requirements(&items, &mut problems);
    let levels = main.as_ref().map_or((1, 9), |main| (main.scale.lowest, main.scale.highest));
    // Tips, crosswalks and editions name items: with items unreadable, complaints about names would mislead.
    let is_whole = items.len() == numbered(files, "items/").len();
    let tips = if is_whole { read_tips(files, &items, levels, &mut problems) } else { Vec::new() };
    let crosswalks =
        if is_whole { read_crosswalks(files, &directives, &items, &mut problems) } else { Vec::new() };
    let scale = main.as_ref().map(|main| &main.scale);
    let plain_editions =
        if is_whole { read_plain_editions(files, &items, scale, &mut problems) } else { Vec::new() };
    check_paths(files, &mut problems);
    let Some(main) = main.filter(|_| problems.is_empty()) else {
        problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        return Err(problems);
    };
    let content_hash = content_hash(files);
    Ok(Framework { directives, items, tips, crosswalks, plain_editions, glossary, content_hash, ..main })
}

fn content_hash(files: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort();
    let mut hash = Sha256::new();
    for (path, text) in sorted {
        for part in [path, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check_paths(files: &[(String, String)], problems: &mut Vec<Problem>) {
    let known = |path: &str| {
        path == MAIN
            || path == GLOSSARY
            || path == "README.md"
            || FOLDERS.iter().any(|folder| path.starts_with(folder))
    };
    for (path, _) in files.iter().filter(|(path, _)| !known(path)) {
        let message =
            "no such file belongs to a framework (framework.toml, glossary.toml, directives/, items/, tips/, crosswalks/, editions/, cohorts/)".to_owned();
        problems.push(Problem { file: path.clone(), line: 0, message });
    }
}

/// Everything in framework.toml; directives and items are still empty.
fn read_main(path: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Framework> {
    let mut source = Source::new(path, text);
    let framework = source.root().and_then(|mut root| {
        let format = root.integer(&mut source, "format");
        if format != FORMAT {
            source.report(
                1,
                format!("format {format} is not known to this version, which reads format {FORMAT}"),
            );
        }
        let framework = read_root(&mut source, &mut root);
        root.finish(&mut source);
        framework
    });
    problems.append(&mut source.problems);
    framework
}

fn read_root(source: &mut Source<'_>, root: &mut Table<'_>) -> Option<Framework> {
    let (id, version) = (root.string(source, "id"), root.string(source, "version"));
    if !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        source.report(root.line, "`id` may hold small letters, digits and hyphens only");
    }
    let frozen = root.flag(source, "frozen");
    let licence = root.string(source, "licence");
    let (name, origin, notice) =
        (root.text(source, "name"), root.text(source, "source"), root.text(source, "notice"));
    let scale = read_scale(source, root);
    let states = read_states(source, root);
    let mut rules = Vec::new();
    for table in root.tables(source, "rule") {
        if let Some(rule) = Rule::read(source, table, &rules) {
            rules.push(rule);
        }
    }
    let karte = read_karte(source, root, &rules);
    let classes =
        root.tables(source, "class").into_iter().map(|table| read_class(source, table)).collect::<Vec<_>>();
    check_classes(source, &rules, &classes);
    let cohorts = root.tables(source, "cohort").into_iter().map(|table| read_cohort(source, table)).collect();
    let reference = read_reference(source, root);
    let ground_rules =
        root.tables(source, "ground_rule").into_iter().map(|table| read_ground_rule(source, table)).collect();
    Some(Framework {
        id,
        version,
        frozen,
        name,
        source: origin,
        notice,
        licence,
        scale: scale?,
        states: states?,
        rules,
        ground_rules,
        directives: Vec::new(),
        items: Vec::new(),
        tips: Vec::new(),
        crosswalks: Vec::new(),
        plain_editions: Vec::new(),
        glossary: Vec::new(),
        karte: karte?,
        classes,
        cohorts,
        reference: reference?,
        content_hash: String::new(),
    })
}

fn read_scale(source: &mut Source<'_>, root: &mut Table<'_>) -> Option<Scale> {
    let mut table = root.table(source, "scale")?;
    let (lowest, highest) = (table.integer(source, "lowest"), table.integer(source, "highest"));
    let range = u8::try_from(lowest).ok().zip(u8::try_from(highest).ok());
    let Some((lowest, highest)) =
        range.filter(|(low, high)| (1..=9).contains(low) && low < high && *high <= 9)
    else {
        source.report(table.line, "a scale runs upwards within 1 to 9");
        return None;
    };
    let levels = read_levels(source, &mut table, "level", lowest..=highest);
    table.finish(source);
    Some(Scale { lowest, highest, levels })
}

/// `key.1.ja` … `key.5.en`: one text for each number, no two the same.
pub(super) fn read_levels(
    source: &mut Source<'_>,
    table: &mut Table<'_>,
    key: &str,
    numbers: std::ops::RangeInclusive<u8>,
) -> Vec<Text> {
    let Some(mut levels) = table.table(source, key) else { return Vec::new() };
    let texts: Vec<Text> = numbers.map(|number| levels.text(source, &number.to_string())).collect();
    let line = levels.line;
    levels.finish(source);
    for (index, text) in texts.iter().enumerate() {
        let same = |other: &&Text| {
            (!text.ja.is_empty() && other.ja == text.ja) || (!text.en.is_empty() && other.en == text.en)
        };
        if texts.iter().take(index).find(same).is_some() {
            source.report(line, format!("two texts of `{key}` are the same: {:?}", text.ja));
        }
    }
    texts
}

fn read_states(source: &mut Source<'_>, root: &mut Table<'_>) -> Option<States> {
    let mut table = root.table(source, "states")?;
    let mut policy = |key: &str| {
        let word = table.string(source, key);
        let found = match word.as_str() {
            "exclude" => Some(StatePolicy::Exclude),
            "lowest" => Some(StatePolicy::Lowest),
            "highest" => Some(StatePolicy::Highest),
            "gap" => Some(StatePolicy::Gap),
            _ => None,
        };
        if found.is_none() {
            source
                .report(table.line, format!("`{key}` must be exclude, lowest, highest or gap, not {word:?}"));
        }
        found
    };
    let (not_applicable, unknown, unanswered) =
        (policy("not_applicable"), policy("unknown"), policy("unanswered"));
    table.finish(source);
    Some(States { not_applicable: not_applicable?, unknown: unknown?, unanswered: unanswered? })
}

fn read_karte(source: &mut Source<'_>, root: &mut Table<'_>, rules: &[Rule]) -> Option<KarteSpec> {
    let mut table = root.table(source, "karte")?;
    let line = table.line;
    let mut rule = |source: &mut Source<'_>, key: &str, needed: Gives| {
        let name = table.string(source, key);
        if !rules.iter().any(|rule| rule.id == name && rule.gives() == needed) {
            source.report(line, format!("`{key}` names `{name}`, which is no rule that gives {needed:?}"));
        }
        name
    };
    let directives = rule(source, "directives", Gives::DirectiveValues);
    let overall = rule(source, "overall", Gives::Number);
    let class = rule(source, "class", Gives::Class);
    let gap = rule(source, "gap", Gives::DirectiveGaps);
    let (near, low, middle) =
        (table.decimal(source, "near"), table.decimal(source, "low"), table.decimal(source, "middle"));
    let tip = match table.string(source, "tip").as_str() {
        "directive" => TipName::Directive,
        "weakest-item" => TipName::WeakestItem,
        other => {
            source.report(line, format!("`tip` must be directive or weakest-item, not {other:?}"));
            TipName::Directive
        }
    };
    let list_separator = table.text(source, "list_separator");
    let (tip_sentence, headline) = (table.text(source, "tip_sentence"), table.text(source, "headline"));
    let headline_top = table.text(source, "headline_top");
    table.finish(source);
    let (near, low, middle) = (near?, low?, middle?);
    Some(KarteSpec {
        directives,
        overall,
        class,
        gap,
        near,
        low,
        middle,
        tip,
        list_separator,
        tip_sentence,
        headline,
        headline_top,
    })
}

fn read_class(source: &mut Source<'_>, mut table: Table<'_>) -> Class {
    let id = table.string(source, "id");
    let (name, lead) = (table.text(source, "name"), table.text(source, "lead"));
    let hint_heading = table.text(source, "hint_heading");
    let statements =
        table.tables(source, "statement").into_iter().filter_map(|t| read_statement(source, t)).collect();
    let mut hint_bands: Vec<HintBand> = Vec::new();
    for mut band in table.tables(source, "hint_band") {
        let line = band.line;
        let from = band.optional_decimal(source, "from");
        let above_is_open = hint_bands
            .last()
            .is_some_and(|last| last.from.is_none() || (from.is_some() && last.from <= from));
        if above_is_open {
            source.report(line, "hint bands run from the largest gap down; only the last has no `from`");
        }
        let grouped = band.flag(source, "grouped");
        let (first, second) = (band.text(source, "first"), band.text(source, "second"));
        band.finish(source);
        hint_bands.push(HintBand { from, grouped, first, second });
    }
    if hint_bands.is_empty() {
        source.report(table.line, format!("class `{id}` has no hint_band"));
    }
    table.finish(source);
    Class { id, name, lead, hint_heading, statements, hint_bands }
}

fn read_statement(source: &mut Source<'_>, mut table: Table<'_>) -> Option<Statement> {
    let when = if table.has("value") {
        table.decimal(source, "value").map(Condition::Value)
    } else {
        let from = table.decimal(source, "gap_from");
        let below = table.optional_decimal(source, "gap_below");
        from.map(|from| Condition::Gap { from, below })
    };
    let (separator, text) = (table.text(source, "separator"), table.text(source, "text"));
    if [&text.ja, &text.en]
        .iter()
        .any(|text| !text.is_empty() && !["{directives}", "{named}"].iter().any(|mark| text.contains(mark)))
    {
        source.report(table.line, "a statement's text must contain {directives} or {named}");
    }
    if text.ja.contains("{named}") {
        source.report(table.line, "{named} gives English words; in ja write {directives}");
    }
    table.finish(source);
    Some(Statement { when: when?, separator, text })
}

fn check_classes(source: &mut Source<'_>, rules: &[Rule], classes: &[Class]) {
    let known: Vec<&str> = classes.iter().map(|class| class.id.as_str()).collect();
    for rule in rules {
        if let Kind::Classify { bands, .. } = &rule.kind {
            let named: Vec<&str> = bands.iter().map(|band| band.class.as_str()).collect();
            if named != known {
                source.report(
                    0,
                    format!("rule `{}` has bands {named:?}, but the classes are {known:?}", rule.id),
                );
            }
        }
    }
}

fn read_cohort(source: &mut Source<'_>, mut table: Table<'_>) -> CohortSpec {
    let cohort = CohortSpec {
        id: table.string(source, "id"),
        file: table.string(source, "file"),
        without: table.optional_strings(source, "without"),
        as_of: table.text(source, "as_of"),
        name: table.text(source, "name"),
        note: table.text(source, "note"),
    };
    table.finish(source);
    cohort
}

fn read_ground_rule(source: &mut Source<'_>, mut table: Table<'_>) -> GroundRule {
    let rule = GroundRule { title: table.text(source, "title"), text: table.text(source, "text") };
    table.finish(source);
    rule
}

fn read_reference(source: &mut Source<'_>, root: &mut Table<'_>) -> Option<CohortName> {
    let mut table = root.table(source, "reference")?;
    let name =
        CohortName { framework: table.string(source, "framework"), cohort: table.string(source, "cohort") };
    table.finish(source);
    Some(name)
}

/// The files of one folder as (number before `.toml`, path, text), in the order of the numbers.
pub(super) fn numbered<'a>(files: &'a [(String, String)], folder: &str) -> Vec<(&'a str, &'a str, &'a str)> {
    let mut found: Vec<(&str, &str, &str)> = files
        .iter()
        .filter_map(|(path, text)| {
            let stem = path.strip_prefix(folder)?.strip_suffix(".toml")?;
            Some((stem, path.as_str(), text.as_str()))
        })
        .collect();
    let order = |stem: &str| -> Vec<usize> {
        stem.split('-').map(|part| part.parse().unwrap_or(usize::MAX)).collect()
    };
    found.sort_by_key(|(stem, _, _)| order(stem));
    found
}

fn read_directives(files: &[(String, String)], problems: &mut Vec<Problem>) -> Vec<Directive> {
    let mut directives = Vec::new();
    for (index, (stem, path, text)) in numbered(files, "directives/").into_iter().enumerate() {
        let number = index + 1;
        let mut source = Source::new(path, text);
        if stem != number.to_string() {
            source.report(
                0,
                format!("directives are numbered from 1 without holes; expected directives/{number}.toml"),
            );
        }
        if let Some(table) = source.root() {
            directives.push(read_directive(&mut source, table, number));
        }
        problems.append(&mut source.problems);
    }
    directives
}

fn read_directive(source: &mut Source<'_>, mut table: Table<'_>, number: usize) -> Directive {
    let directive = Directive {
        number,
        title: table.text(source, "title"),
        short: limited(source, &mut table, "short", SHORT_ON_CHARTS),
        plain: table.optional_text(source, "plain"),
        weak: table.optional_text(source, "weak"),
        strong: table.optional_text(source, "strong"),
        hints: read_hints(source, &mut table),
        items: 0..0,
    };
    table.finish(source);
    directive
}

fn read_hints(source: &mut Source<'_>, table: &mut Table<'_>) -> Vec<HintText> {
    let mut hints: Vec<HintText> = Vec::new();
    for mut hint in table.tables(source, "hint") {
        let line = hint.line;
        let below = hint.optional_decimal(source, "below");
        let last = hints.last().map(|hint| hint.below);
        if last.is_some_and(|last| last.is_none() || (below.is_some() && below <= last)) {
            source.report(line, "hints run upwards by `below`; only the last has none");
        }
        hints.push(HintText { below, text: hint.text(source, "text") });
        hint.finish(source);
    }
    if hints.last().is_none_or(|hint| hint.below.is_some()) {
        source.report(
            table.line,
            "the last [[hint]] must stand without `below`, so that every value has a text",
        );
    }
    hints
}

/// Whether a text has more characters than there is room for, in either language.
pub(super) fn is_longer(text: &Text, limit: (usize, usize)) -> bool {
    text.ja.chars().count() > limit.0 || text.en.chars().count() > limit.1
}

pub(super) fn limited(
    source: &mut Source<'_>,
    table: &mut Table<'_>,
    key: &str,
    limit: (usize, usize),
) -> Text {
    let text = table.text(source, key);
    if is_longer(&text, limit) {
        let (ja, en) = (text.ja.chars().count(), text.en.chars().count());
        source.report(
            table.line,
            format!("`{key}` has {ja} and {en} characters; there is room for {} and {}", limit.0, limit.1),
        );
    }
    text
}
