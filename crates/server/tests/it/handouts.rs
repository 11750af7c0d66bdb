//! Items answered by a link: exactly these, without an account, under the person's name.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{EDITOR, OWNER, Person, READER, World, between};

const ASSESSMENT: &str = "/assessments/kakuu-seiki-2026";
const HELPER: &str = "plant.manager@kakuu.example";

async fn link(world: &World) -> String {
    let operator = world.sign_in(OWNER).await;
    let outbox = world.get(&operator, "/api/v1/outbox").await.json();
    let mails = outbox["mails"].as_array().unwrap();
    let body =
        mails.iter().rev().find(|mail| mail["to"] == HELPER).unwrap()["body"].as_str().unwrap().to_owned();
    between(&body, "http://kashika.test", "\n").trim().to_owned()
}

async fn ask(world: &World, person: &Person, items: &str) -> StatusCode {
    let form = format!("{items}&person=工場長&email={HELPER}&days=14");
    world.post(person, &format!("{ASSESSMENT}/handouts"), &form).await.status
}

#[tokio::test]
async fn a_link_opens_its_items_and_nothing_else() {
    let world = World::demo().await;
    let editor = world.sign_in(EDITOR).await;
    assert_eq!(ask(&world, &editor, "item-9-2=1&item-5-6=1").await, StatusCode::SEE_OTHER);
    let path = link(&world).await;
    let nobody = Person::default();
    let page = world.get(&nobody, &path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("id=\"i-5-6\"") && page.body.contains("id=\"i-9-2\""), "{}", page.body);
    assert_eq!(page.body.matches("<section class=\"sheet item handed\"").count(), 2);
    // Last year's level and evidence stand beside it.
    assert!(page.body.contains("class=\"last\""), "{}", page.body);
    // No way on from here.
    for hidden in ["/organizations/", "/assessments/kakuu-seiki", "/karte"] {
        assert!(!page.body.contains(hidden), "{hidden} in {}", page.body);
    }
    let version = between(&page.body, "name=\"version\" value=\"", "\"").to_owned();
    let saved = world
        .post(
            &nobody,
            &format!("{path}/items/5-6"),
            &format!("version={version}&answer=4&note=第一工場で毎月診断"),
        )
        .await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, format!("{path}#i-5-6").as_str()));
    let other = world.post(&nobody, &format!("{path}/items/5-5"), "version=0&answer=4").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "another item");
    let stored = world.get(&editor, &format!("/api/v1{ASSESSMENT}/items/5-6")).await.json();
    assert_eq!(
        (&stored["answer"], &stored["note"], &stored["answered_by"]),
        (&json!("4"), &json!("第一工場で毎月診断"), &json!("工場長")),
        "{stored}"
    );
    let shown = world.get(&editor, &format!("{ASSESSMENT}/handouts")).await.body;
    assert!(shown.contains("2項目中1項目に回答"), "{shown}");
    let owner = world.sign_in(OWNER).await;
    let activity = world.get(&owner, "/organizations/kakuu-seiki/activity").await.body;
    assert!(
        activity.contains("リンクからの回答: 項目5-6 (工場長)")
            && activity.contains("項目の依頼: 工場長: 5-6, 9-2"),
        "{activity}"
    );
}

#[tokio::test]
async fn two_who_answer_the_same_item_both_see_it() {
    let world = World::demo().await;
    let editor = world.sign_in(EDITOR).await;
    ask(&world, &editor, "item-5-6=1").await;
    let path = link(&world).await;
    let nobody = Person::default();
    let page = world.get(&nobody, &path).await.body;
    let version: i64 = between(&page, "name=\"version\" value=\"", "\"").parse().unwrap();
    let etag = format!("\"{version}\"");
    let body = json!({ "answer": "2", "note": "本社で回答" });
    let first = world
        .send_json(
            &editor,
            Method::PUT,
            &format!("/api/v1{ASSESSMENT}/items/5-6"),
            &[("if-match", &etag)],
            &body,
        )
        .await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let second = world
        .post(&nobody, &format!("{path}/items/5-6"), &format!("version={version}&answer=5&note=工場で回答"))
        .await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("工場で回答") && second.body.contains("置き換えます"), "{}", second.body);
    let stored = world.get(&editor, &format!("/api/v1{ASSESSMENT}/items/5-6")).await.json();
    assert_eq!(stored["note"], "本社で回答");
}

#[tokio::test]
async fn taken_back_expired_or_submitted_a_link_changes_nothing() {
    let world = World::demo().await;
    let editor = world.sign_in(EDITOR).await;
    ask(&world, &editor, "item-5-6=1").await;
    let first = link(&world).await;
    let nobody = Person::default();
    let listed = world.get(&editor, &format!("/api/v1{ASSESSMENT}/handouts")).await.json();
    let id = listed["handouts"][0]["id"].as_str().unwrap().to_owned();
    let taken = world.post(&editor, &format!("{ASSESSMENT}/handouts/{id}"), "").await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    assert_eq!(world.get(&nobody, &first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.post(&nobody, &format!("{first}/items/5-6"), "version=0&answer=4").await.status,
        StatusCode::NOT_FOUND
    );
    ask(&world, &editor, "item-5-6=1").await;
    let second = link(&world).await;
    const AGE: &str = "UPDATE handouts SET expires_at = $1 WHERE ended_at IS NULL";
    let now = world.app.now();
    let aged: Result<_, kashika::db::DbError> =
        world.app.db.change(move |tx| async move { tx.execute(AGE, &[now.into()]).await }).await;
    assert_eq!(aged.unwrap(), 1);
    assert_eq!(world.get(&nobody, &second).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.post(&nobody, &format!("{second}/items/5-6"), "version=0&answer=4").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn who_is_asked_and_what_is_checked() {
    let world = World::demo().await;
    let editor = world.sign_in(EDITOR).await;
    let reader = world.sign_in(READER).await;
    assert_eq!(ask(&world, &reader, "item-5-6=1").await, StatusCode::FORBIDDEN);
    let path = format!("/api/v1{ASSESSMENT}/handouts");
    for body in [
        json!({ "items": [], "person": "x", "email": HELPER }),
        json!({ "items": ["12-9"], "person": "x", "email": HELPER }),
        json!({ "items": ["5-6"], "person": "", "email": HELPER }),
        json!({ "items": ["5-6"], "person": "x", "email": "nobody" }),
        json!({ "items": ["5-6"], "person": "x", "email": HELPER, "days": 0 }),
        json!({ "items": ["5-6"], "person": "x", "email": HELPER, "days": 61 }),
        json!({ "items": ["5-6"], "person": "x\ny", "email": HELPER }),
    ] {
        let refused = world.send_json(&editor, Method::POST, &path, &[], &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", refused.body);
    }
    let typed = world
        .post(&editor, &format!("{ASSESSMENT}/handouts"), "item-5-6=1&person=工場長&email=wrong&days=14")
        .await;
    assert_eq!(typed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        typed.body.contains("name=\"item-5-6\" value=\"1\" checked")
            && typed.body.contains("value=\"工場長\""),
        "{}",
        typed.body
    );
    assert_eq!(world.get(&editor, &path).await.json()["handouts"], json!([]));
}
