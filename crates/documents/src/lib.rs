//! Workbooks and PDF: bytes to and from plain sheets, tables and pages, and the limits under which foreign files are
//! opened. Knows no room.

pub mod confine;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod workbook;
