//! Makes every string of the data printable. A letter no font has would be an empty box, which PDF/UA forbids; controls
//! and marks that steer the direction of text would let a name rearrange the page.

use serde_json::Value;

use super::PdfError;
use super::fonts::Fonts;

/// What printers set for a type they have not got.
const MISSING: char = '〓';

/// The data, and the families to set it in, as the file that templates read.
pub(super) fn printable(json: &[u8], fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    let mut data: Value = serde_json::from_slice(json)?;
    clean(&mut data, fonts);
    let file = serde_json::json!({ "fonts": fonts.families(), "data": data });
    Ok(serde_json::to_vec(&file)?)
}

fn clean(value: &mut Value, fonts: &Fonts) {
    match value {
        Value::String(text) => *text = text.chars().filter_map(|letter| printed(letter, fonts)).collect(),
        Value::Array(values) => values.iter_mut().for_each(|value| clean(value, fonts)),
        Value::Object(fields) => fields.values_mut().for_each(|value| clean(value, fonts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn printed(letter: char, fonts: &Fonts) -> Option<char> {
    match letter {
        ' '..='~' => Some(letter),
        '\u{a0}' | '\u{3000}' if fonts.has(letter) => Some(letter),
        _ if letter.is_whitespace() => Some(' '),
        _ if letter.is_control() || is_invisible(letter) => None,
        _ if fonts.has(letter) && !is_private(letter) => Some(letter),
        _ if fonts.has(MISSING) => Some(MISSING),
        _ => Some('?'),
    }
}

/// Letters that no two fonts agree on, 外字 among them.
fn is_private(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Joiners, marks of direction, selectors of variants, tags.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{fffe}' | '\u{ffff}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}
