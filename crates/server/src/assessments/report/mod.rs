//! Results on paper: what goes on which page. How a page looks is in `documents`; every word comes from here, as data.

mod appendix;
mod management;
mod sheet;

pub use management::{Extras, management_pdf};
pub use sheet::karte_pdf;

use std::collections::BTreeMap;

use documents::pdf::Moment;

use crate::assessments::karte_sheet::Sheet;
use crate::t;
use crate::words::Words;

/// Whose result it is, and when it is printed.
pub struct Subject {
    pub name: String,
    /// Industry, scope, fiscal year, date and what else identifies the result.
    pub facts: Vec<String>,
    /// The day in words.
    pub printed_on: String,
    pub printed: Moment,
}

/// Headings and other fixed words, by the name under which a template asks for them.
type Labels = BTreeMap<&'static str, String>;

fn labels<const N: usize>(words: Words, keys: [(&'static str, &str); N]) -> Labels {
    keys.into_iter().map(|(name, key)| (name, words.t(key))).collect()
}

/// Whom the result is held against.
fn compared(words: Words, sheet: &Sheet) -> String {
    format!("{} {}", words.t("sheet-compared").trim(), sheet.compared_with)
}

/// Framework, source and day, at the end of every document.
fn imprint(words: Words, sheet: &Sheet, subject: &Subject) -> String {
    t!(
        words,
        "paper-foot",
        framework = sheet.framework.as_str(),
        source = sheet.source.as_str(),
        date = subject.printed_on.as_str()
    )
}

/// A moment on the installation's clock, for the document's own date.
pub fn moment(now: &jiff::Zoned) -> Moment {
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    Moment {
        year: now.year().into(),
        month: part(now.month()),
        day: part(now.day()),
        hour: part(now.hour()),
        minute: part(now.minute()),
        second: part(now.second()),
        offset_minutes: now.offset().seconds() / 60,
    }
}
