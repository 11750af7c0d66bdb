//! Every sentence of the screens, in both languages, from the Fluent files in `locales/`. Content of organizations
//! and frameworks carries its own languages and never comes from here.

use std::sync::LazyLock;

use domain::{Language, Text};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

static JAPANESE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::Japanese));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::English));

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let identifier = language.code().parse().expect("ja and en are language identifiers");
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Isolation marks around arguments would end up in copied text and in tests.
    bundle.set_use_isolating(false);
    for file in LOCALES.get_dir(language.code()).expect("a folder per language").files() {
        let text = file.contents_utf8().expect("locale files are UTF-8").to_owned();
        let resource = FluentResource::try_new(text)
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", file.path().display()));
        bundle
            .add_resource(resource)
            .unwrap_or_else(|errors| panic!("{}: {errors:?}", file.path().display()));
    }
    bundle
}

/// The words of one language. Cheap to copy; templates hold one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Language);

impl Words {
    /// A sentence without arguments. A key that does not exist comes back as `⟦key⟧`, and a test keeps that from happening.
    pub fn t(self, key: &str) -> String {
        self.format(key, None)
    }

    /// A sentence with arguments, as `words.with("key", &[("count", 3.into())])`, or shorter with [`crate::t!`].
    pub fn with(self, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let arguments: FluentArgs<'_> =
            arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.format(key, Some(&arguments))
    }

    /// As [`Words::with`] for the commonest case of one argument.
    pub fn with1<'v>(self, key: &str, name: &str, value: impl Into<FluentValue<'v>>) -> String {
        self.with(key, &[(name, value.into())])
    }

    /// The wording of content in this language.
    pub fn of(self, text: &Text) -> &str {
        text.in_language(self.0)
    }

    pub fn code(self) -> &'static str {
        self.0.code()
    }

    fn format(self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let bundle: &FluentBundle<FluentResource> = match self.0 {
            Language::Japanese => &JAPANESE,
            Language::English => &ENGLISH,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "a sentence is missing");
            return format!("⟦{key}⟧");
        };
        bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned()
    }
}

/// `t!(words, "key")` or `t!(words, "key", count = 3)`: the one way Rust code names a sentence.
#[macro_export]
macro_rules! t {
    ($words:expr, $key:literal) => { $words.t($key) };
    ($words:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $words.with($key, &[$((stringify!($name), ::fluent_bundle::FluentValue::from($value))),+])
    };
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(language: Language) -> BTreeSet<String> {
        let texts = LOCALES.get_dir(language.code()).expect("a folder").files();
        let key = |line: &str| {
            let (key, _) = line.split_once(" =")?;
            key.starts_with(|first: char| first.is_ascii_lowercase()).then(|| key.to_owned())
        };
        texts
            .flat_map(|file| file.contents_utf8().expect("UTF-8").lines().filter_map(key).collect::<Vec<_>>())
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_sentences() {
        assert_eq!(keys(Language::Japanese), keys(Language::English));
    }
}
