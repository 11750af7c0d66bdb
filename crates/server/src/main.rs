//! The `kashika` binary: options in, exit code out. What each command does lives in [`kashika::commands`].

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use kashika::commands::{
    self, Failure, account, backup, cohort, form, framework, karte, log, moving, read, report, restore, serve,
};
use kashika::config::Settings;
use kashika::limits;

/// See how well cybersecurity is managed, and act on it
#[derive(Parser)]
#[command(version)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve(Settings),
    /// Run the server with an imaginary group of companies, in a folder of its own
    Demo(Demo),
    /// Add people and give them roles
    #[command(subcommand)]
    Account(account::Command),
    /// Recompute the log of all changes, and say whether anything in it was rewritten
    VerifyLog(log::Verify),
    /// Sign the log with another key from now on, where the old one is lost
    RenewLogKey(log::RenewKey),
    /// Write everything into one file, encrypted, and read it back; the server may go on
    Backup(backup::Arguments),
    /// Put a backup into an empty database
    Restore(restore::Arguments),
    /// Copy everything into another, empty database, such as from SQLite to PostgreSQL
    Move(moving::Arguments),
    /// Print the settings in force
    Config(Settings),
    /// Draw up the result sheet of each company in answers files
    Karte(karte::Arguments),
    /// Write the report to management of each company in answers files, as PDF
    Report(report::Arguments),
    /// Add up the companies of an answers file: classes, averages, what stands out
    Cohort(cohort::Arguments),
    /// Write a form to fill in without a connection
    Form(form::Arguments),
    /// Read filled-in forms into one answers file
    Read(read::Arguments),
    /// Look after framework folders
    #[command(subcommand)]
    Framework(framework::Command),
}

/// The demo reads no environment: it must never open a real installation's database by accident.
#[derive(clap::Args)]
struct Demo {
    /// Folder for the demo's database
    #[arg(long, default_value = "demo-data", value_name = "DIR")]
    data: std::path::PathBuf,

    /// Address and port to listen on, on this machine only
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: std::net::SocketAddr,
}

impl From<Demo> for Settings {
    fn from(demo: Demo) -> Settings {
        Settings {
            data: demo.data,
            database_url: None,
            listen: demo.listen,
            base_url: None,
            smtp_url: None,
            mail_from: None,
            time_zone: "Asia/Tokyo".to_owned(),
            fiscal_year_start: 4,
            log_key: None,
            backup: Default::default(),
            sign_in: Default::default(),
            // One person on their own machine.
            limits: limits::Settings {
                requests_per_person: 0,
                requests_per_address: 0,
                ..Default::default()
            },
            company: Default::default(),
        }
    }
}

fn main() -> ExitCode {
    // Before anything else is set up: the worker gives up all it does not need.
    if std::env::args_os().nth(1).is_some_and(|first| first == "worker") {
        return kashika::worker::run();
    }
    commands::finish(match Options::parse().command {
        Command::Serve(settings) => serving(serve::serve(settings)),
        Command::Demo(demo) => serving(serve::demo(demo.into())),
        Command::Account(command) => running(account::run(command)),
        Command::VerifyLog(arguments) => running(log::verify_log(arguments)),
        Command::RenewLogKey(arguments) => running(log::renew_key(arguments)),
        Command::Backup(arguments) => running(backup::run(arguments)),
        Command::Restore(arguments) => running(restore::run(arguments)),
        Command::Move(arguments) => running(moving::run(arguments)),
        Command::Config(settings) => config(settings),
        Command::Karte(arguments) => karte::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Cohort(arguments) => cohort::run(&arguments),
        Command::Form(arguments) => form::run(&arguments),
        Command::Read(arguments) => running(read::run(arguments)),
        Command::Framework(command) => framework::run(&command),
    })
}

fn config(settings: Settings) -> Result<(), Failure> {
    print!("{}", settings.check()?.shown());
    Ok(())
}

fn serving(work: impl Future<Output = anyhow::Result<()>>) -> Result<(), Failure> {
    running(async { Ok(work.await?) })
}

fn running(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}
