//! The company account, with a provider that tells the truth or lies.

mod lies;
mod provider;

use std::collections::HashMap;

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use url::Url;

use crate::support::{Answer, EDITOR, OUTSIDER, OWNER, Person, World, between};
use provider::{CLIENT, Provider, RETURN, SECRET};

const MINUTE: i64 = 60 * 1_000_000;
const BACK: &str = "/results";

/// The demo world with a provider of its own.
async fn world() -> (World, Provider) {
    let provider = Provider::start().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{SECRET}\n")).unwrap();
    let world = World::demo_with(|settings| {
        settings.company.oidc_issuer = Some(provider.url.clone());
        settings.company.oidc_client_id = Some(CLIENT.to_owned());
        settings.company.oidc_client_secret_file = Some(file.path().to_owned());
    });
    (world.await, provider)
}

/// What the provider says of a person whose address it vouches for.
fn vouched(email: &str) -> Value {
    json!({ "email": email, "email_verified": true, "name": "見本 太郎" })
}

/// Somebody on the way: the browser that holds the cookie, and what the provider was asked.
struct Trip {
    person: Person,
    query: HashMap<String, String>,
}

fn cookies(answer: &Answer) -> impl Iterator<Item = &str> {
    let set = answer.headers.get_all(header::SET_COOKIE).iter();
    set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap())
}

/// Presses a button that leads to the provider.
async fn set_out(world: &World, person: &Person, path: &str, form: &str) -> Trip {
    let page = world.post(person, path, form).await;
    assert_eq!(page.status, StatusCode::OK, "{} {}", page.location(), page.body);
    let address = between(&page.body, "content=\"0;url=", "\"").replace("&#38;", "&");
    assert!(page.body.contains(&format!("href=\"{}\"", address.replace('&', "&#38;"))), "a link as well");
    let cookie = cookies(&page).find(|cookie| cookie.starts_with("kashika_company=")).unwrap().to_owned();
    let all = [person.cookie.clone(), cookie].into_iter().filter(|cookie| !cookie.is_empty());
    let person = Person { cookie: all.collect::<Vec<_>>().join("; "), csrf: person.csrf.clone() };
    let query = Url::parse(&address).unwrap().query_pairs().into_owned().collect();
    Trip { person, query }
}

async fn to_sign_in(world: &World) -> Trip {
    set_out(world, &Person::default(), "/sign-in/company", &format!("back={BACK}")).await
}

impl Trip {
    /// The person signs in at the provider; gives the way back.
    fn path(&self, world: &World, provider: &Provider) -> String {
        let mut script = provider.script();
        script.now = world.app.now() / 1_000_000;
        let code = format!("code-{}", script.codes.len() + script.asked.len());
        let asked = (self.query["nonce"].clone(), self.query["code_challenge"].clone());
        script.codes.insert(code.clone(), asked);
        let state = &self.query["state"];
        format!("/sign-in/company/return?code={code}&state={state}&iss={}", provider.url)
    }

    async fn come_back(&self, world: &World, provider: &Provider) -> Answer {
        world.get(&self.person, &self.path(world, provider)).await
    }
}

/// Signs in as whoever the provider names.
async fn sign_in(world: &World, provider: &Provider) -> Answer {
    to_sign_in(world).await.come_back(world, provider).await
}

async fn session(world: &World, answer: &Answer) -> Value {
    let person = world.person_from(answer).await;
    world.get(&person, "/api/v1/session").await.json()
}

fn is_signed_in(answer: &Answer) -> bool {
    cookies(answer).any(|cookie| cookie.starts_with("kashika_session=") && cookie.len() > 20)
}

async fn api(world: &World, person: &Person, method: Method) -> Answer {
    world.send_json(person, method, "/api/v1/session/company-account", &[], &Value::Null).await
}

async fn kinds(world: &World) -> Vec<String> {
    use kashika::db::Read as _;
    const KINDS: &str = "SELECT kind FROM activity ORDER BY id";
    let rows = world.app.db.rows(KINDS, &[]).await.unwrap();
    rows.iter().map(|row| row.text("kind").unwrap()).collect()
}

