//! Reading the activity, and taking it away.

use axum::http::StatusCode;
use kashika::activity::{self, Entry, Kind};
use kashika::db::DbError;
use kashika::demo;
use serde_json::Value;

use super::ASSESSMENT;
use crate::support::{EDITOR, OUTSIDER, OWNER, READER, World, between};

const ACTIVITY: &str = "/organizations/kakuu-seiki/activity";

#[tokio::test]
async fn an_assessment_has_a_history_of_its_own_page_by_page() {
    let world = World::demo().await;
    let (owner, reader) = (world.sign_in(OWNER).await, world.sign_in(READER).await);
    let item = format!("{ASSESSMENT}/items/5-5");
    for version in 0..60 {
        let form = format!("answer={}&version={version}", 1 + version % 5);
        assert_eq!(world.post(&owner, &item, &form).await.status, StatusCode::SEE_OTHER);
    }
    let profile = "name_ja=甲&industry=machinery&headcount=from_5000&version=1";
    world.post(&owner, "/organizations/kakuu-seiki/profile", profile).await;
    let page = world.get(&reader, &format!("{ASSESSMENT}/activity")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.body.matches("項目5-5への回答").count(), 50);
    assert!(!page.body.contains("基本情報の変更"), "the profile is another matter");
    let older = between(&page.body, &format!("{ASSESSMENT}/activity?before="), "\"").to_owned();
    let rest = world.get(&reader, &format!("{ASSESSMENT}/activity?before={older}")).await.body;
    assert_eq!(rest.matches("項目5-5への回答").count(), 10);
    assert!(!rest.contains(">以前の記録</a>"));
    let link = format!("href=\"{ASSESSMENT}/activity\"");
    assert!(world.get(&reader, ASSESSMENT).await.body.contains(&link));
    let body = world.get(&reader, &format!("/api/v1{ASSESSMENT}/activity")).await.json();
    assert_eq!(body["entries"].as_array().unwrap().len(), 50);
    assert_eq!(body["entries"][0]["subject"], "kakuu-seiki-2026");
    let outsider = world.sign_in(OUTSIDER).await;
    for path in [format!("{ASSESSMENT}/activity"), format!("/api/v1{ASSESSMENT}/activity")] {
        assert_eq!(world.get(&outsider, &path).await.status, StatusCode::NOT_FOUND);
    }
    // The page of the whole organization says on what, and leads there.
    let whole = world.get(&owner, ACTIVITY).await.body;
    assert!(whole.contains("基本情報の変更") && whole.contains("2026年度の自己評価"), "{whole}");
    assert!(whole.contains(&format!("href=\"{ASSESSMENT}\"")));
}

#[tokio::test]
async fn all_activity_is_taken_away_as_csv_and_json_lines() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    // More than one page of the export.
    let owner_id = demo::account_id(OWNER);
    let entry = |_| {
        Entry::new(&world.app, Some(&owner_id), Kind::ItemAnswered, "kakuu-seiki-2026")
            .in_organization("kakuu-seiki")
            .with_detail("5-5")
    };
    let entries: Vec<Entry> = (0..510).map(entry).collect();
    let done: Result<(), DbError> = world
        .app
        .db
        .change(move |tx| async move {
            for entry in &entries {
                activity::record(&tx, entry).await?;
            }
            Ok(())
        })
        .await;
    done.unwrap();
    let files: [(&str, &[u8]); 1] = [("=1+1.xlsx", b"PK\x03\x04")];
    world.upload(&owner, "/organizations/kakuu-seiki/collection?period=2026", &files).await;
    let csv = String::from_utf8(world.download(&owner, &format!("{ACTIVITY}.csv")).await).unwrap();
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{FEFF}').as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 511);
    assert_eq!((&rows[0][1], &rows[0][2]), ("沢渡 由紀", "項目5-5への回答"));
    assert!(rows[0][0].starts_with("2026-11-20T") && rows[0][0].ends_with("+09:00"), "{}", &rows[0][0]);
    let is_text = |cell: &str| !cell.starts_with(['=', '+', '-', '@', '\t']);
    assert!(rows.iter().all(|row| row.iter().all(is_text)), "no cell is a formula");
    assert!(rows[510][4].starts_with("'=1+1"), "{}", &rows[510][4]);

    let text = String::from_utf8(world.download(&owner, &format!("{ACTIVITY}.jsonl")).await).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 511);
    assert_eq!(lines[510]["kind"], "form-collected");
    assert!(lines[510]["detail"].as_str().unwrap().starts_with("=1+1"));
    let editor = world.sign_in(EDITOR).await;
    for path in [format!("{ACTIVITY}.csv"), format!("/api/v1{ACTIVITY}.jsonl")] {
        assert_eq!(world.get(&editor, &path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
