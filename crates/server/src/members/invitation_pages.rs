//! What the link of an invitation opens. Opening changes nothing; the button does.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::Invitation;
use super::pages::role_name;
use crate::accounts::Visit;
use crate::accounts::pages::signed_in;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::Posted;
use crate::t;
use crate::ui::{Fields, Frame};
use crate::{organizations, single_sign_on};

#[derive(Template)]
#[template(path = "members/invitation.html")]
struct Show {
    frame: Frame,
    fields: Fields,
    token: String,
    lead: String,
    email: String,
    way: Way,
    /// What the button for the company account says, and where it leads on to.
    company: Option<String>,
    back: String,
}

/// What its holder has to do.
enum Way {
    /// Signed in with the invited address.
    Join,
    /// Signed in with another, which is named.
    OtherAccount(String),
    SignIn,
    NewAccount,
}

pub async fn show(State(app): State<App>, context: Context, Path(token): Path<String>) -> Result<Response> {
    page(&load(&app, &context, token, Fields::default()).await?)
}

async fn load(app: &App, context: &Context, token: String, fields: Fields) -> Result<Show> {
    let words = context.words;
    let invitation = super::find_invitation(app, &token).await?;
    let way = way(context, &invitation);
    let organization = organizations::name(words, &invitation.organization_ja, &invitation.organization_en);
    let role = role_name(words, invitation.role);
    let lead = if invitation.invited_by.is_empty() {
        t!(words, "invitation-lead-nobody", organization = organization, role = role)
    } else {
        let person = invitation.invited_by.as_str();
        t!(words, "invitation-lead", person = person, organization = organization, role = role)
    };
    let title = words.with1("invitation-title", "organization", organization.to_owned());
    Ok(Show {
        frame: context.frame(title, ""),
        fields,
        lead,
        email: invitation.email,
        way,
        company: single_sign_on::pages::button(app, words),
        back: format!("/invitations/{token}"),
        token,
    })
}

fn way(context: &Context, invitation: &Invitation) -> Way {
    match (&context.viewer, &invitation.account_id) {
        (Some(viewer), Some(account)) if viewer.account_id == *account => Way::Join,
        (Some(viewer), _) => Way::OtherAccount(viewer.email.clone()),
        (None, Some(_)) => Way::SignIn,
        (None, None) => Way::NewAccount,
    }
}

pub async fn accept(
    State(app): State<App>,
    context: Context,
    visit: Visit,
    Path(token): Path<String>,
    form: Posted,
) -> Result<Response> {
    if let Some(viewer) = &context.viewer {
        let id = super::accept(&app, viewer, &token).await?;
        return Ok(Redirect::to(&joined(&id)).into_response());
    }
    match super::accept_as_newcomer(&app, &visit, &token, form.text("name"), form.raw("password")).await {
        Ok((session, id)) => signed_in(&app, &visit, &session, &joined(&id)).await,
        Err(Error::Invalid(errors)) => {
            let fields = Fields::new(context.words, &errors, &[("name", form.text("name"))]);
            let html = page(&load(&app, &context, token, fields).await?)?;
            Ok((Error::Invalid(errors).status(), html).into_response())
        }
        Err(error) => Err(error),
    }
}

fn joined(organization_id: &str) -> String {
    format!("/organizations/{organization_id}/members?done=joined")
}
