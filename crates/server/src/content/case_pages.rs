//! The operator's form for a case of a tip, and the same for programs.

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Text;
use domain::frameworks::{Framework, OURS, Tip};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cases::{CaseInput, find, kept, save};
use crate::app::App;
use crate::assessments::karte_body::Bilingual;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::{JsonBody, Posted};
use crate::frameworks::help_view::{Link, tip_link};
use crate::ui::{Fields, Frame};

#[derive(Template)]
#[template(path = "content/case.html")]
struct CasePage {
    frame: Frame,
    fields: Fields,
    tip: Link,
    action: String,
    version: i64,
    levels: Vec<u8>,
    changed_elsewhere: bool,
}

const FIELDS: [&str; 7] = ["title_ja", "title_en", "text_ja", "text_en", "source", "year", "leads_to"];

fn input(form: &Posted) -> CaseInput {
    let text = |ja: &str, en: &str| Text { ja: form.text(ja).to_owned(), en: form.text(en).to_owned() };
    CaseInput {
        title: text("title_ja", "title_en"),
        text: text("text_ja", "text_en"),
        source: form.text("source").to_owned(),
        year: form.text("year").parse().unwrap_or_default(),
        leads_to: form.text("leads_to").parse().unwrap_or_default(),
        is_retired: form.flag("is_retired"),
    }
}

fn case_page(
    context: &Context,
    (framework, tip): (&Framework, &Tip),
    id: Option<&str>,
    version: i64,
    fields: Fields,
) -> CasePage {
    let link = tip_link(context.words, framework, tip);
    let title = context.words.t(if id.is_some() { "case-edit" } else { "case-new" });
    CasePage {
        frame: context.frame(title, "frameworks"),
        fields,
        action: id.map_or(format!("{}/cases", link.path), |id| format!("{}/cases/{id}", link.path)),
        tip: link,
        version,
        levels: (framework.scale.lowest + 1..=framework.scale.highest).collect(),
        changed_elsewhere: false,
    }
}

pub async fn new(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response> {
    let place = kept(&app, context.viewer()?, &id, &code)?;
    let year = app.today().year().to_string();
    let fields = Fields::new(context.words, &[], &[("year", &year)]);
    page(&case_page(&context, place, None, 0, fields))
}

pub async fn edit(
    State(app): State<App>,
    context: Context,
    Path((id, code, case)): Path<(String, String, String)>,
) -> Result<Response> {
    let place = kept(&app, context.viewer()?, &id, &code)?;
    let own = find(&app, place.0, place.1, &case).await?;
    let (year, level) = (own.case.year.to_string(), own.case.leads_to.to_string());
    // A built-in case says which table it is from by a code; the operator's version needs a note of its own.
    let source =
        if own.version == 0 { origin_note(&context, &own.case.source) } else { own.case.source.clone() };
    let values = [
        ("title_ja", own.case.title.ja.as_str()),
        ("title_en", own.case.title.en.as_str()),
        ("text_ja", own.case.text.ja.as_str()),
        ("text_en", own.case.text.en.as_str()),
        ("source", source.as_str()),
        ("year", year.as_str()),
        ("leads_to", level.as_str()),
        ("is_retired", if own.is_retired { "1" } else { "" }),
    ];
    let fields = Fields::new(context.words, &[], &values);
    page(&case_page(&context, place, Some(&case), own.version, fields))
}

fn origin_note(context: &Context, source: &str) -> String {
    if source == OURS { context.words.t("case-source-ours") } else { source.to_owned() }
}

pub async fn create(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    let place = kept(&app, context.viewer()?, &id, &code)?;
    let saved = save(&app, context.viewer()?, place, None, 0, input(&form)).await;
    respond(&app, &context, place, None, &form, saved).await
}

pub async fn update(
    State(app): State<App>,
    context: Context,
    Path((id, code, case)): Path<(String, String, String)>,
    form: Posted,
) -> Result<Response> {
    let place = kept(&app, context.viewer()?, &id, &code)?;
    find(&app, place.0, place.1, &case).await?;
    let version = form.text("version").parse().unwrap_or_default();
    let saved = save(&app, context.viewer()?, place, Some(&case), version, input(&form)).await;
    respond(&app, &context, place, Some(&case), &form, saved).await
}

/// Back to the tip, or the form once more with what was typed and what is wrong.
async fn respond(
    app: &App,
    context: &Context,
    place: (&Framework, &Tip),
    id: Option<&str>,
    form: &Posted,
    saved: Result<String>,
) -> Result<Response> {
    let error = match saved {
        Ok(id) => {
            let tip = tip_link(context.words, place.0, place.1).path;
            return Ok(Redirect::to(&format!("{tip}#{id}")).into_response());
        }
        Err(error) => error,
    };
    let (errors, version) = match (&error, id) {
        (Error::Invalid(errors), _) => (errors.clone(), form.text("version").parse().unwrap_or_default()),
        (Error::Conflict, Some(id)) => (Vec::new(), find(app, place.0, place.1, id).await?.version),
        _ => return Err(error),
    };
    let mut values: Vec<(&str, &str)> = FIELDS.iter().map(|name| (*name, form.text(name))).collect();
    values.push(("is_retired", if form.flag("is_retired") { "1" } else { "" }));
    let fields = Fields::new(context.words, &errors, &values);
    let mut shown = case_page(context, place, id, version, fields);
    shown.changed_elsewhere = matches!(error, Error::Conflict);
    Ok((error.status(), page(&shown)?).into_response())
}

/// A case as the operator writes it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseBody {
    /// The version it was read at; 0 for a new one, or a built-in case changed for the first time.
    #[serde(default)]
    pub version: i64,
    pub title: Bilingual,
    pub text: Bilingual,
    /// Where it comes from; names no company.
    pub source: String,
    /// The year it was told or surveyed.
    pub year: i64,
    /// The level that the practice helps to reach.
    pub leads_to: i64,
    #[serde(default)]
    pub is_retired: bool,
}

