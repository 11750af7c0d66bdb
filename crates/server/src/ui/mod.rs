//! What all pages share: the frame around them, fields of forms, dates, assets, error pages.

mod assets;
pub mod download;

pub use assets::{asset, asset_path};

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::context::Context;
use crate::error::{Error, FieldError};
use crate::words::Words;

/// Header, navigation and foot of every page, and the words its templates speak.
pub struct Frame {
    pub title: String,
    /// Which entry of the navigation is current: `today`, `assessments`, `results` or nothing.
    pub nav: &'static str,
    pub words: Words,
    pub path: String,
    pub csrf: String,
    pub person: Option<String>,
    /// Whether the language can be switched here without losing anything.
    pub may_switch: bool,
}

impl Frame {
    pub fn new(context: &Context, title: String, nav: &'static str) -> Frame {
        Frame {
            title,
            nav,
            words: context.words,
            path: context.path.clone(),
            csrf: context.viewer.as_ref().map(|viewer| viewer.csrf.clone()).unwrap_or_default(),
            person: context.viewer.as_ref().map(|viewer| viewer.name.clone()),
            may_switch: !context.is_posted,
        }
    }

    pub fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// The language the switch leads to: its code and its own name.
    pub fn other_language(&self) -> (&'static str, &'static str) {
        match self.words.code() {
            "ja" => ("en", "English"),
            _ => ("ja", "日本語"),
        }
    }

    pub fn asset(&self, name: &str) -> String {
        asset_path(name)
    }
}

/// Values and complaints of a form, by field; nothing a person typed is lost with a complaint.
#[derive(Default)]
pub struct Fields {
    values: Vec<(String, String)>,
    problems: Vec<(&'static str, String)>,
}

impl Fields {
    pub fn new(words: Words, errors: &[FieldError], values: &[(&str, &str)]) -> Fields {
        Fields {
            values: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            problems: errors.iter().map(|error| (error.field, words.t(error.message))).collect(),
        }
    }

    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    pub fn is_ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    pub fn problem(&self, name: &str) -> Option<&str> {
        self.problems.iter().find(|(field, _)| *field == name).map(|(_, message)| message.as_str())
    }

    pub fn problems(&self) -> &[(&'static str, String)] {
        &self.problems
    }
}

pub fn render(template: &impl Template) -> Result<Html<String>, Error> {
    Ok(Html(template.render()?))
}

#[derive(Template)]
#[template(path = "ui/error.html")]
struct ErrorPage {
    frame: Frame,
    text: String,
    problems: Vec<String>,
    reference: String,
}

/// The page that explains an error: what, and what to do.
pub fn error_page(error: &Error, context: &Context, reference: &str) -> Response {
    let words = context.words;
    let slug = error.slug();
    let problems = match error {
        Error::Invalid(fields) => fields.iter().map(|field| words.t(field.message)).collect(),
        _ => error.wait(words).into_iter().collect(),
    };
    let frame = Frame::new(context, words.t(&format!("error-{slug}-title")), "");
    let text = words.t(&format!("error-{slug}-text"));
    let html = ErrorPage { frame, text, problems, reference: reference.to_owned() }.render();
    (error.status(), Html(html.unwrap_or_else(|error| error.to_string()))).into_response()
}

/// A path inside this installation; anything that could lead elsewhere becomes the start page.
pub fn local_path(path: &str) -> String {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.contains(char::is_control);
    (if local { path } else { "/" }).to_owned()
}

pub fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A date as people of the language write it: 2026年11月20日, 20 November 2026.
pub fn date(date: jiff::civil::Date, words: Words) -> String {
    match words.code() {
        "ja" => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        _ => date.strftime("%-d %B %Y").to_string(),
    }
}

pub fn date_time(moment: &jiff::Zoned, words: Words) -> String {
    format!("{} {}", date(moment.date(), words), moment.strftime("%H:%M"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_inside_are_followed() {
        for (path, followed) in [
            ("/assessments?page=2", "/assessments?page=2"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil", "/"),
            ("", "/"),
        ] {
            assert_eq!(local_path(path), followed);
        }
    }
}
