//! Files to save.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::percent_encoded;

/// A file to save under a name that may hold anything: what a header cannot carry is encoded, and what a file system would
/// stumble over is replaced.
pub fn attachment(body: impl IntoResponse, media_type: &'static str, name: &str) -> Response {
    let safe = safe_name(name);
    let plain: String = safe.chars().map(|letter| if letter.is_ascii() { letter } else { '_' }).collect();
    // RFC 8187: the second form has the whole name; the first is for what does not know it.
    let disposition = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        percent_encoded(&safe).replace('/', "%2F")
    );
    let disposition = HeaderValue::from_str(&disposition)
        .unwrap_or(HeaderValue::from_static("attachment; filename=\"kashika\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}

fn safe_name(name: &str) -> String {
    const CHARACTERS_MAX: usize = 100;
    let is_bad =
        |letter: char| letter.is_control() || "\"\\/:*?<>|%;'`$&".contains(letter) || is_direction(letter);
    let name: String = name.chars().map(|letter| if is_bad(letter) { '_' } else { letter }).collect();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
    let stem: String = stem.trim_matches(['.', ' ', '_']).chars().take(CHARACTERS_MAX).collect();
    if stem.is_empty() { format!("kashika.{ending}") } else { format!("{stem}.{ending}") }
}

/// Marks that make a name read backwards, so that `fdp.exe` looks like `exe.pdf`.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_are_safe_in_headers_and_file_systems() {
        for (name, safe) in [
            ("架空精機株式会社_2026.xlsx", "架空精機株式会社_2026.xlsx"),
            ("a\"; filename=evil.exe\r\nX: y.xlsx", "a__ filename=evil.exe__X_ y.xlsx"),
            ("../../etc/passwd.csv", "etc_passwd.csv"),
            ("\u{202E}fdp.xlsx", "fdp.xlsx"),
            ("...xlsx", "kashika.xlsx"),
        ] {
            assert_eq!(safe_name(name), safe);
        }
    }
}
