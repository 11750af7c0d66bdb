//! The last nights, for the operator.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::access::Action;
use serde::Serialize;
use utoipa::ToSchema;

use super::nightly::nights;
use super::store::Run;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::Result;
use crate::t;
use crate::ui::{Frame, date_time};
use crate::words::Words;

/// How a night stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Made,
    Failed,
    UnderWay,
    /// Whoever was at it has not been heard of since.
    BrokenOff,
}

fn state(run: &Run, now: i64) -> Stage {
    match run {
        Run { finished_at: Some(_), .. } => Stage::Made,
        Run { problem, .. } if !problem.is_empty() => Stage::Failed,
        Run { lease_until, .. } if *lease_until < now => Stage::BrokenOff,
        _ => Stage::UnderWay,
    }
}

impl Stage {
    fn code(self) -> &'static str {
        match self {
            Stage::Made => "made",
            Stage::Failed => "failed",
            Stage::UnderWay => "under-way",
            Stage::BrokenOff => "broken-off",
        }
    }

    fn is_bad(self) -> bool {
        matches!(self, Stage::Failed | Stage::BrokenOff)
    }
}

#[derive(Template)]
#[template(path = "backup/list.html")]
struct List {
    frame: Frame,
    plan: String,
    is_set: bool,
    nights: Vec<NightView>,
}

struct NightView {
    day: String,
    state: String,
    is_bad: bool,
    at: String,
    size: String,
    /// The file, or what went wrong.
    detail: String,
}

/// Whether a backup of the last nights has failed and none has been made since.
pub async fn is_in_trouble(app: &App) -> Result<bool> {
    let nights = nights(&app.db, app.today()).await?;
    Ok(nights.first().is_some_and(|run| state(run, app.now()).is_bad()))
}

pub async fn list(State(app): State<App>, context: Context) -> Result<Response> {
    context.viewer()?.may_operate(Action::ReadBackups)?;
    let words = context.words;
    let nights = nights(&app.db, app.today()).await?;
    page(&List {
        plan: plan(&app, words),
        is_set: app.config.backup.hour.is_some(),
        nights: nights.iter().map(|run| view(&app, run, words)).collect(),
        frame: context.frame(words.t("backups-title"), ""),
    })
}

fn plan(app: &App, words: Words) -> String {
    let plan = &app.config.backup;
    match plan.hour {
        Some(hour) => t!(
            words,
            "backups-plan",
            hour = hour,
            keep = plan.keep,
            folder = plan.folder.display().to_string()
        ),
        None => words.t("backups-none-set"),
    }
}

fn view(app: &App, run: &Run, words: Words) -> NightView {
    let state = state(run, app.now());
    let at = run.finished_at.unwrap_or(run.started_at);
    NightView {
        day: run.day.clone(),
        state: words.t(&format!("backups-{}", state.code())),
        is_bad: state.is_bad(),
        at: date_time(&app.local(at), words),
        size: run.finished_at.map(|_| size(run.bytes)).unwrap_or_default(),
        detail: if state.is_bad() { run.problem.clone() } else { run.file.clone() },
    }
}

/// In kB or MB of a thousand, a million bytes.
fn size(bytes: i64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", (bytes + 999) / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[derive(Serialize, ToSchema)]
pub struct BackupsBody {
    /// Hour of the nightly backup in the installation's time zone; absent where none is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hour: Option<i8>,
    /// Nightly files that stay.
    pub keep: usize,
    /// The last 60 days, newest first; nights without a backup are absent.
    pub nights: Vec<NightBody>,
}

#[derive(Serialize, ToSchema)]
pub struct NightBody {
    /// Such as `2026-11-29`.
    pub day: String,
    /// `made`, `failed`, `under-way` or `broken-off`.
    pub state: &'static str,
    pub attempts: i64,
    /// Microseconds since 1970, UTC.
    pub started_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<i64>,
    /// Seen from the server that wrote it; empty until it is there.
    pub file: String,
    pub bytes: i64,
    /// Why the last attempt failed; empty where it did not.
    pub problem: String,
}

/// The nightly backups; for the operator.
#[utoipa::path(get, path = "/api/v1/backups", tag = "installation",
    responses((status = 200, body = BackupsBody), (status = 404, description = "Not the operator")))]
pub async fn json(State(app): State<App>, context: Context) -> Result<Json<BackupsBody>> {
    context.viewer()?.may_operate(Action::ReadBackups)?;
    let now = app.now();
    let night = |run: Run| NightBody {
        state: state(&run, now).code(),
        day: run.day,
        attempts: run.attempts,
        started_at: run.started_at,
        finished_at: run.finished_at,
        file: run.file,
        bytes: run.bytes,
        problem: run.problem,
    };
    let nights = nights(&app.db, app.today()).await?.into_iter().map(night).collect();
    let plan = &app.config.backup;
    Ok(Json(BackupsBody { hour: plan.hour, keep: plan.keep, nights }))
}
