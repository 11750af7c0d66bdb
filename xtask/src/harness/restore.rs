//! `cargo xtask harness restore`: a backup is made while writers save, and restored; a server on the copy must show one known
//! moment: everything acknowledged before the backup began, nothing that was never sent, each save whole.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::options::{self, Build};
use super::saves::{Found, Saved, entries};
use crate::client::{Client, Session};
use crate::folder::Folder;
use crate::load::places;
use crate::performance::Figure;
use crate::process;
use crate::server::Server;

const ROUNDS: usize = 20;
const ROUNDS_MAX: usize = 1_000;
const ROUNDS_SHORT: usize = 2;
const WRITERS: usize = 20;
/// The writers are left alone before each backup.
const PAUSE: Duration = Duration::from_millis(300);
/// How often paused writers look whether it goes on.
const LOOK: Duration = Duration::from_millis(5);

const PAUSED: u8 = 0;
const SAVING: u8 = 1;
const OVER: u8 = 2;

/// What a restore may take, from the command to the first page.
const RESTORE_SECONDS_MAX: f64 = 15.0 * 60.0;
const WAY: &str = "`cargo xtask harness restore`";

/// One item, and everything its writer has sent; the first is version 1.
struct Record {
    path: String,
    sends: Mutex<Vec<Send>>,
}

#[derive(Clone)]
struct Send {
    saved: Saved,
    sent: Instant,
    acknowledged: Option<Instant>,
}

#[derive(Default)]
struct Tally {
    restores: usize,
    compared: usize,
    lost: usize,
    never_sent: usize,
    half: usize,
    /// Copies that hold a save but not one acknowledged before that was sent, or saves without their entry of activity.
    torn: usize,
    /// What each backup held, and how long restoring took until the first page.
    entries: u64,
    bytes: u64,
    seconds: f64,
}

pub fn run(arguments: &[&str]) -> Result<bool> {
    let mut rounds = ROUNDS;
    let build = options::read("restore", arguments, &mut [("--rounds", &mut rounds, 1..=ROUNDS_MAX)])?;
    Ok(options::told(&figures(&build, rounds)?))
}

/// For the check, on the binary the tests have built.
pub fn short() -> Result<()> {
    options::required(&figures(&Build::debug()?, ROUNDS_SHORT)?)
}

/// The long form.
pub fn long(build: &Build) -> Result<Vec<Figure>> {
    figures(build, ROUNDS)
}

fn figures(build: &Build, rounds: usize) -> Result<Vec<Figure>> {
    let server = Server::demo(&build.binary)?;
    let mut client = Client::connect(server.port)?;
    let session = client.sign_in(&server.link)?;
    let before = entries(&mut client, &session)?;
    let records: Vec<Record> = places(&mut client, &session, WRITERS)?
        .into_iter()
        .map(|path| Record { path, sends: Mutex::default() })
        .collect();
    let state = AtomicU8::new(PAUSED);
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let writers: Vec<_> = records
            .iter()
            .map(|record| scope.spawn(|| record.write(server.port, &session, &state)))
            .collect();
        let tried = (0..rounds).try_for_each(|_| {
            state.store(SAVING, Ordering::Relaxed);
            std::thread::sleep(PAUSE);
            let made = Made::under_writers(&build.binary, &server, &records);
            // Nobody waits for a restore; the next round goes on where they stand.
            state.store(PAUSED, Ordering::Relaxed);
            round(&build.binary, &made?, &records, before, &mut tally)
        });
        state.store(OVER, Ordering::Relaxed);
        for writer in writers {
            writer.join().map_err(|_| anyhow::anyhow!("a writer panicked"))??;
        }
        tried
    })?;
    Ok(tally.figures(rounds))
}

impl Record {
    fn write(&self, port: u16, session: &Session, state: &AtomicU8) -> Result<()> {
        let mut client = Client::connect(port)?;
        let mut saved = Saved::default();
        loop {
            match state.load(Ordering::Relaxed) {
                OVER => return Ok(()),
                PAUSED => {
                    std::thread::sleep(LOOK);
                    continue;
                }
                _ => saved = saved.next(),
            }
            self.sends().push(Send { saved: saved.clone(), sent: Instant::now(), acknowledged: None });
            saved.send(&mut client, session, &self.path)?.expect(200)?;
            if let Some(last) = self.sends().last_mut() {
                last.acknowledged = Some(Instant::now());
            }
        }
    }

