//! Kashika: see how well cybersecurity is managed, and act on it. One binary: web pages, JSON interface, command line.
//!
//! Rooms (`accounts`, `organizations`, `assessments`, `benchmarks`, …) are named as users name things, here and in
//! `domain`. A request goes from [`routes`] to a handler in `pages` or `api`, through a verb, to the room's `store`.

pub mod access_tokens;
pub mod accounts;
pub mod activity;
pub mod app;
pub mod assessments;
pub mod backup;
pub mod benchmarks;
pub mod check_sheets;
pub mod collection;
pub mod commands;
pub mod config;
pub mod content;
pub mod context;
pub mod db;
pub mod demo;
pub mod error;
pub mod forms;
pub mod frameworks;
pub mod group;
pub mod guessing;
pub mod health;
pub mod idempotency;
pub mod interface;
pub mod leaving;
pub mod limits;
pub mod mail;
pub mod members;
pub mod offline;
pub mod organizations;
pub mod passkeys;
pub mod pictures;
pub mod routes;
pub mod second_factor;
pub mod sessions;
pub mod sharing;
pub mod single_sign_on;
pub mod statements;
pub mod today;
pub mod trial;
pub mod ui;
pub mod words;
pub mod worker;
