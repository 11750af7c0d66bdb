//! Second factor, sessions, and proof before dangerous acts.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::support::{Answer, Person, World, between};

const MINUTE: i64 = 60 * 1_000_000;
const PASSWORD: &str = "correct horse battery";
const SET_UP: &str = "name=佐藤花子&email=hanako@example.jp&password=correct horse battery";
const SIGN_IN: &str = "email=hanako@example.jp&password=correct horse battery&back=/results";

/// An installation with one person, who has just signed in.
async fn hanako() -> (World, Person) {
    let world = World::empty().await;
    let answer = world.post(&Person::default(), "/setup", SET_UP).await;
    let person = world.person_from(&answer).await;
    (world, person)
}

/// What the app shows now.
fn code(world: &World, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace('-', "")).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(world.app.now() / 1_000_000).unwrap()).to_string()
}

async fn begun(world: &World, person: &Person) -> String {
    assert_eq!(world.post(person, "/account/second-factor", "").await.status, StatusCode::SEE_OTHER);
    let page = world.get(person, "/account/second-factor").await;
    assert!(page.body.contains("<svg class=\"qr\""));
    between(&page.body, "class=\"secret\">", "<").to_owned()
}

/// Turns the second factor on; gives the secret and the recovery codes.
async fn turned_on(world: &World, person: &Person) -> (String, Vec<String>) {
    let secret = begun(world, person).await;
    let form = format!("code={}", code(world, &secret));
    let page = world.post(person, "/account/second-factor/confirmation", &form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let codes = page.body.split("<li><code>").skip(1).map(|rest| rest[..29].to_owned());
    (secret, codes.collect())
}

/// The browser after a good password: it holds the cookie of the step.
async fn at_the_code(world: &World) -> Person {
    let answer = world.post(&Person::default(), "/sign-in", SIGN_IN).await;
    assert_eq!(answer.location(), "/sign-in/code?back=/results");
    let cookie = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
    Person { cookie: cookie.split(';').next().unwrap().to_owned(), csrf: String::new() }
}

async fn enter(world: &World, code: &str) -> Answer {
    let browser = at_the_code(world).await;
    world.post(&browser, "/sign-in/code", &format!("code={code}&back=/results")).await
}

async fn call(world: &World, person: &Person, method: Method, path: &str, body: Value) -> Answer {
    world.send_json(person, method, path, &[], &body).await
}

#[tokio::test]
async fn an_app_counts_once_a_code_confirms_it_and_each_code_is_good_once() {
    let (mut world, hanako) = hanako().await;
    let secret = begun(&world, &hanako).await;
    let wrong = world.post(&hanako, "/account/second-factor/confirmation", "code=000000").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let without = world.post(&Person::default(), "/sign-in", SIGN_IN).await;
    assert_eq!(without.location(), "/results", "an app that is not confirmed does not count");
    let form = format!("code={}", code(&world, &secret));
    let page = world.post(&hanako, "/account/second-factor/confirmation", &form).await;
    assert_eq!(page.body.matches("<li><code>").count(), 10);
    assert!(!world.get(&hanako, "/account/second-factor").await.body.contains(&secret));

    let browser = at_the_code(&world).await;
    assert_eq!(world.get(&browser, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    let reused = world.post(&browser, "/sign-in/code", &form).await;
    assert_eq!(reused.status, StatusCode::UNPROCESSABLE_ENTITY, "the code that confirmed is used up");
    world.later(MINUTE);
    let next = format!("code={}&back=/results", code(&world, &secret));
    let right = world.post(&browser, "/sign-in/code", &next).await;
    assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/results"));
    assert_eq!(world.post(&browser, "/sign-in/code", &next).await.location(), "/sign-in", "the step is over");
    assert_eq!(enter(&world, &code(&world, &secret)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_step_gives_up_after_five_wrong_codes_or_ten_minutes() {
    let (mut world, hanako) = hanako().await;
    let (secret, _) = turned_on(&world, &hanako).await;
    world.later(MINUTE);
    let browser = at_the_code(&world).await;
    for _ in 0..5 {
        let wrong = world.post(&browser, "/sign-in/code", "code=000000").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let right = format!("code={}", code(&world, &secret));
    assert_eq!(world.post(&browser, "/sign-in/code", &right).await.location(), "/sign-in");
    world.later(MINUTE);
    let browser = at_the_code(&world).await;
    world.later(11 * MINUTE);
    let right = format!("code={}", code(&world, &secret));
    assert_eq!(world.post(&browser, "/sign-in/code", &right).await.location(), "/sign-in");
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_and_new_ones_end_the_old() {
    let (world, hanako) = hanako().await;
    let (_, codes) = turned_on(&world, &hanako).await;
    assert_eq!(codes.len(), 10);
    let typed = codes[0].to_uppercase().replace('-', "%20");
    assert_eq!(enter(&world, &typed).await.location(), "/results");
    assert_eq!(enter(&world, &codes[0]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let standing = call(&world, &hanako, Method::GET, "/api/v1/session/second-factor", Value::Null).await;
    assert_eq!(standing.json(), json!({ "is_on": true, "recovery_codes_left": 9 }));
    let renewed = call(&world, &hanako, Method::POST, "/api/v1/session/recovery-codes", json!({})).await;
    assert_eq!(renewed.status, StatusCode::CREATED);
    assert_eq!(enter(&world, &codes[1]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fresh = renewed.json()["recovery_codes"][9].as_str().unwrap().to_owned();
    assert_eq!(enter(&world, &fresh).await.location(), "/results");
}

#[tokio::test]
async fn a_link_asks_for_the_second_factor_too_until_the_operator_takes_it_off() {
    let (world, hanako) = hanako().await;
    turned_on(&world, &hanako).await;
    let id = kashika::accounts::id_of(&world.app, "hanako@example.jp").await.unwrap().unwrap();
    let link = kashika::accounts::new_link(&world.app, &id).await.unwrap();
    let path = link.strip_prefix("http://kashika.test").unwrap();
    let answer = world.post(&Person::default(), path, "").await;
    assert_eq!(answer.location(), "/sign-in/code?back=/");
    assert!(kashika::second_factor::take_off(&world.app, &id).await.unwrap());
    assert!(!kashika::second_factor::take_off(&world.app, &id).await.unwrap());
    assert_eq!(world.post(&Person::default(), "/sign-in", SIGN_IN).await.location(), "/results");
}

#[tokio::test]
async fn programs_send_password_and_code_together() {
    let (mut world, hanako) = hanako().await;
    let begun = call(&world, &hanako, Method::POST, "/api/v1/session/second-factor", json!({})).await;
    assert_eq!(begun.status, StatusCode::CREATED);
    let secret = begun.json()["secret"].as_str().unwrap().to_owned();
    let confirmation = json!({ "code": code(&world, &secret) });
    let path = "/api/v1/session/second-factor";
    let confirmed = call(&world, &hanako, Method::PUT, path, confirmation.clone()).await;
    assert_eq!(confirmed.json()["recovery_codes"].as_array().unwrap().len(), 10);
    assert_eq!(call(&world, &hanako, Method::PUT, path, confirmation).await.status, StatusCode::CONFLICT);
    assert_eq!(call(&world, &hanako, Method::POST, path, json!({})).await.status, StatusCode::CONFLICT);
    world.later(MINUTE);
    let mut body = json!({ "email": "hanako@example.jp", "password": PASSWORD });
    let nobody = Person::default();
    let without = call(&world, &nobody, Method::POST, "/api/v1/session", body.clone()).await;
    assert_eq!(without.json()["errors"][0]["field"], "code");
    body["code"] = json!(code(&world, &secret));
    let with = call(&world, &nobody, Method::POST, "/api/v1/session", body).await;
    assert_eq!(with.status, StatusCode::CREATED);
}

#[tokio::test]
async fn after_a_quarter_of_an_hour_a_dangerous_act_asks_who_it_is_and_goes_on() {
    let (mut world, hanako) = hanako().await;
    turned_on(&world, &hanako).await;
    world.later(16 * MINUTE);
    let asked = world.post(&hanako, "/account/second-factor/removal", "note=山%22川").await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.body.contains("action=\"/account/second-factor/removal\""));
    assert!(asked.body.contains("name=\"note\" value=\"山&#34;川\""), "what was typed is carried on");
    let wrong = world.post(&hanako, "/account/second-factor/removal", "proof_password=wrong wrong").await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.body.contains("いまのパスワードが違います") && !wrong.body.contains("wrong wrong"));
    let program = call(&world, &hanako, Method::DELETE, "/api/v1/session/second-factor", Value::Null).await;
    assert_eq!(program.json()["type"], "/problems/proof-needed");
    let form = format!("note=山&proof_password={PASSWORD}");
    let done = world.post(&hanako, "/account/second-factor/removal", &form).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/account/second-factor"));
    world.post(&hanako, "/account/second-factor", "").await;
    world.later(16 * MINUTE);
    let again = world.post(&hanako, "/account/second-factor", "").await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "a proof does not hold for ever");
    let proof = json!({ "password": PASSWORD });
    assert_eq!(
        call(&world, &hanako, Method::POST, "/api/v1/session/proof", proof).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(world.post(&hanako, "/account/second-factor", "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_others() {
    let (world, hanako) = hanako().await;
    let mut others = Vec::new();
    for _ in 0..3 {
        let answer = world.post(&Person::default(), "/sign-in", SIGN_IN).await;
        others.push(world.person_from(&answer).await);
    }
    let list = call(&world, &hanako, Method::GET, "/api/v1/sessions", Value::Null).await.json();
    let sessions = list["sessions"].as_array().unwrap().clone();
    assert_eq!(sessions.len(), 4);
    assert_eq!(sessions.iter().filter(|one| one["is_this"] == true).count(), 1);
    let own = call(&world, &others[0], Method::GET, "/api/v1/sessions", Value::Null).await.json();
    let own = own["sessions"].as_array().unwrap().iter().find(|one| one["is_this"] == true).unwrap().clone();
    let page = world.post(&hanako, &format!("/account/sessions/{}", own["id"].as_str().unwrap()), "").await;
    assert_eq!(page.location(), "/account#sessions");
    assert_eq!(world.get(&others[0], "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.get(&others[1], "/api/v1/session").await.status, StatusCode::OK);
    let none = call(&world, &hanako, Method::DELETE, "/api/v1/sessions/0000000000000000", Value::Null).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert!(world.get(&hanako, "/account").await.body.contains("ほかの端末のサインインをすべて終了する"));
    world.post(&hanako, "/account/sessions", "").await;
    assert_eq!(world.get(&others[1], "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.get(&hanako, "/api/v1/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let (world, hanako) = hanako().await;
    let taro = kashika::accounts::add(&world.app, "taro@example.jp", Some("試験太郎"), None);
    let taro = world.sign_in_as(&taro.await.unwrap().unwrap()).await;
    let list = call(&world, &hanako, Method::GET, "/api/v1/sessions", Value::Null).await.json();
    let path = format!("/api/v1/sessions/{}", list["sessions"][0]["id"].as_str().unwrap());
    assert_eq!(call(&world, &taro, Method::DELETE, &path, Value::Null).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&hanako, "/api/v1/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_ends_unused_after_three_days_and_used_after_two_weeks() {
    let (mut world, hanako) = hanako().await;
    let hour = 60 * MINUTE;
    let answer = world.post(&Person::default(), "/sign-in", SIGN_IN).await;
    let idle = world.person_from(&answer).await;
    for _ in 0..6 {
        world.later(50 * hour);
        assert_eq!(world.get(&hanako, "/api/v1/session").await.status, StatusCode::OK);
    }
    assert_eq!(world.get(&idle, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    world.later(50 * hour);
    assert_eq!(world.get(&hanako, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
}
