//! Published cohorts: who is in them, by code, and what they add up to.

pub mod api;
mod comparison;
pub mod pages;
mod pictures;
mod selection;

use domain::frameworks::{CohortName, Framework};

use crate::app::App;
use crate::error::{Error, Result};
use crate::frameworks::Cohort;
use crate::words::Words;

/// A cohort by the two parts of its address.
pub fn find<'a>(app: &'a App, framework: &str, cohort: &str) -> Result<(&'a Cohort, &'a Framework)> {
    let name = CohortName { framework: framework.to_owned(), cohort: cohort.to_owned() };
    let cohort = app.library.cohort(&name).ok_or(Error::NotFound)?;
    let edition = app.library.edition(framework).ok_or(Error::NotFound)?;
    Ok((cohort, &edition.framework))
}

pub fn path(name: &CohortName) -> String {
    format!("/cohorts/{}/{}", name.framework, name.cohort)
}

/// `A 5、B 5、C 15`
pub fn class_counts(words: Words, framework: &Framework, counts: &[usize]) -> String {
    let one = |(class, count): (&domain::frameworks::Class, &usize)| format!("{} {count}", class.id);
    let all: Vec<String> = framework.classes.iter().zip(counts).map(one).collect();
    all.join(&words.t("karte-comma"))
}

/// Directive numbers as a sentence lists them.
fn numbers(words: Words, numbers: &[usize]) -> String {
    let all: Vec<String> = numbers.iter().map(usize::to_string).collect();
    all.join(&words.t("karte-comma"))
}
