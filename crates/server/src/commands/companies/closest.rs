//! The code asked for, and those that look like it in case it is not there.

use crate::t;
use crate::words::Words;

const NAMED_MAX: usize = 5;

pub struct Closest<'a> {
    wanted: &'a str,
    /// Nearest first.
    nearest: Vec<(usize, String)>,
}

impl<'a> Closest<'a> {
    pub fn new(wanted: &'a str) -> Closest<'a> {
        Closest { wanted, nearest: Vec::new() }
    }

    /// Whether this is the code; remembers it if it only looks similar.
    pub fn is_it(&mut self, code: &str) -> bool {
        if code == self.wanted {
            return true;
        }
        let distance = distance(&self.wanted.to_lowercase(), &code.to_lowercase());
        let place = self.nearest.partition_point(|(known, _)| *known <= distance);
        if place < NAMED_MAX && distance <= self.wanted.chars().count().div_ceil(2) {
            self.nearest.insert(place, (distance, code.to_owned()));
            self.nearest.truncate(NAMED_MAX);
        }
        false
    }

    pub fn sentence(&self, words: Words) -> String {
        let codes: Vec<&str> = self.nearest.iter().map(|(_, code)| code.as_str()).collect();
        if codes.is_empty() {
            return t!(words, "files-unknown-code", code = self.wanted);
        }
        t!(words, "files-unknown-code-close", code = self.wanted, codes = codes.join(&words.t("karte-comma")))
    }
}

/// Letters to insert, remove or replace until one word is the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, letter) in a.chars().enumerate() {
        let (mut diagonal, mut left) = (i, i + 1);
        for (cell, other) in row.iter_mut().skip(1).zip(b.chars()) {
            let cost = (diagonal + usize::from(letter != other)).min(left + 1).min(*cell + 1);
            (diagonal, left) = (*cell, cost);
            *cell = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changed_letters() {
        for (a, b, expected) in [
            ("kk-2", "kk-2", 0),
            ("kk-2", "kk-12", 1),
            ("kk2", "kk-2", 1),
            ("", "abc", 3),
            ("ky-1", "sv-1", 2),
        ] {
            assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a} {b}");
        }
    }
}
