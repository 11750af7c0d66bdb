//! `cargo xtask bench`: the figures of docs/performance.md, each beside its target. Bounded in count and time.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::client::{Client, Session};
use crate::folder::Folder;
use crate::performance::{self, Figure};
use crate::server::{Server, status_mb};
use crate::{cargo, load, paper, process};

const STARTS: usize = 5;
const SAVES: u64 = 2_000;
const KARTES: u64 = 1_000;
const WARM_UP: u64 = 200;
const ROWS: usize = 1_000_000;
const LOAD_SECONDS: u64 = 10;

const WAY: &str = "`cargo xtask bench`";

pub fn run(writes: bool) -> Result<()> {
    let binary = cargo::binary("release")?;
    let mut figures = vec![start(&binary)?];
    figures.extend(one_client(&binary)?);
    let load = load::measure(&binary, 64, Duration::from_secs(LOAD_SECONDS))?;
    figures.push(Figure {
        what: format!(
            "durable saves with {} writers on SQLite, load generator on the same cores",
            load.writers
        ),
        measured: format!(
            "{:.0} /s ({:.0} ms half, {:.0} ms 99 of 100)",
            load.saves_per_second, load.half, load.most
        ),
        target: "≥ 1,000 /s",
        is_met: load.saves_per_second >= 1_000.0,
        way: "`cargo xtask load`",
    });
    figures.push(Figure::below("memory under that load", load.resident_mb, 200.0, "MB", WAY));
    figures.extend(paper::figures(&binary)?);
    figures.push(scoring()?);
    figures.extend(cohort(&binary)?);
    let table = performance::table(&figures);
    println!("\n{table}");
    if writes {
        performance::write(&table)?;
    }
    Ok(())
}

/// An empty folder to the first page; the median of some starts.
fn start(binary: &Path) -> Result<Figure> {
    let mut milliseconds = Vec::new();
    for _ in 0..STARTS {
        milliseconds.push(Server::empty(binary)?.start.as_secs_f64() * 1000.0);
    }
    milliseconds.sort_by(f64::total_cmp);
    let median = milliseconds.get(STARTS / 2).copied().unwrap_or(f64::MAX);
    Ok(Figure::below("empty folder to first page", median, 1_000.0, "ms", WAY))
}

/// Memory at rest, and processor time per request, one after the other.
fn one_client(binary: &Path) -> Result<Vec<Figure>> {
    let server = Server::demo(binary)?;
    std::thread::sleep(Duration::from_secs(2));
    let idle = server.resident_mb()?;
    let mut client = Client::connect(server.port)?;
    let session = client.sign_in(&server.link)?;
    let place = load::places(&mut client, &session, 1)?.remove(0);
    let save = cpu_milliseconds(&server, SAVES, |number| load::save(&mut client, &session, &place, number))?;
    let karte = cpu_milliseconds(&server, KARTES, |_| karte(&mut client, &session))?;
    Ok(vec![
        Figure::below("memory at rest, with the demo world", idle, 60.0, "MB", WAY),
        Figure::below(
            "processor time of an item save over HTTP, with session, form token and log entry",
            save,
            1.0,
            "ms",
            WAY,
        ),
        Figure::below("processor time of a karte page over HTTP", karte, 3.0, "ms", WAY),
    ])
}

fn karte(client: &mut Client, session: &Session) -> Result<()> {
    let page = client.get(Some(session), "/assessments/kakuu-seiki-2025/karte")?.expect(200)?;
    if !page.text().contains("</html>") {
        bail!("half a karte");
    }
    Ok(())
}

fn cpu_milliseconds(server: &Server, count: u64, mut request: impl FnMut(u64) -> Result<()>) -> Result<f64> {
    for number in 0..WARM_UP {
        request(number)?;
    }
    let before = server.cpu_seconds()?;
    for number in WARM_UP..WARM_UP + count {
        request(number)?;
    }
    Ok((server.cpu_seconds()? - before) * 1000.0 / count as f64)
}

/// Assessments scored per second on one core, as criterion reports it.
fn scoring() -> Result<Figure> {
    let printed = process::output(&mut cargo::cargo(&[
        "bench",
        "--locked",
        "--package",
        "domain",
        "--bench",
        "score",
    ]))?;
    let line =
        printed.lines().find(|line| line.contains("thrpt:")).context("criterion reports no throughput")?;
    let inside = line.split(['[', ']']).nth(1).unwrap_or_default();
    let words: Vec<&str> = inside.split_whitespace().collect();
    let [_, _, middle, unit, ..] = words.as_slice() else {
        bail!("criterion's line reads differently: {line}")
    };
    let factor = match *unit {
        "Gelem/s" => 1e9,
        "Melem/s" => 1e6,
        "Kelem/s" => 1e3,
        _ => 1.0,
    };
    let millions = middle.parse::<f64>()? * factor / 1e6;
    Ok(Figure {
        what: "assessments scored per second and core: 39 items to ten means, mean and class".to_owned(),
        measured: format!("{millions:.1} million"),
        target: "≥ 5 million",
        is_met: millions >= 5.0,
        way: "`cargo bench -p domain`",
    })
}

/// `kashika cohort` over a million generated companies.
fn cohort(binary: &Path) -> Result<Vec<Figure>> {
    let folder = Folder::new("rows")?;
    let file = folder.path().join("million.csv");
    generate(&file)?;
    let begun = Instant::now();
    let mut child = Command::new(binary).arg("cohort").arg(&file).stdout(Stdio::null()).spawn()?;
    let mut peak: f64 = 0.0;
    let status = loop {
        // The high-water mark only grows, so the last look before the end is the peak.
        peak = status_mb(child.id(), "VmHWM").map_or(peak, |now| now.max(peak));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let seconds = begun.elapsed().as_secs_f64();
    if !status.success() {
        bail!("kashika cohort failed on the generated file ({status})");
    }
    Ok(vec![
        Figure::below("`kashika cohort` over 1 million rows of 39 items", seconds, 2.0, "s", WAY),
        Figure::below("its peak memory", peak, 64.0, "MB", WAY),
    ])
}

/// Rows that differ from each other, from a fixed linear congruence.
fn generate(file: &Path) -> Result<()> {
    let sample = std::fs::read_to_string(crate::root().join("demo/group/2025.csv"))?;
    let header = sample.lines().next().context("demo/group/2025.csv has a header")?;
    let items = header.split(',').count() - 2;
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    writeln!(out, "{header}")?;
    let mut state = 20_210_331_u64;
    let mut row = Vec::new();
    for number in 0..ROWS {
        row.clear();
        row.extend_from_slice(format!("B-{number},機械器具製造").as_bytes());
        for _ in 0..items {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            row.extend_from_slice(&[b',', b'1' + ((state >> 33) % 5) as u8]);
        }
        row.push(b'\n');
        out.write_all(&row)?;
    }
    Ok(out.flush()?)
}
