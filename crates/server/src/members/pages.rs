//! The page of an organization's members.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::{Action, ROLES, Role};

use super::{Decision, Members};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::ui::{Fields, Frame, date, date_time};
use crate::words::Words;

#[derive(Template)]
#[template(path = "members/show.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    id: String,
    organization: String,
    members: Vec<Line>,
    next: Option<String>,
    pending: Vec<Waiting>,
    roles: Vec<RoleText>,
    may_manage: bool,
    sends_mail: bool,
    /// Key of the sentence about what was just done.
    done: Option<&'static str>,
}

struct Line {
    account_id: String,
    name: String,
    email: String,
    since: String,
    role: String,
    /// Code, name, and whether it is theirs.
    choices: Vec<(&'static str, String, bool)>,
    is_viewer: bool,
}

struct Waiting {
    id: String,
    email: String,
    role: String,
    until: String,
}

struct RoleText {
    code: &'static str,
    name: String,
    text: String,
}

pub(super) fn role_name(words: Words, role: Role) -> String {
    words.t(&format!("role-{}", role.code()))
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let after = query.get("after").map_or("", String::as_str);
    let done = match query.get("done").map(String::as_str) {
        Some("invited") => Some("members-invited"),
        Some("changed") => Some("members-changed"),
        Some("joined") => Some("members-joined"),
        _ => None,
    };
    page(&load(&app, &context, &id, after, Fields::default(), done).await?)
}

async fn load(
    app: &App,
    context: &Context,
    id: &str,
    after: &str,
    fields: Fields,
    done: Option<&'static str>,
) -> Result<Show> {
    let (viewer, words) = (context.viewer()?, context.words);
    let Members { organization, members, next, pending } = super::list(app, viewer, id, after).await?;
    let lines = members.into_iter().map(|member| Line {
        is_viewer: member.account_id == viewer.account_id,
        role: role_name(words, member.role),
        choices: ROLES.map(|role| (role.code(), role_name(words, role), role == member.role)).to_vec(),
        since: words.with1("members-since", "on", date(app.local(member.since).date(), words)),
        account_id: member.account_id,
        name: member.name,
        email: member.email,
    });
    let pending = pending.into_iter().map(|invitation| Waiting {
        until: words.with1("members-expires", "on", date_time(&app.local(invitation.expires_at), words)),
        role: role_name(words, invitation.role),
        id: invitation.id,
        email: invitation.email,
    });
    let roles = ROLES.map(|role| RoleText {
        code: role.code(),
        name: role_name(words, role),
        text: words.t(&format!("role-{}-text", role.code())),
    });
    let name = organization.name(words).to_owned();
    Ok(Show {
        frame: context.frame(words.with1("members-title", "organization", name.as_str()), ""),
        fields,
        id: organization.id.clone(),
        may_manage: organization.may(Action::ManageMembers),
        organization: name,
        members: lines.collect(),
        next,
        pending: pending.collect(),
        roles: roles.into(),
        sends_mail: app.config.smtp.is_some(),
        done,
    })
}

/// The page with what was typed and what is wrong with it.
async fn again(app: &App, context: &Context, id: &str, form: &Posted, error: Error) -> Result<Response> {
    let Error::Invalid(errors) = error else { return Err(error) };
    let typed = [("email", form.text("email")), ("role", form.text("role"))];
    let fields = Fields::new(context.words, &errors, &typed);
    let html = page(&load(app, context, id, "", fields, None).await?)?;
    Ok((Error::Invalid(errors).status(), html).into_response())
}

fn back(id: &str, done: &str) -> Response {
    Redirect::to(&format!("/organizations/{id}/members?done={done}")).into_response()
}

pub async fn invite(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response> {
    let (email, role) = (form.text("email"), form.text("role"));
    match super::invite(&app, context.viewer()?, context.words, &id, email, role).await {
        Ok(_) => Ok(back(&id, "invited")),
        Err(error) => again(&app, &context, &id, &form, error).await,
    }
}

pub async fn change_invitation(
    State(app): State<App>,
    context: Context,
    Path((id, invitation)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    let viewer = context.viewer()?;
    if form.flag("renew") {
        super::renew(&app, viewer, context.words, &id, &invitation).await?;
        return Ok(back(&id, "invited"));
    }
    super::withdraw(&app, viewer, &id, &invitation).await?;
    Ok(back(&id, "changed"))
}

pub async fn decide(
    State(app): State<App>,
    context: Context,
    Path((id, account)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    let decision = match (form.flag("remove"), form.flag("hand_over")) {
        (true, _) => Ok(Decision::Remove),
        (_, true) => Ok(Decision::HandOver),
        _ => super::role(form.text("role")).map(Decision::Role),
    };
    let done = match decision {
        Ok(decision) => super::decide(&app, context.viewer()?, &id, &account, decision).await,
        Err(error) => Err(error),
    };
    // Who has given the page away may still read it, unless they removed themselves.
    match done {
        Ok(()) if form.flag("remove") && account == context.viewer()?.account_id => {
            Ok(Redirect::to("/").into_response())
        }
        Ok(()) => Ok(back(&id, "changed")),
        Err(error) => again(&app, &context, &id, &form, error).await,
    }
}

pub async fn leave(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response> {
    match super::leave(&app, context.viewer()?, &id).await {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(error) => again(&app, &context, &id, &form, error).await,
    }
}
