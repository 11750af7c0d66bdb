//! Foreign files are opened by a child process of the same binary that has limited itself first (`kashika worker`); this
//! process only sees the plain tables it gives back, or why there are none.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use documents::confine::{self, Confined};
use documents::workbook::{self, FILE_BYTES_MAX, Kind, Refusal, Table, TableCell};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::assessments::files::{TextRefusal, read_text};

/// Longer than the processor time it has; who waits on a pipe uses none.
const SECONDS_MAX: u64 = 30;
/// Tables of the largest workbook that is read, as JSON.
const ANSWER_BYTES_MAX: u64 = 64 * 1024 * 1024;
const ROWS_MAX: usize = 20_000;
const COLUMNS_MAX: usize = 200;
/// Asks a worker what it can give up, instead of giving it a file.
const LIMITS: &str = "limits";

type Opened = Result<Vec<Table>, Refusal>;

/// The program that is started as worker: this one, unless a test names another.
#[derive(Clone, Debug)]
pub struct Worker(PathBuf);

impl Worker {
    pub fn new(program: PathBuf) -> Worker {
        Worker(program)
    }

    /// The running program.
    pub fn own() -> std::io::Result<Worker> {
        std::env::current_exe().map(Worker)
    }

    /// The tables of a workbook or text file, whatever its name says it is.
    pub async fn open(&self, bytes: Vec<u8>) -> Opened {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(Refusal::TooLarge { limit: FILE_BYTES_MAX });
        }
        // What is plainly something else needs no process.
        Kind::of(&bytes)?;
        let answer = tokio::time::timeout(Duration::from_secs(SECONDS_MAX), self.ask(bytes)).await;
        match answer {
            Ok(Ok(answer)) => serde_json::from_slice(&answer).unwrap_or(Err(Refusal::TooHeavy)),
            // It ran out of memory or time, or the file made it stumble: all the same to whoever sent the file.
            Ok(Err(_)) | Err(_) => Err(Refusal::TooHeavy),
        }
    }

    /// What a worker can give up on this machine, tried out.
    pub async fn confined(&self) -> std::io::Result<Confined> {
        let limits =
            tokio::process::Command::new(&self.0).args(["worker", LIMITS]).env_clear().output().await?;
        let said = String::from_utf8_lossy(&limits.stdout);
        Ok(Confined { files: said.contains("files"), calls: said.contains("calls") })
    }

    async fn ask(&self, bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
        let mut child = tokio::process::Command::new(&self.0)
            .arg("worker")
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let write = async move {
            if let Some(mut stdin) = stdin {
                // A worker that has seen enough closes its end.
                let _ = stdin.write_all(&bytes).await;
            }
        };
        let read = async move {
            let mut answer = Vec::new();
            if let Some(stdout) = stdout {
                stdout.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await?;
            }
            Ok::<_, std::io::Error>(answer)
        };
        let ((), answer) = tokio::join!(write, read);
        child.wait().await?;
        answer
    }
}

/// `kashika worker`: a file on standard input, tables or a refusal as JSON on standard output.
pub fn run() -> ExitCode {
    let asked_for_limits = std::env::args().nth(2).is_some_and(|argument| argument == LIMITS);
    let answer = |confined| if asked_for_limits { say(confined) } else { answer() };
    match confine::this_process().and_then(answer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Which limits hold, in words.
fn say(confined: Confined) -> std::io::Result<()> {
    let held = [(confined.files, "files"), (confined.calls, "calls")];
    let words: Vec<&str> = held.iter().filter(|(holds, _)| *holds).map(|(_, word)| *word).collect();
    std::io::stdout().write_all(words.join(" ").as_bytes())
}

fn answer() -> std::io::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    let opened: Opened = match Kind::of(&bytes) {
        Ok(Kind::Zip) => workbook::read(&bytes),
        Ok(Kind::Text) => text_table(&bytes),
        Err(refusal) => Err(refusal),
    };
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&serde_json::to_vec(&opened)?)?;
    stdout.flush()
}

/// A CSV file, of commas, semicolons or tabs, as one table.
fn text_table(bytes: &[u8]) -> Opened {
    let text = read_text(bytes).map_err(|refusal| match refusal {
        TextRefusal::Io(error) => Refusal::Damaged { reason: error.to_string() },
        _ => Refusal::Unknown,
    })?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut cells = Vec::new();
    for (row, record) in reader.records().enumerate() {
        let record = record.map_err(|error| Refusal::Damaged { reason: error.to_string() })?;
        if row >= ROWS_MAX {
            return Err(Refusal::TooManyRows { sheet: "CSV".to_owned(), limit: ROWS_MAX as u32 });
        }
        if record.len() > COLUMNS_MAX {
            return Err(Refusal::TooManyColumns { sheet: "CSV".to_owned(), limit: COLUMNS_MAX as u32 });
        }
        for (column, text) in record.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            cells.push(TableCell { row: row as u32, column: column as u32, text: text.to_owned() });
        }
    }
    Ok(vec![Table { name: "CSV".to_owned(), is_hidden: false, cells }])
}

/// The one that stands most often in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}
