//! `cargo xtask harness kill`: the server is ended with kill -9 at random moments under 20 writers, started again, and what it
//! then holds is compared with what each writer was told.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};

use crate::client::{Client, Session};
use crate::folder::Folder;
use crate::load::places;
use crate::server::Server;
use crate::{cargo, process};

const KILLS: usize = 300;
const KILLS_MAX: usize = 10_000;
const KILLS_SHORT: usize = 20;
const WRITERS: usize = 20;
/// How long the writers are left alone before each end.
const PAUSE_MILLISECONDS: std::ops::Range<u64> = 50..900;
/// Holds for a release build on a machine that does nothing else.
const START_SECONDS_MAX: f64 = 5.0;
const ACTIVITY: &str = "/api/v1/organizations/kakuu-seiki/activity";

/// One item, written to by one writer.
struct Place {
    path: String,
    /// What the server has confirmed last.
    saved: Saved,
    /// Sent, and not answered when the server ended.
    open: Option<Saved>,
    acknowledged: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Saved {
    version: u64,
    /// Says again which save it was; the level goes with it.
    note: String,
}

impl Saved {
    fn level(&self) -> &'static str {
        if self.version.is_multiple_of(2) { "3" } else { "4" }
    }
}

/// What a run came to.
#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    acknowledged: u64,
    lost: u64,
    half: u64,
    slowest_start: Duration,
}

pub fn run(arguments: &[&str]) -> Result<bool> {
    let (mut kills, mut profile, mut rest) = (KILLS, "release", arguments);
    loop {
        rest = match rest {
            [] => break,
            ["--kills", count, rest @ ..] => {
                kills = count.parse::<usize>()?.clamp(1, KILLS_MAX);
                rest
            }
            ["--debug", rest @ ..] => {
                profile = "debug";
                rest
            }
            _ => bail!("cargo xtask harness kill [--kills 1…{KILLS_MAX}] [--debug]"),
        }
    }
    let start_max = if profile == "release" { START_SECONDS_MAX } else { f64::INFINITY };
    try_it(&cargo::binary(profile)?, kills, start_max).map(|()| true)
}

/// For the check, on the binary the tests have built.
pub fn short() -> Result<()> {
    try_it(&cargo::binary("debug")?, KILLS_SHORT, f64::INFINITY)
}

fn try_it(binary: &Path, kills: usize, start_max: f64) -> Result<()> {
    let mut server = Server::demo(binary)?;
    let mut client = Client::connect(server.port)?;
    let session = client.sign_in(&server.link)?;
    let mut places: Vec<Place> = places(&mut client, &session, WRITERS)?
        .into_iter()
        .map(|path| Place {
            path,
            saved: Saved { version: 0, note: String::new() },
            open: None,
            acknowledged: 0,
        })
        .collect();
    let entries_before = entries(&mut client, &session)?;
    let mut dice = Dice::new()?;
    println!("    {kills} kills, seed {}", dice.0);
    let mut tally = Tally::default();
    for _ in 0..kills {
        let pause = Duration::from_millis(dice.within(PAUSE_MILLISECONDS));
        places = round(&mut server, &session, places, pause)?;
        tally.kills += 1;
        tally.slowest_start = tally.slowest_start.max(server.start_again()?);
        let mut client = Client::connect(server.port)?;
        for place in &mut places {
            compare(&mut client, &session, place, &mut tally)?;
        }
    }
    tally.acknowledged = places.iter().map(|place| place.acknowledged).sum();
    // Each save writes one entry in its own transaction: one without the other is half a change.
    let saves: u64 = places.iter().map(|place| place.saved.version).sum();
    let entries = entries(&mut Client::connect(server.port)?, &session)? - entries_before;
    tally.half += saves.abs_diff(entries);
    read_everything(binary, &server)?;
    report(&tally, start_max)
}

/// The writers write until the server is gone.
fn round(server: &mut Server, session: &Session, places: Vec<Place>, pause: Duration) -> Result<Vec<Place>> {
    let port = server.port;
    let writers: Vec<_> = places
        .into_iter()
        .map(|place| {
            let session = session.clone();
            std::thread::spawn(move || write(port, &session, place))
        })
        .collect();
    std::thread::sleep(pause);
    server.kill()?;
    writers
        .into_iter()
        .map(|writer| writer.join().map_err(|_| anyhow::anyhow!("a writer panicked"))?)
        .collect()
}

