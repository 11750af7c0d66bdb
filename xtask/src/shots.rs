//! `cargo xtask shots`: pictures of every page, wide and narrow, light and dark, Japanese and English, and in print.

use anyhow::{Result, bail};

use crate::{browser, process, setup};

pub fn run(arguments: &[&str]) -> Result<()> {
    let mut out = crate::root().join("docs/shots");
    let mut only = "";
    for pair in arguments.chunks(2) {
        match pair {
            ["--out", folder] => out = std::env::current_dir()?.join(folder),
            ["--only", name] => only = name,
            _ => bail!("cargo xtask shots [--out FOLDER] [--only PAGE]"),
        }
    }
    if let Some(reason) = setup::run()?.browser {
        bail!("no pictures: {reason}");
    }
    std::fs::create_dir_all(&out)?;
    process::run(browser::node()?.arg("shots.mjs").arg(&out).arg(only))
}
