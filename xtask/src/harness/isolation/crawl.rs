//! Who asks what: every address, by every method, as everybody, with ids that are one's own, others', guessed and old.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;

use super::asking::Line;
use super::canaries::{Canaries, pdf_text};
use super::routes::{Ids, METHODS, Route};
use super::tenants::{Requester, TENANTS, World};
use crate::client::Answer;
use crate::harness::dice::Dice;

const WORKERS: usize = 4;
const FORM_TOKEN: &str = "name=\"csrf\" value=\"";

/// Where an id comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Open(usize),
    Done(usize),
    Old(usize),
    Guessed,
}

/// One request of the plan.
pub struct Ask {
    requester: usize,
    route: usize,
    method: &'static str,
    outer: Source,
    inner: Source,
    /// The same is asked with a guessed id in place of the foreign one, and must be answered alike.
    is_compared: bool,
    is_listed: bool,
}

/// What the requests came to.
#[derive(Default)]
pub struct Found {
    pub requests: usize,
    pub pairs: usize,
    pub leaks: Vec<String>,
    pub differences: Vec<String>,
    /// Requests that got no answer, not even on a new connection.
    pub unanswered: Vec<String>,
    pub statuses: BTreeMap<u16, usize>,
}

pub struct Crawl<'w> {
    pub port: u16,
    pub world: &'w World,
    pub routes: &'w [Route],
    pub canaries: &'w Canaries,
    /// Ids of every kind, whose like are guessed.
    pub shape: Ids,
}

/// All requests, in the order of chance; those with a listed method first.
pub fn plan(world: &World, routes: &[Route], dice: &mut Dice) -> Vec<Ask> {
    let mut asks = Vec::new();
    for (requester, who) in world.requesters.iter().enumerate() {
        for (route, address) in routes.iter().enumerate() {
            for method in METHODS {
                let is_listed = address.methods.iter().any(|listed| listed == method);
                let ask = |(outer, inner, is_compared)| Ask {
                    requester,
                    route,
                    method,
                    outer,
                    inner,
                    is_compared: is_compared && address.is_comparable(),
                    is_listed,
                };
                let reads = matches!(method, "GET" | "HEAD" | "OPTIONS") || !is_listed;
                asks.extend(sources(world, who, address, reads).into_iter().map(ask));
            }
        }
    }
    dice.shuffle(&mut asks);
    asks.sort_by_key(|ask| !ask.is_listed);
    asks
}

/// Whose ids go in, and whether the answer must be that for an id of nothing.
fn sources(world: &World, who: &Requester, route: &Route, reads: bool) -> Vec<(Source, Source, bool)> {
    let private = route.private();
    // What has no id in it acts on the requester alone; that is tried last.
    if private.is_empty() {
        return if reads { vec![(Source::Guessed, Source::Guessed, false)] } else { Vec::new() };
    }
    // Settling mail is the operator's to do, and a link is good for whoever holds it.
    if !reads && who.role == "operator" && private.contains(&"mail") {
        return Vec::new();
    }
    let mut all = Vec::new();
    for tenant in 0..TENANTS {
        let standing = world.standing(who, tenant);
        let is_own = standing.is_some() && who.tenant == Some(tenant);
        let (open, old) = (Source::Open(tenant), Source::Old(tenant));
        let is_stranger = standing.is_none();
        if is_own && !reads && !changes_nothing(who, route) {
            continue;
        }
        // Some things are nobody's but a person's, whoever works for the same organization.
        all.push((open, open, is_stranger));
        if private.contains(&"assessment") {
            all.push((Source::Done(tenant), Source::Done(tenant), is_stranger));
        }
        all.push((old, old, is_stranger));
        if private.len() > 1 {
            all.push((open, old, is_stranger));
        }
        if let Some(own) = who.tenant.filter(|own| private.len() > 1 && *own != tenant) {
            all.push((Source::Open(own), open, is_stranger));
            all.push((open, Source::Open(own), is_stranger));
        }
    }
    all
}

