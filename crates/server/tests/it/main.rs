//! Integration tests: real handlers and real databases, one file per room, one binary.
#![allow(clippy::unwrap_used)]

mod access;
mod assessments;
mod interface;
mod public;
mod accounts;
mod db;
mod organizations;
mod statements;
mod support;
