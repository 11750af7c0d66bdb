//! Pages around an assessment: the list, the form that starts one, the overview with submission and reopening.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Action;
use domain::assessments::Scope;

use super::overview::Overview;
use super::{StartInput, Submission, Summary, find, period_text, start, store};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::organizations::{self, Organization};
use crate::ui::{Fields, Frame};
use crate::words::Words;

#[derive(Template)]
#[template(path = "assessments/list.html")]
struct List {
    frame: Frame,
    open: Vec<Summary>,
    results: Vec<Summary>,
    /// Organizations the viewer may start an assessment for: id and name.
    startable: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "assessments/start.html")]
struct Start {
    frame: Frame,
    fields: Fields,
    organization_id: String,
    organization: String,
    /// Person, team and officer in charge: label, yes or no, in words.
    facts: Vec<(String, String)>,
    has_no_facts: bool,
    may_edit: bool,
    scopes: Vec<(&'static str, String, String)>,
    periods: Vec<(i64, String)>,
    previous: Vec<(String, String)>,
}

pub async fn list(State(app): State<App>, context: Context) -> Result<Response> {
    let (viewer, words) = (context.viewer()?, context.words);
    let open = super::open_of_viewer(&app, viewer, words).await?;
    let results = super::results_of_viewer(&app, viewer, words, None, 5).await?;
    let name = |(id, ja, en): (String, String, String)| (id, organizations::name(words, &ja, &en).to_owned());
    let startable = store::startable(&app.db, viewer).await?.into_iter().map(name).collect();
    page(&List {
        frame: context.frame(words.t("assessments-title"), "assessments"),
        open,
        results,
        startable,
    })
}

pub async fn new(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    let organization = organizations::find(&app.db, context.viewer()?, &id, Action::StartAssessment).await?;
    page(&start_page(&app, &context, &organization, None).await?)
}

pub async fn create(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response> {
    let viewer = context.viewer()?;
    let input = StartInput {
        scope: form.text("scope").to_owned(),
        scope_note: form.text("scope_note").to_owned(),
        period: form.text("period").parse().unwrap_or(0),
        previous_id: Some(form.text("previous_id").to_owned()),
    };
    match start(&app, viewer, &id, input).await {
        Ok(assessment_id) => Ok(Redirect::to(&format!("/assessments/{assessment_id}")).into_response()),
        Err(error @ Error::Invalid(_)) => {
            let organization = organizations::find(&app.db, viewer, &id, Action::StartAssessment).await?;
            let html = page(&start_page(&app, &context, &organization, Some((&form, &error))).await?)?;
            Ok((error.status(), html).into_response())
        }
        Err(error) => Err(error),
    }
}

async fn start_page(
    app: &App,
    context: &Context,
    organization: &Organization,
    again: Option<(&Posted, &Error)>,
) -> Result<Start> {
    let words = context.words;
    let previous = super::start::candidates(&app.db, context.viewer()?, &organization.id).await?;
    let year = app.fiscal_year();
    let label = |one: &super::Assessment| format!("{} · {}", one.period_text(words), one.scope_text(words));
    let previous: Vec<_> = previous.iter().map(|one| (one.id.clone(), label(one))).collect();
    let fields = match again {
        Some((form, error)) => typed(words, form, error),
        None => {
            let year = year.to_string();
            let newest = previous.first().map_or("", |(id, _)| id.as_str());
            Fields::new(words, &[], &[("scope", "company"), ("period", &year), ("previous_id", newest)])
        }
    };
    let profile = &organization.profile;
    let facts = [
        ("has_ciso", profile.has_ciso),
        ("has_csirt", profile.has_csirt),
        ("has_dedicated", profile.has_dedicated),
    ];
    let fact = |(name, flag)| (words.t(&format!("field-{name}")), words.t(if flag { "yes" } else { "no" }));
    Ok(Start {
        frame: context.frame(words.t("starting-title"), "assessments"),
        fields,
        organization_id: organization.id.clone(),
        organization: organization.name(words).to_owned(),
        has_no_facts: facts.iter().all(|(_, flag)| !flag),
        facts: facts.into_iter().map(fact).collect(),
        may_edit: organization.may(Action::EditOrganization),
        scopes: Scope::ALL.into_iter().map(|scope| scope_choice(words, scope)).collect(),
        periods: (year - 2..=year + 1).rev().map(|year| (year, period_text(words, year))).collect(),
        previous,
    })
}

fn typed(words: Words, form: &Posted, error: &Error) -> Fields {
    let errors = if let Error::Invalid(errors) = error { errors.as_slice() } else { &[] };
    let names = ["scope", "scope_note", "period", "previous_id"];
    Fields::new(words, errors, &names.map(|name| (name, form.text(name))))
}

fn scope_choice(words: Words, scope: Scope) -> (&'static str, String, String) {
    let code = scope.code();
    (code, words.t(&format!("scope-{code}")), words.t(&format!("scope-{code}-text")))
}

pub async fn overview(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let assessment = find(&app.db, context.viewer()?, &id, Action::ReadAssessment).await?;
    let only_uncertain = query.contains_key("uncertain");
    let mut overview = Overview::load(&app, &context, assessment, only_uncertain, Vec::new()).await?;
    overview.taken = query.get("taken").and_then(|count| count.parse().ok());
    page(&overview)
}

pub async fn submission(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response> {
    let viewer = context.viewer()?;
    match super::submit(&app, viewer, &id).await? {
        Submission::Done => Ok(Redirect::to(&format!("/assessments/{id}/karte")).into_response()),
        Submission::Missing(missing) => {
            let assessment = find(&app.db, viewer, &id, Action::ReadAssessment).await?;
            let html = page(&Overview::load(&app, &context, assessment, false, missing).await?)?;
            Ok((Error::Invalid(Vec::new()).status(), html).into_response())
        }
    }
}

pub async fn reopening(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response> {
    super::reopen(&app, context.viewer()?, &id).await?;
    Ok(Redirect::to(&format!("/assessments/{id}")).into_response())
}
