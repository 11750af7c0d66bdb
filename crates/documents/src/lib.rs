//! Workbooks: bytes to and from plain sheets and tables, and the limits under which foreign files are opened. Knows no
//! room.

pub mod confine;
pub mod workbook;
