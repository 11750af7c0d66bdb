//! What commands that handle whole tables print: which one is at work, and at the end count and hash of each.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;

use crate::backup::{FILES, Notice, Sum};
use crate::words::Words;

/// Enough of a hash to compare by eye.
const HASH_LETTERS: usize = 16;

/// A line on standard error that counts up, where somebody is there to see it.
pub fn notice() -> Notice {
    let is_shown = io::stderr().is_terminal();
    Arc::new(move |table, rows| {
        if is_shown {
            // A line that cannot be written is no reason to stop working.
            let _ = write!(io::stderr().lock(), "\r\x1b[K{table}: {rows}\r");
        }
    })
}

/// One line for each table, and one for the files.
pub fn shown(sums: &[Sum], words: Words) -> String {
    let files = words.t("backup-files");
    let mut text = String::new();
    for sum in sums {
        let name = if sum.name == FILES { &files } else { &sum.name };
        let hash = sum.sha256.get(..HASH_LETTERS).unwrap_or_default();
        // Writing into memory does not fail.
        let _ = writeln!(text, "{:>10}  {hash}  {name}", sum.rows);
    }
    text
}
