//! Trying it without an account: answers come in, a karte goes out, nothing is kept.

pub mod api;
mod input;
pub mod pages;

use std::sync::Arc;

use domain::assessments::Score;
use domain::organizations::Industry;

use crate::app::App;
use crate::assessments::files::Answers;
use crate::assessments::karte_sheet::{Source, radar};
use crate::error::{Error, Result};
use crate::frameworks::{Cohort, Edition};
use crate::words::Words;

/// The framework a visitor tries.
const FRAMEWORK: &str = crate::frameworks::CURRENT;
/// The company of the report whose printed karte serves as the example.
const EXAMPLE: &str = "KK-2";

/// One company tried out.
pub struct Trial {
    pub code: String,
    pub industry: Option<Industry>,
    pub edition: Arc<Edition>,
    cohort: Arc<Cohort>,
    /// None for a published company, of which only the score is known.
    pub answers: Option<Answers>,
    score: Score,
}

impl Trial {
    pub fn new(
        app: &App,
        framework: &str,
        code: &str,
        industry: Option<Industry>,
        answers: Answers,
    ) -> Result<Trial> {
        let edition = edition(app, framework)?;
        let score = match &answers {
            Answers::Items(bytes) => edition.scorer.score(bytes),
            Answers::Sums(sums) => edition.scorer.score_sums(sums),
        };
        let cohort = app.library.reference(&edition.framework).clone();
        Ok(Trial { code: code.to_owned(), industry, edition, cohort, answers: Some(answers), score })
    }

    /// A company of the published cohort, as printed in the report.
    pub fn example(app: &App) -> Result<Trial> {
        let cohort = app.library.reference(&edition(app, FRAMEWORK)?.framework).clone();
        let member = cohort.members.iter().find(|member| member.code == EXAMPLE).ok_or(Error::NotFound)?;
        Ok(Trial {
            code: member.code.clone(),
            industry: member.industry,
            edition: edition(app, &cohort.name.framework)?,
            answers: None,
            score: member.score.clone(),
            cohort,
        })
    }

    pub fn name(&self, words: Words) -> String {
        if self.code.is_empty() { words.t("try-own-name") } else { self.code.clone() }
    }

    /// The shape of this result, for a page that only wants to show what one looks like.
    pub fn radar(&self, words: Words) -> String {
        let source = self.source(words);
        radar(&source, &source.karte())
    }

    pub fn source(&self, words: Words) -> Source<'_> {
        Source {
            words,
            edition: &self.edition,
            cohort: &self.cohort,
            score: &self.score,
            answers: match &self.answers {
                Some(Answers::Items(bytes)) => Some(bytes),
                _ => None,
            },
            previous: None,
            history: &[],
            path: None,
        }
    }
}

/// The framework that is tried, with its scorer.
fn edition(app: &App, id: &str) -> Result<Arc<Edition>> {
    app.library.edition(id).cloned().ok_or(Error::NotFound)
}
