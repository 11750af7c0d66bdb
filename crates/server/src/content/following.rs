//! Waiting for a tip that is planned, and hearing of it once it can be read (B-008).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Action;

use super::{cases, framework, store};
use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::forms::{JsonBody, Posted};
use crate::frameworks::help_view::{Link, tip_link};
use crate::words::Words;

/// Codes of the tips of a framework that a person waits for.
pub async fn followed(app: &App, viewer: &Viewer, framework: &str) -> Result<Vec<String>> {
    let all = store::followed(&app.db, &viewer.account_id).await?;
    Ok(all.into_iter().filter(|(of, _)| of == framework).map(|(_, tip)| tip).collect())
}

/// Tips a person waited for that can be read now.
pub async fn arrived(app: &App, viewer: &Viewer, words: Words) -> Result<Vec<Link>> {
    let mut links = Vec::new();
    let followed = store::followed(&app.db, &viewer.account_id).await?;
    for framework in app.library.editions().map(|edition| &edition.framework) {
        let tips = || followed.iter().filter(|(id, _)| *id == framework.id);
        if tips().next().is_none() {
            continue;
        }
        let counts = cases::counts(app, &framework.id).await?;
        let readable = tips().filter_map(|(_, code)| framework.tip(code));
        let readable = readable.filter(|tip| cases::is_readable(tip, &counts));
        links.extend(readable.map(|tip| tip_link(words, framework, tip)));
    }
    Ok(links)
}

async fn set(app: &App, viewer: &Viewer, id: &str, code: &str, is_followed: bool) -> Result<()> {
    viewer.may_operate(Action::RateContent)?;
    let framework = framework(app, id)?;
    let tip = framework.tip(code).ok_or(Error::NotFound)?;
    if is_followed && cases::is_readable(tip, &cases::counts(app, id).await?) {
        return Err(Error::Conflict);
    }
    let (id, code, account) = (framework.id.clone(), tip.code.clone(), viewer.account_id.clone());
    let kind = if is_followed { Kind::TipFollowed } else { Kind::TipUnfollowed };
    let entry = Entry::new(app, Some(&account), kind, &id).with_detail(&code);
    app.db
        .change(move |tx| async move {
            let place = (id.as_str(), code.as_str());
            let changed = match is_followed {
                true => store::follow(&tx, &account, place, entry.at).await?,
                false => store::unfollow(&tx, &account, place).await?,
            };
            if changed > 0 {
                activity::record(&tx, &entry).await?;
            }
            Ok(())
        })
        .await
}

/// `follow=1` begins to wait, nothing ends it.
pub async fn save(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    set(&app, context.viewer()?, &id, &code, form.flag("follow")).await?;
    let back = if form.flag("to_start") { "/".to_owned() } else { format!("/frameworks/{id}/tips#t-{code}") };
    Ok(Redirect::to(&back).into_response())
}

/// Whether to wait for a tip.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowBody {
    pub is_followed: bool,
}

/// Begins or ends to wait for a planned tip; the start page names it once it can be read.
#[utoipa::path(put, path = "/api/v1/frameworks/{framework}/tips/{tip}/follow", tag = "content",
    params(("framework" = String, Path), ("tip" = String, Path)), request_body = FollowBody,
    responses((status = 204), (status = 404), (status = 409, description = "It can be read already")))]
pub async fn put(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    body: JsonBody<FollowBody>,
) -> Result<axum::http::StatusCode> {
    let viewer = context.viewer()?;
    set(&app, viewer, &id, &code, body.take()?.is_followed).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
