//! The report to management: how things are, what is weakest, what to decide, and behind that all that led there.

use documents::pdf::{PdfError, Template, render};
use domain::assessments::karte::Row;
use domain::{Fraction, Text};
use serde::Serialize;

use super::appendix::{self, Group};
use super::{Labels, Subject, compared, imprint, labels};
use crate::assessments::Saved;
use crate::assessments::karte_sheet::{Sheet, SheetRow, Source, Value};
use crate::frameworks::help_view::step_size;
use crate::t;
use crate::ui::date;
use crate::words::Words;

/// As many as a board decides on in one sitting.
const DECISIONS_MAX: usize = 3;

/// What is known beside the karte.
pub struct Extras<'a> {
    /// Plans and notes; none where only answers are known.
    pub saved: &'a [Saved],
    /// The appendix with every item, for those who may see it.
    pub with_items: bool,
    /// Notes are often written for colleagues only, and may name people.
    pub with_notes: bool,
}

#[derive(Serialize)]
struct Paper {
    lang: &'static str,
    title: String,
    kind: String,
    name: String,
    facts: Vec<String>,
    /// At the foot of every page.
    running: String,
    /// Levels of the scale.
    scale: Vec<u8>,
    words: Labels,
    first: First,
    compared: String,
    sheet: Sheet,
    /// One for each row of the sheet.
    measures: Vec<Measure>,
    directives: Vec<Explained>,
    appendix: Vec<Group>,
    foot: Vec<String>,
    /// What a board may answer to a proposal.
    choices: [String; 3],
}

#[derive(Serialize)]
struct First {
    situation: Vec<String>,
    weakest: Vec<Weak>,
    decisions: Vec<Decision>,
}

#[derive(Serialize)]
struct Weak {
    label: String,
    title: String,
    own: Value,
    gap: String,
    /// What it can mean for the business.
    meaning: String,
}

#[derive(Serialize)]
struct Decision {
    text: String,
    size: String,
}

#[derive(Serialize)]
struct Measure {
    /// From 1; none where nothing can rise.
    rank: Option<usize>,
    text: String,
    planned: String,
    size: String,
}

#[derive(Serialize)]
struct Explained {
    label: String,
    title: String,
    own: Value,
    plain: String,
    meaning: String,
    hint: String,
}

/// Takes tenths of a second: not for async threads.
pub fn management_pdf(
    source: &Source<'_>,
    subject: &Subject,
    extras: &Extras<'_>,
) -> Result<Vec<u8>, PdfError> {
    render(Template::Report, &serde_json::to_vec(&paper(source, subject, extras))?, subject.printed)
}

fn paper(source: &Source<'_>, subject: &Subject, extras: &Extras<'_>) -> Paper {
    let (words, karte, sheet) = (source.words, source.karte(), Sheet::new(source));
    let (name, framework) = (subject.name.as_str(), &source.edition.framework);
    let weakest = karte.weakest();
    let measures: Vec<Measure> = karte
        .rows
        .iter()
        .zip(&sheet.rows)
        .map(|(row, shown)| measure(words, row, shown, &weakest, extras))
        .collect();
    let has_size = measures.iter().any(|measure| !measure.size.is_empty());
    let size_note = has_size.then(|| words.t("report-size-note"));
    let rest = [sheet.notice.clone(), imprint(words, &sheet, subject)];
    let mut fixed = labels(words, WORDS);
    fixed.insert("columns_note", t!(words, "report-columns", name = sheet.heads.average.as_str()));
    Paper {
        lang: words.code(),
        title: t!(words, "report-title", name = name),
        kind: words.t("report-kind"),
        name: subject.name.clone(),
        facts: subject.facts.clone(),
        running: t!(words, "report-running", name = name, date = subject.printed_on.as_str()),
        scale: (framework.scale.lowest..=framework.scale.highest).collect(),
        words: fixed,
        first: first(words, &sheet, &weakest),
        compared: compared(words, &sheet),
        measures,
        directives: karte
            .rows
            .iter()
            .zip(&sheet.rows)
            .map(|pair| explained(words, framework.scale.top(), pair))
            .collect(),
        appendix: if extras.with_items { appendix::groups(source, extras) } else { Vec::new() },
        foot: size_note.into_iter().chain(rest).collect(),
        choices: ["report-choice-yes", "report-choice-changed", "report-choice-no"].map(|key| words.t(key)),
        sheet,
    }
}

