//! Reads `demo/group/*.csv`, embedded in the binary. A mistake there is a mistake of ours and stops the demo.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow};
use domain::assessments::Answer;
use domain::frameworks::Scale;
use domain::organizations::{Headcount, Industry};
use include_dir::{Dir, include_dir};

use crate::organizations::Profile;

static GROUP: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../demo/group");

/// People in `people.csv`.
pub const PEOPLE_COUNT: usize = 14;
const YEARS: [i64; 3] = [2024, 2025, 2026];

pub struct World {
    pub organizations: Vec<Company>,
    pub people: Vec<Person>,
    pub assessments: Vec<Assessment>,
    notes: HashMap<(String, i64, String), Note>,
}

pub struct Company {
    pub id: String,
    pub parent: Option<String>,
    pub code: String,
    pub profile: Profile,
}

pub struct Person {
    pub email: String,
    pub name: String,
    pub organization: String,
    pub role: String,
}

pub struct Assessment {
    pub organization: String,
    pub code: String,
    pub period: i64,
    pub scope: String,
    pub scope_note: String,
    pub started_at: i64,
    pub submitted_at: Option<i64>,
    pub answers: Vec<Answer>,
}

pub struct Note {
    pub is_partial: bool,
    pub coverage_percent: Option<i64>,
    pub is_uncertain: bool,
    pub planned_level: Option<i64>,
    pub planned_on: Option<String>,
    pub text: String,
}

type Record = HashMap<String, String>;

fn records(name: &str) -> anyhow::Result<Vec<Record>> {
    let file = GROUP.get_file(name).ok_or_else(|| anyhow!("demo/group/{name} is missing"))?;
    let mut reader = csv::Reader::from_reader(file.contents());
    reader.deserialize().collect::<Result<_, _>>().with_context(|| format!("demo/group/{name}"))
}

fn text(record: &Record, key: &str) -> String {
    record.get(key).cloned().unwrap_or_default()
}

fn some(record: &Record, key: &str) -> Option<String> {
    record.get(key).filter(|value| !value.is_empty()).cloned()
}

fn flag(record: &Record, key: &str) -> bool {
    record.get(key).is_some_and(|value| value == "1")
}

impl World {
    pub fn read() -> anyhow::Result<World> {
        let organizations =
            records("organizations.csv")?.iter().map(company).collect::<anyhow::Result<Vec<_>>>()?;
        let people = records("people.csv")?.iter().map(person).collect();
        let assessments = assessments(&organizations)?;
        let notes = records("notes.csv")?.iter().map(note).collect::<anyhow::Result<_>>()?;
        Ok(World { organizations, people, assessments, notes })
    }

    pub fn note(&self, code: &str, period: i64, item: &str) -> Option<&Note> {
        self.notes.get(&(code.to_owned(), period, item.to_owned()))
    }
}

fn company(record: &Record) -> anyhow::Result<Company> {
    let wrong =
        |what: &str| anyhow!("demo/group/organizations.csv: {} has an unknown {what}", text(record, "id"));
    Ok(Company {
        id: text(record, "id"),
        parent: some(record, "parent"),
        code: text(record, "code"),
        profile: Profile {
            name_ja: text(record, "name_ja"),
            name_en: text(record, "name_en"),
            industry: Industry::parse(&text(record, "industry")).ok_or_else(|| wrong("industry"))?,
            headcount: Headcount::from_code(&text(record, "headcount")).ok_or_else(|| wrong("headcount"))?,
            is_listed: flag(record, "is_listed"),
            has_group: flag(record, "has_group"),
            has_overseas: flag(record, "has_overseas"),
            has_dedicated: flag(record, "has_dedicated"),
            has_csirt: flag(record, "has_csirt"),
            has_ciso: flag(record, "has_ciso"),
            products: text(record, "products_ja"),
            information: text(record, "information_ja"),
        },
    })
}

fn person(record: &Record) -> Person {
    Person {
        email: text(record, "email"),
        name: text(record, "name_ja"),
        organization: text(record, "organization"),
        role: text(record, "role"),
    }
}

/// Nine in the morning of that day in Tokyo.
fn morning(day: &str) -> anyhow::Result<i64> {
    let date: jiff::civil::Date = day.parse().with_context(|| format!("demo date {day}"))?;
    Ok(date.at(9, 0, 0, 0).in_tz("Asia/Tokyo")?.timestamp().as_microsecond())
}

fn note(record: &Record) -> anyhow::Result<((String, i64, String), Note)> {
    let number = |key: &str| some(record, key).map(|value| value.parse::<i64>()).transpose();
    let key = (text(record, "code"), text(record, "period").parse()?, text(record, "item"));
    let note = Note {
        is_partial: flag(record, "is_partial"),
        coverage_percent: number("coverage_percent")?,
        is_uncertain: flag(record, "is_uncertain"),
        planned_level: number("planned_level")?,
        planned_on: some(record, "planned_on"),
        text: text(record, "note_ja"),
    };
    Ok((key, note))
}

fn assessments(organizations: &[Company]) -> anyhow::Result<Vec<Assessment>> {
    let scale = Scale { lowest: 1, highest: 5, levels: Vec::new() };
    let scopes = records("assessments.csv")?;
    let mut found = Vec::new();
    for year in YEARS {
        let name = format!("{year}.csv");
        let file = GROUP.get_file(&name).ok_or_else(|| anyhow!("demo/group/{name} is missing"))?;
        for row in csv::Reader::from_reader(file.contents()).records() {
            let row = row?;
            let code = row.get(0).unwrap_or_default().to_owned();
            let here =
                |scope: &&Record| text(scope, "code") == code && text(scope, "period") == year.to_string();
            let scope = scopes
                .iter()
                .find(here)
                .ok_or_else(|| anyhow!("{code} {year} has no row in assessments.csv"))?;
            let company = organizations.iter().find(|company| company.code == code);
            let answers =
                row.iter().skip(2).map(|cell| Answer::parse(cell, &scale)).collect::<Option<Vec<_>>>();
            let submitted = some(scope, "submitted_on").map(|day| morning(&day)).transpose()?;
            found.push(Assessment {
                organization: company.ok_or_else(|| anyhow!("{code} is no company of the group"))?.id.clone(),
                period: year,
                scope: text(scope, "scope"),
                scope_note: text(scope, "scope_ja"),
                started_at: morning(&text(scope, "started_on"))?,
                submitted_at: submitted,
                answers: answers.ok_or_else(|| anyhow!("{name}: {code} has a wrong answer"))?,
                code,
            });
        }
    }
    Ok(found)
}
