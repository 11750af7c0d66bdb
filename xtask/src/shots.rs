//! `cargo xtask shots`: pictures of every page, wide and narrow, light and dark, Japanese and English, and in print.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::{browser, process, setup};

pub fn run(arguments: &[&str]) -> Result<()> {
    let out = match arguments {
        [] => crate::root().join("docs/shots"),
        ["--out", folder] => std::env::current_dir()?.join(PathBuf::from(folder)),
        _ => bail!("cargo xtask shots [--out FOLDER]"),
    };
    if let Some(reason) = setup::run()?.browser {
        bail!("no pictures: {reason}");
    }
    std::fs::create_dir_all(&out)?;
    process::run(browser::node()?.arg("shots.mjs").arg(&out))
}
