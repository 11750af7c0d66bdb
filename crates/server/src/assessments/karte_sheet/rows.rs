//! The ten rows and the table of averages.

use charts::{Dumbbell, Emphasis};
use domain::Fraction;
use domain::assessments::karte::{Karte, Row, Tint};
use domain::assessments::{Answer, Cell};
use domain::frameworks::{Directive, Framework};
use serde::Serialize;

use super::{Source, class_name, reference_class};
use crate::t;
use crate::words::Words;

/// One directive of the sheet.
#[derive(Serialize)]
pub struct SheetRow {
    pub label: String,
    pub title: String,
    pub previous: String,
    pub own: Value,
    pub picture: String,
    pub average: String,
    /// `◆`, `◇` or nothing, beside the words.
    pub sign: &'static str,
    pub gap: String,
    pub emphasis: &'static str,
    pub next: Next,
}

/// The next step: an item and what to do about it.
#[derive(Default, Serialize)]
pub struct Next {
    pub code: String,
    pub path: String,
    pub text: String,
}

/// A value with its tint and the sign that says the same without colour.
#[derive(Clone, Serialize)]
pub struct Value {
    pub shown: String,
    pub tint: &'static str,
    pub sign: &'static str,
    /// The sign in words.
    pub meaning: String,
}

/// One line of the table of averages.
#[derive(Serialize)]
pub struct AverageRow {
    pub name: String,
    pub values: Vec<Value>,
    pub is_own: bool,
}

/// An average as all tables show it: without tint, which marks an organization's own weak directives only.
pub fn average_value(value: Option<Fraction>) -> Value {
    let shown = value.map_or("–".to_owned(), Fraction::shown);
    Value { shown, tint: "", sign: "", meaning: String::new() }
}

/// An organization's own value as all tables show it; nothing is a dash.
pub fn value(words: Words, framework: &Framework, value: Option<Fraction>) -> Value {
    let plain = average_value(value);
    let below = |bound: Fraction| t!(words, "sheet-below", bound = bound.shown());
    match Tint::of(value, framework) {
        Tint::Low => Value { tint: "low", sign: "▼▼", meaning: below(framework.karte.low), ..plain },
        Tint::Middle => Value { tint: "mid", sign: "▼", meaning: below(framework.karte.middle), ..plain },
        Tint::None => plain,
    }
}

pub(super) fn rows(source: &Source<'_>, karte: &Karte<'_>) -> Vec<SheetRow> {
    karte.rows.iter().map(|row| sheet_row(source, karte, row)).collect()
}

fn sheet_row(source: &Source<'_>, karte: &Karte<'_>, row: &Row<'_>) -> SheetRow {
    let words = source.words;
    let emphasis = emphasis(row.gap);
    let average = average(karte, row);
    let number = |value: Option<Fraction>| value.map(Fraction::to_f64);
    let (name, sign) = match emphasis {
        Emphasis::Two => ("two", "◆"),
        Emphasis::One => ("one", "◇"),
        Emphasis::None => ("", ""),
    };
    SheetRow {
        label: t!(words, "sheet-directive", number = row.directive.number),
        title: words.of(&row.directive.short).to_owned(),
        previous: row.previous.map_or("–".to_owned(), Fraction::shown),
        own: own(words, karte.framework, row),
        picture: Dumbbell {
            own: number(row.own.value()),
            reference: number(average),
            previous: number(row.previous),
            emphasis,
            scale: super::pictures::scale(karte.framework),
        }
        .svg(),
        average: average.map_or("–".to_owned(), Fraction::shown),
        sign,
        gap: row.gap.map_or_else(String::new, |gap| gap_words(words, gap)),
        emphasis: name,
        next: next(source, row),
    }
}

fn own(words: Words, framework: &Framework, row: &Row<'_>) -> Value {
    match row.own {
        Cell::Value(own) => value(words, framework, Some(own)),
        Cell::Gap => Value { meaning: words.t("sheet-gap-cell"), ..value(words, framework, None) },
        Cell::Empty => Value { meaning: words.t("sheet-empty-cell"), ..value(words, framework, None) },
    }
}

