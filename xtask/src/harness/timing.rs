//! `cargo xtask harness timing`: whether the time of an answer tells "not yours" from "does not exist", or a known address
//! from an unknown one. Both are asked for in pairs, in random order; 0.5 says that the times tell nothing.

use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::dice::Dice;
use super::options::{self, Build};
use super::people;
use crate::client::{Client, Session};
use crate::performance::Figure;
use crate::server::Server;

const PAIRS: usize = 20_000;
const PAIRS_MAX: usize = 1_000_000;
const PAIRS_SHORT: usize = 200;
/// Below which nothing is said about times: chance alone would leave the bounds.
const PAIRS_TO_JUDGE: usize = 8_000;
const BOUNDS: std::ops::RangeInclusive<f64> = 0.45..=0.55;
const TARGET: &str = "0.45–0.55";
const VICTIMS: usize = 8;
/// People whose sign-in is tried, each as often as an account may fail without a delay: enough pairs for the bounds, and no
/// more, since each takes a password's time.
const KNOWN: usize = 300;
const KNOWN_SHORT: usize = 3;
const TRIES: usize = 4;
const WARM_UP: usize = 100;
const WAY: &str = "`cargo xtask harness timing`";

/// What is asked of an id that is somebody else's or nobody's.
const ASKED: [(&str, &str); 8] = [
    ("GET", "/organizations/{organization}"),
    ("GET", "/assessments/{assessment}"),
    ("GET", "/assessments/{assessment}/karte"),
    ("GET", "/api/v1/organizations/{organization}/activity"),
    ("GET", "/api/v1/assessments/{assessment}/items/5-6"),
    ("PUT", "/api/v1/assessments/{assessment}/items/5-6"),
    ("POST", "/api/v1/assessments/{assessment}/handouts"),
    ("DELETE", "/api/v1/organizations/{organization}/membership"),
];

/// Seconds of one side and the other.
#[derive(Default)]
struct Times {
    there: Vec<f64>,
    missing: Vec<f64>,
}

pub fn run(arguments: &[&str]) -> Result<bool> {
    let mut pairs = PAIRS;
    let build = options::read("timing", arguments, &mut [("--pairs", &mut pairs, 1..=PAIRS_MAX)])?;
    Ok(options::told(&figures(&build, pairs)?))
}

/// For the check, on the binary the tests have built: everything is asked and answered alike; times are not judged.
pub fn short() -> Result<()> {
    options::required(&figures(&Build::debug()?, PAIRS_SHORT)?)
}

/// The long form.
pub fn long(build: &Build) -> Result<Vec<Figure>> {
    figures(build, PAIRS)
}

fn figures(build: &Build, pairs: usize) -> Result<Vec<Figure>> {
    let known = if pairs >= PAIRS_TO_JUDGE { KNOWN } else { KNOWN_SHORT };
    // Each attempt to sign in comes from an address of its own, or the delays of an address would be measured.
    let server = Server::demo_with(&build.binary, &[("KASHIKA_TRUSTED_PROXIES", "127.0.0.1")])?;
    let mut client = Client::connect(server.port)?;
    let operator = client.sign_in(&server.link)?;
    let mut dice = Dice::new()?;
    println!("    {pairs} pairs, seed {}", dice.0);
    let mut figures = ids(&mut client, &operator, pairs, &mut dice)?;
    figures.push(addresses(&mut client, &operator, known, pairs, &mut dice)?);
    Ok(figures)
}

/// Ids that are somebody else's, and ids of nothing.
fn ids(client: &mut Client, operator: &Session, pairs: usize, dice: &mut Dice) -> Result<Vec<Figure>> {
    let stranger = people::outsider(client, operator, ("stranger", "stranger@timing.example"), dice)?;
    let mut victims = Vec::new();
    for _ in 0..VICTIMS {
        let profile = json!({ "name_ja": "victim", "industry": "machinery", "headcount": "under_300" });
        let organization = people::organization(client, operator, &profile)?;
        let start = json!({ "scope": "company", "scope_note": "", "period": 2026 });
        victims.push((people::assessment(client, operator, &organization, &start)?, organization));
    }
    let mut times: Vec<Times> = ASKED.iter().map(|_| Times::default()).collect();
    let mut control = Times::default();
    for number in 0..WARM_UP + pairs {
        // The last of each round asks for two ids of nothing: were they told apart, the machine would be at fault.
        let index = number % (ASKED.len() + 1);
        let asked = ASKED.get(index).unwrap_or(&ASKED[0]);
        let victim = dice.pick(&victims).context("a victim")?.clone();
        let missing = (dice.beside(&victim.0), dice.beside(&victim.1));
        let other = (dice.beside(&victim.0), dice.beside(&victim.1));
        let (there, times) = match times.get_mut(index) {
            Some(times) => (victim, times),
            None => (other, &mut control),
        };
        let first = dice.within(0..2);
        for turn in 0..2 {
            let is_there = turn == first;
            let seconds = ask(client, &stranger.session, *asked, if is_there { &there } else { &missing })?;
            if number >= WARM_UP {
                if is_there { times.there.push(seconds) } else { times.missing.push(seconds) }
            }
        }
    }
    let told = |((method, path), times): (&(&str, &str), &Times)| {
        figure(&format!("times of \"not yours\" and \"does not exist\": {method} {path}"), times, pairs)
    };
    let mut figures: Vec<Figure> = ASKED.iter().zip(&times).map(told).collect();
    figures.push(figure("times of two ids of nothing, as a control", &control, pairs));
    Ok(figures)
}

