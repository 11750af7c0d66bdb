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
    for folder in ["", "directives", "items", "tips", "crosswalks"] {
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
