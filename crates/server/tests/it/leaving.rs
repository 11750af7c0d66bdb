//! Taking everything along, and being forgotten (P21).

mod canaries;
mod people;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use axum::http::{Method, StatusCode};
use kashika::assessments::files::{AnswersFile, RowAnswers};
use kashika::db::{DbError, Read as _};
use kashika::leaving::tables::{Along, FORGETTING, Fate, TABLES};
use kashika::leaving::{self, ORGANIZATION, PERSON, retention};
use kashika::routes::ROUTES;
use kashika::words::Words;
use serde_json::{Value, json};

use crate::support::{EDITOR, OTHER_OWNER, OUTSIDER, OWNER, Person, READER, World, between};

const DAY: i64 = 24 * 3_600 * 1_000_000;
const PAGE: &str = "/organizations/kakuu-seiki";
const API: &str = "/api/v1/organizations/kakuu-seiki";
const NAME: &str = "架空精機株式会社";

/// Names and texts of the files of a ZIP.
pub async fn unzipped(world: &World, person: &Person, path: &str) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(world.download(person, path).await)).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.insert(file.name().unwrap().into_owned(), text);
    }
    files
}

async fn delete(world: &World, owner: &Person) {
    let answer = world.post(owner, &format!("{PAGE}/deletion"), &format!("organization_name={NAME}")).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/organizations?done=deleted"));
}

#[test]
fn every_table_is_thought_of() {
    let listed: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let known: Vec<&str> = kashika::backup::TABLES.iter().map(|table| table.name).collect();
    assert_eq!(listed, known, "leaving/tables.rs says for every table what goes along and what goes");
    let files = |parts: &[leaving::Part]| parts.iter().map(|part| part.file).collect::<BTreeSet<_>>();
    for (along, parts) in [
        (TABLES.iter().map(|table| (table.name, table.of_organization)).collect::<Vec<_>>(), ORGANIZATION),
        (TABLES.iter().map(|table| (table.name, table.of_person)).collect(), PERSON),
    ] {
        for (name, along) in along {
            let Along::In(file) = along else { continue };
            if file == leaving::export::ACTIVITY {
                continue;
            }
            let part =
                parts.iter().find(|part| part.file == file).unwrap_or_else(|| panic!("{file} of {name}"));
            assert!(part.sql.contains(&format!(" {name} ")), "{file} does not read {name}");
        }
        let named: BTreeSet<&str> = TABLES
            .iter()
            .flat_map(|table| [table.of_organization, table.of_person])
            .filter_map(|along| if let Along::In(file) = along { Some(file) } else { None })
            .chain(["consents-received.json"])
            .collect();
        assert!(files(parts).is_subset(&named), "a file that no table names");
    }
    for table in TABLES {
        let goes = FORGETTING.iter().any(|sql| sql.starts_with(&format!("DELETE FROM {} ", table.name)));
        assert_eq!(goes, table.on_leaving == Fate::Goes, "{}", table.name);
    }
}

#[test]
fn the_page_and_the_guide_say_the_same() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide");
    for language in [domain::Language::Japanese, domain::Language::English] {
        let path = format!("{folder}/{}/leaving.md", language.code());
        let guide = std::fs::read_to_string(&path).unwrap();
        let lines = retention::lines(Words(language));
        let table: String =
            lines.iter().map(|line| format!("| {} | {} | {} |\n", line.what, line.when, line.why)).collect();
        assert!(!table.contains('⟦') && guide.contains(&table), "{path} should have:\n{table}");
    }
}

#[tokio::test]
async fn everybody_can_read_what_is_kept_how_long() {
    let world = World::empty().await;
    for language in ["ja", "en"] {
        let visitor = Person { cookie: format!("language={language}"), ..Person::default() };
        let page = world.get(&visitor, "/data-retention").await;
        assert_eq!((page.status, page.body.matches("<th scope=\"row\">").count()), (StatusCode::OK, 15));
        assert!(!page.body.contains('⟦'));
    }
}