fn ask(
    client: &mut Client,
    session: &Session,
    (method, path): (&str, &str),
    (assessment, organization): &(String, String),
) -> Result<f64> {
    let path = path.replace("{assessment}", assessment).replace("{organization}", organization);
    let body = match path.rsplit('/').next() {
        Some("5-6") => json!({ "answer": "3", "note": "" }),
        _ => json!({ "items": ["5-6"], "person": "x", "email": "x@timing.example" }),
    };
    let body = if method == "GET" { String::new() } else { body.to_string() };
    let headers = [("content-type", "application/json"), ("if-match", "\"0\"")];
    let begun = Instant::now();
    let answer = client.send(Some(session), method, &path, &headers, body.as_bytes())?;
    let seconds = begun.elapsed().as_secs_f64();
    answer.expect(404).with_context(|| format!("{method} {path}"))?;
    Ok(seconds)
}

/// Addresses of people, and addresses of nobody, with a wrong password.
fn addresses(
    client: &mut Client,
    operator: &Session,
    known: usize,
    pairs: usize,
    dice: &mut Dice,
) -> Result<Figure> {
    for number in 0..known {
        let (name, email) = (format!("person{number}"), email("known", number));
        people::join(client, operator, operator, (people::HOME, "reader"), (&name, &email), dice)?;
    }
    let mut times = Times::default();
    let mut attempt = 0_u32;
    for number in (0..TRIES).flat_map(|_| 0..known) {
        let first = dice.within(0..2);
        for turn in 0..2 {
            let is_there = turn == first;
            attempt += 1;
            let whose = email(if is_there { "known" } else { "wrong" }, number);
            let seconds = sign_in(client, &whose, attempt)?;
            if is_there { times.there.push(seconds) } else { times.missing.push(seconds) }
        }
    }
    let what = "times of a wrong password for a known and for an unknown address";
    Ok(figure(what, &times, pairs))
}

fn email(who: &str, number: usize) -> String {
    format!("{who}{number:05}@timing.example")
}

fn sign_in(client: &mut Client, email: &str, attempt: u32) -> Result<f64> {
    let address = std::net::Ipv4Addr::from(0x0a00_0000 + attempt).to_string();
    let headers = [("content-type", "application/json"), ("x-forwarded-for", address.as_str())];
    let body = json!({ "email": email, "password": "this one is wrong" }).to_string();
    let begun = Instant::now();
    let answer = client.send(None, "POST", "/api/v1/session", &headers, body.as_bytes())?;
    let seconds = begun.elapsed().as_secs_f64();
    if answer.status != 422 {
        bail!("a wrong password for {email} got {}: {}", answer.status, answer.text());
    }
    Ok(seconds)
}

fn figure(what: &str, times: &Times, pairs: usize) -> Figure {
    let area = area(&times.there, &times.missing);
    let is_judged = pairs >= PAIRS_TO_JUDGE;
    Figure {
        what: what.to_owned(),
        measured: format!(
            "AUC {area:.3} over {} pairs, {:+.0} µs in the middle",
            times.there.len(),
            (middle(&times.there) - middle(&times.missing)) * 1e6
        ),
        target: if is_judged { TARGET } else { "not judged with so few pairs" },
        is_met: !is_judged || BOUNDS.contains(&area),
        way: WAY,
    }
}

fn middle(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// How often one of `there` takes longer than one of `missing` (Mann–Whitney, the area under the curve); ties count half.
fn area(there: &[f64], missing: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = there.iter().map(|time| (*time, true)).collect();
    all.extend(missing.iter().map(|time| (*time, false)));
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut sum, mut begin) = (0.0, 0);
    while begin < all.len() {
        let value = all[begin].0;
        let count = all[begin..].iter().take_while(|(time, _)| *time == value).count();
        let rank = begin as f64 + (count as f64 + 1.0) / 2.0;
        sum += rank * all[begin..begin + count].iter().filter(|(_, is_there)| *is_there).count() as f64;
        begin += count;
    }
    let (there, missing) = (there.len() as f64, missing.len() as f64);
    (sum - there * (there + 1.0) / 2.0) / (there * missing)
}

#[cfg(test)]
mod tests {
    use super::area;

    #[test]
    fn the_area_says_how_well_times_tell_one_side_from_the_other() {
        assert_eq!(area(&[3.0, 4.0], &[1.0, 2.0]), 1.0);
        assert_eq!(area(&[1.0, 2.0], &[3.0, 4.0]), 0.0);
        assert_eq!(area(&[1.0, 4.0], &[2.0, 3.0]), 0.5);
        assert_eq!(area(&[1.0, 1.0], &[1.0, 1.0]), 0.5);
        assert_eq!(area(&[1.0, 2.0], &[1.0]), 0.75);
    }
}
