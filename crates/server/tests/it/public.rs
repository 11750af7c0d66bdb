//! What everybody may see: published cohorts, and trying without an account.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{Person, World, between};

const COHORT: &str = "/cohorts/cyber-management-beta/fy2020";

#[tokio::test]
async fn the_cohort_page_shows_the_reports_28_companies_by_code() {
    let world = World::empty().await;
    let page = world.get(&Person::default(), COHORT).await.body;
    for said in ["KK-1", "KK-11", "SV-1", "28社", "▼▼"] {
        assert!(page.contains(said), "{said}");
    }
    let cohort = world.get(&Person::default(), &format!("/api/v1{COHORT}")).await.json();
    assert_eq!(cohort["members"].as_array().unwrap().len(), 28);
}

#[tokio::test]
async fn the_table_is_filtered_and_sorted_by_links() {
    let world = World::empty().await;
    let nobody = Person::default();
    let codes = |body: &str| -> Vec<String> {
        body.match_indices("<tr")
            .filter_map(|(at, _)| {
                let row = &body[at..at + body[at..].find("</tr>")?];
                let cell = between_or_none(row, "scope=\"row\"")?;
                cell.contains('-').then_some(cell)
            })
            .collect()
    };
    let finance = world.get(&nobody, &format!("{COHORT}?industry=finance")).await.body;
    assert_eq!(codes(&finance).len(), 3, "{:?}", codes(&finance));
    let class_a = world.get(&nobody, &format!("{COHORT}?class=A")).await.body;
    assert_eq!(codes(&class_a).len(), 6);
    let trading = world.get(&nobody, &format!("{COHORT}?industry=trading")).await;
    assert_eq!(trading.status, StatusCode::OK);
    assert!(trading.body.contains("データなし"));
    let by_first = world.get(&nobody, &format!("{COHORT}?sort=d1&order=up")).await.body;
    assert_eq!(codes(&by_first)[0], "SI-1");
}

/// The text of the first tag that carries a mark.
fn between_or_none(text: &str, mark: &str) -> Option<String> {
    let rest = &text[text.find(mark)?..];
    let rest = &rest[rest.find('>')? + 1..];
    Some(rest[..rest.find('<')?].trim().to_owned())
}

#[tokio::test]
async fn two_cohorts_stand_side_by_side() {
    let world = World::empty().await;
    let page = world
        .get(&Person::default(), "/cohorts/cyber-management-beta/fy2020-interim/comparison?with=fy2020")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("25") && page.body.contains("28"));
}

#[tokio::test]
async fn trying_without_an_account_gives_a_karte_and_keeps_nothing() {
    let world = World::empty().await;
    world
        .post(&Person::default(), "/setup", "name=佐藤花子&email=h@example.jp&password=correct horse battery")
        .await;
    let form: Vec<String> = kashika::frameworks::Library::embedded()
        .unwrap()
        .edition("cyber-management")
        .unwrap()
        .framework
        .items
        .iter()
        .map(|item| format!("{}=3", item.code))
        .collect();
    let page = world.send(&Person::default(), Method::POST, "/try", Some(&form.join("&"))).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        between(&page.body, "<h1", "</h1>").contains("決まり"),
        "{}",
        between(&page.body, "<h1", "</h1>")
    );
    let some = world.send(&Person::default(), Method::POST, "/try", Some("1-1=3&1-2=4&1-3=2")).await;
    assert_eq!(some.status, StatusCode::OK);
    let example = world.get(&Person::default(), "/try/example").await.body;
    assert!(example.contains("あと2.4") && example.contains("0.3上回る"));
}

#[tokio::test]
async fn a_dropped_file_becomes_a_karte_or_says_what_is_wrong_and_where() {
    let world = World::empty().await;
    let upload = async |name: &str, content: Vec<u8>| {
        let mut body = format!(
            "--mark\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend(content);
        body.extend(b"\r\n--mark--\r\n");
        let request = axum::http::Request::post("/try/file")
            .header("host", "kashika.test")
            .header("content-type", "multipart/form-data; boundary=mark")
            .body(axum::body::Body::from(body))
            .unwrap();
        world.answer(request).await
    };
    let good = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/companies.csv")).unwrap();
    let page = upload("companies.csv", good.clone()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("KK-2"));
    let text = String::from_utf8(good).unwrap().replace("KK-2,機械器具製造,13", "KK-2,機械器具製造,99");
    let bad = upload("companies.csv", text.into_bytes()).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("d1_sum") && bad.body.contains("99"), "{}", bad.body);
}

