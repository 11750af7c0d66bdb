//! One answer to one item, and the byte that stands for it in frozen and counted answers.

use crate::frameworks::Scale;

/// Not applicable, unknown and unanswered are three different things; the framework says what each does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    Level(u8),
    NotApplicable,
    Unknown,
    #[default]
    Unanswered,
}

impl Answer {
    pub const NOT_APPLICABLE_BYTE: u8 = 254;
    pub const UNKNOWN_BYTE: u8 = 255;

    /// Levels are their own number, unanswered is 0.
    pub fn byte(self) -> u8 {
        match self {
            Answer::Level(level) => level,
            Answer::NotApplicable => Answer::NOT_APPLICABLE_BYTE,
            Answer::Unknown => Answer::UNKNOWN_BYTE,
            Answer::Unanswered => 0,
        }
    }

    pub fn from_byte(byte: u8) -> Answer {
        match byte {
            0 => Answer::Unanswered,
            Answer::NOT_APPLICABLE_BYTE => Answer::NotApplicable,
            Answer::UNKNOWN_BYTE => Answer::Unknown,
            level => Answer::Level(level),
        }
    }

    /// Reads an answer as files and forms write it: a level, `n` (not applicable), `u` (unknown) or nothing.
    pub fn parse(text: &str, scale: &Scale) -> Option<Answer> {
        match text {
            "" => Some(Answer::Unanswered),
            "n" | "N" => Some(Answer::NotApplicable),
            "u" | "U" => Some(Answer::Unknown),
            _ => {
                let level =
                    text.parse::<u8>().ok().filter(|level| (scale.lowest..=scale.highest).contains(level))?;
                // `+3` and `03` parse as numbers, but nobody writes a level so.
                (text.len() == 1).then_some(Answer::Level(level))
            }
        }
    }

    /// The inverse of [`Answer::parse`].
    pub fn code(self) -> String {
        match self {
            Answer::Level(level) => level.to_string(),
            Answer::NotApplicable => "n".to_owned(),
            Answer::Unknown => "u".to_owned(),
            Answer::Unanswered => String::new(),
        }
    }

    pub fn level(self) -> Option<u8> {
        match self {
            Answer::Level(level) => Some(level),
            _ => None,
        }
    }

    pub fn is_answered(self) -> bool {
        self != Answer::Unanswered
    }
}
