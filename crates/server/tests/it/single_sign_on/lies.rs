//! What a provider may get wrong, or somebody in its place may try.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::provider::{Otherwise, new_pair};
use super::{MINUTE, is_signed_in, session, sign_in, to_sign_in, vouched, world};
use crate::support::{EDITOR, Person, World};

const NOT_ACCEPTED: &str = "/sign-in?back=/results&company=not-accepted";
const UNREACHABLE: &str = "/sign-in?back=/results&company=unreachable";

/// Claims of a person who would be let in, with one of them changed.
fn with(name: &str, value: Value) -> Value {
    let mut claims = vouched(EDITOR);
    claims[name] = value;
    claims
}

#[tokio::test]
async fn a_token_that_is_not_meant_for_this_attempt_lets_nobody_in() {
    let (world, provider) = world().await;
    let now = world.app.now() / 1_000_000;
    for (name, value) in [
        ("nonce", json!("another")),
        ("aud", json!("another")),
        ("iss", json!("https://login.example.jp")),
        ("exp", json!(now - 61)),
        ("iat", json!(now + 3600)),
        ("sub", json!("")),
    ] {
        provider.says(with(name, value.clone()));
        let answer = sign_in(&world, &provider).await;
        assert_eq!(answer.location(), NOT_ACCEPTED, "{name} {value}");
        assert!(!is_signed_in(&answer));
    }
    provider.says(vouched(EDITOR));
    for head in [json!({ "alg": "none" }), json!({ "alg": "HS256", "kid": "first" }), json!({})] {
        provider.script().head = head.clone();
        assert_eq!(sign_in(&world, &provider).await.location(), NOT_ACCEPTED, "{head}");
    }
    provider.script().head = json!({ "alg": "ES256", "kid": "first" });
    assert!(is_signed_in(&sign_in(&world, &provider).await), "the same without a lie");
    provider.script().pair = new_pair();
    let forged = sign_in(&world, &provider).await;
    assert_eq!(forged.location(), NOT_ACCEPTED, "signed with another key");
    let page = world.get(&Person::default(), NOT_ACCEPTED).await.body;
    assert!(page.contains("確認できなかったため") && page.contains("role=\"alert\""));
}

#[tokio::test]
async fn new_keys_of_the_provider_are_found_after_a_minute() {
    let (mut world, provider) = world().await;
    provider.says(vouched(EDITOR));
    assert!(is_signed_in(&sign_in(&world, &provider).await));
    provider.script().pair = new_pair();
    provider.script().head = json!({ "alg": "ES256", "kid": "second" });
    let asked = provider.script().asked.len();
    assert_eq!(sign_in(&world, &provider).await.location(), NOT_ACCEPTED);
    assert_eq!(provider.script().asked.len(), asked + 1, "what was read a moment ago is not read again");
    world.later(2 * MINUTE);
    assert!(is_signed_in(&sign_in(&world, &provider).await));
}

#[tokio::test]
async fn a_code_of_another_or_of_no_attempt_and_an_error_let_nobody_in() {
    let (world, provider) = world().await;
    provider.says(vouched(EDITOR));
    let (own, other) = (to_sign_in(&world).await, to_sign_in(&world).await);
    // A code that was made for another attempt: the challenge does not fit.
    let foreign = other.path(&world, &provider);
    let path = foreign.replace(&other.query["state"], &own.query["state"]);
    assert_eq!(world.get(&own.person, &path).await.location(), NOT_ACCEPTED);
    let provider_name = &provider.url;
    for (answer, word) in [
        ("error=access_denied", "cancelled"),
        ("error=server_error", "not-accepted"),
        ("code=x&error=access_denied", "cancelled"),
        ("", "not-accepted"),
        (&format!("code=unknown&iss={provider_name}"), "not-accepted"),
        // The answer of another provider, or of one that does not say which it is (mix-up).
        ("code=unknown&iss=https://other.example", "not-accepted"),
        ("code=unknown", "not-accepted"),
    ] {
        let trip = to_sign_in(&world).await;
        let path = format!("/sign-in/company/return?state={}&{answer}", trip.query["state"]);
        let answered = world.get(&trip.person, &path).await;
        assert_eq!(answered.location(), format!("/sign-in?back=/results&company={word}"), "{answer}");
        assert!(!is_signed_in(&answered));
    }
}

