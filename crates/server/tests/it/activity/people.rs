//! The walk through everything that people do with each other: members, consents, links, mail, a lost password.

use axum::http::Method;
use kashika::{accounts, demo, leaving};
use serde_json::{Value, json};

use super::{ASSESSMENT, Walk, counts};
use crate::support::{Answer, EDITOR, OUTSIDER, Person, READER, between};

const PAGE: &str = "/organizations/kakuu-seiki";
const API: &str = "/api/v1/organizations/kakuu-seiki";
const NEWCOMER: &str = "neu@kakuu.example";

async fn first_invitation(walk: &Walk, owner: &Person) -> String {
    let listed = walk.world.get(owner, &format!("{API}/members")).await.json();
    listed["invitations"][0]["id"].as_str().unwrap().to_owned()
}

pub async fn walk_members(walk: &mut Walk, owner: &Person) {
    let invite = format!("email={NEWCOMER}&role=reader");
    let answer = walk.world.post(owner, &format!("{PAGE}/invitations"), &invite).await;
    walk.did("post /organizations/{id}/invitations", &answer, &["person-invited"]).await;
    let path = format!("{PAGE}/invitations/{}", first_invitation(walk, owner).await);
    let answer = walk.world.post(owner, &path, "renew=1").await;
    walk.did("post /organizations/{id}/invitations/{invitation}", &answer, &["person-invited"]).await;
    let path = walk.world.mailed_link(owner, NEWCOMER).await;
    let answer = walk.world.post(&Person::default(), &path, "name=新人&password=correct horse battery").await;
    walk.did("post /invitations/{token}", &answer, &["account-created", "member-joined"]).await;
    let newcomer = walk.world.person_from(&answer).await;
    let listed = walk.world.get(owner, &format!("{API}/members")).await.json();
    let members = listed["members"].as_array().unwrap();
    let id = members.iter().find(|member| member["email"] == NEWCOMER).unwrap()["account_id"].clone();
    let (id, own) = (id.as_str().unwrap(), demo::account_id(crate::support::OWNER));
    let route = "post /organizations/{id}/members/{account}";
    let answer = walk.world.post(owner, &format!("{PAGE}/members/{id}"), "hand_over=1").await;
    walk.did(route, &answer, &["responsibility-handed-over"]).await;
    let answer = walk.world.post(&newcomer, &format!("{PAGE}/members/{own}"), "role=owner").await;
    walk.did(route, &answer, &["member-role-changed"]).await;
    let path = format!("{API}/members/{id}");
    let answer = walk.json(owner, Method::PUT, &path, json!({ "role": "auditor" })).await;
    walk.did("put /api/v1/organizations/{id}/members/{account}", &answer, &["member-role-changed"]).await;
    let answer = walk.world.post(&newcomer, &format!("{PAGE}/leave"), "").await;
    walk.did("post /organizations/{id}/leave", &answer, &["member-left"]).await;

    let body = json!({ "email": OUTSIDER, "role": "adviser" });
    let invitations = format!("{API}/invitations");
    let route = "post /api/v1/organizations/{id}/invitations";
    let answer = walk.json(owner, Method::POST, &invitations, body.clone()).await;
    walk.did(route, &answer, &["person-invited"]).await;
    let path = format!("{invitations}/{}", answer.json()["id"].as_str().unwrap());
    let answer = walk.json(owner, Method::DELETE, &path, Value::Null).await;
    walk.did(
        "delete /api/v1/organizations/{id}/invitations/{invitation}",
        &answer,
        &["invitation-withdrawn"],
    )
    .await;
    let adviser = walk.world.sign_in(OUTSIDER).await;
    walk.left("signing in by a link", &["link-made", "signed-in"]).await;
    let answer = walk.json(owner, Method::POST, &invitations, body).await;
    walk.did(route, &answer, &["person-invited"]).await;
    let path = format!("/api/v1{}", walk.world.mailed_link(owner, OUTSIDER).await);
    let answer = walk.json(&adviser, Method::POST, &path, Value::Null).await;
    walk.did("post /api/v1/invitations/{token}", &answer, &["member-joined"]).await;
    let answer = walk.json(&adviser, Method::DELETE, &format!("{API}/membership"), Value::Null).await;
    walk.did("delete /api/v1/organizations/{id}/membership", &answer, &["member-left"]).await;
    let path = format!("{API}/members/{}", demo::account_id(READER));
    let answer = walk.json(owner, Method::DELETE, &path, Value::Null).await;
    walk.did("delete /api/v1/organizations/{id}/members/{account}", &answer, &["member-removed"]).await;
}

