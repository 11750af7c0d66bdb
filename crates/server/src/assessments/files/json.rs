//! JSON: an array of companies, one company per line, or a single company. Companies are cut out of the stream by
//! their braces and parsed one at a time.

use std::io::Read;

use super::encoding::Refusal;
use super::intake::Intake;
use super::lines::{LINE_BYTES_MAX, Line, Lines, text};
use super::node::Node;
use super::problem::{Fault, Place};
use super::{Row, Shape};

pub struct Entries<R> {
    lines: Lines<R>,
    stage: Stage,
    /// Lines passed so far, so that a problem names the line where its part begins.
    line: u32,
    number: u32,
}

/// Where the reader stands between companies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Start,
    ArrayStart,
    ArrayAfterComma,
    ArrayAfterEntry,
    AfterEntry,
    End,
}

/// What comes next in the stream.
enum Next {
    /// So many bytes, from `{` to `}`.
    Entry(usize),
    Junk(&'static str),
    TooLong,
    Nothing,
}

impl<R: Read> Entries<R> {
    pub fn new(lines: Lines<R>) -> Entries<R> {
        Entries { lines, stage: Stage::Start, line: 1, number: 0 }
    }

    /// Sums if the first company has them.
    pub fn shape(&mut self) -> Result<Shape, Refusal> {
        let Next::Entry(length) = self.find()? else { return Ok(Shape::Items) };
        let bytes = self.lines.rest().get(..length).unwrap_or_default();
        let has_sums = match serde_json::from_slice(bytes) {
            Ok(Node::Fields(fields)) => fields.iter().any(|(name, _)| name == "sums"),
            _ => false,
        };
        Ok(if has_sums { Shape::Sums } else { Shape::Items })
    }

