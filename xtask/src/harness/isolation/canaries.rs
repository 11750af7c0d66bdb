//! Tokens that nobody can guess, one in each field that takes free text, and the search for them in all that the server says.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::Result;

use super::tenants::{Requester, World};
use crate::client::Answer;
use crate::folder::Folder;
use crate::harness::dice::Dice;
use crate::process;

const PREFIX: &str = "qzk";
const LETTERS: usize = 13;
/// Writes all parts of a workbook, one after the other.
const UNZIP: &str = "import sys, zipfile\n\
    parts = zipfile.ZipFile(sys.argv[1])\n\
    for name in parts.namelist(): sys.stdout.buffer.write(parts.read(name))";

/// What a token stands for, by who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The name of an organization.
    Name,
    /// What else its profile says, and what an assessment covers.
    Profile,
    /// Names of companies below.
    Group,
    /// Names of members.
    Colleague,
    /// Addresses of members.
    Address,
    /// Answers and evidence.
    Answers,
    /// What was collected from other companies.
    Collected,
    /// Addresses of those who were invited.
    Invited,
    /// Addresses of those whom items were handed to.
    Handed,
    /// What is one person's alone.
    Own,
}

impl Kind {
    /// Said here once more, so that a slip in the product's own table is one that shows.
    fn readers(self) -> &'static [&'static str] {
        const MEMBERS: [&str; 6] = ["owner", "editor", "adviser", "auditor", "reader", "executive"];
        match self {
            Kind::Name | Kind::Profile => &[
                "owner",
                "editor",
                "adviser",
                "auditor",
                "reader",
                "executive",
                "answers-shared",
                "results-shared",
            ],
            Kind::Colleague => {
                &["owner", "editor", "adviser", "auditor", "reader", "executive", "answers-shared"]
            }
            Kind::Address | Kind::Group => const { &MEMBERS },
            Kind::Answers => &["owner", "editor", "adviser", "auditor", "reader", "answers-shared"],
            Kind::Collected => &["owner", "editor", "auditor", "reader"],
            Kind::Invited => &["owner", "auditor"],
            Kind::Handed => &["owner", "editor"],
            Kind::Own => &[],
        }
    }
}

#[derive(Debug)]
pub struct Canary {
    /// Number of the tenant.
    pub tenant: usize,
    pub kind: Kind,
    pub field: String,
    /// Address of the person it says something of, who may read it wherever it stands.
    pub whose: String,
}

/// All that were planted.
pub struct Canaries {
    pub dice: Dice,
    known: BTreeMap<String, Canary>,
}

impl Canaries {
    pub fn new(dice: Dice) -> Canaries {
        Canaries { dice, known: BTreeMap::new() }
    }

    /// A new token for a field.
    pub fn plant(&mut self, tenant: usize, kind: Kind, field: &str) -> String {
        self.plant_of(tenant, kind, field, |_| String::new())
    }

    /// A new token for a field that says something of a person.
    pub fn plant_of(
        &mut self,
        tenant: usize,
        kind: Kind,
        field: &str,
        whose: impl FnOnce(&str) -> String,
    ) -> String {
        let token = format!("{PREFIX}{}", self.dice.letters(LETTERS));
        let canary = Canary { tenant, kind, field: field.to_owned(), whose: whose(&token) };
        self.known.insert(token.clone(), canary);
        token
    }

    pub fn all(&self) -> impl Iterator<Item = (&String, &Canary)> {
        self.known.iter()
    }

    pub fn get(&self, token: &str) -> Option<&Canary> {
        self.known.get(token)
    }

    /// The tokens in a text, in whatever case.
    pub fn in_text(&self, text: &str) -> BTreeSet<&str> {
        let text = text.to_ascii_lowercase();
        let token = |(place, _): (usize, &str)| text.get(place..place + PREFIX.len() + LETTERS);
        let found = text.match_indices(PREFIX).filter_map(token);
        found.filter_map(|token| Some(self.known.get_key_value(token)?.0.as_str())).collect()
    }

