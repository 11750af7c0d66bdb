//! Everything of an organization, or of a person, as one ZIP.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::Language;
use domain::access::Action;
use domain::assessments::Answer;

use super::archive::{self, Archive};
use super::parts::{ORGANIZATION, PERSON, Part};
use super::{rows, store};
use crate::activity;
use crate::app::App;
use crate::context::Context;
use crate::db::Read as _;
use crate::error::Result;
use crate::frameworks::Edition;
use crate::offline::csv;
use crate::organizations;
use crate::t;
use crate::ui::date_time;
use crate::words::Words;

pub const README: &str = "README.txt";
/// The record of activity of an organization.
pub const ACTIVITY: &str = "activity.jsonl";

/// Everything of an organization, as a ZIP with a file that says what each of the others is.
#[utoipa::path(get, path = "/api/v1/organizations/{id}/export.zip", tag = "organizations", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/zip"), (status = 403, description = "Owners only"), (status = 404)))]
pub async fn of_organization(
    State(app): State<App>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Response> {
    let organization =
        organizations::find(&app.db, context.viewer()?, &id, Action::ExportOrganization).await?;
    let editions = store::editions(&app.db, &id).await?;
    let profile = &organization.profile;
    let names = [Language::Japanese, Language::English]
        .map(|language| organizations::name(Words(language), &profile.name_ja, &profile.name_en).to_owned());
    let now = app.local(app.now());
    let name = format!("{}_{}.zip", organization.name(context.words), now.strftime("%Y%m%d"));
    Ok(archive::download(&name, &now, async move |mut archive| {
        archive.begin(README)?;
        archive.write(&readme(&app, &names, ORGANIZATION, &editions)).await?;
        for part in ORGANIZATION {
            write_rows(&app, &mut archive, part, &id).await?;
        }
        for edition in editions.iter().filter_map(|name| app.library.edition_named(name)) {
            write_answers(&app, &mut archive, edition, &id).await?;
        }
        write_activity(&app, &mut archive, &id).await?;
        Ok(archive)
    }))
}

/// Everything about the person who asks, as a ZIP with a file that says what each of the others is.
#[utoipa::path(get, path = "/api/v1/account/export.zip", tag = "accounts",
    responses((status = 200, content_type = "application/zip")))]
pub async fn of_person(State(app): State<App>, context: Context) -> Result<Response> {
    let viewer = context.viewer()?.clone();
    let now = app.local(app.now());
    let name = format!("kashika_{}.zip", now.strftime("%Y%m%d"));
    Ok(archive::download(&name, &now, async move |mut archive| {
        archive.begin(README)?;
        archive.write(&readme(&app, &[viewer.name.clone(), viewer.name], PERSON, &[])).await?;
        for part in PERSON {
            write_rows(&app, &mut archive, part, &viewer.account_id).await?;
        }
        Ok(archive)
    }))
}

/// What each file is, in both languages.
fn readme(app: &App, names: &[String; 2], parts: &[Part], editions: &[String]) -> String {
    let is_organization = !parts.iter().any(|part| part.file == "profile.json");
    let mut text = String::new();
    for (language, name) in [Language::Japanese, Language::English].into_iter().zip(names) {
        let words = Words(language);
        let at = date_time(&app.local(app.now()), words);
        text.push_str(&lines(&t!(words, "export-readme", name = name.as_str(), at = at)));
        text.push_str("\r\n\r\n");
        for part in parts {
            push_file(&mut text, part.file, &words.t(&about(part.file, is_organization)));
        }
        for edition in editions {
            let about = t!(words, "export-file-answers-csv", edition = edition.as_str());
            push_file(&mut text, &answers_file(edition), &about);
        }
        if is_organization {
            push_file(&mut text, ACTIVITY, &words.t("export-file-activity-lines"));
        }
        text.push_str("\r\n");
        text.push_str(&lines(&words.t("export-readme-foot")));
        text.push_str("\r\n\r\n\r\n");
    }
    text
}

/// Lines as every editor shows them.
fn lines(text: &str) -> String {
    text.replace('\n', "\r\n")
}

/// Key of the sentence about a file.
pub fn about(file: &str, is_organization: bool) -> String {
    let stem = file.split('.').next().unwrap_or_default();
    let whose = if is_organization { "organization" } else { "person" };
    format!("export-{whose}-{stem}")
}

fn push_file(text: &mut String, file: &str, about: &str) {
    text.push_str(&format!("{file}\r\n    {about}\r\n"));
}

fn answers_file(edition: &str) -> String {
    format!("answers-{}.csv", edition.replace('@', "-"))
}

/// A JSON array, one row a line.
async fn write_rows(app: &App, archive: &mut Archive, part: &Part, id: &str) -> Result<()> {
    archive.begin(part.file)?;
    let (mut after, mut text) = (String::new(), "[".to_owned());
    let mut joint = "\n";
    loop {
        let rows = match part.cursor {
            "" => app.db.rows(part.sql, &[id.into()]).await?,
            _ => app.db.rows(part.sql, &[id.into(), after.as_str().into()]).await?,
        };
        for row in &rows {
            text.push_str(joint);
            text.push_str(&rows::json(app, row)?);
            joint = ",\n";
        }
        archive.write(&text).await?;
        text.clear();
        match rows.last().filter(|_| !part.cursor.is_empty()) {
            Some(last) => after = last.text(part.cursor)?,
            None => return archive.write("\n]\n").await,
        }
    }
}

/// An answers file, as commands and trials read it: one row for each assessment, under its id.
async fn write_answers(app: &App, archive: &mut Archive, edition: &Edition, id: &str) -> Result<()> {
    let framework = &edition.framework;
    let name = framework.edition();
    archive.begin(&answers_file(&name))?;
    let mut text = String::new();
    let codes = framework.items.iter().map(|item| item.code.as_str());
    csv::push_row(&mut text, &std::iter::once("code").chain(codes).collect::<Vec<_>>());
    let mut after = String::new();
    loop {
        let assessments = store::assessments(&app.db, id, &name, &after).await?;
        for (assessment, frozen) in &assessments {
            let answers = answers(app, edition, assessment, frozen.as_deref()).await?;
            let cells = std::iter::once(assessment.as_str()).chain(answers.iter().map(String::as_str));
            csv::push_row(&mut text, &cells.collect::<Vec<_>>());
        }
        archive.write(&text).await?;
        text.clear();
        match assessments.last() {
            Some((last, _)) => after.clone_from(last),
            None => return Ok(()),
        }
    }
}

/// One cell for each item.
async fn answers(
    app: &App,
    edition: &Edition,
    assessment: &str,
    frozen: Option<&[u8]>,
) -> Result<Vec<String>> {
    let framework = &edition.framework;
    if let Some(frozen) = frozen {
        return Ok(frozen.iter().map(|byte| Answer::from_byte(*byte).code()).collect());
    }
    let codes = store::codes(&app.db, assessment, &framework.scale).await?;
    let answer = |code: &str| codes.iter().find(|(item, _)| item == code).map(|(_, answer)| answer.code());
    Ok(framework.items.iter().map(|item| answer(&item.code).unwrap_or_default()).collect())
}

async fn write_activity(app: &App, archive: &mut Archive, id: &str) -> Result<()> {
    archive.begin(ACTIVITY)?;
    let mut after = Some(String::new());
    while let Some(last) = after {
        let (text, next) = activity::export::json_lines(&app.db, id, &last).await?;
        archive.write(&text).await?;
        after = next;
    }
    Ok(())
}
