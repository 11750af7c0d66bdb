//! Calls of cargo itself, in the workspace.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process;

/// Cargo with these arguments, in the workspace, never changing Cargo.lock.
pub fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(crate::root());
    command
}

/// The product's binary of a profile, built if need be.
pub fn binary(profile: &str) -> Result<PathBuf> {
    let mut arguments = vec!["build", "--locked", "--package", "kashika"];
    if profile == "release" {
        arguments.push("--release");
    }
    process::run(&mut cargo(&arguments))?;
    Ok(target()?.join(profile).join("kashika"))
}

/// Where cargo puts what it builds.
pub fn target() -> Result<PathBuf> {
    let metadata = metadata(&["--no-deps"])?;
    let folder = metadata["target_directory"].as_str().unwrap_or("target");
    Ok(PathBuf::from(folder))
}

/// The packages of the workspace and, without `--no-deps`, everything they are built from.
pub fn metadata(more: &[&str]) -> Result<serde_json::Value> {
    let mut arguments = vec!["metadata", "--format-version", "1", "--locked"];
    arguments.extend(more);
    Ok(serde_json::from_str(&process::output(&mut cargo(&arguments))?)?)
}
