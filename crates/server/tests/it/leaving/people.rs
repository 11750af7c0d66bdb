//! People who leave.

use super::*;

const ADDRESS: &str = "kenji.tokieda@kakuu.example";

fn own_email(email: &str) -> String {
    format!("own_email={email}")
}

#[tokio::test]
async fn a_person_is_gone_at_once_and_what_they_answered_stays() {
    let world = World::demo().await;
    let editor = world.sign_in(EDITOR).await;
    let again = world.sign_in(EDITOR).await;
    let id = kashika::demo::account_id(EDITOR);
    let item = "/assessments/kakuu-seiki-2026/items/5-5";
    assert_eq!(world.post(&editor, item, "answer=3&note=台帳&version=0").await.status, StatusCode::SEE_OTHER);
    let rating = "/frameworks/cyber-management/items/5-6/rating";
    world.post(&editor, rating, "rating=helpful&comment=よい").await;
    let token = json!({ "name": "script", "may_write": true, "days": 30 });
    let token = world.send_json(&editor, Method::POST, "/api/v1/access-tokens", &[], &token).await;
    assert_eq!(token.status, StatusCode::CREATED, "{}", token.body);

    let page = world.get(&editor, "/account/data").await;
    assert!(page.body.contains("action=\"/account/deletion\"") && !page.body.contains('⟦'), "{}", page.body);
    let wrong = world.post(&editor, "/account/deletion", &own_email("other@kakuu.example")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("value=\"other@kakuu.example\"")
            && wrong.body.contains("メールアドレスが違います")
    );
    let gone = world.post(&editor, "/account/deletion", &own_email(ADDRESS)).await;
    assert_eq!(
        (gone.status, gone.location()),
        (StatusCode::SEE_OTHER, "/data-retention?left=1"),
        "{}",
        gone.body
    );
    assert!(gone.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert!(world.get(&Person::default(), gone.location()).await.body.contains("アカウントを削除しました"));

    // No session, token, link or password of theirs opens anything.
    for person in [&editor, &again] {
        assert_eq!(world.get(person, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    }
    let bearer = format!("Bearer {}", token.json()["token"].as_str().unwrap());
    let header = [("authorization", bearer.as_str())];
    let tried = world
        .send_json(&Person::default(), Method::GET, "/api/v1/organizations", &header, &Value::Null)
        .await;
    assert_eq!(tried.status, StatusCode::UNAUTHORIZED);
    assert_eq!(kashika::accounts::id_of(&world.app, ADDRESS).await.unwrap(), None);
    assert_eq!(kashika::accounts::id_of(&world.app, &format!("deleted:{id}")).await.unwrap(), None);
    assert!(!kashika::accounts::is_email(&format!("deleted:{id}")));

    // The answer is there, by a former member; so is the entry, and that they left.
    let owner = world.sign_in(OWNER).await;
    let stored = world.get(&owner, &format!("/api/v1{item}")).await.json();
    assert_eq!(
        (&stored["answer"], &stored["note"], &stored["answered_by"]),
        (&json!("3"), &json!("台帳"), &Value::Null)
    );
    assert!(world.get(&owner, "/assessments/kakuu-seiki-2026").await.body.contains("退会した人"));
    let said = world.get(&owner, &format!("{PAGE}/activity")).await.body;
    assert_eq!(said.matches("<td>退会した人</td>").count(), 2, "{said}");
    assert!(!said.contains("時枝") && !said.contains(ADDRESS), "{said}");
    let members = world.get(&owner, &format!("{API}/members")).await.body;
    assert!(!members.contains(&id), "{members}");
    const RATED: &str = "SELECT helpful FROM hint_counts WHERE item = '5-6'";
    assert_eq!(world.app.db.row(RATED, &[]).await.unwrap().int("helpful").unwrap(), 0);

    // The address is free for somebody new, who is nobody of the old.
    let again = kashika::accounts::add(&world.app, ADDRESS, Some("新任"), None).await.unwrap().unwrap();
    assert_ne!(again, id);
    assert_eq!(world.get(&world.sign_in_as(&again).await, PAGE).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_leaves_an_organization_or_an_installation_to_nobody() {
    let mut world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    // The operator, one of two owners.
    let page = world.get(&owner, "/account/data").await.body;
    assert!(
        page.contains("運営者はあなただけです") && !page.contains("action=\"/account/deletion\""),
        "{page}"
    );
    let refused = world.post(&owner, "/account/deletion", &own_email(OWNER)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    kashika::accounts::appoint(&world.app, &kashika::demo::account_id(OTHER_OWNER)).await.unwrap();
    assert!(!world.get(&owner, "/account/data").await.body.contains("運営者はあなただけです"));

    // The last owner of an organization with others, and of one alone.
    world
        .post(&owner, &format!("{PAGE}/members/{}", kashika::demo::account_id(OTHER_OWNER)), "role=reader")
        .await;
    let alone = "name_ja=見本商店&industry=trading&headcount=under_300";
    assert_eq!(world.post(&owner, "/organizations", alone).await.status, StatusCode::SEE_OTHER);
    let page = world.get(&owner, "/account/data").await.body;
    assert!(page.contains(&format!("「{NAME}」の責任者はあなただけです")), "{page}");
    assert!(page.contains("「見本商店」にはあなたしかいません"), "{page}");
    let body = json!({ "own_email": OWNER });
    let refused = world.send_json(&owner, Method::POST, "/api/v1/account/deletion", &[], &body).await;
    assert_eq!(
        (refused.status, &refused.json()["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("own_email"))
    );
    assert_eq!(world.get(&owner, PAGE).await.status, StatusCode::OK, "nothing has changed");

    // Handed over, and the other one deleted: then they may go.
    world.post(&owner, &format!("{PAGE}/members/{}", kashika::demo::account_id(EDITOR)), "hand_over=1").await;
    let listed = world.get(&owner, "/api/v1/organizations").await.json();
    let own =
        listed["organizations"].as_array().unwrap().iter().find(|one| one["name"] == "見本商店").unwrap();
    let path = format!("/api/v1/organizations/{}/deletion", own["id"].as_str().unwrap());
    let body_ = json!({ "organization_name": "見本商店" });
    let deleted = world.send_json(&owner, Method::POST, &path, &[], &body_).await;
    assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
    assert!(world.get(&owner, "/account/data").await.body.contains("あなたが取り消すことはできなくなります"));
    let unproven = {
        world.later(20 * 60 * 1_000_000);
        world.send_json(&owner, Method::POST, "/api/v1/account/deletion", &[], &body).await
    };
    // People without any means to prove it with are let through; the demo's have none.
    assert_eq!(unproven.status, StatusCode::NO_CONTENT, "{}", unproven.body);
    assert_eq!(world.get(&owner, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_has_a_password_proves_it_and_a_token_is_no_proof() {
    let mut world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    world.post(&owner, "/account/password", "password=correct horse battery").await;
    let editor = world.sign_in(EDITOR).await;
    let chosen = world.post(&editor, "/account/password", "password=correct horse battery").await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    let token = json!({ "name": "script", "may_write": true, "days": 30 });
    let token = world.send_json(&editor, Method::POST, "/api/v1/access-tokens", &[], &token).await.json();
    let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
    let body = json!({ "own_email": EDITOR });
    for (method, path) in
        [(Method::POST, "/api/v1/account/deletion"), (Method::GET, "/api/v1/account/export.zip")]
    {
        let header = [("authorization", bearer.as_str())];
        let answer = world.send_json(&Person::default(), method, path, &header, &body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    world.later(20 * 60 * 1_000_000);
    let asked = world.post(&editor, "/account/deletion", &own_email(EDITOR)).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(
        asked.body.contains("name=\"own_email\" value=\"kenji.tokieda@kakuu.example\""),
        "{}",
        asked.body
    );
    let refused = world.send_json(&editor, Method::POST, "/api/v1/account/deletion", &[], &body).await;
    assert_eq!(refused.json()["type"], "/problems/proof-needed");
    let form = format!("{}&proof_password=correct horse battery", own_email(EDITOR));
    assert_eq!(world.post(&editor, "/account/deletion", &form).await.location(), "/data-retention?left=1");

    let named = format!("organization_name={NAME}");
    let asked = world.post(&owner, &format!("{PAGE}/deletion"), &named).await;
    assert!(asked.body.contains(&format!("name=\"organization_name\" value=\"{NAME}\"")), "{}", asked.body);
    let body = json!({ "organization_name": NAME });
    let refused = world.send_json(&owner, Method::POST, &format!("{API}/deletion"), &[], &body).await;
    assert_eq!(refused.json()["type"], "/problems/proof-needed");
    assert_eq!(world.get(&owner, PAGE).await.status, StatusCode::OK);
    let form = format!("{named}&proof_password=correct horse battery");
    let done = world.post(&owner, &format!("{PAGE}/deletion"), &form).await;
    assert_eq!(done.location(), "/organizations?done=deleted");
}

#[tokio::test]
async fn two_owners_who_leave_at_once_do_not_leave_nobody() {
    for _ in 0..4 {
        let world = World::demo().await;
        kashika::accounts::appoint(&world.app, &kashika::demo::account_id(READER)).await.unwrap();
        let (one, other) = (world.sign_in(OWNER).await, world.sign_in(OTHER_OWNER).await);
        let (one_form, other_form) = (own_email(OWNER), own_email(OTHER_OWNER));
        let (one, other) = tokio::join!(
            world.post(&one, "/account/deletion", &one_form),
            world.post(&other, "/account/deletion", &other_form)
        );
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
    }
}