fn write(port: u16, session: &Session, mut place: Place) -> Result<Place> {
    let begun = Instant::now();
    // Whoever comes too late finds no server, and has written nothing.
    let Ok(mut client) = Client::connect(port) else { return Ok(place) };
    loop {
        let version = place.saved.version;
        let next =
            Saved { version: version + 1, note: format!("{}-{}", version + 1, begun.elapsed().as_nanos()) };
        let body = format!(r#"{{"answer":"{}","note":"{}"}}"#, next.level(), next.note);
        let version = format!("\"{version}\"");
        let headers = [("content-type", "application/json"), ("if-match", version.as_str())];
        place.open = Some(next.clone());
        match client.send(Some(session), "PUT", &place.path, &headers, body.as_bytes()) {
            Ok(answer) => {
                answer.expect(200)?;
                place.saved = next;
                place.open = None;
                place.acknowledged += 1;
            }
            Err(_) => return Ok(place),
        }
    }
}

/// What stands there must be what was confirmed last, or what was sent after it and not answered: whole.
fn compare(client: &mut Client, session: &Session, place: &mut Place, tally: &mut Tally) -> Result<()> {
    let answer = client.get(Some(session), &place.path)?.expect(200)?;
    let version = answer.header("etag").trim_matches('"').parse().context("the version of an item")?;
    let body = answer.json()?;
    let found = Saved { version, note: body["note"].as_str().unwrap_or_default().to_owned() };
    let is_whole = found.version == 0 || body["answer"].as_str() == Some(found.level());
    if found != place.saved && Some(&found) != place.open.as_ref() {
        println!("    {}: found {found:?}, confirmed {:?}, open {:?}", place.path, place.saved, place.open);
        tally.lost += 1;
    } else if !is_whole {
        println!("    {}: {found:?} has the level {}", place.path, body["answer"]);
        tally.half += 1;
    }
    place.saved = found;
    place.open = None;
    Ok(())
}

/// How many answers the activity of the organization knows of.
fn entries(client: &mut Client, session: &Session) -> Result<u64> {
    let (mut count, mut path) = (0, ACTIVITY.to_owned());
    loop {
        let body = client.get(Some(session), &path)?.expect(200)?.json()?;
        let lines = body["entries"].as_array().context("entries")?;
        count += lines.iter().filter(|line| line["kind"] == "item-answered").count() as u64;
        match body["next"].as_str() {
            Some(next) => path = format!("{ACTIVITY}?before={next}"),
            None => return Ok(count),
        }
    }
}

/// A backup reads every row, and restoring it checks every reference.
fn read_everything(binary: &Path, server: &Server) -> Result<()> {
    let folder = Folder::new("kill")?;
    let file = folder.path().join("all.backup");
    let mut backup = Command::new(binary);
    backup.args(["backup", "--plain", "--to"]).arg(&file).arg("--data").arg(server.data());
    process::output(backup.env_remove("DATABASE_URL"))?;
    let mut restore = Command::new(binary);
    restore.arg("restore").arg(&file).arg("--data").arg(folder.path().join("data"));
    process::output(restore.env_remove("DATABASE_URL"))?;
    Ok(())
}

fn report(tally: &Tally, start_max: f64) -> Result<()> {
    let start = tally.slowest_start.as_secs_f64();
    println!(
        "    {} kills under {WRITERS} writers: {} acknowledged saves, {} lost, {} half-applied; ready again after at most {start:.2} s",
        tally.kills, tally.acknowledged, tally.lost, tally.half
    );
    if tally.lost + tally.half > 0 || start > start_max || tally.acknowledged == 0 {
        bail!(
            "that is not what is promised: nothing lost, nothing half-applied, ready within {START_SECONDS_MAX} s"
        );
    }
    Ok(())
}

/// Small and repeatable; the seed is printed.
struct Dice(u64);

impl Dice {
    fn new() -> Result<Dice> {
        Ok(Dice(SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos() as u64 | 1))
    }

    fn within(&mut self, range: std::ops::Range<u64>) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        range.start + self.0 % (range.end - range.start)
    }
}
