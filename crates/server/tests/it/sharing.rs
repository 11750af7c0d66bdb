//! What a company lets another see: by recorded consent, as far as it says, and no longer.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{EDITOR, OTHER_OWNER, OWNER, Person, World};

const CHILD: &str = "/organizations/kakuu-seiki-kyushu";
const CHILD_OWNER: &str = "daisuke.kusunose@kakuu.example";
/// Reads reports in the parent company only.
const EXECUTIVE: &str = "takashi.minase@kakuu.example";

async fn result(world: &World, owner: &Person) -> String {
    let listed = world.get(owner, &format!("/api/v1{CHILD}/assessments")).await.json();
    let found = listed["assessments"].as_array().unwrap().iter().find(|one| !one["submitted_at"].is_null());
    format!("/assessments/{}", found.unwrap_or_else(|| panic!("{listed}"))["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_parent_sees_an_affiliate_by_consent_only_and_as_far_as_it_goes() {
    let world = World::demo().await;
    let child = world.sign_in(CHILD_OWNER).await;
    let parent = world.sign_in(EDITOR).await;
    let assessment = result(&world, &child).await;
    let karte = format!("{assessment}/karte");
    let status = async |person: &Person, path: &str| world.get(person, path).await.status;
    assert_eq!(status(&parent, CHILD).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&parent, &karte).await, StatusCode::NOT_FOUND);

    let page = world.get(&child, &format!("{CHILD}/sharing")).await.body;
    assert!(page.contains("value=\"kakuu-seiki\""), "the parent is offered: {page}");
    let given = world.post(&child, &format!("{CHILD}/consents"), "given_to=kakuu-seiki&extent=results").await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    assert_eq!(status(&parent, CHILD).await, StatusCode::OK);
    assert_eq!(status(&parent, &karte).await, StatusCode::OK);
    assert_eq!(status(&parent, &format!("{assessment}/report.pdf")).await, StatusCode::OK);
    for hidden in [
        assessment.clone(),
        format!("{assessment}/items/5-6"),
        format!("{assessment}/form.csv"),
        format!("{CHILD}/members"),
        format!("{CHILD}/activity"),
        format!("{CHILD}/collection"),
    ] {
        assert_eq!(status(&parent, &hidden).await, StatusCode::FORBIDDEN, "{hidden}");
    }
    let shared = world.get(&parent, "/organizations/kakuu-seiki/shared").await.body;
    assert!(shared.contains(CHILD), "{shared}");
    // The karte lists no items, and the report has no appendix of them.
    let (own, shown) = (world.get(&child, &karte).await.body, world.get(&parent, &karte).await.body);
    assert!(own.contains("id=\"h-items\"") && !shown.contains("id=\"h-items\""));
    let report = format!("{assessment}/report.pdf");
    let (own, shown) = (world.download(&child, &report).await, world.download(&parent, &report).await);
    assert!(shown.len() + 2_000 < own.len(), "{} of {} bytes", shown.len(), own.len());
    // Who reads reports only in the parent company is not meant.
    assert_eq!(status(&world.sign_in(EXECUTIVE).await, &karte).await, StatusCode::NOT_FOUND);

    // Answers as well: reading, never writing.
    world.post(&child, &format!("{CHILD}/consents"), "given_to=kakuu-seiki&extent=answers").await;
    assert_eq!(status(&parent, &format!("{assessment}/items/5-6")).await, StatusCode::OK);
    for (method, path) in [(Method::POST, "submission"), (Method::POST, "reopening")] {
        let path = format!("/api/v1{assessment}/{path}");
        let refused = world.send_json(&parent, method, &path, &[], &json!({})).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
    let saved = world
        .send_json(
            &parent,
            Method::PUT,
            &format!("/api/v1{assessment}/items/5-6"),
            &[("if-match", "\"0\"")],
            &json!({ "answer": "5" }),
        )
        .await;
    assert!(matches!(saved.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{}", saved.status);

    // Ended means ended, for everybody, at once; and it is on record.
    let consents = world.get(&child, &format!("/api/v1{CHILD}/consents")).await.json();
    let consents = consents["consents"].as_array().unwrap();
    assert_eq!(consents.iter().filter(|consent| consent["ended_at"].is_null()).count(), 1, "{consents:?}");
    let id = consents[0]["id"].as_str().unwrap();
    assert_eq!(world.post(&child, &format!("{CHILD}/consents/{id}"), "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.post(&child, &format!("{CHILD}/consents/{id}"), "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(status(&parent, &karte).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&world.sign_in(OTHER_OWNER).await, CHILD).await, StatusCode::NOT_FOUND);
    let activity = world.get(&child, &format!("{CHILD}/activity")).await.body;
    assert!(
        activity.contains("公開の同意: 架空精機") && activity.contains("公開の同意の終了: 架空精機"),
        "{activity}"
    );
}

#[tokio::test]
async fn a_consent_that_cannot_be_meant_is_refused() {
    let world = World::demo().await;
    let child = world.sign_in(CHILD_OWNER).await;
    for form in [
        "",
        "given_to=kakuu-seiki",
        "given_to=kakuu-seiki&extent=all",
        "given_to=there-is-none&extent=results",
        "given_to=kakuu-seiki-kyushu&extent=results",
    ] {
        let refused = world.post(&child, &format!("{CHILD}/consents"), form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
    // Somebody else's organization gives nothing.
    let parent = world.sign_in(OWNER).await;
    let taken =
        world.post(&parent, &format!("{CHILD}/consents"), "given_to=kakuu-seiki&extent=answers").await;
    assert_eq!(taken.status, StatusCode::NOT_FOUND);
}
