//! Access tokens open the JSON interface, as far as their scope goes, and never the account itself.

use axum::http::{Method, StatusCode};
use kashika::routes::ROUTES;
use serde_json::{Value, json};

use crate::support::{Answer, OWNER, Person, World, between};

async fn made(world: &World, person: &Person, may_write: bool) -> (String, String) {
    let body = json!({ "name": "毎月の集計", "may_write": may_write, "days": 30 });
    let answer = world.send_json(person, Method::POST, "/api/v1/access-tokens", &[], &body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let answer = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&answer["token"]), text(&answer["access_token"]["id"]))
}

async fn call(world: &World, token: &str, method: Method, path: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("if-match", "\"0\"")];
    world.send_json(&Person::default(), method, path, &headers, &json!({})).await
}

#[tokio::test]
async fn a_token_is_shown_once_and_reads_until_it_is_revoked() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let form = "token_name=毎月の集計&scope=read&days=90";
    let page = world.post(&owner, "/account/access-tokens", form).await;
    let token = between(&page.body, "id=\"token\">", "<").to_owned();
    assert!(token.starts_with("kashika_"));
    let list = world.get(&owner, "/account/access-tokens").await;
    assert!(list.body.contains("毎月の集計") && list.body.contains("未使用") && !list.body.contains(&token));
    let organizations = call(&world, &token, Method::GET, "/api/v1/organizations").await;
    assert_eq!(organizations.status, StatusCode::OK);
    let list = world.send_json(&owner, Method::GET, "/api/v1/access-tokens", &[], &Value::Null).await.json();
    let listed = &list["access_tokens"][0];
    assert!(listed["last_used_at"].as_i64().unwrap() > 0 && listed["may_write"] == false);
    let path = format!("/account/access-tokens/{}", listed["id"].as_str().unwrap());
    assert_eq!(world.post(&owner, &path, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        call(&world, &token, Method::GET, "/api/v1/organizations").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn what_reads_only_changes_nothing_and_what_writes_does() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let (reads, _) = made(&world, &owner, false).await;
    let (writes, _) = made(&world, &owner, true).await;
    let path = "/api/v1/assessments/kakuu-seiki-2026/submission";
    let refused = call(&world, &reads, Method::POST, path).await;
    assert_eq!(
        (refused.status, refused.json()["type"].as_str()),
        (StatusCode::FORBIDDEN, Some("/problems/token-scope"))
    );
    let open = call(&world, &writes, Method::POST, path).await;
    assert_eq!(open.json()["type"], "/problems/unanswered");
}

/// Everything that belongs to the account, and every page, is closed to tokens of either scope.
#[tokio::test]
async fn no_token_reaches_the_account_or_a_page() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let (token, id) = made(&world, &owner, true).await;
    let mut tried = 0;
    for route in ROUTES {
        let is_page = !route.path.starts_with("/api/")
            && !route.path.starts_with("/assets/")
            && route.path != "/healthz";
        let is_of_account = ["/api/v1/session", "/api/v1/access-tokens", "/api/v1/passkeys"]
            .iter()
            .any(|own| route.path.starts_with(own));
        let says_who = route.method == "get" && route.path == "/api/v1/session";
        if !(is_page || is_of_account) || says_who {
            continue;
        }
        let path = route.path.replace("{access_token}", &id).replace("{id}", "kakuu-seiki");
        let method = Method::from_bytes(route.method.to_uppercase().as_bytes()).unwrap();
        let answer = call(&world, &token, method, &path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} {path}", route.method);
        tried += 1;
    }
    assert!(tried > 60, "{tried}");
    let me = call(&world, &token, Method::GET, "/api/v1/session").await;
    assert_eq!(me.json()["email"], OWNER);
}

#[tokio::test]
async fn a_token_runs_out_and_ends_with_a_forgotten_password() {
    let mut world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let (token, _) = made(&world, &owner, false).await;
    let (other, _) = made(&world, &owner, false).await;
    kashika::accounts::forget_password(&world.app, &kashika::demo::account_id(OWNER)).await.unwrap();
    assert_eq!(call(&world, &other, Method::GET, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    let owner = world.sign_in(OWNER).await;
    let (fresh, _) = made(&world, &owner, false).await;
    assert_eq!(call(&world, &token, Method::GET, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    world.later(29 * 24 * 3_600 * 1_000_000);
    assert_eq!(call(&world, &fresh, Method::GET, "/api/v1/session").await.status, StatusCode::OK);
    world.later(24 * 3_600 * 1_000_000);
    assert_eq!(call(&world, &fresh, Method::GET, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_refused_wish_keeps_what_was_typed() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let page = world.post(&owner, "/account/access-tokens", "token_name=&scope=write&days=30").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("value=\"write\" checked") && page.body.contains("value=\"30\" selected"));
    for body in [
        json!({ "name": "x", "days": 0 }),
        json!({ "name": "x", "days": 367 }),
        json!({ "name": " ", "days": 1 }),
    ] {
        let answer = world.send_json(&owner, Method::POST, "/api/v1/access-tokens", &[], &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
}
