//! A company's profile.

use axum::http::{Method, StatusCode};

use crate::support::{OWNER, World};

const NEW: &str = "name_ja=試験工業&name_en=Test Industries&industry=trading&headcount=under_300&has_ciso=1";

#[tokio::test]
async fn a_new_organization_belongs_to_whoever_registers_it_and_gets_a_public_code() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let answer = world.post(&owner, "/organizations", NEW).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let id = answer.location().split('/').nth(2).unwrap().to_owned();
    let body = world.get(&owner, &format!("/api/v1/organizations/{id}")).await.json();
    assert_eq!(body["public_code"], "SR-1001");
    assert_eq!(body["profile"]["industry"], "trading");
    assert_eq!(body["profile"]["has_ciso"], true);
    assert_eq!(body["profile"]["has_csirt"], false);
}

#[tokio::test]
async fn a_refused_profile_keeps_every_field() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let answer = world.post(&owner, "/organizations", "name_en=&products=旋盤&has_csirt=1").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("旋盤</textarea>"));
    assert!(!answer.body.contains("action=\"/language\""), "a switch of language here would lose the input");
    assert!(answer.body.contains("name=\"has_csirt\" value=\"1\" checked"));
    assert!(answer.body.contains("業種グループを選んでください"));
}

#[tokio::test]
async fn two_people_changing_a_profile_never_overwrite_each_other_silently() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let path = "/organizations/kakuu-seiki/profile";
    let form = |name: &str, version: i64| {
        format!("name_ja={name}&name_en=K&industry=machinery&headcount=from_5000&version={version}")
    };
    assert_eq!(world.post(&owner, path, &form("甲", 1)).await.status, StatusCode::SEE_OTHER);
    let late = world.post(&owner, path, &form("乙", 1)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("value=\"乙\"") && late.body.contains("name=\"version\" value=\"2\""));
    let body = world.get(&owner, "/api/v1/organizations/kakuu-seiki").await.json();
    assert_eq!((body["profile"]["name_ja"].as_str(), body["version"].as_i64()), (Some("甲"), Some(2)));
    let stale = serde_json::json!({ "version": 1, "profile": body["profile"] });
    let answer =
        world.send_json(&owner, Method::PUT, "/api/v1/organizations/kakuu-seiki/profile", &[], &stale).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn changes_appear_in_the_activity_of_the_organization() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let form = "name_ja=甲&name_en=K&industry=machinery&headcount=from_5000&version=1";
    world.post(&owner, "/organizations/kakuu-seiki/profile", form).await;
    let page = world.get(&owner, "/organizations/kakuu-seiki/activity").await;
    assert!(page.body.contains("基本情報の変更") && page.body.contains("沢渡 由紀"));
}

#[tokio::test]
async fn many_organizations_are_listed_page_by_page() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    for number in 0..55 {
        world.post(&owner, "/organizations", &NEW.replace("試験工業", &format!("試験{number}"))).await;
    }
    let first = world.get(&owner, "/organizations").await.body;
    assert_eq!(first.matches("<li>").count(), 50);
    let next = crate::support::between(&first, "/organizations?after=", "\"");
    let second = world.get(&owner, &format!("/organizations?after={next}")).await.body;
    assert_eq!(second.matches("<li>").count(), 6);
    assert!(world.get(&owner, "/").await.body.contains("すべての組織"));
    let body = world.get(&owner, "/api/v1/organizations").await.json();
    assert_eq!(body["organizations"].as_array().unwrap().len(), 56);
}
