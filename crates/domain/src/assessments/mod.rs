//! One organization's answers to one framework, and what they add up to.

pub mod answers;
pub mod item_answer;
pub mod karte;
pub mod period;
pub mod progress;
pub mod score;

pub use answers::Answer;
pub use item_answer::{ItemAnswer, Plan};
pub use karte::Karte;
pub use period::{Scope, comparable};
pub use progress::Progress;
pub use score::{Cell, Score, Scorer};
