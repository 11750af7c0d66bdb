//! `cargo xtask COMMAND`: everything around the product that is not the product.

mod agreement;
mod bench;
mod browser;
mod cargo;
mod check;
mod client;
mod dependencies;
mod deploy;
mod folder;
mod harness;
mod licenses;
mod links;
mod load;
mod paper;
mod performance;
mod postgres;
mod process;
mod server;
mod setup;
mod shots;
mod steps;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask check                     set up what is missing, then run every test (what CI runs)
cargo xtask check --only NAME         one part of it: format, clippy, tests, docs, dependencies, deploy, tidy, trials or journeys
cargo xtask setup                     only install what the check needs
cargo xtask shots [--out FOLDER] [--only PAGE]
                                      pictures of every page, or one (default docs/shots)
cargo xtask bench [--write]           speed and memory; --write puts the table into docs/performance.md
cargo xtask agreement FOLDER          how far the readers of a content review round agree
cargo xtask load [--seconds N] [--writers N]
                                      durable saves per second against a release build
cargo xtask harness [--short]         every trial of what is promised, one after the other, and one table; or short forms
cargo xtask harness isolation [--requests N] [--debug]
                                      everybody asks for everything; nobody sees what is others' (default 100,000)
cargo xtask harness edits [--edits N] [--debug]
                                      50 clients change the same items; nothing is overwritten (default 20,000)
cargo xtask harness timing [--pairs N] [--debug]
                                      whether answering times give away what exists (default 20,000)
cargo xtask harness load [--seconds N] [--rate N] [--debug]
                                      a mixed load at a fixed rate (default 300 s of 300 requests/s)
cargo xtask harness kill [--kills N] [--debug]
                                      ends the server with kill -9 under 20 writers, again and again (default 300)
cargo xtask harness faults [--positions N] [--debug]
                                      lets calls on files fail, one after the other (default 520)
cargo xtask harness restore [--rounds N] [--debug]
                                      restores backups made while writers save (default 20)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["check"] => check::run(None),
        ["check", "--only", name] => check::run(Some(name)),
        ["setup"] => setup::run().map(|_| true),
        ["shots", rest @ ..] => shots::run(rest).map(|()| true),
        ["bench"] => bench::run(false).map(|()| true),
        ["bench", "--write"] => bench::run(true).map(|()| true),
        ["agreement", folder] => agreement::run(std::path::Path::new(folder)),
        ["harness"] => harness::all(),
        ["harness", "--short"] => harness::short().map(|()| true),
        ["harness", "kill", rest @ ..] => harness::kill::run(rest),
        ["harness", "isolation", rest @ ..] => harness::isolation::run(rest),
        ["harness", "edits", rest @ ..] => harness::edits::run(rest),
        ["harness", "timing", rest @ ..] => harness::timing::run(rest),
        ["harness", "load", rest @ ..] => harness::load::run(rest),
        ["harness", "faults", rest @ ..] => harness::faults::run(rest),
        ["harness", "restore", rest @ ..] => harness::restore::run(rest),
        ["load", rest @ ..] => load::run(rest).map(|()| true),
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    own.parent().map(PathBuf::from).unwrap_or(own)
}
