//! Long trials of what the product promises. Each has a short form that the check runs.

mod dice;
pub mod edits;
pub mod faults;
pub mod isolation;
pub mod kill;
pub mod load;
mod options;
mod people;
pub mod restore;
mod saves;
pub mod timing;

use anyhow::Result;

use self::options::Build;
use crate::performance::{self, Figure};

/// One trial's long form.
type Long = fn(&Build) -> Result<Vec<Figure>>;
type Short = fn() -> Result<()>;

/// All of them, the shorter ones first.
const TRIALS: [(&str, Long); 7] = [
    ("edits", edits::long),
    ("load", load::long),
    ("timing", timing::long),
    ("isolation", isolation::long),
    ("kill", kill::long),
    ("restore", restore::long),
    ("faults", faults::long),
];

/// Every long form, one after the other, and one table; whether all figures are met.
pub fn all() -> Result<bool> {
    let build = Build::release()?;
    let mut figures = Vec::new();
    for (name, trial) in TRIALS {
        println!("{name}");
        // What one trial stumbles over does not keep the others from being made.
        figures.extend(trial(&build).unwrap_or_else(|error| {
            vec![Figure {
                what: format!("the trial {name} comes to its end"),
                measured: format!("{error:#}").replace(['|', '\n'], " "),
                target: "it does",
                is_met: false,
                way: "`cargo xtask harness`",
            }]
        }));
    }
    println!("\n{}", performance::table(&figures));
    Ok(figures.iter().all(|figure| figure.is_met))
}

/// Every short form, on the binary the tests have built.
pub fn short() -> Result<()> {
    let trials: [(&str, Short); 7] = [
        ("edits", edits::short),
        ("load", load::short),
        ("timing", timing::short),
        ("isolation", isolation::short),
        ("kill", kill::short),
        ("restore", restore::short),
        ("faults", faults::short),
    ];
    for (name, trial) in trials {
        println!("{name}");
        trial()?;
    }
    Ok(())
}
