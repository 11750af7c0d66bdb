//! What goes in which cell of a form.

use documents::workbook::{Book, Cell, Choices, Content, Look, Sheet, Visibility, WriteError, column_name};
use domain::assessments::{Answer, ItemAnswer};
use domain::frameworks::{Framework, PlainEdition, StatePolicy};

use super::asked::{Asked, asked_items, asked_questions};
use super::head::Head;
use super::layout::*;
use crate::assessments::{Saved, answer_text};
use crate::frameworks::{Cohort, Edition};
use crate::words::Words;

pub(super) const PAPER: u32 = 0xF2F0EA;
pub(super) const ACCENT: u32 = 0x1F4E79;
/// Height of one line of text, in points.
const LINE_POINTS: f64 = 13.5;
const HEIGHT_POINTS_MAX: f64 = 400.0;

/// A form to be filled in.
pub struct Form<'a> {
    pub words: Words,
    pub edition: &'a Edition,
    pub cohort: &'a Cohort,
    /// Asks the questions of this edition instead of all items.
    pub plain: Option<&'a PlainEdition>,
    /// Whose form it is; none for a blank one.
    pub subject: Option<Subject>,
    /// Seconds since 1970, UTC.
    pub made_at_seconds: i64,
}

/// The assessment a form is filled in for, with what is known of it.
pub struct Subject {
    pub assessment: String,
    pub organization: String,
    pub scope: String,
    pub period: String,
    pub saved: Vec<Saved>,
    pub previous: Vec<Saved>,
    pub previous_period: Option<String>,
}

