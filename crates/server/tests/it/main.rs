//! Integration tests: real handlers and real databases, one file per room, one binary.
#![allow(clippy::unwrap_used)]

mod access;
mod access_tokens;
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
mod guessing;
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
mod passkeys;
mod pictures;
mod public;
mod sharing;
mod signing_in;
mod single_sign_on;
mod statements;
mod support;
