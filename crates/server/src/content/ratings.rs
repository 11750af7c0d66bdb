//! What people say of the hints: helpful or unclear, with a word on why; and the operator's list of what needs better
//! ones.

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{framework, store};
use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, FieldError, Result};
use crate::forms::{JsonBody, Posted};
use crate::frameworks::help_view::item_link;
use crate::ui::{Frame, date};
use crate::words::Words;

const COMMENT_LENGTH_MAX: usize = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rating {
    Helpful,
    Unclear,
}

impl Rating {
    pub fn code(self) -> &'static str {
        match self {
            Rating::Helpful => "helpful",
            Rating::Unclear => "unclear",
        }
    }

    pub fn parse(code: &str) -> Option<Rating> {
        match code {
            "helpful" => Some(Rating::Helpful),
            "unclear" => Some(Rating::Unclear),
            _ => None,
        }
    }
}

/// How many people found the hints of an item helpful or unclear.
pub(super) struct Count {
    pub framework: String,
    pub item: String,
    pub helpful: i64,
    pub unclear: i64,
}

/// A word on a hint. Who said it stays out.
pub(super) struct Comment {
    pub framework: String,
    pub item: String,
    pub rating: Rating,
    pub text: String,
    pub at: i64,
}

/// What a person thinks of an item's hints; `None` takes it back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingBody {
    /// `helpful`, `unclear` or null.
    pub rating: Option<String>,
    /// What is unclear; at most 1,000 characters.
    #[serde(default)]
    pub comment: String,
}

/// The viewer's own rating, for the page of the item.
pub struct RatingView {
    pub action: String,
    pub is_helpful: bool,
    pub is_unclear: bool,
    pub comment: String,
}

/// What a signed-in person said of an item's hints.
pub async fn own(app: &App, viewer: &Viewer, framework: &str, code: &str) -> Result<RatingView> {
    let said = store::rating(&app.db, (framework, code), &viewer.account_id).await?;
    let is = |rating: Rating| said.as_ref().is_some_and(|(said, _)| *said == rating);
    Ok(RatingView {
        action: format!("/frameworks/{framework}/items/{code}/rating"),
        is_helpful: is(Rating::Helpful),
        is_unclear: is(Rating::Unclear),
        comment: said.map(|(_, comment)| comment).unwrap_or_default(),
    })
}

async fn rate(app: &App, viewer: &Viewer, id: &str, code: &str, said: RatingBody) -> Result<()> {
    viewer.may_operate(Action::RateContent)?;
    let framework = framework(app, id)?;
    let item = framework.item_index(code).and_then(|index| framework.items.get(index));
    if item.is_none_or(|item| item.guide.is_none()) {
        return Err(Error::NotFound);
    }
    let unknown = || Error::Invalid(vec![FieldError::new("rating", "rating-unknown")]);
    let rating = said.rating.as_deref().map(|code| Rating::parse(code).ok_or_else(unknown)).transpose()?;
    let comment = said.comment.trim().to_owned();
    if comment.chars().count() > COMMENT_LENGTH_MAX {
        return Err(Error::Invalid(vec![FieldError::new("comment", "rating-comment-too-long")]));
    }
    let (id, code, account) = (framework.id.clone(), code.to_owned(), viewer.account_id.clone());
    let entry = Entry::new(app, Some(&account), Kind::HintRated, &id).with_detail(&code);
    let at = entry.at;
    app.db
        .change(move |tx| async move {
            let rating = rating.map(|rating| (rating, comment.as_str()));
            store::set_rating(&tx, (&id, &code), &account, rating, at).await?;
            activity::record(&tx, &entry).await?;
            Ok(())
        })
        .await
}

pub async fn save(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    let rating = Some(form.text("rating")).filter(|rating| !rating.is_empty());
    let said = RatingBody { rating: rating.map(str::to_owned), comment: form.text("comment").to_owned() };
    rate(&app, context.viewer()?, &id, &code, said).await?;
    Ok(Redirect::to(&format!("/frameworks/{id}/items/{code}#rating")).into_response())
}

/// Says what the viewer thinks of the hints of an item; one rating for each person, the last one counts.
#[utoipa::path(put, path = "/api/v1/frameworks/{framework}/items/{code}/rating", tag = "content",
    params(("framework" = String, Path), ("code" = String, Path)), request_body = RatingBody,
    responses((status = 204), (status = 404), (status = 422)))]
