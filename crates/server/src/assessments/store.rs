//! SQL of the assessments room. What belongs to an organization is asked for together with the viewer, or with an
//! [`Assessment`], which only a viewer who may see it can have.

use domain::access::{Relation, relation_of_standing};
use domain::assessments::{Answer, ItemAnswer, Plan, Scope};

use super::{Assessment, NewAnswer, NewAssessment, Saved};
use crate::accounts::Viewer;
use crate::db::{Db, DbError, Read, Row, Tx, Value};
use crate::organizations::standing;

/// Columns of an assessment, the viewer's standing among them.
macro_rules! columns {
    ($role:expr) => {
        concat!(
            "a.id, a.organization_id, a.edition, a.scope, a.scope_note, a.period, a.previous_id, a.started_at, \
             a.submitted_at, a.frozen_answers, a.content_hash, o.name_ja, o.name_en, ",
            $role,
            ", (SELECT c.period FROM assessments c WHERE c.id = a.previous_id) AS previous_period"
        )
    };
}

/// Assessments of an organization, for whoever stands to it in some way.
macro_rules! select_standing {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            columns!(standing!("a.organization_id")),
            " FROM assessments a JOIN organizations o ON o.id = a.organization_id \
             WHERE o.deleted_at IS NULL AND ",
            $rest
        )
    };
}

/// Assessments of all organizations that the viewer belongs to.
macro_rules! select_own {
    ($extra:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            columns!("m.role"),
            $extra,
            " FROM memberships m JOIN organizations o ON o.id = m.organization_id \
             JOIN assessments a ON a.organization_id = o.id WHERE m.account_id = $1 AND ",
            $rest
        )
    };
}

macro_rules! select_answers {
    ($rest:literal) => {
        concat!(
            "SELECT w.item, w.answer, w.is_partial, w.coverage_percent, w.is_uncertain, w.planned_level, w.planned_on, \
             w.note, w.confirmed_on, w.version, w.answered_at, \
             CASE WHEN w.answered_as <> '' THEN w.answered_as ELSE p.name END AS person \
             FROM answers w LEFT JOIN accounts p ON p.id = w.answered_by WHERE w.rater = 'shared' AND ",
            $rest
        )
    };
}

/// How the viewer stands is found out first, in the same steps for what is somebody else's and for what is not there: the time
/// of the answer tells nothing.
const FIND: &str = concat!(
    "SELECT ",
    columns!("s.role"),
    " FROM (SELECT ",
    standing!("t.organization_id"),
    " FROM (SELECT COALESCE((SELECT b.organization_id FROM assessments b WHERE b.id = $2), '') AS organization_id LIMIT 1) t \
     LIMIT 1) s CROSS JOIN assessments a JOIN organizations o ON o.id = a.organization_id \
     WHERE s.role IS NOT NULL AND a.id = $2 AND o.deleted_at IS NULL"
);
const SUBMITTED: &str = select_standing!(
    "a.organization_id = $2 AND a.submitted_at IS NOT NULL ORDER BY a.period DESC, a.submitted_at DESC, a.id DESC LIMIT 20"
);
const OPEN: &str = select_own!(
    ", COALESCE((SELECT MAX(w.answered_at) FROM answers w WHERE w.assessment_id = a.id), a.started_at) AS touched_at",
    "a.submitted_at IS NULL AND m.role IN ('owner', 'editor', 'adviser') ORDER BY touched_at DESC, a.id DESC LIMIT 20"
);
const RESULTS: &str = select_own!(
    "",
    "a.submitted_at IS NOT NULL AND ($2 = '' OR (a.submitted_at, a.id) < \
     (SELECT b.submitted_at, b.id FROM assessments b WHERE b.id = $2)) \
     ORDER BY a.submitted_at DESC, a.id DESC LIMIT $3"
);
const OF_ORGANIZATION: &str = select_standing!(
    "a.organization_id = $2 AND ($3 = '' OR (a.period, a.id) < (SELECT b.period, b.id FROM assessments b WHERE b.id = $3)) \
     ORDER BY a.period DESC, a.id DESC LIMIT $4"
);
const CODES: &str =
    "SELECT w.item, w.answer FROM answers w WHERE w.assessment_id = $1 AND w.rater = 'shared' LIMIT 1000";
