//! What a file is by its first bytes, whatever its name says.

use super::Refusal;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A zip archive: a workbook, if it holds one.
    Zip,
    /// Anything that may be text.
    Text,
}

const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const ZIP: &[u8] = b"PK\x03\x04";
/// An archive without entries, and one that was cut into pieces.
const OTHER_ZIPS: [&[u8]; 2] = [b"PK\x05\x06", b"PK\x07\x08"];
/// The stream of a password-protected workbook, as OLE writes names: UTF-16.
const ENCRYPTED: &str = "EncryptedPackage";
/// How much of a file is looked at to tell text from anything else.
const LOOKED_AT_BYTES: usize = 4096;

impl Kind {
    pub fn of(bytes: &[u8]) -> Result<Kind, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::Empty);
        }
        if bytes.starts_with(OLE) {
            return Err(if is_encrypted(bytes) { Refusal::Encrypted } else { Refusal::OldExcel });
        }
        if bytes.starts_with(b"%PDF") {
            return Err(Refusal::Pdf);
        }
        if bytes.starts_with(ZIP) {
            return Ok(Kind::Zip);
        }
        if OTHER_ZIPS.iter().any(|start| bytes.starts_with(start)) {
            return Err(Refusal::OtherZip);
        }
        let looked_at = bytes.get(..LOOKED_AT_BYTES).unwrap_or(bytes);
        let is_control = |byte: &u8| *byte < 0x20 && !b"\t\n\r\x1b\x1a".contains(byte);
        let is_utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
        if !is_utf16 && looked_at.iter().any(is_control) { Err(Refusal::Unknown) } else { Ok(Kind::Text) }
    }
}

fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Result<Kind, Refusal>) {
        assert_eq!(Kind::of(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        check(b"", Err(Refusal::Empty));
        check(b"PK\x03\x04rest", Ok(Kind::Zip));
        check(b"PK\x05\x06", Err(Refusal::OtherZip));
        check(b"%PDF-1.7", Err(Refusal::Pdf));
        check(b"code,1-1\n", Ok(Kind::Text));
        check("項目,水準".as_bytes(), Ok(Kind::Text));
        check(b"\x89PNG\r\n\x1a\n\0\0", Err(Refusal::Unknown));
        check(OLE, Err(Refusal::OldExcel));
        let encrypted: Vec<u8> =
            OLE.iter().copied().chain(ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        check(&encrypted, Err(Refusal::Encrypted));
    }
}
