//! The figures of forms and documents: written, read, one after the other and a folder full, all over the ways people use.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::client::{Client, Session};
use crate::folder::Folder;
use crate::performance::Figure;
use crate::server::Server;

/// An assessment with answers and last year's.
const ASSESSMENT: &str = "/assessments/kakuu-seiki-2026";
const KARTE: &str = "/assessments/kakuu-seiki-2025/karte.pdf";
const REPORT: &str = "/assessments/kakuu-seiki-2025/report.pdf";
const FORMS: usize = 200;
const DOCUMENTS: usize = 500;
/// Documents after which caches hold what they ever will.
const WARM_UP: usize = 50;
const FOLDER: usize = 1_000;
const WAY: &str = "`cargo xtask bench`";

pub fn figures(binary: &Path) -> Result<Vec<Figure>> {
    let server = Server::demo(binary)?;
    let mut client = Client::connect(server.port)?;
    let session = client.sign_in(&server.link)?;
    let download = format!("{ASSESSMENT}/form.xlsx?lang=ja");
    let upload = format!("/api/v1{ASSESSMENT}/forms");
    let form = client.get(Some(&session), &download)?.expect(200)?.body;
    let written = median(FORMS, || client.get(Some(&session), &download)?.expect(200).map(drop))?;
    let binary_file = [("content-type", "application/octet-stream")];
    let read = median(FORMS, || {
        client.send(Some(&session), "POST", &upload, &binary_file, &form)?.expect(201).map(drop)
    })?;
    let mut figures = vec![
        Figure::below("a filled-in form written, over HTTP", written, 5.0, "ms", WAY),
        Figure::below(
            "a form read back in a process of its own and compared, over HTTP",
            read,
            30.0,
            "ms",
            WAY,
        ),
        Figure::below("a folder of 1,000 forms by `kashika read`", folder(binary, &form)?, 20.0, "s", WAY),
    ];
    figures.extend(documents(&server, &mut client, &session)?);
    Ok(figures)
}

/// Karte and report as PDF, and what 500 documents leave in memory.
fn documents(server: &Server, client: &mut Client, session: &Session) -> Result<Vec<Figure>> {
    let mut draw = |path: &str| -> Result<()> {
        let document = client.get(Some(session), path)?.expect(200)?.body;
        if !document.starts_with(b"%PDF") {
            bail!("{path} is no PDF");
        }
        Ok(())
    };
    for _ in 0..WARM_UP / 2 {
        draw(KARTE)?;
        draw(REPORT)?;
    }
    let before = server.resident_mb()?;
    let karte = median(DOCUMENTS / 2, || draw(KARTE))?;
    let report = median(DOCUMENTS / 2, || draw(REPORT))?;
    let grown = (server.resident_mb()? - before).max(0.0);
    Ok(vec![
        Figure::below("the karte as PDF, warm, over HTTP", karte, 150.0, "ms", WAY),
        Figure::below("the report to management as PDF, warm, over HTTP", report, 300.0, "ms", WAY),
        Figure::below("memory grown over 500 documents after the first 50", grown, 100.0, "MB", WAY),
    ])
}

/// Seconds for a folder of forms, told apart by their names.
fn folder(binary: &Path, form: &[u8]) -> Result<f64> {
    let folder = Folder::new("forms")?;
    for number in 0..FOLDER {
        std::fs::write(folder.path().join(format!("company-{number:04}.xlsx")), form)?;
    }
    let answers = Folder::new("answers")?;
    let out = answers.path().join("answers.csv");
    let begun = Instant::now();
    let status = Command::new(binary)
        .arg("read")
        .arg(folder.path())
        .arg("--out")
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let seconds = begun.elapsed().as_secs_f64();
    let rows = std::fs::read_to_string(&out).context("kashika read wrote no answers")?.lines().count();
    if !status.success() || rows != FOLDER + 1 {
        bail!("kashika read: {status}, {rows} lines for {FOLDER} forms");
    }
    Ok(seconds)
}

/// Half of the calls took less, in milliseconds.
fn median(count: usize, mut call: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut waits = Vec::with_capacity(count);
    for _ in 0..count {
        let begun = Instant::now();
        call()?;
        waits.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits.get(count / 2).copied().unwrap_or(f64::MAX))
}
