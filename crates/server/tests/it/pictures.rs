//! Charts as files: what a page offers to save is there, drawn, and called by a name people understand.

use axum::http::{Method, StatusCode};

use crate::support::{Answer, OWNER, Person, World};

/// The addresses of pictures on a page.
fn offered(page: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|link| link.contains("/pictures/")).map(|link| link.replace("&#38;", "&")).collect()
}

#[track_caller]
fn check(answer: &Answer, link: &str) {
    // Without a Japanese font there is no PNG; the sentence about it has its own test.
    if link.contains(".png") && answer.status == StatusCode::SERVICE_UNAVAILABLE {
        return;
    }
    assert_eq!(answer.status, StatusCode::OK, "{link}");
    let (media_type, begin) = match link.contains(".svg") {
        true => ("image/svg+xml", "<svg "),
        false => ("image/png", "\u{FFFD}PNG"),
    };
    assert_eq!(answer.headers.get("content-type").unwrap(), media_type, "{link}");
    assert!(answer.body.starts_with(begin), "{link} begins with {:.20}", answer.body);
}

fn name(answer: &Answer) -> String {
    let disposition = answer.headers.get("content-disposition").unwrap().to_str().unwrap();
    percent_encoding(disposition.split("UTF-8''").nth(1).unwrap())
}

fn percent_encoding(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            other => other,
        });
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn every_chart_of_a_page_can_be_saved() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let karte = "/assessments/kakuu-seiki-2025/karte";
    for (page, count) in [
        (karte.to_owned(), 4),
        (format!("{karte}?with=kakuu-seiki-2023"), 4),
        (format!("{karte}/csf-2.0"), 2),
        ("/cohorts/cyber-management-beta/fy2020-interim?industry=finance&sort=d1".to_owned(), 4),
    ] {
        let links = offered(&world.get(&owner, &page).await.body);
        assert_eq!(links.len(), count, "{page}: {links:?}");
        for link in links {
            check(&world.get(&owner, &link).await, &link);
            check(&world.get(&owner, &format!("/api/v1{link}")).await, &link);
        }
    }
    let radar = world.get(&owner, &format!("{karte}/pictures/radar.svg")).await;
    assert_eq!(name(&radar), "架空精機株式会社_2025年度_レーダーチャート.svg");
}

#[tokio::test]
async fn a_picture_shows_what_its_page_shows() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    for page in [
        "/assessments/kakuu-seiki-2025/karte?with=kakuu-seiki-2023",
        "/cohorts/cyber-management-beta/fy2020-interim?class=A",
    ] {
        let body = world.get(&owner, page).await.body;
        let links = offered(&body);
        assert!(!links.is_empty(), "{page}");
        for link in links.into_iter().filter(|link| link.contains(".svg")) {
            let svg = world.get(&owner, &link).await.body;
            assert!(body.contains(&svg), "{link} is the picture on {page}");
        }
    }
}

#[tokio::test]
async fn results_that_are_not_kept_have_their_radar_too() {
    let world = World::demo().await;
    let nobody = Person::default();
    let post = |path: &str, form: &str| {
        let (path, form) = (path.to_owned(), form.to_owned());
        let (world, nobody) = (&world, &nobody);
        async move { world.send(nobody, Method::POST, &path, Some(&form)).await }
    };
    let page = world.send(&nobody, Method::POST, "/try", Some("1-1=3&1-2=4&1-3=2")).await.body;
    let packed = crate::support::between(&page, "name=\"packed\" value=\"", "\"");
    let own = post("/try/pictures/radar.svg", &format!("packed={packed}")).await;
    check(&own, "radar.svg");
    assert!(page.contains(&own.body));
    let example = post("/try/pictures/radar.svg", "packed=").await;
    assert!(world.get(&nobody, "/try/example").await.body.contains(&example.body));
    let edition = "/frameworks/cyber-management/editions/management";
    let result = post(edition, "q1=2&q2=1").await.body;
    let radar = post(&format!("{edition}/pictures/radar.svg"), "q1=2&q2=1").await;
    check(&radar, "radar.svg");
    assert!(result.contains(&radar.body));
}

#[tokio::test]
async fn a_picture_that_is_not_there_is_not_found() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    let karte = "/assessments/kakuu-seiki-2025/karte";
    for link in [
        format!("{karte}/pictures/radar.jpg"),
        format!("{karte}/pictures/radar"),
        format!("{karte}/pictures/everything.png"),
        format!("{karte}/csf-2.0/pictures/trend.svg"),
        format!("{karte}/no-such-standard/pictures/radar.svg"),
        "/cohorts/cyber-management-beta/fy2020-interim/pictures/trend.svg".to_owned(),
    ] {
        assert_eq!(world.get(&owner, &link).await.status, StatusCode::NOT_FOUND, "{link}");
    }
}
