//! `kashika report`: answers files in, one report to management per company out.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::companies::Selection;
use super::output::{Kind, Output};
use super::progress::Progress;
use super::{Failure, paper, words};
use crate::assessments::report::{self, Extras};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// File to write to, or folder for one report per company
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    printed: paper::Printed,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments.selection.lang);
    let companies = arguments.selection.companies(words)?;
    let mut output =
        Output::open(Kind::bytes("report.pdf"), arguments.out.as_deref(), companies.len(), words)?;
    let mut progress = Progress::of_files(arguments.out.as_deref(), companies.len(), words);
    for company in &companies {
        let (source, subject) = (company.source(words), arguments.printed.subject(company, words));
        let extras = Extras { saved: &[], with_items: true, with_notes: false };
        let bytes = report::management_pdf(&source, &subject, &extras).context("PDF")?;
        output.write(&company.code, &bytes)?;
        progress.step();
    }
    output.finish()
}
