//! Cohorts: what many organizations look like together. No organization can be read out of what lives here
//! except published codes.

mod averages;
mod sentences;
#[cfg(test)]
mod tests;

pub use averages::{Averages, Tally};
pub use sentences::{ClassShape, Extremes};
