//! Installs what the tests need beside Rust and Node: Debian packages as root, npm packages from the lock file.
//! Where it may not, it says what is missing and what to run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{postgres, process};

/// Why a part of the check cannot run here; `None` where it can.
#[derive(Default)]
pub struct Missing {
    pub postgres: Option<String>,
    pub browser: Option<String>,
}

/// A Debian package and how its presence shows.
struct Package {
    name: &'static str,
    use_: &'static str,
    is_there: fn() -> bool,
}

const PACKAGES: &[Package] = &[
    Package { name: "chromium", use_: "browser journeys and pictures", is_there: || chromium().is_some() },
    Package { name: "fonts-noto-cjk", use_: "Japanese letters in pictures", is_there: has_japanese_font },
    Package { name: "postgresql", use_: "tests on PostgreSQL", is_there: || postgres::programs().is_some() },
    Package {
        name: "libreoffice-calc-nogui",
        use_: "forms filled in with LibreOffice",
        is_there: || on_path("soffice"),
    },
    Package { name: "python3-uno", use_: "typing into those forms", is_there: has_uno },
    Package { name: "python3-pip", use_: "the linter of the Dockerfile", is_there: has_pip },
    Package { name: "poppler-utils", use_: "pages of the printed karte", is_there: || on_path("pdfinfo") },
];

/// Installs what is missing, as far as it may, and tells what the check will have to skip.
pub fn run() -> Result<Missing> {
    let mut wanted = absent();
    if !wanted.is_empty() && is_root() && on_path("apt-get") {
        if let Err(error) = install(&wanted) {
            println!("    apt-get did not do it: {error:#}");
        }
        wanted = absent();
    }
    for package in &wanted {
        println!(
            "    missing: {} ({}). Install it with: sudo apt-get install {}",
            package.name, package.use_, package.name
        );
    }
    let browser = match node_packages() {
        Ok(()) => None,
        Err(error) => Some(format!("{error:#}")),
    };
    let lacks = |name: &str| wanted.iter().any(|package| package.name == name);
    let needed =
        |name: &str| lacks(name).then(|| format!("{name} is not installed; sudo apt-get install {name}"));
    let missing = Missing {
        postgres: needed("postgresql"),
        browser: needed("chromium").or_else(|| needed("fonts-noto-cjk")).or(browser),
    };
    for reason in missing.postgres.iter().chain(&missing.browser) {
        println!("    {reason}");
    }
    Ok(missing)
}

fn absent() -> Vec<&'static Package> {
    PACKAGES.iter().filter(|package| !(package.is_there)()).collect()
}

fn install(packages: &[&Package]) -> Result<()> {
    let names: Vec<&str> = packages.iter().map(|package| package.name).collect();
    println!("    installing {}", names.join(", "));
    process::run(apt_get().args(["update", "--quiet"]))?;
    process::run(apt_get().args(["install", "--quiet", "--yes", "--no-install-recommends"]).args(names))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// `npm ci` in browser/, unless what the lock file names is already there.
fn node_packages() -> Result<()> {
    let folder = crate::root().join("browser");
    if !on_path("node") || !on_path("npm") {
        anyhow::bail!("node and npm are not installed; sudo apt-get install nodejs npm (Node 20 or newer)");
    }
    if is_newer(&folder.join("node_modules/.package-lock.json"), &folder.join("package-lock.json")) {
        return Ok(());
    }
    println!("    npm ci in browser/");
    let arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    process::run(Command::new("npm").args(arguments).current_dir(&folder))
        .context("the npm packages of browser/ are missing")
}

fn is_newer(one: &Path, other: &Path) -> bool {
    let changed = |path: &Path| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    changed(one).is_some_and(|one| changed(other).is_none_or(|other| one >= other))
}

/// Chromium: the one `CHROMIUM` names, or Debian's.
pub fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    [named, Some(PathBuf::from("/usr/bin/chromium"))].into_iter().flatten().find(|path| path.is_file())
}

/// Whether one of the fonts is there that the product draws with (`crates/server/src/pictures.rs`); a font that merely
/// knows some Japanese letters is not enough.
fn has_japanese_font() -> bool {
    const GOOD: [&str; 7] = [
        "BIZ UDPGothic",
        "Noto Sans CJK JP",
        "Noto Sans JP",
        "IPAexGothic",
        "IPAPGothic",
        "IPAGothic",
        "TakaoPGothic",
    ];
    match process::output(Command::new("fc-list").args([":lang=ja", "family"])) {
        Ok(families) => GOOD.iter().any(|name| families.contains(name)),
        Err(_) => Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").is_file(),
    }
}

/// LibreOffice's own bridge, for the system's Python.
fn has_uno() -> bool {
    process::output(Command::new("/usr/bin/python3").args(["-c", "import uno"])).is_ok()
}

/// For the Python that is called by that name.
fn has_pip() -> bool {
    process::output(Command::new("python3").args(["-m", "pip", "--version"])).is_ok()
}

/// Whether a program of this name can be called.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

pub fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
