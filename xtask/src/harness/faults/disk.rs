//! A disk that fails when it is told to: the shared library of `disk.c`, compiled here, preloaded into the program under trial
//! and told through a shared file. strace counts calls for each thread apart, and fails sockets and terminals along with files;
//! this counts over the whole process, below one folder only, and is armed and mended while the program runs.

use std::fs::File;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::folder::Folder;
use crate::process;

const SOURCE: &str = include_str!("disk.c");

const WRITE: u32 = 1;
const SYNC: u32 = 2;
const TRUNCATE: u32 = 4;
const RENAME: u32 = 8;
const INPUT_OUTPUT: u32 = 5;
const NO_SPACE: u32 = 28;

/// Written to when the write-ahead log is taken over into it.
const DATABASE: &str = "/kashika.db";

/// Where things stand in the shared file; `struct control` in disk.c is the same.
const LEFT: u64 = 16;
const FOLDER: u64 = 24;
const ENDING: u64 = 280;
const COUNTED: u64 = 312;
const FAILED: u64 = 344;
const FIRST: u64 = 352;
const PATH_BYTES: usize = 256;
const ENDING_BYTES: usize = 32;
const CONTROL_BYTES: usize = 608;

/// What a call that fails does.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub name: &'static str,
    calls: u32,
    error: u32,
    /// Only files whose path ends so.
    ending: &'static str,
    /// Half of what is written reaches the file.
    is_torn: bool,
    pub is_sticky: bool,
}

const fn once(name: &'static str, calls: u32, error: u32, is_torn: bool) -> Fault {
    Fault { name, calls, error, ending: "", is_torn, is_sticky: false }
}

pub const WRITE_FAILS: Fault = once("write, EIO", WRITE, INPUT_OUTPUT, false);
pub const WRITE_IS_TORN: Fault = once("write, ENOSPC, half written", WRITE, NO_SPACE, true);
pub const SYNC_FAILS: Fault = once("fsync, EIO", SYNC, INPUT_OUTPUT, false);
pub const SYNC_FINDS_NO_SPACE: Fault = once("fsync, ENOSPC", SYNC, NO_SPACE, false);
pub const TRUNCATE_FAILS: Fault = once("ftruncate, EIO", TRUNCATE, INPUT_OUTPUT, false);
pub const RENAME_FAILS: Fault = once("rename, EIO", RENAME, INPUT_OUTPUT, false);
pub const RENAME_FINDS_NO_SPACE: Fault = once("rename, ENOSPC", RENAME, NO_SPACE, false);
pub const DATABASE_WRITE_FAILS: Fault =
    Fault { ending: DATABASE, ..once("write to the database itself, EIO", WRITE, INPUT_OUTPUT, false) };
pub const DATABASE_SYNC_FAILS: Fault =
    Fault { ending: DATABASE, ..once("fsync of the database itself, EIO", SYNC, INPUT_OUTPUT, false) };
pub const DISK_IS_FULL: Fault =
    Fault { is_sticky: true, ..once("full disk, until there is room", WRITE | TRUNCATE, NO_SPACE, true) };
pub const DISK_IS_BROKEN: Fault = Fault {
    is_sticky: true,
    ..once("every call fails, until mended", WRITE | SYNC | TRUNCATE, INPUT_OUTPUT, false)
};

pub struct Disk {
    control: File,
    binary: PathBuf,
    _folder: Folder,
}

impl Disk {
    /// Lies below the program, and fails nothing yet.
    pub fn below(program: &Path) -> Result<Disk> {
        let folder = Folder::new("disk")?;
        let [source, library, control, binary] =
            ["disk.c", "disk.so", "control", "program"].map(|name| folder.path().join(name));
        std::fs::write(&source, SOURCE)?;
        let mut compiler = Command::new("cc");
        compiler.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source);
        process::output(&mut compiler).context("a C compiler is needed")?;
        std::fs::write(&control, [0; CONTROL_BYTES])?;
        let script = format!(
            "#!/bin/sh\nKASHIKA_DISK_CONTROL='{}' LD_PRELOAD='{}' exec '{}' \"$@\"\n",
            control.display(),
            library.display(),
            program.display()
        );
        std::fs::write(&binary, script)?;
        std::fs::set_permissions(&binary, std::fs::Permissions::from_mode(0o755))?;
        let control = File::options().read(true).write(true).open(&control)?;
        Ok(Disk { control, binary, _folder: folder })
    }

    /// The program on this disk; takes the same arguments.
    pub fn binary(&self) -> &Path {
        &self.binary
    }

    /// From now on only files in this folder count.
    pub fn watch(&self, folder: &Path) -> Result<()> {
        self.text(&folder.to_string_lossy(), FOLDER, PATH_BYTES)
    }

    /// Of the calls from now on, the one at this position fails; the first is 1.
    pub fn arm(&self, fault: &Fault, position: u64) -> Result<()> {
        self.mend()?;
        self.control.write_all_at(&[0; CONTROL_BYTES - COUNTED as usize], COUNTED)?;
        self.control.write_all_at(&position.to_ne_bytes(), LEFT)?;
        self.text(fault.ending, ENDING, ENDING_BYTES)?;
        let words = [fault.calls, fault.error, fault.is_sticky.into(), fault.is_torn.into()];
        // The first word sets it going, and goes last.
        for (at, word) in words.iter().enumerate().rev() {
            self.control.write_all_at(&word.to_ne_bytes(), at as u64 * 4)?;
        }
        Ok(())
    }

    /// Counts, and fails nothing.
    pub fn count(&self) -> Result<()> {
        let all = once("", WRITE | SYNC | TRUNCATE | RENAME, 0, false);
        self.arm(&all, i64::MAX as u64)
    }

    /// Nothing fails any more.
    pub fn mend(&self) -> Result<()> {
        Ok(self.control.write_all_at(&0_u32.to_ne_bytes(), 0)?)
    }

    /// How many calls of the fault's kind there were since it was armed.
    pub fn counted(&self, fault: &Fault) -> Result<u64> {
        self.number(COUNTED + 8 * u64::from(fault.calls.trailing_zeros()))
    }

    /// How many failed.
    pub fn failed(&self) -> Result<u64> {
        self.number(FAILED)
    }

    /// The ending of the file whose call failed first: `db`, `db-wal`, `part`, or nothing for a folder.
    pub fn first_failed(&self) -> Result<String> {
        let mut path = [0; PATH_BYTES];
        self.control.read_exact_at(&mut path, FIRST)?;
        let path = String::from_utf8_lossy(&path).trim_end_matches('\0').to_owned();
        Ok(Path::new(&path).extension().unwrap_or_default().to_string_lossy().into_owned())
    }

    fn text(&self, text: &str, at: u64, bytes_max: usize) -> Result<()> {
        ensure!(text.len() < bytes_max, "{text} is too long");
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(bytes_max, 0);
        Ok(self.control.write_all_at(&bytes, at)?)
    }

    fn number(&self, at: u64) -> Result<u64> {
        let mut bytes = [0; 8];
        self.control.read_exact_at(&mut bytes, at)?;
        Ok(u64::from_ne_bytes(bytes))
    }
}
