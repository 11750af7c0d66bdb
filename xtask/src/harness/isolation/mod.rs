//! `cargo xtask harness isolation`: each field of some organizations is filled with a token of its own, everybody asks for
//! everything, and no byte of an answer may hold a token of somebody who has not agreed to it.

mod asking;
mod canaries;
mod crawl;
mod planting;
mod routes;
mod tenants;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::json;

use self::asking::Line;
use self::canaries::Canaries;
use self::crawl::{Crawl, Found, blanked};
use self::routes::{Ids, Route};
use self::tenants::{TENANTS, World};
use super::dice::Dice;
use super::options::{self, Build};
use crate::client::{Client, Session};
use crate::performance::Figure;
use crate::server::Server;

const REQUESTS: usize = 100_000;
const REQUESTS_MAX: usize = 10_000_000;
const REQUESTS_SHORT: usize = 1_500;
/// From so many on, every owner has all papers set, which takes a second each.
const REQUESTS_WITH_PAPER: usize = 10_000;
/// Findings shown in full.
const SHOWN: usize = 20;
const WAY: &str = "`cargo xtask harness isolation`";

pub fn run(arguments: &[&str]) -> Result<bool> {
    let mut requests = REQUESTS;
    let build =
        options::read("isolation", arguments, &mut [("--requests", &mut requests, 100..=REQUESTS_MAX)])?;
    Ok(options::told(&figures(&build, requests)?))
}

/// For the check, on the binary the tests have built.
pub fn short() -> Result<()> {
    options::required(&figures(&Build::debug()?, REQUESTS_SHORT)?)
}

/// The long form.
pub fn long(build: &Build) -> Result<Vec<Figure>> {
    figures(build, REQUESTS)
}

fn figures(build: &Build, requests: usize) -> Result<Vec<Figure>> {
    let server = Server::demo(&build.binary)?;
    let mut client = Client::connect(server.port)?;
    let operator = client.sign_in(&server.link)?;
    let mut dice = Dice::new()?;
    println!("    {requests} requests at most, seed {}", dice.0);
    let mut canaries = Canaries::new(dice.clone());
    let world = tenants::make(&mut client, &operator, &mut canaries)?;
    let routes = routes::all()?;
    let crawl = Crawl {
        port: server.port,
        world: &world,
        routes: &routes,
        canaries: &canaries,
        shape: shape(&world),
    };
    let mut found = Found::default();
    let coverage = coverage(&crawl, requests >= REQUESTS_WITH_PAPER, &mut found)?;
    let before = state(&crawl, &mut found)?;
    let mut asks = crawl::plan(&world, &routes, &mut dice);
    let planned = asks.len();
    // Most are asked twice: once more for an id of nothing.
    asks.truncate(requests * 3 / 5);
    println!("    {} of {planned} planned requests, most of them in pairs", asks.len());
    found.add(crawl.run(&asks, &dice)?);
    found.add(smuggled(&crawl, &mut dice)?);
    let after = state(&crawl, &mut found)?;
    let strays = strays(&operator, &crawl, &server)?;
    found.add(crawl.alone()?);
    Ok(told(&crawl, &found, &coverage, &changed(&before, &after), before.len(), &strays))
}

/// Ids of every kind there is.
fn shape(world: &World) -> Ids {
    let mut shape = Ids::default();
    for tenant in &world.tenants {
        for ids in [&tenant.open, &tenant.links] {
            shape.0.extend(ids.0.iter().map(|(name, id)| (*name, id.clone())));
        }
    }
    let organization = shape.get("organization").to_owned();
    shape.0.insert("passkey", organization);
    shape.0.insert("sign-in-token", "0".repeat(64));
    shape.0.insert("reset-token", "0".repeat(64));
    shape
}

/// Tokens that their owner was shown, and those of them that the search would report if an outsider had been.
struct Coverage {
    seen: BTreeSet<String>,
    reported: BTreeSet<String>,
}

