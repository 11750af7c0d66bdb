//! One organization's answers to one framework, and what they add up to.

pub mod answers;
pub mod karte;
pub mod period;
pub mod score;

pub use answers::Answer;
pub use karte::Karte;
pub use period::{Scope, comparable};
pub use score::{Cell, Score, Scorer};
