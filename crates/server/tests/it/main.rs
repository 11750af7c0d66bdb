//! Integration tests: real handlers and real databases, one file per room, one binary.
#![allow(clippy::unwrap_used)]

mod access;
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
mod hostile;
mod interface;
mod libreoffice;
mod organizations;
mod paper;
mod pictures;
mod public;
mod signing_in;
mod statements;
mod support;
