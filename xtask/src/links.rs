//! Links in our Markdown pages lead somewhere: to a file of the repository, and to a heading where one is named.

use std::path::{Component, Path, PathBuf};

use crate::tidy::Source;

/// Every link to a file or heading that is not there.
pub fn broken(root: &Path, files: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for page in files.iter().filter(|file| file.path.ends_with(".md")) {
        for (number, target) in links(&page.text) {
            if let Some(problem) = problem(root, files, page, target) {
                problems.push(format!("{}:{number}: {problem}", page.path));
            }
        }
    }
    problems
}

/// Line number and target of each inline link, outside fenced code.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut is_code = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        if is_code {
            continue;
        }
        let mut rest = line;
        while let Some((_, after)) = rest.split_once("](") {
            let Some((target, next)) = after.split_once(')') else { break };
            found.push((index + 1, target.split_whitespace().next().unwrap_or_default()));
            rest = next;
        }
    }
    found
}

fn problem(root: &Path, files: &[Source], page: &Source, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let folder = Path::new(&page.path).parent().unwrap_or(Path::new(""));
    let goal = if path.is_empty() { PathBuf::from(&page.path) } else { normal(&folder.join(path))? };
    if !root.join(&goal).exists() {
        return Some(format!("{target} leads nowhere"));
    }
    let known = files.iter().find(|file| Path::new(&file.path) == goal && file.path.ends_with(".md"))?;
    let has_heading = heading.is_empty() || headings(&known.text).any(|one| one == heading);
    (!has_heading).then(|| format!("{} has no heading #{heading}", known.path))
}

/// Without `.` and `..`; nothing for a path that leaves the repository.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => parts.pop().then_some(())?,
            Component::CurDir => {}
            part => parts.push(part),
        }
    }
    Some(parts)
}

/// The anchors that GitHub makes of headings.
fn headings(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().filter(|line| line.starts_with('#')).map(|line| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{broken, links};
    use crate::tidy::Source;

    #[test]
    fn links_are_found_outside_code_and_checked_with_their_headings() {
        let text = "see [a](b.md) and [c](#two-words)\n```\n[x](y)\n```\n## Two words\n[gone](#three) [web](https://x.example)";
        assert_eq!(links(text).len(), 4);
        let page = Source { path: "page.md".to_owned(), text: text.to_owned() };
        let problems = broken(std::path::Path::new("/nowhere"), &[page]);
        assert_eq!(
            problems,
            [
                "page.md:1: b.md leads nowhere",
                "page.md:1: #two-words leads nowhere",
                "page.md:6: #three leads nowhere"
            ]
        );
    }
}
