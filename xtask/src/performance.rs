//! The table of measured figures and its place in docs/performance.md.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

const PAGE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- measured by cargo xtask bench --write -->";
const END: &str = "<!-- end of measured -->";

/// One measured figure beside its target.
pub struct Figure {
    pub what: String,
    pub measured: String,
    pub target: &'static str,
    pub is_met: bool,
    /// The command that measures it.
    pub way: &'static str,
}

impl Figure {
    /// A figure that should stay below a limit.
    pub fn below(what: &str, measured: f64, limit: f64, unit: &str, way: &'static str) -> Figure {
        let digits = if measured < 10.0 { 2 } else { 0 };
        Figure {
            what: what.to_owned(),
            measured: format!("{measured:.digits$} {unit}"),
            target: Box::leak(format!("< {limit} {unit}").into_boxed_str()),
            is_met: measured < limit,
            way,
        }
    }
}

/// The figures as a Markdown table, with the machine they were measured on.
pub fn table(figures: &[Figure]) -> String {
    let mut text =
        format!("{}\n\n| what | measured | target | met | command |\n|---|---:|---:|---|---|\n", machine());
    for figure in figures {
        let met = if figure.is_met { "yes" } else { "**no**" };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {met} | {} |",
            figure.what, figure.measured, figure.target, figure.way
        );
    }
    text
}

fn machine() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpus.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "Measured on {cores} cores of {}, release build.",
        model.map_or("an unnamed processor", |(_, name)| name)
    )
}

/// Puts the table between the page's two marks, or at the end of a page without them.
pub fn write(table: &str) -> Result<()> {
    let path = crate::root().join(PAGE);
    let page = std::fs::read_to_string(&path).unwrap_or_else(|_| "# Speed and memory\n".to_owned());
    let block = format!("{BEGIN}\n{table}{END}");
    let new = match (page.split_once(BEGIN), page.split_once(END)) {
        (Some((before, _)), Some((_, after))) => format!("{before}{block}{after}"),
        _ => format!("{}\n\n{block}\n", page.trim_end()),
    };
    std::fs::write(&path, new).with_context(|| format!("cannot write {PAGE}"))?;
    println!("written to {PAGE}");
    Ok(())
}