const STARTABLE: &str = "SELECT o.id, o.name_ja, o.name_en FROM memberships m \
     JOIN organizations o ON o.id = m.organization_id \
     WHERE m.account_id = $1 AND m.role IN ('owner', 'editor') ORDER BY o.id LIMIT 50";
const ANSWERS: &str = select_answers!("w.assessment_id = $1 LIMIT 1000");
const ANSWER: &str = select_answers!("w.assessment_id = $1 AND w.item = $2");
macro_rules! to_answer {
    ($role:literal, $who:literal) => {
        concat!(
            "SELECT a.organization_id, a.edition, a.previous_id, a.submitted_at, ",
            $role,
            " AS role, CAST($3 AS TEXT) AS item, w.answer, w.is_partial, w.coverage_percent, w.is_uncertain, \
             w.planned_level, w.planned_on, w.note, w.confirmed_on, w.version, w.answered_at, \
             CASE WHEN w.answered_as <> '' THEN w.answered_as ELSE p.name END AS person FROM assessments a ",
            $who,
            " LEFT JOIN answers w ON w.assessment_id = a.id AND w.rater = 'shared' AND w.item = $3 \
             LEFT JOIN accounts p ON p.id = w.answered_by WHERE a.id = $2"
        )
    };
}

const TO_ANSWER: &str =
    to_answer!("m.role", "JOIN memberships m ON m.organization_id = a.organization_id AND m.account_id = $1");
/// Whoever holds an open link answers like an editor, the items of the link only.
const TO_ANSWER_BY_LINK: &str = to_answer!(
    "'editor'",
    "JOIN handouts h ON h.id = $1 AND h.assessment_id = a.id AND h.ended_at IS NULL AND h.expires_at > $4"
);
const SAVE: &str = "INSERT INTO answers (assessment_id, rater, item, answer, is_partial, coverage_percent, is_uncertain, \
     planned_level, planned_on, note, confirmed_on, version, answered_by, answered_at, answered_as) \
     VALUES ($1, 'shared', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
     ON CONFLICT (assessment_id, rater, item) DO UPDATE SET answer = excluded.answer, \
     is_partial = excluded.is_partial, coverage_percent = excluded.coverage_percent, \
     is_uncertain = excluded.is_uncertain, planned_level = excluded.planned_level, planned_on = excluded.planned_on, \
     note = excluded.note, confirmed_on = excluded.confirmed_on, version = excluded.version, \
     answered_by = excluded.answered_by, answered_at = excluded.answered_at, answered_as = excluded.answered_as \
     WHERE answers.version = excluded.version - 1";
const INSERT: &str = "INSERT INTO assessments (id, organization_id, edition, scope, scope_note, period, previous_id, \
     started_by, started_at, submitted_by, submitted_at, frozen_answers, content_hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING";
const SUBMIT: &str = "UPDATE assessments SET submitted_by = $2, submitted_at = $3, frozen_answers = $4, \
     content_hash = $5 WHERE id = $1 AND submitted_at IS NULL";
const REOPEN: &str = "UPDATE assessments SET submitted_by = NULL, submitted_at = NULL, frozen_answers = NULL, \
     content_hash = NULL WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM assessments b WHERE b.id <> $1 \
     AND b.submitted_at IS NULL AND b.organization_id = assessments.organization_id \
     AND b.period = assessments.period AND b.scope = assessments.scope \
     AND b.scope_note = assessments.scope_note AND b.edition = assessments.edition)";