/// Each owner reads everything of their own: what is never found here would not be found elsewhere either.
fn coverage(crawl: &Crawl<'_>, has_paper: bool, found: &mut Found) -> Result<Coverage> {
    let world = crawl.world;
    let outsider = world.of_role("outsider").next().context("an outsider")?;
    let mut line = Line::open(crawl.port)?;
    let mut coverage = Coverage { seen: BTreeSet::new(), reported: BTreeSet::new() };
    for owner in world.of_role("owner") {
        let tenant = world.tenant_of(owner).context("a tenant")?;
        for ids in [&tenant.open, &tenant.done] {
            let mut ids = ids.clone();
            ids.0.extend(tenant.links.0.clone());
            let paths = reading(crawl.routes, &ids).into_iter();
            for path in paths.filter(|path| has_paper || owner.tenant == Some(0) || !path.contains(".pdf")) {
                let answer = line.send(owner, "GET", &path, "", b"")?;
                crawl.look(owner, "GET", &path, &answer, found)?;
                let tokens = crawl.canaries.in_answer(&answer)?;
                let leaks = crawl.canaries.leaks(world, outsider, &path, &tokens);
                coverage.reported.extend(leaks.into_iter().map(|(token, _)| token));
                coverage.seen.extend(tokens.into_iter().map(str::to_owned));
            }
        }
    }
    Ok(coverage)
}

/// Every address that can be read with these ids.
fn reading(routes: &[Route], ids: &Ids) -> BTreeSet<String> {
    let read = routes.iter().filter(|route| route.methods.iter().any(|method| method == "GET"));
    read.filter_map(|route| route.filled(ids, ids)).collect()
}

/// All that the owners' programs can read, to be compared with what it is later.
fn state(crawl: &Crawl<'_>, found: &mut Found) -> Result<BTreeMap<String, String>> {
    // These say when they were made, or what place in the log an entry has been given since.
    const CHANGING: [&str; 8] =
        [".pdf", ".xlsx", ".zip", ".png", "/activity.", "/activity/", "/openapi.json", "/pictures/"];
    let mut line = Line::open(crawl.port)?;
    let mut all = BTreeMap::new();
    for owner in crawl.world.of_role("owner") {
        let tenant = crawl.world.tenant_of(owner).context("a tenant")?;
        let owned = crawl.routes.iter().filter(|route| {
            let is_owned = !route.private().is_empty() || route.path.ends_with("/deleted-organizations");
            route.is_interface() && is_owned
        });
        let owned: Vec<&Route> =
            owned.filter(|route| route.methods.iter().any(|method| method == "GET")).collect();
        for ids in [&tenant.open, &tenant.done] {
            let paths = owned.iter().filter_map(|route| route.filled(ids, ids));
            for path in paths.filter(|path| !CHANGING.iter().any(|part| path.contains(part))) {
                let answer = line.send(owner, "GET", &path, "", b"")?;
                crawl.look(owner, "GET", &path, &answer, found)?;
                all.insert(path.clone(), blanked(&answer, &path, &path)?);
            }
        }
    }
    Ok(all)
}

fn changed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let is_other = |(path, text): &(&String, &String)| after.get(*path) != Some(*text);
    before
        .iter()
        .filter(is_other)
        .map(|(path, text)| {
            let now = after.get(path).map_or("", String::as_str);
            format!(
                "{path}\n        was {}\n        is  {}",
                text.lines().last().unwrap_or(""),
                now.lines().last().unwrap_or("")
            )
        })
        .collect()
}

/// Somebody else's assessment as the one that a new one of one's own follows.
fn smuggled(crawl: &Crawl<'_>, dice: &mut Dice) -> Result<Found> {
    let (mut line, mut found) = (Line::open(crawl.port)?, Found::default());
    for owner in crawl.world.of_role("owner") {
        let Some(own) = crawl.world.tenant_of(owner) else { continue };
        let path = format!("/api/v1/organizations/{}/assessments", own.open.get("organization"));
        for tenant in (0..TENANTS).filter(|tenant| Some(*tenant) != owner.tenant) {
            let Some(victim) = crawl.world.tenants.get(tenant) else { continue };
            let there = victim.done.get("assessment").to_owned();
            let missing = dice.like(&there);
            let mut answers = Vec::new();
            for id in [&there, &missing] {
                let start = json!({ "scope": "site", "scope_note": "", "period": 2026, "previous_id": id });
                let answer =
                    line.send(owner, "POST", &path, "application/json", start.to_string().as_bytes())?;
                crawl.look(owner, "POST", &path, &answer, &mut found)?;
                answers.push(blanked(&answer, &there, &missing)?);
            }
            found.pairs += 1;
            if answers.first() != answers.last() {
                found
                    .differences
                    .push(format!("{} follows an assessment of tenant {tenant}: {answers:?}", owner.label));
            }
        }
    }
    Ok(found)
}

