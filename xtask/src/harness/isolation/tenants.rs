//! Organizations that share nothing, or only what a consent names, each filled with tokens through the interface; and the
//! people who ask.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::canaries::{Canaries, Kind};
use super::planting;
use super::routes::Ids;
use crate::client::{Client, Session};
use crate::harness::people::{self, Person};

pub const TENANTS: usize = 3;
/// The item whose address is tried; one that everybody answers.
pub const ITEM: &str = "5-6";
const ROLES: [&str; 5] = ["editor", "executive", "reader", "auditor", "adviser"];
/// Giver, receiver, extent; what the second gives the first has ended.
const CONSENTS: [(usize, usize, &str); 3] = [(0, 2, "results"), (1, 2, "answers"), (1, 0, "answers")];
const ENDED: (usize, usize) = (1, 0);

/// One organization, everything in it, and what was in it.
pub struct Tenant {
    pub owner: Person,
    pub members: Vec<(&'static str, Person)>,
    pub removed: Person,
    pub tokens: [String; 2],
    /// With the assessment under way.
    pub open: Ids,
    /// With the submitted one.
    pub done: Ids,
    /// Links that work; who holds one may use it.
    pub links: Ids,
    /// What was taken back, withdrawn, revoked, removed.
    pub old: Ids,
}

/// Somebody who asks, and how they show who they are.
pub struct Requester {
    pub label: String,
    pub session: Option<Session>,
    pub bearer: Option<String>,
    pub tenant: Option<usize>,
    pub role: &'static str,
    pub email: String,
}

pub struct World {
    pub tenants: Vec<Tenant>,
    pub requesters: Vec<Requester>,
}

impl World {
    pub fn of_role<'w>(&'w self, role: &'w str) -> impl Iterator<Item = &'w Requester> {
        self.requesters.iter().filter(move |who| who.role == role)
    }

    /// The tenant whose person this is.
    pub fn tenant_of(&self, requester: &Requester) -> Option<&Tenant> {
        self.tenants.get(requester.tenant?)
    }

    /// How somebody stands to a tenant: the role, or what a consent gives.
    pub fn standing(&self, requester: &Requester, tenant: usize) -> Option<&'static str> {
        let own = requester.tenant?;
        match requester.role {
            "removed" => None,
            "read token" | "write token" if own == tenant => Some("owner"),
            role if own == tenant => Some(role),
            // Who reads reports only, or comes from outside, is not meant by a consent.
            "executive" | "adviser" => None,
            _ => CONSENTS
                .iter()
                .filter(|(giver, receiver, _)| (*giver, *receiver) != ENDED)
                .find(|(giver, receiver, _)| (*giver, *receiver) == (tenant, own))
                .map(|(_, _, extent)| if *extent == "answers" { "answers-shared" } else { "results-shared" }),
        }
    }

    /// Who gives a consent was told the id of its receiver, and sees whom it names.
    pub fn knows_name(&self, requester: &Requester, tenant: usize) -> bool {
        requester.tenant.is_some_and(|own| {
            let gave = CONSENTS.iter().any(|(giver, receiver, _)| (*giver, *receiver) == (own, tenant));
            gave && self.standing(requester, own).is_some_and(|role| ["owner", "auditor"].contains(&role))
        })
    }
}

/// Makes all of it.
pub fn make(client: &mut Client, operator: &Session, canaries: &mut Canaries) -> Result<World> {
    let mut tenants = Vec::new();
    for number in 0..TENANTS {
        tenants.push(tenant(client, operator, canaries, number)?);
    }
    for (giver, receiver, extent) in CONSENTS {
        let (from, to) = (&tenants[giver], tenants[receiver].open.get("organization").to_owned());
        let path = format!("/api/v1/organizations/{}/consents", from.open.get("organization"));
        let body = json!({ "given_to": to, "extent": extent });
        client.json(&from.owner.session, "POST", &path, &body)?.expect(204)?;
        let given = client.get(Some(&from.owner.session), &path)?.expect(200)?.json()?;
        let id = given["consents"][0]["id"].as_str().context("a consent")?.to_owned();
        let from = &mut tenants[giver];
        if (giver, receiver) == ENDED {
            let path = format!("{path}/{id}");
            client.send(Some(&from.owner.session), "DELETE", &path, &[], b"")?.expect(204)?;
            from.old.0.insert("consent", id);
        } else {
            from.open.0.insert("consent", id.clone());
            from.done.0.insert("consent", id);
        }
    }
    let requesters = requesters(client, operator, &tenants, canaries)?;
    Ok(World { tenants, requesters })
}

