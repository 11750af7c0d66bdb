//! The framework's rules over answers: pure, exact, and fast enough to count whole countries.

use crate::Fraction;
use crate::assessments::Answer;
use crate::frameworks::{Band, Framework, Function, Kind, StatePolicy};

/// The value of one directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Value(Fraction),
    /// Something is still unanswered: a gap, never a zero.
    Gap,
    /// Nothing in it applies.
    Empty,
}

impl Cell {
    pub fn value(self) -> Option<Fraction> {
        match self {
            Cell::Value(value) => Some(value),
            Cell::Gap | Cell::Empty => None,
        }
    }
}

/// What the rules gave for one set of answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// One value per rule of the framework, in its order.
    values: Vec<Value>,
    directives_rule: usize,
    overall_rule: usize,
    class_rule: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Directives(Vec<Cell>),
    Number(Option<Fraction>),
    Class(Option<usize>),
}

impl Score {
    /// The directive means, as the karte shows them.
    pub fn directives(&self) -> &[Cell] {
        match self.values.get(self.directives_rule) {
            Some(Value::Directives(cells)) => cells,
            _ => &[],
        }
    }

    /// The overall mean; `None` while anything is a gap.
    pub fn overall(&self) -> Option<Fraction> {
        match self.values.get(self.overall_rule) {
            Some(Value::Number(number)) => *number,
            _ => None,
        }
    }

    /// Index into the framework's classes, best first; `None` while anything is a gap.
    pub fn class(&self) -> Option<usize> {
        match self.values.get(self.class_rule) {
            Some(Value::Class(class)) => *class,
            _ => None,
        }
    }

    /// The lowest directive value: stands beside every mean, so that a class never hides a weak directive.
    pub fn minimum(&self) -> Option<Fraction> {
        self.directives().iter().filter_map(|cell| cell.value()).min()
    }

    /// How many directives lie below a bound, by the figures as shown: a printed 2.0 is not below 2.
    pub fn count_below(&self, bound: Fraction) -> usize {
        self.directives()
            .iter()
            .filter_map(|cell| cell.value())
            .filter(|value| value.tenths() < bound.tenths())
            .count()
    }
}

/// A framework's rules, made ready for many answers.
pub struct Scorer {
    groups: Vec<std::ops::Range<usize>>,
    item_count: usize,
    steps: Vec<Step>,
    effects: [Effect; 256],
    /// `unit / denominator` for each small denominator, so that a mean of means needs no division by search.
    factors: Vec<i64>,
    unit: i64,
    directives_rule: usize,
    overall_rule: usize,
    class_rule: usize,
}

enum Step {
    Items(Function),
    Directives {
        of: usize,
        function: Function,
    },
    Classify {
        of: usize,
        bands: Vec<Band>,
    },
    /// Gaps need a cohort; the karte computes them.
    Later,
}

/// What one answer byte adds to its directive.
#[derive(Clone, Copy)]
struct Effect {
    level: i64,
    count: i64,
    gaps: i64,
}

impl Scorer {
    pub fn new(framework: &Framework) -> Scorer {
        let rule = |id: &str| framework.rules.iter().position(|rule| rule.id == id).unwrap_or_default();
        let groups: Vec<_> = framework.directives.iter().map(|directive| directive.items.clone()).collect();
        let largest = groups.iter().map(ExactSizeIterator::len).max().unwrap_or(1);
        let (unit, factors) = factors(largest);
        Scorer {
            groups,
            item_count: framework.items.len(),
            steps: framework.rules.iter().map(|rule| step(&rule.kind)).collect(),
            effects: effects(framework),
            factors,
            unit,
            directives_rule: rule(&framework.karte.directives),
            overall_rule: rule(&framework.karte.overall),
            class_rule: rule(&framework.karte.class),
        }
    }

    /// Scores one byte per item, in the framework's order; bytes missing at the end are unanswered.
    pub fn score(&self, answers: &[u8]) -> Score {
        let mut score = self.blank();
        self.score_into(answers, &mut score);
        score
    }

