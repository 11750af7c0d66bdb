//! A result at a glance, for the start page of those who read and decide.

use super::karte_case::Case;
use super::karte_sheet::Sheet;
use crate::accounts::Viewer;
use crate::app::App;
use crate::error::Result;
use crate::members;
use crate::words::Words;

/// People named to ask.
const OWNERS: usize = 3;

pub struct Glance {
    pub id: String,
    pub organization: String,
    pub period: String,
    pub scope: String,
    pub class: String,
    pub headline: String,
    /// What to do next, from the karte.
    pub next_steps: Vec<String>,
    /// Whom to ask, in words; none where nobody decides for it.
    pub owners: Option<String>,
    /// The picture, as SVG.
    pub radar: String,
}

/// The submitted assessment at a glance.
pub async fn glance(app: &App, viewer: &Viewer, words: Words, id: &str) -> Result<Glance> {
    let case = Case::find(app, viewer, id, None).await?;
    let moments = case.moments(words);
    let sheet = Sheet::new(&case.source(words, &moments));
    let owners = members::owners(&app.db, &case.organization.id).await?;
    let names: Vec<String> = owners.into_iter().map(|owner| owner.name).take(OWNERS).collect();
    let names = names.join(&words.t("karte-comma"));
    Ok(Glance {
        id: case.assessment.id.clone(),
        organization: case.organization.name(words).to_owned(),
        period: case.assessment.period_text(words),
        scope: case.assessment.scope_text(words),
        class: sheet.class,
        headline: sheet.headline,
        next_steps: sheet.hints.into_iter().map(|hint| hint.action).collect(),
        owners: (!names.is_empty()).then(|| words.with1("today-ask", "people", names)),
        radar: sheet.radar,
    })
}
