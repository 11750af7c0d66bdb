//! The list of cohorts, a cohort with its companies by code, and two cohorts side by side.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::Fraction;
use domain::benchmarks::{Averages, ClassShape, Extremes};
use domain::frameworks::{Class, Framework};
use domain::organizations::Industry;

use super::comparison::{self, Comparison};
use super::pictures::{bars, radar};
use super::selection::{self, Selection, Sort};
use super::{class_counts, find, numbers, path};
use crate::app::App;
use crate::assessments::karte_sheet::{AverageRow, Value, average_value, value};
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::frameworks::{Cohort, Member};
use crate::organizations::pages::industry_name;
use crate::pictures::PictureFile;
use crate::t;
use crate::ui::Frame;
use crate::words::Words;

const MEMBERS_PER_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "benchmarks/list.html")]
struct ListPage {
    frame: Frame,
    cohorts: Vec<Listed>,
}

struct Listed {
    path: String,
    name: String,
    facts: String,
    note: String,
    framework: String,
}

#[derive(Template)]
#[template(path = "benchmarks/cohort.html")]
struct CohortPage {
    frame: Frame,
    facts: String,
    note: String,
    path: String,
    filters: Filters,
    /// What the figures cover: everybody, or the chosen ones.
    covers: String,
    heads: Vec<Head>,
    members: Vec<MemberRow>,
    pages: Pages,
    sentences: Vec<String>,
    bars: String,
    radar: String,
    /// What a picture of the same companies asks for.
    query: String,
    averages: Vec<AverageRow>,
    directives: Vec<(usize, String)>,
    others: Vec<(String, String)>,
    notice: String,
    source: String,
}

