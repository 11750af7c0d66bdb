//! The activity page of an organization.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::access::Action;

use super::store;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::Result;
use crate::organizations;
use crate::ui::{Frame, date_time};

#[derive(Template)]
#[template(path = "activity/show.html")]
struct Show {
    frame: Frame,
    organization_id: String,
    lines: Vec<Line>,
    older: Option<String>,
}

struct Line {
    at: String,
    person: String,
    what: String,
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
    let (lines, older) = store::page(&app.db, &id, query.before.as_deref()).await?;
    let words = context.words;
    let lines = lines.into_iter().map(|line| Line {
        at: date_time(&app.local(line.at), words),
        person: line.person.unwrap_or_else(|| "–".to_owned()),
        what: words.with1(&format!("activity-{}", line.kind), "detail", line.detail),
    });
    let title = words.with1("activity-title", "organization", organization.name(words).to_owned());
    page(&Show { frame: context.frame(title, ""), organization_id: id, lines: lines.collect(), older })
}
