//! `kashika form`: a blank form to fill in without a connection.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::{Failure, LanguageChoice, library, words};
use crate::offline::{Form, csv};
use crate::t;

#[derive(Debug, Args)]
pub struct Arguments {
    /// File to write: `.xlsx` for a workbook, `.csv` for a plain text
    #[arg(value_name = "FILE")]
    out: PathBuf,
    /// Framework whose items are asked
    #[arg(long, value_name = "ID", default_value = crate::frameworks::CURRENT)]
    framework: String,
    /// Ask the questions of this edition instead of all items
    #[arg(long, value_name = "ID")]
    edition: Option<String>,
    /// Language of the form
    #[arg(long)]
    lang: Option<LanguageChoice>,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments.lang);
    let library = library()?;
    let unknown = |id: &str, known: Vec<&str>| {
        Failure::refused(t!(words, "files-unknown-framework", id = id, known = known.join(", ")))
    };
    let edition = library.edition(&arguments.framework).ok_or_else(|| {
        let known = library.editions().map(|edition| edition.framework.id.as_str()).collect();
        unknown(&arguments.framework, known)
    })?;
    let framework = &edition.framework;
    let plain = match &arguments.edition {
        Some(id) => Some(framework.plain_edition(id).ok_or_else(|| {
            unknown(id, framework.plain_editions.iter().map(|edition| edition.id.as_str()).collect())
        })?),
        None => None,
    };
    let form = Form {
        words,
        edition,
        cohort: library.reference(framework),
        plain,
        subject: None,
        made_at_seconds: jiff::Timestamp::now().as_second(),
    };
    let is_csv = arguments.out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let bytes =
        if is_csv { csv::text(&form).into_bytes() } else { form.bytes().map_err(anyhow::Error::from)? };
    fs::write(&arguments.out, bytes).with_context(|| arguments.out.display().to_string())?;
    Ok(())
}