/// Whoever only reads may change nothing of their own organization either, but leave it.
fn changes_nothing(who: &Requester, route: &Route) -> bool {
    let only_reads = ["executive", "reader", "auditor", "read token"].contains(&who.role);
    only_reads && !route.path.ends_with("/leave") && !route.path.ends_with("/membership")
}

impl Crawl<'_> {
    /// Asks all of it, several at a time.
    pub fn run(&self, asks: &[Ask], dice: &Dice) -> Result<Found> {
        let next = AtomicUsize::new(0);
        let mut all = Found::default();
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..WORKERS)
                .map(|number| {
                    let (mut dice, next) = (dice.of(number), &next);
                    scope.spawn(move || -> Result<Found> {
                        let (mut line, mut found) = (Line::open(self.port)?, Found::default());
                        while let Some(ask) = asks.get(next.fetch_add(1, Ordering::Relaxed)) {
                            self.one(&mut line, ask, &mut dice, &mut found)?;
                        }
                        Ok(found)
                    })
                })
                .collect();
            for worker in workers {
                all.add(worker.join().map_err(|_| anyhow::anyhow!("a worker panicked"))??);
            }
            Ok(all)
        })
    }

    fn one(&self, line: &mut Line, ask: &Ask, dice: &mut Dice, found: &mut Found) -> Result<()> {
        let (Some(who), Some(route)) = (self.world.requesters.get(ask.requester), self.routes.get(ask.route))
        else {
            return Ok(());
        };
        let guessed = self.shape.guessed(dice);
        let ids = |source| self.ids(source, &guessed);
        let Some(path) = route.filled(ids(ask.outer), ids(ask.inner)) else { return Ok(()) };
        let answer = self.ask(line, who, route, ask.method, &path, found)?;
        let Some(answer) = answer.filter(|_| ask.is_compared) else { return Ok(()) };
        let instead = |source| if self.is_own(who, source) { ids(source) } else { &guessed };
        let Some(missing_path) = route.filled(instead(ask.outer), instead(ask.inner)) else { return Ok(()) };
        let Some(missing) = self.ask(line, who, route, ask.method, &missing_path, found)? else {
            return Ok(());
        };
        found.pairs += 1;
        let (there, nothing) =
            (blanked(&answer, &path, &missing_path)?, blanked(&missing, &missing_path, &path)?);
        if there != nothing {
            found.differences.push(format!(
                "{} {} {path}\n        {}\n        but for an id of nothing\n        {}",
                who.label,
                ask.method,
                differing(&there, &nothing),
                differing(&nothing, &there)
            ));
        }
        Ok(())
    }

    fn ask(
        &self,
        line: &mut Line,
        who: &Requester,
        route: &Route,
        method: &str,
        path: &str,
        found: &mut Found,
    ) -> Result<Option<Answer>> {
        match line.ask(who, self.own(who), route, method, path) {
            Ok(answer) => {
                self.look(who, method, path, &answer, found)?;
                Ok(Some(answer))
            }
            Err(error) => {
                found.unanswered.push(format!("{} {method} {path}: {error:#}", who.label));
                Ok(None)
            }
        }
    }

    /// Counts an answer, and looks for what the requester has no right to.
    pub fn look(
        &self,
        who: &Requester,
        method: &str,
        path: &str,
        answer: &Answer,
        found: &mut Found,
    ) -> Result<()> {
        found.requests += 1;
        *found.statuses.entry(answer.status).or_default() += 1;
        let tokens = self.canaries.in_answer(answer)?;
        for (token, canary) in self.canaries.leaks(self.world, who, path, &tokens) {
            found.leaks.push(format!(
                "{} {method} {path} ({}): {token}, {} of tenant {}",
                who.label, answer.status, canary.field, canary.tenant
            ));
        }
        Ok(())
    }

    /// What acts on the requester alone, by each in turn; what ends their session comes last.
    pub fn alone(&self) -> Result<Found> {
        let (mut line, mut found) = (Line::open(self.port)?, Found::default());
        let mut routes: Vec<&Route> = self.routes.iter().filter(|route| route.private().is_empty()).collect();
        routes.sort_by_key(|route| ["session", "sign-out"].iter().any(|end| route.path.contains(end)));
        for who in &self.world.requesters {
            for route in &routes {
                for method in route.methods.iter().filter(|method| *method != "GET") {
                    self.ask(&mut line, who, route, method, &route.path, &mut found)?;
                }
            }
        }
        Ok(found)
    }

    fn ids<'i>(&'i self, source: Source, guessed: &'i Ids) -> &'i Ids {
        let tenant = |number: usize| self.world.tenants.get(number);
        let ids = match source {
            Source::Open(number) => tenant(number).map(|tenant| &tenant.open),
            Source::Done(number) => tenant(number).map(|tenant| &tenant.done),
            Source::Old(number) => tenant(number).map(|tenant| &tenant.old),
            Source::Guessed => None,
        };
        ids.unwrap_or(guessed)
    }

    fn is_own(&self, who: &Requester, source: Source) -> bool {
        match source {
            Source::Open(tenant) | Source::Done(tenant) => {
                who.tenant == Some(tenant) && self.world.standing(who, tenant).is_some()
            }
            Source::Old(_) | Source::Guessed => false,
        }
    }

    /// The organization an intruder would have things opened for.
    fn own(&self, who: &Requester) -> &str {
        self.world
            .tenant_of(who)
            .map_or(crate::harness::people::HOME, |tenant| tenant.open.get("organization"))
    }
}

