//! For tests: reads a picture back, checks that it is sound and measures where its texts stand.

use crate::text::ems;

/// How often a piece of text occurs.
pub(crate) fn count(svg: &str, piece: &str) -> usize {
    svg.matches(piece).count()
}

/// Elements are balanced, numbers are finite, and nothing depends on inline style.
pub(crate) fn assert_sound(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("each tag is closed");
        assert_eq!(count(tag, "\"") % 2, 0, "quotes in <{tag}>");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name), "closing tag in {svg}"),
            (false, false) => open.push(name),
            (false, true) => {}
        }
        let entities = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
        let known: usize = entities.iter().map(|entity| count(text, entity)).sum();
        assert_eq!(count(text, "&"), known, "a bare ampersand in {text}");
    }
    assert!(open.is_empty(), "left open: {open:?}");
    for word in ["style", "var(", "NaN", "inf", "-0.0\"", "url(", " id="] {
        assert!(!svg.contains(word), "{word} in {svg}");
    }
}

/// The value of an attribute in a tag.
pub(crate) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// A text of a picture and the box it fills by estimate: left, top, right, bottom.
#[derive(Debug)]
pub(crate) struct Text {
    pub words: String,
    pub place: [f64; 4],
}

pub(crate) fn texts(svg: &str) -> Vec<Text> {
    let pieces = svg.split("<text").skip(1);
    pieces.map(|piece| read_text(piece.split("</text>").next().unwrap_or(""))).collect()
}

fn read_text(piece: &str) -> Text {
    let (tag, words) = piece.split_once('>').expect("a text has a tag");
    let words = words.replace("&amp;", "&").replace("&#39;", "'");
    let number = |name| attribute(tag, name).and_then(|v| v.parse::<f64>().ok()).expect("a number");
    let (x, y, size) = (number("x"), number("y"), number("font-size"));
    let width = ems(&words) * size;
    let left = match attribute(tag, "text-anchor") {
        Some("end") => x - width,
        Some("middle") => x - width / 2.0,
        _ => x,
    };
    Text { words, place: [left, y - size * 0.86, left + width, y + size * 0.18] }
}

/// No text touches another or leaves the view box. Coordinates are rounded, hence the small tolerance.
pub(crate) fn assert_texts_apart(svg: &str) {
    let view = attribute(svg, "viewBox").expect("a view box");
    let size: Vec<f64> = view.split(' ').map(|v| v.parse().expect("a number")).collect();
    let texts = texts(svg);
    for (i, text) in texts.iter().enumerate() {
        let [left, top, right, bottom] = text.place;
        let is_inside = left >= -0.1 && top >= -0.1 && right <= size[2] + 0.1 && bottom <= size[3] + 0.1;
        assert!(is_inside, "{text:?} leaves {view}");
        for other in &texts[i + 1..] {
            let [l, t, r, b] = other.place;
            let is_apart = right <= l + 0.1 || r <= left + 0.1 || bottom <= t + 0.1 || b <= top + 0.1;
            assert!(is_apart, "{text:?} overlaps {other:?}");
        }
    }
}
