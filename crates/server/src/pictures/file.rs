//! A chart of a page as a file: `radar.svg` for those who scale or edit it, `radar.png` for slides.

use axum::response::Response;

use super::{PictureError, png};
use crate::app::App;
use crate::error::{Error, Result};
use crate::t;
use crate::ui::download::attachment;
use crate::words::Words;

/// What the last part of an address asks for.
pub struct PictureFile<'a> {
    /// Name of the chart on its page: `radar`, `trend`, `classes`.
    pub chart: &'a str,
    format: Format,
}

#[derive(Clone, Copy)]
enum Format {
    Svg,
    Png,
}

impl<'a> PictureFile<'a> {
    /// Anything but a name and one of the two endings is not there.
    pub fn parse(file: &'a str) -> Result<PictureFile<'a>> {
        let (chart, format) = match file.rsplit_once('.') {
            Some((chart, "svg")) => (chart, Format::Svg),
            Some((chart, "png")) => (chart, Format::Png),
            _ => return Err(Error::NotFound),
        };
        Ok(PictureFile { chart, format })
    }

    /// The drawn chart, under a name that says whose it is and what it shows.
    pub async fn answer(&self, app: &App, words: Words, svg: String, of: &str) -> Result<Response> {
        let chart = words.t(&format!("picture-{}", self.chart));
        let name = t!(words, "picture-file", of = of, chart = chart.as_str());
        Ok(match self.format {
            Format::Svg => attachment(svg.into_bytes(), "image/svg+xml", &format!("{name}.svg")),
            Format::Png => {
                let bytes = app.drawn(move || png(&svg)).await?.map_err(|error| match error {
                    PictureError::NoJapaneseFont => Error::FontMissing,
                    other => Error::Internal(other.to_string()),
                })?;
                attachment(bytes, "image/png", &format!("{name}.png"))
            }
        })
    }
}
