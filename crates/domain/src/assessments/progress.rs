//! How far an assessment has come, what is missing, and how long the rest takes.

use crate::assessments::Answer;
use crate::frameworks::Framework;

/// Seconds for an item that is answered afresh, and for one where last year's answer stands beside it.
const SECONDS_FRESH: usize = 36;
const SECONDS_CONFIRMED: usize = 10;

/// Counts over one set of answers, in the framework's item order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub answered: usize,
    pub total: usize,
    /// Index of the first item without an answer.
    pub first_unanswered: Option<usize>,
}

impl Progress {
    pub fn of(answers: &[Answer]) -> Progress {
        Progress {
            answered: answers.iter().filter(|answer| answer.is_answered()).count(),
            total: answers.len(),
            first_unanswered: answers.iter().position(|answer| !answer.is_answered()),
        }
    }

    /// Whole percent; 100 only when nothing is missing.
    pub fn percent(&self) -> u32 {
        let percent = self.answered * 100 / self.total.max(1);
        u32::try_from(percent).unwrap_or(100)
    }

    /// Minutes for what is left, rounded up. `with_previous` items have an earlier answer to confirm.
    pub fn minutes_left(unanswered: usize, with_previous: usize) -> usize {
        let confirmed = with_previous.min(unanswered);
        (confirmed * SECONDS_CONFIRMED + (unanswered - confirmed) * SECONDS_FRESH).div_ceil(60)
    }
}

/// Codes of the items that still need an answer before the assessment can be submitted.
pub fn missing<'f>(framework: &'f Framework, answers: &[Answer]) -> Vec<&'f str> {
    let unanswered = |index: usize| answers.get(index).is_none_or(|answer| !answer.is_answered());
    let items = framework.items.iter().enumerate();
    items.filter(|(index, _)| unanswered(*index)).map(|(_, item)| item.code.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Answer::{Level, NotApplicable, Unanswered, Unknown};

    #[test]
    fn not_applicable_and_unknown_are_answers_and_unanswered_is_none() {
        let progress = Progress::of(&[Level(3), NotApplicable, Unanswered, Unknown, Unanswered]);
        assert_eq!(progress, Progress { answered: 3, total: 5, first_unanswered: Some(2) });
        assert_eq!(progress.percent(), 60);
    }

    #[test]
    fn percent_is_full_only_when_nothing_is_missing() {
        let almost = Progress { answered: 999, total: 1_000, first_unanswered: Some(999) };
        assert_eq!(almost.percent(), 99);
        assert_eq!(Progress::of(&[]).percent(), 0);
    }

    #[test]
    fn confirming_takes_less_time_than_answering() {
        for (unanswered, with_previous, minutes) in
            [(0, 0, 0), (1, 0, 1), (20, 0, 12), (39, 0, 24), (39, 39, 7), (20, 30, 4)]
        {
            assert_eq!(
                Progress::minutes_left(unanswered, with_previous),
                minutes,
                "{unanswered} {with_previous}"
            );
        }
    }
}
