use super::*;
use crate::frameworks::tests::{beta, companies};
use proptest::prelude::*;

/// Scores answers written as one code per item of directive 1 (three items), the others all 3.
fn check(first: [Answer; 3], expected: &str) {
    let framework = beta();
    let mut answers = vec![3_u8; framework.items.len()];
    for (byte, answer) in answers.iter_mut().zip(first) {
        *byte = answer.byte();
    }
    let score = Scorer::new(&framework).score(&answers);
    let cell = match score.directives()[0] {
        Cell::Value(value) => value.shown(),
        Cell::Gap => "gap".to_owned(),
        Cell::Empty => "empty".to_owned(),
    };
    let class = score.class().map_or("–", |class| framework.classes[class].id.as_str());
    assert_eq!(format!("{cell} {class}"), expected);
}

use Answer::{Level, NotApplicable, Unanswered, Unknown};

#[test]
fn a_directive_is_the_plain_mean_of_its_levels() {
    check([Level(4), Level(4), Level(5)], "4.3 B");
}

#[test]
fn not_applicable_leaves_the_mean() {
    check([Level(4), NotApplicable, Level(5)], "4.5 B");
}

#[test]
fn unknown_counts_as_the_lowest_level() {
    check([Level(4), Unknown, Level(4)], "3.0 B");
}

#[test]
fn unanswered_is_a_gap_and_leaves_no_class() {
    check([Level(4), Unanswered, Level(4)], "gap –");
}

#[test]
fn a_directive_without_any_applicable_item_is_empty_and_the_rest_still_has_a_class() {
    check([NotApplicable, NotApplicable, NotApplicable], "empty B");
}

#[test]
fn all_28_companies_get_the_class_printed_in_table_2_2() {
    let framework = beta();
    let scorer = Scorer::new(&framework);
    for company in companies() {
        let class = scorer.score_sums(&company.sums).class().map(|class| framework.classes[class].id.clone());
        assert_eq!(class.as_deref(), Some(company.class.as_str()), "{}", company.code);
    }
}

proptest! {
    #[test]
    fn the_fast_mean_of_means_equals_the_slow_one(answers in proptest::collection::vec(prop_oneof![1_u8..=5, Just(254), Just(255)], 39)) {
        let framework = beta();
        let score = Scorer::new(&framework).score(&answers);
        let values: Vec<Fraction> = score.directives().iter().filter_map(|cell| cell.value()).collect();
        let slow = (!values.is_empty()).then(|| values.iter().copied().sum::<Fraction>() / values.len() as i64);
        prop_assert_eq!(score.overall(), slow);
    }

    #[test]
    fn raising_one_item_never_lowers_anything(answers in proptest::collection::vec(1_u8..=4, 39), index in 0_usize..39) {
        let framework = beta();
        let scorer = Scorer::new(&framework);
        let before = scorer.score(&answers);
        let mut raised = answers.clone();
        raised[index] += 1;
        let after = scorer.score(&raised);
        prop_assert!(after.overall() > before.overall());
        prop_assert!(after.class() <= before.class());
    }
}