/// The choices of the filter form: value, name, whether chosen.
struct Filters {
    industries: Vec<(&'static str, String, bool)>,
    classes: Vec<(String, String, bool)>,
    manufacturing: Vec<(&'static str, String, bool)>,
    sort: String,
    is_down: bool,
    is_filtered: bool,
}

/// A column by which the table can be sorted.
struct Head {
    name: String,
    title: String,
    path: String,
    /// For `aria-sort`.
    sorted: &'static str,
    sign: &'static str,
    is_number: bool,
}

struct MemberRow {
    code: String,
    industry: String,
    values: Vec<Value>,
    class: String,
    minimum: Value,
}

struct Pages {
    previous: Option<String>,
    next: Option<String>,
    position: String,
}

#[derive(Template)]
#[template(path = "benchmarks/comparison.html")]
struct ComparisonPage {
    frame: Frame,
    comparison: Comparison,
    paths: (String, String),
    numbers: Vec<usize>,
    notice: String,
}

pub async fn list(State(app): State<App>, context: Context) -> Result<Response> {
    let words = context.words;
    let listed = |cohort: &std::sync::Arc<Cohort>| {
        let edition = app.library.edition(&cohort.name.framework)?;
        Some(Listed {
            path: path(&cohort.name),
            name: words.of(&cohort.spec.name).to_owned(),
            facts: facts(words, &edition.framework, cohort),
            note: words.of(&cohort.spec.note).to_owned(),
            framework: format!("{} {}", words.of(&edition.framework.name), edition.framework.version),
        })
    };
    let cohorts = app.library.cohorts().filter_map(listed).collect();
    page(&ListPage { frame: context.frame(words.t("cohorts-title"), "cohorts"), cohorts })
}

fn facts(words: Words, framework: &Framework, cohort: &Cohort) -> String {
    t!(
        words,
        "cohort-facts",
        as_of = words.of(&cohort.spec.as_of),
        count = cohort.averages.count,
        classes = class_counts(words, framework, &cohort.averages.class_counts),
    )
}

pub async fn cohort(
    State(app): State<App>,
    context: Context,
    Path((framework, cohort)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let words = context.words;
    let (cohort, framework) = find(&app, &framework, &cohort)?;
    let mut selection = Selection::read(&query, framework);
    let members = selection.members(cohort);
    selection.page = selection.page.min(last_page(members.len()));
    let averages = selection::averages(framework, &members);
    let first = (selection.page - 1).saturating_mul(MEMBERS_PER_PAGE);
    let shown = members.iter().skip(first).take(MEMBERS_PER_PAGE);
    let covers = if selection.is_filtered() { "cohort-covers-chosen" } else { "cohort-covers-all" };
    let own_path = path(&cohort.name);
    page(&CohortPage {
        frame: context.frame(words.of(&cohort.spec.name), "cohorts"),
        facts: facts(words, framework, cohort),
        note: words.of(&cohort.spec.note).to_owned(),
        filters: filters(words, framework, &selection),
        covers: words.with1(covers, "count", averages.count),
        heads: heads(words, framework, &selection, &own_path),
        members: shown.map(|member| member_row(words, framework, member)).collect(),
        pages: pages(words, framework, &selection, &own_path, members.len()),
        sentences: sentences(words, framework, &averages),
        bars: bars(words, framework, &averages),
        radar: radar(words, framework, &averages),
        query: selection.of_companies().address("", framework),
        averages: average_rows(words, framework, &averages),
        directives: directives(words, framework),
        others: others(&app, words, cohort),
        notice: words.of(&framework.notice).to_owned(),
        source: words.of(&framework.source).to_owned(),
        path: own_path,
    })
}

/// A chart of a cohort as a file, of all companies or of the chosen ones.
#[utoipa::path(get, path = "/api/v1/cohorts/{framework}/{cohort}/pictures/{file}", tag = "cohorts",
    params(("framework" = String, Path), ("cohort" = String, Path),
        ("file" = String, Path, description = "`radar` or `classes`, with `.svg` or `.png`"),
        ("industry" = Option<String>, Query), ("class" = Option<String>, Query),
        ("manufacturing" = Option<String>, Query, description = "`yes` or `no`")),
    responses((status = 200, content_type = "image/png", body = Vec<u8>), (status = 404), (status = 503)))]
pub async fn picture(
    State(app): State<App>,
    context: Context,
    Path((framework, cohort, file)): Path<(String, String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let words = context.words;
    let (cohort, framework) = find(&app, &framework, &cohort)?;
    let file = PictureFile::parse(&file)?;
    let members = Selection::read(&query, framework).members(cohort);
    let averages = selection::averages(framework, &members);
    let svg = match file.chart {
        "radar" => radar(words, framework, &averages),
        "classes" => bars(words, framework, &averages),
        _ => return Err(Error::NotFound),
    };
    file.answer(&app, words, svg, words.of(&cohort.spec.name)).await
}

fn filters(words: Words, framework: &Framework, selection: &Selection) -> Filters {
    let industry = |industry: &Industry| {
        (industry.code(), industry_name(words, *industry), selection.industry == Some(*industry))
    };
    let class = |(index, class): (usize, &Class)| {
        (class.id.clone(), words.of(&class.name).to_owned(), selection.class == Some(index))
    };
    let kind = |(code, key, wanted): (&'static str, &str, bool)| {
        (code, words.t(key), selection.manufacturing == Some(wanted))
    };
    let kinds = [("yes", "cohort-manufacturing", true), ("no", "cohort-not-manufacturing", false)];
    Filters {
        industries: Industry::ALL.iter().map(industry).collect(),
        classes: framework.classes.iter().enumerate().map(class).collect(),
        manufacturing: kinds.into_iter().map(kind).collect(),
        sort: selection.sort.map(Sort::code).unwrap_or_default(),
        is_down: selection.is_down,
        is_filtered: selection.is_filtered(),
    }
}

fn heads(words: Words, framework: &Framework, selection: &Selection, path: &str) -> Vec<Head> {
    let head = |sort: Sort, name: String, title: String, is_number: bool| {
        let is_current = selection.sort == Some(sort);
        let turned = Selection {
            sort: Some(sort),
            is_down: is_current && !selection.is_down,
            page: 1,
            ..selection.clone()
        };
        let (sorted, sign) = match (is_current, selection.is_down) {
            (false, _) => ("none", ""),
            (true, false) => ("ascending", "↑"),
            (true, true) => ("descending", "↓"),
        };
        Head { name, title, path: turned.address(path, framework), sorted, sign, is_number }
    };
    let mut heads = vec![
        head(Sort::Code, words.t("cohort-code"), String::new(), false),
        head(Sort::Industry, words.t("cohort-industry"), String::new(), false),
    ];
    for directive in &framework.directives {
        let title = t!(words, "sheet-directive", number = directive.number);
        let title = format!("{title} {}", words.of(&directive.short));
        heads.push(head(Sort::Directive(directive.number), directive.number.to_string(), title, true));
    }
    heads.push(head(Sort::Class, words.t("cohort-class"), String::new(), false));
    heads.push(head(Sort::Minimum, words.t("cohort-minimum"), String::new(), true));
    heads
}

fn member_row(words: Words, framework: &Framework, member: &Member) -> MemberRow {
    let class = member.score.class().and_then(|class| framework.classes.get(class));
    MemberRow {
        code: member.code.clone(),
        industry: member.industry.map_or_else(|| "–".to_owned(), |industry| industry_name(words, industry)),
        values: member.score.directives().iter().map(|cell| value(words, framework, cell.value())).collect(),
        class: class.map_or_else(|| "–".to_owned(), |class| class.id.clone()),
        minimum: value(words, framework, member.score.minimum()),
    }
}

fn last_page(count: usize) -> usize {
    count.div_ceil(MEMBERS_PER_PAGE).max(1)
}

fn pages(words: Words, framework: &Framework, selection: &Selection, path: &str, count: usize) -> Pages {
    let last = last_page(count);
    let at = |page: usize| Selection { page, ..selection.clone() }.address(path, framework);
    Pages {
        previous: (selection.page > 1).then(|| at(selection.page - 1)),
        next: (selection.page < last).then(|| at(selection.page + 1)),
        position: if last > 1 {
            t!(words, "cohort-page", page = selection.page, last = last)
        } else {
            String::new()
        },
    }
}

/// The highest and lowest directives of all, and what the averages of each class show.
fn sentences(words: Words, framework: &Framework, averages: &Averages) -> Vec<String> {
    let all =
        Extremes::of(averages.all()).map(|extremes| extremes_words(words, "cohort-extremes", "", &extremes));
    let of_class = |(index, class): (usize, &Class)| {
        let name = words.of(&class.name);
        let level = |level: i64| format!("{level}.0");
        match ClassShape::of(averages.class(index)) {
            Some(ClassShape::AllAtLeast(least)) => {
                t!(words, "cohort-class-at-least", class = name, level = level(least))
            }
            Some(ClassShape::AllAtMost(most)) => {
                t!(words, "cohort-class-at-most", class = name, level = level(most))
            }
            Some(ClassShape::Spread(extremes)) => {
                extremes_words(words, "cohort-class-spread", name, &extremes)
            }
            None => t!(words, "cohort-class-nobody", class = name),
        }
    };
    all.into_iter().chain(framework.classes.iter().enumerate().map(of_class)).collect()
}

fn extremes_words(words: Words, key: &str, class: &str, extremes: &Extremes) -> String {
    let arguments = [
        ("class", class.to_owned()),
        ("high", numbers(words, &extremes.highest)),
        ("highest", extremes.highest_value.shown()),
        ("low", numbers(words, &extremes.lowest)),
        ("lowest", extremes.lowest_value.shown()),
    ];
    words.with(key, &arguments.map(|(name, value)| (name, value.into())))
}

pub(super) fn class_average_name(words: Words, framework: &Framework, class: usize, count: usize) -> String {
    let name = framework.classes.get(class).map_or("", |class| words.of(&class.name));
    t!(words, "karte-series-class", class = name, count = count)
}

/// Table 2.3: all, then the classes from the lowest to the best.
fn average_rows(words: Words, framework: &Framework, averages: &Averages) -> Vec<AverageRow> {
    let line = |name: String, row: &[Option<Fraction>]| AverageRow {
        name,
        values: row.iter().map(|average| average_value(*average)).collect(),
        is_own: false,
    };
    let mut lines = vec![line(words.t("karte-row-all"), averages.all())];
    for (class, count) in averages.class_counts.iter().enumerate().rev() {
        lines.push(line(class_average_name(words, framework, class, *count), averages.class(class)));
    }
    lines
}

fn directives(words: Words, framework: &Framework) -> Vec<(usize, String)> {
    framework
        .directives
        .iter()
        .map(|directive| (directive.number, words.of(&directive.short).to_owned()))
        .collect()
}

/// Cohorts this one can be compared with: address and name.
fn others(app: &App, words: Words, cohort: &Cohort) -> Vec<(String, String)> {
    let others = app.library.cohorts().filter(|other| comparison::fits(cohort, other));
    others.map(|other| (comparison::address(cohort, other), words.of(&other.spec.name).to_owned())).collect()
}

pub async fn comparison(
    State(app): State<App>,
    context: Context,
    Path((framework, cohort)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let words = context.words;
    let (cohort, framework) = find(&app, &framework, &cohort)?;
    let other = match query.get("with") {
        Some(with) => {
            let (other_framework, other) = with.split_once('/').unwrap_or((&framework.id, with));
            find(&app, other_framework, other)?.0
        }
        None => app.library.cohorts().find(|other| comparison::fits(cohort, other)).ok_or(Error::NotFound)?,
    };
    let comparison = Comparison::of(words, framework, cohort, other)?;
    page(&ComparisonPage {
        frame: context.frame(words.t("comparison-title"), "cohorts"),
        comparison,
        paths: (path(&cohort.name), path(&other.name)),
        numbers: framework.directives.iter().map(|directive| directive.number).collect(),
        notice: words.of(&framework.notice).to_owned(),
    })
}
