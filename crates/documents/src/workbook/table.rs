//! What a foreign workbook comes down to: cells of text with their places, or one reason why it is not read.

use serde::{Deserialize, Serialize};

/// Larger files are not opened.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// What all parts of a workbook may come to when unpacked.
pub const INFLATED_BYTES_MAX: u64 = 64 * 1024 * 1024;
pub const PARTS_MAX: usize = 200;
pub const SHEETS_MAX: usize = 60;
pub const ROWS_MAX: u32 = 20_000;
pub const COLUMNS_MAX: u32 = 200;
pub const CELLS_MAX: usize = 200_000;
/// Of all cells together.
pub const TEXT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// One sheet, cell by cell in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub is_hidden: bool,
    pub cells: Vec<TableCell>,
}

/// A cell with something in it: numbers in their shortest form, days as `2027-03-31`. Row and column count from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCell {
    pub row: u32,
    pub column: u32,
    pub text: String,
}

impl Table {
    /// The text of a cell; empty where there is none.
    pub fn text(&self, row: u32, column: u32) -> &str {
        let cell = self.cells.iter().find(|cell| (cell.row, cell.column) == (row, column));
        cell.map_or("", |cell| &cell.text)
    }
}

/// `D12` speaks of column `D`.
pub fn column_name(column: u32) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = (rest - 1) % 26;
        name.insert(0, char::from(b'A' + letter as u8));
        rest = (rest - 1) / 26;
    }
    name
}

/// Why a file is not read. Each has one sentence for the person who sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the file is protected with a password")]
    Encrypted,
    #[error("the file is an Excel 97-2003 file (.xls)")]
    OldExcel,
    #[error("the file is a binary workbook (.xlsb)")]
    Binary,
    #[error("the file is an OpenDocument file")]
    OpenDocument,
    #[error("the file is a PDF")]
    Pdf,
    #[error("the file is a zip archive without a workbook")]
    OtherZip,
    #[error("the file is neither a workbook nor a text")]
    Unknown,
    #[error("the file is damaged: {reason}")]
    Damaged { reason: String },
    #[error("the file has more than {limit} parts")]
    TooManyParts { limit: usize },
    #[error("the file unpacks to more than {limit} bytes")]
    Inflates { limit: u64 },
    #[error("the workbook has more than {limit} sheets")]
    TooManySheets { limit: usize },
    #[error("sheet {sheet} has cells below row {limit}")]
    TooManyRows { sheet: String, limit: u32 },
    #[error("sheet {sheet} has cells beyond column {limit}")]
    TooManyColumns { sheet: String, limit: u32 },
    #[error("the workbook holds more than {limit} filled cells or too much text")]
    TooManyCells { limit: usize },
    /// The process that read it ran into its limits of memory or time, or died.
    #[error("reading the file takes too much memory or time")]
    TooHeavy,
}

#[cfg(test)]
mod tests {
    use super::column_name;

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        let names: Vec<String> = [0, 3, 25, 26, 51, 52, 701, 702, 16_383].map(column_name).into();
        assert_eq!(names, ["A", "D", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}
