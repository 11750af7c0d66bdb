//! What helps a person to answer an item and to go on from there (回答のヒント). Nothing here is scored.

use super::Scale;
use super::load::{is_longer, limited};
use super::reader::{Source, Table};
use crate::Text;

/// Longest texts, in characters: Japanese, English.
const RULE: (usize, usize) = (140, 340);
const EXAMPLE: (usize, usize) = (220, 560);
const REASON: (usize, usize) = (120, 300);
const STATEMENT: (usize, usize) = (60, 140);
const INDICATOR: (usize, usize) = (50, 120);
const AIM: (usize, usize) = (160, 400);
/// So that a rater can calibrate on both sides of a boundary.
const VIGNETTES: usize = 3;
const SAMPLES_MIN: usize = 2;

/// Help for one item, all of it our own words.
#[derive(Clone, Debug)]
pub struct ItemHelp {
    /// A picture of the state to aim for.
    pub aim: Text,
    /// What to answer when one part is done and another is not.
    pub partly: Text,
    /// What a tool counts for, and what work by hand.
    pub tools: Text,
    /// "It exists" against "it works".
    pub works: Text,
    /// The dated or counted figure to write down with the answer.
    pub indicator: Text,
    /// Positions of items that come first.
    pub requires: Vec<usize>,
    /// Statements "we can …" that each level above the lowest adds to the one below it.
    pub can: Vec<Vec<Text>>,
    /// Rough size of each next step.
    pub steps: Vec<StepSize>,
    /// How a sound company of middle size answers.
    pub reference: Example,
    /// Answers at other levels, with the reason.
    pub samples: Vec<Example>,
    /// Cases with a fixed level, for raters to calibrate.
    pub vignettes: Vec<Example>,
}

/// An example with the level it stands for.
#[derive(Clone, Debug)]
pub struct Example {
    pub level: u8,
    pub text: Text,
    /// Why this level and not its neighbor; the reference answer needs none.
    pub why: Option<Text>,
}

/// Rough effort and outside cost of a step: a company of 300 people at three sites, first year, own wages not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepSize {
    pub effort: Effort,
    pub cost: Cost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    Days,
    Weeks,
    Months,
    Year,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    None,
    /// Below half a million yen.
    Small,
    /// Below five million yen.
    Medium,
    Large,
}

impl Effort {
    pub const ALL: [(&str, Effort); 4] = [
        ("days", Effort::Days),
        ("weeks", Effort::Weeks),
        ("months", Effort::Months),
        ("year", Effort::Year),
    ];

    pub fn code(self) -> &'static str {
        code(&Effort::ALL, self)
    }
}

impl Cost {
    pub const ALL: [(&str, Cost); 4] =
        [("none", Cost::None), ("small", Cost::Small), ("medium", Cost::Medium), ("large", Cost::Large)];

    pub fn code(self) -> &'static str {
        code(&Cost::ALL, self)
    }
}

fn code<T: PartialEq>(all: &[(&'static str, T); 4], one: T) -> &'static str {
    all.iter().find(|(_, listed)| *listed == one).map_or("", |(code, _)| code)
}

/// Reads the help that stands in an item's file; `codes` are all items of the framework.
pub(super) fn read_help(
    source: &mut Source<'_>,
    table: &mut Table<'_>,
    scale: &Scale,
    codes: &[&str],
) -> Option<ItemHelp> {
    if !table.has("aim") {
        return None;
    }
    let aim = limited(source, table, "aim", AIM);
    let mut rule = |key: &str| limited(source, table, key, RULE);
    let (partly, tools, works) = (rule("partly"), rule("tools"), rule("works"));
    let indicator = limited(source, table, "indicator", INDICATOR);
    let requires = if table.has("requires") { table.members(source, "requires", codes) } else { Vec::new() };
    let can = read_can(source, table, scale);
    let steps = scale.lowest..=scale.highest - 1;
    let efforts = read_sizes(source, table, "effort", steps.clone(), &Effort::ALL);
    let costs = read_sizes(source, table, "cost", steps, &Cost::ALL);
    let reference = table.table(source, "reference").and_then(|table| read_example(source, table, scale, ""));
    let samples = read_examples(source, table, "sample", scale, "why");
    let vignettes = read_examples(source, table, "vignette", scale, "reason");
    let line = table.line;
    if samples.len() < SAMPLES_MIN {
        source.report(line, format!("`sample` needs at least {SAMPLES_MIN} examples"));
    }
    if vignettes.len() != VIGNETTES {
        source.report(line, format!("`vignette` needs {VIGNETTES} cases, not {}", vignettes.len()));
    }
    Some(ItemHelp {
        aim,
        partly,
        tools,
        works,
        indicator,
        requires,
        can,
        steps: efforts.into_iter().zip(costs).map(|(effort, cost)| StepSize { effort, cost }).collect(),
        reference: reference?,
        samples,
        vignettes,
    })
}

fn read_can(source: &mut Source<'_>, table: &mut Table<'_>, scale: &Scale) -> Vec<Vec<Text>> {
    let Some(mut can) = table.table(source, "can") else { return Vec::new() };
    let mut all = Vec::new();
    for level in scale.lowest + 1..=scale.highest {
        let statements = can.texts(source, &level.to_string());
        if statements.is_empty() {
            source.report(can.line, format!("`can.{level}` has no statement"));
        }
        for text in statements.iter().filter(|text| is_longer(text, STATEMENT)) {
            source.report(
                can.line,
                format!("a statement is longer than {STATEMENT:?} characters: {:?}", text.ja),
            );
        }
        all.push(statements);
    }
    can.finish(source);
    all
}

fn read_sizes<T: Copy>(
    source: &mut Source<'_>,
    table: &mut Table<'_>,
    key: &str,
    steps: std::ops::RangeInclusive<u8>,
    all: &[(&str, T); 4],
) -> Vec<T> {
    let Some(mut sizes) = table.table(source, key) else { return Vec::new() };
    let mut found = Vec::new();
    for step in steps {
        let word = sizes.string(source, &step.to_string());
        match all.iter().find(|(code, _)| *code == word) {
            Some((_, size)) => found.push(*size),
            None => {
                let known = all.iter().map(|(code, _)| *code).collect::<Vec<_>>().join(", ");
                source.report(sizes.line, format!("`{key}.{step}` must be one of {known}, not {word:?}"));
            }
        }
    }
    sizes.finish(source);
    found
}

/// The tables of `[[key]]`, no two of the same level.
fn read_examples(
    source: &mut Source<'_>,
    table: &mut Table<'_>,
    key: &str,
    scale: &Scale,
    why: &str,
) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for table in table.tables(source, key) {
        let line = table.line;
        let Some(example) = read_example(source, table, scale, why) else { continue };
        if examples.iter().any(|other| other.level == example.level) {
            source.report(line, format!("two of `{key}` stand for level {}", example.level));
        }
        examples.push(example);
    }
    examples
}

fn read_example(source: &mut Source<'_>, mut table: Table<'_>, scale: &Scale, why: &str) -> Option<Example> {
    let line = table.line;
    let level = u8::try_from(table.integer(source, "level")).ok();
    let level = level.filter(|level| (scale.lowest..=scale.highest).contains(level));
    if level.is_none() {
        source.report(line, "`level` is not on the scale");
    }
    let text = limited(source, &mut table, "text", EXAMPLE);
    let why = (!why.is_empty()).then(|| limited(source, &mut table, why, REASON));
    table.finish(source);
    Some(Example { level: level?, text, why })
}
