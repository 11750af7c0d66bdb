//! The two hints. One rule gives all three printed kartes (decision 0004):
//!
//! Directives that stand behind their target are sorted into the class's bands, largest gap first.
//! Hint 1 is the directive with the largest gap. Hint 2 is the next one in the same band; if the band
//! is used up, hint 2 is the next band, named as a whole where the band is `grouped`, its action being
//! that of its first directive. Equal gaps go by number. The target is the next class's average, and
//! the top of the scale for the best class.

use super::{Row, list_into};
use crate::frameworks::{Class, Framework, HintBand, TipName};
use crate::{Fraction, Text};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Directive numbers named in the hint.
    pub directives: Vec<usize>,
    /// What is to be improved and how urgent it is.
    pub lead: Text,
    /// What to do, from the first of the directives.
    pub action: Text,
    /// The sentence that names the tip.
    pub tip_sentence: Text,
    /// The tip itself: `9-X`, or an item's code.
    pub tip: Text,
}

impl Hint {
    /// The whole hint as printed.
    pub fn text(&self) -> Text {
        self.lead.map(|lead, language| {
            let gap = if language == crate::Language::English { " " } else { "" };
            [lead, self.action.in_language(language), self.tip_sentence.in_language(language)].join(gap)
        })
    }
}

struct Candidate<'r> {
    row: &'r Row<'r>,
    gap: Fraction,
    band: usize,
}

pub(super) fn hints<'a>(
    framework: &'a Framework,
    class: &Class,
    next_class: Option<usize>,
    rows: &[Row<'a>],
) -> Vec<Hint> {
    let top = framework.scale.top();
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    for row in rows {
        let gap = if next_class.is_some() { row.gap } else { row.own.value().map(|value| top - value) };
        let Some(gap) = gap.filter(|gap| *gap > Fraction::ZERO) else { continue };
        if let Some(band) = class.hint_bands.iter().position(|band| band.from.is_none_or(|from| gap >= from))
        {
            candidates.push(Candidate { row, gap, band });
        }
    }
    candidates.sort_by(|a, b| b.gap.cmp(&a.gap).then(a.row.directive.number.cmp(&b.row.directive.number)));
    let Some((first, rest)) = candidates.split_first() else { return Vec::new() };
    let mut hints = Vec::new();
    if let Some(band) = class.hint_bands.get(first.band) {
        hints.push(hint(framework, &band.first, &[first]));
    }
    if let Some(second) = rest.first()
        && let Some(band) = class.hint_bands.get(second.band)
    {
        hints.push(hint(framework, &band.second, &named_second(first, second, rest, band)));
    }
    hints
}

fn named_second<'c, 'r>(
    first: &Candidate<'_>,
    second: &'c Candidate<'r>,
    rest: &'c [Candidate<'r>],
    band: &HintBand,
) -> Vec<&'c Candidate<'r>> {
    if second.band == first.band || !band.grouped {
        return vec![second];
    }
    let mut whole: Vec<_> = rest.iter().filter(|candidate| candidate.band == second.band).collect();
    whole.sort_by_key(|candidate| candidate.row.directive.number);
    whole
}

fn hint(framework: &Framework, lead: &Text, named: &[&Candidate<'_>]) -> Hint {
    let numbers: Vec<usize> = named.iter().map(|candidate| candidate.row.directive.number).collect();
    let first = named.first().expect("a hint names at least one directive").row;
    let value = first.own.value().expect("a directive with a gap has a value");
    let tip = tip(framework, first);
    Hint {
        lead: list_into(lead, &framework.karte.list_separator, &numbers),
        directives: numbers,
        action: first.directive.hint(value).clone(),
        tip_sentence: framework
            .karte
            .tip_sentence
            .map(|text, language| text.replace("{tip}", tip.in_language(language))),
        tip,
    }
}

fn tip(framework: &Framework, row: &Row<'_>) -> Text {
    let number = row.directive.number;
    let codes =
        || framework.items.get(row.directive.items.clone()).unwrap_or_default().iter().map(|item| &item.code);
    match (framework.karte.tip, row.weakest_item) {
        (TipName::Directive, _) => Text::new(format!("{number}-X"), format!("{number}-X")),
        (TipName::WeakestItem, Some(item)) => Text::new(&item.code, &item.code),
        // Only sums are known: all tips of the directive.
        (TipName::WeakestItem, None) => match (codes().next(), codes().next_back()) {
            (Some(first), Some(last)) => Text::new(format!("{first}〜{last}"), format!("{first} to {last}")),
            _ => Text::default(),
        },
    }
}
