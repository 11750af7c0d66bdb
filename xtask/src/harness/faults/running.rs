//! The disk fails under a running server, whose writers go on. It is ended with kill -9, started again on a sound disk, and
//! what it holds is compared with what each writer was told.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::disk::{self, Disk, Fault};
use super::writers::{Place, Told, no_panic};
use crate::client::{Client, Session};
use crate::harness::saves::{Found, entries};
use crate::load::places;
use crate::process;
use crate::server::Server;

const WRITERS: usize = 8;
/// How long a position may take to be reached, and saves to succeed once the disk is well.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a disk stays broken.
const OUTAGE: Duration = Duration::from_millis(400);
/// How long writers are left alone before a start that fails.
const PAUSE: Duration = Duration::from_millis(300);

/// What fails when, and how many positions further the next time; taken in turn.
const ROUNDS: [(Fault, When, u64); 11] = [
    (disk::WRITE_FAILS, When::Saving, 1),
    (disk::SYNC_FAILS, When::Saving, 1),
    (disk::WRITE_IS_TORN, When::Saving, 1),
    (disk::SYNC_FINDS_NO_SPACE, When::Saving, 1),
    (disk::DISK_IS_FULL, When::Saving, 1),
    (disk::DISK_IS_BROKEN, When::Saving, 1),
    (disk::WRITE_FAILS, When::Starting, 3),
    (disk::SYNC_FAILS, When::Starting, 1),
    (disk::WRITE_IS_TORN, When::Starting, 3),
    (disk::DATABASE_WRITE_FAILS, When::Saving, 1),
    // Once each time the log is taken over, which takes a while to come.
    (disk::DATABASE_SYNC_FAILS, When::Saving, 0),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Saving,
    Starting,
}

/// Pages that must be there while nothing can be written.
const READ_DURING_OUTAGE: [&str; 3] = ["/", "/readyz", "/organizations"];

/// What a run came to.
#[derive(Debug, Default)]
pub struct Tally {
    pub positions: usize,
    pub acknowledged: u64,
    pub refused: u64,
    pub lost: u64,
    pub half: u64,
    /// Reads that found no answer while the disk was broken, of all.
    pub reads: u64,
    pub reads_failed: u64,
    /// How often which fault fell on which kind of file.
    pub fell_on: BTreeMap<(&'static str, &'static str, String), usize>,
    pub slowest_start: Duration,
}

struct Trial<'t> {
    disk: &'t Disk,
    server: Server,
    session: Session,
    places: Vec<Place>,
    tally: Tally,
}

pub fn run(disk: &Disk, program: &Path, positions: usize) -> Result<Tally> {
    let server = Server::demo(disk.binary())?;
    disk.watch(&server.data())?;
    let mut client = Client::connect(server.port)?;
    let session = client.sign_in(&server.link)?;
    let places = places(&mut client, &session, WRITERS)?.into_iter().map(Place::new).collect();
    let before = entries(&mut client, &session)?;
    let mut trial = Trial { disk, server, session, places, tally: Tally::default() };
    let mut next = [1; ROUNDS.len()];
    for number in 0.. {
        if trial.tally.positions == positions {
            break;
        }
        ensure!(number < 2 * positions + ROUNDS.len(), "most positions are not reached");
        let slot = number % ROUNDS.len();
        let ((fault, when, step), position) = (&ROUNDS[slot], next[slot]);
        // Of four turns, the last two leave no time to get over it.
        let ends_at_once = number / ROUNDS.len() % 4 >= 2 && !fault.is_sticky;
        let is_reached = trial
            .round(fault, *when, position, ends_at_once)
            .with_context(|| format!("{} at position {position}", fault.name))?;
        // A start has so many calls and no more.
        next[slot] = if is_reached { position + step } else { 1 };
    }
    trial.close(program, before)
}

