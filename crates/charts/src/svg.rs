//! The few SVG elements all pictures share: the root, a colour with its class, text, lines.

use crate::text::{Anchor, escape};

/// How wide pictures are in user space; small enough that 13-unit text stays legible on a 320 px screen.
pub(crate) const WIDTH: f64 = 360.0;
/// Nothing is drawn closer to the border than this.
pub(crate) const EDGE: f64 = 4.0;

const FONTS: &str =
    "BIZ UDPGothic, Noto Sans CJK JP, Noto Sans JP, Hiragino Sans, Yu Gothic UI, Meiryo, sans-serif";

/// A colour and the class by which a page replaces it. Elements inside refer to it as `currentColor`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink {
    pub class: &'static str,
    pub color: &'static str,
}

impl Ink {
    pub const INK: Ink = Ink { class: "c-ink", color: "#1b2530" };
    pub const SOFT: Ink = Ink { class: "c-soft", color: "#56616d" };
    pub const LINE: Ink = Ink { class: "c-line", color: "#b9b6ac" };
    pub const LINE_SOFT: Ink = Ink { class: "c-line-soft", color: "#e6e3da" };
    pub const SHEET: Ink = Ink { class: "c-sheet", color: "#ffffff" };
    pub const REFERENCE: Ink = Ink { class: "c-reference", color: "#5e6b77" };
    pub const BEHIND: Ink = Ink { class: "c-behind", color: "#b3261e" };

    fn attributes(self) -> String {
        format!(r#"class="{}" color="{}""#, self.class, self.color)
    }

    /// A group in this colour.
    pub fn group(self, body: &str) -> String {
        format!("<g {}>{body}</g>", self.attributes())
    }

    pub fn line(self, from: (f64, f64), to: (f64, f64), width: f64, more: &str) -> String {
        let (x1, y1, x2, y2) = (n(from.0), n(from.1), n(to.0), n(to.1));
        let place = format!(r#"x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}""#);
        format!(
            r#"<line {} {place} stroke="currentColor" stroke-width="{}"{more}/>"#,
            self.attributes(),
            n(width)
        )
    }

    pub fn disc(self, x: f64, y: f64, r: f64) -> String {
        format!(
            r#"<circle {} cx="{}" cy="{}" r="{}" fill="currentColor"/>"#,
            self.attributes(),
            n(x),
            n(y),
            n(r)
        )
    }

    pub fn ring(self, x: f64, y: f64, r: f64, width: f64) -> String {
        let place = format!(r#"cx="{}" cy="{}" r="{}""#, n(x), n(y), n(r));
        format!(
            r#"<circle {} {place} fill="none" stroke="currentColor" stroke-width="{}"/>"#,
            self.attributes(),
            n(width)
        )
    }

    pub fn fill_path(self, path: &str) -> String {
        format!(r#"<path {} d="{path}" fill="currentColor"/>"#, self.attributes())
    }

    /// One line of text on its baseline.
    pub fn text(self, at: (f64, f64), anchor: Anchor, size: f64, text: &str) -> String {
        let place =
            format!(r#"x="{}" y="{}" text-anchor="{}" font-size="{size}""#, n(at.0), n(at.1), anchor.name());
        format!(r#"<text {} {place} fill="currentColor">{}</text>"#, self.attributes(), escape(text))
    }
}

/// A whole picture with its name and description for those who do not see it.
pub(crate) fn picture(title: &str, description: &str, height: f64, body: &str) -> String {
    let (title, description) = (escape(title), escape(description));
    let described =
        if description.is_empty() { String::new() } else { format!("<desc>{description}</desc>") };
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{title}" font-family="{FONTS}"><title>{title}</title>{described}{body}</svg>"#,
        n(WIDTH),
        n(height)
    )
}

/// A picture that repeats what stands beside it as text, and is therefore silent.
pub(crate) fn decoration(width: f64, height: f64, body: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" aria-hidden="true" font-family="{FONTS}">{body}</svg>"#
    )
}

/// A coordinate: always one digit after the point, never a negative zero.
pub(crate) fn n(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    format!("{:.1}", if tenths == 0.0 { 0.0 } else { tenths })
}

/// A list of corners for `points`.
pub(crate) fn corners(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y))).collect::<Vec<_>>().join(" ")
}

/// A small drawing around the origin such as `M-3,0 L3,0 Z`, moved to a place.
pub(crate) fn symbol_path(x: f64, y: f64, drawing: &str) -> String {
    drawing.split(' ').map(|step| moved_step(x, y, step)).collect::<Vec<_>>().join(" ")
}

fn moved_step(x: f64, y: f64, step: &str) -> String {
    let Some((dx, dy)) = step.get(1..).and_then(|rest| rest.split_once(',')) else {
        return step.to_owned();
    };
    let moved = |from: f64, by: &str| n(from + by.parse::<f64>().unwrap_or(0.0));
    format!("{}{} {}", &step[..1], moved(x, dx), moved(y, dy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_have_one_digit_and_no_negative_zero() {
        for (value, expected) in [(1.0, "1.0"), (-0.04, "0.0"), (2.345, "2.3"), (-7.06, "-7.1")] {
            assert_eq!(n(value), expected);
        }
    }

    #[test]
    fn a_symbol_moves_to_its_place() {
        assert_eq!(symbol_path(10.0, 20.0, "M-3,0 L3,1.5 Z"), "M7.0 20.0 L13.0 21.5 Z");
    }
}