#[tokio::test]
async fn an_address_kept_out_of_the_token_is_asked_for_and_must_be_the_same_persons() {
    let (world, provider) = world().await;
    provider.script().userinfo = json!({ "sub": "person-9", "email": EDITOR, "email_verified": true });
    assert_eq!(sign_in(&world, &provider).await.location(), UNREACHABLE);
    provider.script().userinfo = json!({ "email": EDITOR, "email_verified": true });
    assert_eq!(session(&world, &sign_in(&world, &provider).await).await["email"], EDITOR);
}

#[tokio::test]
async fn the_secret_goes_into_the_form_where_the_provider_wants_it_there() {
    let (world, provider) = world().await;
    provider.script().discovery = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] });
    provider.says(vouched(EDITOR));
    assert!(is_signed_in(&sign_in(&world, &provider).await));
    let redeemed = provider.script().redeemed.clone();
    assert!(redeemed.0.is_empty() && redeemed.1.contains_key("client_secret"));
}

/// Presses the button; the provider cannot be used, and the page says so.
async fn is_unreachable(world: &World) -> bool {
    let answer = world.post(&Person::default(), "/sign-in/company", "back=/results").await;
    (answer.status, answer.location()) == (StatusCode::SEE_OTHER, UNREACHABLE)
}

#[tokio::test]
async fn a_provider_that_is_not_what_the_setting_names_is_not_used() {
    let (mut world, provider) = world().await;
    for discovery in [
        json!({ "issuer": format!("{}/", provider.url) }),
        json!({ "issuer": "https://login.example.jp" }),
        json!({ "issuer": null }),
        json!({ "token_endpoint": "http://login.example.jp/token" }),
        json!({ "token_endpoint": "http://169.254.169.254/latest" }),
        json!({ "jwks_uri": "http://10.0.0.1/keys" }),
        json!({ "jwks_uri": "file:///etc/passwd" }),
        json!({ "userinfo_endpoint": "http://login.example.jp/" }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "authorization_endpoint": "data:text/html,x" }),
    ] {
        world.later(MINUTE);
        provider.script().discovery = discovery.clone();
        assert!(is_unreachable(&world).await, "{discovery}");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_redirects_or_says_too_much_is_told_of_in_a_sentence() {
    let (mut world, provider) = world().await;
    provider.says(vouched(EDITOR));
    for otherwise in [Otherwise::Broken, Otherwise::Elsewhere, Otherwise::Huge] {
        for path in ["discovery", "keys"] {
            world.later(MINUTE);
            provider.script().otherwise = [(path, otherwise)].into();
            assert!(is_unreachable(&world).await, "{path}");
        }
        world.later(MINUTE);
        provider.script().otherwise.clear();
        let trip = to_sign_in(&world).await;
        provider.script().otherwise = [("token", otherwise)].into();
        let answer = trip.come_back(&world, &provider).await;
        assert_eq!(answer.location(), UNREACHABLE);
        assert!(!is_signed_in(&answer));
        // What was read before is forgotten, so that the next round begins anew.
        world.later(11 * MINUTE);
    }
    let page = world.get(&Person::default(), UNREACHABLE).await;
    assert!(page.body.contains("いま接続できません") && page.body.contains("name=\"password\""));
}

#[tokio::test]
async fn a_provider_that_is_down_is_not_asked_again_at_once() {
    let (mut world, provider) = world().await;
    provider.script().otherwise = [("discovery", Otherwise::Broken)].into();
    for _ in 0..5 {
        assert!(is_unreachable(&world).await);
    }
    assert_eq!(provider.script().asked.len(), 1);
    provider.script().otherwise.clear();
    world.later(MINUTE);
    provider.says(vouched(EDITOR));
    for _ in 0..3 {
        assert!(is_signed_in(&sign_in(&world, &provider).await));
    }
    let asked = provider.script().asked.clone();
    assert_eq!(asked.iter().filter(|path| **path == "discovery").count(), 2, "{asked:?}");
}
