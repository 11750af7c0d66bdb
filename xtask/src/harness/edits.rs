//! `cargo xtask harness edits`: many clients change the same items at once, and a history of all they were told is checked:
//! each accepted version has exactly one successor, and who comes too late is told both values and changes nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::dice::Dice;
use super::options::{self, Build};
use super::people::{self, HOME};
use crate::client::{Client, Session};
use crate::performance::Figure;
use crate::server::Server;

const EDITS: usize = 20_000;
const EDITS_MAX: usize = 10_000_000;
const EDITS_SHORT: usize = 400;
const CLIENTS: usize = 50;
const EDITORS: usize = 4;
const ASSESSMENTS: usize = 10;
const ITEMS: [&str; 3] = ["1-1", "5-6", "9-2"];
/// Between reading an item and saving it: long enough for others to be faster.
const DELAY_MICROSECONDS: std::ops::Range<u64> = 0..20_000;
const WAY: &str = "`cargo xtask harness edits`";

/// What one client was told about one item.
enum Event {
    /// A version and what it says, as read or as shown beside a refused save.
    Seen { version: u64, note: String },
    /// A save based on this version was accepted, and is the next one.
    Accepted { base: u64, version: u64, note: String },
    /// A save based on this version was refused as stale, for that one.
    Refused { base: u64, current: u64 },
    /// Anything else: what is wrong with it.
    Wrong(String),
}

type History = BTreeMap<String, Vec<Event>>;

#[derive(Default)]
struct Verdict {
    accepted: usize,
    refused: usize,
    lost: usize,
    forks: usize,
    /// Refusals that do not show both values, values nobody has sent, refusals without a reason.
    wrong: usize,
}

pub fn run(arguments: &[&str]) -> Result<bool> {
    let mut edits = EDITS;
    let build = options::read("edits", arguments, &mut [("--edits", &mut edits, 1..=EDITS_MAX)])?;
    Ok(options::told(&figures(&build, edits)?))
}

/// For the check, on the binary the tests have built.
pub fn short() -> Result<()> {
    options::required(&figures(&Build::debug()?, EDITS_SHORT)?)
}

/// The long form.
pub fn long(build: &Build) -> Result<Vec<Figure>> {
    figures(build, EDITS)
}

fn figures(build: &Build, edits: usize) -> Result<Vec<Figure>> {
    let server = Server::demo(&build.binary)?;
    let mut client = Client::connect(server.port)?;
    let owner = client.sign_in(&server.link)?;
    let mut dice = Dice::new()?;
    println!("    {edits} edits by {CLIENTS} clients, seed {}", dice.0);
    let mut sessions = vec![owner.clone()];
    for number in 0..EDITORS {
        let (name, email) = (format!("editor{number}"), format!("editor{number}@edits.example"));
        let editor = people::join(&mut client, &owner, &owner, (HOME, "editor"), (&name, &email), &mut dice)?;
        sessions.push(editor.session);
    }
    let mut places = Vec::new();
    for number in 0..ASSESSMENTS {
        let start = json!({ "scope": "division", "scope_note": format!("edits {number}"), "period": 2026 });
        let id = people::assessment(&mut client, &owner, HOME, &start)?;
        places.extend(ITEMS.map(|code| format!("/api/v1/assessments/{id}/items/{code}")));
    }
    let history = edit(&server, &sessions, &places, edits, &dice)?;
    let mut verdict = Verdict::default();
    // The first connection was idle for too long.
    let mut client = Client::connect(server.port)?;
    for place in &places {
        let last = read(&mut client, &owner, place)?;
        judge(place, history.get(place).map_or(&[], Vec::as_slice), &last, &mut verdict);
    }
    Ok(verdict.figures(edits))
}

/// All clients side by side; what they were told, by item.
fn edit(
    server: &Server,
    sessions: &[Session],
    places: &[String],
    edits: usize,
    dice: &Dice,
) -> Result<History> {
    let left = AtomicUsize::new(edits);
    let mut all = History::new();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let session = sessions.get(number % sessions.len()).context("a session");
                let (mut dice, left, port) = (dice.of(number), &left, server.port);
                scope.spawn(move || one_client(port, session?, places, number, left, &mut dice))
            })
            .collect();
        for client in clients {
            let history = client.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
            for (place, events) in history {
                all.entry(place).or_default().extend(events);
            }
        }
        Ok(all)
    })
}

fn one_client(
    port: u16,
    session: &Session,
    places: &[String],
    number: usize,
    left: &AtomicUsize,
    dice: &mut Dice,
) -> Result<History> {
    let mut client = Client::connect(port)?;
    let mut history = History::new();
    let mut sent = 0;
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
        let place = dice.pick(places).context("a place")?;
        let (base, note) = read(&mut client, session, place)?;
        let events = history.entry(place.clone()).or_default();
        events.push(Event::Seen { version: base, note });
        std::thread::sleep(Duration::from_micros(dice.within(DELAY_MICROSECONDS)));
        sent += 1;
        // The level goes with the note, so that half a save would show.
        let level = dice.within(1..6);
        save(&mut client, session, place, base, level, &format!("{level} {number}-{sent}"), events)?;
    }
    Ok(history)
}

fn read(client: &mut Client, session: &Session, place: &str) -> Result<(u64, String)> {
    let answer = client.get(Some(session), place)?.expect(200)?;
    let version = answer.header("etag").trim_matches('"').parse().context("the version of an item")?;
    Ok((version, said(&answer.json()?)))
}

/// The note, which begins with the level; a level that does not fit makes it one that nobody has sent.
fn said(item: &Value) -> String {
    let (answer, note) = (item["answer"].as_str().unwrap_or("?"), item["note"].as_str().unwrap_or("?"));
    if note.split(' ').next() == Some(answer) { note.to_owned() } else { format!("{answer} with {note}") }
}

