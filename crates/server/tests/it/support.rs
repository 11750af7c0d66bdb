//! A world of its own for each test: the demo on a fresh database, real handlers, no network.

use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use kashika::app::{App, Clock};
use kashika::commands::serve;
use kashika::config::Settings;
use kashika::frameworks::Library;
use kashika::worker::Worker;
use kashika::{accounts, demo, limits, routes};
use tower::ServiceExt as _;

/// The parent's head of information security: owner of 架空精機.
pub const OWNER: &str = "yuki.sawatari@kakuu.example";
pub const EDITOR: &str = "kenji.tokieda@kakuu.example";
/// The other owner of 架空精機.
pub const OTHER_OWNER: &str = "makoto.katsuragi@kakuu.example";
pub const READER: &str = "mika.tachiarai@kakuu.example";
/// Works for another company of the group.
pub const OUTSIDER: &str = "anon.rattanakul@kakuu.example";

/// Read once for all tests: reading is most of a start.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::embedded().unwrap());

pub struct World {
    pub app: App,
    router: axum::Router,
    folder: tempfile::TempDir,
}

/// A person's browser: cookie and form token.
#[derive(Clone, Default)]
pub struct Person {
    pub cookie: String,
    pub csrf: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }
}

fn settings(folder: &tempfile::TempDir, database_url: Option<String>) -> Settings {
    Settings {
        data: folder.path().to_owned(),
        database_url,
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: Some("http://kashika.test".to_owned()),
        smtp_url: None,
        mail_from: None,
        time_zone: "Asia/Tokyo".to_owned(),
        fiscal_year_start: 4,
        log_key: None,
        backup: Default::default(),
        sign_in: Default::default(),
        // Tests ask faster than people; those of limits set their own.
        limits: limits::Settings { requests_per_person: 0, requests_per_address: 0, ..Default::default() },
        company: Default::default(),
    }
}

impl World {
    /// An installation nobody has set up yet.
    pub async fn empty() -> World {
        World::on(crate::db::new_postgres_url().await).await
    }

    /// An installation on SQLite whatever the engine under test, for commands run beside it.
    pub async fn sqlite() -> World {
        World::on(None).await
    }

    /// Lets time pass.
    pub fn later(&mut self, micros: i64) {
        self.app.clock = Clock::starting_at(self.app.now() + micros);
        self.router = routes::router(self.app.clone());
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    async fn on(database_url: Option<String>) -> World {
        World::with(database_url, |_| {}).await
    }

    /// The demo world with settings of its own.
    pub async fn demo_with(change: impl FnOnce(&mut Settings)) -> World {
        let world = World::with(crate::db::new_postgres_url().await, change).await;
        demo::open(&world.app).await.unwrap();
        world
    }

    async fn with(database_url: Option<String>, change: impl FnOnce(&mut Settings)) -> World {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = settings(&folder, database_url);
        change(&mut settings);
        let config = settings.check().unwrap();
        let clock = Clock::starting_at(demo::BASE_MICROS);
        let mut app = serve::open_with(config, LIBRARY.clone(), clock).await.unwrap();
        // The test binary is no kashika.
        app.worker = Worker::new(env!("CARGO_BIN_EXE_kashika").into());
        World { router: routes::router(app.clone()), app, folder }
    }

    /// The same installation at another time.
    pub fn set_clock(&mut self, clock: Clock) {
        self.app.clock = clock;
        self.router = routes::router(self.app.clone());
    }

    /// The same installation with other limits.
    pub fn limit(&mut self, settings: limits::Settings) {
        self.app.limits = Arc::new(limits::Limits::new(settings));
        self.router = routes::router(self.app.clone());
    }

    /// The demo world.
    pub async fn demo() -> World {
        let world = World::empty().await;
        demo::open(&world.app).await.unwrap();
        world
    }

    pub async fn sign_in(&self, email: &str) -> Person {
        self.sign_in_as(&demo::account_id(email)).await
    }

    pub async fn sign_in_as(&self, account_id: &str) -> Person {
        let link = accounts::new_link(&self.app, account_id).await.unwrap();
        let path = link.strip_prefix("http://kashika.test").unwrap();
        let answer = self.send(&Person::default(), Method::POST, path, Some("")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        self.person_from(&answer).await
    }

    /// The person a sign-in answer makes of a browser.
    pub async fn person_from(&self, answer: &Answer) -> Person {
        let cookie = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let mut person = Person { cookie, csrf: String::new() };
        let page = self.get(&person, "/").await;
        person.csrf = between(&page.body, "name=\"csrf\" value=\"", "\"").to_owned();
        person
    }

    /// The path of the link in the newest mail that waits for this address.
    pub async fn mailed_link(&self, operator: &Person, to: &str) -> String {
        let outbox = self.get(operator, "/api/v1/outbox").await.json();
        let mails = outbox["mails"].as_array().unwrap();
        let mail = mails.iter().rev().find(|mail| mail["to"] == to).unwrap_or_else(|| panic!("{outbox}"));
        between(mail["body"].as_str().unwrap(), "http://kashika.test", "\n").trim().to_owned()
    }

    pub async fn get(&self, person: &Person, path: &str) -> Answer {
        self.send(person, Method::GET, path, None).await
    }

    /// Posts a form, with the person's token added.
    pub async fn post(&self, person: &Person, path: &str, form: &str) -> Answer {
        let joint = if form.is_empty() { "" } else { "&" };
        self.send(person, Method::POST, path, Some(&format!("{form}{joint}csrf={}", person.csrf))).await
    }

    pub async fn send(&self, person: &Person, method: Method, path: &str, form: Option<&str>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "kashika.test");
        if !person.cookie.is_empty() {
            request = request.header(header::COOKIE, &person.cookie);
        }
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        self.answer(request.body(Body::from(form.unwrap_or_default().to_owned())).unwrap()).await
    }

    /// Sends files as a browser's form does, with the person's token.
    pub async fn upload(&self, person: &Person, path: &str, files: &[(&str, &[u8])]) -> Answer {
        const BOUNDARY: &str = "kashika-test-boundary";
        let mut body = Vec::new();
        let mut part = |head: String, content: &[u8]| {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        part("name=\"csrf\"".to_owned(), person.csrf.as_bytes());
        for (name, content) in files {
            part(format!("name=\"file\"; filename=\"{name}\""), content);
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::HOST, "kashika.test")
            .header(header::COOKIE, &person.cookie)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a file as the whole body, as programs do.
    pub async fn send_file(&self, person: &Person, path: &str, bytes: Vec<u8>) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::HOST, "kashika.test")
            .header(header::COOKIE, &person.cookie)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header("x-csrf-token", &person.csrf);
        self.answer(request.body(Body::from(bytes)).unwrap()).await
    }

    /// The bytes of a download.
    pub async fn download(&self, person: &Person, path: &str) -> Vec<u8> {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, "kashika.test")
            .header(header::COOKIE, &person.cookie);
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    /// A JSON request as a page's script sends it.
    pub async fn send_json(
        &self,
        person: &Person,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &serde_json::Value,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "kashika.test")
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-csrf-token", &person.csrf);
        if !person.cookie.is_empty() {
            request = request.header(header::COOKIE, &person.cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// The text between two marks.
pub fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap_or_else(|| panic!("{from} is not in {text}")) + from.len();
    let rest = &text[start..];
    &rest[..rest.find(to).unwrap()]
}
