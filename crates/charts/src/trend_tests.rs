use super::*;
use crate::inspect::{assert_sound, assert_texts_apart, count};

fn point(label: &str, value: Option<f64>, starts_new_line: bool) -> TrendPoint<'_> {
    TrendPoint { label, value, starts_new_line }
}

fn svg(points: &[TrendPoint]) -> String {
    let thresholds = [(2.65, "B 2.7以上"), (3.75, "A 3.8以上")];
    Trend { title: "推移", description: "", points, thresholds: &thresholds, scale: Scale::default() }.svg()
}

/// Pieces of line, marks and break signs of a trend written as `3 4 |2 -`: `|` starts a new line, `-` is missing.
fn check(story: &str, lines: usize, marks: usize, breaks: usize) {
    let read = |word: &str| word.trim_start_matches('|').parse::<f64>().ok();
    let points: Vec<TrendPoint> =
        story.split_whitespace().map(|word| point("2020", read(word), word.starts_with('|'))).collect();
    let svg = svg(&points);
    assert_sound(&svg);
    let dashed = count(&svg, r#"stroke-dasharray="2 3""#);
    let found = (count(&svg, "<polyline"), count(&svg, r#"class="mark""#), dashed);
    assert_eq!(found, (lines, marks, breaks), "{story}");
}

#[test]
fn the_line_breaks_at_changes_and_gaps() {
    check("3 4 4.5", 1, 3, 0);
    check("3 4 |2 3", 2, 4, 1);
    check("3 4 - 3 4", 2, 4, 1);
    check("3 - 4", 0, 2, 1);
    check("|3 4", 1, 2, 0);
    check("3 NaN 4", 0, 2, 1);
    check("- -", 0, 0, 2);
    check("", 0, 0, 0);
}

#[test]
fn names_of_moments_and_thresholds_stay_apart() {
    for label in ["2020年度", "FY2020 first half", "令和2年度上期(全社)", "Incomprehensibilities"] {
        for moments in [1, 2, 5, 12, 60] {
            let points = vec![point(label, Some(3.0), false); moments];
            assert_texts_apart(&svg(&points));
        }
    }
}

#[test]
fn close_thresholds_do_not_touch() {
    let thresholds = [(3.75, "成熟度Aの境界"), (3.7, "目標"), (3.72, "業界平均")];
    let points = [point("2020", Some(3.0), false)];
    let trend = Trend {
        title: "t",
        description: "d",
        points: &points,
        thresholds: &thresholds,
        scale: Scale::default(),
    };
    assert_texts_apart(&trend.svg());
}
