//! The karte: one sheet that says how things are, what is weakest and what to do next.
//! Arithmetic and sentences follow figures 2.2 to 2.4 of the report; the words are data of the framework.

mod hints;
#[cfg(test)]
mod tests;

pub use hints::Hint;

use crate::Fraction;
use crate::Text;
use crate::assessments::{Answer, Cell, Score};
use crate::benchmarks::Averages;
use crate::frameworks::{Class, Condition, Directive, Framework, Item, Kind, Statement, Step};

/// Everything a result sheet shows, ready for words and pictures.
#[derive(Clone, Debug)]
pub struct Karte<'a> {
    pub framework: &'a Framework,
    pub rows: Vec<Row<'a>>,
    pub overall: Option<Fraction>,
    /// Index into the framework's classes; `None` while something is unanswered.
    pub class: Option<usize>,
    /// The class above, whose averages the differences are taken from; none for the best class.
    pub next_class: Option<usize>,
    pub headline: Option<Text>,
    pub statements: Vec<Text>,
    pub hints: Vec<Hint>,
    /// Lowest directive value.
    pub minimum: Option<Fraction>,
    /// Number of directives below the framework's `low` bound.
    pub low_count: usize,
    /// Lowest item level, where item levels are known.
    pub lowest_item: Option<u8>,
    pub near: Option<Near>,
}

/// One directive of the karte.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    pub directive: &'a Directive,
    pub own: Cell,
    pub previous: Option<Fraction>,
    pub all_average: Option<Fraction>,
    /// In the framework's class order.
    pub class_averages: Vec<Option<Fraction>>,
    /// Average of the next class minus own value, unrounded; `None` for the best class.
    pub gap: Option<Fraction>,
    pub tint: Tint,
    /// Lowest answered item, first among equals.
    pub weakest_item: Option<&'a Item>,
    /// The step from the weakest item's level to the next.
    pub next_step: Option<Step<'a>>,
}

/// Background of a value; never without a second sign beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    Low,
    Middle,
    None,
}

impl Tint {
    /// By the figure as shown, so that a printed 2.0 is never pink (1点台 and 2点台 in the report).
    pub fn of(value: Option<Fraction>, framework: &Framework) -> Tint {
        match value {
            Some(value) if value.tenths() < framework.karte.low.tenths() => Tint::Low,
            Some(value) if value.tenths() < framework.karte.middle.tenths() => Tint::Middle,
            _ => Tint::None,
        }
    }
}

/// A result close to a class boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// The class above the boundary.
    pub class: usize,
    /// Overall mean minus boundary: negative just below it.
    pub distance: Fraction,
}

/// What a karte is drawn up from.
pub struct Basis<'a> {
    pub framework: &'a Framework,
    pub score: &'a Score,
    /// One byte per item, where known.
    pub answers: Option<&'a [u8]>,
    pub previous: Option<&'a Score>,
    pub averages: &'a Averages,
}

impl<'a> Karte<'a> {
    pub fn draw_up(basis: &Basis<'a>) -> Karte<'a> {
        let framework = basis.framework;
        let class = basis.score.class();
        let next_class = class.and_then(|class| class.checked_sub(1));
        let rows: Vec<Row<'a>> =
            framework.directives.iter().enumerate().map(|(index, _)| row(basis, index, next_class)).collect();
        let (statements, hints) = match class.and_then(|class| framework.classes.get(class)) {
            Some(class) => (statements(class, &rows), hints::hints(framework, class, next_class, &rows)),
            None => (Vec::new(), Vec::new()),
        };
        Karte {
            framework,
            overall: basis.score.overall(),
            class,
            next_class,
            headline: class.and_then(|class| headline(framework, class, &rows)),
            statements,
            hints,
            minimum: basis.score.minimum(),
            low_count: basis.score.count_below(framework.karte.low),
            lowest_item: basis.answers.and_then(|answers| lowest_level(framework, answers)),
            near: basis.score.overall().and_then(|overall| near(framework, overall)),
            rows,
        }
    }

    pub fn class_spec(&self) -> Option<&'a Class> {
        self.class.and_then(|class| self.framework.classes.get(class))
    }

    pub fn next_class_spec(&self) -> Option<&'a Class> {
        self.next_class.and_then(|class| self.framework.classes.get(class))
    }

    /// Directives that can still rise, the lowest value first, equal values by number.
    pub fn weakest(&self) -> Vec<&Row<'a>> {
        let top = self.framework.scale.top();
        let can_rise = |row: &&Row<'a>| row.own.value().is_some_and(|own| own < top);
        let mut rows: Vec<&Row<'a>> = self.rows.iter().filter(can_rise).collect();
        rows.sort_by_key(|row| row.own.value());
        rows
    }
}

