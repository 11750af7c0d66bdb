//! The page of what belongs together.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Action;

use super::{Earlier, Group, Kind, NewBelow};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::organizations;
use crate::t;
use crate::ui::{Fields, Frame, date, date_time};
use crate::words::Words;

#[derive(Template)]
#[template(path = "group/show.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    id: String,
    organization: String,
    above: Option<Line>,
    below: Vec<Line>,
    next: Option<String>,
    earlier: Vec<(String, String)>,
    pending: Vec<Waiting>,
    kinds: Vec<(&'static str, String)>,
    may_keep: bool,
    sends_mail: bool,
    today: String,
    /// Key of the sentence about what was just done.
    done: Option<&'static str>,
}

struct Line {
    link: String,
    name: String,
    /// Kind and since when.
    facts: String,
    /// Depth in the tree, from 1.
    depth: i64,
}

struct Waiting {
    id: String,
    email: String,
    until: String,
}

const DONE: [(&str, &str); 5] = [
    ("invited", "group-invited"),
    ("withdrawn", "group-withdrawn"),
    ("registered", "group-registered"),
    ("joined", "group-joined"),
    ("ended", "group-ended"),
];

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let after = query.get("after").map_or("", String::as_str);
    let done = query.get("done").and_then(|done| DONE.iter().find(|(name, _)| name == done));
    page(&load(&app, &context, &id, after, Fields::default(), done.map(|(_, key)| *key)).await?)
}

async fn load(
    app: &App,
    context: &Context,
    id: &str,
    after: &str,
    fields: Fields,
    done: Option<&'static str>,
) -> Result<Show> {
    let words = context.words;
    let group = super::show(app, context.viewer()?, id, after).await?;
    let Group { organization, above, below, next, earlier, pending } = group;
    let name = organization.name(words).to_owned();
    let facts = |kind: Kind, day: &str| {
        let kind = kind_name(words, kind);
        if day.is_empty() { kind } else { t!(words, "group-since", kind = kind, on = since(day, words)) }
    };
    let above = above.map(|above| Line {
        name: organizations::name(words, &above.name_ja, &above.name_en).to_owned(),
        facts: facts(above.kind, &above.since),
        link: above.link,
        depth: 0,
    });
    let below = below.into_iter().map(|below| Line {
        name: organizations::name(words, &below.name_ja, &below.name_en).to_owned(),
        facts: facts(below.kind, &below.since),
        link: below.link,
        depth: below.depth,
    });
    let pending = pending.into_iter().map(|invitation| Waiting {
        until: words.with1("members-expires", "on", date_time(&app.local(invitation.expires_at), words)),
        id: invitation.id,
        email: invitation.email,
    });
    Ok(Show {
        frame: context.frame(words.with1("group-title", "organization", name.as_str()), ""),
        fields,
        may_keep: organization.may(Action::KeepGroup),
        id: organization.id,
        organization: name,
        above,
        below: below.collect(),
        next: next.map(|next| crate::ui::percent_encoded(&next)),
        earlier: earlier.iter().map(|one| past(words, one)).collect(),
        pending: pending.collect(),
        kinds: [Kind::Company, Kind::Unit].map(|kind| (kind.code(), kind_name(words, kind))).into(),
        sends_mail: app.config.smtp.is_some(),
        today: app.today().to_string(),
        done,
    })
}

fn kind_name(words: Words, kind: Kind) -> String {
    words.t(&format!("group-kind-{}", kind.code()))
}

/// A stored day in words.
pub(super) fn since(day: &str, words: Words) -> String {
    day.parse().map_or_else(|_| day.to_owned(), |day| date(day, words))
}

fn past(words: Words, one: &Earlier) -> (String, String) {
    let name = organizations::name(words, &one.name_ja, &one.name_en).to_owned();
    let until = since(&one.until, words);
    let when = match (one.was_above, one.since.as_str()) {
        (true, "") => t!(words, "group-was-above-until", until = until),
        (false, "") => t!(words, "group-was-below-until", until = until),
        (true, day) => t!(words, "group-was-above", on = since(day, words), until = until),
        (false, day) => t!(words, "group-was-below", on = since(day, words), until = until),
    };
    (name, when)
}

fn back(id: &str, done: &str) -> Response {
    Redirect::to(&format!("/organizations/{id}/group?done={done}")).into_response()
}

/// The page with what was typed and what is wrong with it.
async fn again(app: &App, context: &Context, id: &str, form: &Posted, error: Error) -> Result<Response> {
    let Error::Invalid(errors) = error else { return Err(error) };
    let typed = ["email", "since", "until", "name_ja", "name_en", "kind"].map(|name| (name, form.text(name)));
    let fields = Fields::new(context.words, &errors, &typed);
    let html = page(&load(app, context, id, "", fields, None).await?)?;
    Ok((Error::Invalid(errors).status(), html).into_response())
}

pub async fn invite(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response> {
    let (email, since) = (form.text("email"), form.text("since"));
    match super::invite(&app, context.viewer()?, context.words, &id, email, since).await {
        Ok(_) => Ok(back(&id, "invited")),
        Err(error) => again(&app, &context, &id, &form, error).await,
    }
}

pub async fn withdraw(
    State(app): State<App>,
    context: Context,
    Path((id, invitation)): Path<(String, String)>,
    _: Posted,
) -> Result<Response> {
    super::withdraw(&app, context.viewer()?, &id, &invitation).await?;
    Ok(back(&id, "withdrawn"))
}

pub async fn register(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response> {
    let input =
        NewBelow { name_ja: form.text("name_ja"), name_en: form.text("name_en"), kind: form.text("kind") };
    match super::register(&app, context.viewer()?, &id, input).await {
        Ok(_) => Ok(back(&id, "registered")),
        Err(error) => again(&app, &context, &id, &form, error).await,
    }
}

pub async fn end(
    State(app): State<App>,
    context: Context,
    Path((id, link)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    match super::end(&app, context.viewer()?, &id, &link, form.text("until")).await {
        Ok(()) => Ok(back(&id, "ended")),
        Err(error) => again(&app, &context, &id, &form, error).await,
    }
}
