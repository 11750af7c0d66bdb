//! Horizontal bars with the name on the left and the value in words on the right.

use crate::role::Role;
use crate::scale::Scale;
use crate::svg::{EDGE, Ink, WIDTH, n, picture};
use crate::text::{Anchor, Block, LINE};

const THICKNESS: f64 = 14.0;
const BETWEEN_ROWS: f64 = 10.0;
const GAP: f64 = 8.0;
const LABEL_ROOM: f64 = 124.0;
const TEXT_ROOM: f64 = 100.0;

/// One bar. `text` says the value as the page rounds and words it.
#[derive(Debug, Clone, Copy)]
pub struct Bar<'a> {
    pub label: &'a str,
    pub value: f64,
    pub role: Role,
    pub text: &'a str,
}

/// Bars over a common scale; the pale track shows how far the scale goes.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub bars: &'a [Bar<'a>],
    pub min: f64,
    pub max: f64,
}

/// The columns: where labels end, bars run and texts begin.
struct Columns {
    from: f64,
    to: f64,
}

impl Bars<'_> {
    /// The picture, 360 units wide and as high as its rows need. A value that is not a number has no bar.
    pub fn svg(&self) -> String {
        let rows: Vec<(Block, Block)> = self.bars.iter().map(texts).collect();
        let label = rows.iter().map(|(label, _)| label.width()).fold(0.0, f64::max);
        let text = rows.iter().map(|(_, text)| text.width()).fold(0.0, f64::max);
        let columns = Columns { from: EDGE + label + GAP, to: WIDTH - EDGE - text - GAP };
        let mut body = String::new();
        let mut top = EDGE;
        for (bar, (label, text)) in self.bars.iter().zip(rows) {
            let height = label.height().max(text.height()).max(LINE);
            let middle = top + height / 2.0;
            body.push_str(&self.draw(bar, &columns, middle));
            body.push_str(&on_middle(label, EDGE, middle).svg(Ink::INK));
            body.push_str(&on_middle(text, columns.to + GAP, middle).svg(Ink::INK));
            top += height + BETWEEN_ROWS;
        }
        let height = (top - BETWEEN_ROWS).max(EDGE) + EDGE;
        picture(self.title, self.description, height, &body)
    }

    fn draw(&self, bar: &Bar, columns: &Columns, middle: f64) -> String {
        let length = columns.to - columns.from;
        let top = middle - THICKNESS / 2.0;
        let start = Ink::SOFT.line((columns.from, top - 2.0), (columns.from, top + THICKNESS + 2.0), 1.0, "");
        let track = Ink::LINE_SOFT.group(&rect(
            columns.from,
            top,
            length,
            r#"fill="currentColor" fill-opacity="0.6""#,
        ));
        let fraction = Scale { min: self.min, max: self.max }.fraction(Some(bar.value));
        let shown = fraction
            .map(|fraction| bar.role.ink().group(&filled(bar.role, columns.from, top, fraction * length)));
        track + &shown.unwrap_or_default() + &start
    }
}

fn texts(bar: &Bar) -> (Block, Block) {
    (Block::new(bar.label, LABEL_ROOM, Anchor::Start), Block::new(bar.text, TEXT_ROOM, Anchor::Start))
}

fn on_middle(block: Block, x: f64, middle: f64) -> Block {
    let top = middle - block.height() / 2.0;
    block.at(x, top)
}

/// Own bars are solid, all others pale with an outline in the dash pattern of their role.
fn filled(role: Role, x: f64, y: f64, length: f64) -> String {
    let paint = if role == Role::Own {
        r#"fill="currentColor""#.to_owned()
    } else {
        let dash = role.dash_attribute();
        format!(r#"fill="currentColor" fill-opacity="0.3" stroke="currentColor" stroke-width="1.2"{dash}"#)
    };
    rect(x, y, length, &paint)
}

fn rect(x: f64, y: f64, width: f64, paint: &str) -> String {
    format!(r#"<rect x="{}" y="{}" width="{}" height="{}" {paint}/>"#, n(x), n(y), n(width), n(THICKNESS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::{assert_sound, assert_texts_apart, count};

    fn svg(bars: &[Bar]) -> String {
        Bars { title: "点数", description: "", bars, min: 1.0, max: 5.0 }.svg()
    }

    fn bar<'a>(label: &'a str, value: f64, text: &'a str) -> Bar<'a> {
        Bar { label, value, role: Role::Own, text }
    }

    #[test]
    fn long_names_and_texts_stay_apart() {
        for (label, text) in [
            ("サプライチェーンと委託先のセキュリティ対策", "あと2.4(3社中1社)"),
            ("Supply chain and contractor security", "2.4 to go"),
            ("短い", "3.7"),
        ] {
            let svg = svg(&[bar(label, 3.0, text), bar("全体", 4.0, "4.0"), bar(label, 5.0, text)]);
            assert_sound(&svg);
            assert_texts_apart(&svg);
        }
    }

    #[test]
    fn lengths_follow_the_scale_and_are_clamped() {
        let length = |value: f64| {
            let svg = svg(&[bar("a", value, "x")]);
            let bar = svg.split("c-own").nth(1).expect("a bar");
            bar.split("width=\"")
                .nth(1)
                .and_then(|w| w.split('"').next())
                .expect("a width")
                .parse::<f64>()
                .expect("a number")
        };
        assert_eq!(length(1.0), 0.0);
        assert_eq!(length(0.0), 0.0);
        assert_eq!(length(9.0), length(5.0));
        assert!((length(3.0) * 2.0 - length(5.0)).abs() < 0.11);
    }

    #[test]
    fn what_is_not_a_number_has_no_bar() {
        let svg = svg(&[bar("a", f64::NAN, "–"), bar("b", 2.0, "2.0")]);
        assert_sound(&svg);
        assert_eq!(count(&svg, "c-own"), 1);
    }

    #[test]
    fn no_bars_is_still_a_picture() {
        assert_sound(&svg(&[]));
    }
}
