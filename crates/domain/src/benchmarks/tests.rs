use super::*;
use crate::Fraction;
use crate::assessments::Scorer;
use crate::frameworks::tests::{beta, companies};

fn all_28() -> Averages {
    let framework = beta();
    let scorer = Scorer::new(&framework);
    let mut tally = Tally::new(&framework);
    for company in companies() {
        tally.add(&scorer.score_sums(&company.sums));
    }
    tally.averages()
}

fn shown(row: &[Option<Fraction>]) -> String {
    row.iter().map(|value| value.expect("nobody is missing").shown()).collect::<Vec<_>>().join(" ")
}

#[test]
fn all_forty_cells_of_table_2_3_come_out_as_printed() {
    let averages = all_28();
    assert_eq!(shown(averages.all()), "3.7 3.0 2.8 2.8 3.4 2.8 2.9 2.2 2.2 2.7");
    assert_eq!(shown(averages.class(2)), "3.0 2.3 1.9 2.0 2.7 2.0 2.1 1.3 1.6 1.9");
    assert_eq!(shown(averages.class(1)), "4.4 3.2 3.2 3.5 3.7 2.9 3.1 2.4 2.0 3.4");
    assert_eq!(shown(averages.class(0)), "4.8 4.7 4.6 4.0 4.7 4.5 4.6 4.1 4.1 4.0");
    assert_eq!((averages.count, averages.class_counts.as_slice()), (28, [6, 7, 15].as_slice()));
}

#[test]
fn the_highest_and_lowest_directives_are_those_the_report_names() {
    let extremes = Extremes::of(all_28().all()).expect("28 companies");
    assert_eq!(
        (extremes.highest.as_slice(), extremes.highest_value.shown().as_str()),
        ([1].as_slice(), "3.7")
    );
    assert_eq!(
        (extremes.lowest.as_slice(), extremes.lowest_value.shown().as_str()),
        ([8, 9].as_slice(), "2.2")
    );
}

#[test]
fn each_class_shows_what_the_report_says_of_it() {
    let averages = all_28();
    assert_eq!(ClassShape::of(averages.class(0)), Some(ClassShape::AllAtLeast(4)));
    assert_eq!(ClassShape::of(averages.class(2)), Some(ClassShape::AllAtMost(3)));
    let Some(ClassShape::Spread(extremes)) = ClassShape::of(averages.class(1)) else {
        panic!("class B is spread")
    };
    assert_eq!((extremes.highest, extremes.lowest), (vec![1], vec![9]));
}

#[test]
fn a_class_nobody_is_in_has_no_average() {
    let framework = beta();
    let mut tally = Tally::new(&framework);
    tally.add(&Scorer::new(&framework).score(&[5; 39]));
    let averages = tally.averages();
    assert_eq!(averages.of_class(2, 0), None);
    assert_eq!(ClassShape::of(averages.class(2)), None);
}
