//! Bytes of any origin as a stream of UTF-8: byte order mark removed, Shift_JIS recognized and converted.
//! Looks only at the chunk in which the first character outside ASCII stands, so memory stays constant.

use std::io::Read;

use encoding_rs::{Decoder, EUC_JP, SHIFT_JIS};

const CHUNK_BYTES: usize = 64 * 1024;

/// Why a stream cannot be read as text at all.
#[derive(Debug)]
pub enum Refusal {
    Io(std::io::Error),
    /// UTF-16, told by its byte order mark.
    Utf16,
    /// An Excel workbook instead of a text file.
    Workbook,
    /// Neither UTF-8 nor Shift_JIS.
    UnknownEncoding,
}

/// A reader whose bytes come out as UTF-8. Bytes of a UTF-8 file pass unchanged, so a broken character is found by
/// whoever splits lines and knows the row; a broken character of a Shift_JIS file comes out as U+FFFD.
pub struct Decoded<R> {
    reader: R,
    chunk: Vec<u8>,
    encoding: Encoding,
}

enum Encoding {
    Start,
    /// Only ASCII so far.
    Open,
    Utf8,
    ShiftJis(Box<Decoder>),
}

enum Guess {
    Utf8,
    ShiftJis,
    /// The chunk ends inside the first character.
    TooShort,
    Neither,
}

impl<R: Read> Decoded<R> {
    pub fn new(reader: R) -> Decoded<R> {
        Decoded { reader, chunk: Vec::with_capacity(CHUNK_BYTES), encoding: Encoding::Start }
    }

    /// Appends the next piece; `false` at the end of the stream.
    pub fn append_to(&mut self, out: &mut Vec<u8>) -> Result<bool, Refusal> {
        let room = (CHUNK_BYTES - self.chunk.len()) as u64;
        let read = self.reader.by_ref().take(room).read_to_end(&mut self.chunk).map_err(Refusal::Io)?;
        let is_end = (read as u64) < room;
        if matches!(self.encoding, Encoding::Start) {
            self.start()?;
        }
        let kept = match &mut self.encoding {
            Encoding::ShiftJis(decoder) => {
                convert(decoder, &self.chunk, is_end, out);
                0
            }
            Encoding::Utf8 => {
                out.extend_from_slice(&self.chunk);
                0
            }
            Encoding::Start | Encoding::Open => self.append_open(is_end, out)?,
        };
        self.chunk.drain(..self.chunk.len() - kept);
        Ok(!is_end)
    }

    fn start(&mut self) -> Result<(), Refusal> {
        self.encoding = Encoding::Open;
        match self.chunk.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => {
                self.chunk.drain(..3);
                self.encoding = Encoding::Utf8;
            }
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Err(Refusal::Utf16),
            [b'P', b'K', 3, 4, ..] => return Err(Refusal::Workbook),
            _ => {}
        }
        Ok(())
    }

    /// Passes ASCII on and decides at the first byte outside it. Gives the number of bytes kept for the next chunk.
    fn append_open(&mut self, is_end: bool, out: &mut Vec<u8>) -> Result<usize, Refusal> {
        let first = self.chunk.iter().position(|byte| !byte.is_ascii()).unwrap_or(self.chunk.len());
        let (ascii, rest) = self.chunk.split_at(first);
        out.extend_from_slice(ascii);
        if rest.is_empty() {
            return Ok(0);
        }
        match guess(rest, is_end) {
            Guess::Utf8 => {
                self.encoding = Encoding::Utf8;
                out.extend_from_slice(rest);
            }
            Guess::ShiftJis => {
                let mut decoder = Box::new(SHIFT_JIS.new_decoder_without_bom_handling());
                convert(&mut decoder, rest, is_end, out);
                self.encoding = Encoding::ShiftJis(decoder);
            }
            Guess::TooShort => return Ok(rest.len()),
            Guess::Neither => return Err(Refusal::UnknownEncoding),
        }
        Ok(0)
    }
}

fn convert(decoder: &mut Decoder, bytes: &[u8], is_end: bool, out: &mut Vec<u8>) {
    let start = out.len();
    let room = decoder.max_utf8_buffer_length(bytes.len()).expect("a chunk's length times three fits");
    out.resize(start + room, 0);
    let (_, _, written, _) = decoder.decode_to_utf8(bytes, out.get_mut(start..).unwrap_or_default(), is_end);
    out.truncate(start + written);
}

/// `bytes` begin with the first character outside ASCII.
fn guess(bytes: &[u8], is_end: bool) -> Guess {
    let error = match std::str::from_utf8(bytes) {
        Ok(_) => return Guess::Utf8,
        Err(error) => error,
    };
    let readable = bytes
        .get(..error.valid_up_to())
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .unwrap_or_default();
    if error.error_len().is_none() && !is_end {
        return if readable.is_empty() { Guess::TooShort } else { Guess::Utf8 };
    }
    // Three bytes that form a character are no accident: a UTF-8 file with a broken character further on.
    if readable.chars().next().is_some_and(|first| first.len_utf8() >= 3) {
        return Guess::Utf8;
    }
    match japanese(bytes, is_end) {
        true => Guess::ShiftJis,
        false if readable.is_empty() => Guess::Neither,
        false => Guess::Utf8,
    }
}

/// Whether the bytes are Shift_JIS and not EUC-JP, which reads as Shift_JIS full of half-width kana.
fn japanese(bytes: &[u8], is_end: bool) -> bool {
    let Some(text) = decoded_without_error(SHIFT_JIS, bytes, is_end) else { return false };
    let has_halfwidth = text.chars().any(|letter| ('\u{FF61}'..='\u{FF9F}').contains(&letter));
    !(has_halfwidth && decoded_without_error(EUC_JP, bytes, is_end).is_some())
}

fn decoded_without_error(
    encoding: &'static encoding_rs::Encoding,
    bytes: &[u8],
    is_end: bool,
) -> Option<String> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len())?);
    let (_, _, had_errors) = decoder.decode_to_string(bytes, &mut text, is_end);
    (!had_errors).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, Refusal> {
        let (mut source, mut out) = (Decoded::new(bytes), Vec::new());
        while source.append_to(&mut out)? {}
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    #[test]
    fn japanese_text_is_the_same_from_three_encodings() {
        let text = format!("{}素材製造,ソース表,ｱｲｳ", "a".repeat(CHUNK_BYTES - 1));
        let (shift_jis, _, _) = SHIFT_JIS.encode(&text);
        assert_eq!(read(text.as_bytes()).expect("UTF-8"), text);
        assert_eq!(read(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()).expect("UTF-8 with a mark"), text);
        assert_eq!(read(&shift_jis).expect("Shift_JIS"), text);
    }

    #[test]
    fn a_broken_character_does_not_turn_utf_8_into_shift_jis() {
        let bytes = ["素材製造,".as_bytes(), b"\xE7\xB4,", "金融".as_bytes()].concat();
        assert_eq!(read(&bytes).expect("passed on"), "素材製造,\u{FFFD},金融");
    }

    #[test]
    fn other_encodings_are_refused() {
        let (euc, _, _) = EUC_JP.encode("素材製造");
        assert!(matches!(read(&euc), Err(Refusal::UnknownEncoding)));
        assert!(matches!(read(b"\xFF\xFEc\0o\0"), Err(Refusal::Utf16)));
        assert!(matches!(read(b"PK\x03\x04rest"), Err(Refusal::Workbook)));
        assert!(matches!(read(b"caf\xFF"), Err(Refusal::UnknownEncoding)));
    }
}
