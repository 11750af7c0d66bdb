//! What we build from: every dependency comes from crates.io or this workspace, under a license we may ship with,
//! and the crates of the workspace keep to their borders.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{cargo, licenses};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What a crate may never depend on, and why.
const BORDERS: &[(&str, &[&str], &str)] = &[
    (
        "domain",
        &["tokio", "axum", "sqlx", "rand", "reqwest", "time", "chrono"],
        "rules know no database, network, chance or clock",
    ),
    ("charts", &["tokio", "axum", "sqlx", "domain", "kashika"], "pictures know no room"),
    ("documents", &["tokio", "axum", "sqlx", "domain", "kashika"], "file formats know no room"),
];

pub fn run() -> Result<()> {
    let metadata = cargo::metadata(&[])?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let root = crate::root().to_string_lossy().into_owned();
    let mut problems: Vec<String> = packages.iter().filter_map(|package| problem(package, &root)).collect();
    problems.extend(packages.iter().flat_map(crossed));
    let foreign = packages.iter().filter(|package| !package["source"].is_null()).count();
    let used: BTreeSet<&str> = packages.iter().filter_map(|package| package["license"].as_str()).collect();
    println!(
        "    {foreign} dependencies from crates.io, {} license expressions, read with cargo metadata:",
        used.len()
    );
    println!("    {}", used.into_iter().collect::<Vec<_>>().join("; "));
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(())
}

fn problem(package: &Value, root: &str) -> Option<String> {
    let name = format!("{} {}", text(package, "name"), text(package, "version"));
    match package["source"].as_str() {
        None if text(package, "manifest_path").starts_with(root) => {}
        None => return Some(format!("{name} is a path outside the workspace")),
        Some(CRATES_IO) => {}
        Some(source) => return Some(format!("{name} comes from {source}; only crates.io is allowed")),
    }
    let license = text(package, "license");
    if license.is_empty() {
        return Some(format!("{name} names no license"));
    }
    let is_allowed = licenses::is_allowed(license);
    (!is_allowed).then(|| format!("{name} is under {license:?}, which xtask/src/licenses.rs does not allow"))
}

/// Dependencies over a border that a crate keeps; those for tests alone may cross.
fn crossed(package: &Value) -> Vec<String> {
    let name = text(package, "name");
    let Some((_, forbidden, reason)) =
        BORDERS.iter().find(|(guarded, ..)| *guarded == name && package["source"].is_null())
    else {
        return Vec::new();
    };
    let dependencies = package["dependencies"].as_array().cloned().unwrap_or_default();
    let shipped = dependencies.iter().filter(|dependency| dependency["kind"].is_null());
    let crossing = shipped.filter(|dependency| forbidden.contains(&text(dependency, "name")));
    crossing.map(|dependency| format!("{name} depends on {}: {reason}", text(dependency, "name"))).collect()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}
