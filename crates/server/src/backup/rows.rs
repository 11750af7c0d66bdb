//! Rows as lines: a JSON array of values, the same for both engines. What is counted and hashed is these lines.

use std::io::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::app::hex;
use crate::db::Value;

/// Adds one line. Text is a string, bytes are `{"b": base64}`, a real number is `{"r": its 64 bits}`, so that nothing is
/// rounded.
pub fn encode(values: &[Value], line: &mut Vec<u8>) {
    for (index, value) in values.iter().enumerate() {
        line.push(if index == 0 { b'[' } else { b',' });
        encode_value(value, line);
    }
    line.extend_from_slice(if values.is_empty() { b"[]\n" } else { b"]\n" });
}

fn encode_value(value: &Value, line: &mut Vec<u8>) {
    match value {
        Value::Null => line.extend_from_slice(b"null"),
        Value::Int(number) => write!(line, "{number}").expect("memory takes everything"),
        Value::Real(number) => {
            write!(line, r#"{{"r":"{:016x}"}}"#, number.to_bits()).expect("memory takes everything");
        }
        Value::Text(text) => serde_json::to_writer(line, text).expect("a string is JSON"),
        Value::Bytes(bytes) => {
            write!(line, r#"{{"b":"{}"}}"#, BASE64.encode(bytes)).expect("memory takes everything");
        }
    }
}

/// None where the line is no row.
pub fn decode(line: &[u8]) -> Option<Vec<Value>> {
    let fields: Vec<Json> = serde_json::from_slice(line).ok()?;
    fields.into_iter().map(decode_value).collect()
}

fn decode_value(field: Json) -> Option<Value> {
    match field {
        Json::Null => Some(Value::Null),
        Json::Number(number) => number.as_i64().map(Value::Int),
        Json::String(text) => Some(Value::Text(text)),
        Json::Object(fields) => {
            let (kind, text) = fields.iter().next().filter(|_| fields.len() == 1)?;
            match (kind.as_str(), text.as_str()?) {
                ("b", text) => BASE64.decode(text).ok().map(Value::Bytes),
                ("r", text) => {
                    u64::from_str_radix(text, 16).ok().map(|bits| Value::Real(f64::from_bits(bits)))
                }
                _ => None,
            }
        }
        Json::Bool(_) | Json::Array(_) => None,
    }
}

/// Count and hash of the rows of one table.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    pub name: String,
    pub rows: u64,
    /// SHA-256 over the lines, in hexadecimal.
    pub sha256: String,
}

/// A sum that is still growing.
#[derive(Clone, Default)]
pub struct Counter {
    rows: u64,
    hash: Sha256,
}

impl Counter {
    /// `lines` are whole lines.
    pub fn add(&mut self, rows: u64, lines: &[u8]) {
        self.rows += rows;
        self.hash.update(lines);
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    pub fn sum(self, name: &str) -> Sum {
        Sum { name: name.to_owned(), rows: self.rows, sha256: hex(&self.hash.finalize()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_from_its_line() {
        let values = vec![
            Value::Null,
            Value::Int(i64::MIN),
            Value::Int(i64::MAX),
            Value::Real(0.1),
            Value::Real(f64::NEG_INFINITY),
            Value::Text("回答\n\"'\\ \u{7f}\u{2028}".to_owned()),
            Value::Text(String::new()),
            Value::Bytes(vec![0, 255, 10]),
            Value::Bytes(Vec::new()),
        ];
        let mut line = Vec::new();
        encode(&values, &mut line);
        assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
        assert_eq!(decode(&line), Some(values));
    }

    #[test]
    fn what_is_no_row_is_none() {
        for line in
            ["", "{}", "[1", "[1.5]", "[true]", r#"[{"b":"!"}]"#, r#"[{"b":"","r":""}]"#, r#"[{"x":""}]"#]
        {
            assert_eq!(decode(line.as_bytes()), None, "{line}");
        }
    }
}
