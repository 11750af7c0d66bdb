//! One request as somebody, with a body that would do what its address is for.

use anyhow::Result;
use serde_json::{Value, json};

use super::routes::Route;
use super::tenants::{ITEM, Requester};
use crate::client::{Answer, Client};

const BOUNDARY: &str = "intruders-boundary";
const SHEET: &str = "No,x,評価,備考\r\n5-6,intruder,4,intruder\r\n";

/// A kept connection; a broken one is opened again.
pub struct Line {
    client: Client,
    port: u16,
}

impl Line {
    pub fn open(port: u16) -> Result<Line> {
        Ok(Line { client: Client::connect(port)?, port })
    }

    /// Sends it with what shows who asks, and with a plausible body where the method carries one.
    pub fn ask(
        &mut self,
        requester: &Requester,
        own: &str,
        route: &Route,
        method: &str,
        path: &str,
    ) -> Result<Answer> {
        let (kind, body) = match method {
            "GET" | "HEAD" | "OPTIONS" => ("", Vec::new()),
            _ => body(requester, own, route, method),
        };
        self.send(requester, method, path, kind, &body)
    }

    pub fn send(
        &mut self,
        requester: &Requester,
        method: &str,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<Answer> {
        let bearer = requester.bearer.as_ref().map(|token| format!("Bearer {token}"));
        // What stands there was saved once.
        let mut headers = vec![("if-match", "\"1\"")];
        headers.extend((!kind.is_empty()).then_some(("content-type", kind)));
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let session = requester.session.as_ref();
        match self.client.send(session, method, path, &headers, body) {
            Ok(answer) => Ok(answer),
            Err(_) => {
                self.client = Client::connect(self.port)?;
                self.client.send(session, method, path, &headers, body)
            }
        }
    }
}

/// `own` is the organization that an intruder would have things opened for.
fn body(requester: &Requester, own: &str, route: &Route, method: &str) -> (&'static str, Vec<u8>) {
    let csrf = requester.session.as_ref().map_or("", |session| session.csrf.as_str());
    let path = route.path.as_str();
    let is_upload = method == "POST"
        && ["/forms", "/check-sheets", "/collection", "/try/file"].iter().any(|end| path.ends_with(end));
    match (route.is_interface(), is_upload) {
        (true, true) => ("application/octet-stream", SHEET.as_bytes().to_vec()),
        (true, false) => ("application/json", json_body(path, own).to_string().into_bytes()),
        (false, true) => ("multipart/form-data; boundary=intruders-boundary", multipart(csrf)),
        (false, false) => ("application/x-www-form-urlencoded", form(csrf, own).into_bytes()),
    }
}

fn multipart(csrf: &str) -> Vec<u8> {
    let part = |head: &str, content: &str| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let parts = [part("name=\"csrf\"", csrf), part("name=\"file\"; filename=\"intruder.csv\"", SHEET)];
    format!("{}--{BOUNDARY}--\r\n", parts.concat()).into_bytes()
}

/// All fields of all forms: each takes those it knows.
fn form(csrf: &str, own: &str) -> String {
    format!(
        "csrf={csrf}&version=1&answer=1&note=intruder&email=intruder@isolation.example&role=owner&extent=answers\
         &given_to={own}&name=intruder&name_ja=intruder&name_en=intruder&products=intruder&information=intruder\
         &industry=machinery&headcount=under_300&item-{ITEM}=1&person=intruder&days=9&scope=division\
         &scope_note=intruder&period=2026&companies=intruder&company=intruder&decision=remove&token_name=intruder\
         &rating=helpful&comment=intruder&language=en&password=intruder&code=000000&sheet=0&head=0&row=0\
         &column-answer=2&row-0={ITEM}&answer-0=4&kind=company\
         &organization_name=intruder&own_email=intruder&organization_id={own}"
    )
}

fn json_body(path: &str, own: &str) -> Value {
    let profile = json!({ "name_ja": "intruder", "industry": "machinery", "headcount": "under_300" });
    match path.trim_start_matches("/api/v1/").split('/').collect::<Vec<_>>().as_slice() {
        ["organizations"] => profile,
        [.., "profile"] => json!({ "version": 1, "profile": profile }),
        [.., "members", _] => json!({ "role": "owner" }),
        [.., "group", "invitations"] => json!({ "email": "intruder@isolation.example" }),
        [.., "invitations"] => json!({ "email": "intruder@isolation.example", "role": "owner" }),
        [.., "group"] => json!({ "name_ja": "intruder", "kind": "company" }),
        ["group-invitations", _] => json!({ "organization_id": own }),
        ["account", "deletion"] => json!({ "own_email": "intruder" }),
        [.., "deletion"] => json!({ "organization_name": "intruder" }),
        [.., "consents"] => json!({ "given_to": own, "extent": "answers" }),
        [.., "assessments"] => json!({ "scope": "division", "scope_note": "intruder", "period": 2026 }),
        [.., "items", _] => json!({ "answer": "1", "note": "intruder" }),
        [.., "rating"] => json!({ "rating": "helpful", "comment": "intruder" }),
        [.., "follow"] => json!({ "is_followed": true }),
        [.., "handouts"] => {
            json!({ "items": [ITEM], "person": "intruder", "email": "intruder@isolation.example" })
        }
        [.., "forms", _] => json!({ "items": [{ "item": ITEM, "version": 1 }] }),
        [.., "check-sheets", _] => json!({
            "columns": { "sheet": 0, "head": 0, "row": 0, "answer": 2 },
            "mapping": { "name": "intruder", "headings": { "row": "", "answer": "" }, "rows": { "5-6": ITEM }, "answers": { "4": "4" } },
        }),
        [.., "companies"] => json!({ "companies": [{ "name": "intruder" }] }),
        [.., "collection", _] => json!({ "decision": "remove" }),
        [.., "access-tokens"] => json!({ "name": "intruder", "may_write": true, "days": 9 }),
        [.., "language"] => json!({ "language": "en" }),
        ["setup"] => {
            json!({ "name": "intruder", "email": "intruder@isolation.example", "password": "intruder intruder" })
        }
        ["session", "password"] => json!({ "password": "intruder", "current_password": "intruder" }),
        ["session" | "password-reset", ..] => {
            json!({ "email": "intruder@isolation.example", "password": "intruder", "code": "000000" })
        }
        _ => json!({}),
    }
}
