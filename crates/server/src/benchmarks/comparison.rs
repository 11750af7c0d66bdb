//! Two cohorts side by side: who is in one only, class counts and averages with their differences.

use domain::Fraction;
use domain::frameworks::Framework;

use crate::error::{Error, Result};
use crate::frameworks::Cohort;
use crate::t;
use crate::words::Words;

/// As many codes are named; of more only the number is told.
const CODES_NAMED_MAX: usize = 20;

pub struct Comparison {
    /// Name and date of each.
    pub names: (String, String),
    /// In which way the two differ.
    pub differences: Vec<String>,
    /// Class, count in each, difference in words.
    pub counts: Vec<(String, usize, usize, String)>,
    pub groups: Vec<Group>,
}

/// The averages of all, or of one class, in both cohorts.
pub struct Group {
    pub name: String,
    pub first: Vec<String>,
    pub second: Vec<String>,
    pub differences: Vec<Difference>,
}

/// How much the first lies above or below the second.
pub struct Difference {
    pub text: String,
    pub is_none: bool,
}

/// Whether two cohorts have the same directives and classes.
pub fn fits(a: &Cohort, b: &Cohort) -> bool {
    a.name != b.name
        && a.averages.all().len() == b.averages.all().len()
        && a.averages.class_counts.len() == b.averages.class_counts.len()
}

pub fn address(cohort: &Cohort, other: &Cohort) -> String {
    let with = if cohort.name.framework == other.name.framework {
        other.name.cohort.clone()
    } else {
        format!("{}/{}", other.name.framework, other.name.cohort)
    };
    format!("{}/comparison?with={}", super::path(&cohort.name), crate::ui::percent_encoded(&with))
}

impl Comparison {
    pub fn of(words: Words, framework: &Framework, first: &Cohort, second: &Cohort) -> Result<Comparison> {
        if !fits(first, second) {
            return Err(Error::NotFound);
        }
        let named = |cohort: &Cohort| {
            t!(
                words,
                "comparison-name",
                name = words.of(&cohort.spec.name),
                as_of = words.of(&cohort.spec.as_of)
            )
        };
        let classes = framework.classes.iter().enumerate();
        let count = |cohort: &Cohort, class: usize| {
            cohort.averages.class_counts.get(class).copied().unwrap_or_default()
        };
        let mut counts =
            vec![count_row(words, words.t("comparison-all"), first.averages.count, second.averages.count)];
        let mut groups =
            vec![group(words, words.t("karte-row-all"), first.averages.all(), second.averages.all())];
        for (index, class) in classes {
            let name = words.of(&class.name).to_owned();
            let average = t!(words, "karte-row-class", class = name.clone());
            counts.push(count_row(words, name, count(first, index), count(second, index)));
            groups.push(group(words, average, first.averages.class(index), second.averages.class(index)));
        }
        Ok(Comparison {
            names: (named(first), named(second)),
            differences: differences(words, first, second),
            counts,
            groups,
        })
    }
}

fn count_row(words: Words, name: String, first: usize, second: usize) -> (String, usize, usize, String) {
    let difference = match first.cmp(&second) {
        std::cmp::Ordering::Equal => words.t("comparison-same"),
        std::cmp::Ordering::Greater => t!(words, "comparison-more", count = first - second),
        std::cmp::Ordering::Less => t!(words, "comparison-fewer", count = second - first),
    };
    (name, first, second, difference)
}

fn group(words: Words, name: String, first: &[Option<Fraction>], second: &[Option<Fraction>]) -> Group {
    let shown = |row: &[Option<Fraction>]| -> Vec<String> {
        row.iter().map(|value| value.map_or("–".to_owned(), Fraction::shown)).collect()
    };
    let difference = |(first, second): (&Option<Fraction>, &Option<Fraction>)| match (first, second) {
        (Some(first), Some(second)) => difference(words, *first - *second),
        _ => Difference { text: "–".to_owned(), is_none: true },
    };
    let differences = first.iter().zip(second).map(difference).collect();
    Group { name, first: shown(first), second: shown(second), differences }
}

fn difference(words: Words, difference: Fraction) -> Difference {
    let size = difference.shown_size();
    match difference.tenths() {
        0 => Difference { text: words.t("comparison-same"), is_none: true },
        tenths if tenths > 0 => {
            Difference { text: t!(words, "comparison-higher", size = size), is_none: false }
        }
        _ => Difference { text: t!(words, "comparison-lower", size = size), is_none: false },
    }
}

/// Number of companies, and the codes that are in one of the two only.
fn differences(words: Words, first: &Cohort, second: &Cohort) -> Vec<String> {
    let name = |cohort: &Cohort| words.of(&cohort.spec.name).to_owned();
    let mut sentences = vec![t!(
        words,
        "comparison-sizes",
        first = name(first),
        first_count = first.averages.count,
        second = name(second),
        second_count = second.averages.count,
    )];
    for (here, there) in [(first, second), (second, first)] {
        let only: Vec<&str> = only_in(here, there);
        if only.len() > CODES_NAMED_MAX {
            sentences.push(t!(words, "comparison-only-count", name = name(here), count = only.len()));
        } else if !only.is_empty() {
            let codes = only.join(&words.t("karte-comma"));
            sentences.push(t!(words, "comparison-only", name = name(here), codes = codes));
        }
    }
    if first.name.framework != second.name.framework {
        sentences.push(words.t("comparison-frameworks"));
    }
    sentences
}

fn only_in<'a>(here: &'a Cohort, there: &Cohort) -> Vec<&'a str> {
    let known: std::collections::HashSet<&str> =
        there.members.iter().map(|member| member.code.as_str()).collect();
    here.members.iter().map(|member| member.code.as_str()).filter(|code| !known.contains(code)).collect()
}
