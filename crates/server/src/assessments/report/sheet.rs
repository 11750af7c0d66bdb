//! The karte on one sheet of A4: what the page shows, down to the last word.

use documents::pdf::{PdfError, Template, render};
use serde::Serialize;

use super::{Labels, Subject, compared, imprint, labels};
use crate::assessments::karte_sheet::{Sheet, Source};
use crate::t;

#[derive(Serialize)]
struct Paper {
    lang: &'static str,
    title: String,
    name: String,
    facts: Vec<String>,
    /// Levels of the scale, for the head of the rows' pictures.
    scale: Vec<u8>,
    words: Labels,
    sheet: Sheet,
    foot: Vec<String>,
}

/// Takes tens of milliseconds: not for async threads.
pub fn karte_pdf(source: &Source<'_>, subject: &Subject) -> Result<Vec<u8>, PdfError> {
    render(Template::Sheet, &serde_json::to_vec(&paper(source, subject))?, subject.printed)
}

fn paper(source: &Source<'_>, subject: &Subject) -> Paper {
    let (words, sheet) = (source.words, Sheet::new(source));
    let scale = &source.edition.framework.scale;
    Paper {
        lang: words.code(),
        title: t!(words, "sheet-title", name = subject.name.as_str()),
        name: subject.name.clone(),
        facts: subject.facts.clone(),
        scale: (scale.lowest..=scale.highest).collect(),
        words: labels(
            words,
            [
                ("directive", "sheet-directive-head"),
                ("now", "sheet-now"),
                ("next", "sheet-next"),
                ("standing", "sheet-standing"),
                ("up", "sheet-up"),
                ("down", "sheet-down"),
                ("radar_heading", "sheet-radar-heading"),
                ("radar_alt", "sheet-radar"),
                ("averages", "sheet-averages"),
                ("who", "sheet-who"),
            ],
        ),
        foot: vec![compared(words, &sheet), sheet.notice.clone(), imprint(words, &sheet, subject)],
        sheet,
    }
}
