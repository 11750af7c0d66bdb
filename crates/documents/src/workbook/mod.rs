//! Excel workbooks. Writing takes a [`Book`] of plain sheets; reading gives [`Table`]s of plain texts, and only inside a
//! process that [`crate::confine`] has limited.

mod book;
mod guard;
mod kind;
mod read;
mod table;
mod write;

pub use book::{Book, Cell, Choices, Content, Look, Radar, Sheet, Visibility};
pub use kind::Kind;
pub use read::read;
pub use table::{FILE_BYTES_MAX, Refusal, Table, TableCell, column_name};
pub use write::WriteError;

/// A workbook's media type.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
