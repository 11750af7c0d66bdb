//! A framework: questions, scale, rules and words as data. Read from text files by [`load`], never written in code.

mod crosswalk;
mod glossary;
mod help;
mod items;
mod load;
mod plain_edition;
mod reader;
mod rules;
#[cfg(test)]
pub(crate) mod tests;
mod tips;

pub use crosswalk::{Crosswalk, Entry, Group};
pub use glossary::Term;
pub use help::{Cost, Effort, Example, ItemHelp, StepSize};
pub use load::load;
pub use plain_edition::{PlainEdition, PlainOption, PlainQuestion};
pub use reader::Problem;
pub use rules::{Band, Function, Kind, Rule};
pub use tips::{OURS, Tip, TipCase, TipContent};

use crate::{Fraction, Text};

/// One version of a framework, complete and checked.
#[derive(Clone, Debug)]
pub struct Framework {
    pub id: String,
    pub version: String,
    /// Frozen frameworks reproduce past results and take no new assessments.
    pub frozen: bool,
    pub name: Text,
    /// Where the content comes from, as shown on every result. A source, never an authority.
    pub source: Text,
    pub notice: Text,
    pub licence: String,
    pub scale: Scale,
    pub states: States,
    /// In the order of evaluation; each rule uses only what stands before it.
    pub rules: Vec<Rule>,
    /// How to count, the same for every item.
    pub ground_rules: Vec<GroundRule>,
    pub directives: Vec<Directive>,
    /// All items in directive order; `Directive::items` points into it.
    pub items: Vec<Item>,
    /// In the order of items, each item's own before its lettered ones.
    pub tips: Vec<Tip>,
    pub crosswalks: Vec<Crosswalk>,
    /// Shortest first.
    pub plain_editions: Vec<PlainEdition>,
    pub glossary: Vec<Term>,
    pub karte: KarteSpec,
    /// Best class first.
    pub classes: Vec<Class>,
    pub cohorts: Vec<CohortSpec>,
    /// The cohort a karte is measured against.
    pub reference: CohortName,
    /// SHA-256 over all files, in hexadecimal: tells which content a frozen result was computed with.
    pub content_hash: String,
}

impl Framework {
    /// The position of an item code such as `5-6`.
    pub fn item_index(&self, code: &str) -> Option<usize> {
        self.items.iter().position(|item| item.code == code)
    }

    pub fn tip(&self, code: &str) -> Option<&Tip> {
        self.tips.iter().find(|tip| tip.code == code)
    }

    pub fn crosswalk(&self, id: &str) -> Option<&Crosswalk> {
        self.crosswalks.iter().find(|crosswalk| crosswalk.id == id)
    }

    pub fn plain_edition(&self, id: &str) -> Option<&PlainEdition> {
        self.plain_editions.iter().find(|edition| edition.id == id)
    }

    /// Number of items of each directive.
    pub fn item_counts(&self) -> Vec<usize> {
        self.directives.iter().map(|directive| directive.items.len()).collect()
    }

    /// `id` and `version` as one word, stored with every assessment.
    pub fn edition(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

/// The whole-number levels of an answer, lowest first, with their names.
#[derive(Clone, Debug)]
pub struct Scale {
    pub lowest: u8,
    pub highest: u8,
    pub levels: Vec<Text>,
}

impl Scale {
    /// The highest level as a value: nothing rises above it.
    pub fn top(&self) -> Fraction {
        Fraction::whole(i64::from(self.highest))
    }
}

/// What an answer that is no level does to the score of its directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatePolicy {
    /// Left out of numerator and denominator.
    Exclude,
    /// Counts as the lowest level.
    Lowest,
    /// Counts as the highest level.
    Highest,
    /// The directive has no value until this is answered.
    Gap,
}

/// The framework's policy for each of the three states.
#[derive(Clone, Copy, Debug)]
pub struct States {
    pub not_applicable: StatePolicy,
    pub unknown: StatePolicy,
    pub unanswered: StatePolicy,
}

#[derive(Clone, Debug)]
pub struct Directive {
    /// Counted from 1, as printed.
    pub number: usize,
    pub title: Text,
    /// For charts and narrow columns.
    pub short: Text,
    /// What it is about, for a manager who does not know the guideline.
    pub plain: Option<Text>,
    /// Clause of a headline when this is the weakest directive.
    pub weak: Option<Text>,
    /// Clause of a headline when this is the strongest directive.
    pub strong: Option<Text>,
    pub hints: Vec<HintText>,
    pub items: std::ops::Range<usize>,
}

/// What to do, for directives whose own value lies below a bound.
#[derive(Clone, Debug)]
pub struct HintText {
    /// Exclusive upper bound; the last text of a directive has none.
    pub below: Option<Fraction>,
    pub text: Text,
}

impl Directive {
    /// The action for a directive that stands at `value`.
    pub fn hint(&self, value: Fraction) -> &Text {
        let fits = |hint: &&HintText| hint.below.is_none_or(|bound| value < bound);
        &self.hints.iter().find(fits).expect("the last hint has no bound, checked when loading").text
    }
}

#[derive(Clone, Debug)]
pub struct Item {
    /// Directive and number in it: `5-6`.
    pub code: String,
    pub directive: usize,
    pub title: Text,
    /// Title of the tip with the same code.
    pub tip: Text,
    /// Everything a person needs to answer; frozen versions have none.
    pub guide: Option<ItemGuide>,
    /// Positions in the glossary of the terms that occur in its texts.
    pub terms: Vec<usize>,
}

impl Item {
    /// The short heading, or the title where there is none.
    pub fn heading(&self) -> &Text {
        self.guide.as_ref().map_or(&self.title, |guide| &guide.short)
    }

