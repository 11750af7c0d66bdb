//! きょう: what is mine to do now? For visitors without an account, what this is and how to try it.

mod desk;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::accounts;
use crate::app::App;
use crate::assessments::{self, Summary};
use crate::content::following;
use crate::context::{Context, page};
use crate::error::Result;
use crate::frameworks::help_view::Link;
use crate::leaving::{self, organization::Deleted};
use crate::organizations::{self, Listed};
use crate::trial::Trial;
use crate::ui::Frame;
use desk::Desk;

#[derive(Template)]
#[template(path = "today/welcome.html")]
struct Welcome {
    frame: Frame,
    /// The printed example, as SVG.
    radar: String,
}

#[derive(Template)]
#[template(path = "today/show.html")]
struct Today {
    frame: Frame,
    /// Assessments under way, the one answered last first.
    open: Vec<Summary>,
    /// Organizations whose assessment of this fiscal year has not been started.
    to_start: Vec<Listed>,
    /// The newest results.
    results: Vec<Summary>,
    organizations: Vec<Listed>,
    has_more_organizations: bool,
    fiscal_year: i64,
    /// Tips the reader waited for.
    tips: Vec<Link>,
    /// Deleted organizations that the reader belonged to, and when each is erased.
    deleted: Vec<(Deleted, String)>,
    is_operator: bool,
    desk: Desk,
}

#[derive(Template)]
#[template(path = "today/source.html")]
struct Source {
    frame: Frame,
    frameworks: Vec<(String, String, String, String)>,
}

pub async fn show(State(app): State<App>, context: Context) -> Result<Response> {
    let Some(viewer) = &context.viewer else {
        if accounts::is_new_installation(&app).await? {
            return Ok(Redirect::to("/setup").into_response());
        }
        let radar = Trial::example(&app)?.radar(context.words);
        return page(&Welcome { frame: context.frame(context.words.t("welcome-title"), "today"), radar });
    };
    let fiscal_year = app.fiscal_year();
    let (organizations, more) = organizations::of_viewer(&app.db, viewer, context.words, "", 10).await?;
    let to_start = organizations::without_assessment(&app.db, viewer, context.words, fiscal_year).await?;
    let open = assessments::open_of_viewer(&app, viewer, context.words).await?;
    let results = assessments::results_of_viewer(&app, viewer, context.words, None, 5).await?;
    let desk = Desk::of(&app, viewer, context.words, &organizations, &results).await?;
    let frame = context.frame(context.words.t("nav-today"), "today");
    page(&Today {
        frame,
        open,
        to_start,
        results,
        organizations,
        has_more_organizations: more.is_some(),
        fiscal_year,
        tips: following::arrived(&app, viewer, context.words).await?,
        deleted: leaving::organization::told(&app, viewer, context.words).await?,
        is_operator: viewer.is_operator,
        desk,
    })
}

/// Where the content comes from and what it is not: a source, never an authority.
pub async fn source(State(app): State<App>, context: Context) -> Result<Response> {
    let words = context.words;
    let frameworks = app.library.editions().map(|edition| {
        let framework = &edition.framework;
        let texts =
            [&framework.name, &framework.source, &framework.notice].map(|text| words.of(text).to_owned());
        let [name, source, notice] = texts;
        (format!("{name} {}", framework.version), source, notice, framework.licence.clone())
    });
    page(&Source { frameworks: frameworks.collect(), frame: context.frame(words.t("source-title"), "") })
}
