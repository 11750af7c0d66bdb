//! One save of one item by one writer: how it is sent, and how it is known again.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};

use crate::client::{Answer, Client, Session};

const ACTIVITY: &str = "/api/v1/organizations/kakuu-seiki/activity";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    pub version: u64,
    /// Says again which save it was; the level goes with it.
    pub note: String,
}

impl Saved {
    /// The one after this; no two have the same note.
    pub fn next(&self) -> Saved {
        let version = self.version + 1;
        let moment = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        Saved { version, note: format!("{version}-{moment}") }
    }

    /// Sends it on top of the version before it.
    pub fn send(&self, client: &mut Client, session: &Session, path: &str) -> Result<Answer> {
        let body = format!(r#"{{"answer":"{}","note":"{}"}}"#, self.level(), self.note);
        let before = format!("\"{}\"", self.version - 1);
        let headers = [("content-type", "application/json"), ("if-match", before.as_str())];
        client.send(Some(session), "PUT", path, &headers, body.as_bytes())
    }

    fn level(&self) -> &'static str {
        if self.version.is_multiple_of(2) { "3" } else { "4" }
    }
}

/// What an item holds.
pub struct Found {
    pub saved: Saved,
    /// Level and note belong to the same save.
    pub is_whole: bool,
}

impl Found {
    pub fn read(answer: Answer) -> Result<Found> {
        let answer = answer.expect(200)?;
        let version = answer.header("etag").trim_matches('"').parse().context("the version of an item")?;
        let body = answer.json()?;
        let saved = Saved { version, note: body["note"].as_str().unwrap_or_default().to_owned() };
        let is_whole = version == 0 || body["answer"].as_str() == Some(saved.level());
        Ok(Found { saved, is_whole })
    }
}

/// How many answers the activity of the organization knows of.
pub fn entries(client: &mut Client, session: &Session) -> Result<u64> {
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
