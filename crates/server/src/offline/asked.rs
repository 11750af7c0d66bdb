//! What a form asks, row by row: the items of a framework, or the questions of one of its editions.

use domain::frameworks::{Framework, PlainEdition};

use crate::words::Words;

/// One row.
pub struct Asked {
    /// The item's code, or `q3` for the third question of an edition.
    pub code: String,
    /// Heading of the group that begins with this row.
    pub group: Option<String>,
    pub heading: String,
    pub question: String,
    /// Code and words of each possible answer.
    pub options: Vec<(String, String)>,
    pub doubt: String,
    pub evidence: String,
}

impl Asked {
    /// An option as its drop-down shows it: the code comes first, so that reading needs no more than that.
    pub fn choice(&self, code: &str) -> Option<String> {
        self.options.iter().find(|(known, _)| known == code).map(|(code, text)| format!("{code} {text}"))
    }
}

pub fn asked_items(words: Words, framework: &Framework) -> Vec<Asked> {
    let mut rows = Vec::with_capacity(framework.items.len());
    for directive in &framework.directives {
        for index in directive.items.clone() {
            let Some(item) = framework.items.get(index) else { continue };
            let guide = item.guide.as_ref();
            let title = || words.of(&directive.title).to_owned();
            let number = directive.number;
            let is_first = index == directive.items.start;
            rows.push(Asked {
                code: item.code.clone(),
                group: is_first
                    .then(|| crate::t!(words, "offline-directive", number = number, title = title())),
                heading: words.of(item.heading()).to_owned(),
                question: guide.map_or(words.of(&item.title), |guide| words.of(&guide.question)).to_owned(),
                options: item_options(words, framework, index),
                doubt: guide.map_or("", |guide| words.of(&guide.doubt)).to_owned(),
                evidence: guide.map_or_else(String::new, |guide| {
                    let all: Vec<&str> = guide.evidence.iter().map(|one| words.of(one)).collect();
                    all.join(&words.t("offline-list-separator"))
                }),
            });
        }
    }
    rows
}

fn item_options(words: Words, framework: &Framework, index: usize) -> Vec<(String, String)> {
    let scale = &framework.scale;
    let texts = framework.items.get(index).and_then(|item| item.guide.as_ref()).map(|guide| &guide.levels);
    let level = |(position, name): (usize, &domain::Text)| {
        let code = (usize::from(scale.lowest) + position).to_string();
        let text = texts.and_then(|texts| texts.get(position)).map_or("", |text| words.of(text));
        let name = words.of(name);
        (code, crate::t!(words, "offline-level", name = name, text = text))
    };
    let state = |code: &str, key: &str| (code.to_owned(), words.t(key));
    scale
        .levels
        .iter()
        .enumerate()
        .map(level)
        .chain([state("n", "answer-not-applicable"), state("u", "answer-unknown")])
        .collect()
}

pub fn asked_questions(words: Words, framework: &Framework, edition: &PlainEdition) -> Vec<Asked> {
    let row = |(index, question): (usize, &domain::frameworks::PlainQuestion)| {
        let codes: Vec<&str> = question
            .items
            .iter()
            .filter_map(|item| framework.items.get(*item))
            .map(|item| item.code.as_str())
            .collect();
        let option = |(position, option): (usize, &domain::frameworks::PlainOption)| {
            ((position + 1).to_string(), words.of(&option.text).to_owned())
        };
        Asked {
            code: format!("q{}", index + 1),
            group: None,
            heading: codes.join(&words.t("offline-list-separator")),
            question: words.of(&question.text).to_owned(),
            options: question.options.iter().enumerate().map(option).collect(),
            doubt: question.help.as_ref().map_or("", |help| words.of(help)).to_owned(),
            evidence: String::new(),
        }
    };
    edition.questions.iter().enumerate().map(row).collect()
}
