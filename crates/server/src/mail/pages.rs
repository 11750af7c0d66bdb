//! The operator's outbox: mail that waits, to be passed on by hand where no mail server is named.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::Waiting;
use crate::app::App;
use crate::context::{Context, page};
use crate::error::Result;
use crate::forms::Posted;
use crate::ui::{Frame, date_time};

#[derive(Template)]
#[template(path = "mail/outbox.html")]
struct Outbox {
    frame: Frame,
    /// With the moment in words.
    mails: Vec<(Waiting, String)>,
    has_more: bool,
    sends: bool,
}

pub async fn outbox(State(app): State<App>, context: Context) -> Result<Response> {
    let (mails, has_more) = super::waiting(&app, context.viewer()?).await?;
    let mails = mails.into_iter().map(|mail| {
        let at = date_time(&app.local(mail.created_at), context.words);
        (mail, at)
    });
    page(&Outbox {
        frame: context.frame(context.words.t("outbox-title"), ""),
        mails: mails.collect(),
        has_more,
        sends: app.config.smtp.is_some(),
    })
}

pub async fn settle(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response> {
    super::settle(&app, context.viewer()?, &id).await?;
    Ok(Redirect::to("/outbox").into_response())
}
