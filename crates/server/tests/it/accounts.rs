//! Set-up, sign-in and sessions.

use axum::http::{Method, StatusCode};

use crate::support::{OWNER, Person, World, between};

const SET_UP: &str = "name=佐藤花子&email=Hanako@example.jp&password=correct horse battery";

#[tokio::test]
async fn a_new_installation_asks_for_its_first_person_and_only_once() {
    let world = World::empty().await;
    let nobody = Person::default();
    assert_eq!(world.get(&nobody, "/").await.location(), "/setup");
    let answer = world.post(&nobody, "/setup", SET_UP).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/organizations/new"));
    assert_eq!(world.get(&nobody, "/setup").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.post(&nobody, "/setup", SET_UP).await.status, StatusCode::NOT_FOUND);
    let hanako = world.person_from(&answer).await;
    assert!(world.get(&hanako, "/").await.body.contains("佐藤花子"));
}

#[tokio::test]
async fn a_refused_set_up_keeps_what_was_typed_but_never_the_password() {
    let world = World::empty().await;
    let form = "name=佐藤花子&email=hanako&password=password";
    let answer = world.post(&Person::default(), "/setup", form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"佐藤花子\"") && answer.body.contains("value=\"hanako\""));
    assert!(answer.body.contains("12文字以上にしてください") && answer.body.contains("名前@会社.jp"));
    assert!(!answer.body.contains("value=\"password\""));
}

#[tokio::test]
async fn signing_in_takes_the_right_password_and_leads_back() {
    let world = World::empty().await;
    let nobody = Person::default();
    world.post(&nobody, "/setup", SET_UP).await;
    let wrong = world.post(&nobody, "/sign-in", "email=hanako@example.jp&password=wrong wrong wrong").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = world.post(&nobody, "/sign-in", "email=nobody@example.jp&password=wrong wrong wrong").await;
    assert_eq!(unknown.body.replace("nobody@", "hanako@"), wrong.body);
    let form = "email=HANAKO@example.jp&password=correct horse battery&back=/results";
    let right = world.post(&nobody, "/sign-in", form).await;
    assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/results"));
    let elsewhere = world.post(&nobody, "/sign-in", &form.replace("/results", "//evil.example")).await;
    assert_eq!(elsewhere.location(), "/");
}

