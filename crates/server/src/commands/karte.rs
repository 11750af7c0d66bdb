//! `kashika karte`: answers files in, result sheets out.

mod page;
pub(super) mod text;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::companies::{Company, Selection};
use super::output::{Kind, Output};
use super::progress::Progress;
use super::{Failure, paper, words};
use crate::assessments::report;
use crate::pictures::{self, karte_radar};
use crate::t;
use crate::words::Words;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: Selection,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// File to write to, or folder for one file per company (svg, png, html, pdf)
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    printed: paper::Printed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    /// The radar
    Svg,
    /// The radar as pixels
    Png,
    /// The whole karte in one file
    Html,
    /// The karte on one sheet of A4
    Pdf,
}

impl Format {
    fn kind(self) -> Kind {
        match self {
            Format::Text => Kind::list("txt", "", "\n----\n\n", ""),
            Format::Json => Kind::list("json", "[\n", ",\n", "\n]\n"),
            Format::Svg => Kind::text("svg"),
            Format::Html => Kind::text("html"),
            Format::Png => Kind::bytes("png"),
            Format::Pdf => Kind::bytes("pdf"),
        }
    }
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments.selection.lang);
    let companies = arguments.selection.companies(words)?;
    let mut output = Output::open(arguments.format.kind(), arguments.out.as_deref(), companies.len(), words)?;
    let mut progress = Progress::of_files(arguments.out.as_deref(), companies.len(), words);
    for company in &companies {
        output.write(&company.code, &content(arguments, company, words)?)?;
        progress.step();
    }
    output.finish()
}

fn content(arguments: &Arguments, company: &Company, words: Words) -> Result<Vec<u8>, Failure> {
    let source = company.source(words);
    let body = || source.body(&company.code, company.industry);
    let radar = || {
        let title = t!(words, "karte-radar-title", code = company.code.as_str());
        karte_radar(&title, &source.karte(), &source.cohort.averages, words)
    };
    Ok(match arguments.format {
        Format::Text => text::text(&body(), words).into_bytes(),
        Format::Json => serde_json::to_vec_pretty(&body()).context("a karte as JSON")?,
        Format::Svg => (radar() + "\n").into_bytes(),
        Format::Png => pictures::png(&radar()).context("PNG")?,
        Format::Html => page::html(&body(), &radar(), words)?.into_bytes(),
        Format::Pdf => {
            let subject = arguments.printed.subject(company, words);
            report::karte_pdf(&source, &subject).context("PDF")?
        }
    })
}
