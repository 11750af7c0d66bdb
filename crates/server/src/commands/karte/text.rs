//! A karte for the terminal and for plain text files, laid out like the report's.

use std::fmt;

use domain::{Fraction, Language};

use crate::assessments::karte_body::{Bilingual, CohortBody, KarteBody, RowBody, StateBody, Value};
use crate::t;
use crate::words::Words;

const CELL_COLUMNS: usize = 3;

impl Words {
    fn bilingual(self, text: &Bilingual) -> &str {
        match self.0 {
            Language::Japanese => &text.ja,
            Language::English => &text.en,
        }
    }
}

/// The whole karte, ending with a line break.
pub fn text(karte: &KarteBody, words: Words) -> String {
    let parts = [
        head(karte, words),
        table(karte, words),
        figures(karte, words),
        sentences(karte, words),
        foot(karte, words),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|part| !part.is_empty()).map(|part| part.join("\n")).collect();
    parts.join("\n\n") + "\n"
}

fn head(karte: &KarteBody, words: Words) -> Vec<String> {
    let name = match &karte.industry {
        Some(industry) => {
            t!(words, "karte-company", code = karte.code.as_str(), industry = words.bilingual(&industry.name))
        }
        None => karte.code.clone(),
    };
    let class = match &karte.class {
        Some(class) => words.bilingual(&class.name).to_owned(),
        None => words.t("karte-no-class"),
    };
    let mut lines = vec![name, t!(words, "karte-class", class = class)];
    lines.extend(karte.headline.as_ref().map(|headline| words.bilingual(headline).to_owned()));
    lines.extend(missing(karte, words));
    lines
}

/// Which items keep a karte from having a class.
pub fn missing(karte: &KarteBody, words: Words) -> Vec<String> {
    let Some(states) = karte.states.as_ref().filter(|_| karte.class.is_none()) else { return Vec::new() };
    let kinds = [
        ("karte-missing-unanswered", &states.unanswered),
        ("karte-missing-unknown", &states.unknown),
        ("karte-missing-not-applicable", &states.not_applicable),
    ];
    let missing = kinds.into_iter().filter(|(_, state)| state.policy == "gap" && !state.items.is_empty());
    missing.map(|(key, state)| item_list(key, state, words)).collect()
}

/// What became of items that are counted although they have no level.
pub fn counted(karte: &KarteBody, words: Words) -> Vec<String> {
    let Some(states) = &karte.states else { return Vec::new() };
    let kinds = [("karte-unknown", &states.unknown), ("karte-not-applicable", &states.not_applicable)];
    let there = kinds.into_iter().filter(|(_, state)| state.policy != "gap" && !state.items.is_empty());
    there.map(|(key, state)| item_list(key, state, words)).collect()
}

fn item_list(key: &str, state: &StateBody, words: Words) -> String {
    let policy = match state.policy {
        "exclude" => words.t("karte-policy-exclude"),
        "lowest" => words.t("karte-policy-lowest"),
        "highest" => words.t("karte-policy-highest"),
        _ => String::new(),
    };
    let items = state.items.join(&words.t("karte-comma"));
    words
        .with(key, &[("count", state.items.len().into()), ("items", items.into()), ("policy", policy.into())])
}

fn table(karte: &KarteBody, words: Words) -> Vec<String> {
    let mut table = Table::new(words.t("karte-row-numbers"), karte.rows.len());
    table.cells(words.t("karte-row-own"), karte.rows.iter().map(|row| own_cell(row, words)));
    if karte.rows.iter().any(|row| row.tint != "none") {
        table.cells(words.t("karte-row-marks"), karte.rows.iter().map(|row| mark(row.tint).to_owned()));
    }
    if karte.cohort.count > 0 {
        table.cells(words.t("karte-row-all"), karte.rows.iter().map(|row| cell(row.all_average.as_ref())));
        for (index, class) in karte.cohort.classes.iter().enumerate().rev() {
            let label = t!(words, "karte-row-class", class = words.bilingual(&class.class.name));
            let average = |row: &RowBody| cell(row.class_averages.get(index).and_then(Option::as_ref));
            table.cells(label, karte.rows.iter().map(average));
        }
    }
    let mut notes = Vec::new();
    if let Some(next) = karte.next_class.as_ref().filter(|_| karte.rows.iter().any(|row| row.gap.is_some())) {
        let class = words.bilingual(&next.name);
        table.cells(
            t!(words, "karte-row-gap", class = class),
            karte.rows.iter().map(|row| cell(row.gap.as_ref())),
        );
        notes.push(t!(words, "karte-gap-note", class = class));
    }
    if karte.rows.iter().any(|row| row.tint != "none") {
        notes.push(marks_note(karte, words));
    }
    [words.t("karte-table"), table.to_string()].into_iter().chain(notes).collect()
}

/// What ▼▼ and ▼ mean.
pub fn marks_note(karte: &KarteBody, words: Words) -> String {
    let (low, middle) = (karte.low_bound.shown.as_str(), karte.middle_bound.shown.as_str());
    t!(words, "karte-marks-note", low = low, middle = middle)
}

