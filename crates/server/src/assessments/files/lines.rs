//! A text stream line by line, with a bound on the length of a line that is checked before the line is buffered.

use std::io::Read;
use std::ops::Range;

use super::encoding::{Decoded, Refusal};

/// No line of a CSV file and no company of a JSON file is longer.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;

pub struct Lines<R> {
    source: Decoded<R>,
    buffer: Vec<u8>,
    start: usize,
    is_ended: bool,
}

/// One line without its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    Text(&'a str),
    /// Longer than [`LINE_BYTES_MAX`]; the rest of it has been passed over.
    TooLong,
    /// Not UTF-8, or a character that Shift_JIS does not have.
    Broken,
    /// A zero byte: no text file.
    Nul,
}

impl<R: Read> Lines<R> {
    pub fn new(source: Decoded<R>) -> Lines<R> {
        Lines { source, buffer: Vec::new(), start: 0, is_ended: false }
    }

    /// The first byte that is no white space, without taking anything.
    pub fn peek(&mut self) -> Result<Option<u8>, Refusal> {
        loop {
            let rest = self.buffer.get(self.start..).unwrap_or_default();
            if let Some(byte) = rest.iter().find(|byte| !byte.is_ascii_whitespace()) {
                return Ok(Some(*byte));
            }
            if rest.len() > LINE_BYTES_MAX || !self.fill()? {
                return Ok(None);
            }
        }
    }

    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, Refusal> {
        let Some(found) = self.find_line()? else { return Ok(None) };
        self.start = found.range.end + 1;
        if found.has_lost_its_start || found.range.len() > LINE_BYTES_MAX {
            return Ok(Some(Line::TooLong));
        }
        let bytes = self.buffer.get(found.range).unwrap_or_default();
        Ok(Some(text(bytes.strip_suffix(b"\r").unwrap_or(bytes))))
    }

    /// What is buffered and not yet taken, for readers that do not go by lines.
    pub fn rest(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    pub fn take(&mut self, bytes: usize) {
        self.start += bytes;
    }

    /// Reads on; `false` when there is nothing more.
    pub fn fill(&mut self) -> Result<bool, Refusal> {
        if self.is_ended {
            return Ok(false);
        }
        self.buffer.drain(..self.start.min(self.buffer.len()));
        self.start = 0;
        let before = self.buffer.len();
        while !self.is_ended && self.buffer.len() == before {
            self.is_ended = !self.source.append_to(&mut self.buffer)?;
        }
        Ok(self.buffer.len() > before)
    }

    fn find_line(&mut self) -> Result<Option<Found>, Refusal> {
        let (mut searched, mut has_lost_its_start) = (0, false);
        loop {
            let rest = self.buffer.get(self.start..).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', rest.get(searched..).unwrap_or_default()) {
                let range = self.start..self.start + searched + at;
                return Ok(Some(Found { range, has_lost_its_start }));
            }
            searched = rest.len();
            if searched > LINE_BYTES_MAX {
                (searched, has_lost_its_start) = (0, true);
                self.start = self.buffer.len();
            }
            if !self.fill()? {
                let range = self.start.min(self.buffer.len())..self.buffer.len();
                return Ok(
                    (has_lost_its_start || !range.is_empty()).then_some(Found { range, has_lost_its_start })
                );
            }
        }
    }
}

/// Where a line lies in the buffer.
struct Found {
    range: Range<usize>,
    has_lost_its_start: bool,
}

pub(super) fn text(bytes: &[u8]) -> Line<'_> {
    if memchr::memchr(0, bytes).is_some() {
        return Line::Nul;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\u{FFFD}') => Line::Text(text),
        _ => Line::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(Decoded::new(bytes));
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().expect("readable") {
            found.push(match line {
                Line::Text(text) => text.chars().take(20).collect(),
                other => format!("{other:?}"),
            });
        }
        found
    }

    #[test]
    fn lines_end_with_or_without_carriage_return_and_the_last_needs_no_end() {
        assert_eq!(lines(b"a\r\n\nb"), ["a", "", "b"]);
        assert_eq!(lines(b"a\n"), ["a"]);
        assert_eq!(lines(b""), [""; 0]);
    }

    #[test]
    fn a_line_too_long_is_passed_over_and_the_next_is_read() {
        let long = vec![b'x'; 10 * LINE_BYTES_MAX];
        assert_eq!(lines(&[b"a\n", long.as_slice(), b"\nb\n"].concat()), ["a", "TooLong", "b"]);
        assert_eq!(lines(&[b"a\n", long.as_slice()].concat()), ["a", "TooLong"]);
    }

    #[test]
    fn broken_characters_and_zero_bytes_are_told_apart() {
        assert_eq!(lines(b"a\n\xE7\xB4\xA0\n\xE7\xB4,\nb\0\n"), ["a", "素", "Broken", "Nul"]);
    }
}
