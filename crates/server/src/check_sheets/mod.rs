//! Check sheets of a company's own, or any other workbook with one row per question: somebody points at the columns once,
//! says which row stands for which item and which word for which level, and sheets with the same headings are read the same
//! way from then on. What a sheet says then goes the way of every form: shown against what is stored, taken over in
//! one transaction.

pub mod api;
mod guess;
mod mapping;
pub mod pages;
mod store;

pub use mapping::{Headings, Mapping};
pub use store::STATEMENTS;

use std::collections::BTreeMap;

use documents::workbook::Table;
use domain::assessments::{Answer, ItemAnswer};
use domain::frameworks::Framework;

use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::assessments::{self, Assessment, ItemInput};
use crate::error::{Error, Result};
use crate::offline::uploads::{self, Content, Upload};
use crate::offline::{FormProblem, refusal_sentence};
use crate::t;
use crate::words::Words;
use mapping::{Columns, Line, Reading, distinct};

/// Cells of a sheet as JSON: far more than a check sheet needs.
const TABLES_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Rows that one page lets people link.
const ROWS_MAX: usize = 300;
/// Different answers in a column. A column with more holds no levels.
const ANSWERS_MAX: usize = 40;
const KEPT_MAX: i64 = 50;
const NAME_CHARACTERS_MAX: usize = 120;
const WEEK_MICROS: i64 = 7 * 24 * 60 * 60 * 1_000_000;

/// A sheet whose columns have not been pointed at.
pub struct Waiting {
    pub id: String,
    pub file_name: String,
    pub tables: Vec<Table>,
}

/// A mapping that is kept for the next sheet.
pub struct Kept {
    pub id: String,
    pub mapping: Mapping,
    pub changed_at: i64,
}

/// What became of a file.
pub enum Received {
    /// A kept mapping understood it: the form to look through.
    Read(String),
    /// Somebody has to point at its columns, or at what is new in it.
    Waiting(String),
    /// Why it cannot be read, in one sentence.
    Refused(String),
}