pub async fn put(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    body: JsonBody<RatingBody>,
) -> Result<axum::http::StatusCode> {
    rate(&app, context.viewer()?, &id, &code, body.take()?).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

#[derive(Template)]
#[template(path = "content/ratings.html")]
struct RatingsPage {
    frame: Frame,
    lines: Vec<LineView>,
    comments: Vec<CommentView>,
    older: Option<i64>,
}

struct LineView {
    path: String,
    title: String,
    helpful: i64,
    unclear: i64,
    /// Share of unclear ratings, for the bar.
    percent: i64,
}

struct CommentView {
    path: String,
    title: String,
    text: String,
    is_unclear: bool,
    at: String,
}

#[derive(Deserialize, IntoParams)]
pub struct Before {
    /// Comments from before this moment, in microseconds since 1970.
    before: Option<i64>,
}

/// Address and name of a rated item; the code alone where its framework is no longer installed.
fn named(app: &App, words: Words, id: &str, code: &str) -> (String, String) {
    let found = framework(app, id).ok().and_then(|framework| {
        let item = framework.items.get(framework.item_index(code)?)?;
        let link = item_link(words, framework, item);
        Some((link.path, format!("{} {}", link.code, link.title)))
    });
    found.unwrap_or_else(|| (format!("/frameworks/{id}"), code.to_owned()))
}

pub async fn list(State(app): State<App>, context: Context, Query(query): Query<Before>) -> Result<Response> {
    context.viewer()?.may_operate(Action::KeepContent)?;
    let words = context.words;
    let (comments, older) = store::comments(&app.db, query.before.unwrap_or(i64::MAX)).await?;
    let line = |count: &Count| {
        let (path, title) = named(&app, words, &count.framework, &count.item);
        let percent = 100 * count.unclear / (count.helpful + count.unclear).max(1);
        LineView { path, title, helpful: count.helpful, unclear: count.unclear, percent }
    };
    let comment = |comment: &Comment| {
        let (path, title) = named(&app, words, &comment.framework, &comment.item);
        let at = date(app.local(comment.at).date(), words);
        CommentView {
            path,
            title,
            text: comment.text.clone(),
            is_unclear: comment.rating == Rating::Unclear,
            at,
        }
    };
    page(&RatingsPage {
        lines: store::counts(&app.db).await?.iter().map(line).collect(),
        comments: comments.iter().map(comment).collect(),
        older,
        frame: context.frame(words.t("ratings-title"), ""),
    })
}

#[derive(Serialize, ToSchema)]
pub struct RatingsBody {
    /// Items that somebody rated, the least clear first.
    pub items: Vec<RatedItem>,
    /// At most fifty, newest first.
    pub comments: Vec<CommentBody>,
    /// Give this as `before` for older comments.
    pub older: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct RatedItem {
    pub framework: String,
    pub item: String,
    pub helpful: i64,
    pub unclear: i64,
}

#[derive(Serialize, ToSchema)]
pub struct CommentBody {
    pub framework: String,
    pub item: String,
    /// `helpful` or `unclear`.
    pub rating: &'static str,
    pub comment: String,
    /// Microseconds since 1970, UTC.
    pub at: i64,
}

/// What people think of the hints; for the operator.
#[utoipa::path(get, path = "/api/v1/hint-ratings", tag = "content", params(Before),
    responses((status = 200, body = RatingsBody), (status = 404, description = "Not the operator")))]
pub async fn json(
    State(app): State<App>,
    context: Context,
    Query(query): Query<Before>,
) -> Result<Json<RatingsBody>> {
    context.viewer()?.may_operate(Action::KeepContent)?;
    let (comments, older) = store::comments(&app.db, query.before.unwrap_or(i64::MAX)).await?;
    let rated = |count: Count| RatedItem {
        framework: count.framework,
        item: count.item,
        helpful: count.helpful,
        unclear: count.unclear,
    };
    let comment = |comment: Comment| CommentBody {
        framework: comment.framework,
        item: comment.item,
        rating: comment.rating.code(),
        comment: comment.text,
        at: comment.at,
    };
    Ok(Json(RatingsBody {
        items: store::counts(&app.db).await?.into_iter().map(rated).collect(),
        comments: comments.into_iter().map(comment).collect(),
        older,
    }))
}