impl Form<'_> {
    pub fn bytes(&self) -> Result<Vec<u8>, WriteError> {
        let asked = self.asked();
        let rows = Rows::new(&asked);
        Book {
            title: self.title().to_owned(),
            made_at_seconds: self.made_at_seconds,
            sheets: vec![
                self.cover(&rows),
                self.answers(&asked, &rows),
                self.guide(),
                self.lists(&asked),
                self.hidden(),
            ],
        }
        .bytes()
    }

    pub fn asked(&self) -> Vec<Asked> {
        match self.plain {
            Some(plain) => asked_questions(self.words, self.framework(), plain),
            None => asked_items(self.words, self.framework()),
        }
    }

    pub fn head(&self) -> Head {
        let framework = self.framework();
        let saved = self.subject.iter().flat_map(|subject| &subject.saved);
        Head {
            framework: framework.id.clone(),
            version: framework.version.clone(),
            content_hash: framework.content_hash.clone(),
            edition: self.plain.map(|plain| plain.id.clone()).unwrap_or_default(),
            assessment: self.subject.as_ref().map(|one| one.assessment.clone()).unwrap_or_default(),
            versions: saved
                .filter(|saved| saved.version > 0)
                .map(|saved| (saved.item.clone(), saved.version))
                .collect(),
        }
    }

    pub(super) fn framework(&self) -> &Framework {
        &self.edition.framework
    }

    pub(super) fn title(&self) -> &str {
        self.words.of(self.plain.map_or(&self.framework().name, |plain| &plain.name))
    }

    /// What stands in the form already.
    pub(super) fn saved(&self, code: &str) -> Option<&ItemAnswer> {
        let subject = self.subject.as_ref().filter(|_| self.plain.is_none())?;
        subject.saved.iter().find(|saved| saved.item == code).map(|saved| &saved.said)
    }

    fn previous(&self, code: &str) -> Option<Answer> {
        let previous = &self.subject.as_ref()?.previous;
        previous.iter().find(|saved| saved.item == code).map(|saved| saved.said.answer)
    }

    pub(super) fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    pub(super) fn answers_name(&self) -> String {
        self.t("offline-sheet-answers")
    }

    /// The answers as they stand in the form now.
    pub(super) fn answer_bytes(&self) -> Vec<u8> {
        let answer = |code: &str| self.saved(code).map_or(Answer::Unanswered, |said| said.answer);
        self.framework().items.iter().map(|item| answer(&item.code).byte()).collect()
    }

    fn answers(&self, asked: &[Asked], rows: &Rows) -> Sheet {
        let is_edition = self.plain.is_some();
        let widths = if is_edition { EDITION_WIDTHS } else { WIDTHS };
        let head = Look { is_bold: true, has_border: true, fill: Some(PAPER), ..Look::default() };
        let mut sheet = Sheet {
            name: self.answers_name(),
            widths: widths.to_vec(),
            freeze: Some((HEAD_ROW + 1, QUESTION)),
            is_locked: true,
            is_landscape: true,
            repeated_rows: Some((HEAD_ROW, HEAD_ROW)),
            // On paper the hints would make everything too small to read.
            last_printed: Some((rows.places.last().copied().unwrap_or_default(), PREVIOUS)),
            footer: self.t("not-official"),
            ..Sheet::default()
        };
        let title = Look { is_bold: true, is_line: true, size: 13, ink: Some(ACCENT), ..Look::default() };
        sheet.cells.push(Cell::text(0, 0, self.title(), title));
        for (column, key) in (0_u16..).zip(HEADS) {
            sheet.cells.push(Cell::text(HEAD_ROW, column, self.t(key), head));
        }
        let previous = self.subject.as_ref().and_then(|subject| subject.previous_period.clone());
        if let Some(period) = previous {
            sheet.cells.push(Cell::text(HEAD_ROW, PREVIOUS, period, head));
        }
        sheet.heights.push((HEAD_ROW, 2.4 * LINE_POINTS));
        let numbers = if is_edition { Vec::new() } else { self.edition.scorer.levels(&self.answer_bytes()) };
        for (index, asked) in asked.iter().enumerate() {
            let row = rows.place(index);
            if let Some(group) = &asked.group {
                let look = Look { is_bold: true, ink: Some(0xFFFFFF), fill: Some(ACCENT), ..Look::default() };
                let cell = Cell::text(row - 1, CODE, group.clone(), look);
                sheet.merged.push((row - 1, CODE, row - 1, PREVIOUS, cell));
            }
            self.answer_row(&mut sheet, asked, row, index, numbers.get(index).copied().flatten());
            sheet.heights.push((row, height(asked, &widths)));
        }
        sheet
    }

    fn answer_row(&self, sheet: &mut Sheet, asked: &Asked, row: u32, index: usize, number: Option<u8>) {
        let words = self.words;
        let locked = Look { has_border: true, ..Look::default() };
        let soft = Look { is_soft: true, ..locked };
        let input = Look { is_input: true, ..Look::default() };
        let mark = Look { is_centered: true, ..input };
        let said = self.saved(&asked.code);
        let mut put = |column: u16, text: Option<String>, look: Look| {
            let content = text.filter(|text| !text.is_empty()).map_or(Content::Blank, Content::Text);
            sheet.cells.push(Cell { row, column, content, look });
        };
        put(CODE, Some(asked.code.clone()), Look { is_bold: true, ..locked });
        put(HEADING, Some(asked.heading.clone()), Look { is_bold: true, ..locked });
        put(QUESTION, Some(asked.question.clone()), locked);
        put(ANSWER, said.and_then(|said| asked.choice(&said.answer.code())), input);
        put(NOTE, said.map(|said| said.note.clone()), input);
        let flag = |is_set: bool| is_set.then(|| MARK.to_owned());
        put(UNCERTAIN, said.and_then(|said| flag(said.is_uncertain)), mark);
        if self.plain.is_none() {
            let planned = said.and_then(|said| said.planned.as_ref());
            put(
                COVERAGE,
                said.and_then(|said| said.coverage_percent).map(|percent| percent.to_string()),
                mark,
            );
            put(PARTIAL, said.and_then(|said| flag(said.is_partial)), mark);
            put(PLANNED_LEVEL, planned.map(|plan| plan.level.to_string()), mark);
            put(PLANNED_ON, planned.map(|plan| plan.on.clone()), mark);
            let previous = self.previous(&asked.code).filter(|answer| answer.is_answered());
            put(PREVIOUS, previous.map(|answer| answer_text(words, self.framework(), answer)), soft);
            put(EVIDENCE, Some(asked.evidence.clone()), soft);
            let shown = number.map(|number| number.to_string()).unwrap_or_default();
            sheet.cells.push(Cell::formula(row, NUMBER, self.number_formula(row), shown, Look::default()));
        }
        sheet.cells.push(Cell::text(row, DOUBT, asked.doubt.clone(), soft));
        self.drop_downs(sheet, asked, row, index);
    }

    fn drop_downs(&self, sheet: &mut Sheet, asked: &Asked, row: u32, index: usize) {
        let list = |column: usize, count: usize| {
            let column = column_name(column as u32);
            format!("={LISTS_SHEET}!${column}$1:${column}${count}")
        };
        let mut choose = |column: u16, source: String| {
            sheet.choices.push(Choices {
                row,
                column,
                source,
                title: self.t("offline-choose"),
                refusal: self.t("offline-choose-text"),
            });
        };
        choose(ANSWER, list(index + 2, asked.options.len()));
        choose(UNCERTAIN, list(0, 1));
        if self.plain.is_none() {
            choose(PARTIAL, list(0, 1));
            let scale = &self.framework().scale;
            choose(PLANNED_LEVEL, list(1, usize::from(scale.highest - scale.lowest) + 1));
        }
    }

    /// The level in front of the chosen text; what the framework makes of the other two answers.
    fn number_formula(&self, row: u32) -> String {
        let (scale, states) = (&self.framework().scale, &self.framework().states);
        let value = |policy: StatePolicy| match policy {
            StatePolicy::Lowest => scale.lowest.to_string(),
            StatePolicy::Highest => scale.highest.to_string(),
            StatePolicy::Exclude | StatePolicy::Gap => "\"\"".to_owned(),
        };
        let cell = format!("{}{}", column_name(ANSWER.into()), row + 1);
        let (unknown, not_applicable) = (value(states.unknown), value(states.not_applicable));
        format!(
            "=IF({cell}=\"\",\"\",IF(LEFT({cell},1)=\"u\",{unknown},IF(LEFT({cell},1)=\"n\",{not_applicable},\
             IFERROR(VALUE(LEFT({cell},1)),\"\"))))"
        )
    }

    /// How to count, for all items alike.
    fn guide(&self) -> Sheet {
        let words = self.words;
        let mut sheet = Sheet {
            name: self.t("offline-sheet-guide"),
            widths: vec![36.0, 96.0],
            is_locked: true,
            footer: self.t("not-official"),
            ..Sheet::default()
        };
        let title = Look { is_bold: true, is_line: true, size: 13, ink: Some(ACCENT), ..Look::default() };
        sheet.cells.push(Cell::text(0, 0, self.t("offline-sheet-guide"), title));
        let mut lines: Vec<(String, String)> = Vec::new();
        if let Some(plain) = self.plain {
            lines.push((self.t("offline-audience"), words.of(&plain.audience).to_owned()));
            lines.push((self.t("offline-mapping"), words.of(&plain.mapping).to_owned()));
        }
        let rules = self.framework().ground_rules.iter();
        lines.extend(rules.map(|rule| (words.of(&rule.title).to_owned(), words.of(&rule.text).to_owned())));
        lines.push((self.t("offline-source"), words.of(&self.framework().source).to_owned()));
        lines.push((self.t("offline-notice"), words.of(&self.framework().notice).to_owned()));
        let cell = Look { has_border: true, ..Look::default() };
        for (row, (name, text)) in (2..).zip(lines) {
            sheet.heights.push((row, lines_of(&text, 96.0).max(lines_of(&name, 36.0)) * LINE_POINTS + 6.0));
            sheet.cells.push(Cell::text(row, 0, name, Look { is_bold: true, ..cell }));
            sheet.cells.push(Cell::text(row, 1, text, cell));
        }
        sheet
    }

    /// The texts of all drop-downs: the mark, the levels, then one column for each row of the form.
    fn lists(&self, asked: &[Asked]) -> Sheet {
        let look = Look::default();
        let scale = &self.framework().scale;
        let mut cells = vec![Cell::text(0, 0, MARK, look)];
        for (row, level) in (0..).zip(scale.lowest..=scale.highest) {
            cells.push(Cell::text(row, 1, level.to_string(), look));
        }
        for (column, asked) in (2_u16..).zip(asked) {
            for (row, (code, text)) in (0..).zip(&asked.options) {
                cells.push(Cell::text(row, column, format!("{code} {text}"), look));
            }
        }
        Sheet {
            name: LISTS_SHEET.to_owned(),
            visibility: Visibility::Hidden,
            cells,
            is_locked: true,
            ..Sheet::default()
        }
    }

    fn hidden(&self) -> Sheet {
        let mut cells = Vec::new();
        for (row, (key, value)) in (0..).zip(self.head().lines()) {
            cells.push(Cell::text(row, 0, key, Look::default()));
            cells.push(Cell::text(row, 1, value, Look::default()));
        }
        Sheet {
            name: HEAD_SHEET.to_owned(),
            visibility: Visibility::Hidden,
            cells,
            is_locked: true,
            ..Sheet::default()
        }
    }
}

