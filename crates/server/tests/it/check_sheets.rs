//! Sheets of a company's own: pointed at once, known again, and never guessed silently.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, EDITOR, OUTSIDER, OWNER, Person, READER, World};

const ASSESSMENT: &str = "/assessments/kakuu-seiki-2026";
const SHEET: &str = "\
当社セキュリティ点検表,,,
No,点検内容,評価,備考
1,経営会議で審議しているか,○,2026年6月の議事録
2,方針を全社に知らせているか,△,
5-6,脆弱性を診断しているか,レベル4,台帳あり
5-6の2,診断の結果を直しているか,×,
その他,社内報を出しているか,○,
";

async fn send(world: &World, person: &Person, text: &str) -> Answer {
    world.upload(person, &format!("{ASSESSMENT}/check-sheets"), &[("点検表.csv", text.as_bytes())]).await
}

/// A linked mapping of [`SHEET`], as the page sends it.
fn pointing(rows: [&str; 5], answers: [&str; 4]) -> String {
    let fields = |name: &str, values: &[&str]| -> Vec<String> {
        values.iter().enumerate().map(|(index, value)| format!("{name}-{index}={value}")).collect()
    };
    let mut form = vec!["sheet=0&head=2&row=0&answer=2&note=3&name=点検表".to_owned()];
    form.extend(fields("row", &rows));
    form.extend(fields("answer", &answers));
    form.join("&")
}

async fn answer_of(world: &World, person: &Person, item: &str) -> Value {
    world.get(person, &format!("/api/v1{ASSESSMENT}/items/{item}")).await.json()
}

#[tokio::test]
async fn a_sheet_is_pointed_at_once_and_read_the_same_way_from_then_on() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let sent = send(&world, &owner, SHEET).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let page = world.get(&owner, sent.location()).await;
    assert_eq!(page.status, StatusCode::OK);
    for guessed in [
        "<option value=\"2\" selected>2: No | 点検内容 | 評価 | 備考</option>",
        "<option value=\"2\" selected>C 評価</option>",
        "<option value=\"3\" selected>D 備考</option>",
        "<option value=\"5-6\" selected>",
        "<option value=\"4\" selected>4 測定・確認</option>",
    ] {
        assert!(page.body.contains(guessed), "{guessed} in {}", page.body);
    }
    let form = pointing(["1-1", "1-2", "5-6", "5-6", ""], ["3", "2", "4", "1"]);
    let read = world.post(&owner, sent.location(), &form).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.body);
    assert!(read.location().starts_with(&format!("{ASSESSMENT}/forms/")), "{}", read.location());
    let preview = world.get(&owner, read.location()).await.body;
    assert!(preview.contains("2026年6月の議事録") && preview.contains("5-6: 台帳あり"), "{preview}");
    let upload = read.location().rsplit('/').next().unwrap();
    let lines = world.get(&owner, &format!("/api/v1{ASSESSMENT}/forms/{upload}")).await.json();
    let item = |code: &str| {
        let items = lines["items"].as_array().unwrap();
        items.iter().find(|line| line["item"] == code).unwrap_or(&Value::Null)["after"].clone()
    };
    assert_eq!(item("1-1")["answer"], "3");
    // The weaker of the two rows decides, and both notes are kept with the row they stood in.
    assert_eq!((&item("5-6")["answer"], &item("5-6")["note"]), (&json!("1"), &json!("5-6: 台帳あり")));
    let before = answer_of(&world, &owner, "1-2").await;
    // The same headings: nothing is asked again.
    let next = SHEET.replace("△", "○");
    let again = send(&world, &owner, &next).await;
    assert!(again.location().starts_with(&format!("{ASSESSMENT}/forms/")), "{}", again.location());
    let preview = world.get(&owner, again.location()).await.body;
    let token = crate::support::between(&preview, "name=\"version-1-2\" value=\"", "\"").to_owned();
    let taken = world.post(&owner, again.location(), &format!("take-1-2=1&version-1-2={token}")).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    // The sheet has no note for 1-2, and no column for coverage: what stood there stays.
    let now = answer_of(&world, &owner, "1-2").await;
    assert_eq!((&now["answer"], &now["coverage_percent"]), (&json!("3"), &before["coverage_percent"]));
    assert_eq!(now["note"], before["note"]);
    assert!(!before["note"].as_str().unwrap().is_empty());
    let activity = world.get(&owner, "/organizations/kakuu-seiki/activity").await.body;
    assert!(activity.contains("自社の表の読み取り方の保存: 点検表"), "{activity}");
}

#[tokio::test]
async fn what_is_new_in_a_known_sheet_is_asked_and_not_guessed_silently() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let first = send(&world, &owner, SHEET).await;
    let form = pointing(["1-1", "1-2", "5-6", "5-6", ""], ["3", "2", "4", "1"]);
    assert_eq!(world.post(&owner, first.location(), &form).await.status, StatusCode::SEE_OTHER);
    let grown = format!("{SHEET}8-1,復旧計画はあるか,◎,\n");
    let sent = send(&world, &owner, &grown).await;
    assert!(sent.location().contains("/check-sheets/"), "{}", sent.location());
    let page = world.get(&owner, sent.location()).await.body;
    assert!(page.contains("覚えています") && page.matches("<span class=\"new\">").count() == 2, "{page}");
    // What was told before stands: the row left out is left out, the circle is a 3.
    assert!(page.contains("<option value=\"3\" selected>3 ルール化</option>"));
    let kept = world.get(&owner, &format!("/api/v1{ASSESSMENT}/check-sheet-mappings")).await.json();
    let id = kept[0]["id"].as_str().unwrap();
    let shown = world.get(&owner, &format!("{ASSESSMENT}/forms")).await.body;
    assert!(shown.contains("点検表"), "{shown}");
    let forgotten = world.post(&owner, &format!("{ASSESSMENT}/check-sheet-mappings/{id}"), "").await;
    assert_eq!(forgotten.status, StatusCode::SEE_OTHER);
    let kept = world.get(&owner, &format!("/api/v1{ASSESSMENT}/check-sheet-mappings")).await.json();
    assert_eq!(kept, json!([]));
    let sent = send(&world, &owner, SHEET).await;
    assert!(sent.location().contains("/check-sheets/"), "forgotten sheets are asked about again");
}

