//! Who belongs to an organization: invited by mail, changed, handed over, gone at once.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{Answer, EDITOR, OTHER_OWNER, OUTSIDER, OWNER, Person, READER, World};

const MEMBERS: &str = "/organizations/kakuu-seiki/members";
const INVITATIONS: &str = "/organizations/kakuu-seiki/invitations";
const NEWCOMER: &str = "new.person@kakuu.example";

async fn invite(world: &World, owner: &Person, email: &str, role: &str) -> Answer {
    world.post(owner, INVITATIONS, &format!("email={email}&role={role}")).await
}

/// Nobody else decides for 架空精機.
async fn alone(world: &World, owner: &Person) {
    let done = world.post(owner, &format!("{MEMBERS}/{}", id(OTHER_OWNER)), "role=reader").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}

fn id(email: &str) -> String {
    kashika::demo::account_id(email)
}

#[tokio::test]
async fn a_newcomer_joins_by_invitation_once_and_with_the_invited_address() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    // Written in another way, it is the same address.
    assert_eq!(
        invite(&world, &owner, "New.Person@Kakuu.example", "editor").await.status,
        StatusCode::SEE_OTHER
    );
    let path = world.mailed_link(&owner, NEWCOMER).await;
    let nobody = Person::default();
    let page = world.get(&nobody, &path).await;
    assert!(page.body.contains(NEWCOMER) && page.body.contains("担当者"), "{}", page.body);
    // Opening it again and again uses nothing up.
    assert_eq!(world.get(&nobody, &path).await.status, StatusCode::OK);
    // Somebody signed in with another address cannot have it.
    let outsider = world.sign_in(OUTSIDER).await;
    assert!(world.get(&outsider, &path).await.body.contains("別のアドレス宛て"));
    assert_eq!(world.post(&outsider, &path, "").await.status, StatusCode::NOT_FOUND);
    let weak = world.post(&nobody, &path, "name=新任&password=short").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.body.contains("value=\"新任\""), "what was typed is kept");
    let joined = world.post(&nobody, &path, "name=新任&password=correct horse battery").await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.body);
    let newcomer = world.person_from(&joined).await;
    assert_eq!(world.get(&newcomer, "/assessments/kakuu-seiki-2026").await.status, StatusCode::OK);
    // The link is used up, and a second one for the address asks for its account.
    assert_eq!(world.get(&nobody, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.post(&nobody, &path, "name=x&password=correct horse battery").await.status,
        StatusCode::NOT_FOUND
    );
    let activity = world.get(&owner, "/organizations/kakuu-seiki/activity").await.body;
    assert!(activity.contains("招待: new.person@kakuu.example"), "{activity}");
    assert!(activity.contains("組織に参加: new.person@kakuu.example"), "{activity}");
}

