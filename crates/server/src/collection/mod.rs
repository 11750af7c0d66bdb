//! Forms that a head office collects from its companies: dropped together, each received, to be checked or refused with its
//! reason, and shown side by side. They were sent to the head office; nothing is read from, or
//! written into, the companies' own assessments.

pub mod api;
pub mod board;
pub mod downloads;
pub mod pages;
pub mod receiving;
mod store;
pub mod workbook;

pub use board::{Board, Line};
pub use receiving::collect;
pub use store::STATEMENTS;

use domain::Language;
use domain::access::Action;
use serde::{Deserialize, Serialize};

use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::error::{Error, FieldError, Result};
use crate::organizations;
use crate::words::Words;

/// Companies of a group, and forms of a year, that one board shows.
pub const COMPANIES_MAX: i64 = 1_000;
const NAME_CHARACTERS_MAX: usize = 120;
/// What stands before the name of a company that is no organization here, in [`Form::company`].
const NAMED: &str = "name:";

/// A company a form is expected from.
#[derive(Clone, Debug)]
pub struct Company {
    /// Id of an organization, or `name:…` for one that is only listed.
    pub key: String,
    pub name_ja: String,
    pub name_en: String,
    /// Heading it stands under.
    pub segment_ja: String,
    pub segment_en: String,
}

impl Company {
    pub fn name(&self, words: Words) -> &str {
        organizations::name(words, &self.name_ja, &self.name_en)
    }

    pub fn segment(&self, words: Words) -> &str {
        organizations::name(words, &self.segment_ja, &self.segment_en)
    }

    fn is_called(&self, name: &str) -> bool {
        !name.is_empty() && [&self.name_ja, &self.name_en, &self.key].iter().any(|known| *known == name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// 受領: every item answered, nothing doubtful.
    Received,
    /// 要確認: can be read, but somebody should look at it.
    ToCheck,
    /// 差戻し: cannot be used.
    Refused,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            State::Received => "received",
            State::ToCheck => "to-check",
            State::Refused => "refused",
        }
    }

    pub fn from_code(code: &str) -> Option<State> {
        [State::Received, State::ToCheck, State::Refused].into_iter().find(|state| state.code() == code)
    }
}

/// Sentences in both languages, since who reads the board may read another than who received the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons {
    pub ja: Vec<String>,
    pub en: Vec<String>,
}

impl Reasons {
    pub fn of(&self, words: Words) -> &[String] {
        if words.code() == "ja" { &self.ja } else { &self.en }
    }

    fn is_empty(&self) -> bool {
        self.ja.is_empty()
    }

    fn add(&mut self, sentence: impl Fn(Words) -> String) {
        self.ja.push(sentence(Words(Language::Japanese)));
        self.en.push(sentence(Words(Language::English)));
    }
}

/// One file as it was received.
#[derive(Clone, Debug)]
pub struct Form {
    pub id: String,
    pub period: i64,
    /// Key of a company, `name:…` of one nobody has listed, or `file:…` where the file was refused.
    pub company: String,
    pub name: String,
    pub file_name: String,
    pub state: State,
    pub reasons: Reasons,
    /// Id and version of the framework; empty where the file was refused.
    pub edition: String,
    /// One byte per item of the framework.
    pub answers: Option<Vec<u8>>,
    pub rater: String,
    pub received_at: i64,
}

/// The organizations below this one and itself, then the listed companies that are none of those.
async fn companies(app: &App, organization_id: &str) -> Result<Vec<Company>> {
    let mut companies = store::organizations(&app.db, organization_id, COMPANIES_MAX).await?;
    for company in store::listed(&app.db, organization_id, COMPANIES_MAX).await? {
        if !companies.iter().any(|known| known.is_called(&company.name_ja)) {
            companies.push(company);
        }
    }
    Ok(companies)
}

/// Collected forms of a year that wait for somebody's look.
pub struct ToCheck {
    pub organization_id: String,
    pub name_ja: String,
    pub name_en: String,
    pub count: i64,
}

/// Where the viewer looks after forms, and how many of the fiscal year wait; at most five organizations.
pub async fn to_check(app: &App, viewer: &Viewer, period: i64) -> Result<Vec<ToCheck>> {
    Ok(store::to_check(&app.db, &viewer.account_id, period).await?)
}

