//! The pages around the form of an assessment: downloading it, sending it in, looking through what changes.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Action;
use domain::assessments::ItemAnswer;

use super::uploads::{self, Difference, Received, Upload};
use crate::app::App;
use crate::assessments::{self, Assessment, answer_text, edition};
use crate::check_sheets;
use crate::context::{Context, page};
use crate::error::{Error, Result};
use crate::forms::{Posted, Uploaded};
use crate::t;
use crate::ui::{Frame, date, date_time};
use crate::words::Words;

#[derive(Template)]
#[template(path = "offline/show.html")]
struct FormPage {
    frame: Frame,
    id: String,
    assessment: String,
    may_send: bool,
    is_submitted: bool,
    /// What is wrong with the file that was just sent.
    problems: Vec<String>,
    file_name: String,
    /// Check sheets of the organization's own that are known: id, name, when it was changed.
    mappings: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "offline/preview.html")]
struct Preview {
    frame: Frame,
    id: String,
    upload: String,
    assessment: String,
    /// File, who filled it in, when it was sent.
    facts: Vec<String>,
    lines: Vec<LineView>,
    same: String,
    /// Items of the framework the form says nothing of.
    blank: String,
    has_conflict: bool,
    /// Somebody answered while the page was open.
    is_stale: bool,
}

struct LineView {
    code: String,
    heading: String,
    version: i64,
    kind: String,
    is_conflict: bool,
    before: Vec<String>,
    after: Vec<String>,
}

pub async fn show(State(app): State<App>, context: Context, Path(id): Path<String>) -> Result<Response> {
    let assessment = assessments::find(&app.db, context.viewer()?, &id, Action::ReadAssessment).await?;
    page(&form_page(&app, &context, &assessment, Vec::new(), String::new()).await?)
}

/// The page with what is wrong with the file that was sent.
pub async fn refused(
    app: &App,
    context: &Context,
    assessment: &Assessment,
    problems: Vec<String>,
    file_name: String,
) -> Result<Response> {
    let html = page(&form_page(app, context, assessment, problems, file_name).await?)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
}

async fn form_page(
    app: &App,
    context: &Context,
    assessment: &Assessment,
    problems: Vec<String>,
    file_name: String,
) -> Result<FormPage> {
    let words = context.words;
    let kept = check_sheets::kept(app, assessment).await?;
    let mapping = |kept: check_sheets::Kept| {
        let on = date(app.local(kept.changed_at).date(), words);
        (kept.id, kept.mapping.name, t!(words, "check-sheet-changed", on = on))
    };
    Ok(FormPage {
        frame: context.frame(context.words.t("forms-title"), "assessments"),
        id: assessment.id.clone(),
        assessment: assessments::title(context.words, assessment),
        may_send: assessment.may_be_answered(),
        is_submitted: assessment.is_submitted(),
        problems,
        file_name,
        mappings: kept.into_iter().map(mapping).collect(),
    })
}

/// An assessment that may be answered now.
pub async fn open(app: &App, context: &Context, id: &str) -> Result<Assessment> {
    let assessment = assessments::find(&app.db, context.viewer()?, id, Action::AnswerItem).await?;
    if assessment.is_submitted() { Err(Error::Conflict) } else { Ok(assessment) }
}

pub async fn receive(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
    uploaded: Uploaded,
) -> Result<Response> {
    let (words, viewer) = (context.words, context.viewer()?);
    let assessment = open(&app, &context, &id).await?;
    let Some((name, bytes)) = uploaded.take()?.files.into_iter().next() else {
        let problems = vec![words.t("forms-file-needed")];
        return refused(&app, &context, &assessment, problems, String::new()).await;
    };
    match uploads::receive(&app, viewer, words, &assessment, &name, bytes.to_vec()).await? {
        Received::Kept(upload) => {
            Ok(Redirect::to(&format!("/assessments/{id}/forms/{upload}")).into_response())
        }
        Received::Refused(problems) => {
            let problems = problems.iter().map(|problem| problem.sentence(words)).collect();
            refused(&app, &context, &assessment, problems, name).await
        }
    }
}

