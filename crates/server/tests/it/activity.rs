//! Every change leaves exactly one entry (P11), which says nothing of answers or secrets.

mod people;
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::http::Method;
use kashika::db::Read as _;
use kashika::routes::ROUTES;
use kashika::{accounts, demo};
use serde_json::{Value, json};

use crate::support::{Answer, OWNER, Person, World, between};

/// Typed where people type answers, comments and passwords; it must turn up in no entry.
const SECRET: &str = "canary-b7f2";
/// Routes that only compute: they change nothing.
const CHANGE_NOTHING: [&str; 8] = [
    "post /frameworks/{framework}/editions/{edition}",
    "post /frameworks/{framework}/editions/{edition}/pictures/{file}",
    "post /try",
    "post /try/file",
    "post /try/pictures/{file}",
    "post /api/v1/frameworks/{framework}/editions/{edition}/result",
    "post /api/v1/trial/karte",
    // Only the set-up of a new installation is a change; it is walked in a world of its own.
    "post /api/v1/setup",
];
/// Routes of signing in need devices and codes, and are not walked; that each change of theirs records an entry is seen in the
/// source, below.
const NOT_WALKED: [&str; 3] = ["/account/", "/sign-in/", "/api/v1/"];
/// What belongs to them below these.
const SIGNING_IN: [&str; 8] =
    ["second-factor", "recovery-codes", "access-tokens", "passkey", "sessions", "/code", "proof", "/company"];
/// Kinds that only they leave.
const KINDS_ELSEWHERE: [&str; 7] = [
    "second-factor",
    "recovery-code",
    "access-token",
    "passkey",
    "session",
    "other-sessions",
    "company-account",
];

fn is_signing_in(route: &str) -> bool {
    NOT_WALKED.iter().any(|below| route.contains(below)) && SIGNING_IN.iter().any(|part| route.contains(part))
}

/// Kinds of commands that no route leads to; see the tests of the log for the key.
const BY_COMMAND_ONLY: [&str; 1] = ["log-key-renewed"];

/// Slugs of all kinds, as the source lists them.
fn kinds() -> Vec<&'static str> {
    let source = include_str!("../../src/activity/mod.rs");
    let slug =
        |line: &'static str| line.trim().strip_prefix("Kind::")?.split_once(" => \"")?.1.split('"').next();
    source.lines().filter_map(slug).collect()
}

type Counts = BTreeMap<String, i64>;

async fn counts(world: &World) -> Counts {
    const COUNTS: &str = "SELECT kind, CAST(COUNT(*) AS BIGINT) AS count FROM activity GROUP BY kind";
    let rows = world.app.db.rows(COUNTS, &[]).await.unwrap();
    rows.iter().map(|row| (row.text("kind").unwrap(), row.int("count").unwrap())).collect()
}

/// Does one thing after the other, and looks at what each leaves behind.
struct Walk {
    world: World,
    before: Counts,
    routes: BTreeSet<String>,
    kinds: BTreeSet<String>,
}

impl Walk {
    async fn new(world: World) -> Walk {
        let before = counts(&world).await;
        Walk { world, before, routes: BTreeSet::new(), kinds: BTreeSet::new() }
    }

    /// What was just done has left these entries and no others.
    async fn left(&mut self, what: &str, expected: &[&str]) {
        let now = counts(&self.world).await;
        let mut left = Vec::new();
        for (kind, count) in &now {
            let new = count - self.before.get(kind).copied().unwrap_or_default();
            left.extend((0..new).map(|_| kind.as_str()));
        }
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(left, expected, "{what}");
        self.kinds.extend(left.into_iter().map(str::to_owned));
        self.before = now;
    }

    /// A route's action succeeded and left one entry of this kind, or several.
    async fn did(&mut self, route: &str, answer: &Answer, expected: &[&str]) {
        let is_good = answer.status.is_success() || answer.status.is_redirection();
        assert!(
            is_good && !answer.location().starts_with("/sign-in?back"),
            "{route}: {} {}",
            answer.status,
            answer.body
        );
        assert!(ROUTES.iter().any(|known| format!("{} {}", known.method, known.path) == route), "{route}");
        self.routes.insert(route.to_owned());
        self.left(route, expected).await;
    }

    async fn json(&self, person: &Person, method: Method, path: &str, body: Value) -> Answer {
        self.world.send_json(person, method, path, &[], &body).await
    }
}