fn save(
    client: &mut Client,
    session: &Session,
    place: &str,
    base: u64,
    level: u64,
    note: &str,
    events: &mut Vec<Event>,
) -> Result<()> {
    let body = json!({ "answer": level.to_string(), "note": note });
    let tag = format!("\"{base}\"");
    let headers = [("content-type", "application/json"), ("if-match", tag.as_str())];
    let answer = client.send(Some(session), "PUT", place, &headers, body.to_string().as_bytes())?;
    match answer.status {
        200 => {
            let version = answer.header("etag").trim_matches('"').parse().context("the new version")?;
            events.push(Event::Accepted { base, version, note: note.to_owned() });
        }
        409 | 412 => {
            let body = answer.json()?;
            let current = body["current"]["version"].as_u64().unwrap_or(0);
            events.push(Event::Seen { version: current, note: said(&body["current"]) });
            events.push(Event::Refused { base, current });
            if said(&body["sent"]) != note {
                events.push(Event::Wrong(format!("a refusal does not show what was sent: {body}")));
            }
        }
        status => events.push(Event::Wrong(format!("status {status}: {}", answer.text()))),
    }
    Ok(())
}

/// Puts the history of one item together and looks for what cannot be.
fn judge(place: &str, events: &[Event], last: &(u64, String), verdict: &mut Verdict) {
    let mut chain: BTreeMap<u64, &str> = BTreeMap::from([(0, "")]);
    let mut bases: BTreeMap<u64, usize> = BTreeMap::new();
    for event in events {
        if let Event::Accepted { base, version, note } = event {
            verdict.accepted += 1;
            *bases.entry(*base).or_default() += 1;
            let is_next = *version == base + 1;
            if chain.insert(*version, note).is_some() || !is_next {
                println!("    {place}: version {version}, based on {base}, was given twice or skips one");
                verdict.forks += 1;
            }
        }
    }
    for (base, successors) in bases.iter().filter(|(_, successors)| **successors > 1) {
        println!("    {place}: version {base} has {successors} successors");
        verdict.forks += 1;
    }
    // What was accepted must be there: no gap below the last version, and the last is what is stored.
    let newest = chain.keys().next_back().copied().unwrap_or(0);
    let gaps = (0..=newest).filter(|version| !chain.contains_key(version)).count();
    let is_stored = newest == last.0 && (newest == 0 || chain.get(&newest) == Some(&last.1.as_str()));
    if gaps > 0 || !is_stored {
        println!("    {place}: {gaps} versions nobody was told of; stored {last:?}, accepted last {newest}");
        verdict.lost += gaps + usize::from(!is_stored);
    }
    for event in events {
        let problem = match event {
            Event::Seen { version: 0, .. } | Event::Accepted { .. } => None,
            Event::Seen { version, note } => (chain.get(version) != Some(&note.as_str()))
                .then(|| format!("version {version} was shown as {note:?}, and is {:?}", chain.get(version))),
            Event::Refused { base, current } => {
                verdict.refused += 1;
                (current <= base).then(|| format!("based on {base}, refused for {current}"))
            }
            Event::Wrong(problem) => Some(problem.clone()),
        };
        if let Some(problem) = problem {
            println!("    {place}: {problem}");
            verdict.wrong += 1;
        }
    }
}

impl Verdict {
    fn figures(&self, edits: usize) -> Vec<Figure> {
        let none = |what: &str, count: usize, of: String| Figure {
            what: what.to_owned(),
            measured: format!("{count} of {of}"),
            target: "0",
            is_met: count == 0,
            way: WAY,
        };
        let (accepted, refused) = (self.accepted, self.refused);
        let complete = Figure {
            what: format!("edits of {CLIENTS} clients accepted, and refused as stale"),
            measured: format!("{accepted} and {refused}"),
            target: "both, and together all that were sent",
            is_met: accepted > 0 && refused > 0 && accepted + refused == edits,
            way: WAY,
        };
        vec![
            complete,
            none("accepted edits lost", self.lost, format!("{accepted}")),
            none("versions with two successors", self.forks, format!("{accepted}")),
            none("refusals or readings that show another value", self.wrong, format!("{}", edits * 2)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(base: u64, version: u64, note: &str) -> Event {
        Event::Accepted { base, version, note: note.to_owned() }
    }

    fn judged(events: &[Event], last: (u64, &str)) -> [usize; 3] {
        let mut verdict = Verdict::default();
        judge("here", events, &(last.0, last.1.to_owned()), &mut verdict);
        [verdict.lost, verdict.forks, verdict.wrong]
    }

    #[test]
    fn a_chain_is_one_and_everything_else_is_found() {
        let seen = |version, note: &str| Event::Seen { version, note: note.to_owned() };
        let good =
            [accepted(0, 1, "a"), seen(1, "a"), accepted(1, 2, "b"), Event::Refused { base: 1, current: 2 }];
        assert_eq!(judged(&good, (2, "b")), [0, 0, 0]);
        assert_eq!(judged(&good, (2, "a")), [1, 0, 0], "another value is stored");
        assert_eq!(judged(&[accepted(0, 1, "a"), accepted(0, 1, "b")], (1, "b")), [0, 2, 0], "a fork");
        assert_eq!(judged(&[accepted(0, 1, "a"), accepted(2, 3, "b")], (3, "b")), [1, 0, 0], "a gap");
        assert_eq!(judged(&[accepted(0, 1, "a"), seen(1, "c")], (1, "a")), [0, 0, 1], "never sent");
        let early = [accepted(0, 1, "a"), Event::Refused { base: 1, current: 1 }];
        assert_eq!(judged(&early, (1, "a")), [0, 0, 1], "refused without a reason");
    }
}
