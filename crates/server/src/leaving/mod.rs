//! Taking everything along, and being forgotten: of an organization and of a person. [`tables`] says for each table what goes
//! along and what goes; `retention` is the same for people to read.

pub mod api;
mod archive;
mod eraser;
pub mod export;
pub mod organization;
pub mod pages;
mod parts;
pub mod person;
pub mod retention;
mod rows;
mod store;
pub mod tables;

pub use eraser::{look, start, sweep};
pub use parts::{ORGANIZATION, PERSON, Part, READING_ORGANIZATION, READING_PERSON};
pub use store::STATEMENTS;

/// How long the deletion of an organization can be taken back.
pub const DAYS: i64 = 14;
const WAIT_MICROS: i64 = DAYS * 24 * 3_600 * 1_000_000;
