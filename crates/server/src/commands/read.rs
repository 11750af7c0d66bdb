//! `kashika read`: filled-in forms, one or a folder full, as one answers file that `karte` and `cohort` take.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use documents::workbook::{FILE_BYTES_MAX, Refusal};
use domain::Language;
use domain::assessments::Answer;
use futures_util::stream::{self, StreamExt as _};
use serde::Serialize;

use super::progress::Progress;
use super::{Failure, LanguageChoice, file_name, library, words};
use crate::collection::{self, Line, board, workbook};
use crate::frameworks::{Edition, Library};
use crate::offline::{Fault, FormProblem, Understood, csv::quoted, understand};
use crate::t;
use crate::words::Words;
use crate::worker::Worker;

/// A larger pile is read in several calls.
const FILES_MAX: usize = 100_000;
const ENDINGS: [&str; 9] = ["xlsx", "csv", "xls", "xlsb", "xlsm", "ods", "zip", "pdf", "tsv"];

#[derive(Debug, Args)]
pub struct Arguments {
    /// Forms, or folders of forms
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// File to write to; otherwise standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Workbook to write that sets the forms side by side: directives, items, and what has to be asked
    #[arg(long, value_name = "FILE")]
    comparison: Option<PathBuf>,
    /// Language of the comparison, and of the sentences about files that are refused
    #[arg(long)]
    lang: Option<LanguageChoice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// An answers file
    Csv,
    /// The same with names, marks and notes
    Json,
}

/// What one form says.
struct Form {
    code: String,
    understood: Understood,
}

/// A form for programs.
#[derive(Serialize)]
struct Body<'a> {
    code: &'a str,
    framework: &'a str,
    version: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    edition: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    rater: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    rated_on: &'a str,
    answers: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    notes: BTreeMap<&'a str, &'a str>,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let words = words(arguments.lang);
    let library = library()?;
    let files = files(&arguments.paths, words)?;
    let worker = Worker::own()?;
    let at_once = std::thread::available_parallelism().map_or(2, usize::from) + 1;
    let mut progress = Progress::new(files.len(), words);
    let mut opened =
        stream::iter(files.iter().map(|path| read(&worker, &library, path))).buffered(at_once).enumerate();
    let (mut forms, mut refused) = (Vec::new(), Vec::new());
    let mut comparison = arguments.comparison.as_ref().map(|_| Comparison::default());
    let mut codes = BTreeMap::new();
    while let Some((index, result)) = opened.next().await {
        progress.step();
        let path = files.get(index).map(PathBuf::as_path).unwrap_or(Path::new(""));
        if let Some(comparison) = &mut comparison {
            comparison.add(&library, path, result.clone());
        }
        match result {
            Ok(understood) => forms.push(Form { code: code(&mut codes, path), understood }),
            Err(problems) => {
                let reasons = problems.iter().map(|problem| problem.sentence(words));
                refused.extend(reasons.map(|reason| format!("{}: {reason}", path.display())));
            }
        }
    }
    drop(progress);
    let edition = common(&forms, words)?;
    let text = match arguments.format {
        Format::Csv => edition.map(|edition| csv(&edition, &forms)).unwrap_or_default(),
        Format::Json => json(&forms)?,
    };
    match &arguments.out {
        Some(path) => std::fs::write(path, text).with_context(|| path.display().to_string())?,
        None => io::stdout().lock().write_all(text.as_bytes())?,
    }
    if let (Some(path), Some(comparison)) = (&arguments.comparison, comparison) {
        let bytes = comparison.bytes(&library, words)?;
        std::fs::write(path, bytes).with_context(|| path.display().to_string())?;
    }
    let complete = forms.iter().filter(|form| is_complete(form)).count();
    let failed = files.len() - forms.len();
    let summary = t!(words, "files-forms-read", read = forms.len(), complete = complete, refused = failed);
    if refused.is_empty() {
        writeln!(io::stderr().lock(), "{summary}")?;
        return Ok(());
    }
    refused.push(summary);
    Err(Failure::Refused(refused))
}

fn is_complete(form: &Form) -> bool {
    !form.understood.answers.contains(&Answer::Unanswered.byte())
}

