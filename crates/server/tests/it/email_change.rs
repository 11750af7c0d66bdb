//! Another mail address for an account: by a link to the new one, with a word to the old one.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{EDITOR, OTHER_OWNER, OWNER, Person, World};

const NEW: &str = "kenji@tokieda.example";
const HOUR: i64 = 3_600 * 1_000_000;

async fn asked(world: &World, person: &Person, email: &str) -> StatusCode {
    world.post(person, "/account/email", &format!("email={email}")).await.status
}

#[tokio::test]
async fn an_address_changes_once_its_link_is_used_and_the_old_one_is_told() {
    let world = World::demo().await;
    let (owner, editor) = (world.sign_in(OWNER).await, world.sign_in(EDITOR).await);
    assert_eq!(asked(&world, &editor, " Kenji@Tokieda.example ").await, StatusCode::OK);
    let path = world.mailed_link(&owner, NEW).await;
    let nobody = Person::default();
    let page = world.get(&nobody, &path).await;
    assert!(page.body.contains(EDITOR) && page.body.contains(NEW), "{}", page.body);
    let session = world.get(&editor, "/api/v1/session").await.json();
    assert_eq!(session["email"], EDITOR, "opening the link changes nothing");
    let done = world.post(&nobody, &path, "").await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/account?email"));
    assert_eq!(world.get(&editor, "/api/v1/session").await.json()["email"], NEW);
    let mails = world.get(&owner, "/api/v1/outbox").await.json();
    let told = mails["mails"].as_array().unwrap().iter().find(|mail| mail["to"] == EDITOR).unwrap();
    assert!(!told["body"].as_str().unwrap().contains(NEW), "the old address does not learn the new one");
    assert_eq!(world.post(&nobody, &path, "").await.status, StatusCode::NOT_FOUND, "a link works once");
}

#[tokio::test]
async fn an_address_that_another_account_has_stays_there() {
    let world = World::demo().await;
    let (owner, editor) = (world.sign_in(OWNER).await, world.sign_in(EDITOR).await);
    // Whether there is such an account is not told to who asks.
    let (taken, free) = (asked(&world, &editor, OTHER_OWNER).await, asked(&world, &editor, NEW).await);
    assert_eq!((taken, free), (StatusCode::OK, StatusCode::OK));
    let path = world.mailed_link(&owner, OTHER_OWNER).await;
    let refused = world.post(&editor, &path, "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("別のアカウントで使われています"), "{}", refused.body);
    assert_eq!(world.get(&editor, "/api/v1/session").await.json()["email"], EDITOR);
}

#[tokio::test]
async fn links_run_out_and_end_with_the_address_they_went_to() {
    let mut world = World::demo().await;
    let (owner, editor) = (world.sign_in(OWNER).await, world.sign_in(EDITOR).await);
    assert_eq!(asked(&world, &editor, NEW).await, StatusCode::OK);
    let late = world.mailed_link(&owner, NEW).await;
    world.later(HOUR + 1);
    assert_eq!(world.post(&editor, &late, "").await.status, StatusCode::NOT_FOUND);
    let editor = world.sign_in(EDITOR).await;
    assert_eq!(asked(&world, &editor, NEW).await, StatusCode::OK);
    assert_eq!(asked(&world, &editor, "kenji@other.example").await, StatusCode::OK);
    let (one, other) =
        (world.mailed_link(&owner, NEW).await, world.mailed_link(&owner, "kenji@other.example").await);
    assert_eq!(world.post(&editor, &one, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.post(&editor, &other, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_no_new_address_is_refused() {
    let world = World::demo().await;
    let editor = world.sign_in(EDITOR).await;
    // The third has a Cyrillic letter that looks like an a.
    for email in ["", EDITOR, "kenji@t\u{43e}kieda.example", "kenji", "a@b@c.example"] {
        assert_eq!(asked(&world, &editor, email).await, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
    }
    let body = json!({ "email": NEW, "is_operator": true });
    let answer = world.send_json(&editor, Method::POST, "/api/v1/session/email", &[], &body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    for number in 0..3 {
        assert_eq!(asked(&world, &editor, &format!("kenji{number}@tokieda.example")).await, StatusCode::OK);
    }
    assert_eq!(
        asked(&world, &editor, NEW).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nobody floods mailboxes"
    );
    let nobody = world.post(&Person::default(), "/account/email", &format!("email={NEW}")).await;
    assert!(nobody.location().starts_with("/sign-in"));
}