impl Found {
    pub fn add(&mut self, other: Found) {
        self.requests += other.requests;
        self.pairs += other.pairs;
        self.leaks.extend(other.leaks);
        self.differences.extend(other.differences);
        self.unanswered.extend(other.unanswered);
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
    }
}

/// Status, headers but the time, and body, without what differs between the two paths.
pub fn blanked(answer: &Answer, path: &str, other: &str) -> Result<String> {
    let mut text = answer.status.to_string();
    // A paper says in itself when it was set; its pages are compared.
    let is_paper = answer.header("content-type") == "application/pdf" && !answer.body.is_empty();
    let passed_over = |name: &str| name == "date" || (is_paper && name == "content-length");
    for (name, value) in answer.headers.iter().filter(|(name, _)| !passed_over(name)) {
        text.push_str(&format!("\n{name}: {value}"));
    }
    text.push_str("\n\n");
    // A page for a token has another form token each time.
    let body = if is_paper { pdf_text(answer)? } else { answer.text().into_owned() };
    for (number, piece) in body.split(FORM_TOKEN).enumerate() {
        let rest = piece.split_once('"').map_or("", |(_, rest)| rest);
        text.push_str(if number == 0 { piece } else { rest });
    }
    let pieces = |path: &str| path.split(['/', '?', '&', '=']).map(str::to_owned).collect::<Vec<_>>();
    for (id, other) in pieces(path).into_iter().zip(pieces(other)) {
        if id != other {
            text = text.replace(&id, "{id}");
        }
    }
    Ok(text)
}

/// The lines of one that the other has not.
fn differing(one: &str, other: &str) -> String {
    let known: Vec<&str> = other.lines().collect();
    let lines: Vec<&str> = one.lines().filter(|line| !known.contains(line)).collect();
    lines.join(" | ").chars().take(400).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_alike_where_only_the_id_and_the_time_differ() -> Result<()> {
        let answer = |status, date: &str, body: &str| Answer {
            status,
            headers: vec![("date".to_owned(), date.to_owned()), ("etag".to_owned(), "1".to_owned())],
            body: body.as_bytes().to_vec(),
        };
        let there = blanked(&answer(404, "a", "no /x/aa here"), "/x/aa", "/x/bb")?;
        assert_eq!(there, blanked(&answer(404, "b", "no /x/bb here"), "/x/bb", "/x/aa")?);
        assert_ne!(there, blanked(&answer(403, "b", "no /x/bb here"), "/x/bb", "/x/aa")?);
        assert_ne!(there, blanked(&answer(404, "b", "no /x/bb there"), "/x/bb", "/x/aa")?);
        Ok(())
    }
}