#[tokio::test]
async fn owners_take_everything_along_and_kashika_reads_it_again() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let page = world.get(&owner, &format!("{PAGE}/data")).await;
    assert!(page.status == StatusCode::OK && !page.body.contains('⟦'), "{}", page.body);
    for (email, status) in
        [(EDITOR, StatusCode::FORBIDDEN), (READER, StatusCode::FORBIDDEN), (OUTSIDER, StatusCode::NOT_FOUND)]
    {
        let person = world.sign_in(email).await;
        for path in [format!("{PAGE}/data"), format!("{PAGE}/data.zip"), format!("{API}/export.zip")] {
            assert_eq!(world.get(&person, &path).await.status, status, "{email} {path}");
        }
    }
    let files = unzipped(&world, &owner, &format!("{API}/export.zip")).await;
    let readme = &files["README.txt"];
    for name in files.keys().filter(|name| *name != "README.txt") {
        assert_eq!(readme.matches(&format!("\n{name}\r\n    ")).count(), 2, "{name} in {readme}");
    }
    assert!(!readme.contains('⟦') && readme.contains(NAME) && readme.contains("Kakuu Seiki"), "{readme}");

    // A browser that takes compressed answers gets the same, and nothing on the way breaks off.
    let header = [("accept-encoding", "gzip")];
    let path = format!("{API}/export.zip");
    let sent = world.send_json(&owner, Method::GET, &path, &header, &Value::Null).await;
    assert!(sent.status == StatusCode::OK && sent.headers.get("content-encoding").is_none());
    let sent =
        world.send_json(&owner, Method::GET, &format!("{PAGE}/activity.jsonl"), &header, &Value::Null).await;
    assert_eq!(sent.status, StatusCode::OK);

    let list = |name: &str| serde_json::from_str::<Vec<Value>>(&files[name]).unwrap();
    let member = list("members.json").into_iter().find(|member| member["email"] == EDITOR).unwrap();
    assert_eq!((&member["role"], &member["name"]), (&json!("editor"), &json!("時枝 健二")));
    assert!(member["created_at"].as_str().unwrap().starts_with("2026-11-20T09:0"), "{member}");
    let years = list("assessments.json");
    assert_eq!(years.len(), 3);
    let frozen = years.iter().find(|year| year["id"] == "kakuu-seiki-2025").unwrap();
    assert_eq!(frozen["frozen_answers"].as_object().unwrap().len(), 39);
    let answers = list("answers.json");
    let stored = world
        .app
        .db
        .row("SELECT COUNT(*) AS count FROM answers WHERE assessment_id LIKE 'kakuu-seiki-20%'", &[]);
    assert_eq!(answers.len() as i64, stored.await.unwrap().int("count").unwrap());
    assert!(answers.iter().any(|answer| answer["note"] != "" && answer["is_partial"].is_boolean()));

    // The answers file gives the same karte's bytes again.
    let framework = &world.app.library.edition("cyber-management").unwrap().framework;
    let name = format!("answers-{}.csv", framework.edition().replace('@', "-"));
    let mut read = BTreeMap::new();
    let each = |row: kashika::assessments::files::Row<'_>| {
        if let RowAnswers::Items(items) = row.answers {
            read.insert(row.code.to_owned(), items.to_vec());
        }
    };
    let file = AnswersFile::open(&name, files[&name].as_bytes()).unwrap();
    assert_eq!(file.read(framework, each).unwrap(), 3);
    let sql = "SELECT frozen_answers FROM assessments WHERE id = 'kakuu-seiki-2025'";
    let frozen = world.app.db.row(sql, &[]).await.unwrap().bytes("frozen_answers").unwrap();
    assert_eq!(read["kakuu-seiki-2025"], frozen);
    assert!(read["kakuu-seiki-2026"].contains(&0), "what is open stays open");
}