    /// A score to be filled again and again without allocating.
    pub fn blank(&self) -> Score {
        let values = self.steps.iter().map(|step| match step {
            Step::Items(_) => Value::Directives(vec![Cell::Gap; self.groups.len()]),
            Step::Directives { .. } => Value::Number(None),
            Step::Classify { .. } | Step::Later => Value::Class(None),
        });
        Score {
            values: values.collect(),
            directives_rule: self.directives_rule,
            overall_rule: self.overall_rule,
            class_rule: self.class_rule,
        }
    }

    /// As [`Scorer::score`], into a score made by [`Scorer::blank`].
    pub fn score_into(&self, answers: &[u8], score: &mut Score) {
        self.run(score, |function, cells| {
            for (group, cell) in self.groups.iter().zip(cells) {
                *cell = self.gather(function, answers.get(group.clone()).unwrap_or_default(), group.len());
            }
        });
    }

    /// Scores sums of complete item levels per directive, the only form in which the trial's results are known.
    pub fn score_sums(&self, sums: &[i64]) -> Score {
        let mut score = self.blank();
        self.run(&mut score, |_, cells| {
            for ((group, cell), sum) in self.groups.iter().zip(cells).zip(sums) {
                *cell = Cell::Value(Fraction::new(*sum, group.len() as i64));
            }
        });
        score
    }

    pub fn item_count(&self) -> usize {
        self.item_count
    }

    fn run(&self, score: &mut Score, fill: impl Fn(Function, &mut [Cell])) {
        for (index, step) in self.steps.iter().enumerate() {
            let (earlier, rest) = score.values.split_at_mut(index);
            let Some(value) = rest.first_mut() else { return };
            match (step, value) {
                (Step::Items(function), Value::Directives(cells)) => fill(*function, cells),
                (Step::Directives { of, function }, Value::Number(number)) => {
                    *number = match earlier.get(*of) {
                        Some(Value::Directives(cells)) => self.gather_cells(*function, cells),
                        _ => None,
                    };
                }
                (Step::Classify { of, bands }, Value::Class(class)) => {
                    *class = match earlier.get(*of) {
                        Some(Value::Number(Some(number))) => classify(bands, *number),
                        _ => None,
                    };
                }
                _ => {}
            }
        }
    }

    /// The level each answer counts as under the framework's policies; none where it counts as no level.
    pub fn levels(&self, answers: &[u8]) -> Vec<Option<u8>> {
        let level = |byte: &u8| {
            let effect = &self.effects[usize::from(*byte)];
            (effect.count == 1).then(|| u8::try_from(effect.level).ok()).flatten()
        };
        answers.iter().map(level).collect()
    }

    fn gather(&self, function: Function, answers: &[u8], expected: usize) -> Cell {
        let (mut sum, mut count, mut gaps) = (0, 0, 0);
        for byte in answers {
            let effect = &self.effects[usize::from(*byte)];
            sum += effect.level;
            count += effect.count;
            gaps += effect.gaps;
        }
        if gaps > 0 || answers.len() < expected {
            return Cell::Gap;
        }
        if count == 0 {
            return Cell::Empty;
        }
        let counted =
            || answers.iter().map(|byte| &self.effects[usize::from(*byte)]).filter(|effect| effect.count > 0);
        Cell::Value(match function {
            Function::Mean => Fraction::new(sum, count),
            Function::Sum => Fraction::whole(sum),
            Function::Minimum => Fraction::whole(counted().map(|effect| effect.level).min().unwrap_or(sum)),
            Function::Maximum => Fraction::whole(counted().map(|effect| effect.level).max().unwrap_or(sum)),
        })
    }

