//! Kashika's rules. Values in, values out: no IO, async, clock, randomness or SQL.
//!
//! - [`frameworks`]: questions, scales, rules and words as data, read and checked
//! - [`assessments`]: answers, scores and the karte
//! - [`benchmarks`]: cohorts and what can be said about them
//! - [`organizations`]: the profile of a company
//! - [`activity`]: the provable log, its tree and its heads
//! - [`access`]: who may do what, one table
//! - [`fraction`] and [`text`]: exact numbers, words in two languages

pub mod access;
pub mod activity;
pub mod assessments;
pub mod benchmarks;
pub mod fraction;
pub mod frameworks;
pub mod organizations;
pub mod text;

pub use fraction::Fraction;
pub use text::{Language, Text};
