//! Editions: shorter or plainer ways to ask what a framework asks, for people to whom its items say too much (A-112,
//! A-141 to A-144, A-160, A-164). Their answers become levels of the framework's own items, so its rules score them.

use super::load::limited;
use super::reader::{Problem, Source, Table};
use super::{Item, Scale};
use crate::Text;
use crate::assessments::Answer;

const QUESTION: (usize, usize) = (80, 170);
const HELP: (usize, usize) = (100, 240);
const OPTION: (usize, usize) = (60, 140);

/// One edition with a version of its own.
#[derive(Clone, Debug)]
pub struct PlainEdition {
    /// The file's name: `small-business`.
    pub id: String,
    pub version: String,
    pub name: Text,
    /// Who answers it.
    pub audience: Text,
    pub lead: Text,
    /// How its answers become levels, and what its result is not.
    pub mapping: Text,
    pub questions: Vec<PlainQuestion>,
}

#[derive(Clone, Debug)]
pub struct PlainQuestion {
    /// Positions of the items it stands for, at least one.
    pub items: Vec<usize>,
    pub text: Text,
    pub help: Option<Text>,
    /// At least two, with rising levels.
    pub options: Vec<PlainOption>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainOption {
    pub text: Text,
    /// The level this answer gives to every item of its question.
    pub level: u8,
}

impl PlainEdition {
    /// One answer byte per item, as the framework's scorer takes them. `chosen` has the position of an option, or none,
    /// for each question. An item asked more than once gets the lowest level and is unanswered until all its questions
    /// are answered; an item nobody asks about does not apply, so that directive values stand on what was asked.
    pub fn answers(&self, item_count: usize, chosen: &[Option<usize>]) -> Vec<u8> {
        let level = |index: usize, question: &PlainQuestion| {
            let option = question.options.get(chosen.get(index).copied().flatten()?)?;
            Some(option.level)
        };
        let answer = |item: usize| {
            let mut asked = self
                .questions
                .iter()
                .enumerate()
                .filter(|(_, question)| question.items.contains(&item))
                .map(|(index, question)| level(index, question))
                .peekable();
            if asked.peek().is_none() {
                return Answer::NotApplicable;
            }
            // None is below every level, so one open question leaves the item open.
            asked.min().flatten().map_or(Answer::Unanswered, Answer::Level)
        };
        (0..item_count).map(|item| answer(item).byte()).collect()
    }
}

pub(super) fn read_plain_editions(
    files: &[(String, String)],
    items: &[Item],
    scale: Option<&Scale>,
    problems: &mut Vec<Problem>,
) -> Vec<PlainEdition> {
    let levels = scale.map_or(1..=9, |scale| scale.lowest..=scale.highest);
    let mut editions = Vec::new();
    for (path, text) in files {
        let id = path.strip_prefix("editions/").and_then(|name| name.strip_suffix(".toml"));
        let Some(id) = id else { continue };
        let mut source = Source::new(path, text);
        if let Some(table) = source.root() {
            let mut reader = Reader { source: &mut source, items, levels: levels.clone() };
            editions.push(reader.edition(table, id));
        }
        problems.append(&mut source.problems);
    }
    editions.sort_by_key(|edition: &PlainEdition| (edition.questions.len(), edition.id.clone()));
    editions
}

struct Reader<'s, 'a> {
    source: &'s mut Source<'a>,
    items: &'s [Item],
    levels: std::ops::RangeInclusive<u8>,
}

impl<'a> Reader<'_, 'a> {
    fn edition(&mut self, mut table: Table<'a>, id: &str) -> PlainEdition {
        let line = table.line;
        let version = table.string(self.source, "version");
        let (name, audience) = (table.text(self.source, "name"), table.text(self.source, "audience"));
        let (lead, mapping) = (table.text(self.source, "lead"), table.text(self.source, "mapping"));
        let shared = self.options(&mut table);
        let tables = table.tables(self.source, "question");
        let questions: Vec<_> =
            tables.into_iter().filter_map(|table| self.question(table, &shared)).collect();
        if questions.is_empty() {
            self.source.report(line, "an edition needs at least one [[question]]");
        }
        table.finish(self.source);
        PlainEdition { id: id.to_owned(), version, name, audience, lead, mapping, questions }
    }

