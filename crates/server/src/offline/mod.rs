//! Answering without a connection: forms as workbooks or CSV, out and in again. What comes in is opened by the worker only,
//! shown against what is stored, and taken over in one transaction.

pub mod api;
mod asked;
mod cover;
pub mod csv;
pub mod downloads;
mod fault;
mod head;
mod layout;
pub mod pages;
mod reading;
mod store;
pub mod uploads;
mod workbook;

pub use asked::{Asked, asked_items, asked_questions};
pub use fault::{Fault, FormProblem, refusal_sentence, shortened};
pub use head::{Head, HeadRefusal};
pub use reading::{Filled, FilledRow};
pub use store::STATEMENTS;
pub use workbook::{Form, Subject};

use std::sync::Arc;

use documents::workbook::Table;
use domain::assessments::ItemAnswer;

use crate::error::Error;
use crate::frameworks::{Edition, Library};
use crate::words::Words;

/// The head of a form in either shape.
pub fn head_of(tables: &[Table]) -> Result<Head, HeadRefusal> {
    match tables {
        [table] if csv::is_form(tables) => csv::head(table),
        _ => Head::read(tables),
    }
}

/// What was filled in, in either shape.
pub fn read(tables: &[Table], asked: &[Asked]) -> Result<Filled, Vec<FormProblem>> {
    match tables {
        [table] if csv::is_form(tables) => csv::read(table, asked),
        _ => reading::read(tables, asked),
    }
}

/// A form that has been understood: every row can be taken.
#[derive(Clone)]
pub struct Understood {
    pub head: Head,
    pub edition: Arc<Edition>,
    pub filled: Filled,
    /// One byte per item of the framework; what an edition does not ask does not apply.
    pub answers: Vec<u8>,
}

/// Everything a form has to be before it is set against what is stored. Names all problems at once.
pub fn understand(library: &Library, words: Words, tables: &[Table]) -> Result<Understood, Vec<FormProblem>> {
    let of_file = |fault: Fault| vec![FormProblem::of_file(fault)];
    let head = head_of(tables).map_err(|refusal| of_file(Fault::Head(refusal)))?;
    let edition = edition(library, &head).map_err(of_file)?;
    let framework = &edition.framework;
    let plain = framework.plain_edition(&head.edition);
    let asked = match plain {
        Some(plain) => asked_questions(words, framework, plain),
        None => asked_items(words, framework),
    };
    let filled = read(tables, &asked)?;
    let mut problems = Vec::new();
    let mut said = Vec::with_capacity(filled.rows.len());
    for row in &filled.rows {
        match plain.map_or_else(|| row.input.check(&framework.scale), |_| Ok(ItemAnswer::default())) {
            Ok(checked) => said.push(checked),
            Err(Error::Invalid(errors)) => problems.extend(errors.into_iter().map(|error| FormProblem {
                place: row.place.clone(),
                code: row.code.clone(),
                fault: Fault::Field(error.message),
            })),
            Err(_) => {}
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let answers = match plain {
        Some(plain) => {
            let chosen = |row: &FilledRow| row.input.answer.parse::<usize>().ok()?.checked_sub(1);
            let chosen: Vec<Option<usize>> = filled.rows.iter().map(chosen).collect();
            plain.answers(framework.items.len(), &chosen)
        }
        None => said.iter().map(|said| said.answer.byte()).collect(),
    };
    Ok(Understood { head, edition: edition.clone(), filled, answers })
}

/// The framework a form asks, in the very version and with the very texts it was made with.
fn edition<'a>(library: &'a Library, head: &Head) -> Result<&'a Arc<Edition>, Fault> {
    let found = format!("{} {}", head.framework, head.version);
    let Some(edition) = library.edition(&head.framework) else {
        let known: Vec<&str> = library.editions().map(|edition| edition.framework.id.as_str()).collect();
        return Err(Fault::OtherFramework { found, expected: known.join(", ") });
    };
    let framework = &edition.framework;
    if framework.version != head.version {
        let expected = format!("{} {}", framework.id, framework.version);
        return Err(Fault::OtherFramework { found, expected });
    }
    if framework.content_hash != head.content_hash {
        return Err(Fault::OtherContent);
    }
    if !head.edition.is_empty() && framework.plain_edition(&head.edition).is_none() {
        return Err(Fault::OtherEdition);
    }
    Ok(edition)
}
