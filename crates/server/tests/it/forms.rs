//! Forms of an assessment: out as workbook and CSV, in again through the worker, looked through, taken over.

use axum::http::{Method, StatusCode};
use documents::workbook::{Book, Cell, Look, Sheet, Table};
use kashika::words::Words;
use serde_json::{Value, json};

use crate::support::{EDITOR, OUTSIDER, OWNER, Person, World};

const OPEN: &str = "/assessments/kakuu-seiki-2026";
const API: &str = "/api/v1/assessments/kakuu-seiki-2026";

/// The tables of a workbook as a plain book without looks, formulas or lists: what some other program might save.
fn copy_of(tables: &[Table], change: impl Fn(&str, u32, u32, &str) -> String) -> Vec<u8> {
    let sheet = |table: &Table| {
        let mut cells: Vec<Cell> = table
            .cells
            .iter()
            .map(|cell| {
                let text = change(&table.name, cell.row, cell.column, &cell.text);
                Cell::text(cell.row, cell.column as u16, text, Look::default())
            })
            .collect();
        // What a person types into fields that were empty.
        for column in [3_u32, 4, 5] {
            for row in 0..60 {
                let is_there = table.cells.iter().any(|cell| (cell.row, cell.column) == (row, column));
                let text = change(&table.name, row, column, "");
                if !is_there && !text.is_empty() {
                    cells.push(Cell::text(row, column as u16, text, Look::default()));
                }
            }
        }
        Sheet { name: table.name.clone(), cells, ..Sheet::default() }
    };
    Book { sheets: tables.iter().map(sheet).collect(), ..Book::default() }.bytes().unwrap()
}

async fn form(world: &World, person: &Person) -> Vec<Table> {
    let bytes = world.download(person, &format!("{OPEN}/form.xlsx?lang=ja")).await;
    world.app.worker.open(bytes).await.unwrap()
}

async fn send(world: &World, person: &Person, bytes: Vec<u8>) -> crate::support::Answer {
    world.send_file(person, &format!("{API}/forms"), bytes).await
}

/// The row of an item in the sheet of answers.
fn row_of(tables: &[Table], code: &str) -> u32 {
    let answers = tables.iter().find(|table| table.name == "回答").unwrap();
    answers.cells.iter().find(|cell| cell.column == 0 && cell.text == code).unwrap().row
}

#[tokio::test]
async fn the_same_form_changes_nothing_and_an_answer_is_taken_over_once() {
    let world = World::demo().await;
    let editor = world.sign_in(EDITOR).await;
    let tables = form(&world, &editor).await;
    let before = world.get(&editor, &format!("{API}/items")).await.json();
    let unchanged = send(&world, &editor, copy_of(&tables, |_, _, _, text| text.to_owned())).await;
    assert_eq!(unchanged.status, StatusCode::CREATED, "{}", unchanged.body);
    let lines = unchanged.json()["items"].as_array().unwrap().clone();
    assert!(!lines.is_empty() && lines.iter().all(|line| line["difference"] == "same"), "{lines:?}");

    let row = row_of(&tables, "9-1");
    let filled = copy_of(&tables, |sheet, at, column, text| match (sheet, at == row, column) {
        ("回答", true, 3) => "2".to_owned(),
        ("回答", true, 4) => "=HYPERLINK(\"http://x\") 台帳".to_owned(),
        ("回答", true, 5) => "○".to_owned(),
        _ => text.to_owned(),
    });
    let preview = send(&world, &editor, filled.clone()).await.json();
    let line =
        preview["items"].as_array().unwrap().iter().find(|line| line["item"] == "9-1").unwrap().clone();
    assert_eq!(line["after"]["answer"], "2");
    assert_eq!(line["after"]["note"], "=HYPERLINK(\"http://x\") 台帳");
    assert_eq!(line["after"]["is_uncertain"], true);
    assert_eq!(world.get(&editor, &format!("{API}/items")).await.json(), before, "looking changes nothing");

    let path = format!("{API}/forms/{}", preview["id"].as_str().unwrap());
    let chosen = json!({ "items": [{ "item": "9-1", "version": line["version"] }] });
    let taken = world.send_json(&editor, Method::POST, &path, &[], &chosen).await;
    assert_eq!(taken.json(), json!({ "changed": 1 }), "{}", taken.body);
    // Again, and the same file again: nothing more.
    let again = world.send_json(&editor, Method::POST, &path, &[], &chosen).await;
    assert_eq!(again.json(), json!({ "changed": 0 }));
    let lines = send(&world, &editor, filled).await.json()["items"].as_array().unwrap().clone();
    assert!(lines.iter().all(|line| line["difference"] == "same"), "{lines:?}");
}

