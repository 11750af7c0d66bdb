//! `kashika serve` and `kashika demo`: one process, until it is asked to stop.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use documents::confine::Confined;

use super::listening::listen;
use crate::activity::log;
use crate::app::{App, Clock};
use crate::config::{Config, Settings};
use crate::db::Db;
use crate::demo;
use crate::frameworks::Library;
use crate::statements::MIGRATIONS;
use crate::worker::Worker;
use crate::{accounts, backup, leaving, limits, mail, routes};

/// Longer than proxies keep an unused connection, so that it is theirs to close.
const HEADER_TIME: Duration = Duration::from_secs(75);

/// Runs the server on the settings' database.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    let config = settings.check()?;
    log_as_json("info");
    let app = open(config, Clock::System).await?;
    match app.config.backup.hour {
        Some(hour) => {
            tracing::info!(hour, folder = %app.config.backup.folder.display(), "nightly backups are on")
        }
        None => tracing::warn!("no nightly backup is set; see KASHIKA_BACKUP_HOUR"),
    }
    run(app).await
}

/// Runs the demo world: its own data folder, loopback only, and a one-time link that signs you in.
pub async fn demo(settings: Settings) -> anyhow::Result<()> {
    let config = settings.check()?;
    if !config.listen.ip().is_loopback() {
        anyhow::bail!("the demo listens on this machine only; use --listen 127.0.0.1:8080");
    }
    log_as_json("warn");
    let mut app = open(config, Clock::starting_at(demo::BASE_MICROS)).await?;
    let after = demo::last_moment(&app.db).await? + 1_000_000;
    app.clock = Clock::starting_at(after.max(demo::BASE_MICROS));
    demo::open(&app).await?;
    let link = accounts::new_link(&app, &demo::account_id(demo::GUIDE)).await?;
    println!("架空精機グループのデモです。次のリンクを一度だけ開けます。");
    println!("The demo of an imaginary group. This link works once:\n\n    {link}\n");
    run(app).await
}

/// Opens database and frameworks; everything that can be wrong with an installation shows here.
pub async fn open(config: Config, clock: Clock) -> anyhow::Result<App> {
    let library = library(&config.data)?;
    open_with(config, library, clock).await
}

/// As [`open`], with frameworks that have been read already.
pub async fn open_with(config: Config, library: Library, clock: Clock) -> anyhow::Result<App> {
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("cannot create the data folder {}", config.data.display()))?;
    let db = Db::open(&config.database_url).await.with_context(|| "cannot open the database")?;
    db.migrate(MIGRATIONS).await?;
    Ok(App::new(db, library, config, clock, Worker::own()?))
}

/// The embedded frameworks and those of the installation's own folder.
fn library(data: &Path) -> anyhow::Result<Library> {
    let listed = |problems: Vec<domain::frameworks::Problem>| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("a framework cannot be read:\n{}", lines.join("\n"))
    };
    let library = Library::embedded().map_err(listed)?;
    let own = data.join("frameworks");
    if own.is_dir() { library.with_folder(&own).map_err(listed) } else { Ok(library) }
}

async fn run(app: App) -> anyhow::Result<()> {
    match app.worker.confined().await? {
        Confined { files: true, calls: true } => {}
        Confined { files, calls } => tracing::warn!(
            landlock = files,
            seccomp = calls,
            "files from outside are opened with limits of memory and time, but without all others"
        ),
    }
    let key = log::key::of_installation(&app).await?;
    let address = app.config.listen;
    let listener = tokio::net::TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; is another program there? Choose another with --listen")
    })?;
    tracing::info!(%address, base_url = app.config.base_url, "ready");
    println!("Kashika: {}", app.config.base_url);
    tokio::spawn(mail::sending::run(app.clone()));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let sequencer = tokio::spawn(log::Sequencer::new(app.clone(), key).run(stopped));
    let nightly = backup::nightly::start(&app);
    let eraser = leaving::start(&app);
    let counts = tokio::spawn(limits::run(app.clone()));
    listen(listener, routes::router(app.clone()), HEADER_TIME, asked_to_stop()).await;
    counts.abort();
    if let Some(nightly) = nightly {
        nightly.abort();
    }
    eraser.abort();
    // What is still without a position gets it at the next start.
    stop.send(true).ok();
    sequencer.await?;
    app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Interrupt or termination: requests under way are finished, nothing new is taken.
async fn asked_to_stop() {
    let interrupt = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

fn log_as_json(default: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(default));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
}
