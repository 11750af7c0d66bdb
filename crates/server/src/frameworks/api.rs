//! Frameworks for programs: what can be asked, in both languages.

use axum::Json;
use axum::extract::{Path, State};
use domain::Text;
use domain::frameworks::{Framework, Item, ItemGuide};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::assessments::karte_body::Bilingual;
use crate::error::Result;

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
        items: framework.items.get(directive.items.clone()).unwrap_or_default().iter().map(item).collect(),
    });
    Ok(Json(FrameworkDetail {
        framework: line(framework),
        source: Bilingual::from(&framework.source),
        notice: Bilingual::from(&framework.notice),
        licence: framework.licence.clone(),
        content_hash: framework.content_hash.clone(),
        levels: bilingual(&framework.scale.levels),
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

fn item(item: &Item) -> ItemDetail {
    ItemDetail {
        code: item.code.clone(),
        title: Bilingual::from(&item.title),
        tip: Bilingual::from(&item.tip),
        guide: item.guide.as_ref().map(guide),
    }
}

fn guide(guide: &ItemGuide) -> GuideDetail {
    GuideDetail {
        question: Bilingual::from(&guide.question),
        intent: Bilingual::from(&guide.intent),
        levels: bilingual(&guide.levels),
        doubt: Bilingual::from(&guide.doubt),
        evidence: bilingual(&guide.evidence),
        next: bilingual(&guide.next),
    }
}

fn bilingual(texts: &[Text]) -> Vec<Bilingual> {
    texts.iter().map(Bilingual::from).collect()
}