#[tokio::test]
async fn an_answer_given_meanwhile_is_never_overwritten_unseen() {
    let world = World::demo().await;
    let (editor, owner) = (world.sign_in(EDITOR).await, world.sign_in(OWNER).await);
    let tables = form(&world, &editor).await;
    let row = row_of(&tables, "9-1");
    let filled = copy_of(&tables, |sheet, at, column, text| {
        if sheet == "回答" && at == row && column == 3 { "2".to_owned() } else { text.to_owned() }
    });
    let item = world.get(&owner, &format!("{API}/items/9-1")).await;
    let version = item.headers["etag"].to_str().unwrap().to_owned();
    let put = |answer: &str, version: &str| {
        let (world, owner, version) = (&world, &owner, version.to_owned());
        let body = json!({ "answer": answer });
        async move {
            let path = format!("{API}/items/9-1");
            world.send_json(owner, Method::PUT, &path, &[("if-match", &version)], &body).await
        }
    };
    let saved = put("4", &version).await;
    assert!(saved.status.is_success(), "{}", saved.body);
    let preview = send(&world, &editor, filled).await.json();
    let line =
        preview["items"].as_array().unwrap().iter().find(|line| line["item"] == "9-1").unwrap().clone();
    assert_eq!(line["difference"], "conflict");
    // The page leaves it unchosen.
    let page = world.get(&editor, &format!("{OPEN}/forms/{}", preview["id"].as_str().unwrap())).await;
    assert!(page.body.contains("name=\"take-9-1\" value=\"1\">"), "{}", page.body);
    // Changed once more between looking and taking over: nothing happens, and both are shown again.
    let version = saved.headers["etag"].to_str().unwrap().to_owned();
    assert!(put("5", &version).await.status.is_success());
    let fields = format!("take-9-1=1&version-9-1={}", line["version"]);
    let path = format!("{OPEN}/forms/{}", preview["id"].as_str().unwrap());
    let stale = world.post(&editor, &path, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(world.get(&owner, &format!("{API}/items/9-1")).await.json()["answer"], "5");
}

async fn reasons(world: &World, person: &Person, bytes: Vec<u8>) -> Vec<String> {
    let refused = send(world, person, bytes).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    let problems: Vec<Value> = refused.json()["problems"].as_array().unwrap().clone();
    problems.iter().map(|problem| problem.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_in_a_sentence_and_changes_nothing() {
    let world = World::demo().await;
    let editor = world.sign_in(EDITOR).await;
    let tables = form(&world, &editor).await;
    let row = row_of(&tables, "5-6");
    let cell = |column: u32, new: &'static str| {
        copy_of(&tables, move |sheet, at, at_column, text| {
            if sheet == "回答" && at == row && at_column == column {
                new.to_owned()
            } else {
                text.to_owned()
            }
        })
    };
    let check = |bytes: Vec<u8>, expected: &'static str| {
        let (world, editor) = (&world, &editor);
        async move {
            let found = reasons(world, editor, bytes).await;
            assert!(found.iter().any(|reason| reason.contains(expected)), "{expected}: {found:?}");
        }
    };
    check(cell(3, "たぶん3"), "「たぶん3」は答えとして読み取れません").await;
    check(cell(3, "n"), "5-6").await;
    check(cell(0, "5-66"), "この項目の行が見つかりません").await;
    check(cell(5, "すこし"), "「すこし」は読み取れません").await;
    let hidden = |key: &'static str, new: &'static str| {
        copy_of(&tables, move |sheet, at, column, text| {
            let is_value = sheet == "_kashika" && column == 1;
            let keys = ["kashika-form", "framework", "version", "content", "edition", "assessment"];
            let is_it = is_value && keys.get(at as usize) == Some(&key);
            if is_it { new.to_owned() } else { text.to_owned() }
        })
    };
    check(hidden("assessment", "someone-else"), "書き換えられている").await;
    check(hidden("kashika-form", "9"), "新しい版のKashika").await;
    check(b"PK\x03\x04 broken".to_vec(), "壊れていて").await;
    check(b"%PDF-1.7".to_vec(), "PDF").await;
    check(b"a,b\n1,2\n".to_vec(), "記入用紙ではありません").await;
    check(Vec::new(), "空です").await;
    let other = world.download(&world.sign_in(OWNER).await, "/assessments/kakuu-seiki-2025/form.xlsx").await;
    let found = reasons(&world, &editor, other).await;
    assert!(found[0].contains("2025年度"), "the person sees that assessment, so it is named: {found:?}");
    let blank = world.download(&editor, "/frameworks/cyber-management/form.xlsx?edition=supplier").await;
    assert!(reasons(&world, &editor, blank).await[0].contains("別の版"));
}

#[tokio::test]
async fn csv_goes_out_and_in_and_holds_no_formula() {
    let world = World::demo().await;
    let editor = world.sign_in(EDITOR).await;
    let note = "=1+1\n＝cmd, \"x\" '";
    let item = format!("{API}/items/9-1");
    let version = world.get(&editor, &item).await.headers["etag"].to_str().unwrap().to_owned();
    let body = json!({ "answer": "3", "note": note });
    let saved = world.send_json(&editor, Method::PUT, &item, &[("if-match", &version)], &body).await;
    assert!(saved.status.is_success(), "{}", saved.body);
    let bytes = world.download(&editor, &format!("{OPEN}/form.csv")).await;
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains("\"'=1+1"), "{text}");
    let lines = send(&world, &editor, bytes).await.json()["items"].as_array().unwrap().clone();
    assert!(lines.iter().all(|line| line["difference"] == "same"), "{lines:?}");
    let changed = text.replace(",9-1,3,", ",9-1,1,");
    let lines = send(&world, &editor, changed.into_bytes()).await.json()["items"].as_array().unwrap().clone();
    let line = lines.iter().find(|line| line["item"] == "9-1").unwrap();
    assert_eq!((line["difference"].as_str(), line["after"]["note"].as_str()), (Some("changed"), Some(note)));
}

