//! Fills an organization: a token in each field that takes free text, and something that has ended of each kind.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::canaries::{Canaries, Kind};
use super::routes::Ids;
use super::tenants::ITEM;
use crate::client::{Client, Session};
use crate::harness::people::{self, Person};

const HANDED: &str = "9-1";
const OCTETS: [(&str, &str); 1] = [("content-type", "application/octet-stream")];

pub struct Planting<'a> {
    client: &'a mut Client,
    operator: &'a Session,
    owner: &'a Person,
    canaries: &'a mut Canaries,
    tenant: usize,
    organization: String,
    pub live: Ids,
    pub old: Ids,
    pub links: Ids,
    pub submitted: String,
}

impl<'a> Planting<'a> {
    pub fn new(
        client: &'a mut Client,
        operator: &'a Session,
        owner: &'a Person,
        canaries: &'a mut Canaries,
        tenant: usize,
        organization: String,
    ) -> Planting<'a> {
        let live = Ids([("organization", organization.clone())].into());
        let (old, links, submitted) = (Ids::default(), Ids::default(), String::new());
        Planting { client, operator, owner, canaries, tenant, organization, live, old, links, submitted }
    }

    /// Everything; the tokens that read and that write.
    pub fn all(&mut self) -> Result<[String; 2]> {
        self.assessments()?;
        self.invitations()?;
        self.handouts()?;
        self.forms()?;
        self.check_sheets()?;
        self.collection()?;
        self.group()?;
        self.leaving()?;
        let comment = self.plant_own("comment on a hint");
        let rating = json!({ "rating": "helpful", "comment": comment });
        self.json("PUT", &format!("/api/v1/frameworks/cyber-management/items/{ITEM}/rating"), &rating, 204)?;
        let sessions = self.get("/api/v1/sessions")?;
        self.keep_id("session", &sessions["sessions"][0])?;
        let entries = self.get(&self.of_organization("activity"))?;
        self.keep_id("entry", &entries["entries"][0])?;
        self.access_tokens()
    }

    /// A submitted assessment with a note on each item, and one under way that follows it.
    fn assessments(&mut self) -> Result<()> {
        let mut previous = Value::Null;
        for period in [2025, 2026] {
            let scope_note = self.plant(Kind::Profile, "scope note");
            let start = json!({ "scope": "company", "scope_note": scope_note, "period": period, "previous_id": previous });
            let id = people::assessment(self.client, &self.owner.session, &self.organization, &start)?;
            let items = self.get(&format!("/api/v1/assessments/{id}/items"))?;
            let codes = items["items"].as_array().context("items")?.iter();
            let codes: Vec<String> =
                codes.filter_map(|item| item["item"].as_str().map(str::to_owned)).collect();
            for code in codes.iter().filter(|code| period == 2025 || code.starts_with('5')) {
                let note = self.plant(Kind::Answers, "note");
                let path = format!("/api/v1/assessments/{id}/items/{code}");
                let body = json!({ "answer": "3", "note": note }).to_string();
                let headers = [("content-type", "application/json"), ("if-match", "\"0\"")];
                self.client
                    .send(Some(&self.owner.session), "PUT", &path, &headers, body.as_bytes())?
                    .expect(200)?;
            }
            if period == 2025 {
                self.json("POST", &format!("/api/v1/assessments/{id}/submission"), &json!({}), 200)?;
                self.submitted.clone_from(&id);
            }
            previous = id.clone().into();
            self.live.0.insert("assessment", id);
        }
        Ok(())
    }

    fn invitations(&mut self) -> Result<()> {
        for is_withdrawn in [true, false] {
            let email = self.address(Kind::Invited, "invited address");
            let body = json!({ "email": email, "role": "editor" });
            let path = self.of_organization("invitations");
            let made = self.json("POST", &path, &body, 201)?;
            let token = self.token(&email)?;
            let mail = people::mail(self.client, self.operator, &email)?;
            self.keep_id("mail", &mail)?;
            let id = made["id"].as_str().context("an invitation")?.to_owned();
            if is_withdrawn {
                self.delete(&format!("{path}/{id}"))?;
            }
            self.keep(is_withdrawn, "invitation", id);
            self.keep_token(is_withdrawn, "invitation-token", token);
        }
        Ok(())
    }

    /// A company below, one that has parted, and companies that were invited.
    fn group(&mut self) -> Result<()> {
        let path = self.of_organization("group");
        for is_old in [true, false] {
            let name_ja = self.plant(Kind::Group, "name of a company below");
            let company = json!({ "name_ja": name_ja, "kind": "company" });
            self.json("POST", &path, &company, 201)?;
            let group = self.get(&path)?;
            let id = group["below"][0]["affiliation"].as_str().context("an affiliation")?.to_owned();
            if is_old {
                self.delete(&format!("{path}/{id}"))?;
            }
            self.keep(is_old, "affiliation", id);
            let email = self.address(Kind::Invited, "invited company");
            let path = self.of_organization("group/invitations");
            let made = self.json("POST", &path, &json!({ "email": email }), 201)?;
            let token = self.token(&email)?;
            let id = made["id"].as_str().context("an invitation")?.to_owned();
            if is_old {
                self.delete(&format!("{path}/{id}"))?;
            }
            self.keep(is_old, "group-invitation", id);
            self.keep_token(is_old, "group-token", token);
        }
        Ok(())
    }

    /// An organization that its owner has deleted, and an address that is to become the owner's.
    fn leaving(&mut self) -> Result<()> {
        let name = self.plant_own("name of a deleted organization");
        let profile = json!({ "name_ja": name, "industry": "machinery", "headcount": "under_300" });
        let id = people::organization(self.client, &self.owner.session, &profile)?;
        let deletion = json!({ "organization_name": name });
        self.json("POST", &format!("/api/v1/organizations/{id}/deletion"), &deletion, 200)?;
        self.keep(false, "deleted", id);
        let email = format!("{}@isolation.example", self.plant_own("address to come"));
        self.json("POST", "/api/v1/session/email", &json!({ "email": email }), 202)?;
        let token = self.token(&email)?;
        self.keep_token(false, "email-token", token);
        Ok(())
    }

    /// Items handed to somebody who has answered one, and a link that was taken back.
    fn handouts(&mut self) -> Result<()> {
        for is_taken_back in [true, false] {
            let email = self.address(Kind::Handed, "address of a handout");
            let person = self.plant(Kind::Answers, "person of a handout");
            let path = self.of_assessment("handouts");
            let body = json!({ "items": [HANDED, ITEM], "person": person, "email": email });
            let made = self.json("POST", &path, &body, 201)?;
            let token = self.token(&email)?;
            let id = made["id"].as_str().context("a handout")?.to_owned();
            if is_taken_back {
                self.delete(&format!("{path}/{id}"))?;
            } else {
                let note = self.plant(Kind::Answers, "note by a link");
                let answer = format!("/answers/{token}/items/{HANDED}");
                self.client.form(&answer, &format!("version=0&answer=3&note={note}"))?.expect(303)?;
            }
            self.keep(is_taken_back, "handout", id);
            self.keep_token(is_taken_back, "answers-token", token);
        }
        Ok(())
    }

    /// A form that was sent in and not taken over; only who sent it may see it.
    fn forms(&mut self) -> Result<()> {
        let note = self.plant_own("note in a form");
        let form = self.form_with(&note)?;
        let path = self.of_assessment("forms");
        let made = self.file(&path, &form, 201)?;
        self.keep_id("form-upload", &made)
    }

    /// The open assessment's form, with another note.
    fn form_with(&mut self, note: &str) -> Result<String> {
        let path = self.of_assessment("form.csv");
        let form = self.client.get(Some(&self.owner.session), &path)?.expect(200)?.text().into_owned();
        let lines = form.lines().map(|line| match line.split(',').collect::<Vec<_>>().as_slice() {
            [head @ .., _, _, _, _, _, _, _, _] if head.get(7) == Some(&ITEM) => {
                let head = head.get(..8).unwrap_or_default().join(",");
                format!("{head},4,{note},,,,,,?")
            }
            _ => line.to_owned(),
        });
        Ok(lines.collect::<Vec<_>>().join("\r\n"))
    }

    /// A sheet that waits to be pointed at, a mapping that is kept, and one that was forgotten.
    fn check_sheets(&mut self) -> Result<()> {
        let path = self.of_assessment("check-sheets");
        for is_forgotten in [true, false] {
            let kind = Kind::Answers;
            let [name, row, answer, head] =
                ["name", "row", "answer", "heading"].map(|field| match is_forgotten && field != "name" {
                    true => self.canaries.dice.letters(9),
                    false => self.plant(kind, &format!("{field} of a mapping")),
                });
            let sheet = format!("{head},x,評価,備考\r\n{row},x,{answer},\r\n9-2,y,{answer},\r\n");
            let waiting = self.file(&path, &sheet, 202)?;
            let pointed = json!({
                "columns": { "sheet": 0, "head": 0, "row": 0, "answer": 2, "note": 3 },
                "mapping": {
                    "name": name, "headings": { "row": head, "answer": "評価", "note": "備考" },
                    "rows": { &row: ITEM, "9-2": "9-2" }, "answers": { &answer: "4" },
                },
            });
            let upload = waiting["id"].as_str().context("a sheet")?;
            self.json("POST", &format!("{path}/{upload}"), &pointed, 201)?;
            let mappings = self.of_assessment("check-sheet-mappings");
            let kept = self.get(&mappings)?;
            let id = kept[0]["id"].as_str().context("a mapping")?.to_owned();
            if is_forgotten {
                self.delete(&format!("{mappings}/{id}"))?;
            }
            self.keep(is_forgotten, "mapping", id);
        }
        let texts =
            ["heading", "text", "answer", "note"].map(|field| self.plant_own(&format!("{field} in a sheet")));
        let [head, text, answer, note] = texts;
        let sheet = format!("No,{head},判定,根拠\r\n5-6,{text},{answer},{note}\r\n");
        let waiting = self.file(&path, &sheet, 202)?;
        self.keep_id("sheet-upload", &waiting)
    }

    /// Listed companies, a form that was read, one that was refused, and one that was removed.
    fn collection(&mut self) -> Result<()> {
        let [name, segment] = ["company", "segment"].map(|field| self.plant(Kind::Collected, field));
        let listed = json!({ "companies": [{ "name": name, "segment": segment }] });
        self.json("PUT", &self.of_organization("collection/companies"), &listed, 204)?;
        // Notes of a collected form are not kept.
        let form = self.form_with("")?;
        for (field, text, is_removed) in [
            ("file name of a removed form", form.as_str(), true),
            ("file name of a form", form.as_str(), false),
            ("file name of a refused form", "no form at all", false),
        ] {
            let file_name = self.plant(Kind::Collected, field);
            let path = self.of_organization("collection");
            let made = self.file(&format!("{path}?period=2026&name={file_name}.csv"), text, 201)?;
            let id = made["id"].as_str().context("a form")?.to_owned();
            if is_removed {
                self.json("POST", &format!("{path}/{id}"), &json!({ "decision": "remove" }), 204)?;
            }
            self.keep(is_removed, "form", id);
        }
        Ok(())
    }

    /// Two that are good, and one that was revoked.
    fn access_tokens(&mut self) -> Result<[String; 2]> {
        let path = "/api/v1/access-tokens";
        let revoked =
            self.json("POST", path, &json!({ "name": "revoked", "may_write": true, "days": 9 }), 201)?;
        let id = revoked["access_token"]["id"].as_str().context("a token's id")?.to_owned();
        self.delete(&format!("{path}/{id}"))?;
        self.old.0.insert("access-token", id);
        self.old.0.insert("bearer", revoked["token"].as_str().unwrap_or_default().to_owned());
        let mut tokens = [String::new(), String::new()];
        for (token, may_write) in tokens.iter_mut().zip([false, true]) {
            let name = self.plant_own("name of an access token");
            let made =
                self.json("POST", path, &json!({ "name": name, "may_write": may_write, "days": 9 }), 201)?;
            made["token"].as_str().context("a token")?.clone_into(token);
            self.keep_id("access-token", &made["access_token"])?;
        }
        Ok(tokens)
    }

    fn plant(&mut self, kind: Kind, field: &str) -> String {
        self.canaries.plant(self.tenant, kind, field)
    }

    fn plant_own(&mut self, field: &str) -> String {
        self.canaries.plant_of(self.tenant, Kind::Own, field, |_| self.owner.email.clone())
    }

    fn address(&mut self, kind: Kind, field: &str) -> String {
        format!("{}@isolation.example", self.plant(kind, field))
    }

    /// Keeps the id of what has ended, or of what has not.
    fn keep(&mut self, is_old: bool, name: &'static str, id: String) {
        let ids = if is_old { &mut self.old } else { &mut self.live };
        ids.0.insert(name, id);
    }

    /// Keeps the token of a link. One that has ended stands among the other ids that have: it opens nothing.
    fn keep_token(&mut self, is_old: bool, name: &'static str, token: String) {
        let ids = if is_old { &mut self.old } else { &mut self.links };
        ids.0.insert(name, token);
    }

    fn keep_id(&mut self, name: &'static str, body: &Value) -> Result<()> {
        self.live
            .0
            .insert(name, body["id"].as_str().with_context(|| format!("the id of {name}"))?.to_owned());
        Ok(())
    }

    fn token(&mut self, email: &str) -> Result<String> {
        let link = people::link(&people::mail(self.client, self.operator, email)?)?;
        Ok(link.rsplit('/').next().unwrap_or_default().to_owned())
    }

    fn of_organization(&self, what: &str) -> String {
        format!("/api/v1/organizations/{}/{what}", self.organization)
    }

    fn of_assessment(&self, what: &str) -> String {
        format!("/api/v1/assessments/{}/{what}", self.live.get("assessment"))
    }

    fn get(&mut self, path: &str) -> Result<Value> {
        self.client.get(Some(&self.owner.session), path)?.expect(200)?.json()
    }

    fn json(&mut self, method: &str, path: &str, body: &Value, status: u16) -> Result<Value> {
        let answer = self.client.json(&self.owner.session, method, path, body)?;
        let answer = answer.expect(status).with_context(|| format!("{method} {path}"))?;
        if answer.body.is_empty() { Ok(Value::Null) } else { answer.json() }
    }

    fn file(&mut self, path: &str, text: &str, status: u16) -> Result<Value> {
        let answer = self.client.send(Some(&self.owner.session), "POST", path, &OCTETS, text.as_bytes())?;
        answer.expect(status).with_context(|| path.to_owned())?.json()
    }

    fn delete(&mut self, path: &str) -> Result<()> {
        let answer = self.client.send(Some(&self.owner.session), "DELETE", path, &[], b"")?;
        answer.expect(204).map(drop)
    }
}