/// Tokens in mails to people of other tenants, and in the server's own log.
fn strays(operator: &Session, crawl: &Crawl<'_>, server: &Server) -> Result<(usize, Vec<String>)> {
    let canaries = crawl.canaries;
    let tenants = |text: &str| -> BTreeSet<usize> {
        let tokens = canaries.in_text(text).into_iter();
        tokens.filter_map(|token| canaries.get(token)).map(|canary| canary.tenant).collect()
    };
    // The connection everything was planted over has long been closed.
    let outbox = Client::connect(server.port)?.get(Some(operator), "/api/v1/outbox")?.expect(200)?.json()?;
    let mails = outbox["mails"].as_array().context("mails")?;
    let mut strays = Vec::new();
    for mail in mails {
        let text = |name: &str| mail[name].as_str().unwrap_or_default();
        let (to, said) = (tenants(text("to")), tenants(&format!("{} {}", text("subject"), text("body"))));
        if !said.is_subset(&to) {
            strays.push(format!("a mail to {} says something of tenants {said:?}", text("to")));
        }
    }
    let log = server.log();
    strays.extend(canaries.in_text(&log).into_iter().map(|token| {
        format!("the log holds {token}, {}", canaries.get(token).map_or("", |canary| canary.field.as_str()))
    }));
    Ok((mails.len(), strays))
}

fn told(
    crawl: &Crawl<'_>,
    found: &Found,
    coverage: &Coverage,
    changed: &[String],
    compared: usize,
    (mails, strays): &(usize, Vec<String>),
) -> Vec<Figure> {
    let planted = crawl.canaries.all().count();
    let unseen: Vec<String> = crawl
        .canaries
        .all()
        .filter(|(token, _)| !coverage.seen.contains(*token) || !coverage.reported.contains(*token))
        .map(|(token, canary)| format!("{token}, {} of tenant {}", canary.field, canary.tenant))
        .collect();
    for (what, findings) in [
        ("leak", &found.leaks),
        ("difference", &found.differences),
        ("unanswered", &found.unanswered),
        ("changed", &changed.to_vec()),
        ("stray", strays),
        ("never found", &unseen),
    ] {
        for finding in findings.iter().take(SHOWN) {
            println!("    {what}: {finding}");
        }
    }
    let statuses = found.statuses.iter().map(|(status, count)| format!("{status}: {count}"));
    println!("    statuses: {}", statuses.collect::<Vec<_>>().join(", "));
    let none = |what: String, findings: usize, of: String| Figure {
        what,
        measured: format!("{findings} in {of}"),
        target: "0",
        is_met: findings == 0,
        way: WAY,
    };
    let who = crawl.world.requesters.len();
    vec![
        none(
            format!("tokens shown to whom they are not for, {who} people and programs asking"),
            found.leaks.len(),
            format!("{} requests", found.requests),
        ),
        none(
            "differences between \"not yours\" and \"does not exist\"".to_owned(),
            found.differences.len(),
            format!("{} pairs", found.pairs),
        ),
        none(
            "requests without an answer".to_owned(),
            found.unanswered.len(),
            format!("{} requests", found.requests),
        ),
        none("addresses that say something else afterwards".to_owned(), changed.len(), compared.to_string()),
        none(
            "tokens in mails to others, or in the log".to_owned(),
            strays.len(),
            format!("{mails} mails, and the log"),
        ),
        none(
            "planted tokens that the search does not find where they belong".to_owned(),
            unseen.len(),
            planted.to_string(),
        ),
    ]
}
