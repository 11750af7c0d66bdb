//! The karte as a page shows it: every word, picture and sign ready for the template. Rules stay in the domain.

mod history;
mod items;
mod pictures;
mod rows;

pub use history::{Changes, Earlier, Moment, TrendView, trend};
pub use items::{ItemLine, ItemLines, directive_name, item_lines, level_value};
pub use pictures::{class_role, radar, scale};
pub use rows::{AverageRow, SheetRow, Value, average_value, value};

use domain::Fraction;
use domain::assessments::karte::{Basis, Karte};
use domain::assessments::{Answer, Cell, Score};
use domain::frameworks::Framework;
use domain::organizations::Industry;
use serde::Serialize;

use super::karte_body::{CohortBody, KarteBody};
use crate::benchmarks;
use crate::frameworks::{Cohort, Edition};
use crate::t;
use crate::words::Words;

/// What a sheet is drawn up from.
pub struct Source<'a> {
    pub words: Words,
    pub edition: &'a Edition,
    pub cohort: &'a Cohort,
    pub score: &'a Score,
    /// One byte per item, where item levels are known.
    pub answers: Option<&'a [u8]>,
    pub previous: Option<Earlier<'a>>,
    /// Submitted results up to this one, oldest first.
    pub history: &'a [Moment],
    /// Address of the assessment; none where nothing is kept.
    pub path: Option<String>,
}

impl<'a> Source<'a> {
    pub fn karte(&'a self) -> Karte<'a> {
        Karte::draw_up(&Basis {
            framework: &self.edition.framework,
            score: self.score,
            answers: self.answers,
            previous: self.previous.as_ref().map(|previous| previous.score),
            averages: &self.cohort.averages,
        })
    }

    /// The same for programs.
    pub fn body(&self, code: &str, industry: Option<Industry>) -> KarteBody {
        let cohort = CohortBody::new(&self.edition.framework, self.cohort);
        KarteBody::new(code, industry, &self.karte(), self.answers, cohort)
    }
}

/// One sheet of paper.
#[derive(Serialize)]
pub struct Sheet {
    /// `A`, or a dash while something is unanswered.
    pub class: String,
    /// The same for a screen reader.
    pub class_name: String,
    pub headline: String,
    /// What keeps the class from being given.
    pub missing: Option<String>,
    pub heads: Heads,
    pub rows: Vec<SheetRow>,
    pub legend: Vec<String>,
    pub statements: Vec<String>,
    pub hint_heading: String,
    pub hints: Vec<SheetHint>,
    pub standing: Vec<String>,
    pub averages: Vec<AverageRow>,
    pub directive_numbers: Vec<usize>,
    pub radar: String,
    pub trend: Option<TrendView>,
    /// Where the pictures can be had as files.
    pub pictures: Option<Pictures>,
    pub changes: Option<Changes>,
    /// What the result was compared with, and where the content comes from.
    pub compared_with: String,
    pub cohort_path: String,
    pub notice: String,
    pub framework: String,
    pub source: String,
}

/// Addresses of pictures: `{path}/radar.png{query}`.
#[derive(Serialize)]
pub struct Pictures {
    pub path: String,
    pub query: String,
}

/// Headings of the columns that are not always there.
#[derive(Serialize)]
pub struct Heads {
    pub previous: Option<String>,
    pub average: String,
    pub gap: Option<String>,
}

#[derive(Serialize)]
pub struct SheetHint {
    pub lead: String,
    pub action: String,
    pub tip: String,
    /// Where the tip's item is explained, if the hint names one item.
    pub tip_path: Option<String>,
}

impl Sheet {
    pub fn new(source: &Source<'_>) -> Sheet {
        let (words, framework) = (source.words, &source.edition.framework);
        let karte = source.karte();
        let class = karte.class_spec();
        Sheet {
            class: class.map_or("–".to_owned(), |class| class.id.clone()),
            class_name: class
                .map_or_else(|| words.t("sheet-no-class"), |class| words.of(&class.name).to_owned()),
            headline: headline(source, &karte),
            missing: missing(source),
            heads: heads(source, &karte),
            rows: rows::rows(source, &karte),
            legend: legend(source, &karte),
            statements: karte.statements.iter().map(|text| words.of(text).to_owned()).collect(),
            hint_heading: class.map_or_else(String::new, |class| words.of(&class.hint_heading).to_owned()),
            hints: hints(words, &karte),
            standing: standing(words, &karte),
            averages: rows::averages(words, source, &karte),
            directive_numbers: framework.directives.iter().map(|directive| directive.number).collect(),
            radar: pictures::radar(source, &karte),
            trend: trend(source),
            pictures: source.path.as_ref().map(|path| Pictures {
                path: format!("{path}/karte/pictures"),
                query: source.previous.as_ref().map_or_else(String::new, Earlier::query),
            }),
            changes: history::changes(source, &karte),
            compared_with: compared_with(words, framework, source.cohort),
            cohort_path: benchmarks::path(&source.cohort.name),
            notice: words.of(&framework.notice).to_owned(),
            framework: format!("{} {}", words.of(&framework.name), framework.version),
            source: words.of(&framework.source).to_owned(),
        }
    }
}

fn headline(source: &Source<'_>, karte: &Karte<'_>) -> String {
    let words = source.words;
    match (&karte.headline, unanswered(source)) {
        (Some(headline), _) => words.of(headline).to_owned(),
        (None, 0) => words.t("sheet-headline-without-value"),
        (None, count) => t!(words, "sheet-headline-unfinished", count = count),
    }
}

fn unanswered(source: &Source<'_>) -> usize {
    let is_open = |byte: &&u8| Answer::from_byte(**byte) == Answer::Unanswered;
    source.answers.map_or(0, |answers| answers.iter().filter(is_open).count())
}

/// Which directives have gaps, and how many items each lacks.
fn missing(source: &Source<'_>) -> Option<String> {
    let (words, framework, answers) = (source.words, &source.edition.framework, source.answers?);
    let lacks = |(index, cell): (usize, &Cell)| {
        let directive = framework.directives.get(index).filter(|_| *cell == Cell::Gap)?;
        let count = rows::open_items(directive, answers).count();
        Some(t!(words, "sheet-missing-of", number = directive.number, count = count))
    };
    let list: Vec<String> = source.score.directives().iter().enumerate().filter_map(lacks).collect();
    let list = list.join(&words.t("karte-comma"));
    (!list.is_empty()).then(|| t!(words, "sheet-missing", list = list))
}

fn heads(source: &Source<'_>, karte: &Karte<'_>) -> Heads {
    let words = source.words;
    Heads {
        previous: source.previous.as_ref().map(|previous| previous.label.clone()),
        average: match reference_class(karte) {
            Some(class) => t!(words, "karte-row-class", class = class_name(words, karte, class)),
            None => words.t("karte-row-all"),
        },
        gap: karte.next_class_spec().map(|class| t!(words, "karte-row-gap", class = words.of(&class.name))),
    }
}

/// The class a result is held against: the next one, the best one at the top, none while there is no class.
fn reference_class(karte: &Karte<'_>) -> Option<usize> {
    karte.class.map(|class| class.saturating_sub(1))
}

fn class_name<'a>(words: Words, karte: &Karte<'a>, class: usize) -> &'a str {
    karte.framework.classes.get(class).map_or("", |class| words.of(&class.name))
}