pub async fn walk_sharing(walk: &mut Walk, owner: &Person) {
    let form = "given_to=kakuu-seiki-kyushu&extent=results";
    let answer = walk.world.post(owner, &format!("{PAGE}/consents"), form).await;
    walk.did("post /organizations/{id}/consents", &answer, &["consent-given"]).await;
    let newest = async |walk: &Walk| {
        let listed = walk.world.get(owner, &format!("{API}/consents")).await.json();
        listed["consents"][0]["id"].as_str().unwrap().to_owned()
    };
    let path = format!("{PAGE}/consents/{}", newest(&*walk).await);
    let answer = walk.world.post(owner, &path, "").await;
    walk.did("post /organizations/{id}/consents/{consent}", &answer, &["consent-ended"]).await;
    let body = json!({ "given_to": "kakuu-seiki-kyushu", "extent": "answers" });
    let answer = walk.json(owner, Method::POST, &format!("{API}/consents"), body).await;
    walk.did("post /api/v1/organizations/{id}/consents", &answer, &["consent-given"]).await;
    let path = format!("{API}/consents/{}", newest(&*walk).await);
    let answer = walk.json(owner, Method::DELETE, &path, Value::Null).await;
    walk.did("delete /api/v1/organizations/{id}/consents/{consent}", &answer, &["consent-ended"]).await;
}

pub async fn walk_handouts(walk: &mut Walk, owner: &Person) {
    let (page, api) = (format!("{ASSESSMENT}/handouts"), format!("/api/v1{ASSESSMENT}/handouts"));
    let form = format!("item-9-3=1&person=工場長&email={NEWCOMER}&days=7");
    let answer = walk.world.post(owner, &page, &form).await;
    walk.did("post /assessments/{id}/handouts", &answer, &["items-handed-out"]).await;
    let path = walk.world.mailed_link(owner, NEWCOMER).await;
    let nobody = Person::default();
    let opened = walk.world.get(&nobody, &path).await.body;
    let version = between(&opened, "name=\"version\" value=\"", "\"").to_owned();
    let form = format!("version={version}&answer=2&note={}", super::SECRET);
    let answer = walk.world.post(&nobody, &format!("{path}/items/9-3"), &form).await;
    walk.did("post /answers/{token}/items/{code}", &answer, &["item-answered-by-link"]).await;
    let listed = walk.world.get(owner, &api).await.json();
    let id = listed["handouts"][0]["id"].as_str().unwrap().to_owned();
    let answer = walk.world.post(owner, &format!("{page}/{id}"), "").await;
    walk.did("post /assessments/{id}/handouts/{handout}", &answer, &["handout-taken-back"]).await;
    let body = json!({ "items": ["9-3"], "person": "工場長", "email": NEWCOMER });
    let answer = walk.json(owner, Method::POST, &api, body).await;
    walk.did("post /api/v1/assessments/{id}/handouts", &answer, &["items-handed-out"]).await;
    let path = format!("{api}/{}", answer.json()["id"].as_str().unwrap());
    let answer = walk.json(owner, Method::DELETE, &path, Value::Null).await;
    walk.did("delete /api/v1/assessments/{id}/handouts/{handout}", &answer, &["handout-taken-back"]).await;
}

