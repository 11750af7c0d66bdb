//! Taking a filled-in form in: opened and understood, set against what is stored, taken over in one transaction.

use std::collections::BTreeMap;

use documents::workbook::{Refusal, Table};
use domain::access::Action;
use domain::assessments::ItemAnswer;
use domain::frameworks::Framework;
use serde::{Deserialize, Serialize};

use super::{Fault, FormProblem, Understood, store, understand};
use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::assessments::{self, Assessment, ItemInput, Saved};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::words::Words;

const WEEK_MICROS: i64 = 7 * 24 * 60 * 60 * 1_000_000;
const NAME_CHARACTERS_MAX: usize = 200;

/// A form as it was sent in.
#[derive(Clone, Debug)]
pub struct Upload {
    pub id: String,
    pub assessment_id: String,
    pub account_id: String,
    pub file_name: String,
    pub rater: String,
    pub rated_on: String,
    pub content: Content,
    pub received_at: i64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Content {
    /// Version of each answer when the form was made; none where nothing stood.
    pub versions: BTreeMap<String, i64>,
    /// Item and what its row says. Rows without anything are left out: a blank never erases an answer.
    pub rows: Vec<(String, ItemInput)>,
}

/// What became of a file.
pub enum Received {
    Kept(String),
    Refused(Vec<FormProblem>),
}

/// One item of a form beside what is stored.
pub struct Line {
    pub code: String,
    pub kind: Difference,
    pub before: Saved,
    pub after: ItemAnswer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    Same,
    New,
    Changed,
    /// Somebody has answered the item since the form was made.
    Conflict,
}

/// Opens a file and keeps what it says, changing no answer yet.
pub async fn receive(
    app: &App,
    viewer: &Viewer,
    words: Words,
    assessment: &Assessment,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<Received> {
    let understood = match open(app, words, bytes).await? {
        Ok(understood) => understood,
        Err(problems) => return Ok(Received::Refused(problems)),
    };
    if let Some(fault) = misplaced(app, viewer, words, assessment, &understood).await? {
        return Ok(Received::Refused(vec![FormProblem::of_file(fault)]));
    }
    let upload = upload(app, viewer, &assessment.id, file_name, understood);
    let id = upload.id.clone();
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::FormUploaded, &assessment.id)
        .in_organization(&assessment.organization_id)
        .with_detail(&upload.file_name);
    app.db
        .change(move |tx| async move {
            keep(&tx, &upload).await?;
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(Received::Kept(id))
}

/// Keeps a form for a week, to be looked through.
pub async fn keep(tx: &Tx, upload: &Upload) -> Result<()> {
    let content =
        serde_json::to_string(&upload.content).map_err(|error| Error::Internal(error.to_string()))?;
    store::forget(tx, &upload.account_id, upload.received_at - WEEK_MICROS).await?;
    Ok(store::insert(tx, upload, &content).await?)
}

/// A file as an understood form, or what is wrong with it.
pub async fn open(
    app: &App,
    words: Words,
    bytes: Vec<u8>,
) -> Result<std::result::Result<Understood, Vec<FormProblem>>> {
    Ok(match tables(app, bytes).await? {
        Ok(tables) => understand(&app.library, words, &tables),
        Err(refusal) => Err(vec![FormProblem::of_file(Fault::File(refusal))]),
    })
}

/// The tables of a foreign file, as the worker reads them.
pub async fn tables(app: &App, bytes: Vec<u8>) -> Result<std::result::Result<Vec<Table>, Refusal>> {
    let permit = app.opening.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
    let tables = app.worker.open(bytes).await;
    drop(permit);
    Ok(tables)
}

/// A name from outside without what could hide in it.
pub fn cut(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(NAME_CHARACTERS_MAX).collect()
}

fn upload(
    app: &App,
    viewer: &Viewer,
    assessment_id: &str,
    file_name: &str,
    understood: Understood,
) -> Upload {
    let rows = understood.filled.rows.into_iter().filter(|row| !row.is_blank());
    Upload {
        id: app.new_id(),
        assessment_id: assessment_id.to_owned(),
        account_id: viewer.account_id.clone(),
        file_name: cut(file_name),
        rater: cut(&understood.filled.rater),
        rated_on: cut(&understood.filled.rated_on),
        content: Content {
            versions: understood.head.versions,
            rows: rows.map(|row| (row.code, row.input)).collect(),
        },
        received_at: app.now(),
    }
}

/// Why a form does not belong here. Forms that are nobody's yet fit any assessment of their framework.
async fn misplaced(
    app: &App,
    viewer: &Viewer,
    words: Words,
    assessment: &Assessment,
    understood: &Understood,
) -> Result<Option<Fault>> {
    let (head, framework) = (&understood.head, &understood.edition.framework);
    if framework.edition() != assessment.edition {
        let (found, expected) = (framework.edition(), assessment.edition.clone());
        return Ok(Some(Fault::OtherFramework { found, expected }));
    }
    if !head.edition.is_empty() {
        return Ok(Some(Fault::OtherEdition));
    }
    if head.assessment.is_empty() || head.assessment == assessment.id {
        return Ok(None);
    }
    // Named only to those who may see it anyway.
    let other = assessments::find(&app.db, viewer, &head.assessment, Action::ReadAssessment).await;
    let name = match other {
        Ok(other) => Some(assessments::title(words, &other)),
        Err(Error::NotFound | Error::Forbidden) => None,
        Err(error) => return Err(error),
    };
    Ok(Some(Fault::OtherAssessment { name }))
}

/// A form this person has sent in for an assessment they may answer.
pub async fn find(app: &App, viewer: &Viewer, assessment: &Assessment, id: &str) -> Result<Upload> {
    store::find(&app.db, &assessment.id, id, &viewer.account_id).await?.ok_or(Error::NotFound)
}

/// The form beside what is stored now, in the framework's order.
pub async fn compare(app: &App, assessment: &Assessment, upload: &Upload) -> Result<Vec<Line>> {
    let framework = &assessments::edition(app, &assessment.edition)?.framework;
    let saved = assessments::answers(&app.db, assessment).await?;
    let line = |(code, input): &(String, ItemInput)| {
        let before =
            saved.iter().find(|saved| saved.item == *code).cloned().unwrap_or_else(|| Saved::none(code));
        // It was checked when it came in; the framework's version cannot have changed since.
        let after = input.check(&framework.scale).ok()?;
        let kind =
            difference(&before, &after, upload.content.versions.get(code).copied().unwrap_or_default());
        Some(Line { code: code.clone(), kind, before, after })
    };
    let mut lines: Vec<Line> = upload.content.rows.iter().filter_map(line).collect();
    lines.sort_by_key(|line| position(framework, &line.code));
    Ok(lines)
}

fn position(framework: &Framework, code: &str) -> usize {
    framework.item_index(code).unwrap_or(usize::MAX)
}

fn difference(before: &Saved, after: &ItemAnswer, version: i64) -> Difference {
    if before.said == *after {
        Difference::Same
    } else if before.version > version {
        Difference::Conflict
    } else if before.version == 0 || before.said == ItemAnswer::default() {
        Difference::New
    } else {
        Difference::Changed
    }
}

/// Takes over the chosen items, all or none. `chosen` has each item with the version that was shown beside it; with another
/// version there by now, nothing is changed and the answer is [`Error::Conflict`].
pub async fn take_over(
    app: &App,
    viewer: &Viewer,
    assessment: &Assessment,
    upload: &Upload,
    chosen: &[(String, i64)],
) -> Result<usize> {
    let input = |code: &str| upload.content.rows.iter().find(|(item, _)| item == code);
    let answers: Vec<(String, i64, ItemInput)> = chosen
        .iter()
        .filter_map(|(code, version)| Some((code.clone(), *version, input(code)?.1.clone())))
        .collect();
    assessments::answer_all(app, viewer, &assessment.id, answers).await
}