    fn sends(&self) -> MutexGuard<'_, Vec<Send>> {
        self.sends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A backup, and what each writer had sent when it was done.
struct Made {
    folder: Folder,
    began: Instant,
    sent: Vec<Vec<Send>>,
}

impl Made {
    fn under_writers(binary: &Path, server: &Server, records: &[Record]) -> Result<Made> {
        let folder = Folder::new("backup")?;
        let public = process::output(Command::new(binary).args(["backup", "--new-key"]).arg(key(&folder)))?;
        let began = Instant::now();
        let mut backup = Command::new(binary);
        backup.args(["backup", "--to"]).arg(file(&folder)).arg("--data").arg(server.data());
        backup.env_remove("DATABASE_URL").env("KASHIKA_BACKUP_RECIPIENT", public.trim());
        process::output(&mut backup)?;
        let sent = records.iter().map(|record| record.sends().clone()).collect();
        Ok(Made { folder, began, sent })
    }
}

fn key(folder: &Folder) -> PathBuf {
    folder.path().join("key")
}

fn file(folder: &Folder) -> PathBuf {
    folder.path().join("all.backup.age")
}

fn round(binary: &Path, made: &Made, records: &[Record], before: u64, tally: &mut Tally) -> Result<()> {
    let (copy, restoring) = (Folder::new("restore")?, Instant::now());
    let mut restore = Command::new(binary);
    restore.arg("restore").arg(file(&made.folder)).arg("--key").arg(key(&made.folder));
    process::output(restore.arg("--data").arg(copy.path().join("data")).env_remove("DATABASE_URL"))?;
    let restored = Server::demo_in(binary, copy)?;
    tally.seconds = tally.seconds.max(restoring.elapsed().as_secs_f64());
    tally.bytes = tally.bytes.max(std::fs::metadata(file(&made.folder))?.len());
    tally.restores += 1;
    compare(&restored, records, made, before, tally)?;
    let mut verify = Command::new(binary);
    verify.arg("verify-log").arg("--data").arg(restored.data());
    process::output(verify.env_remove("DATABASE_URL")).context("the log of the copy")?;
    Ok(())
}

/// What the copy shows beside what each writer sent until the backup was done.
fn compare(restored: &Server, records: &[Record], made: &Made, before: u64, tally: &mut Tally) -> Result<()> {
    let mut client = Client::connect(restored.port)?;
    let session = client.sign_in(&restored.link)?;
    let (mut saves, mut last_sent, mut first_left_out) = (0, None, None);
    for (record, sends) in records.iter().zip(&made.sent) {
        let Found { saved, is_whole } = Found::read(client.get(Some(&session), &record.path)?)?;
        let version = saved.version as usize;
        let promised =
            sends.iter().filter(|send| send.acknowledged.is_some_and(|at| at < made.began)).count();
        let is_sent = version == 0 || sends.get(version - 1).is_some_and(|send| send.saved == saved);
        if version < promised || !is_sent || !is_whole {
            println!(
                "    {}: {saved:?}; {promised} promised, {} sent; whole: {is_whole}",
                record.path,
                sends.len()
            );
        }
        tally.compared += 1;
        tally.lost += usize::from(version < promised);
        tally.never_sent += usize::from(!is_sent);
        tally.half += usize::from(!is_whole);
        saves += saved.version;
        last_sent = last_sent.max(version.checked_sub(1).and_then(|at| sends.get(at)).map(|send| send.sent));
        let left_out = sends.get(version).and_then(|send| send.acknowledged);
        first_left_out = [first_left_out, left_out].into_iter().flatten().min();
    }
    // One moment for all writers: nothing that is in was sent after something left out had been acknowledged.
    if let (Some(last), Some(first)) = (last_sent, first_left_out)
        && last > first
    {
        println!(
            "    a save is in that was sent {:?} after one left out had been acknowledged",
            last - first
        );
        tally.torn += 1;
    }
    let found = entries(&mut client, &session)?;
    tally.entries = tally.entries.max(found);
    if found - before != saves {
        println!("    {saves} saves, and {} entries of them", found - before);
        tally.torn += 1;
    }
    Ok(())
}

impl Tally {
    fn figures(&self, rounds: usize) -> Vec<Figure> {
        let none = |what: &str, count: usize, of: usize| Figure {
            what: what.to_owned(),
            measured: format!("{count} of {of}"),
            target: "0",
            is_met: count == 0 && of > 0,
            way: WAY,
        };
        let size = format!("{} answers in the activity, {:.1} kB", self.entries, self.bytes as f64 / 1e3);
        vec![
            Figure {
                what: format!("backups under {WRITERS} writers restored, served and verified"),
                measured: format!("{} of {rounds}", self.restores),
                target: "all",
                is_met: self.restores == rounds,
                way: WAY,
            },
            none("items older than what was acknowledged before the backup", self.lost, self.compared),
            none("items that show what was never sent", self.never_sent, self.compared),
            none("items half-applied", self.half, self.compared),
            none("copies that are not as everything was at one moment", self.torn, self.restores),
            Figure::below(
                &format!("restoring until the first page ({size})"),
                self.seconds,
                RESTORE_SECONDS_MAX,
                "s",
                WAY,
            ),
        ]
    }
}