    /// The tokens in an answer: status, headers and body as sent, and what stands in a workbook, a PDF or between tags.
    pub fn in_answer(&self, answer: &Answer) -> Result<BTreeSet<&str>> {
        let head: Vec<String> =
            answer.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let body = answer.text();
        let mut found = self.in_text(&head.concat());
        found.extend(self.in_text(&body));
        let kind = answer.header("content-type");
        let inner = match kind {
            _ if body.is_empty() => return Ok(found),
            _ if kind.contains("spreadsheetml") || kind.contains("zip") => unzipped(&answer.body)?,
            "application/pdf" => format!("{}{}", pdf("pdfinfo", &[], answer)?, pdf_text(answer)?),
            _ if kind.contains("html") || kind.contains("svg") => without_tags(&body),
            _ => return Ok(found),
        };
        found.extend(self.in_text(&inner));
        found.extend(self.in_text(&squeezed(&inner)));
        Ok(found)
    }

    /// Those in an answer that this requester has no right to.
    pub fn leaks(
        &self,
        world: &World,
        requester: &Requester,
        path: &str,
        found: &BTreeSet<&str>,
    ) -> Vec<(String, &Canary)> {
        let is_foreign = |canary: &&Canary| !self.may_read(world, requester, path, canary);
        found
            .iter()
            .filter_map(|token| Some(((*token).to_owned(), self.get(token)?)))
            .filter(|(_, canary)| is_foreign(canary))
            .collect()
    }

    fn may_read(&self, world: &World, requester: &Requester, path: &str, canary: &Canary) -> bool {
        // Mail that waits, and what people say of hints, are the operator's to read.
        let by_office = requester.role == "operator"
            && ["/outbox", "/hint-ratings"].iter().any(|place| path.contains(place));
        let standing = world.standing(requester, canary.tenant);
        by_office
            || (!canary.whose.is_empty() && canary.whose == requester.email)
            || standing.is_some_and(|standing| canary.kind.readers().contains(&standing))
            || (canary.kind == Kind::Name && world.knows_name(requester, canary.tenant))
    }
}

fn unzipped(body: &[u8]) -> Result<String> {
    let folder = Folder::new("xlsx")?;
    let file = folder.path().join("answer.xlsx");
    std::fs::write(&file, body)?;
    process::output(Command::new("python3").args(["-c", UNZIP]).arg(&file))
}

/// The text of all pages.
pub fn pdf_text(answer: &Answer) -> Result<String> {
    pdf("pdftotext", &["-"], answer)
}

fn pdf(program: &str, arguments: &[&str], answer: &Answer) -> Result<String> {
    let folder = Folder::new("pdf")?;
    let file = folder.path().join("answer.pdf");
    std::fs::write(&file, &answer.body)?;
    process::output(Command::new(program).arg(&file).args(arguments))
}

/// A page or picture may break a word with tags.
fn without_tags(text: &str) -> String {
    text.split('<')
        .enumerate()
        .map(|(number, piece)| match piece.split_once('>') {
            Some((_, after)) if number > 0 => after,
            _ => piece,
        })
        .collect()
}

/// A page on paper may break a word anywhere, with a hyphen or without.
fn squeezed(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || "-\u{ad}\u{2010}".contains(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_wherever_it_stands() -> Result<()> {
        let mut canaries = Canaries::new(Dice(7));
        let token = canaries.plant(0, Kind::Answers, "note");
        let (begin, end) = token.split_at(8);
        let answer = |kind: &str, body: &str| Answer {
            status: 200,
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            body: body.as_bytes().to_vec(),
        };
        for (kind, body, is_there) in [
            ("text/plain", format!("x{token}"), true),
            ("text/plain", token.to_uppercase(), true),
            ("image/svg+xml", format!("<text>{begin}</text><text>{end}</text>"), true),
            ("text/html", format!("<p>{begin}-\n{end}</p>"), true),
            ("text/html", format!("<p title=\"{token}\">"), true),
            (&token, String::new(), true),
            ("text/plain", format!("{begin} {end}"), false),
            ("text/plain", begin.to_owned(), false),
        ] {
            let found = canaries.in_answer(&answer(kind, &body))?;
            assert_eq!(found.contains(token.as_str()), is_there, "{kind} {body}");
        }
        Ok(())
    }
}