    /// A question without a text of its own is its only item's, with the item's level texts.
    fn question(&mut self, mut table: Table<'a>, shared: &[PlainOption]) -> Option<PlainQuestion> {
        let line = table.line;
        let codes: Vec<&str> = self.items.iter().map(|item| item.code.as_str()).collect();
        let items = table.members(self.source, "items", &codes);
        if items.is_empty() {
            self.source.report(line, "a question needs an item it stands for");
        }
        let help = table.has("help").then(|| limited(self.source, &mut table, "help", HELP));
        let own = self.options(&mut table);
        let question = if table.has("text") {
            let text = limited(self.source, &mut table, "text", QUESTION);
            let options = if own.is_empty() { shared.to_vec() } else { own };
            if options.len() < 2 {
                self.source.report(line, "a question needs two [[option]]s, its own or shared ones");
            }
            Some(PlainQuestion { items, text, help, options })
        } else {
            self.items_own(line, &items, help)
        };
        table.finish(self.source);
        question
    }

    fn items_own(&mut self, line: usize, items: &[usize], help: Option<Text>) -> Option<PlainQuestion> {
        let guide = match items {
            [item] => self.items.get(*item).and_then(|item| item.guide.as_ref()),
            _ => None,
        };
        let Some(guide) = guide else {
            self.source
                .report(line, "`text` is missing, and there is not one item with a question to take it from");
            return None;
        };
        let options = guide.levels.iter().zip(self.levels.clone());
        Some(PlainQuestion {
            items: items.to_vec(),
            text: guide.question.clone(),
            help,
            options: options.map(|(text, level)| PlainOption { text: text.clone(), level }).collect(),
        })
    }

    fn options(&mut self, table: &mut Table<'a>) -> Vec<PlainOption> {
        let mut options: Vec<PlainOption> = Vec::new();
        for mut table in table.tables(self.source, "option") {
            let line = table.line;
            let level = table.integer(self.source, "level");
            let text = limited(self.source, &mut table, "text", OPTION);
            table.finish(self.source);
            let Some(level) = u8::try_from(level).ok().filter(|level| self.levels.contains(level)) else {
                self.source.report(line, format!("there is no level {level}"));
                continue;
            };
            if options.last().is_some_and(|last| last.level >= level) {
                self.source.report(line, "options run from the lowest level up, no level twice");
            }
            if options.iter().any(|other| other.text.ja == text.ja || other.text.en == text.en) {
                self.source.report(line, format!("two options are the same: {:?}", text.ja));
            }
            options.push(PlainOption { text, level });
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::super::tests::files;
    use crate::assessments::Answer;

    const EDITION: &str = r#"
version = "1.0"
name = { ja = "版", en = "Edition" }
audience = { ja = "人", en = "People" }
lead = { ja = "前書き", en = "Lead" }
mapping = { ja = "対応", en = "Mapping" }
[[option]]
text = { ja = "いいえ", en = "No" }
level = 1
[[option]]
text = { ja = "はい", en = "Yes" }
level = 3
[[question]]
items = ["1-1", "1-2"]
text = { ja = "最初の問い", en = "First" }
[[question]]
items = ["1-2"]
text = { ja = "次の問い", en = "Second" }
"#;

    fn with(text: &str) -> Result<super::super::Framework, Vec<super::Problem>> {
        let mut files = files("cyber-management-beta");
        files.push(("editions/x.toml".to_owned(), text.to_owned()));
        load(&files)
    }

    #[test]
    fn an_item_asked_twice_gets_the_lowest_answer_and_waits_for_both() {
        let framework = with(EDITION).expect("it loads");
        let edition = framework.plain_edition("x").expect("it is there");
        let of = |chosen: [Option<usize>; 2]| edition.answers(39, &chosen)[..3].to_vec();
        let (left_out, open) = (Answer::NotApplicable.byte(), Answer::Unanswered.byte());
        assert_eq!(of([Some(1), Some(0)]), [3, 1, left_out]);
        assert_eq!(of([Some(1), Some(1)]), [3, 3, left_out]);
        assert_eq!(of([Some(1), None]), [3, open, left_out]);
        assert_eq!(of([None, Some(1)]), [open, open, left_out]);
    }

    #[test]
    fn a_broken_edition_is_refused_with_line_and_reason() {
        for (from, to, expected) in [
            (
                "level = 3",
                "level = 1",
                "editions/x.toml:10: options run from the lowest level up, no level twice",
            ),
            ("level = 3", "level = 9", "editions/x.toml:10: there is no level 9"),
            ("[\"1-2\"]", "[\"1-9\"]", "editions/x.toml:17: `items` names \"1-9\", which is not there"),
            (
                "text = { ja = \"次の問い\", en = \"Second\" }",
                "",
                "editions/x.toml:16: `text` is missing, and there is not one item with a question to take it from",
            ),
            ("en = \"Lead\"", "fr = \"Lead\"", "editions/x.toml:5: `lead` has no en"),
        ] {
            let problems = with(&EDITION.replacen(from, to, 1)).expect_err(from);
            let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert!(said.contains(&expected.to_owned()), "{said:?}");
        }
    }
}
