//! What every test of the command line needs: the built binary, and files to feed it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a command did.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    pub bytes: Vec<u8>,
}

/// A file of the repository.
pub fn repository(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join(path).to_str().expect("a UTF-8 path").to_owned()
}

pub fn kashika(arguments: &[&str]) -> Ran {
    ran(command(arguments).output().expect("the binary runs"))
}

pub fn kashika_with_input(arguments: &[&str], input: &[u8]) -> Ran {
    let mut command = command(arguments);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("the binary runs");
    child.stdin.take().expect("piped").write_all(input).expect("it reads everything");
    ran(child.wait_with_output().expect("it ends"))
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kashika"));
    command.args(arguments).env_remove("LANG").env_remove("LC_ALL");
    command
}

pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().expect("it was not killed"),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        bytes: output.stdout,
    }
}

/// A folder that goes away with its files.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).expect("a writable folder");
        path.to_str().expect("a UTF-8 path").to_owned()
    }
}
