//! Integration tests: real handlers and real databases, one file per room, one binary.
#![allow(clippy::unwrap_used)]

mod access;
mod accounts;
mod activity;
mod answers_files;
mod assessments;
mod backup;
mod binary;
mod check_sheets;
mod collection;
mod commands;
mod content;
mod db;
mod forms;
mod handouts;
mod hostile;
mod idempotency;
mod interface;
mod libreoffice;
mod log;
mod members;
mod nightly;
mod organizations;
mod paper;
mod pictures;
mod public;
mod sharing;
mod statements;
mod support;
