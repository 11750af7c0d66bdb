//! Taking files in: each is opened by the worker, understood, and put beside its company.

use domain::Language;
use domain::access::Action;
use domain::assessments::Answer;
use futures_util::stream::{self, StreamExt as _};

use super::{Company, Form, NAME_CHARACTERS_MAX, NAMED, Reasons, State, companies, entry, store};
use crate::accounts::Viewer;
use crate::activity::{self, Kind};
use crate::app::App;
use crate::error::{Error, Result};
use crate::offline::{Fault, FormProblem, Understood, uploads};
use crate::organizations;
use crate::words::Words;

/// So many problems of one file are kept.
const REASONS_MAX: usize = 5;

/// Receives files, in one transaction. A file that cannot be used is kept with its reason, so that whoever sent it can be
/// told.
pub async fn collect(
    app: &App,
    viewer: &Viewer,
    organization_id: &str,
    period: i64,
    files: Vec<(String, Vec<u8>)>,
) -> Result<Vec<Form>> {
    organizations::find(&app.db, viewer, organization_id, Action::CollectForms).await?;
    let companies = companies(app, organization_id).await?;
    // Two at a time, as many as there are workers: memory stays bounded however many files there are.
    let opened: Vec<Result<Form>> =
        stream::iter(files.into_iter().map(|(name, bytes)| form(app, &companies, period, name, bytes)))
            .buffered(2)
            .collect()
            .await;
    let forms = opened.into_iter().collect::<Result<Vec<Form>>>()?;
    let mut changes = Vec::new();
    for form in &forms {
        let detail = format!("{} ({})", form.name, form.file_name);
        changes.push((form.clone(), entry(app, viewer, Kind::FormCollected, organization_id, &detail)));
    }
    let organization_id = organization_id.to_owned();
    app.db
        .change(move |tx| async move {
            for (form, entry) in &changes {
                store::save(&tx, &organization_id, form).await?;
                activity::record(&tx, entry).await?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(forms)
}

async fn form(
    app: &App,
    companies: &[Company],
    period: i64,
    file_name: String,
    bytes: Vec<u8>,
) -> Result<Form> {
    // What is understood does not depend on the language; sentences are made in both below.
    let opened = uploads::open(app, Words(Language::Japanese), bytes).await?;
    let blank = blank(app.new_id(), period, &file_name, app.now());
    match opened.and_then(usable) {
        Err(problems) => Ok(refused(blank, &problems)),
        Ok(understood) => {
            let company = company_of(app, companies, &understood, &blank.file_name).await?;
            Ok(judged(blank, company, understood))
        }
    }
}

/// A file as a form of a company that is known by the name on the cover, or by the file's; for the command line.
pub fn alone(
    file_name: &str,
    received_at: i64,
    opened: std::result::Result<Understood, Vec<FormProblem>>,
) -> (Option<Company>, Form) {
    let blank = blank(String::new(), 0, file_name, received_at);
    match opened.and_then(usable) {
        Err(problems) => (None, refused(blank, &problems)),
        Ok(understood) => {
            let named = cut(understood.filled.organization.trim());
            let name = if named.is_empty() { blank.name.clone() } else { named };
            let company = Company {
                key: format!("{NAMED}{name}"),
                name_ja: name,
                name_en: String::new(),
                segment_ja: String::new(),
                segment_en: String::new(),
            };
            let form = judged(blank, Some(&company), understood);
            (Some(company), form)
        }
    }
}

/// A file of which nothing is known yet.
fn blank(id: String, period: i64, file_name: &str, received_at: i64) -> Form {
    let file_name = cut(file_name);
    Form {
        id,
        period,
        company: format!("file:{file_name}"),
        name: stem(&file_name).to_owned(),
        state: State::Refused,
        reasons: Reasons::default(),
        edition: String::new(),
        answers: None,
        rater: String::new(),
        received_at,
        file_name,
    }
}

/// Forms of the current framework with something in them.
fn usable(understood: Understood) -> std::result::Result<Understood, Vec<FormProblem>> {
    let framework = &understood.edition.framework;
    let fault = if framework.id != crate::frameworks::CURRENT {
        let (found, expected) = (framework.id.clone(), crate::frameworks::CURRENT.to_owned());
        Fault::OtherFramework { found, expected }
    } else if understood.filled.rows.iter().all(|row| row.is_blank()) {
        Fault::NothingAnswered
    } else {
        return Ok(understood);
    };
    Err(vec![FormProblem::of_file(fault)])
}

fn refused(blank: Form, problems: &[FormProblem]) -> Form {
    let mut reasons = Reasons::default();
    problems.iter().take(REASONS_MAX).for_each(|problem| reasons.add(|words| problem.sentence(words)));
    if problems.len() > REASONS_MAX {
        reasons.add(|words| words.with1("collection-more", "count", problems.len() - REASONS_MAX));
    }
    Form { reasons, ..blank }
}

/// Which company a form is from: the one whose assessment it was made for, the one it names, or the one its file is named
/// after.
async fn company_of<'c>(
    app: &App,
    companies: &'c [Company],
    understood: &Understood,
    file_name: &str,
) -> Result<Option<&'c Company>> {
    let find = |name: &str| companies.iter().find(|company| company.is_called(name));
    if !understood.head.assessment.is_empty() {
        let id = store::organization_of(&app.db, &understood.head.assessment).await?;
        return Ok(id.and_then(|id| companies.iter().find(|company| company.key == id)));
    }
    let named = understood.filled.organization.trim();
    Ok(if named.is_empty() { find(stem(file_name).trim()) } else { find(named) })
}

/// Received, or what somebody should look at.
fn judged(blank: Form, company: Option<&Company>, understood: Understood) -> Form {
    let mut reasons = Reasons::default();
    let open = understood.answers.iter().filter(|byte| **byte == Answer::Unanswered.byte()).count();
    let uncertain = understood.filled.rows.iter().filter(|row| row.input.is_uncertain).count();
    let mut add = |is_so: bool, key: &str, count: usize| {
        if is_so {
            reasons.add(|words| words.with1(key, "count", count));
        }
    };
    add(!understood.head.edition.is_empty(), "collection-short-edition", 0);
    add(open > 0, "collection-open-items", open);
    add(uncertain > 0, "collection-uncertain-items", uncertain);
    let named = cut(understood.filled.organization.trim());
    let name = match company {
        Some(company) => company.name_ja.clone(),
        None if named.is_empty() => blank.name.clone(),
        None => named,
    };
    Form {
        company: company.map_or_else(|| format!("{NAMED}{name}"), |company| company.key.clone()),
        name,
        state: if reasons.is_empty() && company.is_some() { State::Received } else { State::ToCheck },
        reasons,
        edition: understood.edition.framework.edition(),
        answers: Some(understood.answers),
        rater: cut(&understood.filled.rater),
        ..blank
    }
}

fn stem(file_name: &str) -> &str {
    file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem)
}

/// A name without its folder and without what a screen cannot show.
fn cut(text: &str) -> String {
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    name.chars().filter(|letter| !letter.is_control()).take(NAME_CHARACTERS_MAX).collect()
}
