//! All activity of an organization as a file, oldest first. Written while it is read, a few hundred entries at a time.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Action;
use futures_util::stream;
use serde::Serialize;

use super::pages::{person, what};
use super::store::{self, Exported};
use crate::app::{App, hex};
use crate::context::Context;
use crate::db::{Db, DbError};
use crate::error::{Error, Result};
use crate::offline::csv;
use crate::organizations;
use crate::ui::download::attachment;
use crate::words::Words;

/// Names of the columns, the same in both languages.
const COLUMNS: [&str; 9] =
    ["time", "person", "what", "kind", "detail", "subject", "position", "id", "leaf_hash"];

/// One entry as JSON, with all that its hash is made of.
#[derive(Serialize)]
struct JsonLine<'a> {
    id: &'a str,
    at: i64,
    account_id: Option<&'a str>,
    person: Option<&'a str>,
    organization_id: &'a str,
    kind: &'a str,
    subject: &'a str,
    detail: &'a str,
    salt: Option<String>,
    detail_hash: Option<String>,
    leaf_hash: String,
    position: Option<i64>,
}

#[derive(Clone, Copy)]
enum Shape {
    Csv,
    JsonLines,
}

/// All activity of an organization as CSV, in the reader's language.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/activity.csv", tag = "organizations", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/csv"), (status = 403, description = "Owners only"), (status = 404)))]
pub async fn as_csv(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    export(app, context, id, Shape::Csv).await
}

/// The same as lines of JSON, with all that the hash of an entry is made of.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/activity.jsonl", tag = "organizations", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/jsonl"), (status = 403, description = "Owners only"), (status = 404)))]
pub async fn as_json_lines(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Response> {
    export(app, context, id, Shape::JsonLines).await
}

async fn export(app: App, context: Context, id: String, shape: Shape) -> Result<Response> {
    let organization = organizations::find(&app.db, context.viewer()?, &id, Action::ReadActivity).await?;
    let words = context.words;
    let name = words.with1("activity-file", "organization", organization.name(words).to_owned());
    let (media_type, ending) = match shape {
        Shape::Csv => ("text/csv; charset=utf-8", "csv"),
        Shape::JsonLines => ("application/jsonl", "jsonl"),
    };
    let writer = Writer { app, words, organization_id: id, shape, after: Some(String::new()) };
    let body = Body::from_stream(stream::try_unfold(writer, Writer::next));
    Ok(attachment(body, media_type, &format!("{name}.{ending}")))
}

struct Writer {
    app: App,
    words: Words,
    organization_id: String,
    shape: Shape,
    /// Id of the entry written last, empty at the beginning; none at the end.
    after: Option<String>,
}

impl Writer {
    async fn next(mut self) -> std::result::Result<Option<(Bytes, Writer)>, Error> {
        let Some(after) = self.after.take() else { return Ok(None) };
        let entries = self.read(&after).await?;
        let mut text = if after.is_empty() { self.head() } else { String::new() };
        entries.iter().for_each(|entry| self.write(&mut text, entry));
        self.after = entries.last().map(|entry| entry.id.clone());
        Ok(Some((Bytes::from(text), self)))
    }

    async fn read(&self, after: &str) -> std::result::Result<Vec<Exported>, DbError> {
        store::export(&self.app.db, &self.organization_id, after).await
    }

    fn head(&self) -> String {
        let mut text = String::new();
        if matches!(self.shape, Shape::Csv) {
            text.push_str(csv::BYTE_ORDER_MARK);
            csv::push_row(&mut text, &COLUMNS);
        }
        text
    }

    fn write(&self, text: &mut String, entry: &Exported) {
        match self.shape {
            Shape::Csv => self.push_row(text, entry),
            Shape::JsonLines => push_json(text, &self.organization_id, entry),
        }
    }

    fn push_row(&self, text: &mut String, entry: &Exported) {
        let time = self.app.local(entry.at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let erased = self.words.t("activity-erased");
        let detail = if entry.detail_hash.is_some() { &erased } else { &entry.detail };
        let position = entry.position.map(|position| position.to_string()).unwrap_or_default();
        csv::push_row(
            text,
            &[
                &time,
                &person(self.words, entry.person.clone(), entry.account_id.as_deref()),
                &what(self.words, &entry.kind, detail),
                &entry.kind,
                detail,
                &entry.subject,
                &position,
                &entry.id,
                &hex(&entry.leaf_hash),
            ],
        );
    }
}

/// A page of the entries after the one with this id as lines of JSON, and where to go on.
pub async fn json_lines(
    db: &Db,
    organization_id: &str,
    after: &str,
) -> std::result::Result<(String, Option<String>), DbError> {
    let entries = store::export(db, organization_id, after).await?;
    let mut text = String::new();
    entries.iter().for_each(|entry| push_json(&mut text, organization_id, entry));
    Ok((text, entries.last().map(|entry| entry.id.clone())))
}

fn push_json(text: &mut String, organization_id: &str, entry: &Exported) {
    let line = JsonLine {
        id: &entry.id,
        at: entry.at,
        account_id: entry.account_id.as_deref(),
        person: entry.person.as_deref(),
        organization_id,
        kind: &entry.kind,
        subject: &entry.subject,
        detail: &entry.detail,
        salt: entry.salt.as_deref().map(hex),
        detail_hash: entry.detail_hash.as_deref().map(hex),
        leaf_hash: hex(&entry.leaf_hash),
        position: entry.position,
    };
    text.push_str(&serde_json::to_string(&line).unwrap_or_default());
    text.push('\n');
}
