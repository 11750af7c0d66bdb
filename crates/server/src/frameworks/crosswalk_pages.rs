//! A crosswalk as people read it: the other standard's entries with our items, and what has no counterpart.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::frameworks::{Crosswalk, Entry, Framework};

use super::help_view::{Link, item_link};
use super::pages::{edition, path};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::ui::Frame;
use crate::words::Words;

#[derive(Template)]
#[template(path = "frameworks/crosswalk.html")]
struct CrosswalkPage {
    frame: Frame,
    path: String,
    framework: String,
    source: String,
    notice: String,
    groups: Vec<GroupView>,
    without: Vec<Link>,
}

struct GroupView {
    id: String,
    name: String,
    entries: Vec<EntryView>,
}

pub struct EntryView {
    pub id: String,
    pub name: String,
    pub gloss: String,
    pub remark: String,
    pub items: Vec<Link>,
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path((id, crosswalk)): Path<(String, String)>,
) -> Result<Response> {
    let framework = &edition(&app, &id)?.framework;
    let crosswalk = framework.crosswalk(&crosswalk).ok_or(Error::NotFound)?;
    let words = context.words;
    let group = |(index, group): (usize, &domain::frameworks::Group)| GroupView {
        id: group.id.clone(),
        name: words.of(&group.name).to_owned(),
        entries: crosswalk
            .entries
            .iter()
            .filter(|entry| entry.group == index)
            .map(|entry| entry_view(words, framework, entry))
            .collect(),
    };
    page(&CrosswalkPage {
        frame: context.frame(words.of(&crosswalk.name), "frameworks"),
        path: path(framework),
        framework: words.of(&framework.name).to_owned(),
        source: words.of(&crosswalk.source).to_owned(),
        notice: words.of(&crosswalk.notice).to_owned(),
        groups: crosswalk.groups.iter().enumerate().map(group).collect(),
        without: without(words, framework, crosswalk),
    })
}

pub fn entry_view(words: Words, framework: &Framework, entry: &Entry) -> EntryView {
    EntryView {
        id: entry.id.clone(),
        name: words.of(&entry.name).to_owned(),
        gloss: words.of(&entry.gloss).to_owned(),
        remark: entry.remark.as_ref().map(|remark| words.of(remark).to_owned()).unwrap_or_default(),
        items: item_links(words, framework, &entry.items),
    }
}

/// Our items that the other standard does not know.
pub fn without(words: Words, framework: &Framework, crosswalk: &Crosswalk) -> Vec<Link> {
    item_links(words, framework, &crosswalk.items_without(framework.items.len()))
}

fn item_links(words: Words, framework: &Framework, items: &[usize]) -> Vec<Link> {
    let items = items.iter().filter_map(|index| framework.items.get(*index));
    items.map(|item| item_link(words, framework, item)).collect()
}