#[tokio::test]
async fn the_interface_draws_up_a_karte_from_sums_as_printed() {
    let world = World::empty().await;
    let body = json!({ "framework": "cyber-management-beta", "sums": [13, 9, 13, 4, 29, 6, 12, 2, 6, 3] });
    let karte = world.send_json(&Person::default(), Method::POST, "/api/v1/trial/karte", &[], &body).await;
    assert_eq!(karte.status, StatusCode::OK, "{}", karte.body);
    assert!(karte.body.contains("指示4,10が成熟度Bと2ポイント以上差がある"));
}

#[tokio::test]
async fn the_level_texts_can_be_read_in_both_languages_without_an_account() {
    let world = World::demo().await;
    let nobody = Person::default();
    let list = world.get(&nobody, "/frameworks").await.body;
    let current = list.find("/frameworks/cyber-management\"").unwrap();
    assert!(current < list.find("/frameworks/cyber-management-beta").unwrap());
    let framework = world.get(&nobody, "/frameworks/cyber-management").await.body;
    assert_eq!(framework.matches("/frameworks/cyber-management/items/").count(), 39);
    let item = world.get(&nobody, "/frameworks/cyber-management/items/5-6").await.body;
    for said in ["脆弱性診断", "3に加え、", "迷ったら", "次の水準へ", "/items/5-5", "/items/5-7"]
    {
        assert!(item.contains(said), "{said}");
    }
    let english = Person { cookie: "language=en".to_owned(), ..Person::default() };
    let item = world.get(&english, "/frameworks/cyber-management/items/5-6").await.body;
    assert!(item.contains("As 3, and") && item.contains("If in doubt"));
    let detail = world.get(&nobody, "/api/v1/frameworks/cyber-management").await.json();
    assert_eq!(detail["directives"][4]["items"][5]["guide"]["levels"].as_array().unwrap().len(), 5);
    assert_eq!(world.get(&nobody, "/api/v1/frameworks").await.json().as_array().unwrap().len(), 2);
    for missing in ["/frameworks/none", "/frameworks/cyber-management/items/5-11"] {
        assert_eq!(world.get(&nobody, missing).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn an_item_and_its_tips_open_in_both_languages_from_a_karte_in_one_click() {
    let world = World::demo().await;
    let owner = world.sign_in(crate::support::OWNER).await;
    let karte = world.get(&owner, "/assessments/kakuu-seiki-2025/karte").await.body;
    for (path, said) in [
        ("/frameworks/cyber-management/items/5-6", ["脆弱性診断と対策", "Vulnerability testing"]),
        ("/frameworks/cyber-management/tips/5-6", ["レベル3へ", "To level 3"]),
        ("/frameworks/cyber-management/tips/2-1-C", ["連邦型", "federated"]),
    ] {
        let link = karte.match_indices(&format!("href=\"{path}")).next();
        assert!(link.is_some(), "{path} is not linked");
        for (language, said) in ["ja", "en"].into_iter().zip(said) {
            let visitor = Person { cookie: format!("language={language}"), ..Person::default() };
            let page = world.get(&visitor, path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.body.contains(said), "{path} in {language} does not say {said}");
        }
    }
}

#[tokio::test]
async fn a_planned_tip_is_named_and_has_no_page() {
    let world = World::empty().await;
    let nobody = Person::default();
    let list = world.get(&nobody, "/frameworks/cyber-management-beta/tips").await.body;
    assert!(list.contains("作成予定") && list.contains("グループ会社のリスク分析・評価と対策の実施"));
    let page = world.get(&nobody, "/frameworks/cyber-management-beta/tips/9-1").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let tips = world.get(&nobody, "/api/v1/frameworks/cyber-management-beta/tips").await.json();
    assert_eq!(tips[0]["is_planned"], json!(true));
}

#[tokio::test]
async fn a_tip_marks_the_cases_for_the_readers_level() {
    let world = World::empty().await;
    let page = world.get(&Person::default(), "/frameworks/cyber-management/tips/5-6?level=2").await.body;
    assert!(page.contains("next-level"));
    let page = world.get(&Person::default(), "/frameworks/cyber-management/tips/5-6?level=255").await;
    assert!(page.status == StatusCode::OK && !page.body.contains("next-level"));
}

#[tokio::test]
async fn a_karte_is_shown_in_the_terms_of_nist_csf() {
    let world = World::demo().await;
    let owner = world.sign_in(crate::support::OWNER).await;
    let page = world.get(&owner, "/assessments/kakuu-seiki-2025/karte/csf-2.0").await.body;
    assert!(page.contains("GV.RM") && page.contains("<svg"));
    let body = world.get(&owner, "/api/v1/assessments/kakuu-seiki-2025/karte/csf-2.0").await.json();
    assert_eq!(body["groups"].as_array().unwrap().len(), 6);
    // Only a crosswalk that is meant for results shows them.
    let other = world.get(&owner, "/assessments/kakuu-seiki-2025/karte/guideline-3.0").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}
