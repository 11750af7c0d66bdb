//! Headings, durations and the closing line of a check.

use std::time::Instant;

use anyhow::Result;

use crate::process::Tally;

/// What a step found. A step without tests of its own counts as one.
pub enum Outcome {
    Passed,
    Tests(Tally, bool),
    /// Why a step could not run here. The check goes on, and says so again at the end.
    Skipped(String),
}

/// The steps so far.
pub struct Steps<'n> {
    only: Option<&'n str>,
    begun: Instant,
    tally: Tally,
    skipped: Vec<String>,
    has_failed: bool,
}

impl<'n> Steps<'n> {
    pub fn new(only: Option<&'n str>) -> Steps<'n> {
        Steps { only, begun: Instant::now(), tally: Tally::default(), skipped: Vec::new(), has_failed: false }
    }

    /// Runs a step, unless an earlier one failed or another one was asked for.
    pub fn step(&mut self, name: &str, title: &str, work: impl FnOnce() -> Result<Outcome>) {
        if self.has_failed || self.only.is_some_and(|only| only != name && name != "setup") {
            return;
        }
        println!("\n==> {title}");
        let begun = Instant::now();
        let outcome = work();
        let seconds = begun.elapsed().as_secs_f64();
        match outcome {
            Ok(Outcome::Passed) => {
                self.tally.passed += 1;
                println!("    {title}: passed in {seconds:.1} s");
            }
            Ok(Outcome::Tests(tally, is_good)) => {
                self.tally += tally;
                self.has_failed = !is_good;
                println!("    {title}: {} passed, {} failed in {seconds:.1} s", tally.passed, tally.failed);
            }
            Ok(Outcome::Skipped(reason)) => {
                println!("    {title}: SKIPPED. {reason}");
                self.skipped.push(format!("{title}: {reason}"));
            }
            Err(error) => {
                self.tally.failed += 1;
                self.has_failed = true;
                println!("    {title}: FAILED in {seconds:.1} s\n{error:#}");
            }
        }
    }

    /// Something a step could do only in part.
    pub fn note_skipped(&mut self, reason: String) {
        println!("    SKIPPED: {reason}");
        self.skipped.push(reason);
    }

    /// The closing lines; whether all is well.
    pub fn close(self) -> bool {
        println!("\n==> The whole check took {:.0} s", self.begun.elapsed().as_secs_f64());
        for skipped in &self.skipped {
            println!("skipped: {skipped}");
        }
        println!("{} passed, {} failed", self.tally.passed, self.tally.failed);
        !self.has_failed
    }
}