fn average(karte: &Karte<'_>, row: &Row<'_>) -> Option<Fraction> {
    match reference_class(karte) {
        Some(class) => row.class_averages.get(class).copied().flatten(),
        None => row.all_average,
    }
}

/// One point or more behind deserves attention, two points or more at once.
fn emphasis(gap: Option<Fraction>) -> Emphasis {
    match gap {
        Some(gap) if gap >= Fraction::whole(2) => Emphasis::Two,
        Some(gap) if gap >= Fraction::whole(1) => Emphasis::One,
        _ => Emphasis::None,
    }
}

/// Words before signs: nobody shall read +2.4 as good.
fn gap_words(words: Words, gap: Fraction) -> String {
    match gap.tenths() {
        0 => words.t("karte-gap-none"),
        tenths if tenths > 0 => t!(words, "karte-gap-to-go", size = gap.shown_size()),
        _ => t!(words, "karte-gap-above", size = gap.shown_size()),
    }
}

fn next(source: &Source<'_>, row: &Row<'_>) -> Next {
    let words = source.words;
    let path =
        |code: &str| source.path.as_ref().map_or_else(String::new, |path| format!("{path}/items/{code}"));
    let of_item = |code: &str, text: String| Next { code: code.to_owned(), path: path(code), text };
    let keep = || Next { text: words.t("sheet-keep"), ..Next::default() };
    match (row.own, row.weakest_item, row.next_step) {
        (Cell::Gap, _, _) => first_open(source, row.directive).map_or_else(Next::default, |(code, count)| {
            of_item(code, t!(words, "sheet-answer-items", count = count))
        }),
        (Cell::Empty, _, _) => Next { text: words.t("sheet-empty-cell"), ..Next::default() },
        (_, Some(item), Some(step)) => of_item(&item.code, words.of(step.text).to_owned()),
        // Only sums are known, so no item can be named: the directive's own hint, where there is something to gain.
        (Cell::Value(own), None, _) if may_rise(source, row, own) => {
            Next { text: words.of(row.directive.hint(own)).to_owned(), ..Next::default() }
        }
        _ => keep(),
    }
}

/// Behind the next class, or in the best class and below the top of the scale.
fn may_rise(source: &Source<'_>, row: &Row<'_>, own: Fraction) -> bool {
    row.gap.map_or(own < source.edition.framework.scale.top(), |gap| gap.tenths() > 0)
}

fn first_open<'a>(source: &Source<'a>, directive: &Directive) -> Option<(&'a str, usize)> {
    let answers = source.answers?;
    let first = open_items(directive, answers).next()?;
    let item = source.edition.framework.items.get(first)?;
    Some((item.code.as_str(), open_items(directive, answers).count()))
}

/// Positions of the directive's unanswered items.
pub(super) fn open_items(directive: &Directive, answers: &[u8]) -> impl Iterator<Item = usize> {
    let is_open =
        |index: &usize| answers.get(*index).is_none_or(|byte| Answer::from_byte(*byte) == Answer::Unanswered);
    directive.items.clone().filter(is_open)
}

/// Own values, all, and the classes from the lowest to the best, as in figures 2.2 to 2.4.
pub(super) fn averages(words: Words, source: &Source<'_>, karte: &Karte<'_>) -> Vec<AverageRow> {
    let framework = karte.framework;
    let line = |name: String, of: &dyn Fn(&Row<'_>) -> Option<Fraction>| AverageRow {
        name,
        values: karte.rows.iter().map(|row| average_value(of(row))).collect(),
        is_own: false,
    };
    let own = AverageRow {
        name: words.t("karte-row-own"),
        values: karte.rows.iter().map(|row| own(words, framework, row)).collect(),
        is_own: true,
    };
    let mut lines = vec![own, line(words.t("karte-row-all"), &|row| row.all_average)];
    for class in (0..framework.classes.len()).rev() {
        let count = source.cohort.averages.class_counts.get(class).copied().unwrap_or_default();
        let name = t!(words, "karte-series-class", class = class_name(words, karte, class), count = count);
        lines.push(line(name, &|row| row.class_averages.get(class).copied().flatten()));
    }
    lines
}
