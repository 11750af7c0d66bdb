//! Whom an organization lets see what, and who lets it see something.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Consent, Extent};
use crate::accounts;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::t;
use crate::ui::{Fields, Frame, date};
use crate::words::Words;
use crate::{group, organizations};

#[derive(Template)]
#[template(path = "sharing/show.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    id: String,
    organization: String,
    parent: Option<(String, String)>,
    extents: Vec<(&'static str, String, String)>,
    in_force: Vec<Line>,
    ended: Vec<Line>,
    done: Option<&'static str>,
}

struct Line {
    id: String,
    organization: String,
    extent: String,
    when: String,
}

#[derive(Template)]
#[template(path = "sharing/received.html")]
struct Received {
    frame: Frame,
    id: String,
    organization: String,
    /// Id, name and extent of each.
    sharing: Vec<(String, String, String)>,
    next: Option<String>,
}

fn extent_name(words: Words, extent: Extent) -> String {
    words.t(&format!("extent-{}", extent.code()))
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let done = match query.get("done").map(String::as_str) {
        Some("given") => Some("sharing-given"),
        Some("ended") => Some("sharing-ended"),
        _ => None,
    };
    page(&load(&app, &context, &id, Fields::default(), done).await?)
}

async fn load(
    app: &App,
    context: &Context,
    id: &str,
    fields: Fields,
    done: Option<&'static str>,
) -> Result<Show> {
    let words = context.words;
    let (organization, consents) = super::given(app, context.viewer()?, id).await?;
    let parent = group::parent(&app.db, &organization.id).await?;
    let (in_force, ended): (Vec<_>, Vec<_>) =
        consents.into_iter().partition(|consent| consent.ended_at.is_none());
    let line = |consent| line(app, words, consent);
    let name = organization.name(words).to_owned();
    Ok(Show {
        frame: context.frame(words.with1("sharing-title", "organization", name.as_str()), ""),
        fields,
        id: organization.id,
        organization: name,
        parent: parent.map(|above| {
            let name = organizations::name(words, &above.name_ja, &above.name_en).to_owned();
            (above.id, name)
        }),
        extents: Extent::ALL
            .map(|extent| {
                let text = words.t(&format!("extent-{}-text", extent.code()));
                (extent.code(), extent_name(words, extent), text)
            })
            .into(),
        in_force: in_force.into_iter().map(line).collect(),
        ended: ended.into_iter().map(line).collect(),
        done,
    })
}

fn line(app: &App, words: Words, consent: Consent) -> Line {
    let on = |at: i64| date(app.local(at).date(), words);
    let (person, from) = (accounts::shown(words, consent.given_by), on(consent.given_at));
    let when = match consent.ended_at {
        None => t!(words, "sharing-since", on = from, person = person),
        Some(ended_at) => t!(words, "sharing-between", on = from, until = on(ended_at), person = person),
    };
    Line {
        organization: organizations::name(words, &consent.organization_ja, &consent.organization_en)
            .to_owned(),
        extent: extent_name(words, consent.extent),
        id: consent.id,
        when,
    }
}

pub async fn give(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response> {
    let (to, extent) = (form.text("given_to"), form.text("extent"));
    match super::give(&app, context.viewer()?, &id, to, extent).await {
        Ok(()) => Ok(Redirect::to(&format!("/organizations/{id}/sharing?done=given")).into_response()),
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(context.words, &errors, &[("given_to", to), ("extent", extent)]);
            let html = page(&load(&app, &context, &id, fields, None).await?)?;
            Ok((Error::Invalid(errors).status(), html).into_response())
        }
        Err(error) => Err(error),
    }
}

pub async fn end(
    State(app): State<App>,
    context: Context,
    Path((id, consent)): Path<(String, String)>,
    _: Posted,
) -> Result<Response> {
    super::end(&app, context.viewer()?, &id, &consent).await?;
    Ok(Redirect::to(&format!("/organizations/{id}/sharing?done=ended")).into_response())
}

pub async fn received(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let words = context.words;
    let after = query.get("after").map_or("", String::as_str);
    let (organization, sharing, next) = super::received(&app, context.viewer()?, &id, after).await?;
    let sharing = sharing.into_iter().map(|one| {
        let name = organizations::name(words, &one.name_ja, &one.name_en).to_owned();
        (one.id, name, extent_name(words, one.extent))
    });
    let name = organization.name(words).to_owned();
    page(&Received {
        frame: context.frame(words.with1("received-title", "organization", name.as_str()), ""),
        id: organization.id.clone(),
        organization: name,
        sharing: sharing.collect(),
        next,
    })
}
