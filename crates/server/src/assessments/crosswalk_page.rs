//! A result in the terms of another standard: by function and category, as picture, table and JSON.

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use charts::{Labels, Radar, Role, Series};
use domain::Fraction;
use domain::frameworks::{Crosswalk, Framework};
use serde::Serialize;
use utoipa::ToSchema;

use super::karte_body::{Bilingual, Value as Number};
use super::karte_case::Case;
use super::karte_sheet::{Value, scale, value};
use crate::app::App;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::frameworks::api::codes;
use crate::frameworks::crosswalk_pages::{EntryView, entry_view, without};
use crate::frameworks::help_view::{Link, crosswalk_link};
use crate::pictures::PictureFile;
use crate::t;
use crate::ui::Frame;
use crate::words::Words;

#[derive(Template)]
#[template(path = "assessments/crosswalk.html")]
struct CrosswalkPage {
    frame: Frame,
    id: String,
    crosswalk: Link,
    facts: String,
    radar: String,
    /// Address of the pictures.
    pictures: String,
    groups: Vec<GroupView>,
    without: Vec<Link>,
    source: String,
    notice: String,
}

struct GroupView {
    id: String,
    name: String,
    value: Value,
    entries: Vec<(EntryView, Value)>,
}

/// The crosswalks in whose terms a result can be shown.
pub fn views(words: Words, framework: &Framework, id: &str) -> Vec<Link> {
    let link = |crosswalk: &Crosswalk| Link {
        path: format!("/assessments/{id}/karte/{}", crosswalk.id),
        code: crosswalk.id.clone(),
        title: words.with1("sheet-in-terms-of", "name", words.of(&crosswalk.short)),
    };
    framework.crosswalks.iter().filter(|crosswalk| crosswalk.is_view).map(link).collect()
}

fn view<'a>(framework: &'a Framework, id: &str) -> Result<&'a Crosswalk> {
    framework.crosswalk(id).filter(|crosswalk| crosswalk.is_view).ok_or(Error::NotFound)
}

pub async fn show(
    State(app): State<App>,
    context: Context,
    Path((id, crosswalk)): Path<(String, String)>,
) -> Result<Response> {
    let words = context.words;
    let case = Case::find(&app, context.viewer()?, &id, None).await?;
    let framework = &case.edition.framework;
    let crosswalk = view(framework, &crosswalk)?;
    let levels = case.levels();
    let group_values = crosswalk.group_values(&levels);
    let entry_values = crosswalk.entry_values(&levels);
    let shown = |number: Option<&Option<Fraction>>| value(words, framework, number.copied().flatten());
    let group = |(index, group): (usize, &domain::frameworks::Group)| GroupView {
        id: group.id.clone(),
        name: words.of(&group.name).to_owned(),
        value: shown(group_values.get(index)),
        entries: crosswalk
            .entries
            .iter()
            .zip(&entry_values)
            .filter(|(entry, _)| entry.group == index)
            .map(|(entry, number)| (entry_view(words, framework, entry), shown(Some(number))))
            .collect(),
    };
    let name = case.organization.name(words).to_owned();
    page(&CrosswalkPage {
        frame: context
            .frame(t!(words, "crosswalk-title", name = name, short = words.of(&crosswalk.short)), "results"),
        crosswalk: Link { code: crosswalk.version.clone(), ..crosswalk_link(words, framework, crosswalk) },
        facts: format!("{} · {}", case.assessment.period_text(words), case.assessment.scope_text(words)),
        radar: radar(words, framework, crosswalk, &group_values),
        pictures: format!("/assessments/{id}/karte/{}/pictures", crosswalk.id),
        groups: crosswalk.groups.iter().enumerate().map(group).collect(),
        without: without(words, framework, crosswalk),
        source: words.of(&crosswalk.source).to_owned(),
        notice: words.of(&crosswalk.notice).to_owned(),
        id,
    })
}

/// The radar of this page as a file.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/karte/{crosswalk}/pictures/{file}", tag = "assessments",
    params(("id" = String, Path), ("crosswalk" = String, Path), ("file" = String, Path, description = "`radar.svg` or `radar.png`")),
    responses((status = 200, content_type = "image/png", body = Vec<u8>), (status = 404), (status = 503)))]
