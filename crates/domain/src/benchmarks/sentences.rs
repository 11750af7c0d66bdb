//! What can be said about a cohort in a sentence (section 2.1 of the report), as values; the words are the screens'.

use crate::Fraction;

/// The highest and lowest of a row of directive averages; equal values as shown stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extremes {
    pub highest: Vec<usize>,
    pub highest_value: Fraction,
    pub lowest: Vec<usize>,
    pub lowest_value: Fraction,
}

impl Extremes {
    /// Directive numbers counted from 1; `None` for an empty row.
    pub fn of(row: &[Option<Fraction>]) -> Option<Extremes> {
        let values = || row.iter().enumerate().filter_map(|(index, value)| Some((index + 1, (*value)?)));
        let highest_value = values().map(|(_, value)| value).max()?;
        let lowest_value = values().map(|(_, value)| value).min()?;
        let shown_as = |bound: Fraction| {
            values().filter(|(_, value)| value.tenths() == bound.tenths()).map(|(number, _)| number).collect()
        };
        Some(Extremes {
            highest: shown_as(highest_value),
            highest_value,
            lowest: shown_as(lowest_value),
            lowest_value,
        })
    }
}

/// What the averages of a class show, in the terms the report uses for its three classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClassShape {
    /// Every average, as shown, is at least this whole level.
    AllAtLeast(i64),
    /// Every average, as shown, is at most this whole level.
    AllAtMost(i64),
    /// Neither: the highest stands out and the lowest trails.
    Spread(Extremes),
}

impl ClassShape {
    /// `None` for a class nobody is in.
    pub fn of(row: &[Option<Fraction>]) -> Option<ClassShape> {
        let extremes = Extremes::of(row)?;
        let (lowest, highest) = (extremes.lowest_value.tenths(), extremes.highest_value.tenths());
        Some(if lowest >= 40 {
            ClassShape::AllAtLeast(lowest / 10)
        } else if highest <= 30 {
            ClassShape::AllAtMost((highest + 9) / 10)
        } else {
            ClassShape::Spread(extremes)
        })
    }
}
