//! A karte as data: the JSON body, and what the text and the page are written from. Sentences stand in both languages,
//! numbers as shown and exact.

use domain::assessments::karte::{Hint, Near, Row, Tint};
use domain::assessments::{Answer, Cell, Karte};
use domain::frameworks::{Framework, StatePolicy};
use domain::organizations::Industry;
use domain::{Fraction, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::frameworks::Cohort;

/// One result sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KarteBody {
    pub code: String,
    pub industry: Option<Named>,
    pub framework: FrameworkBody,
    /// None while something is unanswered.
    pub class: Option<Named>,
    /// The class above, from whose averages the differences are taken.
    pub next_class: Option<Named>,
    pub overall: Option<Value>,
    pub headline: Option<Bilingual>,
    pub rows: Vec<RowBody>,
    pub statements: Vec<Bilingual>,
    pub hint_heading: Option<Bilingual>,
    pub hints: Vec<HintBody>,
    /// Lowest directive value.
    pub minimum: Option<Value>,
    /// Directives below `low_bound`.
    pub low_count: usize,
    pub low_bound: Value,
    pub middle_bound: Value,
    pub lowest_item: Option<u8>,
    pub near: Option<NearBody>,
    /// None where only sums are known.
    pub states: Option<StatesBody>,
    pub cohort: CohortBody,
}

/// Content in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bilingual {
    pub ja: String,
    pub en: String,
}

/// Something with an identifier and a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    pub id: String,
    pub name: Bilingual,
}

/// An exact number: one decimal, half away from zero, and the fraction itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Value {
    /// `2.3`; a real minus sign below zero.
    pub shown: String,
    /// `7/3`
    pub exact: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FrameworkBody {
    pub id: String,
    pub version: String,
    pub name: Bilingual,
    pub source: Bilingual,
    /// What the classes are and what they are not.
    pub notice: Bilingual,
}

/// One directive.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RowBody {
    pub number: usize,
    pub title: Bilingual,
    pub short: Bilingual,
    pub own: Option<Value>,
    /// Why there is a value or none: `value`, `gap` (something unanswered) or `empty` (nothing applies).
    pub state: &'static str,
    /// `low`, `middle` or `none`
    pub tint: &'static str,
    pub previous: Option<Value>,
    pub all_average: Option<Value>,
    /// Best class first.
    pub class_averages: Vec<Option<Value>>,
    /// Next class minus own: positive is what is missing.
    pub gap: Option<Value>,
    pub weakest_item: Option<Named>,
    pub next_step: Option<Bilingual>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HintBody {
    pub directives: Vec<usize>,
    pub lead: Bilingual,
    pub action: Bilingual,
    pub tip: Bilingual,
    /// The whole hint as printed.
    pub text: Bilingual,
}

/// The result lies close to a class boundary.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NearBody {
    /// The class above the boundary.
    pub class: Named,
    /// Overall mean minus boundary.
    pub distance: Value,
}

/// Items without a level, and what the framework does with each kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatesBody {
    pub unanswered: StateBody,
    pub unknown: StateBody,
    pub not_applicable: StateBody,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StateBody {
    /// `exclude`, `lowest`, `highest` or `gap`
    pub policy: &'static str,
    pub items: Vec<String>,
}

/// Who the averages are of.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CohortBody {
    pub name: Bilingual,
    pub note: Bilingual,
    /// The day or period the cohort is of, where known.
    pub as_of: Option<Bilingual>,
    pub count: usize,
    /// Best class first.
    pub classes: Vec<ClassCount>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClassCount {
    pub class: Named,
    pub count: usize,
}

impl KarteBody {
    pub fn new(
        code: &str,
        industry: Option<Industry>,
        karte: &Karte<'_>,
        answers: Option<&[u8]>,
        cohort: CohortBody,
    ) -> Self {
        let framework = karte.framework;
        KarteBody {
            code: code.to_owned(),
            industry: industry.map(Named::from),
            framework: FrameworkBody::from(framework),
            class: karte.class.and_then(|class| class_named(framework, class)),
            next_class: karte.next_class.and_then(|class| class_named(framework, class)),
            overall: karte.overall.map(Value::from),
            headline: karte.headline.as_ref().map(Bilingual::from),
            rows: karte.rows.iter().map(RowBody::from).collect(),
            statements: karte.statements.iter().map(Bilingual::from).collect(),
            hint_heading: karte.class_spec().map(|class| Bilingual::from(&class.hint_heading)),
            hints: karte.hints.iter().map(HintBody::from).collect(),
            minimum: karte.minimum.map(Value::from),
            low_count: karte.low_count,
            low_bound: framework.karte.low.into(),
            middle_bound: framework.karte.middle.into(),
            lowest_item: karte.lowest_item,
            near: karte.near.and_then(|near| near_body(framework, near)),
            states: answers.map(|answers| states(framework, answers)),
            cohort,
        }
    }
}

