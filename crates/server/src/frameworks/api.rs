//! Frameworks for programs: what can be asked, in both languages.

use axum::Json;
use axum::extract::{Path, State};
use domain::Text;
use domain::frameworks::{
    Entry, Example, Framework, GroundRule, Item, ItemGuide, ItemHelp, Term, Tip, TipCase,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::assessments::karte_body::Bilingual;
use crate::error::{Error, Result};

#[derive(Serialize, ToSchema)]
pub struct FrameworkLine {
    pub id: String,
    pub version: String,
    pub name: Bilingual,
    /// Frozen versions reproduce past results and take no new assessments.
    pub is_frozen: bool,
}

#[derive(Serialize, ToSchema)]
pub struct FrameworkDetail {
    #[serde(flatten)]
    pub framework: FrameworkLine,
    pub source: Bilingual,
    pub notice: Bilingual,
    pub licence: String,
    /// SHA-256 over all its files.
    pub content_hash: String,
    /// Names of the levels, lowest first.
    pub levels: Vec<Bilingual>,
    /// How to count, the same for every item.
    pub ground_rules: Vec<RuleDetail>,
    /// Ids of its crosswalks.
    pub crosswalks: Vec<String>,
    pub directives: Vec<DirectiveDetail>,
}

#[derive(Serialize, ToSchema)]
pub struct DirectiveDetail {
    pub number: usize,
    pub title: Bilingual,
    pub items: Vec<ItemDetail>,
}

#[derive(Serialize, ToSchema)]
pub struct ItemDetail {
    /// Such as `5-6`.
    pub code: String,
    pub title: Bilingual,
    pub tip: Bilingual,
    /// Missing in frozen versions.
    pub guide: Option<GuideDetail>,
}

#[derive(Serialize, ToSchema)]
pub struct GuideDetail {
    pub question: Bilingual,
    pub intent: Bilingual,
    /// One text per level, lowest first.
    pub levels: Vec<Bilingual>,
    pub doubt: Bilingual,
    pub evidence: Vec<Bilingual>,
    /// The step from each level to the next.
    pub next: Vec<Bilingual>,
    pub help: Option<HelpDetail>,
}

/// Help for answering and for going on from there.
#[derive(Serialize, ToSchema)]
pub struct HelpDetail {
    pub aim: Bilingual,
    pub partly: Bilingual,
    pub tools: Bilingual,
    pub works: Bilingual,
    /// The dated or counted figure to write down.
    pub indicator: Bilingual,
    /// Codes of items that come first.
    pub requires: Vec<String>,
    /// Statements that each level above the lowest adds.
    pub can: Vec<Vec<Bilingual>>,
    /// Rough size of each step in `next`.
    pub steps: Vec<StepDetail>,
    pub reference: ExampleDetail,
    pub samples: Vec<ExampleDetail>,
    /// Cases with a fixed level, to calibrate.
    pub vignettes: Vec<ExampleDetail>,
}

#[derive(Serialize, ToSchema)]
pub struct StepDetail {
    /// `days`, `weeks`, `months` or `year`.
    pub effort: &'static str,
    /// `none`, `small` (below 0.5 million yen), `medium` (below 5 million yen) or `large`.
    pub cost: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct ExampleDetail {
    pub level: u8,
    pub text: Bilingual,
    pub why: Option<Bilingual>,
}

#[derive(Serialize, ToSchema)]
pub struct RuleDetail {
    pub title: Bilingual,
    pub text: Bilingual,
}

#[derive(Serialize, ToSchema)]
pub struct TipDetail {
    /// `2-1`, or `2-1-C` for a situation.
    pub code: String,
    /// Code of the item it belongs to.
    pub item: String,
    pub title: Bilingual,
    /// Planned tips have a title and nothing to read yet.
    pub is_planned: bool,
    pub lead: Option<Bilingual>,
    pub cases: Vec<CaseDetail>,
}

#[derive(Serialize, ToSchema)]
pub struct CaseDetail {
    pub id: String,
    /// Fiscal year of the survey, or the year it was written.
    pub year: i64,
    /// `table-3.7` or `figure-3.2` of the report, or `ours`.
    pub source: String,
    /// The level it helps to reach.
    pub leads_to: u8,
    pub title: Bilingual,
    pub text: Bilingual,
}

#[derive(Serialize, ToSchema)]
pub struct CrosswalkDetail {
    pub id: String,
    pub version: String,
    pub name: Bilingual,
    pub source: Bilingual,
    pub notice: Bilingual,
    /// Results can be shown in these terms.
    pub is_view: bool,
    pub entries: Vec<CrosswalkEntry>,
    /// Items to which nothing corresponds.
    pub items_without: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct CrosswalkEntry {
    pub id: String,
    pub group: String,
    pub name: Bilingual,
    pub gloss: Bilingual,
    pub remark: Option<Bilingual>,
    /// Codes of the items that correspond; empty where there is no counterpart.
    pub items: Vec<String>,
}

/// All frameworks of the installation.
#[utoipa::path(get, path = "/api/v1/frameworks", tag = "frameworks", responses((status = 200, body = Vec<FrameworkLine>)))]
pub async fn list(State(app): State<App>) -> Json<Vec<FrameworkLine>> {
    Json(app.library.editions().map(|edition| line(&edition.framework)).collect())
}

/// One framework with directives, items and level texts.
#[utoipa::path(get, path = "/api/v1/frameworks/{framework}", tag = "frameworks", params(("framework" = String, Path)),
    responses((status = 200, body = FrameworkDetail), (status = 404)))]
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Json<FrameworkDetail>> {
    let framework = &super::pages::edition(&app, &id)?.framework;
    let directives = framework.directives.iter().map(|directive| DirectiveDetail {
        number: directive.number,
        title: Bilingual::from(&directive.title),
        items: framework
            .items
            .get(directive.items.clone())
            .unwrap_or_default()
            .iter()
            .map(|one| item(framework, one))
            .collect(),
    });
    Ok(Json(FrameworkDetail {
        framework: line(framework),
        source: Bilingual::from(&framework.source),
        notice: Bilingual::from(&framework.notice),
        licence: framework.licence.clone(),
        content_hash: framework.content_hash.clone(),
        levels: bilingual(&framework.scale.levels),
        ground_rules: framework.ground_rules.iter().map(rule).collect(),
        crosswalks: framework.crosswalks.iter().map(|crosswalk| crosswalk.id.clone()).collect(),
        directives: directives.collect(),
    }))
}

fn line(framework: &Framework) -> FrameworkLine {
    FrameworkLine {
        id: framework.id.clone(),
        version: framework.version.clone(),
        name: Bilingual::from(&framework.name),
        is_frozen: framework.frozen,
    }
}

fn item(framework: &Framework, item: &Item) -> ItemDetail {
    ItemDetail {
        code: item.code.clone(),
        title: Bilingual::from(&item.title),
        tip: Bilingual::from(&item.tip),
        guide: item.guide.as_ref().map(|one| guide(framework, one)),
    }
}

fn guide(framework: &Framework, guide: &ItemGuide) -> GuideDetail {
    GuideDetail {
        question: Bilingual::from(&guide.question),
        intent: Bilingual::from(&guide.intent),
        levels: bilingual(&guide.levels),
        doubt: Bilingual::from(&guide.doubt),
        evidence: bilingual(&guide.evidence),
        next: bilingual(&guide.next),
        help: guide.help.as_ref().map(|one| help(framework, one)),
    }
}

fn help(framework: &Framework, help: &ItemHelp) -> HelpDetail {
    HelpDetail {
        aim: Bilingual::from(&help.aim),
        partly: Bilingual::from(&help.partly),
        tools: Bilingual::from(&help.tools),
        works: Bilingual::from(&help.works),
        indicator: Bilingual::from(&help.indicator),
        requires: codes(framework, &help.requires),
        can: help.can.iter().map(|can| bilingual(can)).collect(),
        steps: help
            .steps
            .iter()
            .map(|step| StepDetail { effort: step.effort.code(), cost: step.cost.code() })
            .collect(),
        reference: example(&help.reference),
        samples: help.samples.iter().map(example).collect(),
        vignettes: help.vignettes.iter().map(example).collect(),
    }
}

fn example(example: &Example) -> ExampleDetail {
    ExampleDetail {
        level: example.level,
        text: Bilingual::from(&example.text),
        why: example.why.as_ref().map(Bilingual::from),
    }
}

fn rule(rule: &GroundRule) -> RuleDetail {
    RuleDetail { title: Bilingual::from(&rule.title), text: Bilingual::from(&rule.text) }
}

/// Codes of items by their positions.
pub fn codes(framework: &Framework, items: &[usize]) -> Vec<String> {
    items.iter().filter_map(|item| framework.items.get(*item)).map(|item| item.code.clone()).collect()
}

/// The tips collection with all cases.
#[utoipa::path(get, path = "/api/v1/frameworks/{framework}/tips", tag = "frameworks", params(("framework" = String, Path)),
    responses((status = 200, body = Vec<TipDetail>), (status = 404)))]
