//! What each command does. Those that need no server read files, write to standard output or files, and keep nothing.

pub mod account;
pub mod backup;
pub mod cohort;
mod companies;
pub mod form;
pub mod framework;
pub mod karte;
pub mod listening;
pub mod log;
pub mod moving;
mod output;
mod paper;
mod progress;
pub mod read;
pub mod report;
pub mod restore;
pub mod serve;
mod tables;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::ValueEnum;
use domain::Language;
use domain::frameworks::Problem;

use crate::assessments::files::{Problems, Shape};
use crate::frameworks::{Edition, Library};
use crate::words::Words;

/// The framework for files that hold sums only: the trial's results are known in no other form.
const FRAMEWORK_FOR_SUMS: &str = "cyber-management-beta";
const FRAMEWORK_FOR_ITEMS: &str = crate::frameworks::CURRENT;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The input is refused, one sentence per reason: exit code 2, like a wrong option.
    Refused(Vec<String>),
    /// Something else went wrong: exit code 1.
    Failed(anyhow::Error),
}

impl Failure {
    pub fn refused(sentence: impl Into<String>) -> Failure {
        Failure::Refused(vec![sentence.into()])
    }

    fn problems(problems: &Problems, words: Words) -> Failure {
        Failure::Refused(problems.sentences(words))
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Failure {
        Failure::Failed(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Failed(error.into())
    }
}

/// The end of every command: problems to standard error, and the exit code.
pub fn finish(result: Result<(), Failure>) -> ExitCode {
    let (sentences, code) = match result {
        Ok(()) => return ExitCode::SUCCESS,
        // `kashika karte … | head` is no failure.
        Err(Failure::Failed(error)) if is_broken_pipe(&error) => return ExitCode::SUCCESS,
        Err(Failure::Refused(sentences)) => (sentences, 2),
        Err(Failure::Failed(error)) => (vec![format!("{error:#}")], 1),
    };
    let mut stderr = io::stderr().lock();
    for sentence in sentences {
        // Nobody is left to be told when even this fails.
        let _ = writeln!(stderr, "{sentence}");
    }
    ExitCode::from(code)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    kind == Some(io::ErrorKind::BrokenPipe)
}

/// The language of output and problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageChoice {
    Ja,
    En,
}

/// The chosen language, else English where the environment says `en`, else Japanese.
pub fn words(choice: Option<LanguageChoice>) -> Words {
    let is_english = || {
        let mut values =
            ["LC_ALL", "LANG"].into_iter().filter_map(std::env::var_os).filter(|value| !value.is_empty());
        values.next().is_some_and(|value| value.to_string_lossy().starts_with("en"))
    };
    match choice {
        Some(LanguageChoice::Ja) => Words(Language::Japanese),
        Some(LanguageChoice::En) => Words(Language::English),
        None if is_english() => Words(Language::English),
        None => Words(Language::Japanese),
    }
}

/// The built-in frameworks. Tests keep them free of problems.
pub fn library() -> Result<Library, Failure> {
    Library::embedded().map_err(|problems| Failure::Refused(lines(&problems)))
}

/// `file:line: reason` for each problem.
pub fn lines(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(Problem::to_string).collect()
}

/// The named framework, or the one that fits what the file holds.
fn edition(library: &Library, id: Option<&str>, shape: Shape, words: Words) -> Result<Arc<Edition>, Failure> {
    let id = id.unwrap_or(match shape {
        Shape::Sums => FRAMEWORK_FOR_SUMS,
        Shape::Items => FRAMEWORK_FOR_ITEMS,
    });
    library.edition(id).cloned().ok_or_else(|| {
        let known: Vec<&str> = library.editions().map(|edition| edition.framework.id.as_str()).collect();
        Failure::refused(crate::t!(words, "files-unknown-framework", id = id, known = known.join(", ")))
    })
}

/// The last part of a path, as people call a file.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
