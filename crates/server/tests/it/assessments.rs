//! Starting, answering, submitting, reading the karte.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, OWNER, Person, World};

const OPEN: &str = "/api/v1/assessments/kakuu-seiki-2026";

async fn save(world: &World, person: &Person, code: &str, version: i64, body: Value) -> Answer {
    let (path, tag) = (format!("{OPEN}/items/{code}"), format!("\"{version}\""));
    world.send_json(person, Method::PUT, &path, &[("if-match", &tag)], &body).await
}

async fn version(world: &World, person: &Person, code: &str) -> i64 {
    world.get(person, &format!("{OPEN}/items/{code}")).await.json()["version"].as_i64().unwrap()
}

/// Answers everything that is still open with one level.
async fn complete(world: &World, person: &Person, level: &str) {
    let missing = world.get(person, OPEN).await.json()["missing"].clone();
    for code in missing.as_array().unwrap() {
        let answer = save(world, person, code.as_str().unwrap(), 0, json!({ "answer": level })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
}

#[tokio::test]
async fn an_answer_is_saved_with_everything_said_about_it() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let said = json!({ "answer": "3", "is_partial": true, "coverage_percent": 85, "is_uncertain": true,
        "planned_level": 4, "planned_on": "2027-03-31", "note": "2026年10月の点検記録" });
    let saved = save(&world, &owner, "5-5", 0, said.clone()).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let item = world.get(&owner, &format!("{OPEN}/items/5-5")).await.json();
    for (field, value) in said.as_object().unwrap() {
        assert_eq!(&item[field], value, "{field}");
    }
    assert_eq!(item["version"], 1);
    assert_eq!(world.get(&owner, OPEN).await.json()["answered"], 18);
    let activity = world.get(&owner, "/organizations/kakuu-seiki/activity").await.body;
    assert!(activity.contains("項目5-5への回答") && !activity.contains("点検記録"));
}

#[tokio::test]
async fn a_stale_save_is_told_and_changes_nothing() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    save(&world, &owner, "5-5", 0, json!({ "answer": "4" })).await;
    let late = save(&world, &owner, "5-5", 0, json!({ "answer": "2" })).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    let problem = late.json();
    assert_eq!(
        (problem["current"]["answer"].as_str(), problem["sent"]["answer"].as_str()),
        (Some("4"), Some("2"))
    );
    let path = format!("{OPEN}/items/5-5");
    assert_eq!(world.get(&owner, &path).await.json()["answer"], "4");
    let blind = world.send_json(&owner, Method::PUT, &path, &[], &json!({ "answer": "2" })).await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
}

#[tokio::test]
async fn of_many_simultaneous_saves_exactly_one_wins() {
    let world = std::sync::Arc::new(World::demo().await);
    let owner = world.sign_in(OWNER).await;
    let mut saves = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (world, owner) = (world.clone(), owner.clone());
        saves.spawn(async move {
            save(&world, &owner, "5-5", 0, json!({ "answer": "3", "note": format!("{number}") })).await.status
        });
    }
    let statuses = saves.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 1);
    assert_eq!(version(&world, &owner, "5-5").await, 1);
}

#[tokio::test]
async fn a_save_sent_again_after_a_lost_answer_is_no_conflict() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let said = json!({ "answer": "3", "note": "送り直し" });
    for _ in 0..2 {
        assert_eq!(save(&world, &owner, "5-5", 0, said.clone()).await.status, StatusCode::OK);
    }
    assert_eq!(version(&world, &owner, "5-5").await, 1);
}