pub async fn tips(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Vec<TipDetail>>> {
    let framework = &super::pages::edition(&app, &id)?.framework;
    let detail = |tip: &Tip| TipDetail {
        code: tip.code.clone(),
        item: framework.items.get(tip.item).map(|item| item.code.clone()).unwrap_or_default(),
        title: Bilingual::from(&tip.title),
        is_planned: tip.content.is_none(),
        lead: tip.content.as_ref().map(|content| Bilingual::from(&content.lead)),
        cases: tip.content.iter().flat_map(|content| &content.cases).map(case).collect(),
    };
    Ok(Json(framework.tips.iter().map(detail).collect()))
}

fn case(case: &TipCase) -> CaseDetail {
    CaseDetail {
        id: case.id.clone(),
        year: case.year,
        source: case.source.clone(),
        leads_to: case.leads_to,
        title: Bilingual::from(&case.title),
        text: Bilingual::from(&case.text),
    }
}

#[derive(Serialize, ToSchema)]
pub struct TermDetail {
    pub id: String,
    pub name: Bilingual,
    pub meaning: Bilingual,
    /// Codes of the items in whose texts it occurs.
    pub items: Vec<String>,
}

/// The glossary: terms in plain words, and where they occur.
#[utoipa::path(get, path = "/api/v1/frameworks/{framework}/glossary", tag = "frameworks", params(("framework" = String, Path)),
    responses((status = 200, body = Vec<TermDetail>), (status = 404)))]
