//! The library of frameworks: those built into the binary, and those of an installation's own folder.

pub mod api;
pub mod crosswalk_pages;
pub mod edition_api;
pub mod edition_pages;
mod folder;
pub mod help_view;
pub mod pages;
#[cfg(test)]
mod tests;
pub mod tip_pages;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::Language;
use domain::assessments::{Score, Scorer};
use domain::benchmarks::{Averages, Tally};
use domain::frameworks::{CohortName, CohortSpec, Framework, Problem, load};
use domain::organizations::Industry;
use include_dir::{Dir, include_dir};

use crate::assessments::files::{AnswersFile, Place, Problems, Row, RowAnswers};
use crate::words::Words;
use folder::{files_of, folders_in, unreadable};

/// The framework that new assessments, trials and the demo use.
pub const CURRENT: &str = "cyber-management";

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../frameworks");

/// One version of a framework, ready to score.
pub struct Edition {
    pub framework: Framework,
    pub scorer: Scorer,
}

/// One company of a published cohort, known by its code only.
#[derive(Clone, Debug)]
pub struct Member {
    pub code: String,
    pub industry: Option<Industry>,
    pub score: Score,
}

/// A published cohort with what it adds up to.
#[derive(Clone, Debug)]
pub struct Cohort {
    pub name: CohortName,
    pub spec: CohortSpec,
    /// Empty where the companies were only added up.
    pub members: Vec<Member>,
    pub averages: Averages,
}

/// Every framework there is to choose from, with the cohorts that come with them.
#[derive(Clone, Default)]
pub struct Library {
    editions: BTreeMap<String, Arc<Edition>>,
    cohorts: Vec<Arc<Cohort>>,
}

/// A framework with the cohorts that come with it.
#[derive(Clone)]
pub struct Loaded {
    pub edition: Arc<Edition>,
    pub cohorts: Vec<Arc<Cohort>>,
}

impl Edition {
    pub fn new(framework: Framework) -> Edition {
        Edition { scorer: Scorer::new(&framework), framework }
    }

    /// Scores either form of answers.
    pub fn score(&self, answers: RowAnswers<'_>) -> Score {
        match answers {
            RowAnswers::Items(items) => self.scorer.score(items),
            RowAnswers::Sums(sums) => self.scorer.score_sums(sums),
        }
    }
}

impl Library {
    /// The frameworks built into the binary.
    pub fn embedded() -> Result<Library, Vec<Problem>> {
        let mut library = Library::default();
        for folder in EMBEDDED.dirs() {
            let mut files = Vec::new();
            collect_embedded(folder, folder.path(), &mut files);
            library = library.with_files(&files)?;
        }
        library.check_references()?;
        Ok(library)
    }

    /// Adds the frameworks of an installation's own folder, one folder each. An id that is already there is a problem.
    pub fn with_folder(self, folder: &Path) -> Result<Library, Vec<Problem>> {
        let mut library = self;
        for path in folders_in(folder).map_err(|error| vec![unreadable(folder, &error)])? {
            library = library.with_framework(&path)?;
        }
        library.check_references()?;
        Ok(library)
    }

    /// What the framework in one folder holds. It may refer to this library, and stands in for one of the same id.
    pub fn check(&self, folder: &Path) -> Result<Loaded, Vec<Problem>> {
        let files = files_of(folder)?;
        let loaded = build(&files)?;
        let id = &loaded.edition.framework.id;
        let mut library = self.clone();
        library.editions.remove(id);
        library.cohorts.retain(|cohort| cohort.name.framework != *id);
        library.add(loaded.clone());
        library.check_references()?;
        Ok(loaded)
    }

    pub fn editions(&self) -> impl Iterator<Item = &Arc<Edition>> {
        self.editions.values()
    }

    pub fn edition(&self, id: &str) -> Option<&Arc<Edition>> {
        self.editions.get(id)
    }

    /// The framework of this id and version, as stored with answers: `cyber-management@1.0`.
    pub fn edition_named(&self, name: &str) -> Option<&Arc<Edition>> {
        let (id, version) = name.split_once('@').unwrap_or((name, ""));
        self.edition(id).filter(|edition| edition.framework.version == version)
    }

    pub fn cohorts(&self) -> impl Iterator<Item = &Arc<Cohort>> {
        self.cohorts.iter()
    }

    pub fn cohort(&self, name: &CohortName) -> Option<&Arc<Cohort>> {
        self.cohorts.iter().find(|cohort| cohort.name == *name)
    }

    /// The cohort with which results of a framework are compared when nobody asks for another.
    pub fn reference(&self, framework: &Framework) -> &Arc<Cohort> {
        self.cohort(&framework.reference).expect("references are checked when the library is put together")
    }

