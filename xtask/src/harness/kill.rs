//! `cargo xtask harness kill`: the server is ended with kill -9 at random moments under 20 writers, started again, and what it
//! then holds is compared with what each writer was told.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::dice::Dice;
use super::options::{self, Build};
use super::saves::{Found, Saved, entries};
use crate::client::{Client, Session};
use crate::folder::Folder;
use crate::load::places;
use crate::performance::Figure;
use crate::process;
use crate::server::Server;

const KILLS: usize = 300;
const KILLS_MAX: usize = 10_000;
const KILLS_SHORT: usize = 20;
const WRITERS: usize = 20;
/// How long the writers are left alone before each end.
const PAUSE_MILLISECONDS: std::ops::Range<u64> = 50..900;
/// Holds for a release build on a machine that does nothing else.
const START_SECONDS_MAX: f64 = 5.0;
const WAY: &str = "`cargo xtask harness kill`";

/// One item, written to by one writer.
struct Place {
    path: String,
    /// What the server has confirmed last.
    saved: Saved,
    /// Sent, and not answered when the server ended.
    open: Option<Saved>,
    acknowledged: u64,
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
    let mut kills = KILLS;
    let build = options::read("kill", arguments, &mut [("--kills", &mut kills, 1..=KILLS_MAX)])?;
    Ok(options::told(&figures(&build, kills)?))
}

/// For the check, on the binary the tests have built.
pub fn short() -> Result<()> {
    options::required(&figures(&Build::debug()?, KILLS_SHORT)?)
}

/// The long form.
pub fn long(build: &Build) -> Result<Vec<Figure>> {
    figures(build, KILLS)
}

fn figures(build: &Build, kills: usize) -> Result<Vec<Figure>> {
    let mut server = Server::demo(&build.binary)?;
    let mut client = Client::connect(server.port)?;
    let session = client.sign_in(&server.link)?;
    let mut places: Vec<Place> = places(&mut client, &session, WRITERS)?
        .into_iter()
        .map(|path| Place { path, saved: Saved::default(), open: None, acknowledged: 0 })
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
    read_everything(&build.binary, &server)?;
    Ok(tally.figures(build))
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
    // Whoever comes too late finds no server, and has written nothing.
    let Ok(mut client) = Client::connect(port) else { return Ok(place) };
    loop {
        let next = place.saved.next();
        place.open = Some(next.clone());
        match next.send(&mut client, session, &place.path) {
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
    let Found { saved: found, is_whole } = Found::read(client.get(Some(session), &place.path)?)?;
    if found != place.saved && Some(&found) != place.open.as_ref() {
        println!("    {}: found {found:?}, confirmed {:?}, open {:?}", place.path, place.saved, place.open);
        tally.lost += 1;
    } else if !is_whole {
        println!("    {}: {found:?} has another level", place.path);
        tally.half += 1;
    }
    place.saved = found;
    place.open = None;
    Ok(())
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

impl Tally {
    fn figures(&self, build: &Build) -> Vec<Figure> {
        let start = self.slowest_start.as_secs_f64();
        vec![
            Figure {
                what: format!("saves of {WRITERS} writers lost or half-applied after kill -9"),
                measured: format!(
                    "{} lost, {} half-applied of {} acknowledged, {} kills",
                    self.lost, self.half, self.acknowledged, self.kills
                ),
                target: "0 and 0",
                is_met: self.lost + self.half == 0 && self.acknowledged > 0,
                way: WAY,
            },
            Figure {
                what: "ready again after at most".to_owned(),
                measured: format!("{start:.2} s"),
                target: if build.is_release { "5 s" } else { "judged on a release build" },
                is_met: !build.is_release || start <= START_SECONDS_MAX,
                way: WAY,
            },
        ]
    }
}
