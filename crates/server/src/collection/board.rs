//! The companies of a group side by side: who has sent, and how the directives stand. In the order of their segments, never
//! by score.

use domain::Fraction;
use domain::access::Action;
use domain::frameworks::Framework;

use super::{COMPANIES_MAX, Company, Form, State, companies, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::error::{Error, Result};
use crate::frameworks::{Edition, Library};
use crate::organizations::{self, Organization};

pub struct Board {
    pub organization: Organization,
    pub period: i64,
    /// Every company of the group, then those nobody has listed.
    pub lines: Vec<Line>,
    /// Files that could not be used.
    pub refused: Vec<Form>,
}

pub struct Line {
    /// None for a company that nobody has listed.
    pub company: Option<Company>,
    pub form: Option<Form>,
    /// One per directive; none where something is open.
    pub values: Vec<Option<Fraction>>,
    /// One per item; none where it is open or does not apply.
    pub levels: Vec<Option<u8>>,
    pub overall: Option<Fraction>,
    /// This year's overall value minus last year's, where both are there.
    pub change: Option<Fraction>,
}

impl Line {
    pub fn minimum(&self) -> Option<Fraction> {
        self.values.iter().copied().flatten().min()
    }

    /// Directives whose shown figure lies below the framework's bound.
    pub fn low_count(&self, framework: &Framework) -> usize {
        self.values.iter().flatten().filter(|value| is_low(framework, **value)).count()
    }

    /// None where no form has come.
    pub fn state(&self) -> Option<State> {
        let form = self.form.as_ref()?;
        // A company can have been listed after its form came.
        Some(match (&self.company, form.reasons.is_empty()) {
            (None, _) => State::ToCheck,
            (Some(_), true) => State::Received,
            (Some(_), false) => form.state,
        })
    }
}

pub fn is_low(framework: &Framework, value: Fraction) -> bool {
    value.tenths() < framework.karte.low.tenths()
}

impl Board {
    pub async fn load(app: &App, viewer: &Viewer, organization_id: &str, period: i64) -> Result<Board> {
        let organization =
            organizations::find(&app.db, viewer, organization_id, Action::ReadCollection).await?;
        let companies = companies(app, organization_id).await?;
        let forms = store::forms(&app.db, organization_id, period, COMPANIES_MAX).await?;
        let before = store::forms(&app.db, organization_id, period - 1, COMPANIES_MAX).await?;
        let (refused, mut forms): (Vec<Form>, Vec<Form>) =
            forms.into_iter().partition(|form| form.state == State::Refused);
        let mut lines = Vec::with_capacity(companies.len());
        for company in companies {
            let place = forms.iter().position(|form| form.company == company.key);
            let form = place.map(|place| forms.swap_remove(place));
            let past = before.iter().find(|form| form.company == company.key);
            lines.push(line(Some(company), form, past, &app.library));
        }
        forms.sort_by(|one, other| one.name.cmp(&other.name));
        for form in forms {
            lines.push(line(None, Some(form), None, &app.library));
        }
        Ok(Board { organization, period, lines, refused })
    }

    /// How many companies of the group stand in a state; none for those that have not sent.
    pub fn count(&self, state: Option<State>) -> usize {
        self.expected().filter(|line| line.state() == state).count()
    }

    pub fn expected(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.company.is_some())
    }
}

/// The framework that forms are collected for.
pub(super) fn current(app: &App) -> Result<&Edition> {
    let edition = app.library.edition(crate::frameworks::CURRENT);
    edition.map(AsRef::as_ref).ok_or_else(|| Error::FrameworkMissing(crate::frameworks::CURRENT.to_owned()))
}

/// A company with its form of this year and of the year before.
pub fn line(company: Option<Company>, form: Option<Form>, past: Option<&Form>, library: &Library) -> Line {
    // An answer is worth what the framework it was given to makes of it.
    let answered = |form: &Form| Some((library.edition_named(&form.edition)?.clone(), form.answers.clone()?));
    let now = form.as_ref().and_then(answered);
    let score = now.as_ref().map(|(edition, answers)| edition.scorer.score(answers));
    let before =
        past.and_then(answered).and_then(|(edition, answers)| edition.scorer.score(&answers).overall());
    let overall = score.as_ref().and_then(|score| score.overall());
    let values = score.map(|score| score.directives().iter().map(|cell| cell.value()).collect());
    let levels = now.map(|(edition, answers)| edition.scorer.levels(&answers));
    let current = library.edition(crate::frameworks::CURRENT).map(|edition| &edition.framework);
    let none = |count: fn(&Framework) -> usize| current.map_or(0, count);
    Line {
        company,
        form,
        values: values.unwrap_or_else(|| vec![None; none(|framework| framework.directives.len())]),
        levels: levels.unwrap_or_else(|| vec![None; none(|framework| framework.items.len())]),
        overall,
        change: overall.zip(before).map(|(now, before)| now - before),
    }
}
