//! The backup of each night, made by the server itself. Several servers on one database share a lease, so that one of them
//! does it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::Language;
use tokio::task::JoinHandle;

use super::store::{self, Lease, Run};
use super::{Made, Order, Refusal, Seal, make};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::words::Words;

const LOOK_SECONDS: u64 = 60;
const LEASE_MICROS: i64 = 5 * 60 * 1_000_000;
/// How long to leave a night alone after a failed attempt.
const PAUSE_MICROS: i64 = 15 * 60 * 1_000_000;
/// Nights that are remembered.
const REMEMBERED_DAYS: i32 = 60;
/// What the files of this module end with, before the ending of the seal. Others are never removed.
const MARK: &str = "-nightly.";

/// Looks at the clock every minute, where an hour is set. Ends when it is aborted.
pub fn start(app: &App) -> Option<JoinHandle<()>> {
    let (hour, seal) = (app.config.backup.hour?, app.config.backup.seal.clone()?);
    let app = app.clone();
    Some(tokio::spawn(async move {
        loop {
            if let Err(error) = look(&app, hour, &seal).await {
                tracing::error!(%error, "cannot look after the nightly backup");
            }
            tokio::time::sleep(Duration::from_secs(LOOK_SECONDS)).await;
        }
    }))
}

/// Makes the backup of this night if it is due and nobody else is at it. A night that was missed is made up for on the same
/// day.
pub async fn look(app: &App, hour: i8, seal: &Seal) -> Result<Option<Made>, DbError> {
    let now = app.local(app.now());
    if now.hour() < hour {
        return Ok(None);
    }
    let lease = Lease { day: now.date().to_string(), holder: app.new_id() };
    if !store::claim(&app.db, &lease, app.now(), app.now() + LEASE_MICROS).await? {
        return Ok(None);
    }
    let notice: super::Notice = Arc::new(|_, _| {});
    let made = tokio::select! {
        made = make(order(app, &now, seal), &notice) => made,
        lost = keep_lease(app, &lease) => {
            tracing::error!(day = lease.day, "another server took over the nightly backup");
            return lost.map(|()| None);
        }
    };
    match made {
        Ok(made) => succeed(app, &lease, made).await.map(Some),
        Err(refusal) => fail(app, &lease, &refusal).await.map(|()| None),
    }
}

fn order(app: &App, now: &jiff::Zoned, seal: &Seal) -> Order {
    let config = &app.config;
    let name = format!("{}{MARK}{}", stem(now), seal.ending());
    Order {
        database_url: config.database_url.clone(),
        data: config.data.clone(),
        target: config.backup.folder.join(name),
        seal: seal.clone(),
        made_at: app.now(),
    }
}

/// `kashika-2026-11-29-031500`
pub fn stem(now: &jiff::Zoned) -> String {
    format!("kashika-{}", now.strftime("%Y-%m-%d-%H%M%S"))
}

/// Returns once the lease is lost.
async fn keep_lease(app: &App, lease: &Lease) -> Result<(), DbError> {
    loop {
        tokio::time::sleep(Duration::from_secs(LOOK_SECONDS)).await;
        if !store::renew(&app.db, lease, app.now() + LEASE_MICROS).await? {
            return Ok(());
        }
    }
}

async fn succeed(app: &App, lease: &Lease, made: Made) -> Result<Made, DbError> {
    let (file, bytes) = (made.file.display().to_string(), made.bytes);
    store::succeed(&app.db, lease, app.now(), &file, bytes as i64).await?;
    tracing::info!(file, bytes, "nightly backup made and read back");
    let plan = &app.config.backup;
    match remove_old(&plan.folder, plan.keep) {
        Ok(removed) => removed.iter().for_each(|file| tracing::info!(file, "removed an old nightly backup")),
        Err(error) => tracing::error!(%error, "cannot remove old nightly backups"),
    }
    let day = app.today().saturating_sub(jiff::Span::new().days(REMEMBERED_DAYS));
    store::forget(&app.db, &day.to_string()).await?;
    Ok(made)
}

async fn fail(app: &App, lease: &Lease, refusal: &Refusal) -> Result<(), DbError> {
    let problem = refusal.said(Words(Language::English));
    tracing::error!(problem, "the nightly backup failed");
    store::fail(&app.db, lease, app.now() + PAUSE_MICROS, &problem).await.map(|_| ())
}

/// Nightly files sort by their moment. Returns the names of those removed.
fn remove_old(folder: &Path, keep: usize) -> std::io::Result<Vec<String>> {
    let mut nightly: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_whole = name.ends_with(".backup.age");
        if name.starts_with("kashika-") && name.contains(MARK) && is_whole {
            nightly.push(entry.path());
        }
    }
    nightly.sort_unstable();
    let old = nightly.len().saturating_sub(keep);
    let mut removed = Vec::new();
    for path in nightly.drain(..old) {
        fs::remove_file(&path)?;
        removed.push(path.display().to_string());
    }
    Ok(removed)
}

/// The nights that are remembered, newest first.
pub async fn nights(db: &Db, today: jiff::civil::Date) -> Result<Vec<Run>, DbError> {
    let day = today.saturating_sub(jiff::Span::new().days(REMEMBERED_DAYS));
    store::since(db, &day.to_string()).await
}
