//! Running other programs: loudly, so that a long check is never silent, and counting the tests they report.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// How many tests a program said it ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs to the end with the terminal's own output; a failing program is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("{shown} failed ({status})");
    }
    Ok(())
}

/// What a program prints; a failing program is an error with its complaint.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {shown}"))?;
    if !output.status.success() {
        bail!("{shown} failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs tests, passing on each line as it comes, and counts what the summaries say.
pub fn tests(command: &mut Command) -> Result<(Tally, bool)> {
    let shown = shown(command);
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {shown}"))?;
    let mut tally = Tally::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            tally += summary(&line);
        }
    }
    let is_good = child.wait()?.success();
    if !is_good && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok((tally, is_good))
}

/// Reads cargo's `test result: ok. 12 passed; 0 failed; …` and node's `# pass 8`.
fn summary(line: &str) -> Tally {
    let words: Vec<&str> = line.trim().split([' ', ';']).filter(|word| !word.is_empty()).collect();
    let before = |name: &str| {
        let place = words.iter().position(|word| *word == name)?;
        words.get(place.checked_sub(1)?)?.parse().ok()
    };
    match words.as_slice() {
        ["test", "result:", ..] => {
            Tally { passed: before("passed").unwrap_or(0), failed: before("failed").unwrap_or(0) }
        }
        ["#" | "ℹ", "pass", count] => Tally { passed: count.parse().unwrap_or(0), failed: 0 },
        ["#" | "ℹ", "fail" | "cancelled", count] => Tally { passed: 0, failed: count.parse().unwrap_or(0) },
        _ => Tally::default(),
    }
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Tally, summary};

    #[test]
    fn the_summaries_of_cargo_and_node_are_counted_and_nothing_else() {
        for (line, passed, failed) in [
            ("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out", 12, 0),
            ("test result: FAILED. 3 passed; 2 failed; 0 ignored", 3, 2),
            ("# pass 8", 8, 0),
            ("ℹ fail 1", 0, 1),
            ("# tests 9", 0, 0),
            ("test the_result: 4 passed", 0, 0),
        ] {
            assert_eq!(summary(line), Tally { passed, failed }, "{line}");
        }
    }
}
