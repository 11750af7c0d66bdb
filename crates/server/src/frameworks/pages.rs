//! The guide of a framework: its directives, items and level texts, to read before and beside answering.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::frameworks::{Crosswalk, Framework, Item, Respondent};

use super::edition_pages::edition_link;
use super::help_view::{
    HelpView, Link, Note, crosswalk_link, ground_rules, item_link, step_size, term_note, terms_of, tips_of,
};
use crate::app::App;
use crate::content::ratings::{self, RatingView};
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::frameworks::Edition;
use crate::t;
use crate::ui::Frame;
use crate::words::Words;

#[derive(Template)]
#[template(path = "frameworks/list.html")]
struct List {
    frame: Frame,
    /// Address, name, what is in it.
    frameworks: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "frameworks/show.html")]
struct Show {
    frame: Frame,
    path: String,
    source: String,
    notice: String,
    crosswalks: Vec<Link>,
    editions: Vec<Link>,
    has_glossary: bool,
    rules: Vec<Note>,
    directives: Vec<DirectiveView>,
}

struct DirectiveView {
    number: usize,
    title: String,
    plain: String,
    /// Code and title.
    items: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "frameworks/item.html")]
struct ItemPage {
    frame: Frame,
    path: String,
    framework: String,
    directive: String,
    code: String,
    title: String,
    tip: String,
    guide: Option<GuideView>,
    rules: Vec<Note>,
    /// The tips that can be read; none while the item's tip is planned.
    tips: Vec<Link>,
    terms: Vec<Note>,
    crosswalks: Vec<Counterparts>,
    before: Option<String>,
    next: Option<String>,
    /// What the signed-in reader thinks of the hints.
    rating: Option<RatingView>,
}

struct GuideView {
    question: String,
    intent: String,
    respondent: String,
    levels: Vec<LevelView>,
    doubt: String,
    evidence: Vec<String>,
    help: Option<HelpView>,
}

/// What corresponds to an item in one other standard.
struct Counterparts {
    path: String,
    name: String,
    entries: String,
}

struct LevelView {
    number: usize,
    name: String,
    text: String,
    /// The step to the next level.
    step: Option<String>,
    /// Rough effort and cost of that step, where known.
    size: String,
}

pub async fn list(State(app): State<App>, context: Context) -> Result<Response> {
    let words = context.words;
    let line = |framework: &Framework| {
        let name = format!("{} {}", words.of(&framework.name), framework.version);
        let (directives, items) = (framework.directives.len(), framework.items.len());
        (path(framework), name, t!(words, "framework-holds", directives = directives, items = items))
    };
    let mut frameworks: Vec<&Framework> = app.library.editions().map(|edition| &edition.framework).collect();
    // What one answers today comes first, frozen versions after it.
    frameworks.sort_by_key(|framework| framework.frozen);
    let frameworks = frameworks.into_iter().map(line).collect();
    page(&List { frame: context.frame(words.t("frameworks-title"), "frameworks"), frameworks })
}

pub async fn show(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    let framework = &edition(&app, &id)?.framework;
    let words = context.words;
    let directives = framework.directives.iter().map(|directive| DirectiveView {
        number: directive.number,
        title: words.of(&directive.title).to_owned(),
        plain: directive.plain.as_ref().map(|plain| words.of(plain).to_owned()).unwrap_or_default(),
        items: framework
            .items
            .get(directive.items.clone())
            .unwrap_or_default()
            .iter()
            .map(|item| (item.code.clone(), words.of(&item.title).to_owned()))
            .collect(),
    });
    page(&Show {
        frame: context.frame(format!("{} {}", words.of(&framework.name), framework.version), "frameworks"),
        path: path(framework),
        source: words.of(&framework.source).to_owned(),
        notice: words.of(&framework.notice).to_owned(),
        crosswalks: framework.crosswalks.iter().map(|one| crosswalk_link(words, framework, one)).collect(),
        editions: framework.plain_editions.iter().map(|one| edition_link(words, framework, one)).collect(),
        has_glossary: !framework.glossary.is_empty(),
        rules: ground_rules(words, &framework.ground_rules),
        directives: directives.collect(),
    })
}

#[derive(Template)]
#[template(path = "frameworks/glossary.html")]
struct Glossary {
    frame: Frame,
    path: String,
    framework: String,
    terms: Vec<Note>,
}