pub async fn walk_group(walk: &mut Walk, owner: &Person) {
    const GROUP: &str = "/api/v1/organizations/kakuu-seiki/group";
    let answer = walk.world.post(owner, &format!("{PAGE}/group"), "name_ja=精機事業部&kind=unit").await;
    walk.did("post /organizations/{id}/group", &answer, &["organization-created"]).await;
    let body = json!({ "name_ja": "長野工場", "kind": "unit" });
    let answer = walk.json(owner, Method::POST, GROUP, body).await;
    walk.did("post /api/v1/organizations/{id}/group", &answer, &["organization-created"]).await;

    let invitation = async |walk: &Walk| {
        let listed = walk.world.get(owner, GROUP).await.json();
        listed["invitations"][0]["id"].as_str().unwrap().to_owned()
    };
    let form = format!("email={}", super::OWNER);
    let answer = walk.world.post(owner, &format!("{PAGE}/group/invitations"), &form).await;
    walk.did("post /organizations/{id}/group/invitations", &answer, &["company-invited"]).await;
    let path = format!("{PAGE}/group/invitations/{}", invitation(&*walk).await);
    let answer = walk.world.post(owner, &path, "").await;
    let route = "post /organizations/{id}/group/invitations/{invitation}";
    walk.did(route, &answer, &["company-invitation-withdrawn"]).await;
    let body = json!({ "email": super::OWNER });
    let answer = walk.json(owner, Method::POST, &format!("{GROUP}/invitations"), body).await;
    walk.did("post /api/v1/organizations/{id}/group/invitations", &answer, &["company-invited"]).await;
    let path = format!("{GROUP}/invitations/{}", invitation(&*walk).await);
    let answer = walk.json(owner, Method::DELETE, &path, Value::Null).await;
    let route = "delete /api/v1/organizations/{id}/group/invitations/{invitation}";
    walk.did(route, &answer, &["company-invitation-withdrawn"]).await;

    // A unit leaves, comes back by invitation, and once more.
    let (first, way) = below(&*walk, owner).await;
    let answer = walk.world.post(owner, &format!("{PAGE}/group/{way}"), "").await;
    walk.did("post /organizations/{id}/group/{affiliation}", &answer, &["affiliation-ended"]).await;
    let link = bring(walk, owner).await;
    let answer = walk.world.post(owner, &link, &format!("organization={first}")).await;
    walk.did("post /group-invitations/{token}", &answer, &["group-joined"]).await;
    let (first, way) = below(&*walk, owner).await;
    let answer = walk.json(owner, Method::DELETE, &format!("{GROUP}/{way}"), Value::Null).await;
    walk.did("delete /api/v1/organizations/{id}/group/{affiliation}", &answer, &["affiliation-ended"]).await;
    let link = bring(walk, owner).await;
    let body = json!({ "organization_id": first });
    let answer = walk.json(owner, Method::POST, &format!("/api/v1{link}"), body).await;
    walk.did("post /api/v1/group-invitations/{token}", &answer, &["group-joined"]).await;
}

/// A unit right below the organization that its owner decides for as well, and its affiliation.
async fn below(walk: &Walk, owner: &Person) -> (String, String) {
    let tree = walk.world.get(owner, "/api/v1/organizations/kakuu-seiki/group").await.json();
    let unit = tree["below"].as_array().unwrap().iter().rfind(|one| one["name"] == "精機事業部").unwrap();
    let text = |name: &str| unit[name].as_str().unwrap().to_owned();
    (text("organization_id"), text("affiliation"))
}

/// The link of a new invitation into the group.
async fn bring(walk: &mut Walk, owner: &Person) -> String {
    let form = format!("email={}", super::OWNER);
    let answer = walk.world.post(owner, &format!("{PAGE}/group/invitations"), &form).await;
    walk.did("post /organizations/{id}/group/invitations", &answer, &["company-invited"]).await;
    walk.world.mailed_link(owner, super::OWNER).await
}

pub async fn walk_mail(walk: &mut Walk, owner: &Person) {
    let oldest = async |walk: &Walk| {
        let outbox = walk.world.get(owner, "/api/v1/outbox").await.json();
        outbox["mails"][0]["id"].as_str().unwrap().to_owned()
    };
    let path = format!("/outbox/{}", oldest(&*walk).await);
    let answer = walk.world.post(owner, &path, "").await;
    walk.did("post /outbox/{mail}", &answer, &["mail-passed-on"]).await;
    let path = format!("/api/v1/outbox/{}", oldest(&*walk).await);
    let answer = walk.json(owner, Method::DELETE, &path, Value::Null).await;
    walk.did("delete /api/v1/outbox/{mail}", &answer, &["mail-passed-on"]).await;

    let nobody = Person::default();
    let form = format!("email={EDITOR}");
    let answer = walk.world.post(&nobody, "/forgot-password", &form).await;
    written_later(walk, "post /forgot-password", &answer).await;
    let path = walk.world.mailed_link(owner, EDITOR).await;
    let form = format!("password={} correct horse", super::SECRET);
    let answer = walk.world.post(&nobody, &path, &form).await;
    walk.did("post /reset-password/{token}", &answer, &["password-reset"]).await;
    let answer = walk.json(&nobody, Method::POST, "/api/v1/password-reset", json!({ "email": EDITOR })).await;
    written_later(walk, "post /api/v1/password-reset", &answer).await;
    let path =
        walk.world.mailed_link(owner, EDITOR).await.replace("/reset-password/", "/api/v1/password-reset/");
    let body = json!({ "password": format!("{} battery staple", super::SECRET) });
    let answer = walk.json(&nobody, Method::POST, &path, body).await;
    walk.did("post /api/v1/password-reset/{token}", &answer, &["password-reset"]).await;
}

