//! Where kartes go: standard output, one file, or a folder with one file per company.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{Format, Sheet, page, text};
use crate::commands::Failure;
use crate::pictures;
use crate::words::Words;

pub struct Output {
    format: Format,
    words: Words,
    target: Target,
    written: usize,
}

enum Target {
    Stream(Box<dyn Write>),
    /// A folder, and how often each file name has been used in it.
    Folder(PathBuf, BTreeMap<String, usize>),
}

impl Output {
    pub fn open(format: Format, path: Option<&Path>, count: usize, words: Words) -> Result<Output, Failure> {
        let is_single = matches!(format, Format::Svg | Format::Png | Format::Html);
        let target = match path {
            None if is_single && count > 1 => return Err(Failure::refused(words.t("files-one-karte-only"))),
            None if format == Format::Png && io::stdout().is_terminal() => {
                return Err(Failure::refused(words.t("files-no-png-on-screen")));
            }
            None => Target::Stream(Box::new(BufWriter::new(io::stdout().lock()))),
            Some(path) if is_single && (count > 1 || path.is_dir() || path.extension().is_none()) => {
                fs::create_dir_all(path).with_context(|| path.display().to_string())?;
                Target::Folder(path.to_owned(), BTreeMap::new())
            }
            Some(path) => {
                let file = fs::File::create(path).with_context(|| path.display().to_string())?;
                Target::Stream(Box::new(BufWriter::new(file)))
            }
        };
        Ok(Output { format, words, target, written: 0 })
    }

    pub fn write(&mut self, sheet: &Sheet) -> Result<(), Failure> {
        let mut bytes = content(self.format, sheet, self.words)?;
        let before: &[u8] = match (self.format, self.written) {
            (Format::Json, 0) => b"[\n",
            (Format::Json, _) => b",\n",
            (Format::Text, 1..) => b"\n----\n\n",
            _ => b"",
        };
        self.written += 1;
        match &mut self.target {
            Target::Stream(stream) => {
                stream.write_all(before)?;
                stream.write_all(&bytes)?;
            }
            Target::Folder(folder, names) => {
                let path = folder.join(unused_name(names, &sheet.body.code, self.format));
                if self.format == Format::Svg {
                    bytes.push(b'\n');
                }
                fs::write(&path, bytes).with_context(|| path.display().to_string())?;
            }
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        if let Target::Stream(stream) = &mut self.target {
            if self.format == Format::Json {
                stream.write_all(b"\n]\n")?;
            }
            stream.flush()?;
        }
        Ok(())
    }
}

fn content(format: Format, sheet: &Sheet, words: Words) -> Result<Vec<u8>, Failure> {
    Ok(match format {
        Format::Text => text::text(&sheet.body, words).into_bytes(),
        Format::Json => serde_json::to_vec_pretty(&sheet.body).context("a karte as JSON")?,
        Format::Svg => sheet.radar.clone().into_bytes(),
        Format::Png => pictures::png(&sheet.radar).context("PNG")?,
        Format::Html => page::html(sheet, words)?.into_bytes(),
    })
}

/// A code as file name: letters that mean something to a file system become `_`; the same code again gets a number.
fn unused_name(names: &mut BTreeMap<String, usize>, code: &str, format: Format) -> String {
    let is_safe = |letter: char| letter.is_alphanumeric() || "-_".contains(letter);
    let stem: String = code.chars().map(|letter| if is_safe(letter) { letter } else { '_' }).collect();
    // Some file systems do not tell capitals from small letters.
    let times = names.entry(stem.to_lowercase()).and_modify(|times| *times += 1).or_insert(1);
    let ending = match format {
        Format::Text => "txt",
        Format::Json => "json",
        Format::Svg => "svg",
        Format::Png => "png",
        Format::Html => "html",
    };
    if *times == 1 { format!("{stem}.{ending}") } else { format!("{stem}_{times}.{ending}") }
}
