//! Cases the operator adds to the tips, changes or retires (B-011). They stand in the database, beside those of the files:
//! one with the id of a built-in case stands in for it.

use domain::Text;
use domain::access::Action;
use domain::frameworks::{Framework, Tip, TipCase};

use super::{framework, store};
use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::error::{Error, FieldError, Result};

const SOURCE_LENGTH_MAX: usize = 200;
/// The survey behind the report is of 2020; nothing older is told.
const YEAR_MIN: i64 = 2015;

/// A case of the operator's. `case.source` is a note for people, not a table of the report.
#[derive(Clone, Debug)]
pub struct OwnCase {
    pub tip: String,
    pub is_retired: bool,
    /// Counted up with each change; 0 for one that is not stored yet.
    pub version: i64,
    pub case: TipCase,
}

/// A case as it is read: built in, or the operator's.
pub struct Shown {
    pub case: TipCase,
    pub is_own: bool,
}

/// The operator's cases of one tip.
pub struct OwnCases(Vec<OwnCase>);

impl OwnCases {
    /// What people read: built-in cases unless replaced or retired, then the operator's further ones.
    pub fn beside(&self, tip: &Tip) -> Vec<Shown> {
        let built_in = || tip.content.iter().flat_map(|content| &content.cases);
        let own = |id: &str| self.0.iter().find(|own| own.case.id == id);
        let shown = |own: &OwnCase| (!own.is_retired).then(|| Shown { case: own.case.clone(), is_own: true });
        let first = built_in().filter_map(|case| match own(&case.id) {
            Some(own) => shown(own),
            None => Some(Shown { case: case.clone(), is_own: false }),
        });
        let further = self.0.iter().filter(|own| built_in().all(|case| case.id != own.case.id));
        first.chain(further.filter_map(shown)).collect()
    }

    /// Those nobody reads any more, for the operator who may bring them back.
    pub fn retired(&self) -> impl Iterator<Item = &OwnCase> {
        self.0.iter().filter(|own| own.is_retired)
    }
}

pub async fn of_tip(app: &App, framework: &str, tip: &str) -> Result<OwnCases> {
    Ok(OwnCases(store::cases(&app.db, (framework, tip)).await?))
}

/// How many cases of the operator's each tip of a framework has that can be read; tips without any are left out.
pub async fn counts(app: &App, framework: &str) -> Result<Vec<(String, i64)>> {
    Ok(store::case_counts(&app.db, framework).await?)
}

/// Whether a tip can be read: its file or the operator gives it a case.
pub fn is_readable(tip: &Tip, counts: &[(String, i64)]) -> bool {
    tip.content.is_some() || counts.iter().any(|(code, _)| *code == tip.code)
}

/// What the operator enters.
#[derive(Clone, Debug, Default)]
pub struct CaseInput {
    pub title: Text,
    pub text: Text,
    pub source: String,
    pub year: i64,
    pub leads_to: i64,
    pub is_retired: bool,
}

impl CaseInput {
    pub fn of(own: &OwnCase) -> CaseInput {
        CaseInput {
            title: own.case.title.clone(),
            text: own.case.text.clone(),
            source: own.case.source.clone(),
            year: own.case.year,
            leads_to: i64::from(own.case.leads_to),
            is_retired: own.is_retired,
        }
    }

    /// Every problem at once.
    fn check(self, framework: &Framework, this_year: i64, id: &str) -> Result<(TipCase, bool)> {
        let mut problems = Vec::new();
        let mut limit = |text: &str, most: usize, field: &'static str| {
            if text.is_empty() || text.chars().count() > most {
                problems.push(FieldError::new(field, "case-text-length"));
            }
        };
        limit(&self.title.ja, TipCase::TITLE_MAX.0, "title_ja");
        limit(&self.title.en, TipCase::TITLE_MAX.1, "title_en");
        limit(&self.text.ja, TipCase::TEXT_MAX.0, "text_ja");
        limit(&self.text.en, TipCase::TEXT_MAX.1, "text_en");
        limit(&self.source, SOURCE_LENGTH_MAX, "source");
        if !(YEAR_MIN..=this_year).contains(&self.year) {
            problems.push(FieldError::new("year", "case-year"));
        }
        let scale = &framework.scale;
        let level = u8::try_from(self.leads_to)
            .ok()
            .filter(|level| (scale.lowest + 1..=scale.highest).contains(level));
        if level.is_none() {
            problems.push(FieldError::new("leads_to", "case-level"));
        }
        let (Some(leads_to), true) = (level, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let case = TipCase {
            id: id.to_owned(),
            year: self.year,
            source: self.source,
            leads_to,
            title: self.title,
            text: self.text,
        };
        Ok((case, self.is_retired))
    }
}

/// The framework and the tip, for the operator only.
pub fn kept<'a>(app: &'a App, viewer: &Viewer, id: &str, code: &str) -> Result<(&'a Framework, &'a Tip)> {
    viewer.may_operate(Action::KeepContent)?;
    let framework = framework(app, id)?;
    Ok((framework, framework.tip(code).ok_or(Error::NotFound)?))
}

/// A case to change: the operator's, or a built-in one that has not been changed yet.
pub async fn find(app: &App, framework: &Framework, tip: &Tip, id: &str) -> Result<OwnCase> {
    if let Some(own) = store::case(&app.db, (&framework.id, id)).await? {
        return if own.tip == tip.code { Ok(own) } else { Err(Error::NotFound) };
    }
    let built_in = tip.content.iter().flat_map(|content| &content.cases).find(|case| case.id == id);
    let case = built_in.ok_or(Error::NotFound)?.clone();
    Ok(OwnCase { tip: tip.code.clone(), is_retired: false, version: 0, case })
}

/// Writes a case as it was opened at `version`: 0 for a new one (`id` is none) or a built-in one. Gives its id.
pub async fn save(
    app: &App,
    viewer: &Viewer,
    (framework, tip): (&Framework, &Tip),
    id: Option<&str>,
    version: i64,
    input: CaseInput,
) -> Result<String> {
    let id = id.map_or_else(|| app.new_id(), str::to_owned);
    let (case, is_retired) = input.check(framework, i64::from(app.today().year()), &id)?;
    let own = OwnCase { tip: tip.code.clone(), is_retired, version, case };
    let (framework, account) = (framework.id.clone(), viewer.account_id.clone());
    let kind = match (is_retired, version) {
        (true, _) => Kind::CaseRetired,
        (false, 0) => Kind::CaseAdded,
        (false, _) => Kind::CaseChanged,
    };
    let entry = Entry::new(app, Some(&account), kind, &id).with_detail(&tip.code);
    app.db
        .change(move |tx| async move {
            if !store::save_case(&tx, &framework, &own, &account, entry.at).await? {
                return Err(Error::Conflict);
            }
            activity::record(&tx, &entry).await?;
            Ok(())
        })
        .await?;
    Ok(id)
}
