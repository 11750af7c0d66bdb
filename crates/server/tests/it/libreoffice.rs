//! A form filled in with LibreOffice is the same as the same answers typed on the pages.

use std::process::Command;

use axum::http::{Method, StatusCode};
use documents::workbook::{Table, column_name};
use serde_json::{Value, json};

use crate::support::{OWNER, Person, World};

const API: &str = "/api/v1/assessments/kakuu-seiki-2026";

fn is_installed() -> bool {
    let uno = Command::new("/usr/bin/python3").args(["-c", "import uno"]).output();
    let office = Command::new("soffice").arg("--version").output();
    uno.is_ok_and(|done| done.status.success()) && office.is_ok()
}

/// One of every kind of answer, over all items.
fn answers(world: &World) -> Vec<(String, &'static str, &'static str)> {
    let framework = &world.app.library.edition("cyber-management").unwrap().framework;
    let kinds =
        [("3", ""), ("1", ""), ("5", "台帳 2026-10"), ("n", "工場がない"), ("2", ""), ("u", ""), ("4", "")];
    let answer = |(index, item): (usize, &domain::frameworks::Item)| {
        let (answer, note) = kinds[index % kinds.len()];
        (item.code.clone(), answer, note)
    };
    framework.items.iter().enumerate().map(answer).collect()
}

fn place(table: &Table, code: &str, column: u32) -> String {
    let row = table.cells.iter().find(|cell| cell.column == 0 && cell.text == code).unwrap().row;
    format!("{}{}", column_name(column), row + 1)
}

/// The form as LibreOffice saves it after the answers were typed into it, and what its cover shows.
async fn filled(world: &World, owner: &Person) -> (Vec<u8>, String) {
    let form = world.download(owner, "/assessments/kakuu-seiki-2026/form.xlsx?lang=ja").await;
    let tables = world.app.worker.open(form.clone()).await.unwrap();
    let table = tables.iter().find(|table| table.name == "回答").unwrap();
    let mut texts = serde_json::Map::new();
    for (code, answer, note) in answers(world) {
        texts.insert(place(table, &code, 3), answer.into());
        texts.insert(place(table, &code, 4), note.into());
        // What the demo has there already is emptied, as on the other side.
        for column in 5..=9 {
            texts.insert(place(table, &code, column), "".into());
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let (source, result) = (folder.path().join("form.xlsx"), folder.path().join("filled.xlsx"));
    std::fs::write(&source, form).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fill_form.py");
    let done = Command::new("/usr/bin/python3")
        .args([script, source.to_str().unwrap(), result.to_str().unwrap(), "回答"])
        .args([&Value::Object(texts).to_string(), folder.path().join("profile").to_str().unwrap()])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    (std::fs::read(&result).unwrap(), String::from_utf8_lossy(&done.stdout).into_owned())
}

#[tokio::test]
async fn a_form_filled_in_with_libreoffice_gives_the_same_karte_as_the_pages() {
    if !is_installed() {
        println!("skipped: soffice or python3-uno is not installed");
        return;
    }
    let on_pages = World::demo().await;
    let owner = on_pages.sign_in(OWNER).await;
    for (code, answer, note) in answers(&on_pages) {
        let item = format!("{API}/items/{code}");
        let version = on_pages.get(&owner, &item).await.headers["etag"].to_str().unwrap().to_owned();
        let body = json!({ "answer": answer, "note": note });
        let saved = on_pages.send_json(&owner, Method::PUT, &item, &[("if-match", &version)], &body).await;
        assert!(saved.status.is_success(), "{}", saved.body);
    }
    let expected = on_pages.get(&owner, &format!("{API}/karte")).await.body;

    let on_paper = World::demo().await;
    let owner = on_paper.sign_in(OWNER).await;
    let (bytes, cover) = filled(&on_paper, &owner).await;
    let karte: Value = serde_json::from_str(&expected).unwrap();
    let first = karte["rows"][0]["own"]["shown"].as_str().unwrap().to_owned();
    assert_eq!(cover, format!("39 / 39\n{first}\n"), "the cover counts as the karte does");
    let sent = on_paper.send_file(&owner, &format!("{API}/forms"), bytes).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
    let preview = sent.json();
    let items: Vec<Value> = preview["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| json!({ "item": line["item"], "version": line["version"] }))
        .collect();
    let path = format!("{API}/forms/{}", preview["id"].as_str().unwrap());
    let taken = on_paper.send_json(&owner, Method::POST, &path, &[], &json!({ "items": items })).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    assert_eq!(on_paper.get(&owner, &format!("{API}/karte")).await.body, expected);
}