#[tokio::test]
async fn a_form_that_was_sent_in_is_its_senders_alone() {
    let world = World::demo().await;
    let (editor, owner) = (world.sign_in(EDITOR).await, world.sign_in(OWNER).await);
    let (outsider, nobody) = (world.sign_in(OUTSIDER).await, Person::default());
    let bytes = world.download(&editor, &format!("{OPEN}/form.csv")).await;
    let sent = world.upload(&editor, &format!("{OPEN}/forms"), &[("用紙.csv", &bytes)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let path = sent.location().to_owned();
    assert!(world.get(&editor, &path).await.body.contains("用紙.csv"));
    for person in [&owner, &outsider] {
        assert_eq!(world.get(person, &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.post(person, &path, "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.get(person, &format!("/api/v1{path}")).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.get(&nobody, &format!("/api/v1{path}")).await.status, StatusCode::UNAUTHORIZED);
    // Without the token of our page nothing is taken in.
    let forged = Person { csrf: String::new(), ..editor.clone() };
    let refused = world.upload(&forged, &format!("{OPEN}/forms"), &[("a.csv", &bytes)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn blank_forms_of_every_edition_are_understood_in_both_languages() {
    let world = World::empty().await;
    let edition = world.app.library.edition("cyber-management").unwrap().clone();
    let ids: Vec<String> =
        edition.framework.plain_editions.iter().map(|edition| edition.id.clone()).collect();
    for language in domain::Language::ALL {
        for id in std::iter::once(None).chain(ids.iter().map(Some)) {
            let form = kashika::offline::Form {
                words: Words(language),
                edition: &edition,
                cohort: world.app.library.reference(&edition.framework),
                plain: id.and_then(|id| edition.framework.plain_edition(id)),
                subject: None,
                made_at_seconds: 1_760_000_000,
            };
            assert_eq!(form.bytes().unwrap(), form.bytes().unwrap(), "the same input gives the same bytes");
            let tables = world.app.worker.open(form.bytes().unwrap()).await.unwrap();
            let understood = kashika::offline::understand(&world.app.library, Words(language), &tables);
            let rows = understood.map_err(|problems| format!("{id:?} {problems:?}")).unwrap().filled.rows;
            assert!(rows.iter().all(kashika::offline::FilledRow::is_blank), "{id:?}");
        }
    }
}