pub async fn glossary(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Vec<TermDetail>>> {
    let framework = &super::pages::edition(&app, &id)?.framework;
    let detail = |(index, term): (usize, &Term)| TermDetail {
        id: term.id.clone(),
        name: Bilingual::from(&term.name),
        meaning: Bilingual::from(&term.meaning),
        items: framework
            .items
            .iter()
            .filter(|item| item.terms.contains(&index))
            .map(|item| item.code.clone())
            .collect(),
    };
    Ok(Json(framework.glossary.iter().enumerate().map(detail).collect()))
}

/// One crosswalk, both ways: entries with their items, and items without a counterpart.
#[utoipa::path(get, path = "/api/v1/frameworks/{framework}/crosswalks/{crosswalk}", tag = "frameworks",
    params(("framework" = String, Path), ("crosswalk" = String, Path)),
    responses((status = 200, body = CrosswalkDetail), (status = 404)))]
pub async fn crosswalk(
    State(app): State<App>,
    Path((id, crosswalk)): Path<(String, String)>,
) -> Result<Json<CrosswalkDetail>> {
    let framework = &super::pages::edition(&app, &id)?.framework;
    let crosswalk = framework.crosswalk(&crosswalk).ok_or(Error::NotFound)?;
    let entry = |entry: &Entry| CrosswalkEntry {
        id: entry.id.clone(),
        group: crosswalk.groups.get(entry.group).map(|group| group.id.clone()).unwrap_or_default(),
        name: Bilingual::from(&entry.name),
        gloss: Bilingual::from(&entry.gloss),
        remark: entry.remark.as_ref().map(Bilingual::from),
        items: codes(framework, &entry.items),
    };
    Ok(Json(CrosswalkDetail {
        id: crosswalk.id.clone(),
        version: crosswalk.version.clone(),
        name: Bilingual::from(&crosswalk.name),
        source: Bilingual::from(&crosswalk.source),
        notice: Bilingual::from(&crosswalk.notice),
        is_view: crosswalk.is_view,
        entries: crosswalk.entries.iter().map(entry).collect(),
        items_without: codes(framework, &crosswalk.items_without(framework.items.len())),
    }))
}

fn bilingual(texts: &[Text]) -> Vec<Bilingual> {
    texts.iter().map(Bilingual::from).collect()
}
