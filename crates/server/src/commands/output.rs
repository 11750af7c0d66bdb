//! Where results go: standard output, one file, or a folder with one file per company.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::Failure;
use crate::words::Words;

/// How results of one format are laid down.
pub struct Kind {
    /// Of a file's name.
    ending: &'static str,
    /// What stands before, between and after several results in one file; none where each needs a file of its own.
    list: Option<[&'static str; 3]>,
    /// Letters, that a terminal can show.
    is_text: bool,
}

impl Kind {
    pub fn list(
        ending: &'static str,
        before: &'static str,
        between: &'static str,
        after: &'static str,
    ) -> Kind {
        Kind { ending, list: Some([before, between, after]), is_text: true }
    }

    pub fn text(ending: &'static str) -> Kind {
        Kind { ending, list: None, is_text: true }
    }

    pub fn bytes(ending: &'static str) -> Kind {
        Kind { ending, list: None, is_text: false }
    }
}

pub struct Output {
    kind: Kind,
    target: Target,
    written: usize,
}

enum Target {
    Stream(Box<dyn Write>),
    /// A folder, and how often each file name has been used in it.
    Folder(PathBuf, BTreeMap<String, usize>),
}

impl Output {
    pub fn open(kind: Kind, path: Option<&Path>, count: usize, words: Words) -> Result<Output, Failure> {
        let is_alone = kind.list.is_none();
        let target = match path {
            None if is_alone && count > 1 => return Err(Failure::refused(words.t("files-one-karte-only"))),
            None if !kind.is_text && io::stdout().is_terminal() => {
                return Err(Failure::refused(words.t("files-not-on-screen")));
            }
            None => Target::Stream(Box::new(BufWriter::new(io::stdout().lock()))),
            Some(path) if is_alone && (count > 1 || path.is_dir() || path.extension().is_none()) => {
                fs::create_dir_all(path).with_context(|| path.display().to_string())?;
                Target::Folder(path.to_owned(), BTreeMap::new())
            }
            Some(path) => {
                let file = fs::File::create(path).with_context(|| path.display().to_string())?;
                Target::Stream(Box::new(BufWriter::new(file)))
            }
        };
        Ok(Output { kind, target, written: 0 })
    }

    /// The result of the company with this code.
    pub fn write(&mut self, code: &str, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.target {
            Target::Stream(stream) => {
                if let Some([before, between, _]) = self.kind.list {
                    let lead = if self.written == 0 { before } else { between };
                    stream.write_all(lead.as_bytes())?;
                }
                stream.write_all(bytes)?;
            }
            Target::Folder(folder, names) => {
                let path = folder.join(unused_name(names, code, self.kind.ending));
                fs::write(&path, bytes).with_context(|| path.display().to_string())?;
            }
        }
        self.written += 1;
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        if let Target::Stream(stream) = &mut self.target {
            if let Some([before, _, after]) = self.kind.list {
                let lead = if self.written == 0 { before } else { "" };
                stream.write_all(lead.as_bytes())?;
                stream.write_all(after.as_bytes())?;
            }
            stream.flush()?;
        }
        Ok(())
    }
}

/// A code as file name: letters that mean something to a file system become `_`; the same code again gets a number.
fn unused_name(names: &mut BTreeMap<String, usize>, code: &str, ending: &str) -> String {
    let is_safe = |letter: char| letter.is_alphanumeric() || "-_".contains(letter);
    let stem: String = code.chars().map(|letter| if is_safe(letter) { letter } else { '_' }).collect();
    // Some file systems do not tell capitals from small letters.
    let times = names.entry(stem.to_lowercase()).and_modify(|times| *times += 1).or_insert(1);
    if *times == 1 { format!("{stem}.{ending}") } else { format!("{stem}_{times}.{ending}") }
}
