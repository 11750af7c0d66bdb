//! SVG pictures from plain numbers. Knows no company, framework or language.
//!
//! A picture is a `String` to place in a page. It carries literal light colours, so it also stands alone in a file or
//! a print. Each coloured element names its colour once, as `color` beside a class; a page repaints it with one rule
//! per class, for example `.c-own { color: var(--self) }`.
//!
//! | Class | Paints |
//! |---|---|
//! | `c-own` `c-previous` `c-class-a` `c-class-b` `c-class-c` `c-all` `c-target` | a series, see [`Role`] |
//! | `c-reference` | the average that a [`Dumbbell`] compares with |
//! | `c-behind` | the distance of a [`Dumbbell`] that deserves attention |
//! | `c-ink` `c-soft` | text |
//! | `c-line` `c-line-soft` | rings, axes, tracks |
//! | `c-sheet` | the inside of hollow markers; the colour of the page's sheet |

mod bars;
mod dumbbell;
mod radar;
mod role;
mod scale;
mod svg;
mod text;
mod trend;
mod wrap;

#[cfg(test)]
mod inspect;

pub use bars::{Bar, Bars};
pub use dumbbell::{Dumbbell, Emphasis};
pub use radar::{Labels, Radar, Series};
pub use role::Role;
pub use scale::Scale;
pub use trend::{Trend, TrendPoint};
