//! Which members of a cohort are shown, and in which order: the filters and columns of the table.

use std::cmp::Ordering;
use std::collections::HashMap;

use domain::Fraction;
use domain::benchmarks::{Averages, Tally};
use domain::frameworks::Framework;
use domain::organizations::Industry;

use crate::frameworks::{Cohort, Member};
use crate::ui::percent_encoded;

/// What the address asks for. Unknown values are as good as none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    pub industry: Option<Industry>,
    pub class: Option<usize>,
    pub manufacturing: Option<bool>,
    /// None: as published.
    pub sort: Option<Sort>,
    pub is_down: bool,
    pub page: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Code,
    Industry,
    Class,
    Minimum,
    /// Counted from 1.
    Directive(usize),
}

impl Sort {
    pub fn parse(text: &str, framework: &Framework) -> Option<Sort> {
        match text {
            "code" => Some(Sort::Code),
            "industry" => Some(Sort::Industry),
            "class" => Some(Sort::Class),
            "minimum" => Some(Sort::Minimum),
            _ => {
                let number = text.strip_prefix('d')?.parse::<usize>().ok()?;
                (1..=framework.directives.len()).contains(&number).then_some(Sort::Directive(number))
            }
        }
    }

    pub fn code(self) -> String {
        match self {
            Sort::Code => "code".to_owned(),
            Sort::Industry => "industry".to_owned(),
            Sort::Class => "class".to_owned(),
            Sort::Minimum => "minimum".to_owned(),
            Sort::Directive(number) => format!("d{number}"),
        }
    }
}

impl Selection {
    pub fn read(query: &HashMap<String, String>, framework: &Framework) -> Selection {
        let text = |name: &str| query.get(name).map_or("", String::as_str);
        Selection {
            industry: Industry::parse(text("industry")),
            class: framework.classes.iter().position(|class| class.id == text("class")),
            manufacturing: match text("manufacturing") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            sort: Sort::parse(text("sort"), framework),
            is_down: text("order") == "down",
            page: text("page").parse::<usize>().unwrap_or(1).max(1),
        }
    }

    pub fn is_filtered(&self) -> bool {
        self.industry.is_some() || self.class.is_some() || self.manufacturing.is_some()
    }

    /// The same companies, in no order and on no page.
    pub fn of_companies(&self) -> Selection {
        Selection { sort: None, is_down: false, page: 1, ..self.clone() }
    }

    /// The chosen members in the chosen order.
    pub fn members<'c>(&self, cohort: &'c Cohort) -> Vec<&'c Member> {
        let mut members: Vec<&Member> = cohort.members.iter().filter(|member| self.takes(member)).collect();
        if let Some(sort) = self.sort {
            members.sort_by(|a, b| {
                let order = compare(sort, a, b);
                if self.is_down { order.reverse() } else { order }
            });
        }
        members
    }

    fn takes(&self, member: &Member) -> bool {
        self.industry.is_none_or(|industry| member.industry == Some(industry))
            && self.class.is_none_or(|class| member.score.class() == Some(class))
            && self.manufacturing.is_none_or(|wanted| {
                member.industry.is_some_and(|industry| industry.is_manufacturing() == wanted)
            })
    }

    /// The address of this selection on `path`, with one change made by the caller.
    pub fn address(&self, path: &str, framework: &Framework) -> String {
        let mut parts: Vec<(&str, String)> = Vec::new();
        parts.extend(self.industry.map(|industry| ("industry", industry.code().to_owned())));
        parts.extend(self.class.and_then(|class| Some(("class", framework.classes.get(class)?.id.clone()))));
        parts.extend(
            self.manufacturing.map(|yes| ("manufacturing", if yes { "yes" } else { "no" }.to_owned())),
        );
        parts.extend(self.sort.map(|sort| ("sort", sort.code())));
        parts.extend(self.is_down.then(|| ("order", "down".to_owned())));
        parts.extend((self.page > 1).then(|| ("page", self.page.to_string())));
        let query: Vec<String> =
            parts.iter().map(|(name, value)| format!("{name}={}", percent_encoded(value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

fn compare(sort: Sort, a: &Member, b: &Member) -> Ordering {
    let directive = |member: &Member, number: usize| -> Option<Fraction> {
        member.score.directives().get(number - 1).and_then(|cell| cell.value())
    };
    match sort {
        Sort::Code => code_order(&a.code).cmp(&code_order(&b.code)),
        Sort::Industry => industry_order(a).cmp(&industry_order(b)),
        Sort::Class => a.score.class().cmp(&b.score.class()),
        Sort::Minimum => a.score.minimum().cmp(&b.score.minimum()),
        Sort::Directive(number) => directive(a, number).cmp(&directive(b, number)),
    }
}

/// `KK-2` stands before `KK-11`.
fn code_order(code: &str) -> (&str, u64) {
    let (prefix, number) = code.rsplit_once('-').unwrap_or((code, ""));
    (prefix, number.parse().unwrap_or(u64::MAX))
}

fn industry_order(member: &Member) -> usize {
    Industry::ALL
        .iter()
        .position(|industry| member.industry == Some(*industry))
        .unwrap_or(Industry::ALL.len())
}

/// What a selection of members adds up to.
pub fn averages(framework: &Framework, members: &[&Member]) -> Averages {
    let mut tally = Tally::new(framework);
    members.iter().for_each(|member| tally.add(&member.score));
    tally.averages()
}
