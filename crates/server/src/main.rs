//! The `kashika` binary: options in, exit code out. What each command does lives in [`kashika::commands`].

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use kashika::commands::{self, cohort, framework, karte};

/// See how well cybersecurity is managed, and act on it
#[derive(Parser)]
#[command(version)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Draw up the result sheet of each company in answers files
    Karte(karte::Arguments),
    /// Add up the companies of an answers file: classes, averages, what stands out
    Cohort(cohort::Arguments),
    /// Look after framework folders
    #[command(subcommand)]
    Framework(framework::Command),
}

fn main() -> ExitCode {
    commands::finish(match Options::parse().command {
        Command::Karte(arguments) => karte::run(&arguments),
        Command::Cohort(arguments) => cohort::run(&arguments),
        Command::Framework(command) => framework::run(&command),
    })
}