fn person(
    client: &mut Client,
    operator: &Session,
    canaries: &mut Canaries,
    tenant: usize,
    place: Option<(&Session, &str, &str)>,
) -> Result<Person> {
    let role = place.map_or("owner", |(_, _, role)| role);
    let address = |token: &str| format!("{token}@isolation.example");
    let email =
        address(&canaries.plant_of(tenant, Kind::Address, &format!("address of the {role}"), address));
    let name = canaries.plant_of(tenant, Kind::Colleague, &format!("name of the {role}"), |_| email.clone());
    let who = (name.as_str(), email.as_str());
    match place {
        Some((owner, organization, role)) => {
            people::join(client, operator, owner, (organization, role), who, &mut canaries.dice)
        }
        None => people::outsider(client, operator, who, &mut canaries.dice),
    }
}

fn tenant(client: &mut Client, operator: &Session, canaries: &mut Canaries, number: usize) -> Result<Tenant> {
    let owner = person(client, operator, canaries, number, None)?;
    let organization = people::organization(client, &owner.session, &profile(canaries, number))?;
    let mut members = Vec::new();
    for role in ROLES {
        let place = Some((&owner.session, organization.as_str(), role));
        members.push((role, person(client, operator, canaries, number, place)?));
    }
    let place = Some((&owner.session, organization.as_str(), "editor"));
    let removed = person(client, operator, canaries, number, place)?;
    let path = format!("/api/v1/organizations/{organization}/members/{}", removed.account);
    client.send(Some(&owner.session), "DELETE", &path, &[], b"")?.expect(204)?;
    let mut planted = planting::Planting::new(client, operator, &owner, canaries, number, organization);
    let tokens = planted.all()?;
    let planting::Planting { live: mut open, mut old, links, submitted, .. } = planted;
    open.0.insert("account", owner.account.clone());
    old.0.insert("account", removed.account.clone());
    let mut done = open.clone();
    done.0.insert("assessment", submitted);
    Ok(Tenant { owner, members, removed, tokens, open, done, links, old })
}

fn profile(canaries: &mut Canaries, number: usize) -> Value {
    json!({
        "name_ja": canaries.plant(number, Kind::Name, "name_ja"),
        "name_en": canaries.plant(number, Kind::Name, "name_en"),
        "products": canaries.plant(number, Kind::Profile, "products"),
        "information": canaries.plant(number, Kind::Profile, "information"),
        "industry": "machinery", "headcount": "under_300",
    })
}

fn requesters(
    client: &mut Client,
    operator: &Session,
    tenants: &[Tenant],
    canaries: &mut Canaries,
) -> Result<Vec<Requester>> {
    let outsider =
        people::outsider(client, operator, ("outsider", "outsider@isolation.example"), &mut canaries.dice)?;
    let ended = people::outsider(client, operator, ("ended", "ended@isolation.example"), &mut canaries.dice)?;
    client.send(Some(&ended.session), "DELETE", "/api/v1/session", &[], b"")?.expect(204)?;
    let of = |role, session: Option<&Session>, email: &str| Requester {
        label: role_label(None, role),
        session: session.cloned(),
        bearer: None,
        tenant: None,
        role,
        email: email.to_owned(),
    };
    let mut all = vec![
        of("nobody", None, ""),
        of("outsider", Some(&outsider.session), &outsider.email),
        of("operator", Some(operator), ""),
        of("ended session", Some(&ended.session), &ended.email),
    ];
    for (number, tenant) in tenants.iter().enumerate() {
        let mut add = |role: &'static str, person: &Person, bearer: Option<&String>| {
            all.push(Requester {
                label: role_label(Some(number), role),
                session: bearer.is_none().then(|| person.session.clone()),
                bearer: bearer.cloned(),
                tenant: Some(number),
                role,
                email: person.email.clone(),
            });
        };
        add("owner", &tenant.owner, None);
        for (role, person) in &tenant.members {
            add(role, person, None);
        }
        add("removed", &tenant.removed, None);
        add("read token", &tenant.owner, tenant.tokens.first());
        add("write token", &tenant.owner, tenant.tokens.get(1));
    }
    // A token that was revoked says nothing of whose it was.
    let revoked = tenants.first().map(|tenant| tenant.old.get("bearer").to_owned());
    all.push(Requester { bearer: revoked, ..of("revoked token", None, "") });
    Ok(all)
}

fn role_label(tenant: Option<usize>, role: &str) -> String {
    tenant.map_or_else(|| role.to_owned(), |tenant| format!("{role} of tenant {tenant}"))
}
