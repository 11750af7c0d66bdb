//! What the people of an installation add to the content, and the plain editions everybody may try.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{EDITOR, OWNER, Person, READER, World};

const ITEM: &str = "/frameworks/cyber-management/items/5-6";

async fn put(world: &World, person: &Person, path: &str, body: serde_json::Value) -> StatusCode {
    world.send_json(person, Method::PUT, path, &[], &body).await.status
}

#[tokio::test]
async fn ratings_count_once_per_person_and_the_operator_sees_what_is_unclear() {
    let world = World::demo().await;
    let (owner, reader, editor) =
        (world.sign_in(OWNER).await, world.sign_in(READER).await, world.sign_in(EDITOR).await);
    let rating = format!("/api/v1{ITEM}/rating");
    let unclear = json!({"rating": "unclear", "comment": "母数が分からない <b>"});
    for _ in 0..2 {
        assert_eq!(put(&world, &reader, &rating, unclear.clone()).await, StatusCode::NO_CONTENT);
    }
    assert_eq!(put(&world, &editor, &rating, json!({"rating": "helpful"})).await, StatusCode::NO_CONTENT);
    let counted =
        |body: serde_json::Value| (body["items"][0]["helpful"].clone(), body["items"][0]["unclear"].clone());
    let seen = world.get(&owner, "/api/v1/hint-ratings").await.json();
    assert_eq!(counted(seen.clone()), (json!(1), json!(1)));
    assert_eq!(seen["comments"].as_array().unwrap().len(), 1);
    let page = world.get(&owner, "/hint-ratings").await.body;
    assert!(page.contains("母数が分からない &#60;b&#62;") && !page.contains("水瀬"), "{page}");
    // Changed from the form of the guide's page, then taken back.
    world.post(&reader, &format!("{ITEM}/rating"), "rating=helpful").await;
    assert_eq!(counted(world.get(&owner, "/api/v1/hint-ratings").await.json()), (json!(2), json!(0)));
    assert_eq!(put(&world, &reader, &rating, json!({"rating": null})).await, StatusCode::NO_CONTENT);
    assert_eq!(counted(world.get(&owner, "/api/v1/hint-ratings").await.json()), (json!(1), json!(0)));
    for wrong in [json!({"rating": "splendid"}), json!({"rating": "unclear", "comment": "あ".repeat(1001)})]
    {
        assert_eq!(put(&world, &reader, &rating, wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // The frozen version has no hints to rate.
    let frozen = "/api/v1/frameworks/cyber-management-beta/items/5-6/rating";
    assert_eq!(put(&world, &reader, frozen, json!({"rating": "helpful"})).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_planned_tip_is_followed_and_named_on_the_start_page_once_it_has_a_case() {
    let world = World::demo().await;
    let (owner, reader) = (world.sign_in(OWNER).await, world.sign_in(READER).await);
    let tip = "/frameworks/cyber-management-beta/tips/9-1";
    assert_eq!(world.get(&reader, tip).await.status, StatusCode::NOT_FOUND);
    world.post(&reader, &format!("{tip}/follow"), "follow=1").await;
    assert!(!world.get(&reader, "/").await.body.contains(tip));
    let fields = "title_ja=子会社に1人ずつ窓口を置く&title_en=One contact in each subsidiary&text_ja=窓口の名簿を作る。\
        &text_en=Keep a list of contacts.&source=2026年の交流会&year=2026&leads_to=2&version=0";
    let saved = world.post(&owner, &format!("{tip}/cases"), fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = world.get(&reader, tip).await;
    assert!(page.body.contains("子会社に1人ずつ窓口を置く") && page.body.contains("2026年の交流会"));
    assert!(world.get(&reader, "/").await.body.contains(tip));
    world.post(&reader, &format!("{tip}/follow"), "to_start=1").await;
    assert!(!world.get(&reader, "/").await.body.contains(tip));
}

#[tokio::test]
async fn the_operator_replaces_and_retires_a_built_in_case_and_nothing_typed_is_lost() {
    let world = World::demo().await;
    let (owner, reader) = (world.sign_in(OWNER).await, world.sign_in(READER).await);
    let (tip, case) = ("/frameworks/cyber-management/tips/5-6", "5-6-01");
    let form = |version: i64, title: &str, more: &str| {
        format!(
            "title_ja={title}&title_en=Title&text_ja=本文&text_en=Text&source=聞いた話&year=2026&leads_to=3&version={version}{more}"
        )
    };
    let refused = world.post(&owner, &format!("{tip}/cases/{case}"), &form(0, "", "")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("聞いた話"));
    world.post(&owner, &format!("{tip}/cases/{case}"), &form(0, "直した題", "")).await;
    assert!(world.get(&reader, tip).await.body.contains("直した題"));
    let stale = world.post(&owner, &format!("{tip}/cases/{case}"), &form(0, "古い画面から", "")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("古い画面から"));
    world.post(&owner, &format!("{tip}/cases/{case}"), &form(1, "直した題", "&is_retired=1")).await;
    let page = world.get(&reader, tip).await.body;
    assert!(!page.contains("直した題") && !page.contains(&format!("id=\"{case}\"")));
    assert!(world.get(&owner, tip).await.body.contains("直した題"), "the operator can bring it back");
    let other_tip = "/frameworks/cyber-management/tips/1-1/cases/5-6-01";
    assert_eq!(world.get(&owner, other_tip).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_edition_gives_rough_values_and_never_a_class() {
    let world = World::empty().await;
    let nobody = Person::default();
    world.post(&nobody, "/setup", "name=佐藤花子&email=h@example.jp&password=correct horse battery").await;
    let editions = world.get(&nobody, "/api/v1/frameworks/cyber-management/editions").await.json();
    let editions = editions.as_array().unwrap();
    assert_eq!(editions.len(), 6);
    for edition in editions {
        let id = edition["id"].as_str().unwrap();
        let path = format!("/frameworks/cyber-management/editions/{id}");
        let page = world.get(&nobody, &path).await;
        assert_eq!(page.status, StatusCode::OK);
        let count = edition["questions"].as_array().unwrap().len();
        // The highest answer to everything, by form and by interface.
        let answers: Vec<usize> = edition["questions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|question| question["options"].as_array().unwrap().len())
            .collect();
        let api = format!("/api/v1{path}/result");
        let result =
            world.send_json(&nobody, Method::POST, &api, &[], &json!({ "answers": answers })).await.json();
        assert!(result["directives"].as_array().unwrap().iter().all(|one| !one["value"].is_null()), "{id}");
        let overall = result["overall"]["shown"].as_str().unwrap().to_owned();
        let form: Vec<String> =
            answers.iter().enumerate().map(|(index, answer)| format!("q{}={answer}", index + 1)).collect();
        let shown = world.send(&nobody, Method::POST, &path, Some(&form.join("&"))).await;
        assert!(shown.body.contains(&overall) && shown.body.contains("checked"), "{id}");
        assert!(!shown.body.contains("成熟度"), "{id} gives no class");
        // One question left open: no overall value, and the page says how many are open.
        let mut open: Vec<Option<usize>> = answers.iter().copied().map(Some).collect();
        open[0] = None;
        let result =
            world.send_json(&nobody, Method::POST, &api, &[], &json!({ "answers": open })).await.json();
        assert!(result["overall"].is_null(), "{id}");
        for wrong in [json!({"answers": [1]}), json!({ "answers": vec![99; count] })] {
            let refused = world.send_json(&nobody, Method::POST, &api, &[], &wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let empty = world.send(&nobody, Method::POST, &path, Some("")).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
