//! What stands in a backup, line by line: a head, the parts with their rows, and at the end count and hash of each part.
//! A part is a table, or the files of the data folder.

use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Refusal;
use super::rows::{self, Counter, Sum};
use super::seal::{Opened, Opener, Sealed};
use crate::db::{Applied, Value};

/// Grows when something older programs cannot read is added.
const FORMAT: u32 = 1;
/// The part that holds files of the data folder; no table is called so.
pub const FILES: &str = "/files";

/// The first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Head {
    pub kashika_backup: u32,
    /// Microseconds since 1970, UTC; everything acknowledged before is in it.
    pub made_at: i64,
    pub program: String,
    pub engine: String,
    pub migrations: Vec<Step>,
}

/// One migration the database had.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    pub version: i64,
    pub name: String,
    pub checksum: String,
}

impl Head {
    pub fn new(made_at: i64, engine: &str, applied: &[Applied]) -> Head {
        let step = |one: &Applied| Step {
            version: one.version,
            name: one.name.clone(),
            checksum: one.checksum.clone(),
        };
        Head {
            kashika_backup: FORMAT,
            made_at,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engine.to_owned(),
            migrations: applied.iter().map(step).collect(),
        }
    }

    pub fn schema(&self) -> i64 {
        self.migrations.last().map_or(0, |step| step.version)
    }

    pub fn applied(&self) -> Vec<Applied> {
        let applied = |step: &Step| Applied {
            version: step.version,
            name: step.name.clone(),
            checksum: step.checksum.clone(),
        };
        self.migrations.iter().map(applied).collect()
    }
}

/// Begins a part.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    part: String,
    columns: Vec<String>,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    end: Vec<Sum>,
}

/// Writes a backup. Not for an async thread: it waits for the disk.
pub struct Writer {
    out: Sealed,
    sums: Vec<Sum>,
    part: Option<(String, Counter)>,
}

impl Writer {
    pub fn new(mut out: Sealed, head: &Head) -> io::Result<Writer> {
        line(&mut out, head)?;
        Ok(Writer { out, sums: Vec::new(), part: None })
    }

    pub fn part(&mut self, name: &str, columns: Vec<String>) -> io::Result<()> {
        self.close_part();
        self.part = Some((name.to_owned(), Counter::default()));
        line(&mut self.out, &Part { part: name.to_owned(), columns })
    }

    /// `lines` are whole rows of the part that was begun last.
    pub fn rows(&mut self, count: u64, lines: &[u8]) -> io::Result<()> {
        if let Some((_, counter)) = &mut self.part {
            counter.add(count, lines);
        }
        self.out.write_all(lines)
    }

    /// On disk when it returns.
    pub fn finish(mut self) -> io::Result<Vec<Sum>> {
        self.close_part();
        line(&mut self.out, &End { end: self.sums.clone() })?;
        self.out.finish()?;
        Ok(self.sums)
    }

    fn close_part(&mut self) {
        if let Some((name, counter)) = self.part.take() {
            self.sums.push(counter.sum(&name));
        }
    }
}

fn line(out: &mut impl Write, content: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, content)?;
    out.write_all(b"\n")
}

/// Reads a backup and compares counts and hashes with its last line. What [`Reader::next`] has given before it returns
/// `None` is not checked yet.
pub struct Reader {
    opened: Opened,
    pub head: Head,
    line: Vec<u8>,
    sums: Vec<Sum>,
    part: Option<(String, Counter)>,
}

/// One thing in a backup.
pub enum Record {
    Part { name: String, columns: Vec<String> },
    Row(Vec<Value>),
}

impl Reader {
    pub fn open(path: &Path, opener: &Opener) -> Result<Reader, Refusal> {
        let mut opened = Opened::new(path, opener)?;
        let mut line = Vec::new();
        opened.line(&mut line)?;
        let head: Head = serde_json::from_slice(&line).map_err(|_| Refusal::Damaged)?;
        if head.kashika_backup != FORMAT {
            return Err(Refusal::NewerFormat);
        }
        Ok(Reader { opened, head, line, sums: Vec::new(), part: None })
    }

    /// The next part or row; none at the end, where everything has proved to be as it was written.
    pub fn next(&mut self) -> Result<Option<Record>, Refusal> {
        self.opened.line(&mut self.line)?;
        match self.line.first() {
            Some(b'[') => {
                let row = rows::decode(&self.line).ok_or(Refusal::Damaged)?;
                let (_, counter) = self.part.as_mut().ok_or(Refusal::Damaged)?;
                counter.add(1, &self.line);
                Ok(Some(Record::Row(row)))
            }
            Some(_) => match serde_json::from_slice::<Part>(&self.line) {
                Ok(Part { part: name, columns }) => {
                    self.close_part();
                    self.part = Some((name.clone(), Counter::default()));
                    Ok(Some(Record::Part { name, columns }))
                }
                Err(_) => self.end().map(|()| None),
            },
            None => Err(Refusal::Damaged),
        }
    }

    /// Length of the line that was read last.
    pub fn line_bytes(&self) -> usize {
        self.line.len()
    }

    /// Count and hash of each part, once everything has been read.
    pub fn finish(self) -> Result<(Head, Vec<Sum>), Refusal> {
        self.opened.finish()?;
        Ok((self.head, self.sums))
    }

    fn end(&mut self) -> Result<(), Refusal> {
        self.close_part();
        let End { end } = serde_json::from_slice(&self.line).map_err(|_| Refusal::Damaged)?;
        self.opened.line(&mut self.line)?;
        if end != self.sums || !self.line.is_empty() { Err(Refusal::Damaged) } else { Ok(()) }
    }

    fn close_part(&mut self) {
        if let Some((name, counter)) = self.part.take() {
            self.sums.push(counter.sum(&name));
        }
    }
}

/// Reads all of it and keeps nothing.
pub fn verify(path: &Path, opener: &Opener) -> Result<(Head, Vec<Sum>), Refusal> {
    let mut reader = Reader::open(path, opener)?;
    while reader.next()?.is_some() {}
    reader.finish()
}
