//! A karte as one HTML file that needs nothing beside it.

use anyhow::Context;
use askama::Template;

use super::text;
use crate::assessments::karte_body::{Bilingual, KarteBody, RowBody, Value};
use crate::commands::Failure;
use crate::t;
use crate::words::Words;

/// The page of one company.
#[derive(Template)]
#[template(path = "assessments/karte_file.html")]
struct KartePage<'a> {
    words: Words,
    karte: &'a KarteBody,
    radar: &'a str,
    class_headings: Vec<String>,
    gap_heading: Option<String>,
    rows: Vec<PageRow>,
    missing: Vec<String>,
    figures: Vec<String>,
    marks_note: Option<String>,
    foot: Vec<String>,
}

struct PageRow {
    number: usize,
    title: String,
    own: String,
    mark: &'static str,
    tint: &'static str,
    /// All companies, then the classes from the lowest up.
    averages: Vec<String>,
    gap: String,
    is_behind: bool,
    next_step: Option<String>,
}

pub fn html(karte: &KarteBody, radar: &str, words: Words) -> Result<String, Failure> {
    let class_heading = |class: &crate::assessments::karte_body::ClassCount| {
        t!(words, "karte-row-class", class = of(words, &class.class.name))
    };
    let has_mark = karte.rows.iter().any(|row| row.tint != "none");
    let page = KartePage {
        words,
        karte,
        radar,
        class_headings: karte.cohort.classes.iter().rev().map(class_heading).collect(),
        gap_heading: karte
            .next_class
            .as_ref()
            .map(|class| t!(words, "karte-row-gap", class = of(words, &class.name))),
        rows: karte.rows.iter().map(|row| page_row(row, words)).collect(),
        missing: text::missing(karte, words),
        figures: text::figures(karte, words),
        marks_note: has_mark.then(|| text::marks_note(karte, words)),
        foot: text::foot(karte, words),
    };
    Ok(page.render().context("a karte as HTML")?)
}

impl KartePage<'_> {
    fn of<'t>(&self, text: &'t Bilingual) -> &'t str {
        of(self.words, text)
    }
}

fn of(words: Words, text: &Bilingual) -> &str {
    if words.code() == "ja" { &text.ja } else { &text.en }
}

fn page_row(row: &RowBody, words: Words) -> PageRow {
    let classes = row.class_averages.iter().rev().map(Option::as_ref);
    let step = row.weakest_item.as_ref().zip(row.next_step.as_ref());
    PageRow {
        number: row.number,
        title: of(words, &row.title).to_owned(),
        own: text::own_cell(row, words),
        mark: if row.tint == "none" { "" } else { text::mark(row.tint) },
        tint: row.tint,
        averages: std::iter::once(row.all_average.as_ref()).chain(classes).map(text::cell).collect(),
        gap: row.gap.as_ref().map(|gap| gap_in_words(gap, words)).unwrap_or_default(),
        is_behind: row.gap.as_ref().is_some_and(|gap| whole(gap) >= 1),
        next_step: step.map(|(item, step)| format!("{} {}", item.id, of(words, step))),
    }
}

/// Words before signs: 「あと2.4」, 「0.2上回る」.
fn gap_in_words(gap: &Value, words: Words) -> String {
    match gap.shown.strip_prefix('−') {
        Some(size) => t!(words, "karte-gap-above", size = size),
        None if gap.shown == "0.0" => words.t("karte-gap-none"),
        None => t!(words, "karte-gap-to-go", size = gap.shown.as_str()),
    }
}

/// The whole points of a gap, cut from the exact value: 0.96 is shown as 1.0 and is no point.
fn whole(gap: &Value) -> i64 {
    let (numerator, denominator) = gap.exact.split_once('/').unwrap_or((&gap.exact, "1"));
    let parts = numerator.parse::<i64>().ok().zip(denominator.parse::<i64>().ok());
    parts.map_or(0, |(numerator, denominator)| numerator.div_euclid(denominator))
}
