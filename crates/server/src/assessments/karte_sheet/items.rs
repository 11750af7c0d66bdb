//! All items below the karte: the answer, and one click to the guide and the tips.

use domain::Fraction;
use domain::assessments::Answer;
use domain::frameworks::{Directive, Framework};

use super::Source;
use super::rows::{Value, value};
use crate::assessments::answer_text;
use crate::frameworks::help_view::{Link, item_link, tips_of};
use crate::t;
use crate::words::Words;

/// The items of one directive.
pub struct ItemLines {
    pub name: String,
    pub items: Vec<ItemLine>,
}

pub struct ItemLine {
    pub guide: Link,
    pub level: Value,
    /// The answer in words, for a screen reader and for answers that are no level.
    pub answer: String,
    pub tips: Vec<Link>,
}

/// A level is a whole number, with the tint and sign of a directive's value.
pub fn level_value(words: Words, framework: &Framework, level: Option<u8>) -> Value {
    let tinted = value(words, framework, level.map(|level| Fraction::whole(i64::from(level))));
    Value { shown: level.map_or("–".to_owned(), |level| level.to_string()), ..tinted }
}

/// 「指示9 サプライチェーン対策」
pub fn directive_name(words: Words, directive: &Directive) -> String {
    format!("{} {}", t!(words, "sheet-directive", number = directive.number), words.of(&directive.short))
}

/// Every item by directive; nothing where only sums are known.
pub fn item_lines(source: &Source<'_>) -> Vec<ItemLines> {
    let (words, framework) = (source.words, &source.edition.framework);
    let Some(answers) = source.answers else { return Vec::new() };
    let line = |index: usize| {
        let item = framework.items.get(index)?;
        let answer = Answer::from_byte(answers.get(index).copied().unwrap_or_default());
        let level = answer.level();
        // The tip marks the cases that lead to the level after this one.
        let tips = tips_of(words, framework, index).into_iter().map(|tip| Link {
            path: level.map_or_else(|| tip.path.clone(), |level| format!("{}?level={level}", tip.path)),
            ..tip
        });
        Some(ItemLine {
            guide: item_link(words, framework, item),
            level: level_value(words, framework, level),
            answer: match answer {
                Answer::Level(_) => String::new(),
                Answer::Unanswered => words.t("answer-unanswered"),
                answer => answer_text(words, framework, answer),
            },
            tips: tips.collect(),
        })
    };
    let of_directive = |directive: &Directive| ItemLines {
        name: directive_name(words, directive),
        items: directive.items.clone().filter_map(line).collect(),
    };
    framework.directives.iter().map(of_directive).collect()
}