pub async fn glossary(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    let framework = &edition(&app, &id)?.framework;
    let words = context.words;
    page(&Glossary {
        frame: context.frame(words.t("glossary-title"), "frameworks"),
        path: path(framework),
        framework: words.of(&framework.name).to_owned(),
        terms: framework.glossary.iter().map(|term| term_note(words, term)).collect(),
    })
}

pub async fn item(
    State(app): State<App>,
    context: Context,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response> {
    let framework = &edition(&app, &id)?.framework;
    let words = context.words;
    let index = framework.item_index(&code).ok_or(Error::NotFound)?;
    let item = framework.items.get(index).ok_or(Error::NotFound)?;
    let address = |item: &Item| item_link(words, framework, item).path;
    let rating = match &context.viewer {
        Some(viewer) if item.guide.is_some() => Some(ratings::own(&app, viewer, &framework.id, &code).await?),
        _ => None,
    };
    page(&ItemPage {
        frame: context.frame(format!("{code} {}", words.of(item.heading())), "frameworks"),
        path: path(framework),
        framework: words.of(&framework.name).to_owned(),
        directive: directive_line(words, framework, item),
        title: words.of(&item.title).to_owned(),
        tip: words.of(&item.tip).to_owned(),
        guide: guide(words, framework, item),
        rules: ground_rules(words, &framework.ground_rules),
        tips: tips_of(words, framework, index),
        terms: terms_of(words, framework, item),
        crosswalks: counterparts(words, framework, index),
        before: index.checked_sub(1).and_then(|index| framework.items.get(index)).map(address),
        next: framework.items.get(index + 1).map(address),
        rating,
        code,
    })
}

/// 「指示5 …」
pub(super) fn directive_line(words: Words, framework: &Framework, item: &Item) -> String {
    framework.directives.get(item.directive).map_or_else(String::new, |directive| {
        let title = words.of(&directive.title);
        t!(words, "framework-directive", number = directive.number, title = title)
    })
}

fn counterparts(words: Words, framework: &Framework, item: usize) -> Vec<Counterparts> {
    let of = |crosswalk: &Crosswalk| {
        let names = crosswalk.entries_of(item).map(|entry| format!("{} {}", entry.id, words.of(&entry.name)));
        let entries = names.collect::<Vec<_>>().join(&words.t("karte-comma"));
        let link = crosswalk_link(words, framework, crosswalk);
        Counterparts {
            path: link.path,
            name: words.of(&crosswalk.short).to_owned(),
            entries: if entries.is_empty() { words.t("crosswalk-no-entry") } else { entries },
        }
    };
    framework.crosswalks.iter().map(of).collect()
}

fn guide(words: Words, framework: &Framework, item: &Item) -> Option<GuideView> {
    let guide = item.guide.as_ref()?;
    let help = guide.help.as_ref();
    let size = |index: usize| {
        let size = help.and_then(|help| help.steps.get(index));
        size.map_or_else(String::new, |size| step_size(words, *size))
    };
    let names = framework.scale.levels.iter();
    let levels = guide.levels.iter().zip(names).enumerate().map(|(index, (text, name))| LevelView {
        number: index + usize::from(framework.scale.lowest),
        name: words.of(name).to_owned(),
        text: words.of(text).to_owned(),
        step: guide.next.get(index).map(|step| words.of(step).to_owned()),
        size: size(index),
    });
    Some(GuideView {
        question: words.of(&guide.question).to_owned(),
        intent: words.of(&guide.intent).to_owned(),
        respondent: words.t(match guide.respondent {
            Respondent::Management => "framework-respondent-management",
            Respondent::Practitioner => "framework-respondent-practitioner",
        }),
        levels: levels.collect(),
        doubt: words.of(&guide.doubt).to_owned(),
        evidence: guide.evidence.iter().map(|one| words.of(one).to_owned()).collect(),
        help: help.map(|help| HelpView::new(words, framework, help)),
    })
}

pub fn edition<'a>(app: &'a App, id: &str) -> Result<&'a Edition> {
    app.library.edition(id).map(AsRef::as_ref).ok_or(Error::NotFound)
}

pub(super) fn path(framework: &Framework) -> String {
    format!("/frameworks/{}", framework.id)
}
