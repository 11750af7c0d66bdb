//! People for a trial, made through the interface alone: invited by the demo's owner, who runs the installation too.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::dice::Dice;
use crate::client::{Client, Session};

/// Where newcomers are invited to; the demo's owner decides there.
pub const HOME: &str = "kakuu-seiki";

/// Somebody who has an account.
#[derive(Clone)]
pub struct Person {
    pub session: Session,
    pub account: String,
    pub email: String,
}

/// Lets an owner invite somebody, who follows the mailed link.
pub fn join(
    client: &mut Client,
    operator: &Session,
    owner: &Session,
    place: (&str, &str),
    person: (&str, &str),
    dice: &mut Dice,
) -> Result<Person> {
    let ((organization, role), (name, email)) = (place, person);
    let path = format!("/api/v1/organizations/{organization}/invitations");
    client.json(owner, "POST", &path, &json!({ "email": email, "role": role }))?.expect(201)?;
    let mail = mail(client, operator, email)?;
    let settled = format!("/api/v1/outbox/{}", mail["id"].as_str().unwrap_or_default());
    client.send(Some(operator), "DELETE", &settled, &[], b"")?.expect(204)?;
    let link = link(&mail)?;
    let password = dice.letters(24);
    let answer = client.form(&link, &format!("name={name}&password={password}"))?.expect(303)?;
    let session = client.signed_in(&answer)?;
    let who = client.get(Some(&session), "/api/v1/session")?.expect(200)?.json()?;
    let account =
        who["id"].as_str().or(who["account"]["id"].as_str()).context("the id of an account")?.to_owned();
    Ok(Person { session, account, email: email.to_owned() })
}

/// Somebody who belongs nowhere.
pub fn outsider(
    client: &mut Client,
    operator: &Session,
    person: (&str, &str),
    dice: &mut Dice,
) -> Result<Person> {
    let person = join(client, operator, operator, (HOME, "reader"), person, dice)?;
    client
        .send(Some(&person.session), "DELETE", &format!("/api/v1/organizations/{HOME}/membership"), &[], b"")?
        .expect(204)?;
    Ok(person)
}

/// The newest mail that waits for an address.
pub fn mail(client: &mut Client, operator: &Session, email: &str) -> Result<Value> {
    let outbox = client.get(Some(operator), "/api/v1/outbox")?.expect(200)?.json()?;
    let to = |mail: &&Value| mail["to"].as_str() == Some(email);
    let mail = outbox["mails"].as_array().and_then(|mails| mails.iter().rev().find(to));
    Ok(mail.with_context(|| format!("no mail waits for {email}"))?.clone())
}

/// The path of the link in a mail.
pub fn link(mail: &Value) -> Result<String> {
    let body = mail["body"].as_str().unwrap_or_default();
    let is_link = |word: &&str| word.starts_with("http://127.0.0.1") && word.matches('/').count() > 3;
    let link = body.split_whitespace().find(is_link);
    let path = link.and_then(|link| link.splitn(4, '/').nth(3)).context("a link in the mail")?;
    Ok(format!("/{path}"))
}

/// A new organization of somebody; its id.
pub fn organization(client: &mut Client, owner: &Session, profile: &Value) -> Result<String> {
    let answer = client.json(owner, "POST", "/api/v1/organizations", profile)?.expect(201)?.json()?;
    Ok(answer["id"].as_str().context("the id of an organization")?.to_owned())
}

/// A new assessment; its id.
pub fn assessment(client: &mut Client, owner: &Session, organization: &str, start: &Value) -> Result<String> {
    let path = format!("/api/v1/organizations/{organization}/assessments");
    let answer = client.json(owner, "POST", &path, start)?.expect(201)?;
    Ok(answer.header("location").rsplit('/').next().unwrap_or_default().to_owned())
}
