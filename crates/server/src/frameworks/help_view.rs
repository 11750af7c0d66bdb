//! The help beside an item in the reader's words: for the guide of the framework and for the answering page.

use domain::frameworks::{Crosswalk, Example, Framework, GroundRule, Item, ItemHelp, StepSize, Term, Tip};

use crate::t;
use crate::words::Words;

/// Where one reads on.
pub struct Link {
    pub path: String,
    pub code: String,
    pub title: String,
}

/// A heading and what stands below it.
pub struct Note {
    pub title: String,
    pub text: String,
}

pub struct HelpView {
    pub aim: String,
    /// Partly done, tools and handwork, exists and works.
    pub rules: Vec<Note>,
    pub indicator: String,
    pub requires: Vec<Link>,
    /// Level with the statements it adds.
    pub can: Vec<(u8, Vec<String>)>,
    /// The reference answer first, then the samples.
    pub samples: Vec<ExampleView>,
    pub vignettes: Vec<ExampleView>,
}

pub struct ExampleView {
    pub label: String,
    pub text: String,
    pub why: Option<String>,
}

impl HelpView {
    pub fn new(words: Words, framework: &Framework, help: &ItemHelp) -> HelpView {
        let rule = |key: &str, text| Note { title: words.t(key), text: words.of(text).to_owned() };
        let requires = help.requires.iter().filter_map(|index| framework.items.get(*index));
        let first = framework.scale.lowest + 1;
        let reference = ExampleView {
            label: t!(words, "help-reference", level = help.reference.level),
            ..example(words, &help.reference)
        };
        HelpView {
            aim: words.of(&help.aim).to_owned(),
            rules: vec![
                rule("help-partly", &help.partly),
                rule("help-tools", &help.tools),
                rule("help-works", &help.works),
            ],
            indicator: words.of(&help.indicator).to_owned(),
            requires: requires.map(|item| item_link(words, framework, item)).collect(),
            can: (first..)
                .zip(&help.can)
                .map(|(level, can)| (level, can.iter().map(|one| words.of(one).to_owned()).collect()))
                .collect(),
            samples: std::iter::once(reference)
                .chain(help.samples.iter().map(|sample| example(words, sample)))
                .collect(),
            vignettes: help.vignettes.iter().map(|case| example(words, case)).collect(),
        }
    }
}

fn example(words: Words, example: &Example) -> ExampleView {
    ExampleView {
        label: t!(words, "help-level", level = example.level),
        text: words.of(&example.text).to_owned(),
        why: example.why.as_ref().map(|why| words.of(why).to_owned()),
    }
}

pub fn ground_rules(words: Words, rules: &[GroundRule]) -> Vec<Note> {
    let note = |rule: &GroundRule| Note {
        title: words.of(&rule.title).to_owned(),
        text: words.of(&rule.text).to_owned(),
    };
    rules.iter().map(note).collect()
}

/// The glossary's entries for the terms in an item.
pub fn terms_of(words: Words, framework: &Framework, item: &Item) -> Vec<Note> {
    let terms = item.terms.iter().filter_map(|term| framework.glossary.get(*term));
    terms.map(|term| term_note(words, term)).collect()
}

pub fn term_note(words: Words, term: &Term) -> Note {
    Note { title: words.of(&term.name).to_owned(), text: words.of(&term.meaning).to_owned() }
}

/// 「目安: 数週間、50万円未満」
pub fn step_size(words: Words, size: StepSize) -> String {
    let effort = words.t(&format!("effort-{}", size.effort.code()));
    t!(words, "help-step-size", effort = effort, cost = words.t(&format!("cost-{}", size.cost.code())))
}

/// The tips of an item that can be read: its own and the lettered ones.
pub fn tips_of(words: Words, framework: &Framework, item: usize) -> Vec<Link> {
    let readable = |tip: &&Tip| tip.item == item && tip.content.is_some();
    framework.tips.iter().filter(readable).map(|tip| tip_link(words, framework, tip)).collect()
}

/// The item's page in the guide.
pub fn item_link(words: Words, framework: &Framework, item: &Item) -> Link {
    Link {
        path: format!("/frameworks/{}/items/{}", framework.id, item.code),
        code: item.code.clone(),
        title: words.of(item.heading()).to_owned(),
    }
}

pub fn crosswalk_link(words: Words, framework: &Framework, crosswalk: &Crosswalk) -> Link {
    Link {
        path: format!("/frameworks/{}/crosswalks/{}", framework.id, crosswalk.id),
        code: crosswalk.id.clone(),
        title: words.of(&crosswalk.name).to_owned(),
    }
}

pub fn tip_link(words: Words, framework: &Framework, tip: &Tip) -> Link {
    Link {
        path: format!("/frameworks/{}/tips/{}", framework.id, tip.code),
        code: tip.code.clone(),
        title: words.of(&tip.title).to_owned(),
    }
}
