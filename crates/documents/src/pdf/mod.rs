//! PDF from plain data: a template says where things stand on paper, JSON says what. Text from outside is only ever
//! read as data and set as text, never run. What comes out is tagged for screen readers (PDF/UA-1).

mod fonts;
mod text;
mod world;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use thiserror::Error;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use world::{PaperWorld, Today};

/// Programs that make documents are named in them, versions are not: the same data shall give the same bytes.
const CREATOR: &str = "Kashika";

/// What the pages look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Template {
    /// Everything of one result on exactly one sheet of A4.
    Sheet,
    /// The report to management: one page for the president, then as many as it takes.
    Report,
}

/// When a document is made, as its readers' clocks show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub year: i32,
    pub month: u8,
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    /// Minutes ahead of UTC.
    pub offset_minutes: i32,
}

#[derive(Debug, Error)]
pub enum PdfError {
    /// Without one, every Japanese letter would become an empty box.
    #[error("no font with Japanese letters; install one, for example: apt-get install fonts-noto-cjk")]
    NoJapaneseFont,
    #[error("the data of a document is no JSON: {0}")]
    Data(#[from] serde_json::Error),
    #[error("there is no such moment")]
    Moment,
    #[error("the document cannot be set: {0}")]
    Layout(String),
}

/// A document as PDF. Takes tens of milliseconds, the first one seconds: not for async threads.
pub fn render(template: Template, json: &[u8], moment: Moment) -> Result<Vec<u8>, PdfError> {
    let fonts = fonts::fonts()?;
    let data = text::printable(json, &fonts)?;
    let (today, timestamp) = times(moment).ok_or(PdfError::Moment)?;
    let world = PaperWorld::new(template, fonts, data, today);
    let bytes = set(&world, timestamp);
    // Nothing of one document is of use to the next, and without this every one would stay in memory.
    comemo::evict(0);
    bytes
}

fn set(world: &PaperWorld, timestamp: Timestamp) -> Result<Vec<u8>, PdfError> {
    let document = typst::compile::<PagedDocument>(world).output.map_err(|errors| layout(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| PdfError::Layout(error.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some(CREATOR.to_owned())),
        timestamp: Some(timestamp),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| layout(&errors))
}

fn layout(errors: &[SourceDiagnostic]) -> PdfError {
    let reasons: Vec<String> = errors.iter().map(|error| error.message.to_string()).collect();
    PdfError::Layout(reasons.join("; "))
}

fn times(moment: Moment) -> Option<(Today, Timestamp)> {
    let Moment { year, month, day, hour, minute, second, offset_minutes } = moment;
    let date = Datetime::from_ymd(year, month, day)?;
    let time = Datetime::from_ymd_hms(year, month, day, hour, minute, second)?;
    Some((Today(date), Timestamp::new_local(time, offset_minutes)?))
}
