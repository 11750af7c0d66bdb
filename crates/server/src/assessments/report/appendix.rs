//! Every item with its answer and what comes next, for those who carry it out.

use domain::assessments::Answer;
use domain::frameworks::{Directive, Item};
use serde::Serialize;

use super::management::{Extras, planned};
use crate::assessments::answer_text;
use crate::assessments::karte_sheet::{Source, Value, directive_name, level_value};

/// The items of one directive.
#[derive(Serialize)]
pub struct Group {
    title: String,
    items: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    code: String,
    title: String,
    level: Value,
    answer: String,
    next: String,
    /// Plan and note.
    more: Vec<String>,
}

/// Nothing where only sums are known.
pub(super) fn groups(source: &Source<'_>, extras: &Extras<'_>) -> Vec<Group> {
    let (words, framework) = (source.words, &source.edition.framework);
    let Some(answers) = source.answers else { return Vec::new() };
    let item = |index: usize| {
        let byte = answers.get(index).copied().unwrap_or_default();
        framework.items.get(index).map(|item| line(source, extras, item, Answer::from_byte(byte)))
    };
    let group = |directive: &Directive| Group {
        title: directive_name(words, directive),
        items: directive.items.clone().filter_map(item).collect(),
    };
    framework.directives.iter().map(group).collect()
}

fn line(source: &Source<'_>, extras: &Extras<'_>, item: &Item, answer: Answer) -> Line {
    let (words, framework) = (source.words, &source.edition.framework);
    // Not knowing is the first thing to mend, as on the karte.
    let step = match answer {
        Answer::Level(level) => item.step(&framework.scale, level),
        Answer::Unknown => item.step(&framework.scale, framework.scale.lowest),
        Answer::NotApplicable | Answer::Unanswered => None,
    };
    let note = extras.saved.iter().find(|saved| extras.with_notes && saved.item == item.code);
    let note = note.map_or("", |saved| saved.said.note.as_str());
    Line {
        code: item.code.clone(),
        title: words.of(item.heading()).to_owned(),
        level: level_value(words, framework, answer.level()),
        answer: answer_text(words, framework, answer),
        next: step.map_or_else(String::new, |step| words.of(step.text).to_owned()),
        more: [planned(words, extras, &item.code), note.to_owned()]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect(),
    }
}
