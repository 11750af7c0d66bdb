//! A request that is sent again with its `Idempotency-Key` does nothing twice.

use axum::http::{Method, StatusCode};
use kashika::app::Clock;
use kashika::demo;
use serde_json::{Value, json};

use crate::support::{Answer, OUTSIDER, OWNER, Person, World};

const PATH: &str = "/api/v1/organizations";

fn body(name: &str) -> Value {
    json!({ "name_ja": name, "name_en": "", "industry": "trading", "headcount": "under_300" })
}

async fn send(world: &World, person: &Person, key: &str, body: &Value) -> Answer {
    world.send_json(person, Method::POST, PATH, &[("idempotency-key", key)], body).await
}

async fn count(world: &World, person: &Person) -> usize {
    let list = world.get(person, PATH).await.json();
    list["organizations"].as_array().unwrap_or_else(|| panic!("{list}")).len()
}

#[tokio::test]
async fn the_same_request_with_the_same_key_is_done_once() {
    let world = World::demo().await;
    let person = world.sign_in(OUTSIDER).await;
    let before = count(&world, &person).await;
    let first = send(&world, &person, "one", &body("新しい会社")).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    assert!(first.headers.get("idempotency-replayed").is_none());
    let again = send(&world, &person, "one", &body("新しい会社")).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.location(), first.location());
    assert_eq!(again.headers["content-type"], first.headers["content-type"]);
    assert_eq!(count(&world, &person).await, before + 1);
    // Another key, and none, are other requests.
    assert_eq!(send(&world, &person, "two", &body("新しい会社")).await.status, StatusCode::CREATED);
    let keyless = world.send_json(&person, Method::POST, PATH, &[], &body("新しい会社")).await;
    assert_eq!(keyless.status, StatusCode::CREATED);
    assert_eq!(count(&world, &person).await, before + 3);
}

#[tokio::test]
async fn another_request_with_the_same_key_is_refused() {
    let world = World::demo().await;
    let person = world.sign_in(OUTSIDER).await;
    send(&world, &person, "one", &body("会社")).await;
    let other = send(&world, &person, "one", &body("ほかの会社")).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.json()["type"], "/problems/key-reused");
    let path = format!("{PATH}?again");
    let other =
        world.send_json(&person, Method::POST, &path, &[("idempotency-key", "one")], &body("会社")).await;
    assert_eq!(other.json()["type"], "/problems/key-reused");
    // The key of one person is not that of another.
    let owner = world.sign_in(OWNER).await;
    assert_eq!(send(&world, &owner, "one", &body("ほかの会社")).await.status, StatusCode::CREATED);
    for key in ["", &"x".repeat(201)] {
        let refused = send(&world, &person, key, &body("会社")).await;
        assert_eq!(refused.json()["errors"][0]["field"], "idempotency-key", "{}", refused.body);
    }
}

#[tokio::test]
async fn a_request_that_changed_nothing_leaves_its_key_free() {
    let world = World::demo().await;
    let person = world.sign_in(OUTSIDER).await;
    let wrong = send(&world, &person, "one", &body("")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
    assert_eq!(wrong.json()["type"], "/problems/invalid");
    assert_eq!(send(&world, &person, "one", &body("会社")).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn of_many_at_the_same_time_one_is_done() {
    let world = World::demo().await;
    let person = world.sign_in(OUTSIDER).await;
    let before = count(&world, &person).await;
    let company = body("会社");
    let answers =
        futures_util::future::join_all((0..8).map(|_| send(&world, &person, "one", &company))).await;
    for answer in &answers {
        // Done, done before, or still under way.
        let is_good = answer.status == StatusCode::CREATED
            || (answer.status == StatusCode::CONFLICT && answer.json()["type"] == "/problems/key-in-use");
        assert!(is_good, "{} {}", answer.status, answer.body);
    }
    assert!(answers.iter().any(|answer| answer.status == StatusCode::CREATED));
    assert_eq!(count(&world, &person).await, before + 1);
}

#[tokio::test]
async fn a_key_is_forgotten_after_two_days() {
    let mut world = World::demo().await;
    let person = world.sign_in(OUTSIDER).await;
    let before = count(&world, &person).await;
    send(&world, &person, "one", &body("会社")).await;
    world.set_clock(Clock::starting_at(demo::BASE_MICROS + 49 * 3_600 * 1_000_000));
    let later = send(&world, &person, "one", &body("ほかの会社")).await;
    assert_eq!(later.status, StatusCode::CREATED, "{}", later.body);
    assert_eq!(count(&world, &person).await, before + 2);
}

#[tokio::test]
async fn a_response_that_holds_a_secret_is_not_kept() {
    let world = World::demo().await;
    let person = world.sign_in(OWNER).await;
    let wish = json!({ "name": "script", "days": 30 });
    let headers = [("idempotency-key", "secret")];
    let made = world.send_json(&person, Method::POST, "/api/v1/access-tokens", &headers, &wish).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    const KEPT: &str = "SELECT COUNT(*) AS count FROM idempotency_keys";
    use kashika::db::Read as _;
    assert_eq!(world.app.db.row(KEPT, &[]).await.unwrap().int("count").unwrap(), 0);
}
