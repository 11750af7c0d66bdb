//! Text in a picture: escaping, estimated width, and blocks of lines that know which space they take.

use crate::svg::{Ink, n};
use crate::wrap::{TORN, wrap};

/// Size of all text that must be read, in user units.
pub(crate) const FONT: f64 = 13.0;
/// Distance of two baselines.
pub(crate) const LINE: f64 = 16.0;

/// Text made safe for an XML element or attribute. Characters that XML forbids are dropped.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            _ => safe.push(c),
        }
    }
    safe
}

/// Estimated width of a text in em. Slightly generous, because the reader's font is unknown.
pub(crate) fn ems(text: &str) -> f64 {
    text.chars().map(char_ems).sum()
}

/// Estimated width of a text in user units at the usual size.
pub(crate) fn text_width(text: &str) -> f64 {
    ems(text) * FONT
}

pub(crate) fn char_ems(c: char) -> f64 {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        ' ' | '\u{a0}' => 0.3,
        'M' | 'W' | 'm' | 'w' | '@' | '%' => 0.86,
        'A'..='Z' => 0.68,
        _ if is_wide(c) => 1.0,
        _ => 0.56,
    }
}

/// Whether a character takes a full square, as Chinese characters and kana do.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2014}'..='\u{2017}' | '\u{2025}'..='\u{27bf}' | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{1f000}'..='\u{3ffff}')
}

/// On which side of its place a text stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    pub fn name(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}

/// Wrapped text at a place: `x` is its anchor, `top` the upper border of its first line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub x: f64,
    pub top: f64,
    pub anchor: Anchor,
    pub lines: Vec<String>,
    /// How awkward its line breaks are, see [`wrap`].
    pub awkwardness: f64,
}

impl Block {
    /// The text wrapped into the room, with its anchor at the origin.
    pub fn new(text: &str, room: f64, anchor: Anchor) -> Self {
        let wrapped = wrap(text, room / FONT);
        Block { x: 0.0, top: 0.0, anchor, lines: wrapped.lines, awkwardness: wrapped.awkwardness }
    }

    /// Whether a word had to be cut to fit the room.
    pub fn is_torn(&self) -> bool {
        self.awkwardness >= TORN
    }

    pub fn at(self, x: f64, top: f64) -> Self {
        Block { x, top, ..self }
    }

    pub fn width(&self) -> f64 {
        self.lines.iter().map(|line| text_width(line)).fold(0.0, f64::max)
    }

    pub fn height(&self) -> f64 {
        self.lines.len() as f64 * LINE
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.height()
    }

    pub fn left(&self) -> f64 {
        match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - self.width() / 2.0,
            Anchor::End => self.x - self.width(),
        }
    }

    pub fn right(&self) -> f64 {
        self.left() + self.width()
    }

    pub fn overlaps(&self, other: &Block) -> bool {
        let apart = self.right() <= other.left() || other.right() <= self.left();
        !(apart || self.bottom() <= other.top || other.bottom() <= self.top)
    }

    pub fn svg(&self, ink: Ink) -> String {
        let lines = self.lines.iter().enumerate();
        lines.map(|(row, line)| ink.text((self.x, self.baseline(row)), self.anchor, FONT, line)).collect()
    }

    fn baseline(&self, row: usize) -> f64 {
        self.top + row as f64 * LINE + 12.3
    }
}

/// Whether any two blocks touch.
pub(crate) fn any_overlap(blocks: &[Block]) -> bool {
    blocks.iter().enumerate().any(|(i, a)| blocks[i + 1..].iter().any(|b| a.overlaps(b)))
}

/// A baseline that centres one line of text on `y`.
pub(crate) fn centred(y: f64) -> f64 {
    y + FONT * 0.36
}

/// Debug help for tests and logs: where a block lies.
impl std::fmt::Display for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (x1, x2) = (n(self.left()), n(self.right()));
        write!(f, "{} [{x1}..{x2}, {}..{}]", self.lines.join("|"), n(self.top), n(self.bottom()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_forbidden_characters_are_made_harmless() {
        for (text, expected) in [
            ("R&D <b>\"x\"</b> it's", "R&amp;D &lt;b&gt;&quot;x&quot;&lt;/b&gt; it&#39;s"),
            ("a\u{0}b\u{1b}c\nd", "abc d"),
            ("経営", "経営"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn a_japanese_character_is_wider_than_a_latin_one() {
        for (text, expected) in [("経営", 2.0), ("ab", 1.12), ("ー・", 2.0), ("", 0.0)] {
            assert!((ems(text) - expected).abs() < 1e-9, "{text}: {}", ems(text));
        }
    }
}
