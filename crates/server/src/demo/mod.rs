//! The demo world: an imaginary group of 40 companies with three years of answers. Tests, screenshots and the guide
//! stand on it; ids are readable (`kakuu-seiki`, `kakuu-seiki-2025`).

mod files;

use domain::assessments::{Answer, Scope};

use crate::accounts::{self, NewAccount, set_membership};
use crate::app::App;
use crate::assessments::{NewAnswer, NewAssessment, insert_answer, insert_assessment};
use crate::db::{DbError, Read, Tx};
use crate::frameworks::Edition;
use crate::{group, organizations};

pub use files::PEOPLE_COUNT;

const INSTALLATION: &str = "SELECT kind FROM installation";
const MARK: &str = "INSERT INTO installation (kind, created_at) VALUES ($1, $2)";
const ANY_ACCOUNT: &str = "SELECT id FROM accounts LIMIT 1";
const LAST_MOMENT: &str = "SELECT MAX(at) AS at FROM activity";

pub const STATEMENTS: &[&str] = &[INSTALLATION, MARK, ANY_ACCOUNT, LAST_MOMENT];

/// 20 November 2026, 09:00 in Tokyo: where the demo's clock starts.
pub const BASE_MICROS: i64 = 1_795_132_800_000_000;

const FRAMEWORK: &str = crate::frameworks::CURRENT;

/// The day on which the demo's group came together.
const GROUP_SINCE: &str = "2019-04-01";
/// Who opens the demo: the parent's head of information security.
pub const GUIDE: &str = "yuki.sawatari@kakuu.example";

/// The account id of a demo person.
pub fn account_id(email: &str) -> String {
    format!("demo-{}", email.split('@').next().unwrap_or(email))
}

/// Fills an empty database, or finds the demo that is already there; anything else is refused.
pub async fn open(app: &App) -> anyhow::Result<()> {
    let kind = app.db.maybe_row(INSTALLATION, &[]).await?.map(|row| row.text("kind")).transpose()?;
    match kind.as_deref() {
        Some("demo") => return Ok(()),
        Some(other) => anyhow::bail!(
            "this database is a {other} installation, not a demo; name another folder with --data"
        ),
        None => {}
    }
    if app.db.maybe_row(ANY_ACCOUNT, &[]).await?.is_some() {
        anyhow::bail!(
            "this database already holds accounts; the demo takes an empty one, name another folder with --data"
        );
    }
    let world = files::World::read()?;
    let edition =
        app.library.edition(FRAMEWORK).ok_or_else(|| anyhow::anyhow!("{FRAMEWORK} is embedded"))?.clone();
    let now = app.now();
    app.db.change(move |tx| async move { fill(&tx, &world, &edition, now).await }).await?;
    Ok(())
}

/// The latest moment in the log, so that the demo's clock never runs backwards over a restart.
pub async fn last_moment(db: &impl Read) -> Result<i64, DbError> {
    Ok(db.row(LAST_MOMENT, &[]).await?.maybe_int("at")?.unwrap_or(0))
}

async fn fill(tx: &Tx, world: &files::World, edition: &Edition, now: i64) -> Result<(), DbError> {
    tx.execute(MARK, &["demo".into(), now.into()]).await?;
    for company in &world.organizations {
        organizations::insert(tx, &company.id, &company.code, &company.profile, now).await?;
    }
    for company in &world.organizations {
        let Some(parent_id) = company.parent.clone() else { continue };
        let organization_id = company.id.clone();
        let link = group::Link { organization_id, parent_id, since: GROUP_SINCE.to_owned() };
        group::insert(tx, &company.id, &link, group::Kind::Company).await?;
    }
    for person in &world.people {
        let account = NewAccount {
            id: account_id(&person.email),
            email: person.email.clone(),
            name: person.name.clone(),
            password_hash: None,
            is_operator: person.email == GUIDE,
            language: None,
            created_at: now,
        };
        accounts::insert_account(tx, &account).await?;
        set_membership(tx, &account.id, &person.organization, &person.role, now).await?;
    }
    for assessment in &world.assessments {
        insert(tx, world, assessment, edition).await?;
    }
    Ok(())
}

async fn insert(
    tx: &Tx,
    world: &files::World,
    assessment: &files::Assessment,
    edition: &Edition,
) -> Result<(), DbError> {
    let submitted = assessment.submitted_at;
    let bytes: Vec<u8> = assessment.answers.iter().map(|answer| answer.byte()).collect();
    let id = format!("{}-{}", assessment.organization, assessment.period);
    let previous = format!("{}-{}", assessment.organization, assessment.period - 1);
    let earlier = |other: &&files::Assessment| {
        other.organization == assessment.organization && other.period == assessment.period - 1
    };
    let new = NewAssessment {
        id: id.clone(),
        organization_id: assessment.organization.clone(),
        edition: edition.framework.edition(),
        scope: Scope::from_code(&assessment.scope).unwrap_or(Scope::Company),
        scope_note: assessment.scope_note.clone(),
        period: assessment.period,
        previous_id: world.assessments.iter().find(earlier).map(|_| previous),
        started_by: account_id(GUIDE),
        started_at: assessment.started_at,
        submitted_by: submitted.map(|_| account_id(GUIDE)),
        submitted_at: submitted,
        frozen_answers: submitted.map(|_| bytes),
        content_hash: submitted.map(|_| edition.framework.content_hash.clone()),
    };
    insert_assessment(tx, &new).await?;
    for (item, answer) in edition.framework.items.iter().zip(&assessment.answers) {
        if *answer == Answer::Unanswered {
            continue;
        }
        let note = world.note(&assessment.code, assessment.period, &item.code);
        let row = NewAnswer {
            assessment_id: id.clone(),
            item: item.code.clone(),
            answer: *answer,
            is_partial: note.is_some_and(|note| note.is_partial),
            coverage_percent: note.and_then(|note| note.coverage_percent),
            is_uncertain: note.is_some_and(|note| note.is_uncertain),
            planned_level: note.and_then(|note| note.planned_level),
            planned_on: note.and_then(|note| note.planned_on.clone()),
            note: note.map(|note| note.text.clone()).unwrap_or_default(),
            answered_by: account_id(GUIDE),
            answered_at: submitted.unwrap_or(assessment.started_at),
        };
        insert_answer(tx, &row).await?;
    }
    Ok(())
}