/// Addresses of an organization, with the demo's ids.
fn of_organization() -> Vec<(Method, String)> {
    let is_of_it = |path: &str| path.contains("/organizations/{id}") || path.contains("/assessments/{id}");
    let routes = ROUTES.iter().filter(|route| is_of_it(route.path));
    let concrete = |path: &str| {
        let id = if path.contains("/assessments/{id}") { "kakuu-seiki-2025" } else { "kakuu-seiki" };
        let path = path.replace("{id}", id).replace("{code}", "5-5").replace("{crosswalk}", "csf-2.0");
        path.replace("{file}", "radar.svg")
    };
    routes.map(|route| (route.method.to_uppercase().parse().unwrap(), concrete(route.path))).collect()
}

async fn statuses(world: &World, person: &Person) -> BTreeMap<String, StatusCode> {
    let mut statuses = BTreeMap::new();
    for (method, path) in of_organization() {
        let uploads = ["/forms", "/collection", "/check-sheets"].iter().any(|end| path.ends_with(end));
        let answer = if path.starts_with("/api/") {
            world.send_json(person, method.clone(), &path, &[("if-match", "\"0\"")], &json!({})).await
        } else if method == Method::POST && uploads {
            world.upload(person, &path, &[]).await
        } else if method == Method::POST {
            world.post(person, &path, "").await
        } else {
            world.get(person, &path).await
        };
        statuses.insert(format!("{method} {path}"), answer.status);
    }
    statuses
}