#[tokio::test]
async fn the_provider_is_asked_as_the_standard_has_it() {
    let (world, _provider) = world().await;
    let page = world.get(&Person::default(), "/sign-in?back=/results").await;
    assert!(page.body.contains("会社のアカウントでサインイン"));
    let (one, two) = (to_sign_in(&world).await, to_sign_in(&world).await);
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", RETURN),
        ("scope", "openid email profile"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(one.query[name], value);
    }
    for name in ["state", "nonce", "code_challenge"] {
        assert!(one.query[name].len() >= 43 && one.query[name] != two.query[name], "{name}");
    }
    assert!(!one.query.contains_key("prompt"));
}

#[tokio::test]
async fn a_known_address_is_connected_and_later_known_by_its_identity_alone() {
    let (world, provider) = world().await;
    provider.says(vouched("Kenji.Tokieda@kakuu.example"));
    let answer = sign_in(&world, &provider).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, BACK));
    assert_eq!(session(&world, &answer).await["email"], EDITOR);
    assert_eq!(kinds(&world).await, ["company-account-connected", "company-account-used"]);
    let redeemed = provider.script().redeemed.clone();
    assert!(redeemed.0.starts_with("Basic ") && !redeemed.1.contains_key("client_secret"));

    // Whoever gets that address next is not let in by it; the person is, with whatever address.
    provider.says(json!({ "sub": "person-2", "email": EDITOR, "email_verified": true }));
    let next = sign_in(&world, &provider).await;
    assert_eq!(next.location(), "/sign-in?back=/results&company=another-one");
    assert!(!is_signed_in(&next));
    for claims in [vouched(OWNER), json!({}), json!({ "email": OWNER, "email_verified": false })] {
        provider.says(claims);
        assert_eq!(session(&world, &sign_in(&world, &provider).await).await["email"], EDITOR);
    }
}

#[tokio::test]
async fn an_attempt_belongs_to_one_browser_is_good_once_and_for_ten_minutes() {
    let (mut world, provider) = world().await;
    provider.says(vouched(EDITOR));
    let (own, other) = (to_sign_in(&world).await, to_sign_in(&world).await);
    let path = own.path(&world, &provider);
    // A link that somebody sends: in a browser without an attempt, or with another one.
    for person in [&Person::default(), &other.person] {
        let answer = world.get(person, &path).await;
        assert!(
            answer.location().ends_with("company=lost") && !is_signed_in(&answer),
            "{}",
            answer.location()
        );
    }
    assert!(provider.script().redeemed.1.is_empty(), "nothing is fetched for a link from elsewhere");
    let answer = world.get(&own.person, &path).await;
    assert!(is_signed_in(&answer), "it was not used up by others");
    assert!(cookies(&answer).any(|cookie| cookie == "kashika_company="));
    let again = own.come_back(&world, &provider).await;
    assert!(again.location().ends_with("company=lost") && !is_signed_in(&again));
    let unknown = format!("/sign-in/company/return?code=x&state={}", "0".repeat(64));
    assert!(world.get(&other.person, &unknown).await.location().ends_with("company=lost"));
    assert!(world.get(&other.person, "/sign-in/company/return").await.location().ends_with("company=lost"));
    world.later(11 * MINUTE);
    let late = other.come_back(&world, &provider).await;
    assert!(late.location().ends_with("company=lost") && !is_signed_in(&late));
    let page = world.get(&Person::default(), "/sign-in?back=/results&company=lost").await;
    assert!(page.body.contains("もう一度ボタンを押してください") && page.body.contains("name=\"password\""));
}

#[tokio::test]
async fn an_address_nobody_vouches_for_or_nobody_knows_lets_nobody_in() {
    let (world, provider) = world().await;
    for claims in [
        json!({ "email": EDITOR, "email_verified": false }),
        json!({ "email": EDITOR }),
        json!({ "email": "not an address", "email_verified": true }),
    ] {
        provider.says(claims.clone());
        let answer = sign_in(&world, &provider).await;
        assert_eq!(answer.location(), "/sign-in?back=/results&company=no-address", "{claims}");
        assert!(!is_signed_in(&answer));
    }
    provider.says(vouched("nobody<b>@kakuu.example"));
    assert!(!is_signed_in(&sign_in(&world, &provider).await));
    provider.says(vouched("nobody@kakuu.example"));
    let page = sign_in(&world, &provider).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.body.contains("nobody@kakuu.example") && page.body.contains("招待"), "{}", page.body);
    assert!(!is_signed_in(&page));
    assert!(kinds(&world).await.is_empty());
}

