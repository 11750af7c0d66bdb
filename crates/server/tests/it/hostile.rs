//! Thousands of broken and hostile files through the whole path: request, worker, answer. The server lives, everybody else is
//! served meanwhile, and the sender gets a sentence.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use axum::http::StatusCode;
use kashika::worker::Worker;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::{OWNER, Person, World};

const FORMS: &str = "/api/v1/assessments/kakuu-seiki-2026/forms";
/// Mutated files, beside the hand-made ones.
const MUTATIONS: usize = 2_000;

/// Small, fast and the same every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

type Parts = BTreeMap<String, Vec<u8>>;

fn unpack(bytes: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn pack(parts: &Parts) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook whose one sheet is this XML.
fn workbook(sheet: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"s\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    pack(&parts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect())
}

fn sheet(cells: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    workbook(&format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>"))
}

fn with(parts: &Parts, name: &str, content: &[u8]) -> Vec<u8> {
    let mut parts = parts.clone();
    parts.insert(name.to_owned(), content.to_vec());
    pack(&parts)
}

/// Files made to kill naive readers, each with a piece of the sentence it must get.
fn hand_made(form: &[u8]) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let parts = unpack(form);
    let number = |place: &str| format!("<c r=\"{place}\"><v>1</v></c>");
    let far = format!("<row>{}</row><row>{}</row>", number("A1"), number("XFD1048576"));
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>\
         <worksheet><sheetData><row><c r=\"A1\" t=\"inlineStr\"><is><t>&c;</t></is></c></row></sheetData></worksheet>";
    let outside = "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
         <worksheet><sheetData><row><c r=\"A1\" t=\"inlineStr\"><is><t>&x;</t></is></c></row></sheetData></worksheet>";
    let bomb = vec![b' '; 200 * 1024 * 1024];
    let strings = format!("<sst>{}</sst>", "<si/>".repeat(12_000_000));
    let crowd: Parts = (0..5_000).map(|index| (format!("xl/{index}.xml"), Vec::new())).collect();
    let ods: Parts = [
        ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml".to_owned(), b"<x/>".to_vec()),
    ]
    .into();
    let ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let encrypted: Vec<u8> =
        ole.into_iter().chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let many_rows: String =
        (1..=30_000).map(|row| format!("<row r=\"{row}\">{}</row>", number(&format!("A{row}")))).collect();
    let many_cells: String = (1..=2_000).map(|row| format!("<row r=\"{row}\">{}</row>", wide(row))).collect();
    let deep = format!("<worksheet>{}{}</worksheet>", "<a>".repeat(300_000), "</a>".repeat(300_000));
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("項目".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    vec![
        ("far cell", sheet(&far), "行目より下"),
        ("far column", sheet(&format!("<row>{}</row>", number("XFD1"))), "列目より右"),
        ("entities", workbook(laughs), ""),
        ("entity from outside", workbook(outside), ""),
        ("bomb", with(&parts, "xl/worksheets/sheet1.xml", &bomb), "大きすぎて"),
        ("bomb elsewhere", with(&parts, "docProps/bomb.xml", &bomb), "大きすぎて"),
        ("empty strings", with(&parts, "xl/sharedStrings.xml", strings.as_bytes()), ""),
        ("crowd of parts", pack(&crowd), "大きすぎて"),
        ("OpenDocument", pack(&ods), "OpenDocument"),
        (
            "zip of something else",
            pack(&[("readme.txt".to_owned(), b"hello".to_vec())].into()),
            "圧縮ファイル",
        ),
        ("binary workbook", pack(&[("xl/workbook.bin".to_owned(), vec![0; 10])].into()), ".xlsb"),
        ("old Excel", ole.to_vec(), ".xls"),
        ("encrypted", encrypted, "パスワード"),
        ("PDF renamed", b"%PDF-1.4\n%\xE2\xE3".to_vec(), "PDF"),
        ("picture", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec(), "Excelファイル"),
        ("UTF-16", utf16, "Excelファイル"),
        ("Latin", b"caf\xE9,\xFF\xFE\xFD".to_vec(), ""),
        ("many rows", sheet(&many_rows), "行目より下"),
        ("many cells", sheet(&many_cells), "20"),
        ("deep", workbook(&deep), ""),
        ("row zero", sheet("<row r=\"0\"><c r=\"A0\"><v>1</v></c></row>"), ""),
        (
            "strange places",
            sheet("<row><c r=\"1A\"><v>1</v></c><c r=\"AAAAAAA9\"/><c r=\"A99999999999\"/></row>"),
            "",
        ),
        (
            "number as text",
            sheet("<row><c r=\"A1\"><v>1e999999</v></c><c r=\"B1\" t=\"s\"><v>99999</v></c></row>"),
            "",
        ),
        ("no sheet", pack(&[("xl/workbook.xml".to_owned(), b"<workbook/>".to_vec())].into()), ""),
        ("cut", form[..form.len() / 2].to_vec(), "壊れて"),
        ("head only", form[..30].to_vec(), "壊れて"),
        ("quotes without end", b"\"".repeat(1_000_000), ""),
        ("one long line", b"a,".repeat(2_000_000), "列目より右"),
    ]
}

fn wide(row: u32) -> String {
    (0..150)
        .map(|column| format!("<c r=\"{}{row}\"><v>1</v></c>", documents::workbook::column_name(column)))
        .collect()
}

/// A form with something broken in it: bytes of the archive, or of one part before it is packed again.
fn mutated(form: &[u8], parts: &Parts, dice: &mut Dice) -> Vec<u8> {
    let damage = |bytes: &mut Vec<u8>, dice: &mut Dice| {
        for _ in 0..=dice.below(8) {
            let at = dice.below(bytes.len());
            match dice.below(6) {
                0 => bytes.truncate(at.max(4)),
                1 => bytes[at] = dice.next() as u8,
                2 => bytes[at] ^= 1 << dice.below(8),
                3 => {
                    let end = (at + dice.below(64)).min(bytes.len());
                    bytes.drain(at..end);
                }
                4 => {
                    let piece =
                        [b"999999999", b"\0\0\0\0\0\0\0\0\0", b"<row r=\"1", b"XFD104857"][dice.below(4)];
                    bytes.splice(at..at, piece.iter().copied());
                }
                _ => {
                    let end = (at + dice.below(200)).min(bytes.len());
                    let again = bytes[at..end].to_vec();
                    bytes.splice(at..at, again);
                }
            }
            if bytes.is_empty() {
                return;
            }
        }
    };
    if dice.below(3) == 0 {
        let mut bytes = form.to_vec();
        damage(&mut bytes, dice);
        return bytes;
    }
    let mut parts = parts.clone();
    let name = parts.keys().nth(dice.below(parts.len())).unwrap().clone();
    if dice.below(10) == 0 {
        parts.remove(&name);
    } else if let Some(content) = parts.get_mut(&name) {
        damage(content, dice);
    }
    pack(&parts)
}

async fn check(world: &World, owner: &Person, what: &str, bytes: Vec<u8>, sentence: &str) -> StatusCode {
    let answer = world.send_file(owner, FORMS, bytes).await;
    match answer.status {
        StatusCode::CREATED => {}
        StatusCode::UNPROCESSABLE_ENTITY => {
            let problems = answer.json()["problems"].clone();
            let first = problems[0].as_str().unwrap_or_default();
            assert!(first.contains(sentence) && !first.is_empty(), "{what}: {problems}");
            assert!(problems.as_array().unwrap().len() <= 120, "{what}");
        }
        status => panic!("{what}: {status} {}", answer.body),
    }
    answer.status
}

/// Where the kernel has them, all limits hold for the process that opens files.
#[tokio::test]
async fn a_worker_says_what_it_has_given_up() {
    let confined = Worker::new(env!("CARGO_BIN_EXE_kashika").into()).confined().await.unwrap();
    let modules = std::fs::read_to_string("/sys/kernel/security/lsm").unwrap_or_default();
    assert!(confined.calls, "seccomp is in every kernel that we know");
    assert!(confined.files || !modules.contains("landlock"), "landlock is there and was not used");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_files_get_a_sentence_and_nobody_else_notices() {
    // Reading files has nothing to do with the database: once is enough.
    if std::env::var("KASHIKA_TEST_ENGINE").is_ok_and(|engine| engine == "postgres") {
        return;
    }
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let form = world.download(&owner, "/assessments/kakuu-seiki-2026/form.xlsx?lang=ja").await;
    let items = world.get(&owner, "/api/v1/assessments/kakuu-seiki-2026/items").await.body;
    for (what, bytes, sentence) in hand_made(&form) {
        // Hostile files are small; the largest of these packs to less than a megabyte.
        assert!(bytes.len() < 5 * 1024 * 1024, "{what}: {} bytes", bytes.len());
        let status = check(&world, &owner, what, bytes, sentence).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert_eq!(world.get(&owner, "/healthz").await.status, StatusCode::OK);
    }
    let parts = unpack(&form);
    let mut dice = Dice(0x5EED_2026);
    let mut taken = 0;
    for round in 0..MUTATIONS / 4 {
        let files: Vec<Vec<u8>> = (0..4).map(|_| mutated(&form, &parts, &mut dice)).collect();
        let name = format!("mutation {round}");
        let checks = files.into_iter().map(|bytes| check(&world, &owner, &name, bytes, ""));
        let statuses = futures_util::future::join_all(checks).await;
        taken += statuses.iter().filter(|status| **status == StatusCode::CREATED).count();
    }
    // Some changes touch nothing that is read, and most are found out.
    assert!(taken > 0 && taken < MUTATIONS, "{taken} of {MUTATIONS} were taken");
    println!("{taken} of {MUTATIONS} mutated forms could still be read");
    assert_eq!(world.get(&owner, "/api/v1/assessments/kakuu-seiki-2026/items").await.body, items);
}