    fn with_framework(self, folder: &Path) -> Result<Library, Vec<Problem>> {
        let files = files_of(folder)?;
        let named =
            |problem: Problem| Problem { file: folder.join(&problem.file).display().to_string(), ..problem };
        self.with_files(&files).map_err(|problems| problems.into_iter().map(named).collect())
    }

    fn with_files(mut self, files: &[(String, String)]) -> Result<Library, Vec<Problem>> {
        let loaded = build(files)?;
        let id = &loaded.edition.framework.id;
        if self.editions.contains_key(id) {
            return Err(vec![main_problem(format!("a framework `{id}` is already there"))]);
        }
        self.add(loaded);
        Ok(self)
    }

    fn add(&mut self, loaded: Loaded) {
        self.editions.insert(loaded.edition.framework.id.clone(), loaded.edition);
        self.cohorts.extend(loaded.cohorts);
    }

    /// A reference may point to another framework, so it can be checked only when all are there.
    fn check_references(&self) -> Result<(), Vec<Problem>> {
        let problem = |edition: &Arc<Edition>| {
            let framework = &edition.framework;
            let name = &framework.reference;
            let message = match (self.cohort(name), self.edition(&name.framework)) {
                (Some(_), Some(other)) if is_comparable(&other.framework, framework) => return None,
                (Some(_), _) => "has other directives or classes, so its averages cannot be the reference",
                (None, _) => "is not there",
            };
            let message =
                format!("{}: cohort `{}` of `{}` {message}", framework.id, name.cohort, name.framework);
            Some(main_problem(message))
        };
        let problems: Vec<Problem> = self.editions().filter_map(problem).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn is_comparable(a: &Framework, b: &Framework) -> bool {
    let classes =
        |framework: &Framework| framework.classes.iter().map(|class| class.id.clone()).collect::<Vec<_>>();
    a.directives.len() == b.directives.len() && classes(a) == classes(b)
}

fn main_problem(message: String) -> Problem {
    Problem { file: "framework.toml".to_owned(), line: 0, message }
}

fn build(files: &[(String, String)]) -> Result<Loaded, Vec<Problem>> {
    let edition = Edition::new(load(files)?);
    let (mut cohorts, mut problems) = (Vec::new(), Vec::new());
    for spec in &edition.framework.cohorts {
        match cohort(&edition, spec, files) {
            Ok(cohort) => cohorts.push(Arc::new(cohort)),
            Err(mut found) => problems.append(&mut found),
        }
    }
    if problems.is_empty() { Ok(Loaded { edition: Arc::new(edition), cohorts }) } else { Err(problems) }
}

fn cohort(edition: &Edition, spec: &CohortSpec, files: &[(String, String)]) -> Result<Cohort, Vec<Problem>> {
    let Some((path, text)) = files.iter().find(|(path, _)| *path == spec.file) else {
        return Err(vec![main_problem(format!("cohort `{}`: there is no file {}", spec.id, spec.file))]);
    };
    let (mut members, mut left_out) = (Vec::new(), 0);
    let mut tally = Tally::new(&edition.framework);
    let each = |row: Row<'_>| {
        if spec.without.iter().any(|code| code == row.code) {
            left_out += 1;
            return;
        }
        let score = edition.score(row.answers);
        tally.add(&score);
        members.push(Member { code: row.code.to_owned(), industry: row.industry, score });
    };
    let read = AnswersFile::open(path, text.as_bytes()).and_then(|file| file.read(&edition.framework, each));
    read.map_err(|problems| in_files(&problems))?;
    if left_out != spec.without.len() {
        let message = format!("cohort `{}`: `without` names a code that is not in {path}", spec.id);
        return Err(vec![main_problem(message)]);
    }
    let name = CohortName { framework: edition.framework.id.clone(), cohort: spec.id.clone() };
    Ok(Cohort { name, spec: spec.clone(), members, averages: tally.averages() })
}

/// Problems of a cohort's answers file, said as those of the framework's other files.
fn in_files(problems: &Problems) -> Vec<Problem> {
    let words = Words(Language::English);
    let converted = problems.list.iter().map(|problem| {
        let line = match problem.place {
            Place::Row(row) => usize::try_from(row).unwrap_or_default(),
            Place::File | Place::Entry(_) => 0,
        };
        let column = problem.column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default();
        Problem { file: problem.file.clone(), line, message: column + &problem.fault.sentence(words) }
    });
    converted.collect()
}

fn collect_embedded(folder: &Dir<'_>, root: &Path, files: &mut Vec<(String, String)>) {
    for file in folder.files() {
        let path = file.path().strip_prefix(root).unwrap_or(file.path());
        let text = file.contents_utf8().expect("the files of embedded frameworks are UTF-8, tested");
        files.push((path.to_string_lossy().into_owned(), text.to_owned()));
    }
    folder.dirs().for_each(|folder| collect_embedded(folder, root, files));
}
