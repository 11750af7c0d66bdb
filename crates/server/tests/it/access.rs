//! The access matrix: every route as nobody, outsider, reader, editor and owner, against the one table of the domain.

use axum::http::{Method, StatusCode};
use domain::access::{Action, ROLES, Relation, Role, may};
use kashika::db::DbError;
use kashika::routes::{ROUTES, Route};

use crate::support::{EDITOR, OUTSIDER, OWNER, Person, READER, World};

/// Paths with the demo's ids in them.
fn concrete(path: &str) -> String {
    let assessment = path.contains("/assessments/{id}");
    // Ratings, editions, tips and crosswalks belong to the current framework; following to the frozen one, whose tips are planned.
    let is_followed = path.ends_with("/follow");
    let has_content = !is_followed
        && ["{tip}", "{crosswalk}", "{edition}", "/rating"].iter().any(|part| path.contains(part));
    let path = path.replace("collection/form.xlsx", "collection/form.xlsx?company=kakuu-seiki");
    path.replace("{id}", if assessment { "kakuu-seiki-2026" } else { "kakuu-seiki" })
        .replace("{code}", "5-5")
        .replace("{tip}", "5-6")
        .replace("{crosswalk}", "csf-2.0")
        .replace("{edition}", "supplier")
        .replace("{case}", "5-6-01")
        .replace("{framework}", if has_content { "cyber-management" } else { "cyber-management-beta" })
        .replace("{cohort}", "fy2020")
        .replace("{file}", "radar.svg")
        .replace("{version}", "x")
        .replace("{name}", "style.css")
        .replace("{slug}", "not-found")
        .replace("{token}", "nobody-has-this-token")
}

/// Whether the status says that the visitor was let in; what a bare request then lacks is not this test's matter.
fn let_in(status: StatusCode) -> bool {
    !matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED)
}

