//! The fonts of the system that documents are set in. None is shipped: a Japanese one is large, and a good one is on
//! most systems or one command away.

use std::sync::{Arc, OnceLock};

use fontdb::{Database, Family, Query, Source, Weight};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use super::PdfError;

/// Fonts with Japanese letters that may be on a system, best first. Our pictures ask for the same.
const JAPANESE: [&str; 11] = [
    "BIZ UDPGothic",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "IPAexGothic",
    "IPAPGothic",
    "IPAGothic",
    "Hiragino Sans",
    "Yu Gothic UI",
    "Meiryo",
    "TakaoPGothic",
    "VL PGothic",
];
/// For names in other scripts, where they are there; small files only.
const OTHER_SCRIPTS: [&str; 6] = [
    "Noto Sans Thai",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "DejaVu Sans",
    "DejaVu Sans Mono",
];

/// The fonts in use, the best Japanese one first.
pub(super) struct Fonts {
    pub book: LazyHash<FontBook>,
    pub faces: Vec<Font>,
}

impl Fonts {
    /// Names of the families, in the order in which they are tried for a letter.
    pub fn families(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.faces.iter().map(|font| font.info().family.as_str()).collect();
        names.dedup();
        names
    }

    pub fn has(&self, letter: char) -> bool {
        self.faces.iter().any(|font| font.info().coverage.contains(letter.into()))
    }
}

/// Looking through a system's fonts takes a second, so it is done once; where no Japanese one was found it is done
/// again, since one may have been installed meanwhile.
pub(super) fn fonts() -> Result<Arc<Fonts>, PdfError> {
    static FOUND: OnceLock<Arc<Fonts>> = OnceLock::new();
    if let Some(found) = FOUND.get() {
        return Ok(found.clone());
    }
    let mut system = Database::new();
    system.load_system_fonts();
    let found = Arc::new(choose(&system)?);
    Ok(FOUND.get_or_init(|| found).clone())
}

/// Regular and bold of the first Japanese family there is, and the regular faces for other scripts.
pub(super) fn choose(system: &Database) -> Result<Fonts, PdfError> {
    let japanese = JAPANESE.iter().find_map(|name| Some((*name, load(system, name, Weight::NORMAL)?)));
    let (family, regular) = japanese.ok_or(PdfError::NoJapaneseFont)?;
    let bold =
        load(system, family, Weight::BOLD).filter(|bold| bold.info().variant != regular.info().variant);
    let others = OTHER_SCRIPTS.iter().filter_map(|name| load(system, name, Weight::NORMAL));
    let faces: Vec<Font> = [Some(regular), bold].into_iter().flatten().chain(others).collect();
    Ok(Fonts { book: LazyHash::new(FontBook::from_fonts(&faces)), faces })
}

fn load(system: &Database, name: &str, weight: Weight) -> Option<Font> {
    let query = Query { families: &[Family::Name(name)], weight, ..Query::default() };
    let face = system.face(system.query(&query)?)?;
    let (Source::File(path) | Source::SharedFile(path, _)) = &face.source else { return None };
    Font::new(Bytes::new(std::fs::read(path).ok()?), face.index)
}