#[tokio::test]
async fn wrong_pointing_is_explained_and_keeps_what_was_told() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let sent = send(&world, &owner, SHEET).await;
    let post = async |form: String| world.post(&owner, sent.location(), &form).await;
    let good = pointing(["1-1", "1-2", "5-6", "5-6", ""], ["3", "2", "4", "1"]);
    for (form, sentence) in [
        (good.replace("name=点検表", "name="), "この表の名前を120文字以内で"),
        (good.replace("row-0=1-1", "row-0=12-9"), "「1」: 項目「12-9」はありません。"),
        (good.replace("answer-0=3", "answer-0=7"), "「○」: レベル「7」はありません。"),
        (good.replace("note=3", "note=2"), "同じ列を2つの役割に使っています。"),
        (good.replace("head=2", "head=1"), "見出しの文字が必要です"),
        (pointing([""; 5], ["3", "2", "4", "1"]), "読み込める回答がありません。"),
    ] {
        let refused = post(form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(sentence), "{sentence} in {}", refused.body);
    }
    let refused = post(good.replace("name=点検表", "name=")).await.body;
    assert!(refused.contains("<option value=\"1-2\" selected>"), "links are kept");
    // Columns that cannot be meant show a sentence instead of three hundred lists.
    let many: String = (0..400).map(|row| format!("行{row},{row}\n")).collect();
    let sent = send(&world, &owner, &format!("名前,評価\n{many}")).await;
    let page = world.get(&owner, &format!("{}?sheet=0&head=1&row=0&answer=1&note=", sent.location())).await;
    assert!(page.body.contains("300行より多く"), "{}", page.body);
    let empty = send(&world, &owner, "").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_program_reads_a_sheet_in_two_steps_and_later_in_one() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let address = format!("/api/v1{ASSESSMENT}/check-sheets");
    let waiting = world.send_file(&owner, &address, SHEET.as_bytes().to_vec()).await;
    assert_eq!(waiting.status, StatusCode::ACCEPTED, "{}", waiting.body);
    let body = waiting.json();
    assert_eq!(body["columns"], json!({"sheet": 0, "head": 1, "row": 0, "answer": 2, "note": 3}));
    assert_eq!(body["mapping"]["rows"]["5-6"], "5-6");
    let mut mapping = body["mapping"].clone();
    mapping["name"] = json!("点検表");
    for (answer, code) in [("○", "3"), ("△", "2"), ("×", "1")] {
        mapping["answers"][answer] = json!(code);
    }
    let point = format!("{address}/{}", body["id"].as_str().unwrap());
    let pointing = json!({"columns": body["columns"], "mapping": mapping});
    let read = world.send_json(&owner, Method::POST, &point, &[], &pointing).await;
    assert_eq!(read.status, StatusCode::CREATED, "{}", read.body);
    assert_eq!(read.json()["items"][0]["item"], "5-6");
    let again = world.send_file(&owner, &address, SHEET.as_bytes().to_vec()).await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.body);
    let mut lacking = pointing;
    lacking["mapping"]["answers"] = json!({});
    let refused = world.send_json(&owner, Method::POST, &point, &[], &lacking).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.json()["problems"][0].as_str().unwrap().contains("○"), "{}", refused.body);
}

#[tokio::test]
async fn sheets_and_mappings_are_seen_and_changed_by_those_who_may_answer() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let sent = send(&world, &owner, SHEET).await;
    let form = pointing(["1-1", "1-2", "5-6", "5-6", ""], ["3", "2", "4", "1"]);
    assert_eq!(world.post(&owner, sent.location(), &form).await.status, StatusCode::SEE_OTHER);
    let list = format!("/api/v1{ASSESSMENT}/check-sheet-mappings");
    let id = world.get(&owner, &list).await.json()[0]["id"].as_str().unwrap().to_owned();
    let mapping = format!("{ASSESSMENT}/check-sheet-mappings/{id}");
    for (email, status) in [(OUTSIDER, StatusCode::NOT_FOUND), (READER, StatusCode::FORBIDDEN)] {
        let person = world.sign_in(email).await;
        assert_eq!(world.get(&person, sent.location()).await.status, status, "{email}");
        assert_eq!(world.post(&person, sent.location(), &form).await.status, status, "{email}");
        assert_eq!(world.post(&person, &mapping, "").await.status, status, "{email}");
    }
    // A colleague may answer and forget, but does not see what another has sent in.
    let editor = world.sign_in(EDITOR).await;
    assert_eq!(world.get(&editor, sent.location()).await.status, StatusCode::NOT_FOUND);
    let elsewhere = "/assessments/kakuu-shoji-2026/check-sheet-mappings";
    assert_eq!(world.post(&owner, &format!("{elsewhere}/{id}"), "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.post(&editor, &mapping, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.post(&editor, &mapping, "").await.status, StatusCode::NOT_FOUND);
}
