//! What goes when, what stays, and why: the table everybody can read before they decide. The guide has the same one.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use std::collections::HashMap;

use crate::context::{Context, page};
use crate::error::Result;
use crate::ui::Frame;
use crate::words::Words;

/// Beginnings of the keys of its sentences, in order.
const LINES: [&str; 15] = [
    "organization",
    "links",
    "log",
    "others",
    "person",
    "shell",
    "answers",
    "typed",
    "mails",
    "waiting",
    "failures",
    "repeats",
    "backups",
    "copies",
    "fragments",
];

/// A line: what, until when, why.
pub struct Line {
    pub what: String,
    pub when: String,
    pub why: String,
}

pub fn lines(words: Words) -> Vec<Line> {
    let line = |name: &&str| {
        let [what, when, why] =
            ["what", "when", "why"].map(|column| words.t(&format!("retention-{name}-{column}")));
        Line { what, when, why }
    };
    LINES.iter().map(line).collect()
}

#[derive(Template)]
#[template(path = "leaving/retention.html")]
struct Retention {
    frame: Frame,
    lines: Vec<Line>,
    /// Shown to somebody who has just left.
    has_left: bool,
}

pub async fn show(context: Context, Query(query): Query<HashMap<String, String>>) -> Result<Response> {
    let words = context.words;
    page(&Retention {
        lines: lines(words),
        has_left: query.contains_key("left") && context.viewer.is_none(),
        frame: context.frame(words.t("retention-title"), ""),
    })
}
