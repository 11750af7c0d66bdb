//! Forms of many companies, received together by a head office: each in its state, the companies side by side.

use axum::http::{Method, StatusCode};
use documents::workbook::{Book, Cell, Look, Sheet};
use serde_json::{Value, json};

use crate::support::{OUTSIDER, OWNER, Person, READER, World};

const PAGE: &str = "/organizations/kakuu-seiki/collection";
const API: &str = "/api/v1/organizations/kakuu-seiki/collection";

/// The blank form as CSV, every item answered with `level`, but those in `open`.
pub async fn filled(world: &World, level: &str, open: &[&str]) -> Vec<u8> {
    let text = world.get(&Person::default(), "/frameworks/cyber-management/form.csv?lang=ja").await.body;
    let lines = text.split("\r\n").map(|line| {
        let mut cells: Vec<&str> = line.splitn(10, ',').collect();
        let is_open = cells.get(7).is_none_or(|code| open.contains(code));
        if let Some(cell) = cells.get_mut(8).filter(|cell| cell.is_empty() && !is_open) {
            *cell = level;
        }
        cells.join(",")
    });
    lines.collect::<Vec<_>>().join("\r\n").into_bytes()
}

async fn board(world: &World, person: &Person) -> Value {
    let answer = world.get(person, &format!("{API}?period=2026")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

fn company<'b>(board: &'b Value, name: &str) -> &'b Value {
    let companies = board["companies"].as_array().unwrap();
    companies.iter().find(|company| company["name"] == name).unwrap_or_else(|| panic!("no {name}: {board}"))
}

#[tokio::test]
async fn each_file_is_received_to_be_checked_or_refused_and_the_missing_are_named() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let (full, partly) = (filled(&world, "3", &[]).await, filled(&world, "1", &["5-6", "9-1"]).await);
    let blank = filled(&world, "", &[]).await;
    let files: [(&str, &[u8]); 5] = [
        ("架空精機九州株式会社.csv", &full),
        ("Kakuu Buhin.csv", &full),
        ("架空発条株式会社.csv", &partly),
        ("白紙.csv", &blank),
        ("写真.xlsx", b"\x89PNG\r\n\x1a\n"),
    ];
    let answer = world.upload(&owner, &format!("{PAGE}?period=2026"), &files).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("受領 1件、要確認 2件、差戻し 2件"), "{}", answer.body);

    let found = board(&world, &owner).await;
    let kyushu = company(&found, "架空精機九州株式会社");
    assert_eq!(
        (&kyushu["state"], &kyushu["minimum"], &kyushu["low_count"]),
        (&json!("received"), &json!("3.0"), &json!(0))
    );
    let bane = company(&found, "架空発条株式会社");
    assert_eq!(bane["state"], "to-check");
    assert_eq!(bane["form"]["reasons"], json!(["回答のない項目が2件あります。"]));
    assert_eq!(
        (&bane["directives"][0], &bane["directives"][4]),
        (&json!("1.0"), &Value::Null),
        "5 has an open item"
    );
    assert_eq!(bane["overall"], Value::Null);
    let stranger = company(&found, "Kakuu Buhin");
    assert_eq!((&stranger["state"], &stranger["key"]), (&json!("to-check"), &Value::Null));
    let states =
        found["companies"].as_array().unwrap().iter().filter(|one| one["state"] == "missing").count();
    assert_eq!(states, 38, "40 companies of the group, two of them have sent");
    let refused: Vec<&str> =
        found["refused"].as_array().unwrap().iter().map(|form| form["name"].as_str().unwrap()).collect();
    assert_eq!(refused, ["写真", "白紙"]);

    // The same group has not been asked to answer for itself.
    let own = world.get(&owner, "/api/v1/organizations/kakuu-seiki/assessments").await.json();
    assert!(!own.to_string().contains("Kakuu Buhin"));
}

