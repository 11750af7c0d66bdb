//! The overview of an assessment: ten directives with their items, what is missing, what is uncertain.

use askama::Template;
use domain::access::Action;
use domain::assessments::{Answer, Progress};
use domain::frameworks::{Directive, Framework};

use super::{Assessment, Saved, answer_text, edition, store};
use crate::accounts;
use crate::app::App;
use crate::context::Context;
use crate::error::Result;
use crate::t;
use crate::ui::{Frame, date, date_time};
use crate::words::Words;

#[derive(Template)]
#[template(path = "assessments/show.html")]
pub(super) struct Overview {
    frame: Frame,
    id: String,
    organization_id: String,
    organization: String,
    scope: String,
    progress: String,
    percent: u32,
    minutes: Option<String>,
    /// First unanswered item: code and heading.
    next: Option<(String, String)>,
    directives: Vec<DirectiveView>,
    uncertain_count: usize,
    only_uncertain: bool,
    /// Items named when a submission was refused: code and heading.
    missing: Vec<(String, String)>,
    /// So many items have just been taken over from a form.
    pub(super) taken: Option<u32>,
    submitted_on: Option<String>,
    last_saved: Option<String>,
    may_answer: bool,
    may_hand_out: bool,
    may_submit: bool,
    may_reopen: bool,
}

struct DirectiveView {
    number: usize,
    name: String,
    progress: String,
    items: Vec<ItemView>,
}

struct ItemView {
    code: String,
    heading: String,
    answer: String,
    is_answered: bool,
    /// Not sure, in part, confirmed today, last year's level: short words beside the answer.
    marks: Vec<String>,
}

impl Overview {
    pub(super) async fn load(
        app: &App,
        context: &Context,
        assessment: Assessment,
        only_uncertain: bool,
        missing: Vec<String>,
    ) -> Result<Overview> {
        let words = context.words;
        let framework = &edition(app, &assessment.edition)?.framework;
        let saved = store::answers(&app.db, &assessment).await?;
        let previous = store::previous_answers(&app.db, &assessment).await?;
        let desk = Desk { words, framework, saved: &saved, previous: &previous };
        let progress = Progress::of(&desk.answers());
        let heading = |code: &str| (code.to_owned(), desk.heading(code));
        let next = progress.first_unanswered.and_then(|index| framework.items.get(index));
        let is_open = !assessment.is_submitted();
        let last = saved.iter().filter(|saved| saved.version > 0).max_by_key(|saved| saved.answered_at);
        Ok(Overview {
            frame: context.frame(title(words, &assessment), "assessments"),
            organization: assessment.organization(words).to_owned(),
            scope: assessment.scope_text(words),
            progress: super::summary::progress_text(words, &progress),
            percent: progress.percent(),
            minutes: desk.minutes_left().filter(|_| is_open),
            next: next.map(|item| heading(&item.code)),
            directives: framework
                .directives
                .iter()
                .filter_map(|one| desk.directive(one, only_uncertain))
                .collect(),
            uncertain_count: saved.iter().filter(|saved| saved.said.is_uncertain).count(),
            only_uncertain,
            taken: None,
            missing: missing.iter().map(|code| heading(code)).collect(),
            submitted_on: assessment.submitted_at.map(|at| date(app.local(at).date(), words)),
            last_saved: last.map(|saved| {
                let at = date_time(&app.local(saved.answered_at), words);
                t!(
                    words,
                    "overview-last-saved",
                    at = at,
                    person = accounts::shown(words, saved.person.clone())
                )
            }),
            may_answer: assessment.may_be_answered(),
            may_hand_out: is_open && assessment.may(Action::HandOutItems),
            may_submit: is_open && assessment.may(Action::SubmitAssessment),
            may_reopen: !is_open && assessment.may(Action::ReopenAssessment),
            id: assessment.id,
            organization_id: assessment.organization_id,
        })
    }
}