    fn gather_cells(&self, function: Function, cells: &[Cell]) -> Option<Fraction> {
        if cells.contains(&Cell::Gap) {
            return None;
        }
        let values = || cells.iter().filter_map(|cell| cell.value());
        match function {
            Function::Minimum => values().min(),
            Function::Maximum => values().max(),
            Function::Sum => self.total(cells).map(|(total, _)| total),
            Function::Mean => self.total(cells).map(|(total, count)| {
                // The denominator of the total divides `unit`, so this stays far inside 64 bits.
                Fraction::new(total.numerator(), total.denominator() * count)
            }),
        }
    }

    /// Exact sum and count of the values; `None` without any.
    fn total(&self, cells: &[Cell]) -> Option<(Fraction, i64)> {
        let (mut total, mut count) = (0, 0);
        for cell in cells {
            let Cell::Value(value) = cell else { continue };
            let factor = usize::try_from(value.denominator())
                .ok()
                .and_then(|denominator| self.factors.get(denominator));
            let Some(factor) = factor.filter(|factor| **factor > 0) else { return slow_total(cells) };
            total += value.numerator() * factor;
            count += 1;
        }
        (count > 0).then(|| (Fraction::new(total, self.unit), count))
    }
}

fn slow_total(cells: &[Cell]) -> Option<(Fraction, i64)> {
    let values: Vec<Fraction> = cells.iter().filter_map(|cell| cell.value()).collect();
    (!values.is_empty()).then(|| (values.iter().copied().sum(), values.len() as i64))
}

fn classify(bands: &[Band], number: Fraction) -> Option<usize> {
    bands.iter().position(|band| band.from.is_none_or(|from| number >= from))
}

fn step(kind: &Kind) -> Step {
    match kind {
        Kind::AggregateItems { function } => Step::Items(*function),
        Kind::AggregateDirectives { of, function } => Step::Directives { of: *of, function: *function },
        Kind::Classify { of, bands } => Step::Classify { of: *of, bands: bands.clone() },
        Kind::Target { .. } => Step::Later,
    }
}

fn effects(framework: &Framework) -> [Effect; 256] {
    let (lowest, highest) = (framework.scale.lowest, framework.scale.highest);
    let of_policy = |policy: StatePolicy| match policy {
        StatePolicy::Exclude => Effect { level: 0, count: 0, gaps: 0 },
        StatePolicy::Lowest => Effect { level: i64::from(lowest), count: 1, gaps: 0 },
        StatePolicy::Highest => Effect { level: i64::from(highest), count: 1, gaps: 0 },
        StatePolicy::Gap => Effect { level: 0, count: 0, gaps: 1 },
    };
    std::array::from_fn(|byte| match Answer::from_byte(byte as u8) {
        Answer::Level(level) if (lowest..=highest).contains(&level) => {
            Effect { level: i64::from(level), count: 1, gaps: 0 }
        }
        Answer::NotApplicable => of_policy(framework.states.not_applicable),
        Answer::Unknown => of_policy(framework.states.unknown),
        Answer::Unanswered => of_policy(framework.states.unanswered),
        // A byte outside the scale is no answer. Files and forms refuse it before it gets here.
        Answer::Level(_) => Effect { level: 0, count: 0, gaps: 1 },
    })
}

/// The least common multiple of 1 to `largest` and its quotients, as long as it stays small enough for sums in 64 bits.
fn factors(largest: usize) -> (i64, Vec<i64>) {
    const UNIT_MAX: i64 = 1_000_000_000_000;
    let mut unit: i64 = 1;
    let mut reached = 1;
    for number in 2..=largest as i64 {
        let divisor =
            (1..=number).rev().find(|divisor| unit % divisor == 0 && number % divisor == 0).unwrap_or(1);
        let next = unit * (number / divisor);
        if next > UNIT_MAX {
            break;
        }
        unit = next;
        reached = number;
    }
    let factors = (0..=reached).map(|denominator| if denominator == 0 { 0 } else { unit / denominator });
    (unit, factors.collect())
}

#[cfg(test)]
mod tests;
