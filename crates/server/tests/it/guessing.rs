//! Guessing at passwords and codes is slowed down, and keeps nobody out.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;

use crate::support::{Answer, Person, World};

const SECOND: i64 = 1_000_000;
const SET_UP: &str = "name=佐藤花子&email=hanako@example.jp&password=correct horse battery";
const RIGHT: &str = "email=hanako@example.jp&password=correct horse battery";

async fn set_up() -> (World, Answer) {
    let world = World::empty().await;
    let answer = world.post(&Person::default(), "/setup", SET_UP).await;
    (world, answer)
}

async fn guess(world: &World, email: &str) -> Answer {
    world.post(&Person::default(), "/sign-in", &format!("email={email}&password=wrong wrong wrong")).await
}

fn retry_after(answer: &Answer) -> i64 {
    answer.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap()
}

/// The cookie by which a browser is known again.
fn known_browser(answer: &Answer) -> Person {
    let mut cookies = answer.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    let known = cookies.find(|cookie| cookie.starts_with("kashika_browser=")).unwrap();
    Person { cookie: known.split(';').next().unwrap().to_owned(), csrf: String::new() }
}

/// Fails until there is more than half a minute to wait, long enough for whatever a test does meanwhile.
async fn fail_on(world: &mut World, person: &Person, email: &str) {
    let form = format!("email={email}&password=wrong wrong wrong");
    for _ in 0..40 {
        let answer = world.post(person, "/sign-in", &form).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            let wait = retry_after(&answer);
            if wait > 30 {
                return;
            }
            world.later(wait * SECOND);
        }
    }
    panic!("{email} is never slowed down");
}

#[tokio::test]
async fn after_several_failures_people_wait_longer_and_longer_and_are_told_how_long() {
    let (mut world, _) = set_up().await;
    for _ in 0..5 {
        assert_eq!(guess(&world, "hanako@example.jp").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    fail_on(&mut world, &Person::default(), "hanako@example.jp").await;
    let mut last = 0;
    for _ in 0..4 {
        let refused = guess(&world, "HANAKO@example.jp").await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.body.contains("待ってから") && refused.body.contains("value=\"HANAKO@example.jp\""));
        let right = world.post(&Person::default(), "/sign-in", RIGHT).await;
        assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "a right guess is not told from a wrong one");
        let wait = retry_after(&refused);
        assert!(wait > last, "{wait} after {last}");
        last = wait;
        world.later(wait * SECOND);
        assert_eq!(guess(&world, "hanako@example.jp").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    world.later(last * 4 * SECOND);
    assert_eq!(world.post(&Person::default(), "/sign-in", RIGHT).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn names_that_nobody_has_are_slowed_down_alike() {
    let (mut world, _) = set_up().await;
    let plain = |body: &str| {
        let body = body.replace("nobody@", "hanako@").replace("分ほど", "秒");
        body.replace(|letter: char| letter.is_ascii_digit(), "")
    };
    let (known, unknown) =
        (guess(&world, "hanako@example.jp").await, guess(&world, "nobody@example.jp").await);
    assert_eq!((known.status, plain(&known.body)), (unknown.status, plain(&unknown.body)));
    fail_on(&mut world, &Person::default(), "nobody@example.jp").await;
    let unknown = guess(&world, "nobody@example.jp").await;
    assert_eq!(unknown.status, StatusCode::TOO_MANY_REQUESTS);
    fail_on(&mut world, &Person::default(), "hanako@example.jp").await;
    let known = guess(&world, "hanako@example.jp").await;
    assert_eq!((known.status, plain(&known.body)), (unknown.status, plain(&unknown.body)));
}

#[tokio::test]
async fn many_at_once_gain_nothing() {
    let (world, _) = set_up().await;
    let at_once: Vec<_> = (0..40).map(|_| guess(&world, "hanako@example.jp")).collect();
    let answers = futures_util::future::join_all(at_once).await;
    let looked_at = answers.iter().filter(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY).count();
    // Five, and one more where the machine takes longer than the first delay.
    assert!((5..=6).contains(&looked_at), "{looked_at}");
}

#[tokio::test]
async fn whoever_guesses_keeps_nobody_out_of_a_session_or_a_known_browser() {
    let (mut world, first) = set_up().await;
    let hanako = world.person_from(&first).await;
    let browser = known_browser(&first);
    fail_on(&mut world, &Person::default(), "hanako@example.jp").await;
    assert_eq!(guess(&world, "hanako@example.jp").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(world.get(&hanako, "/account").await.status, StatusCode::OK);
    let change = "current_password=correct horse battery&password=another horse battery";
    assert_eq!(world.post(&hanako, "/account/password", change).await.status, StatusCode::SEE_OTHER);
    let form = RIGHT.replace("correct", "another");
    assert_eq!(world.post(&browser, "/sign-in", &form).await.status, StatusCode::SEE_OTHER);
    let forged = Person { cookie: format!("kashika_browser={}", "0".repeat(64)), csrf: String::new() };
    assert_eq!(world.post(&forged, "/sign-in", &form).await.status, StatusCode::TOO_MANY_REQUESTS);
    fail_on(&mut world, &browser, "hanako@example.jp").await;
    let slowed = world.post(&browser, "/sign-in", &form).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS, "a known browser has a count, too");
}

#[tokio::test]
async fn one_address_that_tries_many_names_is_slowed_down() {
    let (world, _) = set_up().await;
    let from = |address: &str, number: usize| {
        let peer: SocketAddr = format!("{address}:40000").parse().unwrap();
        let form = format!("email=person{number}@example.jp&password=wrong wrong wrong");
        let request = Request::builder()
            .method(Method::POST)
            .uri("/sign-in")
            .header(header::HOST, "kashika.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .extension(ConnectInfo(peer));
        world.answer(request.body(Body::from(form)).unwrap())
    };
    for number in 0..30 {
        assert_eq!(from("192.0.2.7", number).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
    }
    let mut is_refused = false;
    for number in 30..40 {
        is_refused |= from("192.0.2.7", number).await.status == StatusCode::TOO_MANY_REQUESTS;
    }
    assert!(is_refused);
    assert_eq!(from("192.0.2.8", 51).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(from("127.0.0.1", 52).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn guessing_within_a_session_is_slowed_down_for_that_session_alone() {
    let (mut world, first) = set_up().await;
    let thief = world.person_from(&first).await;
    let elsewhere = world.post(&Person::default(), "/sign-in", RIGHT).await;
    let hanako = world.person_from(&elsewhere).await;
    world.later(16 * 60 * SECOND);
    let wrong = json!({ "password": "wrong wrong wrong" });
    let prove = |person: Person, body: serde_json::Value| {
        let world = &world;
        async move { world.send_json(&person, Method::POST, "/api/v1/session/proof", &[], &body).await }
    };
    for _ in 0..5 {
        assert_eq!(prove(thief.clone(), wrong.clone()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut refused = prove(thief.clone(), wrong.clone()).await;
    for _ in 0..4 {
        if refused.status != StatusCode::TOO_MANY_REQUESTS {
            refused = prove(thief.clone(), wrong.clone()).await;
        }
    }
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.json()["type"], "/problems/too-many");
    assert!(retry_after(&refused) > 0);
    let right = json!({ "password": "correct horse battery" });
    assert_eq!(prove(hanako, right).await.status, StatusCode::NO_CONTENT);
}
