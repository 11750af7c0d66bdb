//! The trial for programs.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use domain::assessments::Answer;
use domain::frameworks::Framework;
use domain::organizations::Industry;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{FRAMEWORK, Trial, edition, input};
use crate::app::App;
use crate::assessments::files::Answers;
use crate::assessments::karte_body::KarteBody;
use crate::context::Context;
use crate::error::{Error, FieldError, Result};
use crate::forms::JsonBody;

/// Answers to try out: either `answers` or `sums`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrialBody {
    /// Without it the ten directives and 39 items.
    pub framework: Option<String>,
    /// Any name for the company; it comes back in the karte.
    #[serde(default)]
    pub code: String,
    /// materials, machinery, construction, finance, infrastructure, services or trading
    pub industry: Option<String>,
    /// Level per item: a number, `"n"` (not applicable) or `"u"` (unknown). Items left out are unanswered.
    pub answers: Option<BTreeMap<String, LevelBody>>,
    /// Sum of the item levels of each directive.
    pub sums: Option<Vec<i64>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub enum LevelBody {
    Level(u8),
    State(String),
}

/// Draws up a karte; nothing is kept.
#[utoipa::path(post, path = "/api/v1/trial/karte", tag = "trial", request_body = TrialBody,
    responses((status = 200, body = KarteBody), (status = 422, description = "An item, level or sum that does not exist")))]
pub async fn karte(
    State(app): State<App>,
    context: Context,
    body: JsonBody<TrialBody>,
) -> Result<Json<KarteBody>> {
    let body = body.take()?;
    let id = body.framework.as_deref().unwrap_or(FRAMEWORK);
    let edition = edition(&app, id).map_err(|_| invalid("framework", "trial-framework-unknown"))?;
    let framework = &edition.framework;
    let industry = body
        .industry
        .as_deref()
        .map(|text| Industry::parse(text).ok_or(invalid("industry", "field-industry-needed")));
    let industry = industry.transpose()?;
    let answers = match (body.answers, body.sums) {
        (Some(answers), None) => Answers::Items(bytes(&answers, framework)?),
        (None, Some(sums)) if input::are_sums(&sums, framework) => Answers::Sums(sums),
        (None, Some(_)) => return Err(invalid("sums", "trial-sums-wrong")),
        _ => return Err(invalid("answers", "trial-answers-or-sums")),
    };
    let trial = Trial::new(&app, id, &body.code, industry, answers)?;
    Ok(Json(trial.source(context.words).body(&trial.code, trial.industry)))
}

fn bytes(answers: &BTreeMap<String, LevelBody>, framework: &Framework) -> Result<Vec<u8>> {
    let mut bytes = vec![Answer::Unanswered.byte(); framework.items.len()];
    for (code, level) in answers {
        let place = framework.item_index(code).and_then(|index| bytes.get_mut(index));
        let place = place.ok_or(invalid("answers", "trial-item-unknown"))?;
        let answer = match level {
            LevelBody::Level(level) => Answer::parse(&level.to_string(), &framework.scale),
            LevelBody::State(text) => Answer::parse(text, &framework.scale),
        };
        *place = answer.ok_or(invalid("answers", "trial-level-wrong"))?.byte();
    }
    Ok(bytes)
}

fn invalid(field: &'static str, message: &'static str) -> Error {
    Error::Invalid(vec![FieldError::new(field, message)])
}