fn legend(source: &Source<'_>, karte: &Karte<'_>) -> Vec<String> {
    let words = source.words;
    let mut legend = vec![
        words.t("sheet-legend-own"),
        t!(words, "sheet-legend-average", name = heads(source, karte).average),
    ];
    if let Some(previous) = &source.previous {
        legend.push(t!(words, "sheet-legend-previous", name = previous.label.clone()));
    }
    if karte.next_class.is_some() {
        legend.extend(["sheet-legend-two", "sheet-legend-one"].map(|key| words.t(key)));
    }
    let bound = |key: &str, bound: Fraction| words.with1(key, "bound", bound.shown());
    legend.push(bound("sheet-legend-low", karte.framework.karte.low));
    legend.push(bound("sheet-legend-middle", karte.framework.karte.middle));
    legend
}

fn hints(words: Words, karte: &Karte<'_>) -> Vec<SheetHint> {
    let hint = |hint: &domain::assessments::karte::Hint| SheetHint {
        lead: words.of(&hint.lead).to_owned(),
        action: words.of(&hint.action).to_owned(),
        tip: words.of(&hint.tip_sentence).to_owned(),
        tip_path: karte.framework.item_index(&hint.tip.ja).map(|index| reading_path(karte.framework, index)),
    };
    karte.hints.iter().map(hint).collect()
}

/// The tip of an item, or its page in the guide while the tip is planned.
fn reading_path(framework: &Framework, item: usize) -> String {
    let code = framework.items.get(item).map_or("", |item| item.code.as_str());
    let is_readable = framework.tip(code).is_some_and(|tip| tip.content.is_some());
    format!("/frameworks/{}/{}/{code}", framework.id, if is_readable { "tips" } else { "items" })
}

/// Where you stand: the mean, a boundary nearby, and what the mean could hide.
fn standing(words: Words, karte: &Karte<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(overall), Some(class)) = (karte.overall, karte.class_spec()) {
        lines.push(t!(words, "sheet-overall", value = overall.shown(), class = class.id.clone()));
    }
    if let Some(near) = karte.near {
        let key = if near.distance < Fraction::ZERO { "karte-near-below" } else { "karte-near-above" };
        lines.push(words.with1(key, "class", class_name(words, karte, near.class)));
    }
    if let Some(minimum) = karte.minimum {
        let low = karte.framework.karte.low.shown();
        lines.push(t!(words, "sheet-minimum", value = minimum.shown(), bound = low, count = karte.low_count));
    }
    if let Some(lowest) = karte.lowest_item {
        lines.push(t!(words, "sheet-lowest-item", level = lowest));
    }
    lines
}

fn compared_with(words: Words, framework: &Framework, cohort: &Cohort) -> String {
    let (name, as_of) = (words.of(&cohort.spec.name), words.of(&cohort.spec.as_of));
    let name = match as_of {
        "" => name.to_owned(),
        as_of => t!(words, "karte-cohort-as-of", name = name, as_of = as_of),
    };
    t!(
        words,
        "sheet-compared-with",
        name = name,
        count = cohort.averages.count,
        classes = benchmarks::class_counts(words, framework, &cohort.averages.class_counts),
    )
}
