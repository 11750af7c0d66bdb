//! Cohorts for programs.

use axum::Json;
use axum::extract::{Path, State};
use domain::Fraction;
use domain::frameworks::Framework;
use serde::Serialize;
use utoipa::ToSchema;

use super::find;
use crate::app::App;
use crate::assessments::karte_body::{CohortBody, Named, Value, class_named};
use crate::error::Result;
use crate::frameworks::{Cohort, Member};

/// A published cohort.
#[derive(Serialize, ToSchema)]
pub struct CohortListed {
    pub framework: String,
    pub id: String,
    #[serde(flatten)]
    pub cohort: CohortBody,
}

/// A published cohort with its companies, known by code only.
#[derive(Serialize, ToSchema)]
pub struct CohortDetail {
    #[serde(flatten)]
    pub listed: CohortListed,
    pub averages: AveragesBody,
    /// In the order of publication, never by score.
    pub members: Vec<MemberBody>,
}

#[derive(Serialize, ToSchema)]
pub struct AveragesBody {
    pub all: Vec<Option<Value>>,
    /// Best class first.
    pub classes: Vec<ClassAverages>,
}

#[derive(Serialize, ToSchema)]
pub struct ClassAverages {
    pub class: Named,
    pub directives: Vec<Option<Value>>,
}

#[derive(Serialize, ToSchema)]
pub struct MemberBody {
    pub code: String,
    pub industry: Option<Named>,
    pub directives: Vec<Option<Value>>,
    pub overall: Option<Value>,
    pub minimum: Option<Value>,
    pub class: Option<Named>,
}

/// The published cohorts.
#[utoipa::path(get, path = "/api/v1/cohorts", tag = "benchmarks", responses((status = 200, body = Vec<CohortListed>)))]
pub async fn list(State(app): State<App>) -> Json<Vec<CohortListed>> {
    let listed = |cohort: &std::sync::Arc<Cohort>| {
        Some(listed(&app.library.edition(&cohort.name.framework)?.framework, cohort))
    };
    Json(app.library.cohorts().filter_map(listed).collect())
}

/// One cohort: class counts, averages and companies by code.
#[utoipa::path(get, path = "/api/v1/cohorts/{framework}/{cohort}", tag = "benchmarks",
    params(("framework" = String, Path), ("cohort" = String, Path)),
    responses((status = 200, body = CohortDetail), (status = 404, description = "No such cohort")))]
pub async fn show(
    State(app): State<App>,
    Path((framework, cohort)): Path<(String, String)>,
) -> Result<Json<CohortDetail>> {
    let (cohort, framework) = find(&app, &framework, &cohort)?;
    let classes = (0..framework.classes.len()).filter_map(|class| {
        Some(ClassAverages {
            class: class_named(framework, class)?,
            directives: values(cohort.averages.class(class)),
        })
    });
    Ok(Json(CohortDetail {
        averages: AveragesBody { all: values(cohort.averages.all()), classes: classes.collect() },
        members: cohort.members.iter().map(|member| member_body(framework, member)).collect(),
        listed: listed(framework, cohort),
    }))
}

fn listed(framework: &Framework, cohort: &Cohort) -> CohortListed {
    CohortListed {
        framework: cohort.name.framework.clone(),
        id: cohort.name.cohort.clone(),
        cohort: CohortBody::new(framework, cohort),
    }
}

fn member_body(framework: &Framework, member: &Member) -> MemberBody {
    let score = &member.score;
    MemberBody {
        code: member.code.clone(),
        industry: member.industry.map(Named::from),
        directives: score.directives().iter().map(|cell| cell.value().map(Value::from)).collect(),
        overall: score.overall().map(Value::from),
        minimum: score.minimum().map(Value::from),
        class: score.class().and_then(|class| class_named(framework, class)),
    }
}

fn values(row: &[Option<Fraction>]) -> Vec<Option<Value>> {
    row.iter().map(|value| value.map(Value::from)).collect()
}
