//! Where things stand in a form: the one fact that writing and reading share.

pub const CODE: u16 = 0;
pub const HEADING: u16 = 1;
pub const QUESTION: u16 = 2;
pub const ANSWER: u16 = 3;
pub const NOTE: u16 = 4;
pub const UNCERTAIN: u16 = 5;
pub const COVERAGE: u16 = 6;
pub const PARTIAL: u16 = 7;
pub const PLANNED_LEVEL: u16 = 8;
pub const PLANNED_ON: u16 = 9;
pub const PREVIOUS: u16 = 10;
pub const DOUBT: u16 = 11;
pub const EVIDENCE: u16 = 12;
/// The level as a number, for the figures on the cover.
pub const NUMBER: u16 = 13;

/// Width of each column, in characters.
pub const WIDTHS: [f64; 14] = [6.0, 20.0, 34.0, 50.0, 36.0, 8.0, 8.0, 8.0, 8.0, 12.0, 18.0, 84.0, 40.0, 0.0];
/// An edition asks for no more than answer and note.
pub const EDITION_WIDTHS: [f64; 14] =
    [6.0, 12.0, 46.0, 50.0, 36.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 60.0, 0.0, 0.0];

/// The row of headings in the sheet of answers, counted from 0.
pub const HEAD_ROW: u32 = 2;

/// On the cover: the organization's name, who filled it in, and when.
pub const ORGANIZATION_ROW: u32 = 2;
pub const RATER_ROW: u32 = 7;
pub const RATED_ON_ROW: u32 = 8;
pub const COVER_VALUE: u16 = 1;

pub const HEAD_SHEET: &str = "_kashika";
pub const LISTS_SHEET: &str = "_lists";
/// What a mark in a yes-or-blank column looks like.
pub const MARK: &str = "○";
