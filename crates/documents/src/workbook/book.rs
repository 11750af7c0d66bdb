//! A workbook as plain values: what stands in which cell, and how it looks. No text given to [`Content::Text`] can become
//! a formula or a link, whatever it starts with.

/// A whole workbook.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Title in the file's properties. People's names have no place there.
    pub title: String,
    /// Seconds since 1970, UTC: the same input gives the same bytes.
    pub made_at_seconds: i64,
    pub sheets: Vec<Sheet>,
}

#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// At most 31 characters, none of `[]:*?/\`.
    pub name: String,
    pub visibility: Visibility,
    /// Widths in characters, from column A; 0 hides a column.
    pub widths: Vec<f64>,
    /// Rows above and columns left of this cell stay in sight.
    pub freeze: Option<(u32, u16)>,
    pub heights: Vec<(u32, f64)>,
    pub cells: Vec<Cell>,
    /// First row, first column, last row, last column, as one cell.
    pub merged: Vec<(u32, u16, u32, u16, Cell)>,
    pub choices: Vec<Choices>,
    pub radars: Vec<Radar>,
    /// Only cells with [`Look::is_input`] can be changed. A guard against slips, not against intent: without a password.
    pub is_locked: bool,
    pub is_landscape: bool,
    /// The last column that is printed; all of them otherwise.
    pub last_printed: Option<(u32, u16)>,
    /// Printed at the top of every page, counted from row 0.
    pub repeated_rows: Option<(u32, u32)>,
    pub footer: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    #[default]
    Shown,
    /// Not even in the list of hidden sheets.
    Hidden,
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub row: u32,
    pub column: u16,
    pub content: Content,
    pub look: Look,
}

#[derive(Clone, Debug)]
pub enum Content {
    Text(String),
    Number(f64),
    /// A formula of ours, never of a user, and what it comes to now.
    Formula {
        formula: String,
        shown: String,
    },
    Blank,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// In points; 0 is the usual size.
    pub size: u8,
    pub is_bold: bool,
    pub is_soft: bool,
    pub is_centered: bool,
    pub has_border: bool,
    /// RGB; none is paper.
    pub fill: Option<u32>,
    /// RGB; none is ink.
    pub ink: Option<u32>,
    /// Stays on one line and may run into empty neighbors.
    pub is_line: bool,
    /// A field to fill in.
    pub is_input: bool,
    pub decimals: Option<u8>,
}

/// A drop-down in one cell. Inline lists end at 255 characters, so the texts stand in another sheet.
#[derive(Clone, Debug)]
pub struct Choices {
    pub row: u32,
    pub column: u16,
    /// `=Lists!$A$1:$A$7`
    pub source: String,
    pub title: String,
    pub refusal: String,
}

/// A radar over cells of the same workbook.
#[derive(Clone, Debug)]
pub struct Radar {
    pub row: u32,
    pub column: u16,
    pub width_pixels: u32,
    pub height_pixels: u32,
    pub title: String,
    pub description: String,
    /// `=Sheet!$A$1:$A$10`
    pub axes: String,
    /// Name and values of each line, first the one that matters.
    pub series: Vec<(String, String)>,
    pub lowest: f64,
    pub highest: f64,
}

impl Cell {
    pub fn text(row: u32, column: u16, text: impl Into<String>, look: Look) -> Cell {
        Cell { row, column, content: Content::Text(text.into()), look }
    }

    pub fn number(row: u32, column: u16, number: f64, look: Look) -> Cell {
        Cell { row, column, content: Content::Number(number), look }
    }

    pub fn formula(row: u32, column: u16, formula: String, shown: String, look: Look) -> Cell {
        Cell { row, column, content: Content::Formula { formula, shown }, look }
    }

    pub fn blank(row: u32, column: u16, look: Look) -> Cell {
        Cell { row, column, content: Content::Blank, look }
    }
}

impl Book {
    pub fn bytes(&self) -> Result<Vec<u8>, super::write::WriteError> {
        super::write::bytes(self)
    }
}