async fn walk_accounts() -> Walk {
    let mut walk = Walk::new(World::empty().await).await;
    let nobody = Person::default();
    let form = format!("name=佐藤花子&email=hanako@example.jp&password={SECRET} correct horse");
    let answer = walk.world.post(&nobody, "/setup", &form).await;
    walk.did("post /setup", &answer, &["installation-set-up"]).await;
    let form = format!("email=hanako@example.jp&password={SECRET} correct horse");
    let answer = walk.world.post(&nobody, "/sign-in", &form).await;
    walk.did("post /sign-in", &answer, &["signed-in"]).await;
    let hanako = walk.world.person_from(&answer).await;
    let answer = walk.world.post(&hanako, "/language", "language=en&back=/").await;
    walk.did("post /language", &answer, &["language-changed"]).await;
    let body = json!({ "language": "ja" });
    let answer = walk.json(&hanako, Method::PUT, "/api/v1/session/language", body).await;
    walk.did("put /api/v1/session/language", &answer, &["language-changed"]).await;
    let form = format!("current_password={SECRET} correct horse&password={SECRET} battery staple");
    let answer = walk.world.post(&hanako, "/account/password", &form).await;
    walk.did("post /account/password", &answer, &["password-chosen"]).await;
    let new = format!("{SECRET} correct horse");
    let body = json!({ "current_password": format!("{SECRET} battery staple"), "password": new });
    let answer = walk.json(&hanako, Method::PUT, "/api/v1/session/password", body).await;
    walk.did("put /api/v1/session/password", &answer, &["password-chosen"]).await;
    let answer = walk.world.post(&hanako, "/sign-out", "").await;
    walk.did("post /sign-out", &answer, &["signed-out"]).await;
    let body = json!({ "email": "hanako@example.jp", "password": new });
    let answer = walk.json(&nobody, Method::POST, "/api/v1/session", body).await;
    walk.did("post /api/v1/session", &answer, &["signed-in"]).await;
    let bearer = format!("Bearer {}", answer.json()["token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let answer =
        walk.world.send_json(&nobody, Method::DELETE, "/api/v1/session", &headers, &Value::Null).await;
    walk.did("delete /api/v1/session", &answer, &["signed-out"]).await;
    walk
}

async fn walk_organizations(walk: &mut Walk, owner: &Person) {
    let profile = "name_ja=試験工業&industry=trading&headcount=under_300";
    let answer = walk.world.post(owner, "/organizations", profile).await;
    walk.did("post /organizations", &answer, &["organization-created"]).await;
    let seiki = walk.world.get(owner, "/api/v1/organizations/kakuu-seiki").await.json();
    let answer = walk.json(owner, Method::POST, "/api/v1/organizations", seiki["profile"].clone()).await;
    walk.did("post /api/v1/organizations", &answer, &["organization-created"]).await;
    let api = "/api/v1/organizations/kakuu-seiki";
    let body = json!({ "version": seiki["version"], "profile": seiki["profile"] });
    let answer = walk.json(owner, Method::PUT, &format!("{api}/profile"), body).await;
    walk.did("put /api/v1/organizations/{id}/profile", &answer, &["organization-changed"]).await;
    let version = walk.world.get(owner, api).await.json()["version"].as_i64().unwrap();
    let form = format!("{profile}&version={version}");
    let answer = walk.world.post(owner, "/organizations/kakuu-seiki/profile", &form).await;
    walk.did("post /organizations/{id}/profile", &answer, &["organization-changed"]).await;

    let body = json!({ "scope": "site", "scope_note": "九州工場", "period": 2026, "previous_id": "kakuu-seiki-2025" });
    let answer = walk.json(owner, Method::POST, &format!("{api}/assessments"), body).await;
    walk.did("post /api/v1/organizations/{id}/assessments", &answer, &["assessment-started"]).await;
    let form = "scope=site&scope_note=長野工場&period=2026&previous_id=";
    let answer = walk.world.post(owner, "/organizations/kakuu-seiki/assessments", form).await;
    walk.did("post /organizations/{id}/assessments", &answer, &["assessment-started"]).await;
}

const ASSESSMENT: &str = "/assessments/kakuu-seiki-2026";

async fn walk_answers(walk: &mut Walk, owner: &Person) {
    let api = format!("/api/v1{ASSESSMENT}");
    let form = format!("answer=3&note={SECRET}&version=0&go=next");
    let answer = walk.world.post(owner, &format!("{ASSESSMENT}/items/5-5"), &form).await;
    walk.did("post /assessments/{id}/items/{code}", &answer, &["item-answered"]).await;
    let missing = walk.world.get(owner, &api).await.json()["missing"].clone();
    let missing: Vec<&str> = missing.as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    let path = format!("{ASSESSMENT}/items/{}/confirmation", missing[0]);
    let answer = walk.world.post(owner, &path, "version=0").await;
    walk.did("post /assessments/{id}/items/{code}/confirmation", &answer, &["item-answered"]).await;
    for code in &missing[1..] {
        let path = format!("{api}/items/{code}");
        let body = json!({ "answer": "4", "note": SECRET });
        let answer = walk.world.send_json(owner, Method::PUT, &path, &[("if-match", "\"0\"")], &body).await;
        walk.did("put /api/v1/assessments/{id}/items/{code}", &answer, &["item-answered"]).await;
    }
    for face in ["", "/api/v1"] {
        for (what, kind) in [("submission", "assessment-submitted"), ("reopening", "assessment-reopened")] {
            let path = format!("{face}{ASSESSMENT}/{what}");
            let answer = match face {
                "" => walk.world.post(owner, &path, "").await,
                _ => walk.json(owner, Method::POST, &path, Value::Null).await,
            };
            walk.did(&format!("post {face}/assessments/{{id}}/{what}"), &answer, &[kind]).await;
        }
    }
}

/// The form of the open assessment with other answers to these items.
async fn filled(world: &World, owner: &Person, changes: &[(&str, &str)]) -> Vec<u8> {
    let text = String::from_utf8(world.download(owner, &format!("{ASSESSMENT}/form.csv")).await).unwrap();
    let line = |line: &str| {
        let mut cells: Vec<&str> = line.splitn(10, ',').collect();
        let change = changes.iter().find(|(code, _)| cells.get(7) == Some(code));
        if let (Some(cell), Some((_, level))) = (cells.get_mut(8), change) {
            *cell = level;
        }
        cells.join(",")
    };
    text.split("\r\n").map(line).collect::<Vec<_>>().join("\r\n").into_bytes()
}

async fn walk_forms(walk: &mut Walk, owner: &Person) {
    let file = filled(&walk.world, owner, &[("9-1", "1"), ("9-2", "1")]).await;
    let forms = format!("{ASSESSMENT}/forms");
    let answer = walk.world.upload(owner, &forms, &[("form.csv", &file)]).await;
    walk.did("post /assessments/{id}/forms", &answer, &["form-uploaded"]).await;
    let page = walk.world.get(owner, answer.location()).await.body;
    let version = between(&page, "name=\"version-9-1\" value=\"", "\"");
    let form = format!("take-9-1=1&version-9-1={version}");
    let taken = walk.world.post(owner, answer.location(), &form).await;
    walk.did("post /assessments/{id}/forms/{upload}", &taken, &["item-answered"]).await;
    let answer = walk.world.send_file(owner, &format!("/api/v1{forms}"), file).await;
    walk.did("post /api/v1/assessments/{id}/forms", &answer, &["form-uploaded"]).await;
    let preview = answer.json();
    let line =
        preview["items"].as_array().unwrap().iter().find(|line| line["item"] == "9-2").unwrap().clone();
    let path = format!("/api/v1{forms}/{}", preview["id"].as_str().unwrap());
    let body = json!({ "items": [{ "item": "9-2", "version": line["version"] }] });
    let answer = walk.json(owner, Method::POST, &path, body).await;
    walk.did("post /api/v1/assessments/{id}/forms/{upload}", &answer, &["item-answered"]).await;
}

async fn walk_check_sheets(walk: &mut Walk, owner: &Person) {
    let sheet = format!("No,評価,備考\n5-6,○,{SECRET}\n");
    let page = format!("{ASSESSMENT}/check-sheets");
    let waiting = walk.world.upload(owner, &page, &[("sheet.csv", sheet.as_bytes())]).await;
    walk.did("post /assessments/{id}/check-sheets", &waiting, &["check-sheet-received"]).await;
    let form = "sheet=0&head=1&row=0&answer=1&note=2&name=点検表&row-0=5-6&answer-0=3";
    let answer = walk.world.post(owner, waiting.location(), form).await;
    walk.did("post /assessments/{id}/check-sheets/{upload}", &answer, &["check-sheet-mapped"]).await;
    let known = walk.world.upload(owner, &page, &[("sheet.csv", sheet.as_bytes())]).await;
    assert!(known.location().contains("/forms/"), "{}", known.location());
    walk.did("post /assessments/{id}/check-sheets", &known, &["check-sheet-received"]).await;
    let list = format!("/api/v1{ASSESSMENT}/check-sheet-mappings");
    let mapping =
        async |walk: &Walk| walk.world.get(owner, &list).await.json()[0]["id"].as_str().unwrap().to_owned();
    let path = format!("{ASSESSMENT}/check-sheet-mappings/{}", mapping(&*walk).await);
    let answer = walk.world.post(owner, &path, "").await;
    walk.did("post /assessments/{id}/check-sheet-mappings/{mapping}", &answer, &["check-sheet-forgotten"])
        .await;
    let waiting = walk.world.send_file(owner, &format!("/api/v1{page}"), sheet.into_bytes()).await;
    walk.did("post /api/v1/assessments/{id}/check-sheets", &waiting, &["check-sheet-received"]).await;
    let path = format!("/api/v1{page}/{}", waiting.json()["id"].as_str().unwrap());
    let body = json!({
        "columns": { "sheet": 0, "head": 0, "row": 0, "answer": 1, "note": 2 },
        "mapping": {
            "name": "点検表",
            "headings": { "row": "No", "answer": "評価", "note": "備考" },
            "rows": { "5-6": "5-6" },
            "answers": { "○": "3" },
        },
    });
    let answer = walk.json(owner, Method::POST, &path, body).await;
    walk.did("post /api/v1/assessments/{id}/check-sheets/{upload}", &answer, &["check-sheet-mapped"]).await;
    let path = format!("{list}/{}", mapping(&*walk).await);
    let answer = walk.json(owner, Method::DELETE, &path, Value::Null).await;
    let route = "delete /api/v1/assessments/{id}/check-sheet-mappings/{mapping}";
    walk.did(route, &answer, &["check-sheet-forgotten"]).await;
}

async fn walk_collection(walk: &mut Walk, owner: &Person) {
    let (page, api) =
        ("/organizations/kakuu-seiki/collection", "/api/v1/organizations/kakuu-seiki/collection");
    let files: [(&str, &[u8]); 2] = [("one.xlsx", b"PK\x03\x04"), ("two.xlsx", b"PK\x03\x04")];
    let answer = walk.world.upload(owner, &format!("{page}?period=2026"), &files).await;
    walk.did("post /organizations/{id}/collection", &answer, &["form-collected"; 2]).await;
    let board = walk.world.get(owner, &format!("{api}?period=2026")).await.json();
    let form = board["refused"][0]["id"].as_str().unwrap();
    let answer = walk.world.post(owner, &format!("{page}/{form}"), "decision=remove").await;
    walk.did("post /organizations/{id}/collection/{form}", &answer, &["form-removed"]).await;
    let own = walk.world.download(owner, "/assessments/kakuu-seiki-2025/form.csv").await;
    let answer = walk.world.send_file(owner, &format!("{api}?period=2025&name=x.csv"), own).await;
    walk.did("post /api/v1/organizations/{id}/collection", &answer, &["form-collected"]).await;
    let path = format!("{api}/{}", answer.json()["id"].as_str().unwrap());
    let answer = walk.json(owner, Method::POST, &path, json!({ "decision": "accept" })).await;
    walk.did("post /api/v1/organizations/{id}/collection/{form}", &answer, &["form-decided"]).await;
    let answer = walk.world.post(owner, &format!("{page}/companies"), "companies=架空商事").await;
    walk.did("post /organizations/{id}/collection/companies", &answer, &["companies-listed"]).await;
    let body = json!({ "companies": [{ "name": "架空商事", "segment": "" }] });
    let answer = walk.json(owner, Method::PUT, &format!("{api}/companies"), body).await;
    walk.did("put /api/v1/organizations/{id}/collection/companies", &answer, &["companies-listed"]).await;
}

async fn walk_content(walk: &mut Walk, owner: &Person) {
    let item = "/frameworks/cyber-management/items/5-6";
    let form = format!("rating=unclear&comment={SECRET}");
    let answer = walk.world.post(owner, &format!("{item}/rating"), &form).await;
    walk.did("post /frameworks/{framework}/items/{code}/rating", &answer, &["hint-rated"]).await;
    let body = json!({ "rating": "helpful", "comment": SECRET });
    let answer = walk.json(owner, Method::PUT, &format!("/api/v1{item}/rating"), body).await;
    walk.did("put /api/v1/frameworks/{framework}/items/{code}/rating", &answer, &["hint-rated"]).await;
    let planned = "/frameworks/cyber-management-beta/tips/9-1/follow";
    let answer = walk.world.post(owner, planned, "follow=1").await;
    walk.did("post /frameworks/{framework}/tips/{tip}/follow", &answer, &["tip-followed"]).await;
    let body = json!({ "is_followed": false });
    let answer = walk.json(owner, Method::PUT, &format!("/api/v1{planned}"), body).await;
    walk.did("put /api/v1/frameworks/{framework}/tips/{tip}/follow", &answer, &["tip-unfollowed"]).await;
    let cases = "/frameworks/cyber-management/tips/5-6/cases";
    let form =
        "title_ja=題&title_en=Title&text_ja=本文&text_en=Text&source=交流会&year=2026&leads_to=3&version=0";
    let answer = walk.world.post(owner, cases, form).await;
    walk.did("post /frameworks/{framework}/tips/{tip}/cases", &answer, &["case-added"]).await;
    let text = json!({ "ja": "本文", "en": "Text" });
    let mut body = json!({ "title": text, "text": text, "source": "交流会", "year": 2026, "leads_to": 3 });
    let answer = walk.json(owner, Method::POST, &format!("/api/v1{cases}"), body.clone()).await;
    walk.did("post /api/v1/frameworks/{framework}/tips/{tip}/cases", &answer, &["case-added"]).await;
    body["version"] = json!(1);
    let path = format!("/api/v1{cases}/{}", answer.json()["id"].as_str().unwrap());
    let answer = walk.json(owner, Method::PUT, &path, body).await;
    walk.did("put /api/v1/frameworks/{framework}/tips/{tip}/cases/{case}", &answer, &["case-changed"]).await;
    let answer = walk.world.post(owner, &format!("{cases}/5-6-01"), &format!("{form}&is_retired=1")).await;
    walk.did("post /frameworks/{framework}/tips/{tip}/cases/{case}", &answer, &["case-retired"]).await;
}

/// What `kashika account` does, by its verbs.
async fn walk_commands(walk: &mut Walk) -> Person {
    let member =
        accounts::Membership { organization_id: "kakuu-seiki".to_owned(), role: "reader".to_owned() };
    let added = accounts::add(&walk.world.app, "new@kakuu.example", Some("新田"), Some(member)).await;
    let id = added.unwrap().unwrap();
    walk.left("account add", &["account-created", "member-added"]).await;
    accounts::appoint(&walk.world.app, &id).await.unwrap();
    walk.left("account appoint", &["operator-appointed"]).await;
    accounts::forget_password(&walk.world.app, &id).await.unwrap();
    walk.left("account link", &["password-forgotten"]).await;
    let link = accounts::new_link(&walk.world.app, &demo::account_id(OWNER)).await.unwrap();
    walk.left("account link", &["link-made"]).await;
    let path = link.strip_prefix("http://kashika.test").unwrap();
    let answer = walk.world.post(&Person::default(), path, "").await;
    walk.did("post /sign-in/{token}", &answer, &["signed-in"]).await;
    walk.world.person_from(&answer).await
}

#[tokio::test]
async fn every_change_leaves_exactly_one_entry_and_no_secret() {
    let accounts = walk_accounts().await;
    let mut walk = Walk::new(World::demo().await).await;
    let owner = walk_commands(&mut walk).await;
    walk_organizations(&mut walk, &owner).await;
    walk_answers(&mut walk, &owner).await;
    walk_forms(&mut walk, &owner).await;
    walk_check_sheets(&mut walk, &owner).await;
    walk_collection(&mut walk, &owner).await;
    walk_content(&mut walk, &owner).await;
    people::walk_sharing(&mut walk, &owner).await;
    people::walk_handouts(&mut walk, &owner).await;
    people::walk_group(&mut walk, &owner).await;
    people::walk_address(&mut walk, &owner).await;
    people::walk_mail(&mut walk, &owner).await;
    people::walk_members(&mut walk, &owner).await;
    people::walk_leaving(&mut walk).await;
    for route in CHANGE_NOTHING {
        let (_, path) = route.split_once(' ').unwrap();
        walk.world.post(&owner, &path.replace("{framework}", "cyber-management"), "").await;
        walk.left(route, &[]).await;
    }

    let walked: BTreeSet<String> = accounts.routes.union(&walk.routes).cloned().collect();
    let missing: Vec<String> = ROUTES
        .iter()
        .filter(|route| route.method != "get")
        .map(|route| format!("{} {}", route.method, route.path))
        .filter(|route| !walked.contains(route) && !CHANGE_NOTHING.contains(&route.as_str()))
        .filter(|route| !is_signing_in(route))
        .collect();
    assert!(missing.is_empty(), "routes that nobody has walked:\n{}", missing.join("\n"));
    let seen: BTreeSet<&str> = accounts.kinds.union(&walk.kinds).map(String::as_str).collect();
    let is_elsewhere = |kind: &str| KINDS_ELSEWHERE.iter().any(|part| kind.starts_with(part));
    let unseen: Vec<&str> =
        kinds().into_iter().filter(|kind| !seen.contains(kind) && !is_elsewhere(kind)).collect();
    assert_eq!(unseen, BY_COMMAND_ONLY, "kinds seen: {seen:?}");

    for world in [&accounts.world, &walk.world] {
        const ALL: &str = "SELECT id, kind, subject, detail, account_id, organization_id FROM activity";
        let text = format!("{:?}", world.app.db.rows(ALL, &[]).await.unwrap());
        assert!(!text.contains(SECRET), "{text}");
        assert!(!text.contains(owner.cookie.split('=').nth(1).unwrap()) && !text.contains(&owner.csrf));
    }
}

#[tokio::test]
async fn the_set_up_by_a_program_is_an_entry_too() {
    let mut walk = Walk::new(World::empty().await).await;
    let body =
        json!({ "name": "佐藤花子", "email": "hanako@example.jp", "password": "correct horse battery" });
    let answer = walk.json(&Person::default(), Method::POST, "/api/v1/setup", body).await;
    walk.did("post /api/v1/setup", &answer, &["installation-set-up"]).await;
}

/// What writes without an entry, and why.
const WITHOUT_ENTRY: [(&str, &str); 8] = [
    ("backup/store.rs", "the record of nightly backups"),
    ("guessing/mod.rs", "counts of failures"),
    ("limits/mod.rs", "counts of requests"),
    ("idempotency/store.rs", "answers that are kept for a request that is sent again"),
    ("mail/sending.rs", "what becomes of a mail whose change has its entry"),
    ("activity/log/mod.rs", "the log itself: positions and heads"),
    ("leaving/eraser.rs", "what is too old to be kept"),
    ("demo/mod.rs", "an imaginary world that nobody has changed yet"),
];

/// Steps on the way, whose end has the entry; and when something was last used.
const STEPS: [&str; 13] = [
    "store::ask(&tx",
    "store::prove(&tx",
    "store::see_session(&tx",
    "store::used(&tx",
    "store::try_step(&tx",
    "store::delete_step(&tx",
    "store::use_step(&tx",
    "store::begin(&tx",
    "store::answer(&tx, &hash",
    "store::keep(&tx, &state",
    "store::take(&tx, &state",
    "keep_step(&tx",
    "erase_of_organization(&tx, &organization",
];

/// The text from an opening bracket to the one that closes it.
fn in_brackets(text: &str) -> &str {
    let mut depth = 0;
    for (index, letter) in text.char_indices() {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        if depth == 0 {
            return &text[..=index];
        }
    }
    text
}

#[test]
fn every_change_in_the_source_records_an_entry() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found, mut wrong) = (vec![source.clone()], 0, Vec::new());
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&source).unwrap().to_str().unwrap().replace('\\', "/");
            if !name.ends_with(".rs") || WITHOUT_ENTRY.iter().any(|(file, _)| *file == name) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for (at, call) in text.match_indices(".change(") {
                found += 1;
                let body = in_brackets(&text[at + call.len() - 1..]);
                // By its own call, or by one of the functions that several changes share.
                let records =
                    ["record(&tx", "write(&app_, &tx", "keep_session(&tx", "follow(&tx", "opening.write(&tx"];
                let is_step = STEPS.iter().any(|step| body.contains(step));
                if !is_step && !records.iter().any(|record| body.contains(record)) {
                    let line = text[..at].lines().count();
                    wrong.push(format!("{name}:{line}"));
                }
            }
        }
    }
    assert!(found > 20, "only {found} changes were found");
    assert!(wrong.is_empty(), "changes without an entry: {}", wrong.join(", "));
}

#[test]
fn every_kind_has_its_sentence() {
    for kind in kinds() {
        for language in [domain::Language::Japanese, domain::Language::English] {
            let sentence = kashika::activity::pages::what(kashika::words::Words(language), kind, "X");
            assert!(!sentence.contains('⟦'), "{sentence}");
        }
    }
}
