//! Documents as `pdftotext` reads them: what a screen reader or a search finds in them.

use std::process::Command;

use axum::http::StatusCode;

use crate::support::{OWNER, Person, World};

/// The text of each page.
fn pages(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("document.pdf");
    std::fs::write(&path, pdf).unwrap();
    let done = Command::new("pdftotext").args(["-layout", path.to_str().unwrap(), "-"]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().split_terminator('\u{c}').map(str::to_owned).collect()
}

/// A demo world and its owner, where documents can be made and read.
async fn ready() -> Option<(World, Person)> {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let has_font = world.get(&owner, "/assessments/kakuu-seiki-2025/karte.pdf").await.status
        != StatusCode::SERVICE_UNAVAILABLE;
    let has_reader = Command::new("pdftotext").arg("-v").output().is_ok();
    if !(has_font && has_reader) {
        println!("skipped: no Japanese font or no pdftotext");
        return None;
    }
    Some((world, owner))
}

#[tokio::test]
async fn the_first_page_of_the_report_is_enough_to_decide_on() {
    let Some((world, owner)) = ready().await else { return };
    let pages = pages(&world.download(&owner, "/assessments/kakuu-seiki-2025/report.pdf").await);
    for wanted in [
        "いまの状況",
        "特に弱いところ",
        "サプライチェーン対策",
        "決めていただきたいこと",
        "9-3",
        "ご指示",
        "決裁者",
    ] {
        assert!(pages[0].contains(wanted), "{wanted} on {}", pages[0]);
    }
    assert!(pages[1].contains("他社とくらべた位置") && pages[1].contains("成熟度A平均"), "{}", pages[1]);
    let rest = pages[2..].concat();
    for wanted in ["予定: 2026年12月25日までにレベル2", "低いと事業に起こること", "付録", "10-2"]
    {
        assert!(rest.contains(wanted), "{wanted} in {rest}");
    }
}

#[tokio::test]
async fn notes_are_printed_only_when_asked_for() {
    let Some((world, owner)) = ready().await else { return };
    let path = "/assessments/kakuu-seiki-2025/report.pdf";
    let without = pages(&world.download(&owner, path).await).concat();
    let with = pages(&world.download(&owner, &format!("{path}?notes=yes")).await).concat();
    assert!(with.chars().count() > without.chars().count() + 100);
}
