//! The disk fails under `kashika backup`: it says so, and nothing that looks like a backup stays behind. What it does not
//! notice must be no fault of the file.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::disk::{self, Disk, Fault};
use super::{spread, writers::no_panic};
use crate::process;
use crate::server::Server;

const FAULTS: [Fault; 6] = [
    disk::WRITE_FAILS,
    disk::WRITE_IS_TORN,
    disk::SYNC_FAILS,
    disk::RENAME_FAILS,
    disk::SYNC_FINDS_NO_SPACE,
    disk::RENAME_FINDS_NO_SPACE,
];

/// What a run came to.
#[derive(Debug, Default)]
pub struct Tally {
    pub positions: usize,
    /// Commands that did not notice the fault, and wrote a whole backup.
    pub harmless: usize,
    /// Commands that failed, and left a file that has a backup's name.
    pub left_behind: usize,
}

/// How a command ended.
enum End {
    Failed,
    Whole,
    LeftBehind(String),
}

pub fn run(disk: &Disk, program: &Path, positions: usize) -> Result<Tally> {
    let server = Server::demo(program)?;
    let data = server.data();
    disk.watch(&data)?;
    disk.count()?;
    let file = data.join("sound.backup");
    process::output(&mut backup(disk, &data, &file))?;
    let totals: Vec<u64> = FAULTS.iter().map(|fault| disk.counted(fault)).collect::<Result<_>>()?;
    let mut tally = Tally::default();
    for (fault, position) in spread(&FAULTS, &totals, positions) {
        let file = data.join(format!("{}.backup", tally.positions));
        disk.arm(fault, position)?;
        let end = try_it(disk, program, &data, &file)
            .with_context(|| format!("{} at position {position}", fault.name))?;
        tally.positions += usize::from(disk.failed()? > 0);
        match end {
            End::Failed => {}
            End::Whole => tally.harmless += 1,
            End::LeftBehind(said) => {
                println!("    {} at position {position}: it failed and left the file: {said}", fault.name);
                tally.left_behind += 1;
            }
        }
    }
    Ok(tally)
}

fn backup(disk: &Disk, data: &Path, file: &Path) -> Command {
    let mut command = Command::new(disk.binary());
    command.args(["backup", "--plain", "--lang", "en", "--to"]).arg(file).arg("--data").arg(data);
    command.env_remove("DATABASE_URL");
    command
}

fn try_it(disk: &Disk, program: &Path, data: &Path, file: &Path) -> Result<End> {
    let output = backup(disk, data, file).output()?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    no_panic(&said, program)?;
    if output.status.success() {
        let mut check = Command::new(program);
        check.args(["restore", "--check"]).arg(file).arg("--data").arg(data).env_remove("DATABASE_URL");
        process::output(&mut check)?;
        return Ok(End::Whole);
    }
    ensure!(!said.is_empty(), "it failed without a word");
    Ok(if file.exists() { End::LeftBehind(said) } else { End::Failed })
}