const WORDS: [(&str, &str); 30] = [
    ("situation", "report-situation"),
    ("weakest", "report-weakest"),
    ("decide", "report-decide"),
    ("measure", "report-measure"),
    ("size", "report-size"),
    ("answer", "report-answer"),
    ("instructions", "report-instructions"),
    ("decided_by", "report-decided-by"),
    ("decided_on", "report-decided-on"),
    ("report_by", "report-report-by"),
    ("position", "report-position"),
    ("radar_alt", "sheet-radar"),
    ("averages", "sheet-averages"),
    ("who", "sheet-who"),
    ("trend", "sheet-trend"),
    ("up", "sheet-up"),
    ("down", "sheet-down"),
    ("measures", "report-measures"),
    ("measures_lead", "report-measures-lead"),
    ("rank", "report-rank"),
    ("directive", "sheet-directive-head"),
    ("now", "sheet-now"),
    ("explained", "report-explained"),
    ("meaning", "report-meaning"),
    ("to_do", "report-to-do"),
    ("appendix", "report-appendix"),
    ("basis", "report-basis"),
    ("item", "report-item"),
    ("level", "report-level"),
    ("next", "sheet-next"),
];

fn first(words: Words, sheet: &Sheet, weakest: &[&Row<'_>]) -> First {
    let changes = sheet.changes.iter().flat_map(|changes| [&changes.lead, &changes.caution]);
    let situation = sheet.standing.iter().chain(&sheet.missing).chain(changes);
    let shown = |row: &&&Row<'_>| sheet.rows.get(row.directive.number.saturating_sub(1));
    let low = weakest.iter().take(DECISIONS_MAX);
    First {
        situation: situation.filter(|line| !line.is_empty()).cloned().collect(),
        weakest: low
            .clone()
            .filter_map(|row| Some(weak(words, row, shown(&row)?, &sheet.heads.average)))
            .collect(),
        decisions: low
            .filter_map(|row| {
                let text = action(words, row, shown(&row)?);
                Some(Decision { text, size: size(words, row) })
            })
            .collect(),
    }
}

fn weak(words: Words, row: &Row<'_>, shown: &SheetRow, average: &str) -> Weak {
    Weak {
        label: shown.label.clone(),
        title: shown.title.clone(),
        own: shown.own.clone(),
        gap: match shown.gap.as_str() {
            "" => String::new(),
            gap => t!(words, "report-gap", name = average, average = shown.average.as_str(), gap = gap),
        },
        // What the directive is about, where no item is known.
        meaning: intent(row)
            .or(row.directive.plain.as_ref())
            .map_or_else(String::new, |text| words.of(text).to_owned()),
    }
}

/// Why the directive's weakest item matters.
fn intent<'a>(row: &Row<'a>) -> Option<&'a Text> {
    row.weakest_item.and_then(|item| item.guide.as_ref()).map(|guide| &guide.intent)
}

/// The item's number in front of what to do about it.
fn action(words: Words, row: &Row<'_>, shown: &SheetRow) -> String {
    match shown.next.code.as_str() {
        "" => shown.next.text.clone(),
        code => {
            let title = row.weakest_item.map_or("", |item| words.of(item.heading()));
            t!(words, "report-action", code = code, title = title, text = shown.next.text.as_str())
        }
    }
}

fn size(words: Words, row: &Row<'_>) -> String {
    let size = row.next_step.and_then(|step| step.size);
    size.map_or_else(String::new, |size| step_size(words, size))
}

fn measure(
    words: Words,
    row: &Row<'_>,
    shown: &SheetRow,
    weakest: &[&Row<'_>],
    extras: &Extras<'_>,
) -> Measure {
    let rank = weakest.iter().position(|weak| weak.directive.number == row.directive.number);
    let item = row.weakest_item.filter(|_| rank.is_some());
    Measure {
        rank: rank.map(|rank| rank + 1),
        text: action(words, row, shown),
        planned: item.map_or_else(String::new, |item| planned(words, extras, &item.code)),
        size: size(words, row),
    }
}

/// 「予定: 2027年3月31日までにレベル3」
pub(super) fn planned(words: Words, extras: &Extras<'_>, item: &str) -> String {
    let saved = extras.saved.iter().find(|saved| saved.item == item);
    let Some(plan) = saved.and_then(|saved| saved.said.planned.as_ref()) else { return String::new() };
    let day = plan.on.parse().map_or_else(|_| plan.on.clone(), |day| date(day, words));
    t!(words, "report-planned", level = plan.level, day = day)
}

fn explained(words: Words, top: Fraction, (row, shown): (&Row<'_>, &SheetRow)) -> Explained {
    let or_nothing = |text: Option<&Text>| text.map_or_else(String::new, |text| words.of(text).to_owned());
    let is_low = !shown.own.tint.is_empty();
    let rising = row.own.value().filter(|own| *own < top);
    Explained {
        label: shown.label.clone(),
        title: words.of(&row.directive.title).to_owned(),
        own: shown.own.clone(),
        plain: or_nothing(row.directive.plain.as_ref()),
        meaning: or_nothing(intent(row).filter(|_| is_low)),
        hint: or_nothing(rising.map(|own| row.directive.hint(own))),
    }
}