    pub fn read<F: FnMut(Row<'_>)>(mut self, intake: &mut Intake<'_, F>) -> Result<(), Refusal> {
        loop {
            let next = self.find()?;
            self.number += 1;
            let (place, line) = (Place::Entry(self.number), self.line);
            match next {
                Next::Nothing => return Ok(()),
                Next::TooLong => {
                    intake.report(place, None, Fault::TooLong);
                    return Ok(());
                }
                Next::Junk(reason) => {
                    intake.report(place, None, Fault::InvalidJson { line, reason: reason.to_owned() });
                    return Ok(());
                }
                Next::Entry(length) => {
                    let bytes = self.lines.rest().get(..length).unwrap_or_default();
                    let is_room = take(intake, self.number, line, bytes);
                    self.pass(length);
                    if !is_room {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Passes separators and finds the end of the next company, which then stands at the front of the buffer.
    fn find(&mut self) -> Result<Next, Refusal> {
        loop {
            let Some(byte) = self.lines.rest().first().copied() else {
                if self.lines.fill()? {
                    continue;
                }
                return Ok(match self.stage {
                    Stage::ArrayStart | Stage::ArrayAfterComma | Stage::ArrayAfterEntry => {
                        Next::Junk("] is missing")
                    }
                    Stage::Start | Stage::AfterEntry | Stage::End => Next::Nothing,
                });
            };
            self.stage = match (self.stage, byte) {
                (stage, b' ' | b'\t' | b'\r' | b'\n') => stage,
                (Stage::Start, b'[') => Stage::ArrayStart,
                (Stage::ArrayAfterEntry, b',') => Stage::ArrayAfterComma,
                (Stage::ArrayStart | Stage::ArrayAfterEntry, b']') => Stage::End,
                (Stage::Start | Stage::ArrayStart | Stage::ArrayAfterComma | Stage::AfterEntry, b'{') => {
                    return self.find_end();
                }
                (Stage::ArrayAfterEntry, _) => return Ok(Next::Junk("expected , or ]")),
                (Stage::End, _) => return Ok(Next::Junk("text after the final ]")),
                _ => return Ok(Next::Junk("expected {")),
            };
            self.line += u32::from(byte == b'\n');
            self.lines.take(1);
        }
    }

    fn find_end(&mut self) -> Result<Next, Refusal> {
        let mut scan = Scan::default();
        let mut scanned = 0;
        loop {
            let rest = self.lines.rest().get(scanned..).unwrap_or_default();
            if let Some(at) = rest.iter().position(|byte| scan.closes(*byte)) {
                return Ok(Next::Entry(scanned + at + 1));
            }
            scanned += rest.len();
            if scanned > LINE_BYTES_MAX {
                return Ok(Next::TooLong);
            }
            if !self.lines.fill()? {
                return Ok(Next::Junk("} is missing"));
            }
        }
    }

    fn pass(&mut self, length: usize) {
        let passed = self.lines.rest().get(..length).unwrap_or_default();
        self.line += u32::try_from(memchr::memchr_iter(b'\n', passed).count()).unwrap_or_default();
        self.lines.take(length);
        self.stage = match self.stage {
            Stage::Start | Stage::AfterEntry => Stage::AfterEntry,
            _ => Stage::ArrayAfterEntry,
        };
    }
}

/// Finds the brace that closes the first one.
#[derive(Default)]
struct Scan {
    depth: usize,
    is_text: bool,
    is_escaped: bool,
}

impl Scan {
    fn closes(&mut self, byte: u8) -> bool {
        if self.is_text {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.is_text = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.is_text = true,
            b'{' => self.depth += 1,
            b'}' => self.depth -= 1,
            _ => {}
        }
        self.depth == 0
    }
}

/// Hands one company on; `false` when there may be no more.
fn take<F: FnMut(Row<'_>)>(intake: &mut Intake<'_, F>, number: u32, line: u32, bytes: &[u8]) -> bool {
    let fault = match text(bytes) {
        Line::Text(text) => match serde_json::from_str(text) {
            Ok(Node::Fields(fields)) => {
                intake.begin(number);
                take_fields(intake, &fields);
                return intake.end();
            }
            Ok(_) => Fault::WrongType { expected: "files-type-object" },
            Err(error) => invalid(line, &error),
        },
        Line::Nul => Fault::Nul,
        Line::Broken | Line::TooLong => Fault::BrokenCharacter,
    };
    intake.report(Place::Entry(number), None, fault);
    true
}

/// The parser counts lines from the company's first.
fn invalid(first_line: u32, error: &serde_json::Error) -> Fault {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    let reason = message.strip_suffix(&place).unwrap_or(&message).to_owned();
    Fault::InvalidJson {
        line: first_line + u32::try_from(error.line()).unwrap_or(1).saturating_sub(1),
        reason,
    }
}

fn take_fields<F: FnMut(Row<'_>)>(intake: &mut Intake<'_, F>, fields: &[(String, Node)]) {
    report_twice(intake, fields);
    let (wanted, other) = match intake.shape {
        Shape::Items => ("answers", "sums"),
        Shape::Sums => ("sums", "answers"),
    };
    for needed in ["code", wanted] {
        let is_mixed = needed == wanted && has(fields, other);
        if !has(fields, needed) && !is_mixed {
            intake.fault(needed, Fault::MissingColumn { is_sums: true });
        }
    }
    for (name, node) in fields {
        match (name.as_str(), node) {
            ("code", Node::Text(text)) => intake.code(text.trim()),
            ("industry", Node::Text(text)) => intake.industry(text.trim()),
            ("industry" | "maturity", Node::Null) | ("maturity", Node::Text(_)) => {}
            ("code" | "industry" | "maturity", _) => {
                intake.fault(name, Fault::WrongType { expected: "files-type-text" })
            }
            ("answers" | "sums", _) if name == other => intake.fault(name, Fault::MixedColumns),
            ("answers", Node::Fields(answers)) => take_answers(intake, answers),
            ("answers", _) => intake.fault(name, Fault::WrongType { expected: "files-type-answers" }),
            ("sums", Node::List(sums)) => take_sums(intake, sums),
            ("sums", _) => intake.fault(name, Fault::WrongType { expected: "files-type-sums" }),
            _ => intake.fault(name, Fault::UnknownColumn),
        }
    }
}

fn take_answers<F: FnMut(Row<'_>)>(intake: &mut Intake<'_, F>, answers: &[(String, Node)]) {
    report_twice(intake, answers);
    let framework = intake.framework;
    for (code, node) in answers {
        match framework.item_index(code) {
            Some(item) => intake.item(item, node.cell().unwrap_or("[…]")),
            None => intake.fault(code, Fault::UnknownColumn),
        }
    }
    for item in framework.items.iter().filter(|item| !has(answers, &item.code)) {
        intake.fault(&item.code, Fault::MissingColumn { is_sums: false });
    }
}

fn take_sums<F: FnMut(Row<'_>)>(intake: &mut Intake<'_, F>, sums: &[Node]) {
    let expected = intake.framework.directives.len();
    if sums.len() != expected {
        return intake.fault("sums", Fault::WrongSumCount { found: sums.len(), expected });
    }
    for (directive, node) in sums.iter().enumerate() {
        intake.sum(directive, node.cell().unwrap_or("[…]"));
    }
}

fn has(fields: &[(String, Node)], wanted: &str) -> bool {
    fields.iter().any(|(name, _)| name == wanted)
}

fn report_twice<F: FnMut(Row<'_>)>(intake: &mut Intake<'_, F>, fields: &[(String, Node)]) {
    for (index, (name, _)) in fields.iter().enumerate() {
        if has(fields.get(..index).unwrap_or_default(), name) {
            intake.fault(name, Fault::DuplicateColumn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_in_texts_close_nothing() {
        let text = br#"{"a":"}\"}","b":{"c":1}} {"#;
        let mut scan = Scan::default();
        assert_eq!(text.iter().position(|byte| scan.closes(*byte)), Some(text.len() - 3));
    }
}