impl CohortBody {
    pub fn new(framework: &Framework, cohort: &Cohort) -> CohortBody {
        let (spec, averages) = (&cohort.spec, &cohort.averages);
        let count = |(class, count): (usize, &usize)| {
            Some(ClassCount { class: class_named(framework, class)?, count: *count })
        };
        CohortBody {
            name: (&spec.name).into(),
            note: (&spec.note).into(),
            as_of: Some(&spec.as_of).filter(|as_of| !as_of.is_empty()).map(Bilingual::from),
            count: averages.count,
            classes: averages.class_counts.iter().enumerate().filter_map(count).collect(),
        }
    }
}

/// A class of a framework by its position.
pub fn class_named(framework: &Framework, class: usize) -> Option<Named> {
    framework.classes.get(class).map(|class| Named { id: class.id.clone(), name: (&class.name).into() })
}

fn near_body(framework: &Framework, near: Near) -> Option<NearBody> {
    Some(NearBody { class: class_named(framework, near.class)?, distance: near.distance.into() })
}

fn states(framework: &Framework, answers: &[u8]) -> StatesBody {
    let state = |policy: StatePolicy, wanted: Answer| StateBody {
        policy: match policy {
            StatePolicy::Exclude => "exclude",
            StatePolicy::Lowest => "lowest",
            StatePolicy::Highest => "highest",
            StatePolicy::Gap => "gap",
        },
        items: framework
            .items
            .iter()
            .enumerate()
            .filter(|(index, _)| {
                Answer::from_byte(answers.get(*index).copied().unwrap_or_default()) == wanted
            })
            .map(|(_, item)| item.code.clone())
            .collect(),
    };
    StatesBody {
        unanswered: state(framework.states.unanswered, Answer::Unanswered),
        unknown: state(framework.states.unknown, Answer::Unknown),
        not_applicable: state(framework.states.not_applicable, Answer::NotApplicable),
    }
}

impl From<&Text> for Bilingual {
    fn from(text: &Text) -> Bilingual {
        Bilingual { ja: text.ja.clone(), en: text.en.clone() }
    }
}

impl From<Fraction> for Value {
    fn from(value: Fraction) -> Value {
        Value { shown: value.shown(), exact: value.exact() }
    }
}

impl From<Industry> for Named {
    fn from(industry: Industry) -> Named {
        let name = Bilingual { ja: industry.ja().to_owned(), en: industry.en().to_owned() };
        Named { id: industry.code().to_owned(), name }
    }
}

impl From<&Framework> for FrameworkBody {
    fn from(framework: &Framework) -> FrameworkBody {
        FrameworkBody {
            id: framework.id.clone(),
            version: framework.version.clone(),
            name: (&framework.name).into(),
            source: (&framework.source).into(),
            notice: (&framework.notice).into(),
        }
    }
}

impl From<&Row<'_>> for RowBody {
    fn from(row: &Row<'_>) -> RowBody {
        RowBody {
            number: row.directive.number,
            title: (&row.directive.title).into(),
            short: (&row.directive.short).into(),
            own: row.own.value().map(Value::from),
            state: match row.own {
                Cell::Value(_) => "value",
                Cell::Gap => "gap",
                Cell::Empty => "empty",
            },
            tint: match row.tint {
                Tint::Low => "low",
                Tint::Middle => "middle",
                Tint::None => "none",
            },
            previous: row.previous.map(Value::from),
            all_average: row.all_average.map(Value::from),
            class_averages: row.class_averages.iter().map(|average| average.map(Value::from)).collect(),
            gap: row.gap.map(Value::from),
            weakest_item: row
                .weakest_item
                .map(|item| Named { id: item.code.clone(), name: item.heading().into() }),
            next_step: row.next_step.map(|step| Bilingual::from(step.text)),
        }
    }
}

impl From<&Hint> for HintBody {
    fn from(hint: &Hint) -> HintBody {
        HintBody {
            directives: hint.directives.clone(),
            lead: (&hint.lead).into(),
            action: (&hint.action).into(),
            tip: (&hint.tip).into(),
            text: (&hint.text()).into(),
        }
    }
}