async fn visit(world: &World, person: &Person, route: &Route) -> (StatusCode, String) {
    let path = concrete(route.path);
    let method = Method::from_bytes(route.method.to_uppercase().as_bytes()).unwrap();
    let answer = if path.starts_with("/api/") {
        world.send_json(person, method, &path, &[("if-match", "\"0\"")], &serde_json::json!({})).await
    } else if method == Method::POST
        && (["/forms", "/collection", "/check-sheets"].iter().any(|end| path.ends_with(end)))
    {
        world.upload(person, &path, &[]).await
    } else if method == Method::POST {
        world.post(person, &path, "").await
    } else {
        world.get(person, &path).await
    };
    (answer.status, answer.location().to_owned())
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_names_and_nobody_else() {
    let world = World::demo().await;
    let mut wrong = Vec::new();
    // Signing out ends the session it is tried with, so it comes last.
    let mut routes: Vec<&Route> = ROUTES.iter().collect();
    routes.sort_by_key(|route| route.action == Action::SignOut);
    for (relation, email) in [
        (Relation::Nobody, ""),
        (Relation::Outsider, OUTSIDER),
        (Relation::Operator, OUTSIDER),
        (Relation::Executive, READER),
        (Relation::Auditor, READER),
        (Relation::Adviser, READER),
        (Relation::Reader, READER),
        (Relation::Editor, EDITOR),
        (Relation::Owner, OWNER),
    ] {
        set_operator(&world, OUTSIDER, relation == Relation::Operator).await;
        set_role(&world, READER, relation).await;
        let mut person = if email.is_empty() { Person::default() } else { world.sign_in(email).await };
        for route in &routes {
            // These depend on more than the visitor: a used-up link, a set-up that is over, a problem's page.
            // A form that was sent in is its sender's; see the tests of forms. Who leaves is gone; see those of members.
            // The company account is there only where the settings name a provider; see its own tests.
            let is_elsewhere =
                ["/setup", "/api/v1/setup"].contains(&route.path) || route.path.contains("/company");
            let own = [
                "{upload}",
                "{form}",
                "{mapping}",
                "{token}",
                "{invitation}",
                "{consent}",
                "{affiliation}",
                "{handout}",
                "{account}",
                "{mail}",
                "{session}",
                "{access_token}",
                "{passkey}",
                "{deleted}",
            ];
            let leaves = ["/organizations/{id}/leave", "/api/v1/organizations/{id}/membership"];
            if is_elsewhere
                || own.iter().any(|part| route.path.contains(part))
                || (leaves.contains(&route.path) && may(relation, route.action))
            {
                continue;
            }
            // What is about sessions may end the one it is tried with.
            let is_fresh = route.path.contains("session") || route.action == Action::SignOut;
            if is_fresh && !email.is_empty() {
                person = world.sign_in(email).await;
            }
            let (status, location) = visit(&world, &person, route).await;
            let to_sign_in = location.starts_with("/sign-in?");
            // The demo's owner runs the installation as well.
            let allowed =
                may(relation, route.action) || (email == OWNER && may(Relation::Operator, route.action));
            let seen = let_in(status) && !to_sign_in;
            if seen != allowed {
                wrong.push(format!("{relation:?} {} {}: {status} {location}", route.method, route.path));
            }
            let is_outside = matches!(relation, Relation::Outsider | Relation::Operator);
            let invisible = !allowed && is_outside && !to_sign_in;
            if invisible && status != StatusCode::NOT_FOUND {
                wrong.push(format!("an outsider can tell that {} exists: {status}", route.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn set_operator(world: &World, email: &'static str, is_operator: bool) {
    const SET: &str = "UPDATE accounts SET is_operator = $2 WHERE email = $1";
    let values = [email.into(), is_operator.into()];
    let changed: Result<_, DbError> =
        world.app.db.change(move |tx| async move { tx.execute(SET, &values).await }).await;
    assert_eq!(changed.unwrap(), 1);
}

/// The person's role in 架空精機, where the relation comes from one.
async fn set_role(world: &World, email: &str, relation: Relation) {
    const SET: &str = "UPDATE memberships SET role = $2 WHERE account_id = $1";
    let role = ROLES.into_iter().find(|role| role.relation() == relation).unwrap_or(Role::Reader);
    let values = [kashika::demo::account_id(email).into(), role.code().into()];
    let changed: Result<_, DbError> =
        world.app.db.change(move |tx| async move { tx.execute(SET, &values).await }).await;
    assert_eq!(changed.unwrap(), 1);
}

#[test]
fn the_roles_named_in_statements_are_those_of_the_table() {
    let named = |action: Action| {
        let roles = ["owner", "editor", "adviser"]
            .into_iter()
            .filter(|code| Role::from_code(code).is_some_and(|role| may(role.relation(), action)));
        roles.collect::<Vec<_>>()
    };
    let others = [Role::Executive, Role::Reader, Role::Auditor];
    for action in [Action::AnswerItem, Action::StartAssessment, Action::CollectForms] {
        assert!(others.iter().all(|role| !may(role.relation(), action)));
    }
    let texts: Vec<&str> =
        kashika::statements::STATEMENTS.iter().flat_map(|texts| texts.iter().copied()).collect();
    let count = |roles: &[&str]| {
        let list = roles.iter().map(|role| format!("'{role}'")).collect::<Vec<_>>().join(", ");
        texts.iter().filter(|text| text.contains(&format!("m.role IN ({list})"))).count()
    };
    assert_eq!(count(&named(Action::AnswerItem)), 1, "assessments under way");
    let named_alike = named(Action::StartAssessment);
    assert_eq!(named_alike, named(Action::CollectForms));
    assert_eq!(count(&named_alike), 3, "assessments to start, and forms to check");
}

#[tokio::test]
async fn what_is_not_yours_looks_like_what_does_not_exist() {
    let world = World::demo().await;
    let outsider = world.sign_in(OUTSIDER).await;
    for path in [
        "/organizations/{}",
        "/assessments/{}",
        "/assessments/{}/karte",
        "/api/v1/assessments/{}",
        "/api/v1/organizations/{}",
    ] {
        let foreign = if path.contains("assessments") { "kakuu-seiki-2025" } else { "kakuu-seiki" };
        let hidden = world.get(&outsider, &path.replace("{}", foreign)).await;
        let missing = world.get(&outsider, &path.replace("{}", "there-is-none-such")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{path}");
        let strip = |body: &str| body.replace(foreign, "X").replace("there-is-none-such", "X");
        assert_eq!(strip(&hidden.body), strip(&missing.body), "{path}");
    }
}

#[tokio::test]
async fn the_list_of_routes_and_their_actions_is_reviewed() {
    let lines: Vec<String> =
        ROUTES.iter().map(|route| format!("{:6} {} {:?}", route.method, route.path, route.action)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let without_token = Person { csrf: String::new(), ..owner.clone() };
    let answer = world.post(&without_token, "/assessments/kakuu-seiki-2026/submission", "").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let request = axum::http::Request::builder()
        .method("POST")
        .uri("/sign-out")
        .header("host", "kashika.test")
        .header("origin", "https://elsewhere.example")
        .header("cookie", &owner.cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(format!("csrf={}", owner.csrf)))
        .unwrap();
    assert_eq!(world.answer(request).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.get(&owner, "/api/v1/session").await.status, StatusCode::OK);
}