#[tokio::test]
async fn an_invited_newcomer_gets_an_account_and_joins_by_the_button() {
    let (world, provider) = world().await;
    let owner = world.sign_in(OWNER).await;
    let form = "email=new.person@kakuu.example&role=editor";
    world.post(&owner, "/organizations/kakuu-seiki/invitations", form).await;
    let mails = world.get(&owner, "/api/v1/outbox").await.json();
    let body = mails["mails"][0]["body"].as_str().unwrap();
    let link = format!("/invitations/{}", between(body, "/invitations/", "\n").trim());
    let page = world.get(&Person::default(), &link).await;
    assert!(
        page.body.contains("action=\"/sign-in/company\"") && page.body.contains(&format!("value=\"{link}\""))
    );

    provider.says(vouched("New.Person@kakuu.example"));
    let trip = set_out(&world, &Person::default(), "/sign-in/company", &format!("back={link}")).await;
    let answer = trip.come_back(&world, &provider).await;
    assert_eq!(answer.location(), link);
    let newcomer = world.person_from(&answer).await;
    let account = world.get(&newcomer, "/api/v1/session").await.json();
    assert_eq!(
        (&account["name"], &account["email"]),
        (&json!("見本 太郎"), &json!("new.person@kakuu.example"))
    );
    let before = world.get(&newcomer, "/organizations/kakuu-seiki").await.status;
    assert_eq!(before, StatusCode::NOT_FOUND, "the invitation is not used up by coming back");
    assert_eq!(world.post(&newcomer, &link, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.get(&newcomer, "/organizations/kakuu-seiki").await.status, StatusCode::OK);

    // Without the link, the page says where it is.
    let form = "email=second.person@kakuu.example&role=editor";
    world.post(&owner, "/organizations/kakuu-seiki/invitations", form).await;
    provider
        .says(json!({ "sub": "person-2", "email": "second.person@kakuu.example", "email_verified": true }));
    let answer = sign_in(&world, &provider).await;
    assert_eq!(answer.location(), "/account?company=welcome");
    assert_eq!(session(&world, &answer).await["name"], "second.person");
    let person = world.person_from(&answer).await;
    assert!(world.get(&person, answer.location()).await.body.contains("招待メールのリンク"));
}

#[tokio::test]
async fn an_invitation_that_is_over_lets_nobody_in() {
    let (mut world, provider) = world().await;
    let owner = world.sign_in(OWNER).await;
    let form = "email=new.person@kakuu.example&role=editor";
    world.post(&owner, "/organizations/kakuu-seiki/invitations", form).await;
    world.later(8 * 24 * 60 * MINUTE);
    provider.says(vouched("new.person@kakuu.example"));
    assert_eq!(sign_in(&world, &provider).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn nobody_is_sent_on_to_another_site() {
    let (world, provider) = world().await;
    provider.says(vouched(EDITOR));
    for back in ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:x"] {
        let form = format!("back={}", kashika::ui::percent_encoded(back));
        let trip = set_out(&world, &Person::default(), "/sign-in/company", &form).await;
        assert_eq!(trip.come_back(&world, &provider).await.location(), "/", "{back}");
    }
}

#[tokio::test]
async fn the_second_factor_is_still_asked_for() {
    let (mut world, provider) = world().await;
    let editor = world.sign_in(EDITOR).await;
    world.post(&editor, "/account/second-factor", "").await;
    let page = world.get(&editor, "/account/second-factor").await.body;
    let secret = between(&page, "class=\"secret\">", "<").replace('-', "");
    let code = |world: &World| {
        let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(world.app.now() / 1_000_000).unwrap()).to_string()
    };
    world.post(&editor, "/account/second-factor/confirmation", &format!("code={}", code(&world))).await;
    world.later(MINUTE);
    provider.says(vouched(EDITOR));
    for _ in 0..2 {
        let answer = sign_in(&world, &provider).await;
        assert_eq!(answer.location(), "/sign-in/code?back=/results");
        assert!(!is_signed_in(&answer));
        let step = cookies(&answer).find(|cookie| cookie.starts_with("kashika_step=")).unwrap().to_owned();
        let browser = Person { cookie: step, csrf: String::new() };
        let form = format!("code={}&back=/results", code(&world));
        assert!(is_signed_in(&world.post(&browser, "/sign-in/code", &form).await));
        world.later(MINUTE);
    }
}

#[tokio::test]
async fn one_connects_and_disconnects_unless_it_is_the_last_way() {
    let (mut world, provider) = world().await;
    let outsider = world.sign_in(OUTSIDER).await;
    assert_eq!(api(&world, &outsider, Method::GET).await.json()["is_connected"], false);
    assert_eq!(api(&world, &outsider, Method::DELETE).await.status, StatusCode::NOT_FOUND);
    provider.says(json!({ "sub": "person-7", "email": "somewhere@else.example" }));
    let trip = set_out(&world, &outsider, "/account/company", "").await;
    assert_eq!(trip.come_back(&world, &provider).await.location(), "/account?company=connected");
    let page = world.get(&outsider, "/account?company=connected").await.body;
    assert!(page.contains("接続しました") && page.contains("ほかにサインインする方法がありません"), "{page}");
    assert!(!page.contains("/account/company/removal"));
    assert_eq!(session(&world, &sign_in(&world, &provider).await).await["email"], OUTSIDER);

    // Nobody takes it from its owner, and nobody has two.
    let editor = world.sign_in(EDITOR).await;
    let trip = set_out(&world, &editor, "/account/company", "").await;
    assert_eq!(trip.come_back(&world, &provider).await.location(), "/account?company=somebody-else");
    provider.says(json!({ "sub": "person-8" }));
    let trip = set_out(&world, &outsider, "/account/company", "").await;
    assert_eq!(trip.come_back(&world, &provider).await.location(), "/account?company=another-one");

    let refused = world.post(&outsider, "/account/company/removal", "").await;
    assert_eq!(refused.location(), "/account?company=last-way");
    assert_eq!(api(&world, &outsider, Method::DELETE).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.post(&outsider, "/account/password", "password=correct horse battery").await;
    world.later(16 * MINUTE);
    let asked = world.post(&outsider, "/account/company/removal", "").await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN, "it asks who it is");
    assert_eq!(api(&world, &outsider, Method::DELETE).await.json()["type"], "/problems/proof-needed");
    let form = "proof_password=correct horse battery";
    let done = world.post(&outsider, "/account/company/removal", form).await;
    assert_eq!(done.location(), "/account?company=disconnected");
    provider.says(json!({ "sub": "person-7" }));
    assert!(!is_signed_in(&sign_in(&world, &provider).await), "it signs nobody in any more");
    let kinds = kinds(&world).await;
    assert!(kinds.iter().filter(|kind| kind.starts_with("company-account-")).eq([
        "company-account-connected",
        "company-account-used",
        "company-account-disconnected"
    ]));
}

#[tokio::test]
async fn connecting_takes_a_proof_and_ends_in_the_session_that_began_it() {
    let (mut world, provider) = world().await;
    let editor = world.sign_in(EDITOR).await;
    world.post(&editor, "/account/password", "password=correct horse battery").await;
    world.later(16 * MINUTE);
    assert_eq!(world.post(&editor, "/account/company", "").await.status, StatusCode::FORBIDDEN);
    let form = "proof_password=correct horse battery";
    let trip = set_out(&world, &editor, "/account/company", form).await;
    // The same browser, but somebody else has signed in meanwhile, or nobody is.
    let path = trip.path(&world, &provider);
    let held = trip.person.cookie.split("; ").find(|cookie| cookie.starts_with("kashika_company=")).unwrap();
    let other = world.sign_in(OUTSIDER).await;
    let other = Person { cookie: format!("{}; {held}", other.cookie), csrf: other.csrf };
    assert_eq!(world.get(&other, &path).await.location(), "/account?company=lost");
    assert_eq!(api(&world, &other, Method::GET).await.json()["is_connected"], false);
    assert_eq!(api(&world, &editor, Method::GET).await.json()["is_connected"], false);
}

#[tokio::test]
async fn a_fresh_sign_in_at_the_provider_proves_who_it_is() {
    let (world, provider) = world().await;
    provider.says(vouched(EDITOR));
    let answer = sign_in(&world, &provider).await;
    let editor = world.person_from(&answer).await;
    // The provider may have let the person through without asking, so signing in proves nothing.
    let token = "token_name=集計&scope=read&days=30";
    let asked = world.post(&editor, "/account/access-tokens", token).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.body.contains("action=\"/account/company/proof\" target=\"_blank\""), "{}", asked.body);
    assert!(asked.body.contains("name=\"token_name\" value=\"集計\""), "what was typed stays");
    assert!(!asked.body.contains("proof_password"));
    let early = world.post(&editor, "/account/access-tokens", &format!("{token}&proof_company=1")).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN);
    assert!(early.body.contains("まだ確認できていません") && early.body.contains("value=\"集計\""));

    let now = |world: &World| world.app.now() / 1_000_000;
    for (claims, word) in [
        (json!({}), "not-anew"),
        (json!({ "auth_time": now(&world) - 3600 }), "not-anew"),
        (json!({ "auth_time": now(&world) + 3600 }), "not-anew"),
        (json!({ "auth_time": now(&world), "sub": "person-2" }), "somebody-else"),
    ] {
        provider.says(claims);
        let trip = set_out(&world, &editor, "/account/company/proof", "").await;
        assert_eq!((trip.query["prompt"].as_str(), trip.query["max_age"].as_str()), ("login", "0"));
        let answer = trip.come_back(&world, &provider).await;
        assert_eq!(answer.location(), format!("/account?company={word}"));
        let still = world.post(&editor, "/account/access-tokens", token).await;
        assert_eq!(still.status, StatusCode::FORBIDDEN, "{word}");
    }
    provider.says(json!({ "auth_time": now(&world) }));
    let trip = set_out(&world, &editor, "/account/company/proof", "").await;
    assert_eq!(trip.come_back(&world, &provider).await.location(), "/account?company=proved");
    let made = world.post(&editor, "/account/access-tokens", &format!("{token}&proof_company=1")).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    assert!(made.body.contains("集計") || made.body.contains("kashika_"));
}