/// Opens a sheet, and reads it where a kept mapping knows everything in it.
pub async fn receive(
    app: &App,
    viewer: &Viewer,
    words: Words,
    assessment: &Assessment,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<Received> {
    let tables = match uploads::tables(app, bytes).await? {
        Ok(tables) => tables,
        Err(refusal) => return Ok(Received::Refused(refusal_sentence(words, &refusal))),
    };
    let is_shown = |table: &Table| !table.is_hidden && !table.cells.is_empty();
    let tables: Vec<Table> = tables.into_iter().filter(is_shown).collect();
    if tables.is_empty() {
        return Ok(Received::Refused(words.t("file-empty")));
    }
    let json = serde_json::to_string(&tables).map_err(|error| Error::Internal(error.to_string()))?;
    if json.len() > TABLES_BYTES_MAX {
        return Ok(Received::Refused(words.t("check-sheet-too-large")));
    }
    let framework = &assessments::edition(app, &assessment.edition)?.framework;
    let kept = kept(app, assessment).await?;
    if let Some((kept, columns)) = fitting(&kept, &tables) {
        let reading = kept.mapping.read(&columns.lines(&tables), framework);
        if reading.is_understood() && reading.problems.is_empty() && !reading.items.is_empty() {
            let upload = upload(app, viewer, assessment, file_name, reading).await?;
            let id = upload.id.clone();
            let entry = entry(app, viewer, Kind::CheckSheetReceived, assessment, &upload.file_name);
            app.db
                .change(move |tx| async move {
                    uploads::keep(&tx, &upload).await?;
                    Ok::<_, Error>(activity::record(&tx, &entry).await?)
                })
                .await?;
            return Ok(Received::Read(id));
        }
    }
    let waiting = Waiting { id: app.new_id(), file_name: uploads::cut(file_name), tables: Vec::new() };
    let (id, at) = (waiting.id.clone(), app.now());
    let entry = entry(app, viewer, Kind::CheckSheetReceived, assessment, &waiting.file_name);
    let (assessment_id, account_id) = (assessment.id.clone(), viewer.account_id.clone());
    app.db
        .change(move |tx| async move {
            store::forget(&tx, &account_id, at - WEEK_MICROS).await?;
            store::insert(&tx, &waiting, &assessment_id, &account_id, &json, at).await?;
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(Received::Waiting(id))
}

/// A sheet this person has sent in for an assessment they may answer.
pub async fn find(app: &App, viewer: &Viewer, assessment: &Assessment, id: &str) -> Result<Waiting> {
    store::find(&app.db, &assessment.id, id, &viewer.account_id).await?.ok_or(Error::NotFound)
}

/// The mappings that are kept for an assessment's organization and framework, newest first.
pub async fn kept(app: &App, assessment: &Assessment) -> Result<Vec<Kept>> {
    let framework = &assessments::edition(app, &assessment.edition)?.framework;
    Ok(store::kept(&app.db, &assessment.organization_id, &framework.id, KEPT_MAX).await?)
}

/// The newest mapping whose headings the file has, and where they stand.
fn fitting<'k>(kept: &'k [Kept], tables: &[Table]) -> Option<(&'k Kept, Columns)> {
    kept.iter().find_map(|kept| Some((kept, Columns::find(tables, &kept.mapping.headings)?)))
}

pub async fn remove(app: &App, viewer: &Viewer, assessment: &Assessment, id: &str) -> Result<()> {
    let kept = kept(app, assessment).await?;
    let found = kept.iter().find(|kept| kept.id == id).ok_or(Error::NotFound)?;
    let entry = entry(app, viewer, Kind::CheckSheetForgotten, assessment, &found.mapping.name);
    let (organization_id, id) = (assessment.organization_id.clone(), id.to_owned());
    app.db
        .change(move |tx| async move {
            if !store::remove(&tx, &organization_id, &id).await? {
                return Err(Error::NotFound);
            }
            Ok(activity::record(&tx, &entry).await?)
        })
        .await
}

fn entry(app: &App, viewer: &Viewer, kind: Kind, assessment: &Assessment, name: &str) -> Entry {
    Entry::new(app, Some(&viewer.account_id), kind, &assessment.id)
        .with_detail(name)
        .in_organization(&assessment.organization_id)
}

/// Keeps a mapping and reads the sheet with it: the form to look through, or every reason why not.
pub async fn point(
    app: &App,
    viewer: &Viewer,
    words: Words,
    assessment: &Assessment,
    waiting: &Waiting,
    columns: &Columns,
    mapping: Mapping,
) -> Result<std::result::Result<String, Vec<String>>> {
    let framework = &assessments::edition(app, &assessment.edition)?.framework;
    let lines = columns.lines(&waiting.tables);
    let mut problems = check(words, framework, columns, &waiting.tables, &mapping, &lines);
    let reading = mapping.read(&lines, framework);
    problems.extend(
        reading
            .unknown_rows
            .iter()
            .map(|row| t!(words, "check-sheet-unknown-row", row = crate::offline::shortened(row))),
    );
    problems.extend(
        reading.unknown_answers.iter().map(|answer| {
            t!(words, "check-sheet-unknown-answer", answer = crate::offline::shortened(answer))
        }),
    );
    problems.extend(reading.problems.iter().map(|problem: &FormProblem| problem.sentence(words)));
    if problems.is_empty() && reading.items.is_empty() {
        problems.push(words.t("check-sheet-nothing"));
    }
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let upload = upload(app, viewer, assessment, &waiting.file_name, reading).await?;
    let content = serde_json::to_string(&mapping).map_err(|error| Error::Internal(error.to_string()))?;
    let entry = entry(app, viewer, Kind::CheckSheetMapped, assessment, &mapping.name);
    let kept = Kept { id: app.new_id(), mapping, changed_at: app.now() };
    let (organization_id, framework) = (assessment.organization_id.clone(), framework.id.clone());
    let id = upload.id.clone();
    app.db
        .change(move |tx| async move {
            store::keep(&tx, &organization_id, &framework, &kept, &content).await?;
            uploads::keep(&tx, &upload).await?;
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(Ok(id))
}

/// What can be wrong with the pointing itself.
fn check(
    words: Words,
    framework: &Framework,
    columns: &Columns,
    tables: &[Table],
    mapping: &Mapping,
    lines: &[Line],
) -> Vec<String> {
    let mut problems = Vec::new();
    let mut refuse = |is_wrong: bool, sentence: String| {
        if is_wrong {
            problems.push(sentence);
        }
    };
    let headings = columns.headings(tables);
    let name = mapping.name.as_str();
    let is_bad_name =
        name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX || name.chars().any(char::is_control);
    refuse(is_bad_name, words.t("check-sheet-name-needed"));
    refuse(headings.row.is_empty() || headings.answer.is_empty(), words.t("check-sheet-heading-needed"));
    let used = [Some(columns.row), Some(columns.answer), columns.note];
    let twice = used
        .iter()
        .enumerate()
        .any(|(index, one)| one.is_some() && used.iter().skip(index + 1).any(|other| other == one));
    refuse(twice, words.t("check-sheet-same-column"));
    if let Some(sentence) = too_many(words, lines) {
        refuse(true, sentence);
    }
    for (row, code) in mapping.rows.iter().filter(|(_, code)| !code.is_empty()) {
        let is_unknown = framework.item_index(code).is_none();
        refuse(
            is_unknown,
            t!(words, "check-sheet-no-item", row = crate::offline::shortened(row), code = code.as_str()),
        );
    }
    let known = answer_codes(framework);
    for (answer, code) in &mapping.answers {
        let is_unknown = !code.is_empty() && !known.contains(code);
        refuse(
            is_unknown,
            t!(
                words,
                "check-sheet-no-level",
                answer = crate::offline::shortened(answer),
                code = code.as_str()
            ),
        );
    }
    problems
}

/// Why these columns cannot be meant.
fn too_many(words: Words, lines: &[Line]) -> Option<String> {
    let answers = distinct(lines.iter().map(|line| line.answer.as_str())).len();
    let rows = distinct(lines.iter().map(|line| line.row.as_str())).len();
    if rows == 0 {
        Some(words.t("check-sheet-no-rows"))
    } else if rows > ROWS_MAX {
        Some(t!(words, "check-sheet-too-many-rows", limit = ROWS_MAX))
    } else if answers > ANSWERS_MAX {
        Some(t!(words, "check-sheet-too-many-answers", limit = ANSWERS_MAX))
    } else {
        None
    }
}

/// Levels, not applicable, unknown.
fn answer_codes(framework: &Framework) -> Vec<String> {
    let scale = &framework.scale;
    let levels = (scale.lowest..=scale.highest).map(|level| level.to_string());
    levels.chain([Answer::NotApplicable.code(), Answer::Unknown.code()]).collect()
}

/// What a sheet has no column for stays as it is stored: a plan, how much is covered, a note where the sheet has none.
fn over(said: ItemInput, before: &ItemAnswer) -> ItemInput {
    let before = ItemInput::of(before);
    let note = if said.note.is_empty() { before.note.clone() } else { said.note };
    ItemInput { answer: said.answer, note, ..before }
}

/// What a sheet says, as a form that was made just now: whoever answers in the meantime is not overruled silently.
async fn upload(
    app: &App,
    viewer: &Viewer,
    assessment: &Assessment,
    file_name: &str,
    reading: Reading,
) -> Result<Upload> {
    let scale = &assessments::edition(app, &assessment.edition)?.framework.scale;
    let saved = assessments::answers(&app.db, assessment).await?;
    let rows = reading.items.into_iter().map(|(code, said)| {
        let before = saved.iter().find(|saved| saved.item == code);
        let input = before.map(|before| over(said.clone(), &before.said));
        (code, input.filter(|input| input.check(scale).is_ok()).unwrap_or(said))
    });
    let rows = rows.collect();
    let versions: BTreeMap<String, i64> =
        saved.into_iter().map(|saved| (saved.item, saved.version)).collect();
    Ok(Upload {
        id: app.new_id(),
        assessment_id: assessment.id.clone(),
        account_id: viewer.account_id.clone(),
        file_name: uploads::cut(file_name),
        rater: String::new(),
        rated_on: String::new(),
        content: Content { versions, rows },
        received_at: app.now(),
    })
}
