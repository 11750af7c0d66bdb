//! The tips collection: all tips by directive, and one tip with its cases.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::frameworks::{Framework, OURS, Tip, TipCase};

use super::help_view::{Link, item_link, tip_link};
use super::pages::{directive_line, edition, path};
use crate::app::App;
use crate::content::cases::{self, Shown};
use crate::content::following;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::t;
use crate::ui::Frame;
use crate::words::Words;

#[derive(Template)]
#[template(path = "frameworks/tips.html")]
struct Tips {
    frame: Frame,
    path: String,
    framework: String,
    counted: String,
    directives: Vec<DirectiveTips>,
}

struct DirectiveTips {
    number: usize,
    title: String,
    tips: Vec<TipLine>,
}

struct TipLine {
    link: Link,
    is_planned: bool,
    is_lettered: bool,
    cases: String,
    /// A planned tip the reader waits for; none where nobody is signed in.
    is_followed: Option<bool>,
}

#[derive(Template)]
#[template(path = "frameworks/tip.html")]
struct TipPage {
    frame: Frame,
    path: String,
    code: String,
    directive: String,
    item: Link,
    lead: String,
    cases: Vec<CaseView>,
    /// The reader is the operator, who may add and change cases.
    keeps: bool,
    /// Id and title of retired cases, for the operator.
    retired: Vec<(String, String)>,
    /// Tips for other situations of the same item.
    others: Vec<Link>,
    before: Option<String>,
    next: Option<String>,
}

struct CaseView {
    id: String,
    title: String,
    text: String,
    level: u8,
    /// The case leads exactly one level up from where the reader stands.
    is_next: bool,
    origin: String,
}

pub async fn list(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    let framework = &edition(&app, &id)?.framework;
    let words = context.words;
    let counts = cases::counts(&app, &framework.id).await?;
    let followed = match &context.viewer {
        Some(viewer) => Some(following::followed(&app, viewer, &framework.id).await?),
        None => None,
    };
    let directives = framework.directives.iter().map(|directive| DirectiveTips {
        number: directive.number,
        title: words.of(&directive.title).to_owned(),
        tips: framework
            .tips
            .iter()
            .filter(|tip| directive.items.contains(&tip.item))
            .map(|tip| line(words, framework, tip, &counts, followed.as_deref()))
            .collect(),
    });
    let readable = framework.tips.iter().filter(|tip| cases::is_readable(tip, &counts));
    let cases =
        |tip: &Tip| tip.content.as_ref().map_or(0, |content| content.cases.len()) + own_cases(tip, &counts);
    let (tips, cases) = (readable.clone().count(), readable.map(cases).sum::<usize>());
    page(&Tips {
        frame: context.frame(words.t("tips-title"), "frameworks"),
        path: path(framework),
        framework: words.of(&framework.name).to_owned(),
        counted: t!(words, "tips-counted", tips = tips, cases = cases),
        directives: directives.collect(),
    })
}

fn line(
    words: Words,
    framework: &Framework,
    tip: &Tip,
    counts: &[(String, i64)],
    followed: Option<&[String]>,
) -> TipLine {
    let is_planned = !cases::is_readable(tip, counts);
    let count = tip.content.as_ref().map_or(0, |content| content.cases.len()) + own_cases(tip, counts);
    TipLine {
        link: tip_link(words, framework, tip),
        is_planned,
        is_lettered: tip.code.matches('-').count() > 1,
        cases: if is_planned { words.t("tips-planned") } else { t!(words, "tips-cases", count = count) },
        is_followed: followed.filter(|_| is_planned).map(|all| all.contains(&tip.code)),
    }
}

/// How many cases the operator added to a tip.
fn own_cases(tip: &Tip, counts: &[(String, i64)]) -> usize {
    let count = counts.iter().find(|(code, _)| *code == tip.code);
    count.and_then(|(_, count)| usize::try_from(*count).ok()).unwrap_or_default()
}

/// A planned tip has a title in the list and no page. `?level=2` marks the cases that lead from there to the next level.
pub async fn show(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let framework = &edition(&app, &id)?.framework;
    let words = context.words;
    let counts = cases::counts(&app, &framework.id).await?;
    let keeps = context.viewer.as_ref().is_some_and(|viewer| viewer.is_operator);
    // The operator reads a planned tip to give it its first case.
    let readable: Vec<&Tip> = framework
        .tips
        .iter()
        .filter(|tip| cases::is_readable(tip, &counts) || (keeps && tip.code == code))
        .collect();
    let index = readable.iter().position(|tip| tip.code == code).ok_or(Error::NotFound)?;
    let tip = readable[index];
    let own = cases::of_tip(&app, &framework.id, &code).await?;
    let item = framework.items.get(tip.item).ok_or(Error::NotFound)?;
    let address = |tip: &&Tip| tip_link(words, framework, tip).path;
    let level = query.get("level").and_then(|level| level.parse().ok());
    let others = readable.iter().filter(|other| other.item == tip.item && other.code != code);
    page(&TipPage {
        frame: context.frame(format!("{code} {}", words.of(&tip.title)), "frameworks"),
        path: path(framework),
        directive: directive_line(words, framework, item),
        item: Link { title: words.of(&item.title).to_owned(), ..item_link(words, framework, item) },
        lead: tip.content.as_ref().map(|content| words.of(&content.lead).to_owned()).unwrap_or_default(),
        cases: own.beside(tip).iter().map(|one| case(words, one, level)).collect(),
        retired: own
            .retired()
            .filter(|_| keeps)
            .map(|one| (one.case.id.clone(), words.of(&one.case.title).to_owned()))
            .collect(),
        keeps,
        others: others.map(|other| tip_link(words, framework, other)).collect(),
        before: index.checked_sub(1).and_then(|index| readable.get(index)).map(address),
        next: readable.get(index + 1).map(address),
        code,
    })
}

fn case(words: Words, shown: &Shown, level: Option<u8>) -> CaseView {
    let case = &shown.case;
    CaseView {
        id: case.id.clone(),
        title: words.of(&case.title).to_owned(),
        text: words.of(&case.text).to_owned(),
        level: case.leads_to,
        is_next: level.is_some_and(|level| level.checked_add(1) == Some(case.leads_to)),
        origin: if shown.is_own {
            words.with(
                "tips-source-operator",
                &[("note", case.source.clone().into()), ("year", case.year.to_string().into())],
            )
        } else {
            origin(words, case)
        },
    }
}

/// Which table of the report a practice comes from, or that it is ours.
fn origin(words: Words, case: &TipCase) -> String {
    let place = |kind: &str, number: &str| {
        let key = if kind == "table" { "tips-source-table" } else { "tips-source-figure" };
        words.with(key, &[("number", number.into()), ("year", case.year.to_string().into())])
    };
    match case.source.split_once('-') {
        Some((kind, number)) if case.source != OURS => place(kind, number),
        _ => words.with1("tips-source-ours", "year", case.year.to_string()),
    }
}
