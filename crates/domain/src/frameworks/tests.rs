//! The frameworks that ship load cleanly, and a broken one is refused with file, line and reason.

use std::path::Path;

use super::*;

/// A company of table 2.2 by the sums of its item levels.
pub(crate) struct Company {
    pub code: String,
    pub sums: Vec<i64>,
    pub class: String,
}

pub(crate) fn files(id: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frameworks").join(id);
    let mut files = Vec::new();
    for folder in ["", "directives", "items", "tips", "crosswalks", "editions"] {
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else { continue };
        for entry in entries {
            let path = entry.expect("a readable entry").path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    files
}

pub(crate) fn beta() -> Framework {
    static BETA: std::sync::LazyLock<Framework> = std::sync::LazyLock::new(|| {
        load(&files("cyber-management-beta")).expect("the frozen framework loads")
    });
    BETA.clone()
}

pub(crate) fn companies() -> Vec<Company> {
    let path = "../../frameworks/cyber-management-beta/cohorts/fy2020.csv";
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .expect("the published cohort");
    let company = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        Company {
            code: cells[0].to_owned(),
            sums: cells[2..12].iter().map(|cell| cell.parse().expect("a sum")).collect(),
            class: cells[12].to_owned(),
        }
    };
    text.lines().skip(1).map(company).collect()
}

#[test]
fn the_shipped_frameworks_load() {
    for id in ["cyber-management-beta", "cyber-management"] {
        let framework = load(&files(id)).unwrap_or_else(|problems| {
            panic!("{}", problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"))
        });
        assert_eq!(framework.id, id);
        assert_eq!(framework.item_counts(), [3, 3, 4, 3, 10, 4, 5, 2, 3, 2]);
    }
}

#[test]
fn titles_are_the_reports_in_both_versions() {
    let (frozen, current) = (beta(), load(&files("cyber-management")).expect("it loads"));
    for (a, b) in frozen.items.iter().zip(&current.items) {
        assert_eq!((&a.title.ja, &a.tip.ja), (&b.title.ja, &b.tip.ja), "{}", a.code);
    }
}

#[test]
fn every_current_item_can_be_answered() {
    let framework = load(&files("cyber-management")).expect("it loads");
    for item in &framework.items {
        let guide = item.guide.as_ref().unwrap_or_else(|| panic!("{} has no guide", item.code));
        assert_eq!((guide.levels.len(), guide.next.len()), (5, 4), "{}", item.code);
        assert!(guide.evidence.len() >= 2, "{}", item.code);
    }
}

/// Replaces text in one file of the frozen framework and lists what the loader says.
fn check(file: &str, from: &str, to: &str, expected: &[&str]) {
    let mut files = files("cyber-management-beta");
    let text = &mut files.iter_mut().find(|(path, _)| path == file).expect("the file").1;
    assert!(text.contains(from), "{file} has no {from}");
    *text = text.replacen(from, to, 1);
    let problems = load(&files).expect_err("a broken framework");
    assert_eq!(problems.iter().map(Problem::to_string).collect::<Vec<_>>(), expected);
}

#[test]
fn a_missing_language_is_named_with_its_line() {
    check("items/1-1.toml", "tip.en = ", "tip.fr = ", &["items/1-1.toml:3: `tip` has no en"]);
}

#[test]
fn an_unknown_field_is_named_with_its_line() {
    check(
        "items/2-2.toml",
        "title.ja",
        "titel.ja",
        &["items/2-2.toml:1: `titel` is not a field known here", "items/2-2.toml:2: `title` has no ja"],
    );
}

#[test]
fn an_unknown_rule_kind_is_refused_by_name() {
    check(
        "framework.toml",
        "kind = \"target\"",
        "kind = \"ladder\"",
        &[
            "framework.toml:56: rule `gap`: kind `ladder` is not known to this version (aggregate, classify, target)",
            "framework.toml:63: `gap` names `gap`, which is no rule that gives DirectiveGaps",
        ],
    );
}

#[test]
fn boundaries_must_fall_and_name_the_classes() {
    check(
        "framework.toml",
        "\"A from 3.75\", \"B from 2.65\"",
        "\"A from 2.65\", \"B from 3.75\"",
        &["framework.toml:49: band \"B from 3.75\": boundaries must fall from band to band"],
    );
}

#[test]
fn a_syntax_error_has_a_line() {
    check(
        "directives/3.toml",
        "title.ja = ",
        "title.ja ",
        &["directives/3.toml:1: key with no value, expected `=`"],
    );
}

#[test]
fn equal_level_texts_are_refused() {
    check(
        "framework.toml",
        "level.2.ja = \"レベル2\"",
        "level.2.ja = \"レベル1\"",
        &["framework.toml:18: two texts of `level` are the same: \"レベル1\""],
    );
}

#[test]
fn a_folder_without_its_main_file_is_no_framework() {
    assert_eq!(load(&[]).expect_err("nothing there")[0].file, "framework.toml");
}

/// Replaces text in one file of the current framework and expects just this complaint.
fn check_current(file: &str, from: &str, to: &str, expected: &str) {
    let mut files = files("cyber-management");
    let text = &mut files.iter_mut().find(|(path, _)| path == file).expect("the file").1;
    assert!(text.contains(from), "{file} has no {from}");
    *text = text.replacen(from, to, 1);
    let problems = load(&files).expect_err("a broken framework");
    let said: Vec<String> = problems.iter().map(Problem::to_string).collect();
    assert!(said.iter().any(|problem| problem.contains(expected)), "{expected} is not in {said:?}");
}

#[test]
fn a_broken_tip_is_refused_with_its_line() {
    check_current("tips/5-6.toml", "lead.en", "lead.fr", "tips/5-6.toml:1: `lead` has no en");
    check_current("tips/5-6.toml", "5-6-01", "5-5-01", "`id` must be 5-6-01, 5-6-02, …, not \"5-5-01\"");
    check_current(
        "tips/5-6.toml",
        "leads_to = 2",
        "leads_to = 1",
        "`leads_to` must be a level above the lowest",
    );
    check_current("tips/5-6.toml", "year", "jahr", "`jahr` is not a field known here");
    check_current("tips/5-6.toml", "source = \"table-3.", "source = \"table-9.", "`source` must be one of");
}

#[test]
fn a_tip_of_an_item_that_is_not_there_is_refused() {
    let mut files = files("cyber-management");
    files.push(("tips/11-1.toml".to_owned(), "planned = true".to_owned()));
    let problems = load(&files).expect_err("a tip without an item");
    assert_eq!(problems[0].to_string(), "tips/11-1.toml: no item of this framework has a tip 11-1");
}

#[test]
fn an_item_without_a_tip_file_has_a_planned_tip_with_its_title() {
    let framework = beta();
    let tip = framework.tip("9-1").expect("a tip for every item");
    assert!(tip.content.is_none());
    assert_eq!(tip.title.ja, "グループ会社のリスク分析・評価と対策の実施");
}

#[test]
fn a_dangling_id_in_a_crosswalk_is_refused() {
    let file = "crosswalks/csf-2.0.toml";
    check_current(
        file,
        "items = [\"1-3\"]",
        "items = [\"1-9\"]",
        "`items` names \"1-9\", which is not there",
    );
    check_current(file, "group = \"GV\"", "group = \"XX\"", "there is no group `XX`");
}

#[test]
fn help_with_a_gap_or_a_circle_is_refused() {
    let file = "items/8-2.toml";
    check_current(
        file,
        "effort.1 = \"",
        "effort.1 = \"never ",
        "`effort.1` must be one of days, weeks, months, year",
    );
    check_current(file, "aim.en", "aim.fr", "`aim` has no en");
    let mut files = files("cyber-management");
    let text = &mut files.iter_mut().find(|(path, _)| path == file).expect("the file").1;
    *text = text.lines().filter(|line| !line.starts_with("requires")).collect::<Vec<_>>().join("\n");
    *text = format!("requires = [\"8-2\"]\n{text}");
    let problems = load(&files).expect_err("an item that needs itself");
    assert_eq!(problems[0].message, "`requires` leads back to 8-2 itself");
}

#[test]
fn a_result_is_counted_in_the_terms_of_another_standard() {
    let framework = load(&files("cyber-management")).expect("it loads");
    let csf = framework.crosswalk("csf-2.0").expect("the crosswalk");
    assert_eq!((csf.groups.len(), csf.entries.len()), (6, 22));
    // Levels 1 to 5 in turn; 1-1 has none.
    let mut levels: Vec<Option<u8>> = (0..39).map(|index| Some(1 + index % 5)).collect();
    levels[0] = None;
    let position = csf.entries.iter().position(|entry| entry.id == "GV.RM").expect("the category");
    let entry = &csf.entries[position];
    let known: Vec<i64> = entry.items.iter().filter_map(|item| levels[*item]).map(i64::from).collect();
    let expected = Fraction::new(known.iter().sum(), known.len() as i64);
    assert_eq!(csf.entry_values(&levels)[position], Some(expected));
    assert!(csf.group_values(&levels).iter().all(Option::is_some));
    assert!(csf.entry_values(&[None; 39]).iter().all(Option::is_none));
}

#[test]
fn every_standard_names_what_has_no_counterpart() {
    let framework = load(&files("cyber-management")).expect("it loads");
    for crosswalk in &framework.crosswalks {
        let without = crosswalk.items_without(framework.items.len());
        for (index, item) in framework.items.iter().enumerate() {
            assert_eq!(without.contains(&index), crosswalk.entries_of(index).count() == 0, "{}", item.code);
        }
    }
}

/// 「8割」, not 「役割」.
fn has_share(text: &str) -> bool {
    text.match_indices('割').any(|(at, _)| text[..at].ends_with(|before: char| before.is_ascii_digit()))
}

/// A level text that claims a share or a rhythm says it in numbers, in both languages.
#[test]
fn thresholds_are_numbers_in_both_languages() {
    let framework = load(&files("cyber-management")).expect("it loads");
    let vague =
        ["十分", "適切に", "概ね", "おおむね", "大部分", "多くの", "sufficient", "adequate", "appropriate"];
    for item in &framework.items {
        let guide = item.guide.as_ref().expect("a guide");
        for text in &guide.levels {
            for word in vague {
                assert!(!text.ja.contains(word) && !text.en.contains(word), "{} says {word}", item.code);
            }
            assert_eq!(
                has_share(&text.ja),
                text.en.contains('%'),
                "{}: a share in one language only: {}",
                item.code,
                text.ja
            );
        }
    }
}

#[test]
fn terms_are_found_where_they_occur_and_a_broken_glossary_is_refused() {
    let term = |id: &str, name: &str| {
        format!(
            "[[term]]\nid = \"{id}\"\nname = {{ ja = \"{name}\", en = \"{name} term\" }}\nmeaning = {{ ja = \"意味\", en = \"Meaning\" }}\n"
        )
    };
    let with = |text: String| {
        let mut files = files("cyber-management");
        files.retain(|(path, _)| path != "glossary.toml");
        files.push(("glossary.toml".to_owned(), text));
        load(&files)
    };
    let framework =
        with(term("vulnerability", "脆弱性") + &term("nowhere", "どこにもない語")).expect("it loads");
    let of = |code: &str| &framework.items[framework.item_index(code).expect("the item")].terms;
    assert_eq!((of("5-6").as_slice(), of("6-1").contains(&1)), ([0].as_slice(), false));
    let problems = with(term("a", "語") + &term("a", "別の語")).expect_err("a term twice");
    assert_eq!(problems[0].to_string(), "glossary.toml:5: term `a` is there twice");
    let problems = with("[[term]]\nid = \"a\"\n".to_owned()).expect_err("a term without words");
    assert!(problems.iter().any(|problem| problem.message == "`name` is missing"));
}

/// Abbreviations in what a person reads to answer are explained, but for a few that everybody uses.
#[test]
fn no_item_uses_an_abbreviation_before_the_glossary_has_it() {
    let framework = load(&files("cyber-management")).expect("it loads");
    let everyday = ["IT", "OS", "ID", "PC", "USB", "CC"];
    let explained: Vec<&str> = framework.glossary.iter().flat_map(|term| term.name.ja.split('/')).collect();
    let mut unexplained = Vec::new();
    for item in &framework.items {
        let guide = item.guide.as_ref().expect("a guide");
        let mut texts = vec![&guide.question, &guide.intent, &guide.doubt];
        texts.extend(guide.levels.iter().chain(&guide.evidence).chain(&guide.next));
        for word in
            texts.iter().flat_map(|text| text.ja.split(|letter: char| !letter.is_ascii_alphanumeric()))
        {
            let is_abbreviation = word.len() > 1 && word.chars().filter(char::is_ascii_uppercase).count() > 1;
            if is_abbreviation && !everyday.contains(&word) && !explained.contains(&word) {
                unexplained.push(format!("{} {word}", item.code));
            }
        }
    }
    assert!(unexplained.is_empty(), "{unexplained:?}");
}
