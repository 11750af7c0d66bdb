//! Averages of a cohort, gathered one organization at a time in constant memory.

use crate::Fraction;
use crate::assessments::{Cell, Score};
use crate::frameworks::Framework;

/// Exact directive averages of a cohort and of each class in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Averages {
    pub count: usize,
    /// Organizations per class, best class first. Those without a class are in `count` only.
    pub class_counts: Vec<usize>,
    all: Vec<Option<Fraction>>,
    classes: Vec<Vec<Option<Fraction>>>,
}

impl Averages {
    /// `None` where nobody has a value.
    pub fn of_all(&self, directive: usize) -> Option<Fraction> {
        *self.all.get(directive)?
    }

    pub fn of_class(&self, class: usize, directive: usize) -> Option<Fraction> {
        *self.classes.get(class)?.get(directive)?
    }

    pub fn all(&self) -> &[Option<Fraction>] {
        &self.all
    }

    pub fn class(&self, class: usize) -> &[Option<Fraction>] {
        self.classes.get(class).map_or(&[], Vec::as_slice)
    }
}

/// Adds up scores; ask for [`Tally::averages`] at any time.
#[derive(Clone, Debug)]
pub struct Tally {
    count: usize,
    class_counts: Vec<usize>,
    /// Per class, and last for organizations without one: a sum and a count per directive.
    sums: Vec<Vec<(Sum, i64)>>,
}

/// An exact running sum: numerators over one denominator per size of directive, so that adding never divides.
#[derive(Clone, Debug, Default)]
struct Sum {
    numerators: Vec<(i64, i64)>,
}

impl Sum {
    fn add(&mut self, value: Fraction) {
        let same = self.numerators.iter_mut().find(|(denominator, _)| *denominator == value.denominator());
        match same {
            Some((_, numerator)) => *numerator += value.numerator(),
            None => self.numerators.push((value.denominator(), value.numerator())),
        }
    }

    fn total(&self) -> Fraction {
        self.numerators.iter().map(|(denominator, numerator)| Fraction::new(*numerator, *denominator)).sum()
    }
}

impl Tally {
    pub fn new(framework: &Framework) -> Tally {
        let classes = framework.classes.len();
        let row = vec![(Sum::default(), 0); framework.directives.len()];
        Tally { count: 0, class_counts: vec![0; classes], sums: vec![row; classes + 1] }
    }

    pub fn add(&mut self, score: &Score) {
        self.count += 1;
        let class = score.class().unwrap_or(self.class_counts.len());
        if let Some(count) = self.class_counts.get_mut(class) {
            *count += 1;
        }
        let Some(row) = self.sums.get_mut(class) else { return };
        for (cell, (sum, count)) in score.directives().iter().zip(row) {
            if let Cell::Value(value) = cell {
                sum.add(*value);
                *count += 1;
            }
        }
    }

    pub fn averages(&self) -> Averages {
        let mean = |(sum, count): &(Sum, i64)| (*count > 0).then(|| sum.total() / *count);
        let classes =
            self.sums.iter().take(self.class_counts.len()).map(|row| row.iter().map(mean).collect());
        let directives = self.sums.first().map_or(0, Vec::len);
        let of_all = |directive: usize| {
            let cells = || self.sums.iter().filter_map(|row| row.get(directive));
            let count: i64 = cells().map(|(_, count)| count).sum();
            (count > 0).then(|| cells().map(|(sum, _)| sum.total()).sum::<Fraction>() / count)
        };
        Averages {
            count: self.count,
            class_counts: self.class_counts.clone(),
            all: (0..directives).map(of_all).collect(),
            classes: classes.collect(),
        }
    }
}
