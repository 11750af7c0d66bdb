//! The pieces of the answering page in the reader's words.

use domain::assessments::{Answer, ItemAnswer};
use domain::frameworks::{Framework, Item};

use super::typed::Typed;
use super::{Assessment, Saved, answer_text};
use crate::accounts;
use crate::app::App;
use crate::frameworks::help_view::{HelpView, Link, Note, ground_rules, item_link, terms_of, tips_of};
use crate::t;
use crate::ui::date_time;
use crate::words::Words;

/// The item's own texts.
pub(super) struct ItemView {
    pub code: String,
    pub heading: String,
    /// The framework's own wording.
    pub title: String,
    pub question: String,
    pub intent: String,
    pub doubt: String,
    pub evidence: Vec<String>,
    pub help: Option<HelpView>,
    /// How to count, the same for every item.
    pub ground_rules: Vec<Note>,
    /// Terms that occur here, in plain words.
    pub terms: Vec<Note>,
    /// The item in the guide, and its tips.
    pub links: Vec<Link>,
}

/// One radio button; the key that chooses it stands beside its words.
pub(super) struct Choice {
    pub code: String,
    pub key: String,
    pub name: String,
    pub text: String,
    pub is_chosen: bool,
}

/// The earlier assessment's answer, to confirm.
pub(super) struct PreviousView {
    pub period: String,
    pub answer: String,
    pub note: String,
    pub person: String,
    pub coverage: Option<String>,
    pub typed: Typed,
}

pub(super) fn item_view(words: Words, framework: &Framework, index: usize, item: &Item) -> ItemView {
    let guide = item.guide.as_ref();
    let page = Link { title: words.t("answering-guide"), ..item_link(words, framework, item) };
    let text = |text: Option<&domain::Text>| text.map_or("", |text| words.of(text)).to_owned();
    ItemView {
        code: item.code.clone(),
        heading: words.of(item.heading()).to_owned(),
        title: words.of(&item.title).to_owned(),
        question: text(guide.map(|guide| &guide.question)),
        intent: text(guide.map(|guide| &guide.intent)),
        doubt: text(guide.map(|guide| &guide.doubt)),
        evidence: guide
            .map(|guide| guide.evidence.iter().map(|one| words.of(one).to_owned()).collect())
            .unwrap_or_default(),
        help: guide.and_then(|guide| guide.help.as_ref()).map(|help| HelpView::new(words, framework, help)),
        ground_rules: ground_rules(words, &framework.ground_rules),
        terms: terms_of(words, framework, item),
        links: std::iter::once(page).chain(tips_of(words, framework, index)).collect(),
    }
}

/// The levels, each with the scale's name and the item's own text.
pub(super) fn choices(words: Words, framework: &Framework, item: &Item, chosen: &str) -> Vec<Choice> {
    let scale = &framework.scale;
    let own = |index: usize| item.guide.as_ref().and_then(|guide| guide.levels.get(index));
    let choice = |(index, name): (usize, &domain::Text)| {
        let code = (usize::from(scale.lowest) + index).to_string();
        Choice {
            is_chosen: code == chosen,
            key: code.clone(),
            code,
            name: words.of(name).to_owned(),
            text: own(index).map_or("", |text| words.of(text)).to_owned(),
        }
    };
    scale.levels.iter().enumerate().map(choice).collect()
}

pub(super) fn states(words: Words, chosen: &str) -> Vec<Choice> {
    let state = |code: &str, key: &str, name: &str, text: &str| Choice {
        code: code.to_owned(),
        key: key.to_owned(),
        name: words.t(name),
        text: words.t(text),
        is_chosen: code == chosen,
    };
    vec![
        state("n", "x", "answer-not-applicable", "answering-not-applicable-text"),
        state("u", "u", "answer-unknown", "answering-unknown-text"),
    ]
}

pub(super) fn previous_view(
    words: Words,
    framework: &Framework,
    assessment: &Assessment,
    previous: &Saved,
) -> PreviousView {
    let said = &previous.said;
    PreviousView {
        period: assessment
            .previous_period
            .map(|period| super::period_text(words, period))
            .unwrap_or_default(),
        answer: answer_text(words, framework, said.answer),
        note: said.note.clone(),
        person: by(words, previous),
        coverage: said.coverage_percent.map(|percent| t!(words, "mark-coverage", percent = percent)),
        typed: Typed::of(&ItemAnswer::confirmed(said)),
    }
}

/// Who answered; nothing where nobody has.
fn by(words: Words, saved: &Saved) -> String {
    if saved.version == 0 { String::new() } else { accounts::shown(words, saved.person.clone()) }
}

/// 「14:02 保存しました」; with the day when it was not today.
pub(super) fn saved_text(app: &App, words: Words, saved: &Saved) -> String {
    t!(words, "answering-saved", at = moment(app, words, saved.answered_at))
}

fn moment(app: &App, words: Words, at: i64) -> String {
    let at = app.local(at);
    if at.date() == app.today() { at.strftime("%H:%M").to_string() } else { date_time(&at, words) }
}

/// Who has answered what in the meantime.
pub(super) fn conflict_text(app: &App, words: Words, framework: &Framework, other: &Saved) -> String {
    let person = if other.version == 0 { words.t("answering-somebody") } else { by(words, other) };
    let note =
        if other.said.note.is_empty() { words.t("answering-no-note") } else { other.said.note.clone() };
    let answer = match other.said.answer {
        Answer::Unanswered => words.t("answer-unanswered"),
        answer => answer_text(words, framework, answer),
    };
    t!(
        words,
        "answering-conflict",
        at = moment(app, words, other.answered_at),
        person = person,
        answer = answer,
        note = note
    )
}
