//! What can be wrong with a form that was sent in: where, what, and what to do.

use documents::workbook::Refusal;

use super::head::HeadRefusal;
use crate::t;
use crate::words::Words;

/// One thing to put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormProblem {
    /// `D12`, or nothing for the file as a whole.
    pub place: String,
    /// The item the row is about.
    pub code: String,
    pub fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    File(Refusal),
    /// The file could not be read from its disk.
    Unreadable {
        reason: String,
    },
    Head(HeadRefusal),
    /// Another framework, or another version of it.
    OtherFramework {
        found: String,
        expected: String,
    },
    /// The same version with other texts.
    OtherContent,
    /// A form of an edition where one of all items is needed, or the other way round.
    OtherEdition,
    /// The form belongs to another assessment, named where the reader may know it.
    OtherAssessment {
        name: Option<String>,
    },
    NothingAnswered,
    MissingRow,
    DuplicateRow,
    WrongAnswer {
        found: String,
    },
    WrongMark {
        found: String,
    },
    /// A sentence of the answering page, by its key.
    Field(&'static str),
}

impl FormProblem {
    pub fn of_file(fault: Fault) -> FormProblem {
        FormProblem { place: String::new(), code: String::new(), fault }
    }

    /// `5-6 (D12): 「7」は…`
    pub fn sentence(&self, words: Words) -> String {
        let sentence = self.fault.sentence(words);
        match (self.code.as_str(), self.place.as_str()) {
            ("", _) => sentence,
            (code, "") => format!("{code}: {sentence}"),
            (code, place) => format!("{code} ({place}): {sentence}"),
        }
    }
}

impl Fault {
    pub fn sentence(&self, words: Words) -> String {
        match self {
            Fault::File(refusal) => refusal_sentence(words, refusal),
            Fault::Unreadable { reason } => t!(words, "files-unreadable", reason = reason.as_str()),
            Fault::Head(HeadRefusal::Missing) => words.t("offline-no-form"),
            Fault::Head(HeadRefusal::OtherFormat) => words.t("offline-other-format"),
            Fault::Head(HeadRefusal::Edited) => words.t("offline-edited"),
            Fault::OtherFramework { found, expected } => {
                t!(words, "offline-other-framework", found = found.as_str(), expected = expected.as_str())
            }
            Fault::OtherContent => words.t("offline-other-content"),
            Fault::OtherEdition => words.t("offline-other-edition"),
            Fault::OtherAssessment { name: Some(name) } => {
                t!(words, "offline-other-assessment", name = name.as_str())
            }
            Fault::OtherAssessment { name: None } => words.t("offline-unknown-assessment"),
            Fault::NothingAnswered => words.t("collection-nothing-answered"),
            Fault::MissingRow => words.t("offline-missing-row"),
            Fault::DuplicateRow => words.t("offline-duplicate-row"),
            Fault::WrongAnswer { found } => t!(words, "offline-wrong-answer", found = shortened(found)),
            Fault::WrongMark { found } => t!(words, "offline-wrong-mark", found = shortened(found)),
            Fault::Field(key) => words.t(key),
        }
    }
}

/// Why a file was not opened, in one sentence that says what to do.
pub fn refusal_sentence(words: Words, refusal: &Refusal) -> String {
    const MEGA: u64 = 1024 * 1024;
    match refusal {
        Refusal::Empty => words.t("file-empty"),
        Refusal::TooLarge { limit } => t!(words, "file-too-large", limit = *limit as u64 / MEGA),
        Refusal::Encrypted => words.t("file-encrypted"),
        Refusal::OldExcel => words.t("file-old-excel"),
        Refusal::Binary => words.t("file-binary"),
        Refusal::OpenDocument => words.t("file-open-document"),
        Refusal::Pdf => words.t("file-pdf"),
        Refusal::OtherZip => words.t("file-other-zip"),
        Refusal::Unknown => words.t("file-unknown"),
        Refusal::Damaged { .. } => words.t("file-damaged"),
        Refusal::TooManyParts { .. } | Refusal::Inflates { .. } | Refusal::TooHeavy => {
            words.t("file-too-heavy")
        }
        Refusal::TooManySheets { limit } => t!(words, "file-too-many-sheets", limit = *limit),
        Refusal::TooManyRows { sheet, limit } => {
            t!(words, "file-too-many-rows", sheet = shortened(sheet), limit = *limit)
        }
        Refusal::TooManyColumns { sheet, limit } => {
            t!(words, "file-too-many-columns", sheet = shortened(sheet), limit = *limit)
        }
        Refusal::TooManyCells { limit } => t!(words, "file-too-many-cells", limit = *limit),
    }
}

/// Control characters would reach a terminal; long findings would hide the rest.
pub fn shortened(found: &str) -> String {
    const CHARACTERS_MAX: usize = 40;
    let shown = |letter: char| if letter.is_control() { '\u{FFFD}' } else { letter };
    let mut text: String = found.chars().take(CHARACTERS_MAX).map(shown).collect();
    if found.chars().nth(CHARACTERS_MAX).is_some() {
        text.push('…');
    }
    text
}
