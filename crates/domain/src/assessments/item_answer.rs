//! What a person says about one item: the level in place today, how much of the scope it covers, what is planned.

use crate::assessments::Answer;
use crate::frameworks::Scale;

/// Longest note, in characters.
pub const NOTE_LENGTH_MAX: usize = 4_000;

/// An answer with everything around it. Only what is in place today counts; plans stand beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemAnswer {
    pub answer: Answer,
    /// Done in a part of the scope only.
    pub is_partial: bool,
    /// How much of the scope the answer covers.
    pub coverage_percent: Option<i64>,
    /// The person is not sure.
    pub is_uncertain: bool,
    pub planned: Option<Plan>,
    /// Evidence, or the reason why an item does not apply.
    pub note: String,
}

/// A level that is meant to be reached, and by which day (`2027-03-31`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub level: u8,
    pub on: String,
}

/// The same as it comes from a form or a program, not yet checked.
#[derive(Clone, Debug, Default)]
pub struct Said<'a> {
    pub answer: &'a str,
    pub is_partial: bool,
    pub coverage_percent: Option<i64>,
    pub is_uncertain: bool,
    pub planned_level: Option<i64>,
    /// A day, already known to exist in the calendar.
    pub planned_on: Option<&'a str>,
    pub note: &'a str,
}

/// Why something said about an item cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the answer is no level of the scale")]
    OutsideScale,
    #[error("an item that does not apply needs a reason")]
    ReasonNeeded,
    #[error("coverage is a whole number from 0 to 100")]
    CoverageOutsideRange,
    #[error("the planned level is no level of the scale")]
    PlanOutsideScale,
    #[error("a planned level needs a day")]
    PlanWithoutDay,
    #[error("a planned day needs a level")]
    PlanWithoutLevel,
    #[error("the note is too long")]
    NoteTooLong,
}

impl ItemAnswer {
    /// Every problem at once.
    pub fn new(said: &Said<'_>, scale: &Scale) -> Result<ItemAnswer, Vec<Refusal>> {
        let answer = Answer::parse(said.answer, scale);
        let planned = plan(said, scale);
        let note = said.note.trim();
        let mut refusals: Vec<Refusal> = planned.as_ref().err().copied().into_iter().collect();
        let mut refuse = |is_wrong: bool, refusal: Refusal| refusals.extend(is_wrong.then_some(refusal));
        refuse(answer.is_none(), Refusal::OutsideScale);
        refuse(answer == Some(Answer::NotApplicable) && note.is_empty(), Refusal::ReasonNeeded);
        refuse(
            said.coverage_percent.is_some_and(|percent| !(0..=100).contains(&percent)),
            Refusal::CoverageOutsideRange,
        );
        refuse(note.chars().count() > NOTE_LENGTH_MAX, Refusal::NoteTooLong);
        let (Some(answer), Ok(planned), true) = (answer, planned, refusals.is_empty()) else {
            return Err(refusals);
        };
        Ok(ItemAnswer {
            answer,
            is_partial: said.is_partial,
            coverage_percent: said.coverage_percent,
            is_uncertain: said.is_uncertain,
            planned,
            note: note.to_owned(),
        })
    }

    /// Last year's answer as it is confirmed today: level, coverage and note hold on; doubts and plans were last year's.
    pub fn confirmed(previous: &ItemAnswer) -> ItemAnswer {
        ItemAnswer { is_uncertain: false, planned: None, ..previous.clone() }
    }
}

fn plan(said: &Said<'_>, scale: &Scale) -> Result<Option<Plan>, Refusal> {
    match (said.planned_level, said.planned_on.filter(|day| !day.is_empty())) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(Refusal::PlanWithoutDay),
        (None, Some(_)) => Err(Refusal::PlanWithoutLevel),
        (Some(level), Some(day)) => {
            let level =
                u8::try_from(level).ok().filter(|level| (scale.lowest..=scale.highest).contains(level));
            level.map(|level| Some(Plan { level, on: day.to_owned() })).ok_or(Refusal::PlanOutsideScale)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: Said<'_>, expected: &[Refusal]) {
        let scale = Scale { lowest: 1, highest: 5, levels: Vec::new() };
        let refusals = ItemAnswer::new(&said, &scale).err().unwrap_or_default();
        assert_eq!(refusals, expected, "{said:?}");
    }

    #[test]
    fn an_item_that_does_not_apply_needs_a_reason() {
        check(Said { answer: "n", note: "  ", ..Said::default() }, &[Refusal::ReasonNeeded]);
        check(Said { answer: "n", note: "工場がない", ..Said::default() }, &[]);
        check(Said { answer: "u", ..Said::default() }, &[]);
    }

    #[test]
    fn a_plan_is_a_level_with_a_day() {
        let said =
            |planned_level, planned_on| Said { answer: "3", planned_level, planned_on, ..Said::default() };
        check(said(Some(4), Some("2027-03-31")), &[]);
        check(said(Some(4), None), &[Refusal::PlanWithoutDay]);
        check(said(None, Some("2027-03-31")), &[Refusal::PlanWithoutLevel]);
        check(said(Some(6), Some("2027-03-31")), &[Refusal::PlanOutsideScale]);
    }

    #[test]
    fn all_problems_are_named_at_once() {
        let said = Said { answer: "6", coverage_percent: Some(101), ..Said::default() };
        check(said, &[Refusal::OutsideScale, Refusal::CoverageOutsideRange]);
    }

    #[test]
    fn confirming_keeps_level_coverage_and_note_and_drops_doubt_and_plan() {
        let plan = Some(Plan { level: 4, on: "2026-03-31".to_owned() });
        let previous = ItemAnswer {
            answer: Answer::Level(3),
            is_partial: true,
            coverage_percent: Some(60),
            is_uncertain: true,
            planned: plan,
            note: "台帳".to_owned(),
        };
        let confirmed = ItemAnswer::confirmed(&previous);
        assert_eq!(confirmed, ItemAnswer { is_uncertain: false, planned: None, ..previous });
    }
}
