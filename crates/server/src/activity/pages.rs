//! The activity page of an organization, the history of an assessment, and the latest head to keep.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::access::Action;

use super::{log, store};
use crate::app::{App, hex};
use crate::assessments::{self, period_text};
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::organizations;
use crate::t;
use crate::ui::download::attachment;
use crate::ui::{Frame, date_time};
use crate::words::Words;

#[derive(Template)]
#[template(path = "activity/show.html")]
struct Show {
    frame: Frame,
    lead: String,
    /// Where the crumb leads, and its words.
    above: (String, String),
    /// Address of this page.
    path: String,
    lines: Vec<Line>,
    older: Option<String>,
    /// The page of an organization, with downloads and the latest head.
    is_whole: bool,
    head: Option<HeadView>,
}

struct Line {
    at: String,
    person: String,
    what: String,
    object: String,
    /// Address of the object, if it has a page.
    link: Option<String>,
}

struct HeadView {
    number: i64,
    size: i64,
    at: String,
    root: String,
}

#[derive(serde::Deserialize)]
pub struct Before {
    before: Option<String>,
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<Before>,
) -> Result<Response> {
    let organization = organizations::find(&app.db, context.viewer()?, &id, Action::ReadActivity).await?;
    let (lines, older) = store::page(&app.db, &id, None, query.before.as_deref()).await?;
    let words = context.words;
    let name = organization.name(words).to_owned();
    let head = log::latest(&app.db).await?.map(|signed| HeadView {
        number: signed.head.number,
        size: signed.head.size,
        at: date_time(&app.local(signed.head.at), words),
        root: hex(&signed.head.root),
    });
    page(&Show {
        lead: words.t("activity-lead"),
        above: (format!("/organizations/{id}"), name.clone()),
        path: format!("/organizations/{id}/activity"),
        lines: lines.into_iter().map(|line| view(&app, words, line, &id, &name)).collect(),
        older,
        is_whole: true,
        head,
        frame: context.frame(t!(words, "activity-title", organization = name), ""),
    })
}

/// What happened to one assessment; for everybody who may read it.
pub async fn of_assessment(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<Before>,
) -> Result<Response> {
    let found = assessments::find(&app.db, context.viewer()?, &id, Action::ReadAssessment).await?;
    let organization = &found.organization_id;
    let (lines, older) = store::page(&app.db, organization, Some(&id), query.before.as_deref()).await?;
    let words = context.words;
    let title = assessments::title(words, &found);
    page(&Show {
        lead: words.t("activity-lead"),
        above: (format!("/assessments/{id}"), title.clone()),
        path: format!("/assessments/{id}/activity"),
        lines: lines.into_iter().map(|line| view(&app, words, line, organization, "")).collect(),
        older,
        is_whole: false,
        head: None,
        frame: context.frame(t!(words, "activity-history-title", assessment = title), "assessments"),
    })
}

fn view(app: &App, words: Words, line: store::Line, organization_id: &str, organization: &str) -> Line {
    let about =
        line.period.map(|period| t!(words, "activity-assessment", period = period_text(words, period)));
    let link = about.as_ref().map(|_| format!("/assessments/{}", line.subject));
    let object = about.unwrap_or_else(|| match line.subject == organization_id {
        true => organization.to_owned(),
        false => "–".to_owned(),
    });
    let detail = if line.is_erased { words.t("activity-erased") } else { line.detail };
    Line {
        at: date_time(&app.local(line.at), words),
        person: person(words, line.person, line.account_id.as_deref()),
        what: what(words, &line.kind, &detail),
        object,
        link,
    }
}

/// Who did it, in words where there is no name: nobody signed in, or somebody whose account is gone.
pub fn person(words: Words, name: Option<String>, account_id: Option<&str>) -> String {
    name.unwrap_or_else(|| match account_id {
        None => words.t("activity-by-operator"),
        Some(_) => words.t("activity-by-former"),
    })
}

/// What was done, as a sentence.
pub fn what(words: Words, kind: &str, detail: &str) -> String {
    words.with1(&format!("activity-{kind}"), "detail", detail.to_owned())
}

/// The latest head as a file. The first one is signed within a second of the first entry.
pub async fn head(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    organizations::find(&app.db, context.viewer()?, &id, Action::ReadActivity).await?;
    let signed = log::latest(&app.db).await?.ok_or(Error::Busy)?;
    let name = format!("kashika-log-head-{}.json", signed.head.number);
    Ok(attachment(signed.file().into_bytes(), "application/json", &name))
}