#[tokio::test]
async fn signing_in_proves_who_it_is_as_far_as_the_provider_says_when_it_asked() {
    let (world, provider) = world().await;
    let now = world.app.now() / 1_000_000;
    for (auth_time, status) in [
        (json!(now), StatusCode::OK),
        (json!(now + 61), StatusCode::FORBIDDEN),
        (json!(now - 16 * 60), StatusCode::FORBIDDEN),
        (json!(1e300), StatusCode::FORBIDDEN),
        (json!(-1e300), StatusCode::FORBIDDEN),
    ] {
        let mut claims = vouched(EDITOR);
        claims["auth_time"] = auth_time.clone();
        provider.says(claims);
        let answer = sign_in(&world, &provider).await;
        let editor = world.person_from(&answer).await;
        let made = world.post(&editor, "/account/access-tokens", "token_name=集計&scope=read&days=30").await;
        assert_eq!(made.status, status, "{auth_time}");
    }
}

#[tokio::test]
async fn without_a_provider_nothing_of_it_is_there() {
    let world = World::demo().await;
    let (nobody, owner) = (Person::default(), world.sign_in(OWNER).await);
    assert!(!world.get(&nobody, "/sign-in").await.body.contains("/sign-in/company"));
    assert!(!world.get(&owner, "/account").await.body.contains("/account/company"));
    assert_eq!(world.post(&nobody, "/sign-in/company", "").await.status, StatusCode::NOT_FOUND);
    for path in ["/account/company", "/account/company/removal", "/account/company/proof"] {
        assert_eq!(world.post(&owner, path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(world.get(&owner, "/sign-in/company/return?state=x").await.status, StatusCode::NOT_FOUND);
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(api(&world, &owner, method).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_own_account_is_for_who_is_signed_in_and_for_no_token() {
    let (world, _provider) = world().await;
    let nobody = Person::default();
    for path in ["/account/company", "/account/company/removal", "/account/company/proof"] {
        assert!(world.post(&nobody, path, "").await.location().starts_with("/sign-in?back="), "{path}");
    }
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(api(&world, &nobody, method).await.status, StatusCode::UNAUTHORIZED);
    }
    for email in [OUTSIDER, EDITOR, OWNER] {
        let person = world.sign_in(email).await;
        assert_eq!(api(&world, &person, Method::GET).await.json()["name"], "会社のアカウント", "{email}");
        set_out(&world, &person, "/account/company", "").await;
        let without_token = Person { csrf: String::new(), ..person };
        let refused = world.post(&without_token, "/account/company", "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{email}");
    }
    let owner = world.sign_in(OWNER).await;
    let body = json!({ "name": "集計", "scope": "write", "days": 30 });
    let made = world.send_json(&owner, Method::POST, "/api/v1/access-tokens", &[], &body).await.json();
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let path = "/api/v1/session/company-account";
    let refused = world.send_json(&nobody, Method::GET, path, &headers, &Value::Null).await;
    assert_eq!(refused.json()["type"], "/problems/token-scope");
}
