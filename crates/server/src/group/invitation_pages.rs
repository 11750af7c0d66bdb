//! What the link of an invitation into a group opens. Opening changes nothing; the button does.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::pages::since;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::organizations;
use crate::t;
use crate::ui::{Fields, Frame};

#[derive(Template)]
#[template(path = "group/invitation.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    token: String,
    lead: String,
    email: String,
    way: Way,
}

/// What its holder has to do.
enum Way {
    /// Choose one of these: id and name.
    Choose(Vec<(String, String)>),
    /// Nothing to bring in yet.
    Register,
    /// Signed in with another address, which is named.
    OtherAccount(String),
    SignIn,
}

pub async fn show(State(app): State<App>, context: Context, Path(token): Path<String>) -> Result<Response> {
    page(&load(&app, &context, token, Fields::default()).await?)
}

async fn load(app: &App, context: &Context, token: String, fields: Fields) -> Result<Show> {
    let words = context.words;
    let asked = super::find_invitation(app, &token).await?;
    let parent = organizations::name(words, &asked.parent_ja, &asked.parent_en);
    let way = match &context.viewer {
        None => Way::SignIn,
        Some(viewer) if viewer.email != asked.email => Way::OtherAccount(viewer.email.clone()),
        Some(viewer) => {
            let named = |(id, ja, en): (String, String, String)| {
                let name = organizations::name(words, &ja, &en).to_owned();
                (id, name)
            };
            let candidates = super::candidates(app, viewer, &asked).await?;
            let choices: Vec<_> = candidates.into_iter().map(named).collect();
            if choices.is_empty() { Way::Register } else { Way::Choose(choices) }
        }
    };
    let on = since(&asked.since, words);
    let lead =
        t!(words, "group-invitation-lead", person = asked.person.as_str(), organization = parent, on = on);
    let title = words.with1("group-invitation-title", "organization", parent.to_owned());
    Ok(Show { frame: context.frame(title, ""), fields, token, lead, email: asked.email, way })
}

pub async fn accept(
    State(app): State<App>,
    context: Context,
    Path(token): Path<String>,
    form: Posted,
) -> Result<Response> {
    let id = form.text("organization");
    match super::join(&app, context.viewer()?, &token, id).await {
        Ok(()) => Ok(Redirect::to(&format!("/organizations/{id}/group?done=joined")).into_response()),
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(context.words, &errors, &[("organization", id)]);
            let html = page(&load(&app, &context, token, fields).await?)?;
            Ok((Error::Invalid(errors).status(), html).into_response())
        }
        Err(error) => Err(error),
    }
}
