//! Documents as `pdftotext` reads them: what a screen reader or a search finds in them.

use std::process::Command;

use crate::binary::{Folder, kashika, repository};
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
    if !can_print() {
        return None;
    }
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    Some((world, owner))
}

/// Skips where documents cannot be set or read back.
fn can_print() -> bool {
    let has_font =
        Command::new("fc-list").arg(":lang=ja").output().is_ok_and(|fonts| !fonts.stdout.is_empty());
    let has_reader = Command::new("pdftotext").arg("-v").output().is_ok();
    if !(has_font && has_reader) {
        println!("skipped: no Japanese font or no pdftotext");
    }
    has_font && has_reader
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

/// Figure 2.3 of the report: own value, class A average, and the gap between them.
const PRINTED_ROWS: [&str; 10] = [
    "4.3 4.8 あと0.5",
    "5.0 4.7 0.3上回る",
    "4.0 4.7 あと0.7",
    "3.0 4.1 ◇ あと1.1",
    "3.5 4.7 ◇ あと1.2",
    "3.3 4.5 ◇ あと1.2",
    "4.0 4.6 あと0.6",
    "4.5 4.3 0.2上回る",
    "1.7 ▼▼ 4.1 ◆ あと2.4",
    "3.5 4.0 あと0.5",
];

#[test]
fn the_command_line_prints_the_karte_of_the_report_and_the_same_bytes_each_time() {
    if !can_print() {
        return;
    }
    let karte = || {
        let arguments = ["karte", &repository("demo/companies.csv"), "--only", "KK-2", "--format", "pdf"];
        kashika(&[&arguments[..], &["--date", "2021-03-31"]].concat())
    };
    let ran = karte();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.bytes == karte().bytes, "the same day gives the same document");
    let pages = pages(&ran.bytes);
    let [page] = pages.as_slice() else { panic!("one page, not {}", pages.len()) };
    let is_row = |line: &&str| line.contains("あと") || line.contains("上回る");
    let rows: Vec<String> = page.lines().filter(is_row).map(figures).collect();
    assert_eq!(rows, PRINTED_ROWS);
    for wanted in ["機械器具製造", "印刷日: 2021年3月31日", "25社(A 5、B 5、C 15)"] {
        assert!(page.contains(wanted), "{wanted} in {page}");
    }
}

/// A row from its first figure on, up to the gap.
fn figures(line: &str) -> String {
    let mut words = line.split_whitespace().skip_while(|word| word.parse::<f64>().is_err());
    let mut row = Vec::new();
    for word in words.by_ref() {
        row.push(word);
        if word.contains("あと") || word.contains("上回る") {
            break;
        }
    }
    row.join(" ")
}

#[test]
fn the_command_line_writes_a_report_for_each_company_of_a_file() {
    if !can_print() {
        return;
    }
    let folder = Folder::new();
    let answers = format!("code,industry,{}\nA/1,金融,{}\nB,,{}\n", codes(), levels(3), levels(2));
    let (file, out) = (folder.file("ours.csv", answers.as_bytes()), folder.path("reports"));
    let out_text = out.to_str().unwrap();
    let ran = kashika(&["report", &file, "--lang", "en", "--out", out_text, "--cohort", &file]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let report = std::fs::read(out.join("A_1.report.pdf")).unwrap();
    assert!(out.join("B.report.pdf").exists());
    let pages = pages(&report);
    assert!(pages[0].contains("Decisions we ask for") && pages[0].contains("Effort"), "{}", pages[0]);
    let rest = pages[1..].concat();
    assert!(rest.contains("ours.csv, 2 companies"), "{rest}");
    let on_screen = kashika(&["report", &file]);
    assert_eq!((on_screen.code, on_screen.stdout.as_str()), (2, ""));
}

/// The 39 items, in the order of their files, and as many equal levels.
fn codes() -> String {
    let files = std::fs::read_dir(repository("frameworks/cyber-management/items")).unwrap();
    let code = |file: std::fs::DirEntry| file.path().file_stem().unwrap().to_str().unwrap().to_owned();
    files.map(|file| code(file.unwrap())).collect::<Vec<_>>().join(",")
}

fn levels(level: u8) -> String {
    vec![level.to_string(); codes().split(',').count()].join(",")
}