pub async fn preview(
    State(app): State<App>,
    context: Context,
    Path((id, upload)): Path<(String, String)>,
) -> Result<Response> {
    let assessment = open(&app, &context, &id).await?;
    let upload = uploads::find(&app, context.viewer()?, &assessment, &upload).await?;
    page(&preview_page(&app, &context, &assessment, &upload, false).await?)
}

pub async fn take_over(
    State(app): State<App>,
    context: Context,
    Path((id, upload)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    let viewer = context.viewer()?;
    let assessment = open(&app, &context, &id).await?;
    let upload = uploads::find(&app, viewer, &assessment, &upload).await?;
    let chosen: Vec<(String, i64)> = upload
        .content
        .rows
        .iter()
        .filter(|(code, _)| form.flag(&format!("take-{code}")))
        .map(|(code, _)| (code.clone(), form.text(&format!("version-{code}")).parse().unwrap_or(-1)))
        .collect();
    match uploads::take_over(&app, viewer, &assessment, &upload, &chosen).await {
        Ok(count) => Ok(Redirect::to(&format!("/assessments/{id}?taken={count}")).into_response()),
        Err(Error::Conflict) => {
            let html = page(&preview_page(&app, &context, &assessment, &upload, true).await?)?;
            Ok((StatusCode::CONFLICT, html).into_response())
        }
        Err(error) => Err(error),
    }
}

async fn preview_page(
    app: &App,
    context: &Context,
    assessment: &Assessment,
    upload: &Upload,
    is_stale: bool,
) -> Result<Preview> {
    let words = context.words;
    let framework = &edition(app, &assessment.edition)?.framework;
    let all = uploads::compare(app, assessment, upload).await?;
    let same = all.iter().filter(|line| line.kind == Difference::Same).count();
    let blank = framework.items.len().saturating_sub(all.len());
    let describe = |said: &ItemAnswer| describe(words, framework, said);
    let lines: Vec<LineView> = all
        .iter()
        .filter(|line| line.kind != Difference::Same)
        .map(|line| LineView {
            heading: framework
                .item_index(&line.code)
                .and_then(|index| framework.items.get(index))
                .map(|item| words.of(item.heading()).to_owned())
                .unwrap_or_default(),
            code: line.code.clone(),
            version: line.before.version,
            kind: words.t(kind_key(line.kind)),
            is_conflict: line.kind == Difference::Conflict,
            before: match line.before.version {
                0 => Vec::new(),
                _ => describe(&line.before.said),
            },
            after: describe(&line.after),
        })
        .collect();
    let mut facts = vec![t!(words, "forms-file", name = upload.file_name.as_str())];
    if !upload.rater.is_empty() {
        facts.push(t!(words, "forms-rater", rater = upload.rater.as_str(), on = upload.rated_on.as_str()));
    }
    let at = date_time(&app.local(upload.received_at), words);
    facts.push(t!(words, "forms-received", at = at));
    Ok(Preview {
        frame: context.frame(words.t("forms-preview-title"), "assessments"),
        id: assessment.id.clone(),
        upload: upload.id.clone(),
        assessment: assessments::title(words, assessment),
        facts,
        has_conflict: lines.iter().any(|line| line.is_conflict),
        lines,
        same: t!(words, "forms-same", count = same),
        blank: t!(words, "forms-blank", count = blank),
        is_stale,
    })
}

fn kind_key(kind: Difference) -> &'static str {
    match kind {
        Difference::Same => "forms-kind-same",
        Difference::New => "forms-kind-new",
        Difference::Changed => "forms-kind-changed",
        Difference::Conflict => "forms-kind-conflict",
    }
}

/// An answer with everything around it, in short lines.
fn describe(words: Words, framework: &domain::frameworks::Framework, said: &ItemAnswer) -> Vec<String> {
    let mut lines = vec![answer_text(words, framework, said.answer)];
    if said.is_uncertain {
        lines.push(words.t("mark-uncertain"));
    }
    if said.is_partial {
        lines.push(words.t("mark-partial"));
    }
    if let Some(percent) = said.coverage_percent {
        lines.push(t!(words, "mark-coverage", percent = percent));
    }
    if let Some(plan) = &said.planned {
        lines.push(t!(words, "forms-plan", level = plan.level, on = plan.on.as_str()));
    }
    if !said.note.is_empty() {
        lines.push(said.note.clone());
    }
    lines
}