#[derive(Serialize, ToSchema)]
pub struct CaseSaved {
    pub id: String,
    pub version: i64,
}

impl CaseBody {
    fn input(self) -> CaseInput {
        let text = |text: Bilingual| Text { ja: text.ja.trim().to_owned(), en: text.en.trim().to_owned() };
        CaseInput {
            title: text(self.title),
            text: text(self.text),
            source: self.source.trim().to_owned(),
            year: self.year,
            leads_to: self.leads_to,
            is_retired: self.is_retired,
        }
    }
}

/// Adds a case to a tip; for the operator.
#[utoipa::path(post, path = "/api/v1/frameworks/{framework}/tips/{tip}/cases", tag = "content",
    params(("framework" = String, Path), ("tip" = String, Path)), request_body = CaseBody,
    responses((status = 201, body = CaseSaved), (status = 404, description = "No such tip, or not the operator"), (status = 422)))]
pub async fn post_json(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    body: JsonBody<CaseBody>,
) -> Result<(StatusCode, Json<CaseSaved>)> {
    let viewer = context.viewer()?;
    let place = kept(&app, viewer, &id, &code)?;
    let id = save(&app, viewer, place, None, 0, body.take()?.input()).await?;
    Ok((StatusCode::CREATED, Json(CaseSaved { id, version: 1 })))
}

/// Changes or retires a case, built in or added; for the operator.
#[utoipa::path(put, path = "/api/v1/frameworks/{framework}/tips/{tip}/cases/{case}", tag = "content",
    params(("framework" = String, Path), ("tip" = String, Path), ("case" = String, Path)), request_body = CaseBody,
    responses((status = 200, body = CaseSaved), (status = 404), (status = 409, description = "Changed since"), (status = 422)))]
pub async fn put_json(
    State(app): State<App>,
    context: Context,
    Path((id, code, case)): Path<(String, String, String)>,
    body: JsonBody<CaseBody>,
) -> Result<Json<CaseSaved>> {
    let viewer = context.viewer()?;
    let place = kept(&app, viewer, &id, &code)?;
    find(&app, place.0, place.1, &case).await?;
    let body = body.take()?;
    let version = body.version;
    let id = save(&app, viewer, place, Some(&case), version, body.input()).await?;
    Ok(Json(CaseSaved { id, version: version + 1 }))
}
