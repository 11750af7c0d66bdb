//! What one server takes on: requests by the minute, requests at once, and time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use futures_util::{StreamExt as _, stream};
use kashika::commands::listening::listen;
use kashika::limits::{Limits, Settings};
use kashika::routes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Answer, EDITOR, OWNER, Person, World, between};

const MINUTE: i64 = 60_000_000;
const ASSESSMENT: &str = "/api/v1/assessments/kakuu-seiki-2025";

fn per_person(requests_per_person: u32) -> Settings {
    Settings { requests_per_person, ..Settings::default() }
}

/// A visitor at this address, not signed in.
async fn visit(world: &World, address: &str, path: &str) -> Answer {
    let peer: SocketAddr = format!("{address}:40000").parse().unwrap();
    let request = Request::builder().uri(path).header(header::HOST, "kashika.test");
    world.answer(request.extension(ConnectInfo(peer)).body(Body::empty()).unwrap()).await
}

fn retry_after(answer: &Answer) -> i64 {
    answer.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn who_asks_too_often_waits_for_the_next_minute_and_nobody_else_does() {
    let mut world = World::demo().await;
    let (owner, editor) = (world.sign_in(OWNER).await, world.sign_in(EDITOR).await);
    let start = (world.app.now() / MINUTE + 1) * MINUTE;
    world.set_clock(kashika::app::Clock::starting_at(start));
    world.limit(per_person(3));
    for _ in 0..3 {
        assert_eq!(world.get(&owner, ASSESSMENT).await.status, StatusCode::OK);
    }
    let refused = world.get(&owner, ASSESSMENT).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.json()["type"], "/problems/too-fast");
    assert!((1..=60).contains(&retry_after(&refused)), "{}", retry_after(&refused));
    let page = world.get(&owner, "/organizations").await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.body.contains("操作の間隔が短すぎます"), "{}", page.body);
    let style = between(&page.body, "rel=\"stylesheet\" href=\"", "\"");
    assert_eq!(world.get(&owner, style).await.status, StatusCode::OK, "the page has its style");
    assert_eq!(world.get(&editor, ASSESSMENT).await.status, StatusCode::OK);
    world.set_clock(kashika::app::Clock::starting_at(start + MINUTE));
    assert_eq!(world.get(&owner, ASSESSMENT).await.status, StatusCode::OK);
}

#[tokio::test]
async fn visitors_are_counted_by_their_network() {
    let mut world = World::empty().await;
    world.limit(Settings { requests_per_address: 2, ..Settings::default() });
    for address in ["192.0.2.1", "[2001:db8::1]"] {
        for _ in 0..2 {
            assert_eq!(visit(&world, address, "/frameworks").await.status, StatusCode::OK);
        }
        assert_eq!(visit(&world, address, "/frameworks").await.status, StatusCode::TOO_MANY_REQUESTS);
    }
    let neighbor = visit(&world, "[2001:db8::2]", "/frameworks").await;
    assert_eq!(neighbor.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(visit(&world, "192.0.2.2", "/frameworks").await.status, StatusCode::OK);
    assert_eq!(visit(&world, "192.0.2.1", "/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_limit_is_a_limit_of_nothing() {
    let mut world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    world.limit(per_person(0));
    for _ in 0..10 {
        assert_eq!(world.get(&owner, ASSESSMENT).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn servers_on_one_database_count_together() {
    let mut world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    world.limit(per_person(4));
    let mut other = world.app.clone();
    other.limits = Arc::new(Limits::new(per_person(4)));
    for _ in 0..3 {
        assert_eq!(world.get(&owner, ASSESSMENT).await.status, StatusCode::OK);
    }
    for (app, server) in [(&world.app, "one"), (&other, "two"), (&world.app, "one")] {
        app.limits.exchange(app, server).await.unwrap();
    }
    let there = async || {
        let request = Request::builder().uri(ASSESSMENT).header(header::COOKIE, &owner.cookie);
        let router = routes::router(other.clone());
        tower::ServiceExt::oneshot(router, request.body(Body::empty()).unwrap()).await.unwrap().status()
    };
    assert_eq!(there().await, StatusCode::OK);
    assert_eq!(there().await, StatusCode::TOO_MANY_REQUESTS, "three there and one here are four");
    other.limits.exchange(&other, "two").await.unwrap();
    world.app.limits.exchange(&world.app, "one").await.unwrap();
    assert_eq!(world.get(&owner, ASSESSMENT).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_full_server_queues_some_and_tells_the_others_to_come_again() {
    let mut world = World::empty().await;
    world.limit(Settings { requests_at_once: 1, ..Settings::default() });
    let held = world.app.limits.place().await.unwrap();
    let nobody = Person::default();
    let (queued, shed) = {
        let world = &world;
        let all = (0..7).map(|_| world.get(&nobody, "/frameworks"));
        let mut answers = std::pin::pin!(all.collect::<stream::FuturesUnordered<_>>());
        let mut shed = Vec::new();
        for _ in 0..3 {
            shed.push(answers.next().await.unwrap());
        }
        assert_eq!(world.get(&nobody, "/healthz").await.status, StatusCode::OK, "alive, if busy");
        drop(held);
        (answers.collect::<Vec<_>>().await, shed)
    };
    for answer in &shed {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(retry_after(answer) > 0 && answer.body.contains("混み合っています"), "{}", answer.body);
    }
    assert_eq!(queued.len(), 4);
    assert!(queued.iter().all(|answer| answer.status == StatusCode::OK));
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let mut world = World::empty().await;
    world.limit(Settings { request_seconds: 1, requests_at_once: 1, ..Settings::default() });
    let beginning = stream::iter([Ok::<_, std::io::Error>("{\"organization\":")]);
    let body = Body::from_stream(beginning.chain(stream::pending()));
    let request = Request::post("/api/v1/trial/karte").header(header::CONTENT_TYPE, "application/json");
    let answer = world.answer(request.body(body).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        world.get(&Person::default(), "/frameworks").await.status,
        StatusCode::OK,
        "the place is free"
    );
}

#[tokio::test]
async fn a_visitor_who_never_says_what_they_want_is_hung_up_on() {
    let world = World::empty().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let router = routes::router(world.app.clone());
    let serving = tokio::spawn(listen(listener, router, Duration::from_millis(200), async {
        stopped.await.unwrap_or_default();
    }));
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: kash").await.unwrap();
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).await.unwrap();
    let rest = String::from_utf8_lossy(&rest).into_owned();
    assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 408"), "{rest}");
    let mut other = TcpStream::connect(address).await.unwrap();
    other.write_all(b"GET /healthz HTTP/1.1\r\nHost: k\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    other.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    stop.send(()).unwrap();
    serving.await.unwrap();
}
