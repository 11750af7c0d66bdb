//! The pages of taking along and deleting, of an organization and of a person.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Action;

use super::export::{ACTIVITY, about};
use super::parts::{ORGANIZATION, PERSON, Part};
use super::{organization, person};
use crate::accounts::ended_cookie;
use crate::accounts::pages::with_cookie;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::members::{self, Belonging};
use crate::organizations;
use crate::sessions::proof;
use crate::t;
use crate::ui::{Fields, Frame, date_time};
use crate::words::Words;

#[derive(Template)]
#[template(path = "leaving/organization.html")]
struct OfOrganization {
    frame: Frame,
    fields: Fields,
    id: String,
    organization: String,
    /// Name of each file, and what it is.
    files: Vec<(String, String)>,
    members: i64,
    /// When it would be erased.
    until: String,
}

#[derive(Template)]
#[template(path = "leaving/person.html")]
struct OfPerson {
    frame: Frame,
    fields: Fields,
    email: String,
    files: Vec<(String, String)>,
    can_leave: bool,
    organizations: Vec<Left>,
    is_last_operator: bool,
    /// There are deleted organizations that nobody could take back any more.
    waits_for_erasure: bool,
}

/// An organization that would be left to nobody.
struct Left {
    id: String,
    name: String,
    text: String,
    has_others: bool,
}

fn files(words: Words, parts: &[Part], is_organization: bool) -> Vec<(String, String)> {
    let file = |part: &Part| (part.file.to_owned(), words.t(&about(part.file, is_organization)));
    let mut files: Vec<(String, String)> = parts.iter().map(file).collect();
    if is_organization {
        files.push(("answers-….csv".to_owned(), words.t("export-file-answers-any")));
        files.push((ACTIVITY.to_owned(), words.t("export-file-activity-lines")));
    }
    files
}

pub async fn of_organization(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Response> {
    page(&organization_page(&app, &context, &id, Fields::default()).await?)
}

async fn organization_page(app: &App, context: &Context, id: &str, fields: Fields) -> Result<OfOrganization> {
    let found = organizations::find(&app.db, context.viewer()?, id, Action::ExportOrganization).await?;
    let words = context.words;
    let until = organization::erased_at(app.now());
    Ok(OfOrganization {
        frame: context.frame(t!(words, "leaving-title", organization = found.name(words)), ""),
        fields,
        organization: found.name(words).to_owned(),
        id: found.id,
        files: files(words, ORGANIZATION, true),
        members: members::count(&app.db, id).await?,
        until: date_time(&app.local(until), words),
    })
}

pub async fn delete_organization(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response> {
    let viewer = context.viewer()?;
    let typed = form.text("organization_name");
    let named = match organization::named(&app, viewer, &id, typed).await {
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(context.words, &errors, &[("organization_name", typed)]);
            let html = page(&organization_page(&app, &context, &id, fields).await?)?;
            return Ok((Error::Invalid(errors).status(), html).into_response());
        }
        named => named?,
    };
    proof::ask(&app, viewer, &form).await?;
    organization::delete(&app, viewer, context.words, named).await?;
    Ok(Redirect::to("/organizations?done=deleted").into_response())
}

pub async fn take_back(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Redirect> {
    organization::take_back(&app, context.viewer()?, &id).await?;
    Ok(Redirect::to("/organizations?done=restored"))
}

pub async fn of_person(State(app): State<App>, context: Context) -> Result<Response> {
    page(&person_page(&app, &context, Fields::default()).await?)
}

async fn person_page(app: &App, context: &Context, fields: Fields) -> Result<OfPerson> {
    let (viewer, words) = (context.viewer()?, context.words);
    let obstacles = person::obstacles(app, viewer).await?;
    Ok(OfPerson {
        frame: context.frame(words.t("leaving-person-page"), ""),
        fields,
        email: viewer.email.clone(),
        files: files(words, PERSON, false),
        can_leave: obstacles.are_none(),
        is_last_operator: obstacles.is_last_operator,
        organizations: obstacles.organizations.into_iter().map(|one| left(words, one)).collect(),
        waits_for_erasure: organization::deleted(app, viewer, words)
            .await?
            .iter()
            .any(|one| one.may_take_back),
    })
}

fn left(words: Words, belonging: Belonging) -> Left {
    let name = organizations::name(words, &belonging.name_ja, &belonging.name_en).to_owned();
    let has_others = belonging.members > 1;
    let text = match has_others {
        true => t!(words, "leaving-person-hand-over", organization = name.as_str()),
        false => t!(words, "leaving-person-alone", organization = name.as_str()),
    };
    Left { id: belonging.organization_id, name, text, has_others }
}

pub async fn delete_person(State(app): State<App>, context: Context, form: Posted) -> Result<Response> {
    let viewer = context.viewer()?;
    let typed = form.text("own_email");
    let done = match person::named(viewer, typed) {
        Ok(()) => {
            proof::ask(&app, viewer, &form).await?;
            person::delete(&app, viewer).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let told = Redirect::to("/data-retention?left=1").into_response();
            Ok(with_cookie(told, &ended_cookie(&app)))
        }
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(context.words, &errors, &[("own_email", typed)]);
            let html = page(&person_page(&app, &context, fields).await?)?;
            Ok((Error::Invalid(errors).status(), html).into_response())
        }
        Err(error) => Err(error),
    }
}
