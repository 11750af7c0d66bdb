//! `cargo xtask harness load`: a working day at the deadline. Requests come at a fixed rate whatever the server does, and each
//! is timed from the moment it was due, so that waiting in line counts.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::dice::Dice;
use super::options::{self, Build};
use super::people::{self, HOME};
use crate::client::{Client, Session};
use crate::load::{places, save};
use crate::performance::Figure;
use crate::server::Server;

const SECONDS: usize = 300;
const SECONDS_MAX: usize = 7_200;
const SECONDS_SHORT: usize = 5;
const RATE: usize = 300;
const RATE_MAX: usize = 10_000;
const RATE_SHORT: usize = 20;
const CONNECTIONS: usize = 64;
const EDITORS: usize = 5;
/// Errors shown in full.
const SHOWN: usize = 10;
const WAY: &str = "`cargo xtask harness load`";

/// Of a hundred requests so many are this one.
const MIX: [(u64, &str); 13] = [
    (20, "/assessments/kakuu-seiki-2026/items/5-6"),
    (14, "/assessments/kakuu-seiki-2026"),
    (12, "/assessments/kakuu-seiki-2025/karte"),
    (14, SAVE),
    (8, "/assessments"),
    (6, "/"),
    (5, "/organizations/kakuu-seiki"),
    (5, "/api/v1/assessments/kakuu-seiki-2026/items"),
    (5, "/api/v1/assessments/kakuu-seiki-2025/karte"),
    (4, "/results"),
    (3, "/api/v1/assessments/kakuu-seiki-2026/activity"),
    (2, "/frameworks/cyber-management"),
    (2, SIGN_IN),
];
const SAVE: &str = "save an item";
const SIGN_IN: &str = "/sign-in";

/// What the requests came to.
#[derive(Default)]
struct Outcome {
    /// From the moment each was due, in milliseconds.
    waits: Vec<f64>,
    errors: Vec<String>,
}

pub fn run(arguments: &[&str]) -> Result<bool> {
    let (mut seconds, mut rate) = (SECONDS, RATE);
    let numbers = &mut [("--seconds", &mut seconds, 1..=SECONDS_MAX), ("--rate", &mut rate, 1..=RATE_MAX)];
    let build = options::read("load", arguments, numbers)?;
    Ok(options::told(&figures(&build, seconds, rate)?))
}

/// For the check, on the binary the tests have built: nothing may fail; times are not judged.
pub fn short() -> Result<()> {
    options::required(&figures(&Build::debug()?, SECONDS_SHORT, RATE_SHORT)?)
}

/// The long form.
pub fn long(build: &Build) -> Result<Vec<Figure>> {
    figures(build, SECONDS, RATE)
}

fn figures(build: &Build, seconds: usize, rate: usize) -> Result<Vec<Figure>> {
    let server = Server::demo(&build.binary)?;
    let mut client = Client::connect(server.port)?;
    let owner = client.sign_in(&server.link)?;
    let mut dice = Dice::new()?;
    println!("    {rate} requests/s for {seconds} s, seed {}", dice.0);
    let mut sessions = vec![owner.clone()];
    for number in 0..EDITORS {
        let (name, email) = (format!("editor{number}"), format!("editor{number}@load.example"));
        sessions.push(
            people::join(&mut client, &owner, &owner, (HOME, "editor"), (&name, &email), &mut dice)?.session,
        );
    }
    let places = places(&mut client, &owner, CONNECTIONS)?.into_iter();
    let places: Vec<Place> = places.map(|path| Place { path, version: AtomicU64::new(0) }).collect();
    // The first tenth fills caches and connections; its errors count, its times and memory do not.
    let warm_up = press(server.port, &sessions, &places, (rate * seconds).div_ceil(10), rate, &dice)?;
    let before = server.resident_mb()?;
    let outcome = press(server.port, &sessions, &places, rate * seconds, rate, &dice.of(CONNECTIONS))?;
    let after = server.resident_mb()?;
    let errors: Vec<&String> = warm_up.errors.iter().chain(&outcome.errors).collect();
    for error in errors.iter().take(SHOWN) {
        println!("    {error}");
    }
    Ok(told(build, rate, outcome.waits, errors.len(), (before, after)))
}

