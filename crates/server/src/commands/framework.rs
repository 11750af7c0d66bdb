//! `kashika framework check`: what a framework's folder holds, or everything that is wrong with it.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Failure, LanguageChoice, library, lines, words};
use crate::t;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Load a framework from a folder and say what is in it, or every problem as file:line: reason
    Check(Arguments),
}

#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder with framework.toml, directives/ and items/
    folder: PathBuf,
    /// Language of the output
    #[arg(long)]
    lang: Option<LanguageChoice>,
}

pub fn run(command: &Command) -> Result<(), Failure> {
    let Command::Check(arguments) = command;
    let words = words(arguments.lang);
    let checked = library()?.check(&arguments.folder);
    let loaded = checked.map_err(|problems| Failure::Refused(lines(&problems)))?;
    let framework = &loaded.edition.framework;
    let mut out = io::stdout().lock();
    writeln!(out, "{} {}", framework.edition(), words.of(&framework.name))?;
    let (directives, items) = (framework.directives.len(), framework.items.len());
    writeln!(out, "{}", t!(words, "files-framework-size", directives = directives, items = items))?;
    let readable = framework.tips.iter().filter_map(|tip| tip.content.as_ref());
    let cases: usize = readable.clone().map(|content| content.cases.len()).sum();
    let (tips, planned) =
        (readable.count(), framework.tips.iter().filter(|tip| tip.content.is_none()).count());
    writeln!(out, "{}", t!(words, "files-framework-tips", tips = tips, cases = cases, planned = planned))?;
    let (crosswalks, terms) = (framework.crosswalks.len(), framework.glossary.len());
    writeln!(out, "{}", t!(words, "files-framework-words", crosswalks = crosswalks, terms = terms))?;
    let classes: Vec<&str> = framework.classes.iter().map(|class| words.of(&class.name)).collect();
    writeln!(
        out,
        "{}",
        t!(words, "files-framework-classes", classes = classes.join(&words.t("karte-comma")))
    )?;
    for cohort in &loaded.cohorts {
        let (name, count) = (words.of(&cohort.spec.name), cohort.members.len());
        let (id, as_of) = (cohort.spec.id.as_str(), words.of(&cohort.spec.as_of));
        writeln!(
            out,
            "{}",
            t!(words, "files-framework-cohort", id = id, name = name, as_of = as_of, count = count)
        )?;
    }
    writeln!(out, "{}", t!(words, "files-framework-hash", hash = framework.content_hash.as_str()))?;
    Ok(())
}
