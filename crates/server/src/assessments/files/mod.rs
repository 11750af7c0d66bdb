//! Answers files of one or a million companies, CSV or JSON, read one company at a time in constant memory.
//! Knows no screen and no score; whoever calls decides what to do with a row. A file with a problem is refused whole:
//! rows handed out before the problem was met must be dropped.

mod csv;
mod encoding;
mod intake;
mod json;
mod lines;
mod node;
mod problem;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use domain::frameworks::Framework;
use domain::organizations::Industry;

use encoding::Decoded;
pub use encoding::Refusal as TextRefusal;
use intake::Intake;
use lines::Lines;
pub use problem::{Fault, PROBLEMS_MAX, Place, Problem, Problems};

/// What a file tells about each company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The level of every item.
    Items,
    /// Only the sum of the item levels of each directive, as the trial's results are known.
    Sums,
}

/// One company of a file.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub code: &'a str,
    pub industry: Option<Industry>,
    pub answers: RowAnswers<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowAnswers<'a> {
    /// One byte per item in the framework's order, see [`domain::assessments::Answer::byte`].
    Items(&'a [u8]),
    /// One sum per directive.
    Sums(&'a [i64]),
}

impl RowAnswers<'_> {
    /// The same, kept.
    pub fn to_answers(self) -> Answers {
        match self {
            RowAnswers::Items(items) => Answers::Items(items.to_vec()),
            RowAnswers::Sums(sums) => Answers::Sums(sums.to_vec()),
        }
    }
}

/// The answers of one company, kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answers {
    Items(Vec<u8>),
    Sums(Vec<i64>),
}

/// A file whose first line has been looked at, so that its shape is known before a framework is chosen.
pub struct AnswersFile<R> {
    name: String,
    shape: Shape,
    content: Content<R>,
}

enum Content<R> {
    Csv(csv::Table<R>),
    Json(json::Entries<R>),
}

/// A whole text of any of the encodings that answers files come in.
pub fn read_text(bytes: &[u8]) -> Result<String, TextRefusal> {
    let (mut decoded, mut text) = (Decoded::new(bytes), Vec::with_capacity(bytes.len()));
    while decoded.append_to(&mut text)? {}
    String::from_utf8(text).map_err(|_| TextRefusal::UnknownEncoding)
}

/// Opens a file, or standard input under the name `-`.
pub fn open_path(path: &Path) -> Result<AnswersFile<Box<dyn Read>>, Problems> {
    let name = path.display().to_string();
    if name == "-" {
        return AnswersFile::open("-", Box::new(std::io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| Problems::one(&name, Fault::from(&error)))?;
    AnswersFile::open(&name, Box::new(file))
}

impl<R: Read> AnswersFile<R> {
    /// `name` is what problems call the file.
    pub fn open(name: &str, reader: R) -> Result<AnswersFile<R>, Problems> {
        let refused = |refusal| Problems::refusal(name, refusal);
        let mut lines = Lines::new(Decoded::new(reader));
        let (content, shape) = match lines.peek().map_err(refused)? {
            None => return Err(Problems::one(name, Fault::Empty)),
            Some(b'[' | b'{') => {
                let mut entries = json::Entries::new(lines);
                let shape = entries.shape().map_err(refused)?;
                (Content::Json(entries), shape)
            }
            Some(_) => {
                let table = csv::Table::open(name, lines)?;
                let shape = table.shape();
                (Content::Csv(table), shape)
            }
        };
        Ok(AnswersFile { name: name.to_owned(), shape, content })
    }

    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Hands every faultless row to `each` and gives their number, or everything that is wrong with the file.
    pub fn read(self, framework: &Framework, each: impl FnMut(Row<'_>)) -> Result<usize, Problems> {
        let make_place = match self.content {
            Content::Csv(_) => Place::Row,
            Content::Json(_) => Place::Entry,
        };
        let mut intake = Intake::new(&self.name, framework, self.shape, make_place, each);
        let ending = match self.content {
            Content::Csv(table) => table.read(&mut intake),
            Content::Json(entries) => entries.read(&mut intake),
        };
        if let Err(refusal) = ending {
            intake.report(Place::File, None, refusal.into());
        }
        intake.finish()
    }
}
