//! The cover of a form: whose it is, how to fill it in, and a picture of the values so far.

use documents::workbook::{Cell, Look, Radar, Sheet, column_name};
use domain::assessments::Answer;

use super::layout::{ANSWER, COVER_VALUE, NUMBER, ORGANIZATION_ROW, RATED_ON_ROW, RATER_ROW};
use super::workbook::{ACCENT, Form, PAPER, Rows, Subject};
use crate::t;

/// Rows of the table of directives.
const TABLE_ROW: u32 = 12;

impl Form<'_> {
    pub(super) fn cover(&self, rows: &Rows) -> Sheet {
        let words = self.words;
        let label = Look { is_bold: true, is_soft: true, ..Look::default() };
        let plain = Look::default();
        let input = Look { is_input: true, ..plain };
        let subject = self.subject.as_ref();
        let of_subject = |of: fn(&Subject) -> &String| subject.map(of).cloned().unwrap_or_default();
        let framework = format!("{} {}", words.of(&self.framework().name), self.framework().version);
        let mut cells = vec![Cell::text(
            0,
            0,
            self.title(),
            Look { size: 16, is_bold: true, is_line: true, ink: Some(ACCENT), ..plain },
        )];
        let facts = [
            (ORGANIZATION_ROW, "offline-organization", of_subject(|subject| &subject.organization)),
            (3, "offline-scope", of_subject(|subject| &subject.scope)),
            (4, "offline-period", of_subject(|subject| &subject.period)),
            (5, "offline-framework", framework),
        ];
        for (row, key, value) in facts {
            cells.push(Cell::text(row, 0, self.t(key), label));
            // A form that is nobody's yet can be labelled by hand; a collection knows it by the name.
            let is_open = value.is_empty() && subject.is_none();
            cells.push(Cell::text(row, COVER_VALUE, value, if is_open { input } else { plain }));
        }
        for (row, key) in [(RATER_ROW, "offline-rater"), (RATED_ON_ROW, "offline-rated-on")] {
            cells.push(Cell::text(row, 0, self.t(key), label));
            cells.push(Cell::blank(row, COVER_VALUE, input));
        }
        let answers = rows.range(ANSWER, &self.answers_name());
        let progress = format!("=COUNTA({answers})&\" / {}\"", rows.places.len());
        let answered = self.answered_count();
        cells.push(Cell::text(10, 0, self.t("offline-progress"), label));
        let shown = format!("{answered} / {}", rows.places.len());
        cells.push(Cell::formula(
            10,
            COVER_VALUE,
            progress,
            shown,
            Look { is_bold: true, size: 12, ..plain },
        ));
        let mut sheet = Sheet {
            name: self.t("offline-sheet-cover"),
            widths: vec![26.0, 40.0, 14.0, 0.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0],
            cells,
            is_locked: true,
            is_landscape: true,
            footer: self.t("not-official"),
            ..Sheet::default()
        };
        if self.plain.is_none() {
            self.figures(rows, &mut sheet);
        }
        self.instructions(&mut sheet);
        sheet
    }

    /// How to fill it in, beside the facts.
    fn instructions(&self, sheet: &mut Sheet) {
        let mut keys = vec!["offline-how-1", "offline-how-2", "offline-how-3"];
        if self.plain.is_none() {
            keys.push("offline-how-4");
        }
        keys.push("offline-how-5");
        let lines: Vec<String> = keys.into_iter().map(|key| format!("・{}", self.t(key))).collect();
        let heading = Look { is_bold: true, ..Look::default() };
        sheet.cells.push(Cell::text(1, 4, self.t("offline-how"), heading));
        let text = Cell::text(2, 4, lines.join("\n"), Look::default());
        sheet.merged.push((2, 4, TABLE_ROW - 2, 9, text));
    }

    /// The directives with their means, and the radar over them: figures to look at while filling in. The karte is drawn up
    /// from the answers when they come back.
    fn figures(&self, rows: &Rows, sheet: &mut Sheet) {
        let words = self.words;
        let framework = self.framework();
        let head = Look { is_bold: true, has_border: true, fill: Some(PAPER), ..Look::default() };
        let cell = Look { has_border: true, ..Look::default() };
        let figure = Look { is_centered: true, decimals: Some(1), ..cell };
        let heads = [
            (0, self.t("offline-directives")),
            (1, self.t("offline-own")),
            (2, t!(words, "offline-average", count = self.cohort.averages.count)),
        ];
        for (column, text) in heads {
            sheet.cells.push(Cell::text(TABLE_ROW, column, text, head));
        }
        let bytes = self.answer_bytes();
        let score = self.edition.scorer.score(&bytes);
        let answers = self.answers_name();
        for (index, directive) in framework.directives.iter().enumerate() {
            let row = TABLE_ROW + 1 + index as u32;
            let name = format!("{} {}", directive.number, words.of(&directive.short));
            sheet.cells.push(Cell::text(row, 0, name, cell));
            let (first, last) = (rows.place(directive.items.start), rows.place(directive.items.end - 1));
            let number = column_name(NUMBER.into());
            let range = format!("'{answers}'!${number}${}:${number}${}", first + 1, last + 1);
            let answer = column_name(ANSWER.into());
            let given = format!("'{answers}'!${answer}${}:${answer}${}", first + 1, last + 1);
            let open = format!("COUNTBLANK({given})");
            let to_go = self.t("offline-open");
            let mean = score.directives().get(index).and_then(|cell| cell.value());
            let items = bytes.get(directive.items.clone()).unwrap_or_default();
            let count = items.iter().filter(|byte| **byte == Answer::Unanswered.byte()).count();
            let shown = mean.map_or_else(|| format!("{count}{to_go}"), domain::Fraction::shown);
            let own = format!("=IF({open}>0,{open}&\"{to_go}\",IFERROR(ROUND(AVERAGE({range}),1),\"–\"))");
            sheet.cells.push(Cell::formula(row, 1, own, shown, figure));
            if let Some(average) = self.cohort.averages.of_all(index) {
                sheet.cells.push(Cell::number(row, 2, average.to_f64(), figure));
            }
            let plotted = format!("=IF({open}>0,NA(),IFERROR(AVERAGE({range}),NA()))");
            let value = mean.map_or("#N/A".to_owned(), |mean| mean.to_f64().to_string());
            sheet.cells.push(Cell::formula(row, 3, plotted, value, figure));
        }
        let last = TABLE_ROW + framework.directives.len() as u32;
        let cover = self.t("offline-sheet-cover");
        let column = |name: &str| format!("='{cover}'!${name}${}:${name}${}", TABLE_ROW + 2, last + 1);
        let scale = &framework.scale;
        sheet.radars.push(Radar {
            row: TABLE_ROW,
            column: 4,
            width_pixels: 560,
            height_pixels: 420,
            title: self.t("offline-radar"),
            description: self.t("offline-radar-description"),
            axes: column("A"),
            series: vec![
                (self.t("offline-own"), column("D")),
                (t!(words, "offline-average", count = self.cohort.averages.count), column("C")),
            ],
            lowest: f64::from(scale.lowest),
            highest: f64::from(scale.highest),
        });
    }

    fn answered_count(&self) -> usize {
        let items = &self.framework().items;
        items
            .iter()
            .filter(|item| self.saved(&item.code).is_some_and(|said| said.answer.is_answered()))
            .count()
    }
}
