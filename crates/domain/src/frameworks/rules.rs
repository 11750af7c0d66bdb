//! Rules as data: named nodes that take what earlier nodes gave. Three kinds so far; an unknown kind is refused by name.
//! `docs/decisions/0003-rules-are-named-nodes.md` shows how ladders, deductions and vetoes will join.

use super::reader::{Source, Table};
use crate::Fraction;

#[derive(Clone, Debug)]
pub struct Rule {
    pub id: String,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Item levels gathered per directive.
    AggregateItems { function: Function },
    /// Directive values gathered into one number.
    AggregateDirectives { of: usize, function: Function },
    /// Half-open bands over one number, best first; the last is open below.
    Classify { of: usize, bands: Vec<Band> },
    /// Distance of each directive from the average of the next class, or from a fixed value.
    Target { of: usize, class: usize, fixed: Option<Fraction> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Mean,
    Sum,
    Minimum,
    Maximum,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub class: String,
    /// Inclusive; none for the lowest band.
    pub from: Option<Fraction>,
}

/// What a rule gives, so that nodes are chained only where they fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    DirectiveValues,
    Number,
    Class,
    DirectiveGaps,
}

impl Rule {
    pub(super) fn gives(&self) -> Gives {
        match self.kind {
            Kind::AggregateItems { .. } => Gives::DirectiveValues,
            Kind::AggregateDirectives { .. } => Gives::Number,
            Kind::Classify { .. } => Gives::Class,
            Kind::Target { .. } => Gives::DirectiveGaps,
        }
    }

    /// Reads one `[[rule]]`; `earlier` are the rules above it in the file.
    pub(super) fn read(source: &mut Source<'_>, mut table: Table<'_>, earlier: &[Rule]) -> Option<Rule> {
        let line = table.line;
        let id = table.string(source, "id");
        if earlier.iter().any(|rule| rule.id == id) {
            source.report(line, format!("rule `{id}` is there twice"));
        }
        let kind = table.string(source, "kind");
        let kind = match kind.as_str() {
            "aggregate" => read_aggregate(source, &mut table, earlier),
            "classify" => read_classify(source, &mut table, earlier),
            "target" => read_target(source, &mut table, earlier),
            _ => {
                source.report(
                    line,
                    format!("rule `{id}`: kind `{kind}` is not known to this version (aggregate, classify, target)"),
                );
                return None;
            }
        };
        table.finish(source);
        Some(Rule { id, kind: kind? })
    }
}

fn read_aggregate(source: &mut Source<'_>, table: &mut Table<'_>, earlier: &[Rule]) -> Option<Kind> {
    let function = match table.string(source, "function").as_str() {
        "mean" => Function::Mean,
        "sum" => Function::Sum,
        "min" => Function::Minimum,
        "max" => Function::Maximum,
        other => {
            source.report(table.line, format!("function `{other}` is not one of mean, sum, min, max"));
            return None;
        }
    };
    if table.has("by") {
        let (of, by) = (table.string(source, "of"), table.string(source, "by"));
        if (of.as_str(), by.as_str()) != ("items", "directive") {
            source.report(table.line, "an aggregate with `by` takes `items` by `directive`");
        }
        return Some(Kind::AggregateItems { function });
    }
    let of = input(source, table, "of", earlier, Gives::DirectiveValues)?;
    Some(Kind::AggregateDirectives { of, function })
}

fn read_classify(source: &mut Source<'_>, table: &mut Table<'_>, earlier: &[Rule]) -> Option<Kind> {
    let of = input(source, table, "of", earlier, Gives::Number);
    let line = table.line;
    let mut bands: Vec<Band> = Vec::new();
    let texts = table.strings(source, "bands");
    let last = texts.len().saturating_sub(1);
    for (index, text) in texts.iter().enumerate() {
        let (class, from) = match text.split_once(" from ") {
            Some((class, from)) => (class, Fraction::parse(from)),
            None => (text.as_str(), None),
        };
        if (index == last) != from.is_none() {
            source.report(
                line,
                format!("band {text:?}: write \"A from 3.75\"; only the last band has no `from`"),
            );
        }
        if bands.iter().any(|band| band.from.is_some() && from.is_some() && band.from <= from) {
            source.report(line, format!("band {text:?}: boundaries must fall from band to band"));
        }
        bands.push(Band { class: class.to_owned(), from });
    }
    Some(Kind::Classify { of: of?, bands })
}

fn read_target(source: &mut Source<'_>, table: &mut Table<'_>, earlier: &[Rule]) -> Option<Kind> {
    let of = input(source, table, "of", earlier, Gives::DirectiveValues);
    let class = input(source, table, "class", earlier, Gives::Class);
    let line = table.line;
    let target = table.string(source, "target");
    let fixed = Fraction::parse(&target);
    if fixed.is_none() && target != "next-class-average" {
        source.report(line, format!("target {target:?} is neither \"next-class-average\" nor a decimal"));
    }
    Some(Kind::Target { of: of?, class: class?, fixed })
}

/// The earlier rule that `key` names, if it gives what is needed.
fn input(
    source: &mut Source<'_>,
    table: &mut Table<'_>,
    key: &str,
    earlier: &[Rule],
    needed: Gives,
) -> Option<usize> {
    let name = table.string(source, key);
    match earlier.iter().position(|rule| rule.id == name) {
        None => {
            source.report(table.line, format!("`{key}` names `{name}`, which is no rule above this one"));
            None
        }
        Some(index) if earlier.get(index).map(Rule::gives) != Some(needed) => {
            source.report(table.line, format!("`{key}` names `{name}`, which gives no {needed:?}"));
            None
        }
        found => found,
    }
}