/// The sign that stands for a tint where there is no colour.
pub fn mark(tint: &str) -> &'static str {
    match tint {
        "low" => "▼▼",
        "middle" => "▼",
        _ => "・",
    }
}

pub fn own_cell(row: &RowBody, words: Words) -> String {
    match row.state {
        "empty" => words.t("karte-not-applicable-cell"),
        _ => cell(row.own.as_ref()),
    }
}

pub fn cell(value: Option<&Value>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.shown.clone())
}

/// The mean, and beside it what a mean can hide.
pub fn figures(karte: &KarteBody, words: Words) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(overall), Some(minimum)) = (&karte.overall, &karte.minimum) {
        let is_lowest = |row: &&RowBody| row.own.as_ref() == Some(minimum);
        let lowest: Vec<String> =
            karte.rows.iter().filter(is_lowest).map(|row| row.number.to_string()).collect();
        lines.push(t!(
            words,
            "karte-figures",
            overall = overall.shown.as_str(),
            minimum = minimum.shown.as_str(),
            directives = lowest.join(&words.t("karte-comma")),
            bound = karte.low_bound.shown.as_str(),
            count = karte.low_count
        ));
    }
    if let Some(near) = &karte.near {
        let key = if near.distance.exact.starts_with('-') { "karte-near-below" } else { "karte-near-above" };
        lines.push(words.with1(key, "class", words.bilingual(&near.class.name)));
    }
    lines.extend(counted(karte, words));
    lines
}

fn sentences(karte: &KarteBody, words: Words) -> Vec<String> {
    let mut lines: Vec<String> =
        karte.statements.iter().map(|statement| format!("- {}", words.bilingual(statement))).collect();
    if let Some(heading) = karte.hint_heading.as_ref().filter(|_| !karte.hints.is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(words.bilingual(heading).to_owned());
        let hints = karte.hints.iter().zip(1..);
        lines.extend(hints.map(|(hint, number)| {
            t!(words, "karte-hint", number = number, text = words.bilingual(&hint.text))
        }));
    }
    lines
}

/// With whom it compares, where the content comes from, and what the classes are not.
pub fn foot(karte: &KarteBody, words: Words) -> Vec<String> {
    let framework = &karte.framework;
    let (name, version) = (words.bilingual(&framework.name), framework.version.as_str());
    let mut lines = cohort(&karte.cohort, words);
    lines.push(t!(words, "karte-framework", name = name, version = version));
    lines.push(t!(words, "karte-source", source = words.bilingual(&framework.source)));
    lines.push(words.bilingual(&framework.notice).to_owned());
    lines.push(words.t("karte-not-official"));
    lines
}

fn cohort(cohort: &CohortBody, words: Words) -> Vec<String> {
    if cohort.count == 0 {
        return vec![words.t("karte-no-cohort")];
    }
    let classes: Vec<String> =
        cohort.classes.iter().map(|class| format!("{} {}", class.class.id, class.count)).collect();
    let name = match &cohort.as_of {
        Some(as_of) => {
            t!(
                words,
                "karte-cohort-as-of",
                name = words.bilingual(&cohort.name),
                as_of = words.bilingual(as_of)
            )
        }
        None => words.bilingual(&cohort.name).to_owned(),
    };
    let comma = words.t("karte-comma");
    let mut lines =
        vec![t!(words, "karte-cohort", name = name, count = cohort.count, classes = classes.join(&comma))];
    lines.extend(Some(words.bilingual(&cohort.note).to_owned()).filter(|note| !note.is_empty()));
    lines
}

/// Rows of cells under the directives' numbers. Cells stand one space apart, so that a row can be copied and searched.
pub struct Table {
    rows: Vec<(String, String)>,
}

impl Table {
    pub fn new(heading: String, directives: usize) -> Table {
        let mut table = Table { rows: Vec::new() };
        table.cells(heading, (1..=directives).map(|number| format!("{number:^CELL_COLUMNS$}")));
        table
    }

    pub fn row(&mut self, label: String, values: impl Iterator<Item = Option<Fraction>>) {
        self.cells(label, values.map(|value| value.map_or_else(|| "–".to_owned(), Fraction::shown)));
    }

    pub fn cells(&mut self, label: String, cells: impl Iterator<Item = String>) {
        let padded = cells.map(|cell| " ".repeat(CELL_COLUMNS.saturating_sub(columns(&cell))) + &cell);
        self.rows.push((label, padded.collect::<Vec<_>>().join(" ")));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = self.rows.iter().map(|(label, _)| columns(label)).max().unwrap_or_default();
        for (index, (label, cells)) in self.rows.iter().enumerate() {
            let end = if index + 1 < self.rows.len() { "\n" } else { "" };
            write!(f, "{label}{} {}{end}", " ".repeat(widest - columns(label)), cells.trim_end())?;
        }
        Ok(())
    }
}

/// Columns on a terminal: Japanese letters take two.
fn columns(text: &str) -> usize {
    text.chars().map(|letter| if letter < '\u{2E80}' && letter != '▼' { 1 } else { 2 }).sum()
}
