//! A PostgreSQL server for the tests: Debian's programs, an unprivileged user, a folder that goes away.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::folder::{Folder, free_port};
use crate::{process, setup};

const START_SECONDS_MAX: u64 = 60;

/// A running server; stopped and removed when dropped.
pub struct Postgres {
    child: Child,
    port: u16,
    user: Option<User>,
    programs: PathBuf,
    folder: Folder,
}

/// Who runs it when we are root, which PostgreSQL refuses to be.
#[derive(Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

/// The newest folder with PostgreSQL's programs.
pub fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_string_lossy().parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    folders.sort();
    folders.pop().map(|(_, folder)| folder)
}

impl Postgres {
    pub fn start() -> Result<Postgres> {
        let programs = programs().context("there is no /usr/lib/postgresql/*/bin/initdb")?;
        let user = if setup::is_root() { Some(unprivileged()?) } else { None };
        let folder = Folder::new("postgres")?;
        if let Some(user) = user {
            std::os::unix::fs::chown(folder.path(), Some(user.uid), Some(user.gid))?;
        }
        let data = folder.path().join("data");
        let run = |program: &str| command(&programs, program, user, folder.path());
        let arguments = ["--locale=C", "--encoding=UTF8", "-A", "trust", "-U", "postgres", "--no-sync", "-D"];
        process::output(run("initdb").args(arguments).arg(&data))?;
        let port = free_port()?;
        let log = std::fs::File::create(folder.path().join("log"))?;
        let child = run("postgres")
            .arg("-D")
            .arg(&data)
            .args([
                "-p",
                &port.to_string(),
                "-h",
                "127.0.0.1",
                "-k",
                "",
                "-c",
                "fsync=off",
                "-c",
                "max_connections=200",
            ])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start postgres")?;
        let mut server = Postgres { child, port, user, programs, folder };
        server.wait()?;
        Ok(server)
    }

    /// The database in which tests may create their own.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Makes an empty database; gives its address.
    pub fn new_database(&self, name: &str) -> Result<String> {
        let mut create = command(&self.programs, "createdb", self.user, self.folder.path());
        create.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string(), name]);
        process::output(&mut create)?;
        Ok(format!("postgres://postgres@127.0.0.1:{}/{name}", self.port))
    }

    fn wait(&mut self) -> Result<()> {
        let port = self.port.to_string();
        let begun = Instant::now();
        loop {
            let mut ready = command(&self.programs, "pg_isready", self.user, self.folder.path());
            if process::output(ready.args(["-h", "127.0.0.1", "-p", &port])).is_ok() {
                return Ok(());
            }
            let is_gone = self.child.try_wait()?.is_some();
            if is_gone || begun.elapsed() > Duration::from_secs(START_SECONDS_MAX) {
                let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                bail!("PostgreSQL does not start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = command(&self.programs, "pg_ctl", self.user, self.folder.path());
        let data = self.folder.path().join("data");
        let stopped = process::output(stop.args(["stop", "--mode=immediate", "-D"]).arg(data));
        if let Err(error) = stopped {
            eprintln!("note: {error:#}");
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn command(programs: &Path, program: &str, user: Option<User>, folder: &Path) -> Command {
    let mut command = Command::new(programs.join(program));
    command.current_dir(folder).env("LC_ALL", "C");
    if let Some(user) = user {
        command.uid(user.uid).gid(user.gid);
    }
    command
}

/// Debian's own user for PostgreSQL, or nobody.
fn unprivileged() -> Result<User> {
    let id = |option: &str, name: &str| -> Option<u32> {
        process::output(Command::new("id").args([option, name])).ok()?.trim().parse().ok()
    };
    let user = |name: &str| Some(User { uid: id("-u", name)?, gid: id("-g", name)? });
    user("postgres").or_else(|| user("nobody")).context("there is no unprivileged user to run PostgreSQL as")
}
