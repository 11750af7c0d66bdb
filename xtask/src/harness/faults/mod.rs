//! `cargo xtask harness faults`: calls that change files fail, one position after the other, under a server whose writers go
//! on, under `kashika backup`, and while a server starts. What was acknowledged must be there afterward, what failed must
//! have said so, and a start on a sound disk must need no help.

mod backups;
mod disk;
mod running;
mod starts;
mod writers;

use anyhow::Result;

use super::options::{self, Build};
use crate::performance::Figure;
use disk::{Disk, Fault};

const POSITIONS: usize = 520;
const POSITIONS_MIN: usize = 30;
const POSITIONS_MAX: usize = 20_000;
const POSITIONS_SHORT: usize = 30;
/// There are hardly more calls in a backup of the demo.
const POSITIONS_BACKUP: usize = 12;
const WAY: &str = "`cargo xtask harness faults`";

pub fn run(arguments: &[&str]) -> Result<bool> {
    let mut positions = POSITIONS;
    let range = POSITIONS_MIN..=POSITIONS_MAX;
    let build = options::read("faults", arguments, &mut [("--positions", &mut positions, range)])?;
    Ok(options::told(&figures(&build, positions)?))
}

/// For the check, on the binary the tests have built.
pub fn short() -> Result<()> {
    options::required(&figures(&Build::debug()?, POSITIONS_SHORT)?)
}

/// The long form.
pub fn long(build: &Build) -> Result<Vec<Figure>> {
    figures(build, POSITIONS)
}

fn figures(build: &Build, positions: usize) -> Result<Vec<Figure>> {
    let program = &build.binary;
    let disk = Disk::below(program)?;
    let backups = backups::run(&disk, program, POSITIONS_BACKUP)?;
    let starts = starts::run(&disk, program, positions / 8)?;
    println!(
        "    {} starts gave up, {} of them at a copy of an older schema; {} such schemas were taken forward; \
         {} backups noticed nothing and are whole",
        starts.given_up, starts.copies_failed, starts.from_older, backups.harmless
    );
    let before = backups.positions + starts.positions;
    let running = running::run(&disk, program, positions.saturating_sub(before).max(1))?;
    for ((fault, when, kind), times) in &running.fell_on {
        let kind = if kind.is_empty() { "a folder" } else { kind };
        println!("    {times:>4} × {fault}, while {when}: {kind}");
    }
    println!(
        "    {} saves acknowledged, {} refused; ready again after at most {:.2} s",
        running.acknowledged,
        running.refused,
        running.slowest_start.as_secs_f64()
    );
    let none = |what: &str, count: u64, of: u64| Figure {
        what: what.to_owned(),
        measured: format!("{count} of {of}"),
        target: "0",
        is_met: count == 0 && of > 0,
        way: WAY,
    };
    let split = format!(
        "{} saving, {} starting, {} in backups",
        running.positions, starts.positions, backups.positions
    );
    Ok(vec![
        Figure {
            what: "positions at which a call on a file failed, and the server recovered by itself".to_owned(),
            measured: format!("{} ({split})", before + running.positions),
            target: if positions < POSITIONS { "all that were asked for" } else { "≥ 500" },
            is_met: before + running.positions >= positions,
            way: WAY,
        },
        none("acknowledged saves lost", running.lost, running.acknowledged),
        none("saves half-applied", running.half, running.acknowledged),
        none("reads that failed while nothing could be written", running.reads_failed, running.reads),
        none("failed backups that left a file", backups.left_behind as u64, backups.positions as u64),
    ])
}

/// So many positions, shared evenly among the faults and within the calls that each can fall on.
fn spread<'f>(faults: &'f [Fault], totals: &[u64], positions: usize) -> Vec<(&'f Fault, u64)> {
    let mut all: Vec<(&Fault, u64)> = faults.iter().zip(totals.iter().copied()).collect();
    // Those with few calls leave their share to the others.
    all.sort_by_key(|(_, total)| *total);
    let (mut chosen, count) = (Vec::new(), all.len());
    for (at, (fault, total)) in all.into_iter().enumerate() {
        let left = (positions.saturating_sub(chosen.len())) / (count - at);
        let share = total.min(left as u64);
        chosen.extend((0..share).map(|number| (fault, number * total / share + 1)));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::{disk, spread};

    #[test]
    fn positions_are_all_taken_where_there_is_room_and_even_ones_elsewhere() {
        let faults = [disk::WRITE_FAILS, disk::RENAME_FAILS];
        let at = |positions| -> Vec<_> {
            spread(&faults, &[8, 1], positions).into_iter().map(|(fault, at)| (fault.name, at)).collect()
        };
        assert_eq!(at(20).len(), 9);
        assert_eq!(at(3), [("rename, EIO", 1), ("write, EIO", 1), ("write, EIO", 5)]);
        assert_eq!(spread(&faults, &[0, 2], 20).len(), 2);
    }
}
