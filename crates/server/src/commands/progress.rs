//! A line on standard error that counts up, where somebody is there to see it.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use crate::t;
use crate::words::Words;

pub struct Progress {
    done: usize,
    total: usize,
    words: Words,
    is_shown: bool,
}

impl Progress {
    pub fn new(total: usize, words: Words) -> Progress {
        Progress { done: 0, total, words, is_shown: total > 1 && io::stderr().is_terminal() }
    }

    /// For work that writes files. What goes to standard output shows by itself how far it is.
    pub fn of_files(out: Option<&Path>, total: usize, words: Words) -> Progress {
        Progress::new(if out.is_some() { total } else { 0 }, words)
    }

    pub fn step(&mut self) {
        const WIDTH: usize = 30;
        self.done += 1;
        if !self.is_shown {
            return;
        }
        let filled = WIDTH * self.done / self.total.max(1);
        let bar: String = (0..WIDTH).map(|place| if place < filled { '#' } else { '.' }).collect();
        let count = t!(self.words, "files-progress", done = self.done, total = self.total);
        // A line that cannot be written is no reason to stop working.
        let _ = write!(io::stderr().lock(), "\r[{bar}] {count}");
    }
}

impl Drop for Progress {
    /// What comes next begins on a line of its own, also after a failure.
    fn drop(&mut self) {
        if self.is_shown && self.done > 0 {
            let _ = writeln!(io::stderr().lock());
        }
    }
}
