//! Answering, answers files and the karte.

pub mod files;