    /// What leads from a level to the next; none from the highest, and in frozen versions.
    pub fn step(&self, scale: &Scale, level: u8) -> Option<Step<'_>> {
        let (guide, index) = (self.guide.as_ref()?, usize::from(level.checked_sub(scale.lowest)?));
        let size = guide.help.as_ref().and_then(|help| help.steps.get(index).copied());
        Some(Step { text: guide.next.get(index)?, size })
    }
}

/// What to do to reach the next level of an item, and how much it takes.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    pub text: &'a Text,
    pub size: Option<StepSize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Respondent {
    Management,
    Practitioner,
}

/// The texts with which an item is answered.
#[derive(Clone, Debug)]
pub struct ItemGuide {
    pub respondent: Respondent,
    pub short: Text,
    pub question: Text,
    pub intent: Text,
    /// One text per level of the scale, lowest first.
    pub levels: Vec<Text>,
    pub doubt: Text,
    pub evidence: Vec<Text>,
    /// The step from each level to the next, so one fewer than levels.
    pub next: Vec<Text>,
    pub help: Option<ItemHelp>,
}

/// A rule of counting that holds for every item, so that no item has to say it.
#[derive(Clone, Debug)]
pub struct GroundRule {
    pub title: Text,
    pub text: Text,
}

/// Which rules feed the karte, and the words around them.
#[derive(Clone, Debug)]
pub struct KarteSpec {
    pub directives: String,
    pub overall: String,
    pub class: String,
    pub gap: String,
    /// How close to a boundary a result says so.
    pub near: Fraction,
    /// Values below are tinted pink.
    pub low: Fraction,
    /// Values below, and not low, are tinted yellow.
    pub middle: Fraction,
    pub tip: TipName,
    pub list_separator: Text,
    pub tip_sentence: Text,
    pub headline: Text,
    /// The headline when every directive stands at the top of the scale.
    pub headline_top: Text,
}

/// How a hint names its tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TipName {
    /// `9-X`, as the report prints it.
    Directive,
    /// The tip of the weakest item: `9-1`.
    WeakestItem,
}

#[derive(Clone, Debug)]
pub struct Class {
    pub id: String,
    pub name: Text,
    /// First clause of the headline.
    pub lead: Text,
    pub hint_heading: Text,
    pub statements: Vec<Statement>,
    /// Largest gap first.
    pub hint_bands: Vec<HintBand>,
}

/// A sentence that lists directives.
#[derive(Clone, Debug)]
pub struct Statement {
    pub when: Condition,
    pub separator: Text,
    pub text: Text,
}

#[derive(Clone, Debug)]
pub enum Condition {
    /// The directive's value is exactly this.
    Value(Fraction),
    /// `from <= gap < below`
    Gap { from: Fraction, below: Option<Fraction> },
}

/// Directives whose gap is at least `from` (and below the band before), and how hints speak of them.
#[derive(Clone, Debug)]
pub struct HintBand {
    /// None: every gap above zero.
    pub from: Option<Fraction>,
    /// As a second hint, all directives of the band are named together and the first of them gives the action.
    pub grouped: bool,
    pub first: Text,
    pub second: Text,
}

/// A published cohort that comes with the framework.
#[derive(Clone, Debug)]
pub struct CohortSpec {
    pub id: String,
    pub name: Text,
    pub note: Text,
    /// When it was gathered, as people write it: 2020年度, FY2020.
    pub as_of: Text,
    /// Path of the answers file, beside `framework.toml`.
    pub file: String,
    /// Codes of that file which do not belong to this cohort.
    pub without: Vec<String>,
}

/// A cohort, named by the framework it comes with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CohortName {
    pub framework: String,
    pub cohort: String,
}
