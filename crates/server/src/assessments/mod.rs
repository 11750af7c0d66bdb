//! Answering, answers files and the karte.

pub mod files;
pub mod karte_body;
