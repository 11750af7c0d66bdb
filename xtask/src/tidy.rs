//! House rules no compiler knows: no leftovers, no giant files, no dead links, no orphans, guide pages in pairs.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::links;

const LINES_MAX: usize = 500;
const LONG_FILES: &str = "xtask/long-files.txt";

/// Folders that hold nothing of ours.
const SKIPPED: &[&str] = &["target", "node_modules", ".git", "data", "demo-data"];

/// A file of the repository, read.
pub struct Source {
    /// Below the workspace, with `/`.
    pub path: String,
    pub text: String,
}

pub fn run() -> Result<()> {
    let root = crate::root();
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let mut problems = leftovers(&files);
    problems.extend(long_files(&files)?);
    problems.extend(orphan_templates(&files));
    problems.extend(unpaired_pages(&files));
    problems.extend(links::broken(&root, &files));
    println!("    {} files read", files.len());
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(())
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<Source>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if entry.file_type()?.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                collect(root, &path, files)?;
            }
        } else if is_ours(&path) {
            let text =
                std::fs::read_to_string(&path).with_context(|| format!("{} is no UTF-8", path.display()))?;
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(Source { path, text });
        }
    }
    Ok(())
}

fn is_ours(path: &Path) -> bool {
    let kinds = ["rs", "md", "html", "css", "js", "mjs", "ftl", "sql"];
    path.extension().is_some_and(|kind| kinds.iter().any(|known| kind == *known))
}

fn kind<'f>(files: &'f [Source], ending: &'f str) -> impl Iterator<Item = &'f Source> {
    files.iter().filter(move |file| file.path.ends_with(ending))
}

/// Macros that belong to unfinished work.
fn leftovers(files: &[Source]) -> Vec<String> {
    let forbidden = [concat!("dbg", "!("), concat!("todo", "!("), concat!("unimplemented", "!(")];
    let mut problems = Vec::new();
    for file in kind(files, ".rs") {
        for (number, line) in file.text.lines().enumerate() {
            let found = forbidden.iter().find(|word| line.contains(**word));
            problems.extend(found.map(|word| format!("{}:{}: {word} is a leftover", file.path, number + 1)));
        }
    }
    problems
}

/// Files above the limit need a reason, and reasons need a file: `path: reason`, one a line.
fn long_files(files: &[Source]) -> Result<Vec<String>> {
    let list = std::fs::read_to_string(crate::root().join(LONG_FILES)).with_context(|| LONG_FILES)?;
    let reasons: Vec<(&str, &str)> = list.lines().filter_map(|line| line.split_once(": ")).collect();
    let is_code = |file: &&Source| !file.path.ends_with(".md") && !file.path.ends_with(".ftl");
    let long: Vec<&Source> =
        files.iter().filter(is_code).filter(|file| file.text.lines().count() > LINES_MAX).collect();
    let unexplained = long.iter().filter(|file| !reasons.iter().any(|(path, _)| *path == file.path));
    let mut problems: Vec<String> = unexplained
        .map(|file| {
            format!(
                "{}: {} lines; split it, or give the reason in {LONG_FILES}",
                file.path,
                file.text.lines().count()
            )
        })
        .collect();
    let outdated = reasons.iter().filter(|(path, _)| !long.iter().any(|file| file.path == *path));
    problems.extend(
        outdated.map(|(path, _)| format!("{LONG_FILES}: {path} is not above {LINES_MAX} lines; take it off")),
    );
    Ok(problems)
}

/// Templates that nothing renders, includes or extends.
fn orphan_templates(files: &[Source]) -> Vec<String> {
    let home = "crates/server/src/";
    let is_used = |name: &str| files.iter().any(|file| file.text.contains(&format!("\"{name}\"")));
    let templates = kind(files, ".html").filter_map(|file| file.path.strip_prefix(home));
    templates
        .filter(|name| !is_used(name))
        .map(|name| format!("{home}{name}: no page uses this template"))
        .collect()
}

/// Pages of the guide exist in Japanese and in English.
fn unpaired_pages(files: &[Source]) -> Vec<String> {
    let languages = [("docs/guide/ja/", "docs/guide/en/"), ("docs/guide/en/", "docs/guide/ja/")];
    let mut problems = Vec::new();
    for (here, there) in languages {
        for name in kind(files, ".md").filter_map(|file| file.path.strip_prefix(here)) {
            let other = PathBuf::from(format!("{there}{name}"));
            let is_paired = files.iter().any(|file| Path::new(&file.path) == other);
            problems
                .extend((!is_paired).then(|| format!("{here}{name} has no counterpart {}", other.display())));
        }
    }
    problems
}