#[tokio::test]
async fn somebody_decides_what_becomes_of_a_form() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let (full, partly) = (filled(&world, "3", &[]).await, filled(&world, "2", &["9-1"]).await);
    let send = async |name: &str, bytes: &[u8]| {
        let path = format!("{API}?period=2026&name={}", kashika::ui::percent_encoded(name));
        let answer = world.send_file(&owner, &path, bytes.to_vec()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let decide = async |id: &str, body: Value| {
        world.send_json(&owner, Method::POST, &format!("{API}/{id}"), &[], &body).await.status
    };
    let stranger = send("Kakuu Buhin.csv", &full).await;
    let wrong = json!({ "decision": "assign", "company": "There Is None" });
    assert_eq!(decide(&stranger, wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    let right = json!({ "decision": "assign", "company": "架空部品株式会社" });
    assert_eq!(decide(&stranger, right.clone()).await, StatusCode::NO_CONTENT);
    assert_eq!(company(&board(&world, &owner).await, "架空部品株式会社")["state"], "received");

    // A second form of the same company replaces the first; under another name it cannot be assigned to it.
    let newer = send("架空部品株式会社.csv", &partly).await;
    assert_eq!(company(&board(&world, &owner).await, "架空部品株式会社")["form"]["id"], newer.as_str());
    let other = send("Buhin K.K..csv", &full).await;
    assert_eq!(decide(&other, right).await, StatusCode::UNPROCESSABLE_ENTITY);

    assert_eq!(decide(&newer, json!({ "decision": "accept" })).await, StatusCode::NO_CONTENT);
    let found = board(&world, &owner).await;
    assert_eq!(company(&found, "架空部品株式会社")["state"], "received");
    assert_eq!(company(&found, "架空部品株式会社")["form"]["reasons"], json!([]));
    for id in [&other, &newer] {
        assert_eq!(decide(id, json!({ "decision": "remove" })).await, StatusCode::NO_CONTENT);
    }
    assert_eq!(company(&board(&world, &owner).await, "架空部品株式会社")["state"], "missing");
    assert_eq!(decide(&newer, json!({ "decision": "remove" })).await, StatusCode::NOT_FOUND);

    let refused = send("壊れた.xlsx", b"PK\x03\x04").await;
    assert_eq!(decide(&refused, json!({ "decision": "accept" })).await, StatusCode::CONFLICT);
    // Sent again, mended: the refused one is gone.
    send("壊れた.xlsx", &full).await;
    assert_eq!(board(&world, &owner).await["refused"], json!([]));

    let log = world.get(&owner, "/api/v1/organizations/kakuu-seiki/activity").await.body;
    for kind in ["form-collected", "form-decided", "form-removed"] {
        assert!(log.contains(kind), "{kind}: {log}");
    }
}

#[tokio::test]
async fn companies_outside_the_system_are_listed_by_name() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let listed = "架空商事\t国内販売\r\n\r\nNorth Trading, 海外\n架空部品株式会社";
    let body = format!("companies={}", kashika::ui::percent_encoded(listed));
    let answer = world.post(&owner, &format!("{PAGE}/companies?period=2026"), &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let found = board(&world, &owner).await;
    assert_eq!(company(&found, "North Trading")["segment"], "海外");
    let buhin = found["companies"].as_array().unwrap().iter().filter(|one| one["name"] == "架空部品株式会社");
    assert_eq!(buhin.count(), 1, "the group's own company is not there twice");

    let key = company(&found, "North Trading")["key"].as_str().unwrap().to_owned();
    let path = format!("{PAGE}/form.xlsx?lang=en&company={}", kashika::ui::percent_encoded(&key));
    let tables = world.app.worker.open(world.download(&owner, &path).await).await.unwrap();
    let sheet = |table: &documents::workbook::Table| {
        let cell = |cell: &documents::workbook::TableCell| {
            Cell::text(cell.row, cell.column as u16, cell.text.as_str(), Look::default())
        };
        let mut cells: Vec<Cell> = table.cells.iter().map(cell).collect();
        let rows = table.cells.iter().filter(|cell| cell.column == 0 && cell.text.contains('-'));
        if table.name == "Answers" {
            cells.extend(rows.map(|cell| Cell::text(cell.row, 3, "4", Look::default())));
        }
        Sheet { name: table.name.clone(), cells, ..Sheet::default() }
    };
    let book = Book { sheets: tables.iter().map(sheet).collect(), ..Book::default() }.bytes().unwrap();
    let answer = world.send_file(&owner, &format!("{API}?period=2026&name=answers.xlsx"), book).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let found = board(&world, &owner).await;
    assert_eq!(company(&found, "North Trading")["state"], "received", "{found}");
    assert_eq!(company(&found, "North Trading")["overall"], "4.0");

    for bad in ["x".repeat(121), "a\tb\u{1}".to_owned()] {
        let body = format!("companies={}", kashika::ui::percent_encoded(&bad));
        let answer = world.post(&owner, &format!("{PAGE}/companies"), &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn the_comparison_workbook_has_every_company_and_nothing_that_computes() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let full = filled(&world, "3", &["9-1"]).await;
    let files: [(&str, &[u8]); 2] = [("架空発条株式会社.csv", &full), ("=1+1.csv", &full)];
    world.upload(&owner, &format!("{PAGE}?period=2026"), &files).await;
    let bytes = world.download(&owner, &format!("{API}.xlsx?period=2026&lang=ja")).await;
    let tables = world.app.worker.open(bytes).await.unwrap();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["指示", "項目", "確認事項"]);
    let row = |table: usize, name: &str| {
        tables[table]
            .cells
            .iter()
            .find(|cell| cell.column == 0 && cell.text == name)
            .map(|cell| cell.row)
            .unwrap()
    };
    assert_eq!(tables[0].text(row(0, "架空発条株式会社"), 3), "3");
    assert_eq!(tables[0].text(row(0, "架空発条株式会社"), 11), "", "9 has an open item");
    assert_eq!(tables[1].text(row(1, "架空発条株式会社"), 3), "3");
    assert_eq!(tables[2].text(row(2, "架空発条株式会社"), 1), "要確認");
    assert_eq!(tables[0].text(row(0, "=1+1"), 2), "要確認", "a name is a text, whatever it starts with");
    let companies = tables[0].cells.iter().filter(|cell| cell.column == 0 && cell.row > 2).count();
    assert_eq!(companies, 41);
}

#[tokio::test]
async fn a_form_made_for_an_assessment_is_known_by_it_and_strangers_see_nothing() {
    let world = World::demo().await;
    let (owner, reader, outsider) =
        (world.sign_in(OWNER).await, world.sign_in(READER).await, world.sign_in(OUTSIDER).await);
    let own = world.download(&owner, "/assessments/kakuu-seiki-2025/form.csv").await;
    let path = format!("{API}?period=2025&name=x.csv");
    assert_eq!(world.send_file(&owner, &path, own.clone()).await.status, StatusCode::CREATED);
    let found = world.get(&owner, &format!("{API}?period=2025")).await.json();
    assert_ne!(company(&found, "架空精機株式会社")["state"], "missing");

    assert_eq!(world.get(&reader, PAGE).await.status, StatusCode::OK);
    assert_eq!(world.send_file(&reader, &path, own.clone()).await.status, StatusCode::FORBIDDEN);
    let form = company(&found, "架空精機株式会社")["form"]["id"].as_str().unwrap().to_owned();
    let remove = json!({ "decision": "remove" });
    let foreign = [
        world.get(&outsider, PAGE).await.status,
        world.send_file(&outsider, &path, own).await.status,
        world.send_json(&outsider, Method::POST, &format!("{API}/{form}"), &[], &remove).await.status,
        world.get(&outsider, &format!("{API}.xlsx")).await.status,
    ];
    assert_eq!(foreign, [StatusCode::NOT_FOUND; 4]);
    // Of another company's collection the form is not found either.
    let elsewhere = format!("/api/v1/organizations/kakuu-thailand/collection/{form}");
    assert_eq!(
        world.send_json(&outsider, Method::POST, &elsewhere, &[], &remove).await.status,
        StatusCode::NOT_FOUND
    );
}
