//! Integration tests: real handlers and real databases, one file per room, one binary.
#![allow(clippy::unwrap_used)]

mod access;
mod access_tokens;
mod accounts;
mod answers_files;
mod assessments;
mod binary;
mod check_sheets;
mod collection;
mod commands;
mod content;
mod db;
mod forms;
mod guessing;
mod hostile;
mod interface;
mod libreoffice;
mod organizations;
mod paper;
mod passkeys;
mod pictures;
mod public;
mod signing_in;
mod statements;
mod support;