#[tokio::test]
async fn a_link_works_once_and_opening_it_does_not_use_it_up() {
    let world = World::demo().await;
    let link = kashika::accounts::new_link(&world.app, &kashika::demo::account_id(OWNER)).await.unwrap();
    let path = link.strip_prefix("http://kashika.test").unwrap();
    let nobody = Person::default();
    assert_eq!(world.get(&nobody, path).await.status, StatusCode::OK);
    assert_eq!(world.post(&nobody, path, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.post(&nobody, path, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    world.post(&owner, "/sign-out", "").await;
    assert_eq!(world.get(&owner, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    assert!(world.get(&owner, "/results").await.location().starts_with("/sign-in?back="));
}

#[tokio::test]
async fn programs_sign_in_for_a_bearer_token() {
    let world = World::empty().await;
    world.post(&Person::default(), "/setup", SET_UP).await;
    let body = serde_json::json!({ "email": "hanako@example.jp", "password": "correct horse battery" });
    let answer = world.send_json(&Person::default(), Method::POST, "/api/v1/session", &[], &body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let bearer = format!("Bearer {}", answer.json()["token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let nothing = serde_json::Value::Null;
    let me = world.send_json(&Person::default(), Method::GET, "/api/v1/session", &headers, &nothing).await;
    assert_eq!(me.json()["name"], "佐藤花子");
    let end =
        world.send_json(&Person::default(), Method::DELETE, "/api/v1/session", &headers, &nothing).await;
    assert_eq!(end.status, StatusCode::NO_CONTENT);
    let gone = world.send_json(&Person::default(), Method::GET, "/api/v1/session", &headers, &nothing).await;
    assert_eq!(
        (gone.status, gone.json()["type"].as_str()),
        (StatusCode::UNAUTHORIZED, Some("/problems/not-signed-in"))
    );
}

#[tokio::test]
async fn the_language_switch_is_remembered_with_the_person() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    assert!(world.get(&owner, "/").await.body.contains("<html lang=\"ja\">"));
    world.post(&owner, "/language", "language=en&back=/results").await;
    assert!(world.get(&owner, "/").await.body.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn every_answer_carries_a_strict_policy() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    for path in ["/", "/no-such-page", "/api/v1/organizations", "/assessments/kakuu-seiki-2026/items/5-5"] {
        let answer = world.get(&owner, path).await;
        let policy = answer.headers.get("content-security-policy").unwrap().to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert!(!answer.body.contains(" style=\"") && !answer.body.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn over_https_cookies_are_bound_to_the_host() {
    let world =
        World::demo_with(|settings| settings.base_url = Some("https://kashika.test".to_owned())).await;
    let link = kashika::accounts::new_link(&world.app, &kashika::demo::account_id(OWNER)).await.unwrap();
    let path = link.strip_prefix("https://kashika.test").unwrap();
    let answer = world.send(&Person::default(), Method::POST, path, Some("")).await;
    let cookies: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    for cookie in &cookies {
        let kept =
            ["; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax"].iter().all(|part| cookie.contains(part));
        assert!(cookie.starts_with("__Host-kashika_") && kept && !cookie.contains("Domain"), "{cookie}");
    }
    let held = cookies[0].split(';').next().unwrap();
    let session = async |cookie: String| {
        world.get(&Person { cookie, csrf: String::new() }, "/api/v1/session").await.status
    };
    assert_eq!(session(held.to_owned()).await, StatusCode::OK);
    // One that a neighboring host has set under the plain name is not ours.
    assert_eq!(session(held.replace("__Host-", "")).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn errors_speak_the_visitors_language_as_page_and_as_problem() {
    let world = World::demo().await;
    let page = world.get(&Person::default(), "/no-such-page").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(between(&page.body, "<h1>", "</h1>"), "ページが見つかりません");
    let problem = world
        .send_json(
            &Person::default(),
            Method::GET,
            "/api/v1/no-such",
            &[("accept-language", "en")],
            &serde_json::Value::Null,
        )
        .await;
    assert_eq!(problem.json()["title"], "Page not found");
    assert_eq!(problem.headers.get("content-type").unwrap(), "application/problem+json");
}

#[tokio::test]
async fn people_are_added_on_the_command_line_only_after_the_set_up() {
    let world = World::sqlite().await;
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kashika"));
        command.args(arguments).arg("--data").arg(world.folder()).env_remove("DATABASE_URL").output().unwrap()
    };
    let early = run(&["account", "add", "taro@example.jp", "--name", "試験太郎"]);
    assert_eq!(early.status.code(), Some(2), "{}", String::from_utf8_lossy(&early.stderr));
    world.post(&Person::default(), "/setup", SET_UP).await;
    for refused in [
        vec!["account", "add", "taro@example.jp"],
        vec!["account", "add", "taro@example.jp", "--name", " "],
        vec![
            "account",
            "add",
            "taro@example.jp",
            "--name",
            "試験太郎",
            "--organization",
            "none",
            "--role",
            "editor",
        ],
        vec!["account", "link", "taro@example.jp"],
    ] {
        assert_eq!(run(&refused).status.code(), Some(2), "{refused:?}");
    }
    let added = run(&["account", "add", "taro@example.jp", "--name", "試験太郎"]);
    assert!(String::from_utf8(added.stdout).unwrap().contains("/sign-in/"));
    assert!(run(&["account", "link", "taro@example.jp"]).status.success());
    let without = run(&["account", "remove-second-factor", "taro@example.jp"]);
    assert_eq!(without.status.code(), Some(2));
    assert!(String::from_utf8(without.stderr).unwrap().contains("has no second factor"));
}

#[tokio::test]
async fn a_colleague_given_a_role_sees_the_organization_and_chooses_a_password() {
    let world = World::demo().await;
    let email = "taro@example.jp";
    let role = |role: &str| {
        Some(kashika::accounts::Membership {
            organization_id: "kakuu-seiki".to_owned(),
            role: role.to_owned(),
        })
    };
    let id =
        kashika::accounts::add(&world.app, email, Some("試験太郎"), role("reader")).await.unwrap().unwrap();
    let taro = world.sign_in_as(&id).await;
    assert_eq!(world.get(&taro, "/organizations/kakuu-seiki").await.status, StatusCode::OK);
    assert_eq!(world.get(&taro, "/organizations/kakuu-seiki/profile").await.status, StatusCode::FORBIDDEN);
    kashika::accounts::add(&world.app, email, None, role("owner")).await.unwrap().unwrap();
    assert_eq!(world.get(&taro, "/organizations/kakuu-seiki/profile").await.status, StatusCode::OK);
    let activity = world.get(&taro, "/api/v1/organizations/kakuu-seiki/activity").await.json();
    assert_eq!(activity["entries"][0]["detail"], "taro@example.jp (owner)");

    let elsewhere = world.sign_in_as(&id).await;
    let weak = world.post(&taro, "/account/password", "password=short").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = world.post(&taro, "/account/password", "password=correct horse battery").await;
    assert_eq!(chosen.location(), "/account?saved");
    assert_eq!(world.get(&elsewhere, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    let form = "email=taro@example.jp&password=correct horse battery";
    assert_eq!(world.post(&Person::default(), "/sign-in", form).await.status, StatusCode::SEE_OTHER);
    let unknowing = world.post(&taro, "/account/password", "password=another horse battery").await;
    assert_eq!(unknowing.status, StatusCode::UNPROCESSABLE_ENTITY);
    kashika::accounts::forget_password(&world.app, &id).await.unwrap();
    assert_eq!(
        world.post(&Person::default(), "/sign-in", form).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(world.get(&taro, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_program_can_set_an_installation_up_and_choose_a_language() {
    let world = World::empty().await;
    let nobody = Person::default();
    let body = serde_json::json!({ "name": "佐藤花子", "email": "h@example.jp", "password": "correct horse battery" });
    let first = world.send_json(&nobody, Method::POST, "/api/v1/setup", &[], &body).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = world.send_json(&nobody, Method::POST, "/api/v1/setup", &[], &body).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let bearer = format!("Bearer {}", first.json()["token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    for (language, status) in [("en", StatusCode::NO_CONTENT), ("fr", StatusCode::UNPROCESSABLE_ENTITY)] {
        let body = serde_json::json!({ "language": language });
        let answer = world.send_json(&nobody, Method::PUT, "/api/v1/session/language", &headers, &body).await;
        assert_eq!(answer.status, status);
    }
    let me =
        world.send_json(&nobody, Method::GET, "/api/v1/session", &headers, &serde_json::Value::Null).await;
    assert_eq!(me.json()["language"], "en");
}
