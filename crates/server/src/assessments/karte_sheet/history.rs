//! This result beside earlier ones: the trend over all of them, and what rose and fell since one of them.

use charts::{Trend, TrendPoint};
use domain::Fraction;
use domain::assessments::karte::{Karte, Row};
use domain::assessments::{Scope, Score, comparable};
use domain::frameworks::{Framework, Kind};
use serde::Serialize;

use super::Source;
use crate::t;
use crate::words::Words;

/// The earlier result that a sheet compares with.
pub struct Earlier<'a> {
    pub id: &'a str,
    /// Its fiscal year in words.
    pub label: String,
    pub score: &'a Score,
    /// False when scope or edition has changed since.
    pub is_comparable: bool,
}

impl Earlier<'_> {
    /// The part of an address that asks for the same comparison.
    pub fn query(&self) -> String {
        format!("?with={}", self.id)
    }
}

/// One submitted result on the trend line.
pub struct Moment {
    pub label: String,
    pub overall: Option<Fraction>,
    pub scope: Scope,
    pub scope_name: String,
    pub edition: String,
}

#[derive(Serialize)]
pub struct TrendView {
    pub picture: String,
    /// The same in words, and why the line breaks.
    pub notes: Vec<String>,
}

/// What moved since the earlier result.
#[derive(Serialize)]
pub struct Changes {
    pub title: String,
    pub lead: String,
    pub up: String,
    pub down: String,
    /// Why the two are not quite comparable.
    pub caution: String,
}

/// `None` with fewer than two results: a point is no trend.
pub fn trend(source: &Source<'_>) -> Option<TrendView> {
    let (words, framework, history) = (source.words, &source.edition.framework, source.history);
    if history.len() < 2 {
        return None;
    }
    let starts: Vec<bool> = (0..history.len()).map(|index| starts_new_line(history, index)).collect();
    let point = |(moment, starts): (&'_ Moment, &bool)| (moment.overall.map(Fraction::to_f64), *starts);
    let points: Vec<TrendPoint<'_>> = history
        .iter()
        .zip(&starts)
        .map(|pair| {
            let (value, starts_new_line) = point(pair);
            TrendPoint { label: &pair.0.label, value, starts_new_line }
        })
        .collect();
    let boundaries = boundaries(words, framework);
    let thresholds: Vec<(f64, &str)> =
        boundaries.iter().map(|(value, name)| (*value, name.as_str())).collect();
    let in_words: Vec<String> = history.iter().map(|moment| moment_words(words, moment)).collect();
    let picture = Trend {
        title: &words.t("sheet-trend"),
        description: &in_words.join(&words.t("karte-comma")),
        points: &points,
        thresholds: &thresholds,
        scale: super::pictures::scale(framework),
    }
    .svg();
    let mut notes = vec![in_words.join(&words.t("karte-comma"))];
    notes.extend(
        (1..history.len())
            .filter_map(|index| why_broken(words, history.get(index - 1)?, history.get(index)?)),
    );
    Some(TrendView { picture, notes })
}

fn starts_new_line(history: &[Moment], index: usize) -> bool {
    let pair = index.checked_sub(1).and_then(|before| history.get(before)).zip(history.get(index));
    // A note on the scope tells one division from another, so its words count as well.
    pair.is_some_and(|(earlier, later)| {
        !comparable((earlier.scope, &earlier.edition), (later.scope, &later.edition))
            || earlier.scope_name != later.scope_name
    })
}

fn moment_words(words: Words, moment: &Moment) -> String {
    let value = moment.overall.map_or("–".to_owned(), Fraction::shown);
    t!(words, "sheet-trend-point", label = moment.label.clone(), value = value)
}

fn why_broken(words: Words, earlier: &Moment, later: &Moment) -> Option<String> {
    let label = later.label.clone();
    if earlier.edition != later.edition {
        return Some(t!(words, "sheet-trend-edition", label = label));
    }
    let (from, to) = (earlier.scope_name.clone(), later.scope_name.clone());
    (from != to).then(|| t!(words, "sheet-trend-scope", label = label, from = from, to = to))
}

/// The class boundaries, by the name of the class above each.
fn boundaries(words: Words, framework: &Framework) -> Vec<(f64, String)> {
    let bands = framework.rules.iter().find_map(|rule| match &rule.kind {
        Kind::Classify { bands, .. } if rule.id == framework.karte.class => Some(bands),
        _ => None,
    });
    let boundary = |band: &domain::frameworks::Band| {
        Some((band.from?.to_f64(), t!(words, "sheet-trend-boundary", class = band.class.clone())))
    };
    bands.into_iter().flatten().filter_map(boundary).collect()
}

/// What rose and what fell since the earlier result, the largest movement first.
pub(super) fn changes(source: &Source<'_>, karte: &Karte<'_>) -> Option<Changes> {
    let (words, earlier) = (source.words, source.previous.as_ref()?);
    let mut moved: Vec<(&Row<'_>, Fraction)> =
        karte.rows.iter().filter_map(|row| Some((row, row.own.value()? - row.previous?))).collect();
    moved.sort_by_key(|(row, change)| (std::cmp::Reverse(change.tenths().abs()), row.directive.number));
    let listed = |is_up: bool| {
        let wanted =
            moved.iter().filter(|(_, change)| if is_up { change.tenths() > 0 } else { change.tenths() < 0 });
        let one = |(row, change): &(&Row<'_>, Fraction)| {
            let title = words.of(&row.directive.short);
            t!(
                words,
                "sheet-change",
                number = row.directive.number,
                title = title,
                size = change.shown_size()
            )
        };
        let list: Vec<String> = wanted.map(one).collect();
        if list.is_empty() { words.t("sheet-change-none") } else { list.join(&words.t("karte-comma")) }
    };
    Some(Changes {
        title: t!(words, "sheet-changes", label = earlier.label.clone()),
        lead: changes_lead(words, karte, earlier),
        up: listed(true),
        down: listed(false),
        caution: if earlier.is_comparable { String::new() } else { words.t("sheet-changes-caution") },
    })
}

fn changes_lead(words: Words, karte: &Karte<'_>, earlier: &Earlier<'_>) -> String {
    let (Some(now), Some(then)) = (karte.overall, earlier.score.overall()) else { return String::new() };
    let class = |class: Option<usize>| {
        class
            .and_then(|class| karte.framework.classes.get(class))
            .map_or("–".to_owned(), |class| class.id.clone())
    };
    let (from, to) = (class(earlier.score.class()), class(karte.class));
    let key = match (from == to, now.tenths() == then.tenths()) {
        (true, true) => "sheet-changes-overall-same",
        (true, false) => "sheet-changes-overall-same-class",
        (false, _) => "sheet-changes-overall",
    };
    let arguments = [("then", then.shown()), ("now", now.shown()), ("from", from), ("to", to)];
    words.with(key, &arguments.map(|(name, value)| (name, value.into())))
}
