//! The browser journeys of browser/, run by Node against the binary that the tests built.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::cargo::{self, cargo};
use crate::postgres::Postgres;
use crate::steps::Outcome;
use crate::{process, setup};

/// Runs every journey; each starts its own server on a folder and a port of its own. Two servers on one database need
/// PostgreSQL.
pub fn journeys(postgres: Option<&Postgres>) -> Result<Outcome> {
    let mut journeys = Vec::new();
    for entry in std::fs::read_dir(crate::root().join("browser/journeys"))? {
        journeys.push(entry?.path());
    }
    journeys.sort();
    let mut command = node()?;
    if let Some(postgres) = postgres {
        command.env("KASHIKA_JOURNEY_POSTGRES", postgres.new_database("two_servers")?);
    }
    command.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(journeys);
    let (tally, is_good) = process::tests(&mut command)?;
    Ok(Outcome::Tests(tally, is_good))
}

/// Node in browser/, knowing the binary and the browser.
pub fn node() -> Result<Command> {
    let mut command = Command::new("node");
    command.current_dir(crate::root().join("browser")).env("KASHIKA", binary()?);
    command.env(
        "CHROMIUM",
        setup::chromium().context("chromium is not installed; sudo apt-get install chromium")?,
    );
    Ok(command)
}

/// Built the way the tests build it, so that nothing is compiled twice.
fn binary() -> Result<PathBuf> {
    process::run(&mut cargo(&["test", "--locked", "--workspace", "--no-run", "--quiet"]))?;
    let path = cargo::target()?.join("debug/kashika");
    path.is_file().then_some(path).context("the tests built no target/debug/kashika")
}