/// 「架空精機 · 2026年度」
pub fn title(words: Words, assessment: &Assessment) -> String {
    format!("{} · {}", assessment.organization(words), assessment.period_text(words))
}

/// The answers of an assessment and those beside them, spread out over the framework.
pub(super) struct Desk<'a> {
    pub words: Words,
    pub framework: &'a Framework,
    pub saved: &'a [Saved],
    pub previous: &'a [Saved],
}

impl Desk<'_> {
    pub fn saved(&self, code: &str) -> Option<&Saved> {
        self.saved.iter().find(|saved| saved.item == code)
    }

    /// The earlier assessment's answer, if it was answered.
    pub fn previous(&self, code: &str) -> Option<&Saved> {
        self.previous.iter().find(|saved| saved.item == code && saved.said.answer.is_answered())
    }

    /// In the framework's order.
    pub fn answers(&self) -> Vec<Answer> {
        let answer = |code: &str| self.saved(code).map_or(Answer::Unanswered, |saved| saved.said.answer);
        self.framework.items.iter().map(|item| answer(&item.code)).collect()
    }

    /// 「あと約12分」; nothing once all is answered.
    pub fn minutes_left(&self) -> Option<String> {
        let answers = self.answers();
        let open = self.framework.items.iter().zip(&answers).filter(|(_, answer)| !answer.is_answered());
        let (mut unanswered, mut with_previous) = (0, 0);
        for (item, _) in open {
            unanswered += 1;
            with_previous += usize::from(self.previous(&item.code).is_some());
        }
        let minutes = Progress::minutes_left(unanswered, with_previous);
        (unanswered > 0).then(|| t!(self.words, "progress-minutes-left", minutes = minutes))
    }

    fn heading(&self, code: &str) -> String {
        let item = self.framework.items.iter().find(|item| item.code == code);
        item.map(|item| self.words.of(item.heading()).to_owned()).unwrap_or_default()
    }

    /// A directive with its items; none when only uncertain ones are wanted and it has none.
    fn directive(&self, directive: &Directive, only_uncertain: bool) -> Option<DirectiveView> {
        let words = self.words;
        let items = self.framework.items.get(directive.items.clone()).unwrap_or_default();
        let answers = self.answers();
        let progress = Progress::of(answers.get(directive.items.clone()).unwrap_or_default());
        let wanted =
            |code: &str| !only_uncertain || self.saved(code).is_some_and(|saved| saved.said.is_uncertain);
        let items: Vec<_> =
            items.iter().filter(|item| wanted(&item.code)).map(|item| self.item(&item.code)).collect();
        (!items.is_empty()).then(|| DirectiveView {
            number: directive.number,
            name: directive_name(words, directive),
            progress: super::summary::progress_text(words, &progress),
            items,
        })
    }

    fn item(&self, code: &str) -> ItemView {
        let words = self.words;
        let saved = self.saved(code);
        let answer = saved.map_or(Answer::Unanswered, |saved| saved.said.answer);
        let mut marks = Vec::new();
        if let Some(saved) = saved {
            marks.extend(saved.said.is_uncertain.then(|| words.t("mark-uncertain")));
            marks.extend(saved.said.is_partial.then(|| words.t("mark-partial")));
            marks.extend(
                saved.said.coverage_percent.map(|percent| t!(words, "mark-coverage", percent = percent)),
            );
            marks.extend(saved.confirmed_on.as_ref().map(|_| words.t("mark-confirmed")));
        }
        if let Some(previous) = self.previous(code) {
            let before = answer_text(words, self.framework, previous.said.answer);
            marks.push(t!(words, "mark-previous", answer = before));
        }
        ItemView {
            code: code.to_owned(),
            heading: self.heading(code),
            answer: answer_text(words, self.framework, answer),
            is_answered: answer.is_answered(),
            marks,
        }
    }
}

/// 「指示5 対応する仕組みの構築」
pub(super) fn directive_name(words: Words, directive: &Directive) -> String {
    t!(words, "directive-named", number = directive.number, name = words.of(&directive.title).to_owned())
}