/// Headings of the sheet of answers, by column.
const HEADS: [&str; 13] = [
    "offline-head-code",
    "offline-head-heading",
    "offline-head-question",
    "offline-head-answer",
    "offline-head-note",
    "offline-head-uncertain",
    "offline-head-coverage",
    "offline-head-partial",
    "offline-head-planned-level",
    "offline-head-planned-on",
    "offline-head-previous",
    "offline-head-doubt",
    "offline-head-evidence",
];

/// The sheet row of each question; a group's heading takes the row above its first one.
pub(super) struct Rows {
    pub places: Vec<u32>,
}

impl Rows {
    fn new(asked: &[Asked]) -> Rows {
        let mut next = HEAD_ROW + 1;
        let place = |asked: &Asked| {
            let row = next + u32::from(asked.group.is_some());
            next = row + 1;
            row
        };
        Rows { places: asked.iter().map(place).collect() }
    }

    pub fn place(&self, index: usize) -> u32 {
        self.places.get(index).copied().unwrap_or_default()
    }

    /// One column over all questions.
    pub fn range(&self, column: u16, sheet: &str) -> String {
        let name = column_name(column.into());
        let (first, last) = (self.place(0), self.places.last().copied().unwrap_or_default());
        format!("'{sheet}'!${name}${}:${name}${}", first + 1, last + 1)
    }
}

/// High enough for the longest text of a row, whichever answer is chosen.
fn height(asked: &Asked, widths: &[f64]) -> f64 {
    let width = |column: u16| widths.get(usize::from(column)).copied().unwrap_or_default();
    let of = |text: &str, column: u16| lines_of(text, width(column));
    let longest = asked.options.iter().map(|(_, text)| of(text, ANSWER)).fold(1.0, f64::max);
    let others = [(&asked.question, QUESTION), (&asked.heading, HEADING), (&asked.doubt, DOUBT)];
    let lines = others.iter().map(|(text, column)| of(text, *column)).fold(longest, f64::max);
    (lines * LINE_POINTS + 6.0).min(HEIGHT_POINTS_MAX)
}

/// Lines a text takes in a column: Japanese letters are twice as wide as Latin ones.
fn lines_of(text: &str, width: f64) -> f64 {
    if width <= 0.0 {
        return 1.0;
    }
    let units: usize = text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum();
    (units as f64 / (width * 0.92)).ceil().max(1.0)
}
