//! A workbook as tables of text. Cells are taken one by one, and a coordinate beyond the limits ends the reading before
//! anything of its size is built.

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::table::{CELLS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, ROWS_MAX, SHEETS_MAX, TEXT_BYTES_MAX};
use super::{Refusal, Table, TableCell, guard};

/// All sheets of a workbook. Call it in a confined process only: the parser is not ours, and the file is not either.
pub fn read(bytes: &[u8]) -> Result<Vec<Table>, Refusal> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Refusal::TooLarge { limit: FILE_BYTES_MAX });
    }
    guard::inspect(bytes)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    if sheets.len() > SHEETS_MAX {
        return Err(Refusal::TooManySheets { limit: SHEETS_MAX });
    }
    let mut room = Room { cells: CELLS_MAX, bytes: TEXT_BYTES_MAX };
    sheets.into_iter().map(|(name, is_hidden)| table(&mut workbook, name, is_hidden, &mut room)).collect()
}

/// How much may still come.
struct Room {
    cells: usize,
    bytes: usize,
}

impl Room {
    fn take(&mut self, bytes: usize) -> Result<(), Refusal> {
        let full = Refusal::TooManyCells { limit: CELLS_MAX };
        self.cells = self.cells.checked_sub(1).ok_or(full.clone())?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or(full)?;
        Ok(())
    }
}

fn table(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: String,
    is_hidden: bool,
    room: &mut Room,
) -> Result<Table, Refusal> {
    let mut cells = Vec::new();
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(damaged)?;
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if row >= ROWS_MAX {
            return Err(Refusal::TooManyRows { sheet: name, limit: ROWS_MAX });
        }
        if column >= COLUMNS_MAX {
            return Err(Refusal::TooManyColumns { sheet: name, limit: COLUMNS_MAX });
        }
        room.take(text.len())?;
        cells.push(TableCell { row, column, text });
    }
    Ok(Table { name, is_hidden, cells })
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => day(moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A day as `2027-03-31`; anything else that is counted in days stays a number.
fn day(moment: &ExcelDateTime) -> String {
    if !moment.is_datetime() || !(0.0..2_958_466.0).contains(&moment.as_f64()) {
        return moment.as_f64().to_string();
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

fn damaged(error: XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Encrypted,
        other => Refusal::Damaged { reason: other.to_string() },
    }
}
