//! `cargo xtask load`: how many answers per second the server makes durable, with many writers at once.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::cargo;
use crate::client::{Client, Session};
use crate::server::Server;

const SECONDS: u64 = 10;
const SECONDS_MAX: u64 = 120;
const WRITERS: usize = 64;
const WRITERS_MAX: usize = 512;
const ITEMS: usize = 39;
const ORGANIZATION: &str = "kakuu-seiki";

/// What a run came to.
pub struct Load {
    pub writers: usize,
    pub saves_per_second: f64,
    pub cpu_milliseconds_per_save: f64,
    pub resident_mb: f64,
    /// Waiting time of one save, in milliseconds: half of them, and 99 of 100, are below.
    pub half: f64,
    pub most: f64,
}

pub fn run(arguments: &[&str]) -> Result<()> {
    let (mut seconds, mut writers) = (SECONDS, WRITERS);
    for pair in arguments.chunks(2) {
        match pair {
            ["--seconds", count] => seconds = count.parse::<u64>()?.clamp(1, SECONDS_MAX),
            ["--writers", count] => writers = count.parse::<usize>()?.clamp(1, WRITERS_MAX),
            _ => bail!("cargo xtask load [--seconds 1…{SECONDS_MAX}] [--writers 1…{WRITERS_MAX}]"),
        }
    }
    let load = measure(&cargo::binary("release")?, writers, Duration::from_secs(seconds))?;
    println!(
        "{} writers: {:.0} durable saves/s; waiting {:.1} ms (half), {:.1} ms (99 of 100); {:.2} ms of CPU each; {:.0} MB",
        load.writers,
        load.saves_per_second,
        load.half,
        load.most,
        load.cpu_milliseconds_per_save,
        load.resident_mb
    );
    Ok(())
}

/// Starts the demo and lets each writer save its own item again and again.
pub fn measure(binary: &Path, writers: usize, time: Duration) -> Result<Load> {
    let server = Server::demo(binary)?;
    let mut client = Client::connect(server.port)?;
    let session = client.sign_in(&server.link)?;
    let places = places(&mut client, &session, writers)?;
    let (is_over, saves) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut threads = Vec::new();
    for place in places {
        let (session, is_over, saves, port) = (session.clone(), is_over.clone(), saves.clone(), server.port);
        threads.push(std::thread::spawn(move || write(port, &session, &place, &is_over, &saves)));
    }
    // The first second fills caches and connections and is not counted.
    std::thread::sleep(Duration::from_secs(1));
    let (begun, before, cpu) = (Instant::now(), saves.load(Ordering::Relaxed), server.cpu_seconds()?);
    std::thread::sleep(time);
    let (saved, seconds) = (saves.load(Ordering::Relaxed) - before, begun.elapsed().as_secs_f64());
    let (cpu, resident_mb) = (server.cpu_seconds()? - cpu, server.resident_mb()?);
    is_over.store(true, Ordering::Relaxed);
    let mut waits = Vec::new();
    for thread in threads {
        waits.extend(thread.join().map_err(|_| anyhow::anyhow!("a writer panicked"))??);
    }
    waits.sort_by(f64::total_cmp);
    let below = |share: f64| waits.get((waits.len() as f64 * share) as usize).copied().unwrap_or(0.0);
    Ok(Load {
        writers,
        saves_per_second: saved as f64 / seconds,
        cpu_milliseconds_per_save: cpu * 1000.0 / saved.max(1) as f64,
        resident_mb,
        half: below(0.5),
        most: below(0.99),
    })
}

/// Addresses of items nobody else writes to, in fresh assessments.
pub fn places(client: &mut Client, session: &Session, count: usize) -> Result<Vec<String>> {
    let mut places = Vec::new();
    for number in 1..=count.div_ceil(ITEMS) {
        let start = serde_json::json!({ "scope": "division", "scope_note": format!("負荷 {number}"), "period": 2026 });
        let path = format!("/api/v1/organizations/{ORGANIZATION}/assessments");
        let json = [("content-type", "application/json")];
        let answer =
            client.send(Some(session), "POST", &path, &json, start.to_string().as_bytes())?.expect(201)?;
        let location = answer.header("location").to_owned();
        let items = client.get(Some(session), &format!("{location}/items"))?.expect(200)?.json()?;
        let items = items["items"].as_array().cloned().context("the items of an assessment")?;
        let code =
            |item: &serde_json::Value| item["item"].as_str().or(item["code"].as_str()).map(str::to_owned);
        places.extend(items.iter().filter_map(code).map(|code| format!("{location}/items/{code}")));
    }
    places.truncate(count);
    if places.len() < count {
        bail!("only {} of {count} items to write to", places.len());
    }
    Ok(places)
}

/// Saves another level than before; the interface answers once it is durable.
pub fn save(client: &mut Client, session: &Session, place: &str, version: u64) -> Result<()> {
    let level = if version.is_multiple_of(2) { "3" } else { "4" };
    let body = format!(r#"{{"answer":"{level}","note":"{version}"}}"#);
    let version = format!("\"{version}\"");
    let headers = [("content-type", "application/json"), ("if-match", version.as_str())];
    client.send(Some(session), "PUT", place, &headers, body.as_bytes())?.expect(200)?;
    Ok(())
}

fn write(
    port: u16,
    session: &Session,
    place: &str,
    is_over: &AtomicBool,
    saves: &AtomicU64,
) -> Result<Vec<f64>> {
    let mut client = Client::connect(port)?;
    let mut waits = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        save(&mut client, session, place, waits.len() as u64)?;
        waits.push(begun.elapsed().as_secs_f64() * 1000.0);
        saves.fetch_add(1, Ordering::Relaxed);
    }
    Ok(waits)
}