fn told(build: &Build, rate: usize, mut waits: Vec<f64>, errors: usize, memory: (f64, f64)) -> Vec<Figure> {
    waits.sort_by(f64::total_cmp);
    let below = |share: f64| waits.get((waits.len() as f64 * share) as usize).copied().unwrap_or(f64::MAX);
    let (before, after) = memory;
    let growth = (after - before) * 100.0 / before;
    let is_judged = build.is_release && rate >= RATE;
    let judged = |target| if is_judged { target } else { "not judged: another build or rate" };
    vec![
        Figure {
            what: format!("{} requests at {rate}/s: 50, 95 and 99 of 100 wait at most", waits.len()),
            measured: format!("{:.1}, {:.1} and {:.1} ms", below(0.5), below(0.95), below(0.99)),
            target: judged("95 of 100 below 200 ms"),
            is_met: !is_judged || below(0.95) < 200.0,
            way: WAY,
        },
        Figure {
            what: "errors among them".to_owned(),
            measured: errors.to_string(),
            target: "0",
            is_met: errors == 0,
            way: WAY,
        },
        Figure {
            what: "memory before and after".to_owned(),
            measured: format!("{before:.0} and {after:.0} MB ({growth:+.1} %)"),
            target: "said, not judged",
            is_met: true,
            way: WAY,
        },
    ]
}

/// Sends `count` requests, each when it is due.
fn press(
    port: u16,
    sessions: &[Session],
    places: &[Place],
    count: usize,
    rate: usize,
    dice: &Dice,
) -> Result<Outcome> {
    let (next, begun) = (AtomicUsize::new(0), Instant::now());
    let mut all = Outcome::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = places
            .iter()
            .enumerate()
            .map(|(number, place)| {
                let (mut dice, next) = (dice.of(number), &next);
                scope.spawn(move || -> Result<Outcome> {
                    let mut worker = Worker { client: Client::connect(port)?, port, place };
                    let mut outcome = Outcome::default();
                    loop {
                        let ticket = next.fetch_add(1, Ordering::Relaxed);
                        if ticket >= count {
                            return Ok(outcome);
                        }
                        let due = begun + Duration::from_secs_f64(ticket as f64 / rate as f64);
                        std::thread::sleep(due.saturating_duration_since(Instant::now()));
                        let session = dice.pick(sessions).context("a session")?;
                        if let Err(error) = worker.request(session, chosen(&mut dice)) {
                            outcome.errors.push(format!("{error:#}"));
                        }
                        outcome.waits.push(due.elapsed().as_secs_f64() * 1000.0);
                    }
                })
            })
            .collect();
        for worker in workers {
            let outcome = worker.join().map_err(|_| anyhow::anyhow!("a worker panicked"))??;
            all.waits.extend(outcome.waits);
            all.errors.extend(outcome.errors);
        }
        Ok(all)
    })
}

/// An item that one connection alone saves.
struct Place {
    path: String,
    version: AtomicU64,
}

/// One connection; a broken one is opened again.
struct Worker<'p> {
    client: Client,
    port: u16,
    place: &'p Place,
}

impl Worker<'_> {
    fn request(&mut self, session: &Session, path: &str) -> Result<()> {
        let done = match path {
            SAVE => self.save(session),
            SIGN_IN => self.client.get(None, path).and_then(|answer| answer.expect(200).map(drop)),
            _ => self.client.get(Some(session), path).and_then(|answer| answer.expect(200).map(drop)),
        };
        if done.is_err() {
            self.client = Client::connect(self.port)?;
        }
        done.with_context(|| path.to_owned())
    }

    fn save(&mut self, session: &Session) -> Result<()> {
        let version = self.place.version.load(Ordering::Relaxed);
        save(&mut self.client, session, &self.place.path, version)?;
        self.place.version.store(version + 1, Ordering::Relaxed);
        Ok(())
    }
}

fn chosen(dice: &mut Dice) -> &'static str {
    let mut left = dice.within(0..MIX.iter().map(|(share, _)| share).sum());
    for (share, path) in MIX {
        match left.checked_sub(share) {
            Some(rest) => left = rest,
            None => return path,
        }
    }
    SIGN_IN
}
