//! The disk fails while a server starts: on an empty folder, where it makes the schema, and on what such a start has left,
//! where it takes an older schema forward. A start on a sound disk must then succeed, with nothing missing.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::disk::{self, Disk, Fault};
use super::{spread, writers::no_panic};
use crate::folder::{Folder, free_port};
use crate::process;

const FAULTS: [Fault; 6] = [
    disk::WRITE_FAILS,
    disk::SYNC_FAILS,
    disk::WRITE_IS_TORN,
    disk::SYNC_FINDS_NO_SPACE,
    disk::TRUNCATE_FAILS,
    disk::RENAME_FAILS,
];
/// The second start fails at another place than the first, sooner or later in its own course.
const SECOND_POSITIONS: u64 = 60;

/// What a run came to.
#[derive(Debug, Default)]
pub struct Tally {
    pub positions: usize,
    /// Starts that gave up, with a sentence; the others went on.
    pub given_up: usize,
    /// Copies of an older schema that could not get their name.
    pub copies_failed: usize,
    /// Starts on a sound disk, or second ones, that copied an older schema and took it forward.
    pub from_older: usize,
}

/// How a start ended.
enum Start {
    Ready,
    GaveUp,
}

pub fn run(disk: &Disk, program: &Path, positions: usize) -> Result<Tally> {
    let place = Place::new()?;
    disk.watch(&place.data)?;
    disk.count()?;
    ensure!(matches!(place.start(disk.binary())?, Start::Ready), "the server does not start on a sound disk");
    let totals: Vec<u64> = FAULTS.iter().map(|fault| disk.counted(fault)).collect::<Result<_>>()?;
    disk.mend()?;
    let tables = place.tables(program)?;
    let mut tally = Tally::default();
    for (number, (fault, position)) in spread(&FAULTS, &totals, positions).into_iter().enumerate() {
        let place = Place::new()?;
        disk.watch(&place.data)?;
        // An older schema is copied to a name of its own first, which a rename gives.
        let second = match number % 3 {
            0 => (&disk::RENAME_FAILS, 1),
            _ => (fault, (position - 1) % SECOND_POSITIONS + 1),
        };
        try_it(disk, program, &place, &[(fault, position), second], &tables, &mut tally)
            .with_context(|| format!("{} at position {position}, then {}", fault.name, second.0.name))?;
    }
    Ok(tally)
}

fn try_it(
    disk: &Disk,
    program: &Path,
    place: &Place,
    faults: &[(&Fault, u64)],
    tables: &[String],
    tally: &mut Tally,
) -> Result<()> {
    for (fault, position) in faults {
        disk.arm(fault, *position)?;
        let start = place.start(disk.binary())?;
        tally.positions += usize::from(disk.failed()? > 0);
        tally.given_up += usize::from(matches!(start, Start::GaveUp));
        tally.copies_failed += usize::from(disk.first_failed()?.starts_with("before-"));
    }
    disk.mend()?;
    ensure!(matches!(place.start(program)?, Start::Ready), "no start on a sound disk: {}", place.log());
    tally.from_older += usize::from(place.has_copy()?);
    let found = place.tables(program)?;
    ensure!(found == tables, "other tables: {found:?}");
    Ok(())
}

/// An empty data folder, and what servers say there.
struct Place {
    folder: Folder,
    data: PathBuf,
}

impl Place {
    fn new() -> Result<Place> {
        let folder = Folder::new("start")?;
        let data = folder.path().join("data");
        Ok(Place { folder, data })
    }

    /// Until it is ready or gives up; then it is ended.
    fn start(&self, binary: &Path) -> Result<Start> {
        let log = std::fs::File::create(self.folder.path().join("log"))?;
        let mut child = Command::new(binary)
            .args(["serve", "--listen", &format!("127.0.0.1:{}", free_port()?), "--data"])
            .arg(&self.data)
            .env_remove("DATABASE_URL")
            .env_remove("KASHIKA_BASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let stdout = child.stdout.take().context("the server's output")?;
        let is_ready =
            BufReader::new(stdout).lines().map_while(Result::ok).any(|line| line.starts_with("Kashika: "));
        if is_ready {
            child.kill()?;
        }
        let status = child.wait()?;
        no_panic(&self.log(), binary)?;
        let is_told = is_ready || (status.code() == Some(1) && !self.log().trim().is_empty());
        ensure!(is_told, "it ended with {status} and said: {}", self.log());
        Ok(if is_ready { Start::Ready } else { Start::GaveUp })
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// A migration of what was there before is preceded by a copy.
    fn has_copy(&self) -> Result<bool> {
        let names = std::fs::read_dir(&self.data)?.filter_map(Result::ok).map(|entry| entry.file_name());
        Ok(names.into_iter().any(|name| {
            let name = name.to_string_lossy();
            name.contains(".before-") && !name.ends_with(".part")
        }))
    }

    /// The tables of a backup, which restoring has put into a new schema column by column.
    fn tables(&self, program: &Path) -> Result<Vec<String>> {
        let folder = Folder::new("tables")?;
        let file = folder.path().join("all.backup");
        let mut backup = Command::new(program);
        backup.args(["backup", "--plain", "--to"]).arg(&file).arg("--data").arg(&self.data);
        process::output(backup.env_remove("DATABASE_URL"))?;
        let mut restore = Command::new(program);
        restore.args(["restore", "--lang", "en"]).arg(&file).arg("--data").arg(folder.path().join("data"));
        let told = process::output(restore.env_remove("DATABASE_URL"))?;
        // Count, hash, name; then sentences.
        let name = |line: &str| match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            [count, _, name] if count.parse::<u64>().is_ok() => Some((*name).to_owned()),
            _ => None,
        };
        let mut tables: Vec<String> = told.lines().filter_map(name).collect();
        let schema = told.lines().find(|line| line.contains("schema")).context("the schema restored")?;
        // Behind the moment of the backup, which differs.
        tables.extend(schema.rsplit_once("schema").map(|(_, schema)| schema.to_owned()));
        Ok(tables)
    }
}
