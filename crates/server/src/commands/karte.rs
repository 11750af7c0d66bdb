//! `kashika karte`: answers files in, result sheets out.

mod closest;
mod output;
mod page;
pub(super) mod text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use domain::Text;
use domain::assessments::Karte;
use domain::assessments::karte::Basis;
use domain::benchmarks::{Averages, Tally};
use domain::frameworks::Framework;
use domain::organizations::Industry;

use super::{Failure, LanguageChoice, edition, file_name, library, words};
use crate::assessments::files::{Answers, Problems, Row, RowAnswers, open_path};
use crate::assessments::karte_body::{CohortBody, KarteBody};
use crate::frameworks::{Edition, Library};
use crate::pictures::karte_radar;
use crate::t;
use crate::words::Words;
use closest::Closest;
use output::Output;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Answers files, CSV or JSON; `-` reads standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Only the company with this code
    #[arg(long, value_name = "CODE")]
    only: Option<String>,
    /// Compare with the companies of this answers file instead of the reference cohort
    #[arg(long, value_name = "FILE")]
    cohort: Option<PathBuf>,
    /// Framework to score with; by default the one that fits the file
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// Language of the output
    #[arg(long)]
    lang: Option<LanguageChoice>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// File to write to, or folder for one file per company (svg, png, html)
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Svg,
    Png,
    Html,
}

/// One company of the files, with the framework its answers belong to.
struct Company {
    code: String,
    industry: Option<Industry>,
    answers: Answers,
    edition: Arc<Edition>,
}

/// Whom a karte compares with.
struct Comparison {
    averages: Averages,
    body: CohortBody,
}

/// A karte in every form the formats need.
struct Sheet {
    body: KarteBody,
    radar: String,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments.lang);
    let library = library()?;
    let companies = companies(arguments, &library, words)?;
    let comparisons = comparisons(arguments, &library, &companies, words)?;
    let mut output = Output::open(arguments.format, arguments.out.as_deref(), companies.len(), words)?;
    for company in &companies {
        if let Some(comparison) = comparisons.get(&company.edition.framework.id) {
            output.write(&sheet(company, comparison, words))?;
        }
    }
    output.finish()
}

/// All companies, or the one asked for. Nothing is given before every file has been read without a problem.
fn companies(arguments: &Arguments, library: &Library, words: Words) -> Result<Vec<Company>, Failure> {
    let mut companies = Vec::new();
    let mut problems = Problems::default();
    let mut closest = arguments.only.as_deref().map(Closest::new);
    for path in &arguments.files {
        let file = match open_path(path) {
            Ok(file) => file,
            Err(found) => {
                problems.append(found);
                continue;
            }
        };
        let edition = edition(library, arguments.framework.as_deref(), file.shape(), words)?;
        let each = |row: Row<'_>| {
            if closest.as_mut().is_none_or(|closest| closest.is_it(row.code)) {
                let (code, answers) = (row.code.to_owned(), row.answers.to_answers());
                companies.push(Company { code, industry: row.industry, answers, edition: edition.clone() });
            }
        };
        if let Err(found) = file.read(&edition.framework, each) {
            problems.append(found);
        }
    }
    match (problems.is_empty(), closest) {
        (false, _) => Err(Failure::problems(&problems, words)),
        (true, Some(closest)) if companies.is_empty() => Err(Failure::refused(closest.sentence(words))),
        (true, _) => Ok(companies),
    }
}

/// One comparison for each framework in play.
fn comparisons(
    arguments: &Arguments,
    library: &Library,
    companies: &[Company],
    words: Words,
) -> Result<BTreeMap<String, Comparison>, Failure> {
    let mut comparisons = BTreeMap::new();
    for edition in companies.iter().map(|company| &company.edition) {
        let id = &edition.framework.id;
        if !comparisons.contains_key(id) {
            let comparison = match &arguments.cohort {
                Some(path) => from_file(path, edition, words)?,
                None => reference(library, &edition.framework),
            };
            comparisons.insert(id.clone(), comparison);
        }
    }
    Ok(comparisons)
}

fn from_file(path: &Path, edition: &Edition, words: Words) -> Result<Comparison, Failure> {
    let framework = &edition.framework;
    let mut tally = Tally::new(framework);
    let read =
        open_path(path).and_then(|file| file.read(framework, |row| tally.add(&edition.score(row.answers))));
    read.map_err(|problems| Failure::problems(&problems, words))?;
    let averages = tally.averages();
    let name = Text::new(file_name(path), file_name(path));
    let body = CohortBody::new(framework, &name, &Text::default(), None, &averages);
    Ok(Comparison { averages, body })
}

fn reference(library: &Library, framework: &Framework) -> Comparison {
    let cohort = library.reference(framework);
    let (spec, averages) = (&cohort.spec, cohort.averages.clone());
    let body = CohortBody::new(framework, &spec.name, &spec.note, Some(&spec.as_of), &averages);
    Comparison { averages, body }
}

fn sheet(company: &Company, comparison: &Comparison, words: Words) -> Sheet {
    let framework = &company.edition.framework;
    let (items, answers) = match &company.answers {
        Answers::Items(items) => (Some(items.as_slice()), RowAnswers::Items(items)),
        Answers::Sums(sums) => (None, RowAnswers::Sums(sums)),
    };
    let score = company.edition.score(answers);
    let averages = &comparison.averages;
    let karte = Karte::draw_up(&Basis { framework, score: &score, answers: items, previous: None, averages });
    let title = t!(words, "karte-radar-title", code = company.code.as_str());
    Sheet {
        radar: karte_radar(&title, &karte, averages, words),
        body: KarteBody::new(&company.code, company.industry, &karte, items, comparison.body.clone()),
    }
}
