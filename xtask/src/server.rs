//! The product as a process of its own, and what the system says about it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::client::Client;
use crate::folder::{Folder, free_port};
use crate::process;

const START_SECONDS_MAX: u64 = 60;

/// A running server on its own folder; ended when dropped.
pub struct Server {
    child: Child,
    pub port: u16,
    /// The demo's one-time link.
    pub link: String,
    /// From the start of the process to its first page.
    pub start: Duration,
    stdout: BufReader<ChildStdout>,
    folder: Folder,
    binary: PathBuf,
    command: String,
    settings: Settings,
}

/// Settings beside the folder and the port, as variables of the environment.
type Settings = &'static [(&'static str, &'static str)];

impl Server {
    /// `serve` on an empty folder.
    pub fn empty(binary: &Path) -> Result<Server> {
        Server::start(binary, "serve", &[], Folder::new("serve")?)
    }

    /// The demo world.
    pub fn demo(binary: &Path) -> Result<Server> {
        Server::demo_with(binary, &[])
    }

    /// The demo world with other settings.
    pub fn demo_with(binary: &Path, settings: Settings) -> Result<Server> {
        Server::start(binary, "demo", settings, Folder::new("demo")?)
    }

    /// The demo world as it stands in a folder.
    pub fn demo_in(binary: &Path, folder: Folder) -> Result<Server> {
        Server::start(binary, "demo", &[], folder)
    }

    fn start(binary: &Path, command: &str, settings: Settings, folder: Folder) -> Result<Server> {
        let port = free_port()?;
        let begun = Instant::now();
        let (child, stdout) = spawn(binary, command, settings, &folder, port)?;
        let mut server = Server {
            child,
            port,
            link: String::new(),
            start: Duration::ZERO,
            stdout,
            folder,
            binary: binary.to_owned(),
            command: command.to_owned(),
            settings,
        };
        server.wait(begun)?;
        Ok(server)
    }

    /// Ends the process as `kill -9` does, without a chance to finish anything.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Starts it again on the same folder and port; how long until its first page.
    pub fn start_again(&mut self) -> Result<Duration> {
        let begun = Instant::now();
        (self.child, self.stdout) =
            spawn(&self.binary, &self.command, self.settings, &self.folder, self.port)?;
        self.wait(begun)?;
        Ok(self.start)
    }

    /// The server's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Reads what it prints until it is ready, then asks for a page.
    fn wait(&mut self, begun: Instant) -> Result<()> {
        let mut line = String::new();
        loop {
            line.clear();
            let is_over = self.stdout.read_line(&mut line)? == 0;
            if is_over || begun.elapsed() > Duration::from_secs(START_SECONDS_MAX) {
                bail!("the server does not start:\n{}", self.log());
            }
            if line.contains("/sign-in/") {
                self.link = line.trim().to_owned();
            }
            if line.starts_with("Kashika: ") {
                break;
            }
        }
        let mut client = Client::connect(self.port)?;
        let mut answer = client.get(None, "/")?;
        if answer.status == 303 {
            let to = answer.header("location").to_owned();
            answer = client.get(None, &to)?;
        }
        answer.expect(200)?;
        self.start = begun.elapsed();
        Ok(())
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    pub fn cpu_seconds(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // Behind the name in parentheses; utime and stime are fields 14 and 15 of the whole line.
        let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let ticks: u64 =
            after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        Ok(ticks as f64 / ticks_per_second())
    }

    pub fn resident_mb(&self) -> Result<f64> {
        status_mb(self.child.id(), "VmRSS").context("/proc has no VmRSS")
    }
}

fn spawn(
    binary: &Path,
    command: &str,
    settings: Settings,
    folder: &Folder,
    port: u16,
) -> Result<(Child, BufReader<ChildStdout>)> {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(folder.path().join("log"))?;
    let mut child = Command::new(binary)
        .arg(command)
        .arg("--data")
        .arg(folder.path().join("data"))
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .env_remove("DATABASE_URL")
        .env_remove("KASHIKA_BASE_URL")
        // One machine plays many people: it is to be answered, not slowed down.
        .env("KASHIKA_REQUESTS_PER_PERSON", "0")
        .env("KASHIKA_REQUESTS_PER_ADDRESS", "0")
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .with_context(|| format!("cannot start {}", binary.display()))?;
    let stdout = BufReader::new(child.stdout.take().context("the server's output")?);
    Ok((child, stdout))
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A figure of `/proc/PID/status`, in MB of a million bytes.
pub fn status_mb(pid: u32, name: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

fn ticks_per_second() -> f64 {
    let told = process::output(Command::new("getconf").arg("CLK_TCK")).ok();
    told.and_then(|ticks| ticks.trim().parse().ok()).unwrap_or(100.0)
}