#[tokio::test]
async fn somebody_with_an_account_joins_after_signing_in() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    invite(&world, &owner, OUTSIDER, "adviser").await;
    let path = world.mailed_link(&owner, OUTSIDER).await;
    let nobody = Person::default();
    assert!(world.get(&nobody, &path).await.body.contains("サインインすると参加できます"));
    // No second account for the address.
    assert_eq!(
        world.post(&nobody, &path, "name=x&password=correct horse battery").await.status,
        StatusCode::CONFLICT
    );
    let adviser = world.sign_in(OUTSIDER).await;
    assert_eq!(world.get(&adviser, "/assessments/kakuu-seiki-2026").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.post(&adviser, &path, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.get(&adviser, "/assessments/kakuu-seiki-2026").await.status, StatusCode::OK);
    let submitted = world.post(&adviser, "/assessments/kakuu-seiki-2026/submission", "").await;
    assert_eq!(submitted.status, StatusCode::FORBIDDEN, "advisers do not submit");
    assert_eq!(world.post(&adviser, &path, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_withdrawn_or_replaced_or_old_invitation_opens_nothing() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    invite(&world, &owner, NEWCOMER, "editor").await;
    let first = world.mailed_link(&owner, NEWCOMER).await;
    invite(&world, &owner, NEWCOMER, "reader").await;
    let second = world.mailed_link(&owner, NEWCOMER).await;
    let nobody = Person::default();
    assert_eq!(world.get(&nobody, &first).await.status, StatusCode::NOT_FOUND, "replaced");
    let listed = world.get(&owner, &format!("/api/v1{MEMBERS}")).await.json();
    let waiting = listed["invitations"].as_array().unwrap();
    assert_eq!((waiting.len(), &waiting[0]["role"]), (1, &json!("reader")));
    let invitation = waiting[0]["id"].as_str().unwrap();
    let renewed = world.post(&owner, &format!("{INVITATIONS}/{invitation}"), "renew=1").await;
    assert_eq!(renewed.status, StatusCode::SEE_OTHER);
    let third = world.mailed_link(&owner, NEWCOMER).await;
    assert_eq!(world.get(&nobody, &second).await.status, StatusCode::NOT_FOUND, "renewed");
    assert_eq!(world.get(&nobody, &third).await.status, StatusCode::OK);
    const AGE: &str = "UPDATE invitations SET expires_at = $1 WHERE ended_at IS NULL";
    let now = world.app.now();
    let aged: Result<_, kashika::db::DbError> =
        world.app.db.change(move |tx| async move { tx.execute(AGE, &[now.into()]).await }).await;
    assert_eq!(aged.unwrap(), 1);
    assert_eq!(world.get(&nobody, &third).await.status, StatusCode::NOT_FOUND, "a week is over");
    let withdrawn = world.post(&owner, &format!("{INVITATIONS}/{invitation}"), "").await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    assert_eq!(
        world.post(&owner, &format!("{INVITATIONS}/{invitation}"), "").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn invitations_that_cannot_be_meant_are_refused() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    for (email, role) in [
        ("", "editor"),
        ("nobody", "editor"),
        ("a@b@c.example", "editor"),
        ("two%20words@kakuu.example", "editor"),
        // A Cyrillic letter that looks like an a.
        ("\u{430}dmin@kakuu.example", "editor"),
        ("admin@k\u{430}kuu.example", "editor"),
        ("x@kakuu.example%0abcc:y@kakuu.example", "editor"),
        (NEWCOMER, "king"),
        (NEWCOMER, ""),
    ] {
        let refused = invite(&world, &owner, email, role).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{email} {role}");
    }
    for body in [
        json!({}),
        json!({ "email": NEWCOMER }),
        json!({ "email": NEWCOMER, "role": "editor", "id": "x" }),
        json!([]),
    ] {
        let refused =
            world.send_json(&owner, Method::POST, &format!("/api/v1{INVITATIONS}"), &[], &body).await;
        assert!(refused.status.is_client_error(), "{body}: {}", refused.status);
    }
    let listed = world.get(&owner, &format!("/api/v1{MEMBERS}")).await.json();
    assert_eq!(listed["invitations"], json!([]));
    assert_eq!(world.get(&owner, "/api/v1/outbox").await.json()["mails"], json!([]));
}

#[tokio::test]
async fn an_organization_always_keeps_somebody_who_decides() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    alone(&world, &owner).await;
    let own = format!("{MEMBERS}/{}", id(OWNER));
    for (path, form) in
        [(own.as_str(), "role=reader"), (own.as_str(), "remove=1"), ("/organizations/kakuu-seiki/leave", "")]
    {
        let refused = world.post(&owner, path, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {form}");
        assert!(refused.body.contains("責任者がいなくなるため"), "{}", refused.body);
    }
    let api = world
        .send_json(&owner, Method::PUT, &format!("/api/v1{own}"), &[], &json!({ "role": "reader" }))
        .await;
    assert_eq!(
        (api.status, &api.json()["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("role"))
    );
    // Handed over, the way is free.
    let handed = world.post(&owner, &format!("{MEMBERS}/{}", id(EDITOR)), "hand_over=1").await;
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.body);
    assert_eq!(invite(&world, &owner, NEWCOMER, "reader").await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        world.post(&owner, "/organizations/kakuu-seiki/leave", "").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(world.get(&owner, MEMBERS).await.status, StatusCode::NOT_FOUND);
    let editor = world.sign_in(EDITOR).await;
    assert_eq!(invite(&world, &editor, NEWCOMER, "reader").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn two_owners_who_leave_at_once_do_not_leave_nobody() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    alone(&world, &owner).await;
    let made = world.post(&owner, &format!("{MEMBERS}/{}", id(EDITOR)), "role=owner").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let editor = world.sign_in(EDITOR).await;
    let (one, other) = tokio::join!(
        world.post(&owner, "/organizations/kakuu-seiki/leave", ""),
        world.post(&editor, "/organizations/kakuu-seiki/leave", "")
    );
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
}

#[tokio::test]
async fn removed_means_removed_at_once() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let reader = world.sign_in(READER).await;
    assert_eq!(world.get(&reader, "/assessments/kakuu-seiki-2026").await.status, StatusCode::OK);
    // An executive reads the karte, and neither answers nor the evidence in the report.
    world.post(&owner, &format!("{MEMBERS}/{}", id(READER)), "role=executive").await;
    assert_eq!(world.get(&reader, "/assessments/kakuu-seiki-2025/karte").await.status, StatusCode::OK);
    for path in [
        "/assessments/kakuu-seiki-2025",
        "/assessments/kakuu-seiki-2025/items/5-6",
        "/assessments/kakuu-seiki-2025/form.csv",
    ] {
        assert_eq!(world.get(&reader, path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let removed = world.post(&owner, &format!("{MEMBERS}/{}", id(READER)), "remove=1").await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    for path in [
        "/organizations/kakuu-seiki",
        MEMBERS,
        "/assessments/kakuu-seiki-2025/karte",
        "/api/v1/assessments/kakuu-seiki-2026",
    ] {
        assert_eq!(world.get(&reader, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        world.post(&owner, &format!("{MEMBERS}/{}", id(READER)), "remove=1").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn mail_waits_for_the_operator_and_goes_once_it_is_passed_on() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    invite(&world, &owner, NEWCOMER, "reader").await;
    let editor = world.sign_in(EDITOR).await;
    assert_eq!(world.get(&editor, "/outbox").await.status, StatusCode::NOT_FOUND);
    let page = world.get(&owner, "/outbox").await.body;
    assert!(page.contains(NEWCOMER) && page.contains("/invitations/"), "{page}");
    let mail =
        world.get(&owner, "/api/v1/outbox").await.json()["mails"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(world.post(&editor, &format!("/outbox/{mail}"), "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.post(&owner, &format!("/outbox/{mail}"), "").await.status, StatusCode::SEE_OTHER);
    assert!(!world.get(&owner, "/outbox").await.body.contains("/invitations/"));
    const BODIES: &str = "SELECT COUNT(*) AS count FROM mails WHERE body <> ''";
    use kashika::db::Read as _;
    let left = world.app.db.row(BODIES, &[]).await.unwrap().int("count").unwrap();
    assert_eq!(left, 0, "the link in the mail is not kept");
}

#[tokio::test]
async fn a_lost_password_is_chosen_anew_by_a_link_that_works_once() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let nobody = Person::default();
    // The same answer, whoever it is.
    let known = world.post(&nobody, "/forgot-password", &format!("email={EDITOR}")).await;
    let unknown = world.post(&nobody, "/forgot-password", "email=nobody@kakuu.example").await;
    assert_eq!((known.status, &known.body), (StatusCode::OK, &unknown.body));
    // The mail is written after the answer.
    for _ in 0..200 {
        if !world.get(&owner, "/api/v1/outbox").await.json()["mails"].as_array().unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let path = world.mailed_link(&owner, EDITOR).await;
    assert_eq!(world.get(&owner, "/api/v1/outbox").await.json()["mails"].as_array().unwrap().len(), 1);
    let elsewhere = world.sign_in(EDITOR).await;
    // A program of theirs loses its way in as well.
    let body = json!({ "name": "script", "days": 30 });
    let token = world.send_json(&elsewhere, Method::POST, "/api/v1/access-tokens", &[], &body).await;
    assert_eq!(token.status, StatusCode::CREATED, "{}", token.body);
    let bearer = format!("Bearer {}", token.json()["token"].as_str().unwrap());
    let asks = async || {
        let headers = [("authorization", bearer.as_str())];
        let path = "/api/v1/organizations";
        world
            .send_json(&Person::default(), Method::GET, path, &headers, &serde_json::Value::Null)
            .await
            .status
    };
    assert_eq!(asks().await, StatusCode::OK);
    assert_eq!(world.get(&nobody, &path).await.status, StatusCode::OK);
    let weak = world.post(&nobody, &path, "password=passwordpassword").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = world.post(&nobody, &path, "password=correct horse battery").await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/sign-in?reset"));
    assert_eq!(
        world.post(&nobody, &path, "password=another long password").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(world.get(&elsewhere, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(asks().await, StatusCode::UNAUTHORIZED);
    let signed_in =
        world.post(&nobody, "/sign-in", &format!("email={EDITOR}&password=correct horse battery")).await;
    assert_eq!(signed_in.status, StatusCode::SEE_OTHER, "{}", signed_in.body);
}