pub async fn walk_address(walk: &mut Walk, owner: &Person) {
    let editor = walk.world.sign_in(EDITOR).await;
    walk.left("signing in", &["link-made", "signed-in"]).await;
    let answer = walk.world.post(&editor, "/account/email", "email=kenji@tokieda.example").await;
    walk.did("post /account/email", &answer, &["email-change-asked"]).await;
    let path = walk.world.mailed_link(owner, "kenji@tokieda.example").await;
    let answer = walk.world.post(&editor, &path, "").await;
    walk.did("post /change-email/{token}", &answer, &["email-changed"]).await;
    let body = json!({ "email": EDITOR });
    let answer = walk.json(&editor, Method::POST, "/api/v1/session/email", body).await;
    walk.did("post /api/v1/session/email", &answer, &["email-change-asked"]).await;
    let path = walk.world.mailed_link(owner, EDITOR).await.replace("/change-email/", "/api/v1/email-change/");
    let answer = walk.json(&Person::default(), Method::POST, &path, Value::Null).await;
    walk.did("post /api/v1/email-change/{token}", &answer, &["email-changed"]).await;
}

/// The answer does not wait for the entry: it is the same where there is none.
async fn written_later(walk: &mut Walk, route: &str, answer: &Answer) {
    for _ in 0..500 {
        if counts(&walk.world).await != walk.before {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    walk.did(route, answer, &["password-reset-asked"]).await;
}

pub async fn walk_leaving(walk: &mut Walk) {
    let added = accounts::add(&walk.world.app, NEWCOMER, Some("新人"), None).await.unwrap();
    assert_eq!(added.as_deref(), accounts::id_of(&walk.world.app, NEWCOMER).await.unwrap().as_deref());
    let leaver = walk.world.sign_in_as(&added.unwrap()).await;
    walk.left("signing in by a link", &["link-made", "signed-in"]).await;
    let profile = json!({ "name_ja": "去る会社", "industry": "machinery", "headcount": "under_300" });
    let answer = walk.json(&leaver, Method::POST, "/api/v1/organizations", profile).await;
    walk.did("post /api/v1/organizations", &answer, &["organization-created"]).await;
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/organizations/{id}/deletion");
    let answer = walk.world.post(&leaver, &path, "organization_name=去る会社").await;
    walk.did("post /organizations/{id}/deletion", &answer, &["organization-deleted"]).await;
    let answer = walk.world.post(&leaver, &format!("/deleted-organizations/{id}"), "").await;
    walk.did("post /deleted-organizations/{deleted}", &answer, &["organization-restored"]).await;
    let body = json!({ "organization_name": "去る会社" });
    let route = "post /api/v1/organizations/{id}/deletion";
    let answer = walk.json(&leaver, Method::POST, &format!("/api/v1{path}"), body.clone()).await;
    walk.did(route, &answer, &["organization-deleted"]).await;
    let back = format!("/api/v1/deleted-organizations/{id}");
    let answer = walk.json(&leaver, Method::DELETE, &back, Value::Null).await;
    walk.did("delete /api/v1/deleted-organizations/{deleted}", &answer, &["organization-restored"]).await;
    let answer = walk.json(&leaver, Method::POST, &format!("/api/v1{path}"), body).await;
    walk.did(route, &answer, &["organization-deleted"]).await;
    let form = format!("own_email={NEWCOMER}");
    let answer = walk.world.post(&leaver, "/account/deletion", &form).await;
    walk.did("post /account/deletion", &answer, &["account-deleted"]).await;
    let member = walk.world.sign_in(EDITOR).await;
    walk.left("signing in by a link", &["link-made", "signed-in"]).await;
    let body = json!({ "own_email": EDITOR });
    let answer = walk.json(&member, Method::POST, "/api/v1/account/deletion", body).await;
    walk.did("post /api/v1/account/deletion", &answer, &["account-deleted", "member-left"]).await;
    walk.world.later(15 * 24 * 3_600 * 1_000_000);
    assert_eq!(leaving::look(&walk.world.app).await.unwrap(), 1);
    walk.left("the eraser", &["organization-erased"]).await;
}