pub async fn picture(
    State(app): State<App>,
    context: Context,
    Path((id, crosswalk, file)): Path<(String, String, String)>,
) -> Result<Response> {
    let words = context.words;
    let case = Case::find(&app, context.viewer()?, &id, None).await?;
    let framework = &case.edition.framework;
    let (crosswalk, file) = (view(framework, &crosswalk)?, PictureFile::parse(&file)?);
    if file.chart != "radar" {
        return Err(Error::NotFound);
    }
    let svg = radar(words, framework, crosswalk, &crosswalk.group_values(&case.levels()));
    file.answer(&app, words, svg, &format!("{}_{}", case.name(words), words.of(&crosswalk.short))).await
}

fn radar(words: Words, framework: &Framework, crosswalk: &Crosswalk, values: &[Option<Fraction>]) -> String {
    let axes: Vec<&str> = crosswalk.groups.iter().map(|group| words.of(&group.name)).collect();
    let values: Vec<Option<f64>> = values.iter().map(|value| value.map(Fraction::to_f64)).collect();
    Radar {
        title: &words.with1("crosswalk-radar", "name", words.of(&crosswalk.short)),
        description: &words.t("crosswalk-radar-text"),
        axes: &axes,
        series: &[Series { name: &words.t("karte-row-own"), role: Role::Own, values: &values }],
        scale: scale(framework),
        labels: Labels::Full,
        legend: false,
    }
    .svg()
}

/// A result by the groups and entries of another standard.
#[derive(Serialize, ToSchema)]
pub struct CrosswalkBody {
    pub crosswalk: String,
    pub version: String,
    pub name: Bilingual,
    pub source: Bilingual,
    pub notice: Bilingual,
    pub groups: Vec<GroupBody>,
    /// Items to which nothing corresponds.
    pub items_without: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct GroupBody {
    pub id: String,
    pub name: Bilingual,
    /// Mean level over its items, each counted once; none while none has a level.
    pub value: Option<Number>,
    pub entries: Vec<EntryBody>,
}

#[derive(Serialize, ToSchema)]
pub struct EntryBody {
    pub id: String,
    pub name: Bilingual,
    /// Codes of the items that correspond; empty where there is no counterpart.
    pub items: Vec<String>,
    pub value: Option<Number>,
}

/// The result of an assessment in the terms of another standard, such as `csf-2.0`.
#[utoipa::path(get, path = "/api/v1/assessments/{id}/karte/{crosswalk}", tag = "assessments",
    params(("id" = String, Path), ("crosswalk" = String, Path)),
    responses((status = 200, body = CrosswalkBody), (status = 404, description = "Not there, or not yours to see")))]
pub async fn json(
    State(app): State<App>,
    context: Context,
    Path((id, crosswalk)): Path<(String, String)>,
) -> Result<Json<CrosswalkBody>> {
    let case = Case::find(&app, context.viewer()?, &id, None).await?;
    let framework = &case.edition.framework;
    let crosswalk = view(framework, &crosswalk)?;
    let levels = case.levels();
    let entries = crosswalk.entries.iter().zip(crosswalk.entry_values(&levels));
    let group =
        |(index, (group, value)): (usize, (&domain::frameworks::Group, Option<Fraction>))| GroupBody {
            id: group.id.clone(),
            name: Bilingual::from(&group.name),
            value: value.map(Number::from),
            entries: entries
                .clone()
                .filter(|(entry, _)| entry.group == index)
                .map(|(entry, value)| EntryBody {
                    id: entry.id.clone(),
                    name: Bilingual::from(&entry.name),
                    items: codes(framework, &entry.items),
                    value: value.map(Number::from),
                })
                .collect(),
        };
    Ok(Json(CrosswalkBody {
        crosswalk: crosswalk.id.clone(),
        version: crosswalk.version.clone(),
        name: Bilingual::from(&crosswalk.name),
        source: Bilingual::from(&crosswalk.source),
        notice: Bilingual::from(&crosswalk.notice),
        groups: crosswalk.groups.iter().zip(crosswalk.group_values(&levels)).enumerate().map(group).collect(),
        items_without: codes(framework, &crosswalk.items_without(framework.items.len())),
    }))
}