#[tokio::test]
async fn what_cannot_be_an_answer_is_refused_by_field() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    for (body, field) in [
        (json!({ "answer": "6" }), "answer"),
        (json!({ "answer": "0" }), "answer"),
        (json!({ "answer": "n" }), "note"),
        (json!({ "answer": "3", "coverage_percent": 101 }), "coverage_percent"),
        (json!({ "answer": "3", "planned_level": 4 }), "planned_on"),
        (json!({ "answer": "3", "planned_level": 4, "planned_on": "2027-02-30" }), "planned_on"),
        (json!({ "answer": 3 }), "body"),
        (json!({ "anwser": "3" }), "body"),
    ] {
        let answer = save(&world, &owner, "5-5", 0, body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", answer.body);
        assert_eq!(answer.json()["errors"][0]["field"], field, "{body}");
    }
    assert_eq!(version(&world, &owner, "5-5").await, 0);
    assert_eq!(save(&world, &owner, "5-11", 0, json!({ "answer": "3" })).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn answering_works_as_a_plain_form_and_keeps_what_was_refused() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let path = "/assessments/kakuu-seiki-2026/items/5-5";
    let saved = world.post(&owner, path, "answer=3&note=点検記録&version=0&go=next").await;
    assert_eq!(
        (saved.status, saved.location()),
        (StatusCode::SEE_OTHER, "/assessments/kakuu-seiki-2026/items/5-6")
    );
    let refused = world.post(&owner, path, "answer=n&note=&version=1&coverage_percent=40").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"40\""));
    let stale = world.post(&owner, path, "answer=5&note=わたしの入力&version=0").await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("わたしの入力") && stale.body.contains("点検記録"));
    assert_eq!(world.get(&owner, &format!("{OPEN}/items/5-5")).await.json()["answer"], "3");
}

#[tokio::test]
async fn last_years_answer_is_confirmed_with_its_evidence() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let page = world.get(&owner, "/assessments/kakuu-seiki-2026/items/5-5").await.body;
    assert!(page.contains("前年と同じ(今日確認)"));
    let confirmed =
        world.post(&owner, "/assessments/kakuu-seiki-2026/items/5-5/confirmation", "version=0").await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
    let item = world.get(&owner, &format!("{OPEN}/items/5-5")).await.json();
    let before = world.get(&owner, "/api/v1/assessments/kakuu-seiki-2025/items/5-5").await.json();
    assert_eq!((&item["answer"], &item["note"]), (&before["answer"], &before["note"]));
    assert_eq!(item["confirmed_on"], "2026-11-20");
}

#[tokio::test]
async fn only_complete_answers_are_submitted_and_then_they_are_frozen() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let submission = format!("{OPEN}/submission");
    let early = world.send_json(&owner, Method::POST, &submission, &[], &Value::Null).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.body);
    assert!(early.body.contains("5-5"));
    complete(&world, &owner, "4").await;
    let done = world.send_json(&owner, Method::POST, &submission, &[], &Value::Null).await;
    assert!(done.status.is_success(), "{}", done.body);
    let late = save(&world, &owner, "5-5", 1, json!({ "answer": "1" })).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
    let karte = world.get(&owner, &format!("{OPEN}/karte")).await.json();
    assert_eq!(karte["class"]["id"], "A", "{karte}");
    let reopened = world.post(&owner, "/assessments/kakuu-seiki-2026/reopening", "").await;
    assert_eq!(reopened.status, StatusCode::SEE_OTHER);
    assert_eq!(save(&world, &owner, "5-5", 1, json!({ "answer": "1" })).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_assessment_stands_beside_last_years_without_copying_it() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let body = json!({ "scope": "site", "scope_note": "九州工場", "period": 2026, "previous_id": "kakuu-seiki-2025" });
    let path = "/api/v1/organizations/kakuu-seiki/assessments";
    let started = world.send_json(&owner, Method::POST, path, &[], &body).await;
    assert_eq!(started.status, StatusCode::CREATED, "{}", started.body);
    assert_eq!(started.json()["answered"], 0);
    let twice = world.send_json(&owner, Method::POST, path, &[], &body).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.body);
    let foreign = json!({ "scope": "company", "scope_note": "全社", "period": 2027, "previous_id": "kakuu-thailand-2025" });
    let refused = world.send_json(&owner, Method::POST, path, &[], &foreign).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
}

#[tokio::test]
async fn the_karte_of_a_submitted_assessment_says_scope_cohort_and_notice() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let page = world.get(&owner, "/assessments/kakuu-seiki-2025/karte").await.body;
    for said in [
        "本社および国内全工場",
        "2025年度",
        "25社(A 5、B 5、C 15)",
        "経済産業省・IPAの基準ではありません",
        "成熟度Aになるためのヒント",
        "2024年度",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.contains("href=\"/frameworks/cyber-management/tips/9-3\""), "the hint leads to its tip");
}

#[tokio::test]
async fn an_unfinished_karte_has_gaps_and_no_class() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let karte = world.get(&owner, &format!("{OPEN}/karte")).await.json();
    assert_eq!(karte["class"], Value::Null);
    let page = world.get(&owner, "/assessments/kakuu-seiki-2026/karte").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("のヒント</h2>"));
}
