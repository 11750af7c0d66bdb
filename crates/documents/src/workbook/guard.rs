//! The gate in front of the reader: how many parts an archive has and what they unpack to, counted while unpacking and
//! not taken from what the archive says of itself.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Refusal;
use super::table::{INFLATED_BYTES_MAX, PARTS_MAX};

/// Whether the archive is a workbook that may be opened.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PARTS_MAX {
        return Err(Refusal::TooManyParts { limit: PARTS_MAX });
    }
    let mut names = Vec::with_capacity(archive.len());
    let mut left = INFLATED_BYTES_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        names.push(part.name().map_err(damaged)?.to_ascii_lowercase());
        let counted = io::copy(&mut part.take(left + 1), &mut io::sink());
        let counted = counted.map_err(|error| Refusal::Damaged { reason: error.to_string() })?;
        left = left.checked_sub(counted).ok_or(Refusal::Inflates { limit: INFLATED_BYTES_MAX })?;
    }
    let has = |name: &str| names.iter().any(|found| found.as_str() == name);
    if has("xl/workbook.xml") {
        Ok(())
    } else if has("xl/workbook.bin") {
        Err(Refusal::Binary)
    } else if has("mimetype") {
        Err(Refusal::OpenDocument)
    } else {
        Err(Refusal::OtherZip)
    }
}

fn damaged(error: ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(reason) if reason.contains("assword") => Refusal::Encrypted,
        other => Refusal::Damaged { reason: other.to_string() },
    }
}