pub const STATEMENTS: &[&str] = &[
    FIND,
    SUBMITTED,
    OPEN,
    RESULTS,
    OF_ORGANIZATION,
    CODES,
    STARTABLE,
    ANSWERS,
    ANSWER,
    TO_ANSWER,
    TO_ANSWER_BY_LINK,
    SAVE,
    INSERT,
    SUBMIT,
    REOPEN,
];

pub(super) async fn find(db: &impl Read, viewer: &Viewer, id: &str) -> Result<Option<Assessment>, DbError> {
    let row = db.maybe_row(FIND, &[viewer.account_id.as_str().into(), id.into()]).await?;
    row.map_or(Ok(None), |row| assessment(&row))
}

/// The organization's submitted assessments, newest first.
pub(super) async fn submitted(
    db: &impl Read,
    viewer: &Viewer,
    organization_id: &str,
) -> Result<Vec<Assessment>, DbError> {
    let rows = db.rows(SUBMITTED, &[viewer.account_id.as_str().into(), organization_id.into()]).await?;
    rows.iter().filter_map(|row| assessment(row).transpose()).collect()
}

/// Assessments under way, the one answered last first.
pub(super) async fn open(db: &Db, viewer: &Viewer) -> Result<Vec<Assessment>, DbError> {
    let rows = db.rows(OPEN, &[viewer.account_id.as_str().into()]).await?;
    rows.iter().filter_map(|row| assessment(row).transpose()).collect()
}

/// Submitted assessments after the one with the id `before`, newest first.
pub(super) async fn results(
    db: &Db,
    viewer: &Viewer,
    before: &str,
    limit: i64,
) -> Result<Vec<Assessment>, DbError> {
    let rows = db.rows(RESULTS, &[viewer.account_id.as_str().into(), before.into(), limit.into()]).await?;
    rows.iter().filter_map(|row| assessment(row).transpose()).collect()
}

/// All assessments of one organization after the one with the id `before`, newest period first.
pub(super) async fn of_organization(
    db: &Db,
    viewer: &Viewer,
    organization_id: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<Assessment>, DbError> {
    let values = [viewer.account_id.as_str().into(), organization_id.into(), before.into(), limit.into()];
    let rows = db.rows(OF_ORGANIZATION, &values).await?;
    rows.iter().filter_map(|row| assessment(row).transpose()).collect()
}

/// Organizations the viewer may start an assessment for: id and both names.
pub(super) async fn startable(db: &Db, viewer: &Viewer) -> Result<Vec<(String, String, String)>, DbError> {
    let rows = db.rows(STARTABLE, &[viewer.account_id.as_str().into()]).await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.text("name_ja")?, row.text("name_en")?))).collect()
}

/// None where the viewer does not stand to its organization in any way.
fn assessment(row: &Row) -> Result<Option<Assessment>, DbError> {
    let unknown = |what: &str| DbError::Config(format!("an assessment has an unknown {what}"));
    let Some(role) = row.maybe_text("role")? else { return Ok(None) };
    Ok(Some(Assessment {
        id: row.text("id")?,
        organization_id: row.text("organization_id")?,
        organization_ja: row.text("name_ja")?,
        organization_en: row.text("name_en")?,
        edition: row.text("edition")?,
        scope: Scope::from_code(&row.text("scope")?).ok_or_else(|| unknown("scope"))?,
        scope_note: row.text("scope_note")?,
        period: row.int("period")?,
        previous_id: row.maybe_text("previous_id")?,
        previous_period: row.maybe_int("previous_period")?,
        started_at: row.int("started_at")?,
        submitted_at: row.maybe_int("submitted_at")?,
        frozen_answers: row.maybe_bytes("frozen_answers")?,
        content_hash: row.maybe_text("content_hash")?,
        relation: relation_of_standing(&role).ok_or_else(|| unknown("role"))?,
    }))
}

