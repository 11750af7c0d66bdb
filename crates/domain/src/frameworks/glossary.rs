//! Terms that a manager may not know, in plain words, and where in the items they occur (B-172).

use super::load::limited;
use super::reader::{Problem, Source, Table};
use super::{Item, ItemGuide};
use crate::Text;

pub(super) const GLOSSARY: &str = "glossary.toml";
const MEANING: (usize, usize) = (100, 240);

#[derive(Clone, Debug)]
pub struct Term {
    pub id: String,
    pub name: Text,
    pub meaning: Text,
    /// Other spellings in our texts, in Japanese and in English.
    also: (Vec<String>, Vec<String>),
}

impl Term {
    fn occurs_in(&self, texts: &[&Text]) -> bool {
        let in_one = |one: &str, name: &str, also: &[String]| {
            contains(one, name) || also.iter().any(|spelling| contains(one, spelling))
        };
        texts.iter().any(|text| {
            in_one(&text.ja, &self.name.ja, &self.also.0) || in_one(&text.en, &self.name.en, &self.also.1)
        })
    }
}

/// Whether a word stands in a text. A word of Latin letters must stand alone: `SOC` is not in `SOCIAL`.
fn contains(text: &str, word: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    text.match_indices(word).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        let starts = is_letter(found.chars().next()) && is_letter(before.chars().next_back());
        let ends = is_letter(found.chars().next_back()) && is_letter(after.chars().next());
        !starts && !ends
    })
}

pub(super) fn read_glossary(files: &[(String, String)], problems: &mut Vec<Problem>) -> Vec<Term> {
    let Some((path, text)) = files.iter().find(|(path, _)| path == GLOSSARY) else { return Vec::new() };
    let mut source = Source::new(path, text);
    let mut terms: Vec<Term> = Vec::new();
    if let Some(mut root) = source.root() {
        for table in root.tables(&mut source, "term") {
            let line = table.line;
            let term = read_term(&mut source, table);
            if terms.iter().any(|other| other.id == term.id || other.name.ja == term.name.ja) {
                source.report(line, format!("term `{}` is there twice", term.id));
            }
            terms.push(term);
        }
        root.finish(&mut source);
    }
    problems.append(&mut source.problems);
    terms
}

fn read_term(source: &mut Source<'_>, mut table: Table<'_>) -> Term {
    let id = table.string(source, "id");
    let name = table.text(source, "name");
    let also = match table.has("also").then(|| table.table(source, "also")).flatten() {
        Some(mut also) => {
            let spellings = (also.optional_strings(source, "ja"), also.optional_strings(source, "en"));
            also.finish(source);
            spellings
        }
        None => (Vec::new(), Vec::new()),
    };
    let meaning = limited(source, &mut table, "meaning", MEANING);
    table.finish(source);
    Term { id, name, meaning, also }
}

/// Positions of the terms that occur in what a person reads to answer an item.
pub(super) fn terms_of(item: &Item, terms: &[Term]) -> Vec<usize> {
    let Some(guide) = &item.guide else { return Vec::new() };
    let texts = texts(item, guide);
    terms.iter().enumerate().filter(|(_, term)| term.occurs_in(&texts)).map(|(index, _)| index).collect()
}

fn texts<'a>(item: &'a Item, guide: &'a ItemGuide) -> Vec<&'a Text> {
    let mut texts = vec![&item.title, &guide.question, &guide.intent, &guide.doubt];
    texts.extend(&guide.levels);
    texts.extend(&guide.evidence);
    texts.extend(&guide.next);
    if let Some(help) = &guide.help {
        texts.extend([&help.aim, &help.partly, &help.tools, &help.works]);
        texts.extend(help.can.iter().flatten());
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn latin_words_stand_alone_and_japanese_ones_need_not() {
        for (text, word, expected) in [
            ("SOCが検知した", "SOC", true),
            ("SOCIAL", "SOC", false),
            ("CSIRTとSOC", "SOC", true),
            ("脆弱性診断を行う", "脆弱性", true),
            ("patches are", "patch", false),
        ] {
            assert_eq!(contains(text, word), expected, "{text} {word}");
        }
    }
}
