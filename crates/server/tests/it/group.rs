//! What belongs together, from when until when; and that it shows nothing by itself.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, EDITOR, OUTSIDER, OWNER, Person, READER, World};

const PARENT: &str = "kakuu-seiki";
const DAY: i64 = 24 * 3_600 * 1_000_000;

async fn call(world: &World, person: &Person, method: Method, path: &str, body: Value) -> Answer {
    world.send_json(person, method, path, &[], &body).await
}

fn group(id: &str) -> String {
    format!("/api/v1/organizations/{id}/group")
}

async fn registered(world: &World, person: &Person, above: &str, name: &str, kind: &str) -> String {
    let body = json!({ "name_ja": name, "kind": kind });
    let answer = call(world, person, Method::POST, &group(above), body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.location().rsplit('/').next().unwrap().to_owned()
}

/// A person of another company, and the company.
async fn stranger(world: &World) -> (Person, String) {
    let person = world.sign_in(OUTSIDER).await;
    let form = "name_ja=泰西電装&industry=machinery&headcount=under_300";
    let answer = world.post(&person, "/organizations", form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let id = answer.location().split('/').nth(2).unwrap().to_owned();
    (person, id)
}

async fn invited(world: &World, owner: &Person, above: &str) -> String {
    let body = json!({ "email": OUTSIDER, "since": "2026-04-01" });
    let answer = call(world, owner, Method::POST, &format!("{}/invitations", group(above)), body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    world.mailed_link(owner, OUTSIDER).await
}

#[tokio::test]
async fn the_demos_group_is_a_tree_with_days() {
    let world = World::demo().await;
    let reader = world.sign_in(READER).await;
    let tree = world.get(&reader, &group(PARENT)).await.json();
    assert_eq!(tree["above"], Value::Null);
    let below = tree["below"].as_array().unwrap();
    assert_eq!(below.len(), 39);
    assert!(below.iter().all(|one| one["since"] == "2019-04-01"));
    let depths: Vec<i64> = below.iter().map(|one| one["depth"].as_i64().unwrap()).collect();
    assert!(depths.contains(&1) && depths.contains(&2), "{depths:?}");
    let page = world.get(&reader, "/organizations/kakuu-seiki/group").await;
    assert!(page.body.contains("2019年4月1日から") && !page.body.contains("会社をグループに招く"));
}

#[tokio::test]
async fn divisions_and_their_parts_stand_below_in_order() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let division = registered(&world, &owner, PARENT, "精機事業部", "unit").await;
    let site = registered(&world, &owner, &division, "長野工場", "unit").await;
    let tree = world.get(&owner, &group(&division)).await.json();
    assert_eq!((&tree["above"]["organization_id"], &tree["above"]["kind"]), (&json!(PARENT), &json!("unit")));
    assert_eq!(tree["below"][0]["organization_id"], json!(site));
    let tree = world.get(&owner, &group(PARENT)).await.json();
    let below = tree["below"].as_array().unwrap();
    let at = below.iter().position(|one| one["organization_id"] == json!(division)).unwrap();
    assert_eq!((&below[at + 1]["organization_id"], &below[at + 1]["depth"]), (&json!(site), &json!(2)));
    // The head office's board asks them for their forms.
    let board = world.get(&owner, "/organizations/kakuu-seiki/collection").await;
    assert!(board.body.contains("長野工場"), "{}", board.body);
}

#[tokio::test]
async fn a_company_joins_by_invitation_only_and_shows_nothing_by_that() {
    let world = World::demo().await;
    let (owner, reader) = (world.sign_in(OWNER).await, world.sign_in(READER).await);
    let (person, company) = stranger(&world).await;
    let link = invited(&world, &owner, PARENT).await;
    let path = format!("/api/v1{link}");
    let join = json!({ "organization_id": company });
    for other in [&owner, &reader] {
        assert_eq!(
            call(&world, other, Method::POST, &path, join.clone()).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let foreign = json!({ "organization_id": PARENT });
    assert_eq!(call(&world, &person, Method::POST, &path, foreign).await.status, StatusCode::NOT_FOUND);
    let page = world.get(&person, &link).await;
    assert!(page.body.contains("泰西電装") && page.body.contains("2026年4月1日"), "{}", page.body);
    let joined = world.post(&person, &link, &format!("organization={company}")).await;
    assert_eq!(joined.location(), format!("/organizations/{company}/group?done=joined"));
    assert_eq!(
        world.post(&person, &link, &format!("organization={company}")).await.status,
        StatusCode::NOT_FOUND
    );
    let above = &world.get(&person, &group(&company)).await.json()["above"];
    assert_eq!((&above["organization_id"], &above["since"]), (&json!(PARENT), &json!("2026-04-01")));
    let look = world.get(&owner, &format!("/api/v1/organizations/{company}")).await;
    assert_eq!(look.status, StatusCode::NOT_FOUND, "standing above lets nobody see");
}

#[tokio::test]
async fn either_side_parts_and_consents_end_with_it() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let (person, company) = stranger(&world).await;
    let link = invited(&world, &owner, PARENT).await;
    world.post(&person, &link, &format!("organization={company}")).await;
    let consent = format!("given_to={PARENT}&extent=answers");
    world.post(&person, &format!("/organizations/{company}/consents"), &consent).await;
    let look = format!("/api/v1/organizations/{company}");
    assert_eq!(world.get(&owner, &look).await.status, StatusCode::OK);

    let above = world.get(&person, &group(&company)).await.json()["above"].clone();
    let affiliation = above["affiliation"].as_str().unwrap().to_owned();
    let end = |until: &str| format!("{}/{affiliation}?until={until}", group(&company));
    for wrong in ["2026-03-31", "2999-01-01", "2026-02-30", "yesterday"] {
        let refused = call(&world, &person, Method::DELETE, &end(wrong), Value::Null).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let onlooker = world.sign_in(READER).await;
    let refused = call(&world, &onlooker, Method::DELETE, &end("2026-10-01"), Value::Null).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "who may see it may not part it");
    let done = call(&world, &person, Method::DELETE, &end("2026-10-01"), Value::Null).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
    assert_eq!(world.get(&owner, &look).await.status, StatusCode::NOT_FOUND, "the consent ended with it");
    let tree = world.get(&owner, &group(PARENT)).await.json();
    let ended = &tree["ended"][0];
    assert_eq!(
        (&ended["name"], &ended["until"], &ended["was_above"]),
        (&json!("泰西電装"), &json!("2026-10-01"), &json!(false))
    );
    // What has ended can begin anew.
    let link = invited(&world, &owner, PARENT).await;
    let again = world.post(&person, &link, &format!("organization={company}")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nothing_stands_below_itself_or_in_two_groups() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let division = registered(&world, &owner, PARENT, "精機事業部", "unit").await;
    let (person, company) = stranger(&world).await;
    // Above the parent comes the stranger's company; then the stranger's company cannot come below the division.
    let body = json!({ "email": OWNER });
    let invite = format!("{}/invitations", group(&company));
    assert_eq!(call(&world, &person, Method::POST, &invite, body).await.status, StatusCode::CREATED);
    let link = world.mailed_link(&owner, OWNER).await;
    let body = json!({ "organization_id": PARENT });
    let joined = call(&world, &owner, Method::POST, &format!("/api/v1{link}"), body).await;
    assert_eq!(joined.status, StatusCode::NO_CONTENT, "{}", joined.body);
    let link = invited(&world, &owner, &division).await;
    let body = json!({ "organization_id": company });
    let circle = call(&world, &person, Method::POST, &format!("/api/v1{link}"), body).await;
    assert_eq!(circle.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", circle.body);
    let (_, third) = stranger(&world).await;
    let link = invited(&world, &owner, PARENT).await;
    let body = json!({ "organization_id": third });
    assert_eq!(
        call(&world, &person, Method::POST, &format!("/api/v1{link}"), body.clone()).await.status,
        StatusCode::NO_CONTENT
    );
    let link = invited(&world, &owner, &division).await;
    let twice = call(&world, &person, Method::POST, &format!("/api/v1{link}"), body).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("すでにグループに属しています"), "{}", twice.body);
}

#[tokio::test]
async fn invitations_run_out_are_withdrawn_and_belong_to_owners() {
    let mut world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let editor = world.sign_in(EDITOR).await;
    let invite = format!("{}/invitations", group(PARENT));
    let body = json!({ "email": OUTSIDER });
    assert_eq!(call(&world, &editor, Method::POST, &invite, body).await.status, StatusCode::FORBIDDEN);
    for wrong in
        [json!({ "email": "nobody" }), json!({ "email": OUTSIDER, "since": "2999-01-01" }), json!({})]
    {
        let refused = call(&world, &owner, Method::POST, &invite, wrong.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let (person, company) = stranger(&world).await;
    let link = invited(&world, &owner, PARENT).await;
    let id =
        world.get(&owner, &group(PARENT)).await.json()["invitations"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(world.get(&editor, &group(PARENT)).await.json()["invitations"], json!([]));
    let gone = call(&world, &owner, Method::DELETE, &format!("{invite}/{id}"), Value::Null).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let form = format!("organization={company}");
    assert_eq!(world.post(&person, &link, &form).await.status, StatusCode::NOT_FOUND);
    let link = invited(&world, &owner, PARENT).await;
    world.later(14 * DAY + 1);
    let person = world.sign_in(OUTSIDER).await;
    assert_eq!(world.post(&person, &link, &form).await.status, StatusCode::NOT_FOUND);
}