/// Item code and answer of everything that has been touched.
pub(super) async fn codes(db: &impl Read, of: &Assessment) -> Result<Vec<(String, Answer)>, DbError> {
    let rows = db.rows(CODES, &[of.id.as_str().into()]).await?;
    rows.iter().map(|row| Ok((row.text("item")?, answer_of(&row.text("answer")?)?))).collect()
}

/// The working answers of an assessment the viewer may see.
pub(super) async fn answers(db: &impl Read, of: &Assessment) -> Result<Vec<Saved>, DbError> {
    let rows = db.rows(ANSWERS, &[of.id.as_str().into()]).await?;
    rows.iter().map(saved).collect()
}

/// The answers that stand beside these: those of the earlier assessment of the same organization.
pub(super) async fn previous_answers(db: &impl Read, of: &Assessment) -> Result<Vec<Saved>, DbError> {
    let Some(previous) = &of.previous_id else { return Ok(Vec::new()) };
    let rows = db.rows(ANSWERS, &[previous.as_str().into()]).await?;
    rows.iter().map(saved).collect()
}

/// What a save has to know, in one query: who may, whether it is still open, and what stands there now.
pub(super) struct ToAnswer {
    pub organization_id: String,
    pub edition: String,
    pub previous_id: Option<String>,
    pub is_submitted: bool,
    pub relation: Relation,
    pub current: Saved,
}

pub(super) async fn to_answer(
    tx: &Tx,
    viewer: &Viewer,
    id: &str,
    item: &str,
) -> Result<Option<ToAnswer>, DbError> {
    let row = tx.maybe_row(TO_ANSWER, &[viewer.account_id.as_str().into(), id.into(), item.into()]).await?;
    row.map(|row| place(&row, item)).transpose()
}

/// The same for the holder of a link that is open at `now`.
pub(super) async fn to_answer_by_link(
    tx: &Tx,
    handout: &str,
    id: &str,
    item: &str,
    now: i64,
) -> Result<Option<ToAnswer>, DbError> {
    let row = tx.maybe_row(TO_ANSWER_BY_LINK, &[handout.into(), id.into(), item.into(), now.into()]).await?;
    row.map(|row| place(&row, item)).transpose()
}

fn place(row: &Row, item: &str) -> Result<ToAnswer, DbError> {
    let is_new = row.maybe_int("version")?.is_none();
    Ok(ToAnswer {
        organization_id: row.text("organization_id")?,
        edition: row.text("edition")?,
        previous_id: row.maybe_text("previous_id")?,
        is_submitted: row.maybe_int("submitted_at")?.is_some(),
        relation: relation_of_standing(&row.text("role")?).unwrap_or(Relation::Outsider),
        current: if is_new { Saved::none(item) } else { saved(row)? },
    })
}

/// One answer of the earlier assessment that an assessment names.
pub(super) async fn previous_answer(tx: &Tx, of: &ToAnswer) -> Result<Option<Saved>, DbError> {
    let Some(previous) = &of.previous_id else { return Ok(None) };
    let row = tx.maybe_row(ANSWER, &[previous.as_str().into(), of.current.item.as_str().into()]).await?;
    row.map(|row| saved(&row)).transpose()
}

fn saved(row: &Row) -> Result<Saved, DbError> {
    let (level, on) = (row.maybe_int("planned_level")?, row.maybe_text("planned_on")?);
    let planned =
        level.and_then(|level| u8::try_from(level).ok()).zip(on).map(|(level, on)| Plan { level, on });
    Ok(Saved {
        item: row.text("item")?,
        said: ItemAnswer {
            answer: answer_of(&row.text("answer")?)?,
            is_partial: row.flag("is_partial")?,
            coverage_percent: row.maybe_int("coverage_percent")?,
            is_uncertain: row.flag("is_uncertain")?,
            planned,
            note: row.text("note")?,
        },
        confirmed_on: row.maybe_text("confirmed_on")?,
        version: row.int("version")?,
        person: row.maybe_text("person")?.unwrap_or_default(),
        answered_at: row.int("answered_at")?,
    })
}