#[tokio::test]
async fn a_deleted_organization_is_there_for_nobody_and_comes_back_whole() {
    let world = World::demo().await;
    let (owner, other) = (world.sign_in(OWNER).await, world.sign_in(OTHER_OWNER).await);
    let (editor, reader) = (world.sign_in(EDITOR).await, world.sign_in(READER).await);
    // Somebody of an affiliate sees its answers, an invitation and a link are out.
    let child_owner = world.sign_in("daisuke.kusunose@kakuu.example").await;
    let consent = "given_to=kakuu-seiki-kyushu&extent=answers";
    assert_eq!(world.post(&owner, &format!("{PAGE}/consents"), consent).await.status, StatusCode::SEE_OTHER);
    world.post(&owner, &format!("{PAGE}/invitations"), "email=new@kakuu.example&role=reader").await;
    let handout = "item-9-3=1&person=工場長&email=plant@kakuu.example&days=14";
    world.post(&owner, "/assessments/kakuu-seiki-2026/handouts", handout).await;
    let outbox = world.get(&owner, "/api/v1/outbox").await.json();
    let link = |to: &str| {
        let mail = outbox["mails"].as_array().unwrap().iter().find(|mail| mail["to"] == to).unwrap();
        between(mail["body"].as_str().unwrap(), "http://kashika.test", "\n").trim().to_owned()
    };
    let links = [link("new@kakuu.example"), link("plant@kakuu.example")];
    for path in &links {
        assert_eq!(world.get(&Person::default(), path).await.status, StatusCode::OK);
    }
    assert_eq!(world.get(&child_owner, "/assessments/kakuu-seiki-2025").await.status, StatusCode::OK);
    let before = world.get(&owner, API).await.body;
    let members = world.get(&owner, &format!("{API}/members")).await.json()["members"].clone();

    // Refused with another name, and nothing typed is lost; refused to others.
    let wrong = world.post(&owner, &format!("{PAGE}/deletion"), "organization_name=架空商事").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("value=\"架空商事\"") && wrong.body.contains("会社名が違います"),
        "{}",
        wrong.body
    );
    let form = format!("organization_name={NAME}");
    for (person, status) in [(&editor, StatusCode::FORBIDDEN), (&child_owner, StatusCode::FORBIDDEN)] {
        assert_eq!(world.post(person, &format!("{PAGE}/deletion"), &form).await.status, status);
        let body = json!({ "organization_name": NAME });
        let answer = world.send_json(person, Method::POST, &format!("{API}/deletion"), &[], &body).await;
        assert_eq!(answer.status, status);
    }
    delete(&world, &owner).await;
    for (who, person) in [
        ("owner", &owner),
        ("other", &other),
        ("editor", &editor),
        ("reader", &reader),
        ("child", &child_owner),
    ] {
        let seen: Vec<_> = statuses(&world, person)
            .await
            .into_iter()
            .filter(|(_, status)| *status != StatusCode::NOT_FOUND)
            .collect();
        assert!(seen.is_empty(), "{who}: {seen:?}");
    }
    for path in &links {
        assert_eq!(world.get(&Person::default(), path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let today = world.get(&editor, "/").await.body;
    assert!(!today.contains("kakuu-seiki-2026") && !today.contains(PAGE), "{today}");
    assert!(today.contains(&format!("「{NAME}」は責任者が削除しました。")), "members are told: {today}");
    // The affiliate learns nothing of its parent any more, and is told of nothing by the log.
    let page = world.get(&child_owner, "/organizations/kakuu-seiki-kyushu/sharing").await.body;
    assert!(!page.contains("value=\"kakuu-seiki\""), "{page}");
    // Nobody gets in by the side door.
    let member =
        kashika::accounts::Membership { organization_id: "kakuu-seiki".to_owned(), role: "owner".to_owned() };
    assert_eq!(kashika::accounts::add(&world.app, OUTSIDER, None, Some(member)).await.unwrap(), None);

    // Both owners are written to, each can take it back; the editor cannot, nor anybody twice.
    let outbox = world.get(&owner, "/api/v1/outbox").await.json();
    for to in [OWNER, OTHER_OWNER] {
        let mail = outbox["mails"].as_array().unwrap().iter().find(|mail| mail["to"] == to).unwrap();
        assert!(mail["subject"].as_str().unwrap().contains("削除されました"), "{mail}");
        assert!(mail["body"].as_str().unwrap().contains("2026年12月4日"), "{mail}");
    }
    let list = world.get(&other, "/organizations").await.body;
    assert!(list.contains(NAME) && list.contains("/deleted-organizations/kakuu-seiki"), "{list}");
    let list = world.get(&editor, "/organizations").await.body;
    assert!(list.contains("責任者だった人に") && !list.contains("/deleted-organizations/"), "{list}");
    assert!(!world.get(&child_owner, "/organizations").await.body.contains(NAME));
    let back = "/deleted-organizations/kakuu-seiki";
    for person in [&editor, &child_owner] {
        assert_eq!(world.post(person, back, "").await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.post(&other, back, "").await.location(), "/organizations?done=restored");
    assert_eq!(world.post(&other, back, "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&owner, API).await.body, before);
    assert_eq!(world.get(&owner, &format!("{API}/members")).await.json()["members"], members);
    assert_eq!(world.get(&editor, "/assessments/kakuu-seiki-2026").await.status, StatusCode::OK);
    // What was let out stays ended.
    assert_eq!(world.get(&child_owner, PAGE).await.status, StatusCode::NOT_FOUND);
    for path in &links {
        assert_eq!(world.get(&Person::default(), path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let said = world.get(&owner, &format!("{PAGE}/activity")).await.body;
    assert!(said.contains("組織の削除の取り消し") && said.contains("<td>組織の削除</td>"), "{said}");
}

#[tokio::test]
async fn after_fourteen_days_it_is_erased_once_and_others_keep_what_is_theirs() {
    let mut world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let child_owner = world.sign_in("daisuke.kusunose@kakuu.example").await;
    // The affiliate lets its parent see results; the parent collects the affiliate's form.
    let consent = "given_to=kakuu-seiki&extent=results";
    world.post(&child_owner, "/organizations/kakuu-seiki-kyushu/consents", consent).await;
    delete(&world, &owner).await;
    world.later(14 * DAY - 60_000_000);
    assert_eq!(leaving::look(&world.app).await.unwrap(), 0, "a minute is left");
    world.later(2 * 60_000_000);
    let owner = world.sign_in(OWNER).await;
    assert_eq!(
        world.post(&owner, "/deleted-organizations/kakuu-seiki", "").await.status,
        StatusCode::NOT_FOUND
    );
    assert!(!world.get(&owner, "/organizations").await.body.contains(NAME));
    // Several servers look at the same time.
    let looks = (0..4).map(|_| {
        let app = world.app.clone();
        tokio::spawn(async move { leaving::look(&app).await.unwrap() })
    });
    let mut erased = 0;
    for look in looks.collect::<Vec<_>>() {
        erased += look.await.unwrap();
    }
    assert_eq!(erased, 1);
    const LEFT: &str = "SELECT (SELECT COUNT(*) FROM organizations WHERE id = 'kakuu-seiki') AS organizations, \
         (SELECT COUNT(*) FROM assessments WHERE organization_id = 'kakuu-seiki') AS assessments, \
         (SELECT COUNT(*) FROM answers WHERE assessment_id LIKE 'kakuu-seiki-202%') AS answers, \
         (SELECT COUNT(*) FROM affiliations WHERE parent_id = 'kakuu-seiki') AS affiliates, \
         (SELECT COUNT(*) FROM activity WHERE kind = 'organization-erased') AS entries, \
         (SELECT COUNT(*) FROM organizations) AS others";
    let row = world.app.db.row(LEFT, &[]).await.unwrap();
    let counts = ["organizations", "assessments", "answers", "affiliates", "entries", "others"];
    assert_eq!(counts.map(|name| row.int(name).unwrap()), [0, 0, 0, 0, 1, 39]);
    // The affiliate's own record says that it consented, and no longer to whom.
    let child_owner = world.sign_in("daisuke.kusunose@kakuu.example").await;
    let said = world.get(&child_owner, "/organizations/kakuu-seiki-kyushu/activity").await.body;
    assert!(said.contains("(消去済み)") && !said.contains(NAME), "{said}");
    let verified = kashika::activity::log::verify::verify(&world.app.db, &Default::default()).await.unwrap();
    assert!(verified.is_ok_and(|verified| verified.erased > 0));
}

#[tokio::test]
async fn what_is_old_goes_even_if_nobody_comes_by() {
    let mut world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    world.post(&owner, &format!("{PAGE}/invitations"), "email=new@kakuu.example&role=reader").await;
    let mail =
        world.get(&owner, "/api/v1/outbox").await.json()["mails"][0]["id"].as_str().unwrap().to_owned();
    world.post(&owner, &format!("/outbox/{mail}"), "").await;
    world.send(&Person::default(), Method::POST, "/sign-in", Some("email=x@example.jp&password=wrong")).await;
    const COUNTS: &str = "SELECT (SELECT COUNT(*) FROM mails) AS mails, (SELECT COUNT(*) FROM sessions) AS sessions, \
         (SELECT COUNT(*) FROM sign_in_failures) AS failures, (SELECT COUNT(*) FROM sign_in_links) AS links";
    let counts = async |world: &World| {
        let row = world.app.db.row(COUNTS, &[]).await.unwrap();
        ["mails", "sessions", "failures", "links"].map(|name| row.int(name).unwrap() > 0)
    };
    leaving::sweep(&world.app).await.unwrap();
    assert_eq!(counts(&world).await, [true; 4]);
    world.later(2 * DAY);
    leaving::sweep(&world.app).await.unwrap();
    assert_eq!(counts(&world).await, [true, true, false, false]);
    world.later(29 * DAY);
    leaving::sweep(&world.app).await.unwrap();
    assert_eq!(counts(&world).await, [false; 4]);
}
