//! The companies of answers files, and whom each is compared with: what every command that prints results starts from.

mod closest;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use domain::Text;
use domain::assessments::Score;
use domain::benchmarks::Tally;
use domain::frameworks::{CohortName, CohortSpec};
use domain::organizations::Industry;

use super::{Failure, LanguageChoice, edition, file_name, library};
use crate::assessments::files::{Answers, Problems, Row, open_path};
use crate::assessments::karte_sheet::Source;
use crate::frameworks::{Cohort, Edition, Library};
use crate::words::Words;
use closest::Closest;

#[derive(Debug, Args)]
pub struct Selection {
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
    pub lang: Option<LanguageChoice>,
}

/// One company of the files, with the framework its answers belong to.
pub struct Company {
    pub code: String,
    pub industry: Option<Industry>,
    answers: Answers,
    score: Score,
    edition: Arc<Edition>,
    cohort: Arc<Cohort>,
}

impl Company {
    pub fn source(&self, words: Words) -> Source<'_> {
        Source {
            words,
            edition: &self.edition,
            cohort: &self.cohort,
            score: &self.score,
            answers: match &self.answers {
                Answers::Items(items) => Some(items),
                Answers::Sums(_) => None,
            },
            previous: None,
            history: &[],
            path: None,
        }
    }
}

impl Selection {
    /// All companies, or the one asked for. Nothing is given before every file has been read without a problem.
    pub fn companies(&self, words: Words) -> Result<Vec<Company>, Failure> {
        let library = library()?;
        let mut cohorts = BTreeMap::new();
        let mut companies = Vec::new();
        let mut problems = Problems::default();
        let mut closest = self.only.as_deref().map(Closest::new);
        for path in &self.files {
            let file = match open_path(path) {
                Ok(file) => file,
                Err(found) => {
                    problems.append(found);
                    continue;
                }
            };
            let edition = edition(&library, self.framework.as_deref(), file.shape(), words)?;
            let cohort = self.cohort(&mut cohorts, &library, &edition, words)?;
            let each = |row: Row<'_>| {
                if closest.as_mut().is_none_or(|closest| closest.is_it(row.code)) {
                    companies.push(Company {
                        code: row.code.to_owned(),
                        industry: row.industry,
                        answers: row.answers.to_answers(),
                        score: edition.score(row.answers),
                        edition: edition.clone(),
                        cohort: cohort.clone(),
                    });
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

    /// Whom the companies of a framework are compared with, read once.
    fn cohort(
        &self,
        known: &mut BTreeMap<String, Arc<Cohort>>,
        library: &Library,
        edition: &Edition,
        words: Words,
    ) -> Result<Arc<Cohort>, Failure> {
        let id = &edition.framework.id;
        if let Some(cohort) = known.get(id) {
            return Ok(cohort.clone());
        }
        let cohort = match &self.cohort {
            Some(path) => Arc::new(cohort_in(path, edition, words)?),
            None => library.reference(&edition.framework).clone(),
        };
        known.insert(id.clone(), cohort.clone());
        Ok(cohort)
    }
}

/// The companies of a file, added up while reading: none of them is kept.
fn cohort_in(path: &Path, edition: &Edition, words: Words) -> Result<Cohort, Failure> {
    let framework = &edition.framework;
    let mut tally = Tally::new(framework);
    let read =
        open_path(path).and_then(|file| file.read(framework, |row| tally.add(&edition.score(row.answers))));
    read.map_err(|problems| Failure::problems(&problems, words))?;
    let file = file_name(path);
    Ok(Cohort {
        name: CohortName { framework: framework.id.clone(), cohort: file.clone() },
        spec: CohortSpec {
            id: file.clone(),
            name: Text::new(file.as_str(), file.as_str()),
            note: Text::default(),
            as_of: Text::default(),
            file,
            without: Vec::new(),
        },
        members: Vec::new(),
        averages: tally.averages(),
    })
}
