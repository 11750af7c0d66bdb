//! Kashika: web, database, jobs and command line in one binary. Rules live in `domain`.

pub mod assessments;
pub mod commands;
pub mod frameworks;
pub mod pictures;
pub mod words;
