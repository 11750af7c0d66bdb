//! Writers that are told now and then that a save failed, and remember what may stand.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::client::{Answer, Client, Session};
use crate::harness::saves::{Found, Saved};

/// So that a disk that stays broken is not asked without pause.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(20);

/// One item, written to by one writer.
#[derive(Default)]
pub struct Place {
    pub path: String,
    /// What the server has confirmed last, or shown since.
    pub saved: Saved,
    /// Sent after it, and failed or not answered: each may stand, whole, or not.
    pub open: Vec<Saved>,
    pub acknowledged: u64,
    pub refused: u64,
    /// Seen or found where something else was confirmed.
    pub lost: u64,
    pub half: u64,
}

/// What all writers together were told so far.
#[derive(Default)]
pub struct Told {
    pub acknowledged: AtomicU64,
    pub refused: AtomicU64,
}

impl Place {
    pub fn new(path: String) -> Place {
        Place { path, ..Place::default() }
    }

    /// Saves until the server is gone.
    pub fn write(mut self, port: u16, session: &Session, told: &Arc<Told>) -> Result<Place> {
        let Ok(mut client) = Client::connect(port) else { return Ok(self) };
        loop {
            let next = self.saved.next();
            self.open.push(next.clone());
            let Ok(answer) = next.send(&mut client, session, &self.path) else { return Ok(self) };
            if answer.status == 200 {
                self.saved = next;
                self.open.clear();
                self.acknowledged += 1;
                told.acknowledged.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            is_clear(&answer)?;
            self.refused += 1;
            told.refused.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(PAUSE_AFTER_FAILURE);
            let Ok(answer) = client.get(Some(session), &self.path) else { return Ok(self) };
            self.compare(Found::read(answer)?);
        }
    }

    /// What stands there must be what was confirmed last, or one of those sent after it: whole.
    pub fn compare(&mut self, found: Found) {
        let Found { saved, is_whole } = found;
        if saved == self.saved && is_whole {
            return;
        }
        if saved != self.saved && !self.open.contains(&saved) {
            println!("    {}: found {saved:?}, confirmed {:?}, open {:?}", self.path, self.saved, self.open);
            self.lost += 1;
        } else if !is_whole {
            println!("    {}: {saved:?} has another level", self.path);
            self.half += 1;
        }
        self.saved = saved;
        self.open.clear();
    }

    /// After a new start nothing is open any more.
    pub fn settle(&mut self, found: Found) {
        self.compare(found);
        self.open.clear();
    }
}

/// A save that failed says so as a problem of the server, not of who saved.
fn is_clear(answer: &Answer) -> Result<()> {
    let kind = answer.header("content-type");
    let is_problem = answer.status >= 500 && kind.starts_with("application/problem+json");
    ensure!(is_problem, "a failed save is told with {} {kind}: {}", answer.status, answer.text());
    let body = answer.json()?;
    let is_named =
        ["title", "detail"].iter().all(|key| body[*key].as_str().is_some_and(|text| !text.is_empty()));
    ensure!(is_named, "a failed save is told without a sentence: {body}");
    Ok(())
}

/// `panicked` in a log is a fault of ours whatever the disk did.
pub fn no_panic(log: &str, binary: &Path) -> Result<()> {
    let panic = log.lines().find(|line| line.contains("panicked at"));
    ensure!(panic.is_none(), "{} panicked: {}", binary.display(), panic.unwrap_or_default());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(version: u64, note: &str) -> Saved {
        Saved { version, note: note.to_owned() }
    }

    /// Two saves confirmed, a third sent twice and failed; what is found then, counted as lost and as half.
    fn judged(found: Saved, is_whole: bool) -> (u64, u64) {
        let open = vec![saved(3, "c"), saved(3, "d")];
        let mut place = Place { saved: saved(2, "b"), open, ..Place::default() };
        place.settle(Found { saved: found, is_whole });
        (place.lost, place.half)
    }

    #[test]
    fn a_failed_save_may_stand_and_an_acknowledged_one_must() {
        for (found, is_whole, counted) in [
            (saved(2, "b"), true, (0, 0)),
            (saved(3, "c"), true, (0, 0)),
            (saved(3, "d"), true, (0, 0)),
            (saved(1, "a"), true, (1, 0)),
            (saved(2, "other"), true, (1, 0)),
            (saved(4, "e"), true, (1, 0)),
            (saved(2, "b"), false, (0, 1)),
            (saved(3, "d"), false, (0, 1)),
        ] {
            assert_eq!(judged(found.clone(), is_whole), counted, "{found:?}");
        }
    }
}
