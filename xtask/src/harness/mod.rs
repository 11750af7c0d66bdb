//! Long trials of what the product promises. Each has a short form that the check runs.

pub mod kill;