/// The companies somebody has listed, as they were typed: one per line, its heading after a tab.
pub async fn listed_text(app: &App, organization_id: &str) -> Result<String> {
    let listed = store::listed(&app.db, organization_id, COMPANIES_MAX).await?;
    let line = |company: &Company| match company.segment_ja.as_str() {
        "" => company.name_ja.clone(),
        segment => format!("{}\t{segment}", company.name_ja),
    };
    Ok(listed.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Company and heading of each line: divided by a tab or comma, as pasted from a spreadsheet.
pub fn listed_lines(text: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let (name, segment) = line.split_once(['\t', ',', '、', '，']).unwrap_or((line, ""));
        (name.to_owned(), segment.to_owned())
    };
    text.lines().map(line).collect()
}

/// Replaces the list of expected companies: name, and the heading it stands under.
pub async fn list_companies(
    app: &App,
    viewer: &Viewer,
    organization_id: &str,
    companies: Vec<(String, String)>,
) -> Result<()> {
    organizations::find(&app.db, viewer, organization_id, Action::CollectForms).await?;
    let mut listed: Vec<(String, String)> = Vec::new();
    for (name, segment) in &companies {
        let (name, segment) = (name.trim(), segment.trim());
        let is_bad =
            |text: &str| text.chars().count() > NAME_CHARACTERS_MAX || text.chars().any(char::is_control);
        if is_bad(name) || is_bad(segment) {
            return Err(Error::Invalid(vec![FieldError::new("companies", "collection-name-too-long")]));
        }
        if !name.is_empty() && !listed.iter().any(|(known, _)| known == name) {
            listed.push((name.to_owned(), segment.to_owned()));
        }
    }
    if listed.len() as i64 > COMPANIES_MAX {
        return Err(Error::Invalid(vec![FieldError::new("companies", "collection-too-many-companies")]));
    }
    let entry = entry(app, viewer, Kind::CompaniesListed, organization_id, &listed.len().to_string());
    let organization_id = organization_id.to_owned();
    app.db
        .change(move |tx| async move {
            store::list(&tx, &organization_id, &listed).await?;
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await
}

fn entry(app: &App, viewer: &Viewer, kind: Kind, organization_id: &str, detail: &str) -> Entry {
    Entry::new(app, Some(&viewer.account_id), kind, organization_id)
        .with_detail(detail)
        .in_organization(organization_id)
}

/// What somebody decides about a form.
pub enum Decision {
    /// It was looked at and counts as it is.
    Accept,
    /// It is from this company, by its name.
    Assign(String),
    Remove,
}

pub async fn decide(
    app: &App,
    viewer: &Viewer,
    organization_id: &str,
    form_id: &str,
    decision: Decision,
) -> Result<()> {
    organizations::find(&app.db, viewer, organization_id, Action::CollectForms).await?;
    let mut form = store::find(&app.db, organization_id, form_id).await?.ok_or(Error::NotFound)?;
    let company_of = |key: &str| format!("{} ({key})", form.name);
    let kind = match decision {
        Decision::Remove => Kind::FormRemoved,
        _ => Kind::FormDecided,
    };
    let detail = company_of(&form.file_name);
    let entry = entry(app, viewer, kind, organization_id, &detail);
    let is_removed = matches!(decision, Decision::Remove);
    if form.answers.is_none() && !is_removed {
        return Err(Error::Conflict);
    }
    match decision {
        Decision::Remove => {}
        Decision::Accept => {
            form.state = State::Received;
            form.reasons = Reasons::default();
        }
        Decision::Assign(name) => {
            let companies = companies(app, organization_id).await?;
            let company = companies.iter().find(|company| company.is_called(name.trim()));
            let company = company
                .ok_or_else(|| Error::Invalid(vec![FieldError::new("company", "collection-choose")]))?;
            form.company.clone_from(&company.key);
            form.name.clone_from(&company.name_ja);
        }
    }
    let organization_id = organization_id.to_owned();
    app.db
        .change(move |tx| async move {
            let is_done = match is_removed {
                true => store::remove(&tx, &organization_id, &form.id).await?,
                false => store::decide(&tx, &organization_id, &form).await?,
            };
            if !is_done {
                return Err(Error::Invalid(vec![FieldError::new("company", "collection-there-already")]));
            }
            Ok(activity::record(&tx, &entry).await?)
        })
        .await
}
