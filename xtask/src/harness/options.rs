//! What the trials are asked for on the command line, and how they say what came out.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::cargo;
use crate::performance::Figure;

/// A program to try.
pub struct Build {
    pub binary: PathBuf,
    /// Times are judged on a release build only.
    pub is_release: bool,
}

impl Build {
    pub fn release() -> Result<Build> {
        Ok(Build { binary: cargo::binary("release")?, is_release: true })
    }

    /// The one the tests have built.
    pub fn debug() -> Result<Build> {
        Ok(Build { binary: cargo::binary("debug")?, is_release: false })
    }
}

/// A number that may be asked for: its name, where it goes, and what it may be.
pub type Number<'n> = (&'n str, &'n mut usize, RangeInclusive<usize>);

/// Reads numbers, `--debug` and `--binary PATH`, which names a program that is built already.
pub fn read(trial: &str, arguments: &[&str], numbers: &mut [Number<'_>]) -> Result<Build> {
    let (mut is_release, mut binary, mut rest) = (true, None, arguments);
    while let [name, following @ ..] = rest {
        let number = numbers.iter_mut().find(|(known, ..)| known == name);
        rest = match (*name, number, following) {
            (_, Some((_, number, range)), [value, rest @ ..]) => {
                **number = value.parse::<usize>()?.clamp(*range.start(), *range.end());
                rest
            }
            ("--debug", None, rest) => {
                is_release = false;
                rest
            }
            ("--binary", None, [path, rest @ ..]) => {
                binary = Some(PathBuf::from(path));
                rest
            }
            _ => bail!("cargo xtask harness {trial}{} [--debug] [--binary PATH]", usage(numbers)),
        };
    }
    let profile = if is_release { "release" } else { "debug" };
    Ok(Build { binary: binary.map_or_else(|| cargo::binary(profile), Ok)?, is_release })
}

fn usage(numbers: &[Number<'_>]) -> String {
    numbers.iter().map(|(name, _, range)| format!(" [{name} {}…{}]", range.start(), range.end())).collect()
}

/// Prints the figures; whether all are met.
pub fn told(figures: &[Figure]) -> bool {
    for figure in figures {
        let met = if figure.is_met { "met" } else { "NOT met" };
        println!("    {}: {} ({}; {met})", figure.what, figure.measured, figure.target);
    }
    figures.iter().all(|figure| figure.is_met)
}

/// For the check: an error where a figure is not met.
pub fn required(figures: &[Figure]) -> Result<()> {
    if !told(figures) {
        bail!("that is not what is promised");
    }
    Ok(())
}