fn row<'a>(basis: &Basis<'a>, index: usize, next_class: Option<usize>) -> Row<'a> {
    let framework = basis.framework;
    let directive = &framework.directives[index];
    let own = basis.score.directives().get(index).copied().unwrap_or(Cell::Gap);
    let class_averages: Vec<Option<Fraction>> =
        (0..framework.classes.len()).map(|class| basis.averages.of_class(class, index)).collect();
    let target = fixed_target(framework).or_else(|| *class_averages.get(next_class?)?);
    let weakest = basis.answers.and_then(|answers| weakest_item(framework, directive, answers));
    Row {
        directive,
        own,
        previous: basis.previous.and_then(|score| score.directives().get(index)?.value()),
        all_average: basis.averages.of_all(index),
        gap: next_class.and_then(|_| Some(target? - own.value()?)),
        class_averages,
        tint: Tint::of(own.value(), framework),
        weakest_item: weakest.map(|(item, _)| item),
        next_step: weakest.and_then(|(item, level)| item.step(&framework.scale, level)),
    }
}

/// The value that the framework's target rule names, if it names one instead of the next class.
fn fixed_target(framework: &Framework) -> Option<Fraction> {
    framework.rules.iter().filter(|rule| rule.id == framework.karte.gap).find_map(|rule| match rule.kind {
        Kind::Target { fixed, .. } => fixed,
        _ => None,
    })
}

/// Unknown stands at the lowest level here: not knowing is the first thing to mend.
fn level_for_order(framework: &Framework, byte: u8) -> Option<u8> {
    match Answer::from_byte(byte) {
        Answer::Level(level) => Some(level),
        Answer::Unknown => Some(framework.scale.lowest),
        Answer::NotApplicable | Answer::Unanswered => None,
    }
}

fn weakest_item<'a>(
    framework: &'a Framework,
    directive: &Directive,
    answers: &[u8],
) -> Option<(&'a Item, u8)> {
    let of_index = |index: usize| {
        let level = level_for_order(framework, *answers.get(index)?)?;
        Some((framework.items.get(index)?, level))
    };
    directive.items.clone().filter_map(of_index).min_by_key(|(_, level)| *level)
}

fn lowest_level(framework: &Framework, answers: &[u8]) -> Option<u8> {
    answers.iter().filter_map(|byte| level_for_order(framework, *byte)).min()
}

fn near(framework: &Framework, overall: Fraction) -> Option<Near> {
    let bands = framework.rules.iter().find_map(|rule| match &rule.kind {
        Kind::Classify { bands, .. } if rule.id == framework.karte.class => Some(bands),
        _ => None,
    })?;
    let nears = bands.iter().enumerate().filter_map(|(class, band)| {
        let distance = overall - band.from?;
        let size = if distance < Fraction::ZERO { Fraction::ZERO - distance } else { distance };
        (size < framework.karte.near).then_some((size, Near { class, distance }))
    });
    nears.min_by(|(a, _), (b, _)| a.cmp(b)).map(|(_, near)| near)
}

fn headline(framework: &Framework, class: usize, rows: &[Row<'_>]) -> Option<Text> {
    let values = rows.iter().filter_map(|row| Some((row.own.value()?, row.directive)));
    let (lowest, weakest) = values.min_by(|a, b| a.0.cmp(&b.0))?;
    if lowest >= framework.scale.top() {
        return Some(framework.karte.headline_top.clone());
    }
    let lead = &framework.classes.get(class)?.lead;
    Some(framework.karte.headline.map(|template, language| {
        template
            .replace("{lead}", lead.in_language(language))
            .replace("{number}", &weakest.number.to_string())
            .replace("{weakest}", weakest.short.in_language(language))
            .replace("{weak}", weakest.weak.as_ref().unwrap_or(&weakest.short).in_language(language))
    }))
}

fn statements(class: &Class, rows: &[Row<'_>]) -> Vec<Text> {
    class.statements.iter().filter_map(|statement| sentence(statement, rows)).collect()
}

fn sentence(statement: &Statement, rows: &[Row<'_>]) -> Option<Text> {
    let holds = |row: &&Row<'_>| match statement.when {
        Condition::Value(value) => row.own.value() == Some(value),
        Condition::Gap { from, below } => {
            row.gap.is_some_and(|gap| gap >= from && below.is_none_or(|below| gap < below))
        }
    };
    let numbers: Vec<usize> = rows.iter().filter(holds).map(|row| row.directive.number).collect();
    (!numbers.is_empty()).then(|| list_into(&statement.text, &statement.separator, &numbers))
}

/// Puts a list of directive numbers into a template: `{directives}` is the bare list, `{named}` says "directive 9" or
/// "directives 4, 5 and 6".
fn list_into(template: &Text, separator: &Text, numbers: &[usize]) -> Text {
    template.map(|text, language| {
        let listed: Vec<String> = numbers.iter().map(usize::to_string).collect();
        let bare = listed.join(separator.in_language(language));
        text.replace("{named}", &named(&listed)).replace("{directives}", &bare)
    })
}

fn named(listed: &[String]) -> String {
    match listed {
        [only] => format!("directive {only}"),
        [most @ .., last] => format!("directives {} and {last}", most.join(", ")),
        [] => String::new(),
    }
}