async fn read(worker: &Worker, library: &Library, path: &Path) -> Result<Understood, Vec<FormProblem>> {
    let of_file = |fault: Fault| vec![FormProblem::of_file(fault)];
    let unreadable = |error: io::Error| of_file(Fault::Unreadable { reason: error.to_string() });
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > FILE_BYTES_MAX as u64 {
        return Err(of_file(Fault::File(Refusal::TooLarge { limit: FILE_BYTES_MAX })));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let tables = worker.open(bytes).await.map_err(|refusal| of_file(Fault::File(refusal)))?;
    understand(library, Words(Language::Japanese), &tables)
}

/// The forms side by side, each named after its company or its file.
#[derive(Default)]
struct Comparison {
    lines: Vec<Line>,
    refused: Vec<collection::Form>,
}

impl Comparison {
    fn add(&mut self, library: &Library, path: &Path, opened: Result<Understood, Vec<FormProblem>>) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match collection::receiving::alone(&name, 0, opened) {
            (Some(company), form) => self.lines.push(board::line(Some(company), Some(form), None, library)),
            (None, form) => self.refused.push(form),
        }
    }

    fn bytes(&self, library: &Library, words: Words) -> Result<Vec<u8>, Failure> {
        let edition = library.edition(crate::frameworks::CURRENT).context("the framework is embedded")?;
        let title = words.of(&edition.framework.name).to_owned();
        let now = jiff::Timestamp::now().as_second();
        let content = (self.lines.as_slice(), self.refused.as_slice());
        Ok(workbook::bytes(words, &edition.framework, title, content, now).context("comparison workbook")?)
    }
}

/// The named files, and what lies in the named folders, in the order of names.
fn files(paths: &[PathBuf], words: Words) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).with_context(|| path.display().to_string())?;
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.with_context(|| path.display().to_string())?.path();
            // Excel keeps `~$name.xlsx` beside a workbook that is open.
            let is_lock = file_name(&entry).starts_with("~$");
            let ending = entry.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if !is_lock && ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)) {
                found.push(entry);
            }
        }
        found.sort();
        files.append(&mut found);
    }
    match files.len() {
        0 => Err(Failure::refused(words.t("files-no-forms"))),
        count if count > FILES_MAX => {
            Err(Failure::refused(t!(words, "files-too-many-forms", limit = FILES_MAX)))
        }
        _ => Ok(files),
    }
}

/// A company is named by its file; the same name again gets a number.
fn code(codes: &mut BTreeMap<String, usize>, path: &Path) -> String {
    const CHARACTERS_MAX: usize = 60;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem: String = stem.chars().filter(|letter| !letter.is_control()).take(CHARACTERS_MAX).collect();
    let times = codes.entry(stem.clone()).and_modify(|times| *times += 1).or_insert(1);
    if *times == 1 { stem } else { format!("{stem}_{times}") }
}

/// One answers file holds one framework.
fn common(forms: &[Form], words: Words) -> Result<Option<Arc<Edition>>, Failure> {
    let id = |form: &Form| form.understood.edition.framework.edition();
    let first = forms.first();
    match first.is_some_and(|first| forms.iter().any(|form| id(form) != id(first))) {
        true => Err(Failure::refused(words.t("files-forms-differ"))),
        false => Ok(first.map(|form| form.understood.edition.clone())),
    }
}

fn csv(edition: &Edition, forms: &[Form]) -> String {
    let codes = edition.framework.items.iter().map(|item| item.code.as_str());
    let mut text = ["code"].into_iter().chain(codes).collect::<Vec<_>>().join(",");
    text.push('\n');
    for form in forms {
        text.push_str(&quoted(&form.code));
        for byte in &form.understood.answers {
            text.push(',');
            text.push_str(&Answer::from_byte(*byte).code());
        }
        text.push('\n');
    }
    text
}

fn json(forms: &[Form]) -> Result<String, Failure> {
    let bodies: Vec<Body<'_>> = forms.iter().map(body).collect();
    let text = serde_json::to_string_pretty(&bodies).context("forms as JSON")?;
    Ok(text + "\n")
}

fn body(form: &Form) -> Body<'_> {
    let understood = &form.understood;
    let items = &understood.edition.framework.items;
    let rows = &understood.filled.rows;
    Body {
        code: &form.code,
        framework: &understood.head.framework,
        version: &understood.head.version,
        edition: &understood.head.edition,
        rater: &understood.filled.rater,
        rated_on: &understood.filled.rated_on,
        answers: items
            .iter()
            .zip(&understood.answers)
            .map(|(item, byte)| (item.code.as_str(), Answer::from_byte(*byte).code()))
            .collect(),
        notes: rows
            .iter()
            .filter(|row| !row.input.note.is_empty())
            .map(|row| (row.code.as_str(), row.input.note.as_str()))
            .collect(),
    }
}