/// What was stored has been checked against its scale before.
fn answer_of(text: &str) -> Result<Answer, DbError> {
    match text {
        "" => Ok(Answer::Unanswered),
        "n" => Ok(Answer::NotApplicable),
        "u" => Ok(Answer::Unknown),
        level => {
            level.parse().map(Answer::Level).map_err(|_| DbError::Config("an answer is no level".to_owned()))
        }
    }
}

/// False when another version stands there than the one before `saved.version`. `by` is the account, and the name of whoever
/// answered by its link.
pub(super) async fn save(
    tx: &Tx,
    assessment_id: &str,
    saved: &Saved,
    by: (&str, &str),
) -> Result<bool, DbError> {
    Ok(tx.execute(SAVE, &answer_values(assessment_id, saved, by)).await? == 1)
}

fn answer_values(assessment_id: &str, saved: &Saved, (by, answered_as): (&str, &str)) -> [Value; 14] {
    let said = &saved.said;
    [
        assessment_id.into(),
        saved.item.as_str().into(),
        said.answer.code().into(),
        said.is_partial.into(),
        said.coverage_percent.into(),
        said.is_uncertain.into(),
        said.planned.as_ref().map(|plan| i64::from(plan.level)).into(),
        said.planned.as_ref().map(|plan| plan.on.as_str()).into(),
        said.note.as_str().into(),
        saved.confirmed_on.as_deref().into(),
        saved.version.into(),
        by.into(),
        saved.answered_at.into(),
        answered_as.into(),
    ]
}

/// False when the same assessment is already open.
pub(super) async fn insert(tx: &Tx, new: &NewAssessment) -> Result<bool, DbError> {
    let values = [
        new.id.as_str().into(),
        new.organization_id.as_str().into(),
        new.edition.as_str().into(),
        new.scope.code().into(),
        new.scope_note.as_str().into(),
        new.period.into(),
        new.previous_id.as_deref().into(),
        new.started_by.as_str().into(),
        new.started_at.into(),
        new.submitted_by.as_deref().into(),
        new.submitted_at.into(),
        new.frozen_answers.as_ref().into(),
        new.content_hash.as_deref().into(),
    ];
    Ok(tx.execute(INSERT, &values).await? == 1)
}

/// Writes an assessment as it is; for filling an installation.
pub async fn insert_assessment(tx: &Tx, new: &NewAssessment) -> Result<(), DbError> {
    insert(tx, new).await.map(|_| ())
}

/// Writes an answer as it is; for filling an installation.
pub async fn insert_answer(tx: &Tx, new: &NewAnswer) -> Result<(), DbError> {
    let plan = |level: i64| Some(Plan { level: u8::try_from(level).ok()?, on: new.planned_on.clone()? });
    let saved = Saved {
        item: new.item.clone(),
        said: ItemAnswer {
            answer: new.answer,
            is_partial: new.is_partial,
            coverage_percent: new.coverage_percent,
            is_uncertain: new.is_uncertain,
            planned: new.planned_level.and_then(plan),
            note: new.note.clone(),
        },
        confirmed_on: None,
        version: 1,
        person: String::new(),
        answered_at: new.answered_at,
    };
    save(tx, &new.assessment_id, &saved, (&new.answered_by, "")).await.map(|_| ())
}

pub(super) async fn submit(
    tx: &Tx,
    id: &str,
    by: &str,
    at: i64,
    frozen: Vec<u8>,
    content_hash: &str,
) -> Result<bool, DbError> {
    let values = [id.into(), by.into(), at.into(), frozen.into(), content_hash.into()];
    Ok(tx.execute(SUBMIT, &values).await? == 1)
}

/// False when another assessment of the same scope and period is open.
pub(super) async fn reopen(tx: &Tx, id: &str) -> Result<bool, DbError> {
    Ok(tx.execute(REOPEN, &[id.into()]).await? == 1)
}
