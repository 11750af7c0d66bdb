//! What stands on the start page beside one's own tasks, by what somebody is there for.

use domain::access::Role;

use crate::accounts::Viewer;
use crate::app::App;
use crate::assessments::{self, Glance, Summary};
use crate::error::Result;
use crate::organizations::{self, Listed};
use crate::words::Words;
use crate::{backup, collection, mail, t};

/// Results shown with their picture.
const GLANCES: usize = 2;

/// The first of these that somebody has is what their page is for.
const WEIGHT: [Role; 6] =
    [Role::Owner, Role::Editor, Role::Adviser, Role::Auditor, Role::Executive, Role::Reader];

#[derive(Default)]
pub struct Desk {
    /// What the page is for, to this person.
    pub lead: Option<String>,
    /// Whether they have tasks at all, of which there may be none just now.
    pub has_tasks: bool,
    /// The newest results at a glance, for those who read and decide.
    pub glances: Vec<Glance>,
    /// Records of activity, for auditors: id and name of the organization.
    pub records: Vec<(String, String)>,
    /// What waits to be looked through: address and words.
    pub waiting: Vec<(String, String)>,
}

impl Desk {
    pub async fn of(
        app: &App,
        viewer: &Viewer,
        words: Words,
        organizations: &[Listed],
        results: &[Summary],
    ) -> Result<Desk> {
        let roles = organizations::roles(&app.db, viewer).await?;
        let main = WEIGHT.into_iter().find(|role| roles.contains(role));
        let mut desk = Desk {
            lead: main.map(|role| words.t(&format!("today-lead-{}", role.code()))),
            has_tasks: matches!(main, Some(Role::Owner | Role::Editor | Role::Adviser)),
            waiting: forms(app, viewer, words).await?,
            ..Desk::default()
        };
        if matches!(main, Some(Role::Executive | Role::Reader)) {
            for result in newest_of_each(results) {
                desk.glances.push(assessments::glance(app, viewer, words, &result.id).await?);
            }
        }
        let audited = organizations.iter().filter(|listed| listed.is == Role::Auditor);
        desk.records = audited.map(|listed| (listed.id.clone(), listed.name.clone())).collect();
        if viewer.is_operator {
            desk.waiting.extend(of_operator(app, viewer, words).await?);
        }
        Ok(desk)
    }
}

/// One result of each organization, the newest, that can be counted.
fn newest_of_each(results: &[Summary]) -> Vec<&Summary> {
    let mut newest: Vec<&Summary> = Vec::new();
    for result in results.iter().filter(|result| result.is_counted()) {
        let is_new = newest.iter().all(|known| known.organization_id != result.organization_id);
        if is_new && newest.len() < GLANCES {
            newest.push(result);
        }
    }
    newest
}

/// Collected forms that somebody has to look at.
async fn forms(app: &App, viewer: &Viewer, words: Words) -> Result<Vec<(String, String)>> {
    let to_check = collection::to_check(app, viewer, app.fiscal_year()).await?;
    let line = |one: collection::ToCheck| {
        let name = organizations::name(words, &one.name_ja, &one.name_en);
        let text = t!(words, "today-forms-to-check", organization = name, count = one.count);
        (format!("/organizations/{}/collection", one.organization_id), text)
    };
    Ok(to_check.into_iter().map(line).collect())
}

/// What the operator has to do.
async fn of_operator(app: &App, viewer: &Viewer, words: Words) -> Result<Vec<(String, String)>> {
    let mut waiting = Vec::new();
    let (mails, has_more) = mail::waiting(app, viewer).await?;
    if !mails.is_empty() {
        let key = if has_more { "today-mails-many" } else { "today-mails" };
        waiting.push(("/outbox".to_owned(), words.with1(key, "count", mails.len().to_string())));
    }
    if backup::pages::is_in_trouble(app).await? {
        waiting.push(("/backups".to_owned(), words.t("today-backup-failed")));
    }
    Ok(waiting)
}