impl Trial<'_> {
    /// Whether the position was reached.
    fn round(&mut self, fault: &Fault, when: When, position: u64, ends_at_once: bool) -> Result<bool> {
        let told = Arc::new(Told::default());
        if when == When::Saving {
            self.disk.arm(fault, position)?;
        }
        let writers = self.writers(&told);
        let tried = match when {
            When::Saving => self.watch(fault, ends_at_once, &told),
            When::Starting => {
                std::thread::sleep(PAUSE);
                Ok(())
            }
        };
        self.server.kill()?;
        for writer in writers {
            self.places.push(writer.join().map_err(|_| anyhow::anyhow!("a writer panicked"))??);
        }
        tried?;
        if when == When::Starting {
            self.disk.arm(fault, position)?;
            // It may give up or be ready; either way it ends here.
            self.server.start_again().ok();
            self.server.kill()?;
        }
        self.disk.mend()?;
        let is_reached = self.note(fault, when)?;
        no_panic(&self.server.log(), self.disk.binary())?;
        let start = self.server.start_again().context("started again")?;
        self.tally.slowest_start = self.tally.slowest_start.max(start);
        let mut client = Client::connect(self.server.port)?;
        for place in &mut self.places {
            place.settle(Found::read(client.get(Some(&self.session), &place.path)?)?);
        }
        Ok(is_reached)
    }

    /// Counts a position that was reached.
    fn note(&mut self, fault: &Fault, when: When) -> Result<bool> {
        let is_reached = self.disk.failed()? > 0;
        if is_reached {
            self.tally.positions += 1;
            let when = if when == When::Saving { "saving" } else { "starting" };
            *self.tally.fell_on.entry((fault.name, when, self.disk.first_failed()?)).or_default() += 1;
        }
        Ok(is_reached)
    }

    fn writers(&mut self, told: &Arc<Told>) -> Vec<JoinHandle<Result<Place>>> {
        let port = self.server.port;
        std::mem::take(&mut self.places)
            .into_iter()
            .map(|place| {
                let (session, told) = (self.session.clone(), told.clone());
                std::thread::spawn(move || place.write(port, &session, &told))
            })
            .collect()
    }

    /// Waits until the fault has happened and, unless it is to end at once, the server has got over it by itself.
    fn watch(&mut self, fault: &Fault, ends_at_once: bool, told: &Told) -> Result<()> {
        wait("the position is not reached", || Ok(self.disk.failed()? > 0))?;
        if ends_at_once {
            return Ok(());
        }
        if fault.is_sticky {
            self.outage(told)?;
            self.disk.mend()?;
        }
        let before = count(&told.acknowledged);
        wait("no save succeeds after the fault", || Ok(count(&told.acknowledged) >= before + WRITERS as u64))
    }

    /// While nothing can be written, saves are refused and pages are shown.
    fn outage(&mut self, told: &Told) -> Result<()> {
        let before = count(&told.refused);
        wait("no save is refused while nothing can be written", || Ok(count(&told.refused) > before))?;
        let begun = Instant::now();
        let mut client = Client::connect(self.server.port)?;
        while begun.elapsed() < OUTAGE {
            for path in READ_DURING_OUTAGE {
                let status = client.get(Some(&self.session), path)?.status;
                self.tally.reads += 1;
                if status != 200 {
                    println!("    {path}: {status} while nothing can be written");
                    self.tally.reads_failed += 1;
                }
            }
        }
        Ok(())
    }

    fn close(mut self, program: &Path, before: u64) -> Result<Tally> {
        for place in &self.places {
            self.tally.acknowledged += place.acknowledged;
            self.tally.refused += place.refused;
            self.tally.lost += place.lost;
            self.tally.half += place.half;
        }
        // Each save writes one entry in its own transaction: one without the other is half a change.
        let saves: u64 = self.places.iter().map(|place| place.saved.version).sum();
        let entries = entries(&mut Client::connect(self.server.port)?, &self.session)? - before;
        self.tally.half += saves.abs_diff(entries);
        let mut verify = Command::new(program);
        verify.arg("verify-log").arg("--data").arg(self.server.data());
        process::output(verify.env_remove("DATABASE_URL"))?;
        Ok(self.tally)
    }
}

fn count(number: &AtomicU64) -> u64 {
    number.load(Ordering::Relaxed)
}

fn wait(complaint: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    while !is_so()? {
        ensure!(begun.elapsed() < PATIENCE, "{complaint} within {} s", PATIENCE.as_secs());
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
