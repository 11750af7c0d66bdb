//! `cargo xtask check`: the one test command, what CI runs, in the order in which mistakes are cheapest to find.

use anyhow::Result;

use crate::cargo::cargo;
use crate::postgres::Postgres;
use crate::process;
use crate::setup::{self, Missing};
use crate::steps::{Outcome, Steps};
use crate::{browser, dependencies, deploy, harness, tidy};

/// Tests of the command line on files and of files alone: no other database makes them another test.
const WITHOUT_DATABASE: [&str; 4] = ["answers_files::", "commands::", "hostile::", "libreoffice::"];

/// Runs all steps, or the one named; whether everything passed.
pub fn run(only: Option<&str>) -> Result<bool> {
    let names = ["format", "clippy", "tests", "docs", "dependencies", "deploy", "tidy", "trials", "journeys"];
    if let Some(only) = only.filter(|only| !names.contains(only)) {
        anyhow::bail!("there is no part {only:?}; it is one of {}", names.join(", "));
    }
    let mut steps = Steps::new(only);
    let mut missing = Missing::default();
    if only.is_none_or(|only| ["tests", "journeys"].contains(&only)) {
        steps.step("setup", "Set-up", || {
            missing = setup::run()?;
            Ok(Outcome::Passed)
        });
    }
    steps.step("format", "Format", || passed(&["fmt", "--all", "--check"]));
    steps.step("tidy", "House rules", || tidy::run().map(|()| Outcome::Passed));
    steps.step("dependencies", "Licenses and sources", || dependencies::run().map(|()| Outcome::Passed));
    let mut unread = Vec::new();
    steps.step("deploy", "Files to run it with", || {
        unread = deploy::lint()?;
        Ok(Outcome::Passed)
    });
    for reason in unread {
        steps.note_skipped(reason);
    }
    steps.step("clippy", "Clippy", || {
        passed(&["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"])
    });
    let mut postgres = None;
    steps.step("tests", "Tests", || {
        postgres = start_postgres(&missing)?;
        tests(postgres.as_ref())
    });
    if let Some(reason) = &missing.postgres {
        steps.note_skipped(format!("tests on PostgreSQL: {reason}"));
    }
    steps.step("trials", "Trials of what is promised, in short", || {
        harness::short().map(|()| Outcome::Passed)
    });
    steps.step("docs", "Documentation of the code", || {
        let mut doc = cargo(&["doc", "--locked", "--workspace", "--no-deps"]);
        process::run(doc.env("RUSTDOCFLAGS", "-D warnings")).map(|()| Outcome::Passed)
    });
    steps.step("journeys", "Browser journeys", || match &missing.browser {
        Some(reason) => Ok(Outcome::Skipped(reason.clone())),
        None => {
            let postgres = if postgres.is_none() { start_postgres(&missing)? } else { postgres.take() };
            browser::journeys(postgres.as_ref())
        }
    });
    Ok(steps.close())
}

/// A server for tests and journeys, where there is a program for it.
fn start_postgres(missing: &Missing) -> Result<Option<Postgres>> {
    missing.postgres.is_none().then(Postgres::start).transpose()
}

fn passed(arguments: &[&str]) -> Result<Outcome> {
    process::run(&mut cargo(arguments)).map(|()| Outcome::Passed)
}

/// All tests of the workspace, on both databases where a PostgreSQL server could be started.
fn tests(postgres: Option<&Postgres>) -> Result<Outcome> {
    let mut command = cargo(&["test", "--locked", "--workspace", "--no-fail-fast"]);
    match postgres {
        Some(postgres) => {
            println!("    with PostgreSQL at {}", postgres.url());
            command.env("KASHIKA_TEST_POSTGRES", postgres.url());
        }
        None => {
            command.env_remove("KASHIKA_TEST_POSTGRES");
        }
    }
    let (mut tally, mut is_good) = process::tests(&mut command)?;
    if let Some(postgres) = postgres {
        println!("    the same requests once more, on PostgreSQL");
        let mut arguments =
            vec!["test", "--locked", "--package", "kashika", "--test", "it", "--no-fail-fast", "--"];
        arguments.extend(WITHOUT_DATABASE.iter().flat_map(|tests| ["--skip", tests]));
        let mut command = cargo(&arguments);
        command.env("KASHIKA_TEST_POSTGRES", postgres.url()).env("KASHIKA_TEST_ENGINE", "postgres");
        let (on_postgres, is_good_there) = process::tests(&mut command)?;
        tally += on_postgres;
        is_good &= is_good_there;
    }
    Ok(Outcome::Tests(tally, is_good))
}
