//! What CSV and JSON share: checks of one company's values, problems, and companies that stand there twice.

use domain::assessments::Answer;
use domain::frameworks::Framework;
use domain::organizations::Industry;
use sha2::{Digest, Sha256};

use super::problem::{Fault, Place, Problem, Problems};
use super::{Row, RowAnswers, Shape};

/// Enough for every company of the country; the notes on codes then take 160 MB.
const COMPANIES_MAX: usize = 10_000_000;
pub const CODE_CHARACTERS_MAX: usize = 64;

/// Gathers one file.
pub struct Intake<'a, F> {
    pub framework: &'a Framework,
    pub shape: Shape,
    file: &'a str,
    /// What each cell of one ASCII letter means.
    letters: [Option<Answer>; 128],
    each: F,
    problems: Problems,
    count: usize,
    seen: Vec<Seen>,
    make_place: fn(u32) -> Place,
    row: CurrentRow,
}

/// 96 bits of a code's hash, then its row: 16 bytes for each company, sorted at the end. Unlike codes meet with
/// a probability below 10^-14 even at the limit.
type Seen = u128;

/// The company under reading; its vectors are used again for the next one.
struct CurrentRow {
    number: u32,
    place: Place,
    code: String,
    industry: Option<Industry>,
    items: Vec<u8>,
    sums: Vec<i64>,
    is_faultless: bool,
}

impl<'a, F: FnMut(Row<'_>)> Intake<'a, F> {
    pub fn new(
        file: &'a str,
        framework: &'a Framework,
        shape: Shape,
        make_place: fn(u32) -> Place,
        each: F,
    ) -> Intake<'a, F> {
        let row = CurrentRow {
            number: 0,
            place: Place::File,
            code: String::new(),
            industry: None,
            items: vec![0; framework.items.len()],
            sums: vec![0; framework.directives.len()],
            is_faultless: true,
        };
        let letters = std::array::from_fn(|letter| {
            let letter = char::from(u8::try_from(letter).ok()?);
            Answer::parse(letter.encode_utf8(&mut [0; 4]), &framework.scale)
        });
        Intake {
            framework,
            shape,
            file,
            letters,
            each,
            problems: Problems::default(),
            count: 0,
            seen: Vec::new(),
            make_place,
            row,
        }
    }

    pub fn report(&mut self, place: Place, column: Option<&str>, fault: Fault) {
        self.row.is_faultless = false;
        let column = column.map(str::to_owned);
        self.problems.add(Problem { file: self.file.to_owned(), place, column, fault });
    }

    /// As [`Intake::report`], for the company under reading.
    pub fn fault(&mut self, column: &str, fault: Fault) {
        self.report(self.row.place, Some(column), fault);
    }

    /// Turns to the next company, which stands in row (or is company) `number`.
    pub fn begin(&mut self, number: u32) {
        self.row.number = number;
        self.row.place = (self.make_place)(number);
        self.row.code.clear();
        self.row.industry = None;
        self.row.items.fill(Answer::Unanswered.byte());
        self.row.is_faultless = true;
    }

    /// Checks and remembers the code.
    pub fn code(&mut self, code: &str) {
        if code.is_empty() {
            return self.fault("code", Fault::NoCode);
        }
        if code.chars().any(char::is_control) || code.chars().count() > CODE_CHARACTERS_MAX {
            return self.fault("code", Fault::BadCode { found: code.to_owned(), limit: CODE_CHARACTERS_MAX });
        }
        self.row.code.push_str(code);
        self.remember(code);
    }

    pub fn industry(&mut self, text: &str) {
        self.row.industry = Industry::parse(text);
        if self.row.industry.is_none() && !text.is_empty() {
            self.fault("industry", Fault::UnknownIndustry { found: text.to_owned() });
        }
    }

    pub fn item(&mut self, item: usize, text: &str) {
        let framework = self.framework;
        // Nearly every cell is one letter, and a file has tens of millions of them.
        let answer = match text.as_bytes() {
            [letter] => self.letters.get(usize::from(*letter)).copied().flatten(),
            _ => Answer::parse(text, &framework.scale),
        };
        match (answer, self.row.items.get_mut(item)) {
            (Some(answer), Some(byte)) => *byte = answer.byte(),
            _ => {
                let (lowest, highest) = (framework.scale.lowest, framework.scale.highest);
                let column = framework.items.get(item).map_or("", |item| item.code.as_str());
                self.fault(column, Fault::WrongLevel { found: text.to_owned(), lowest, highest });
            }
        }
    }

    pub fn sum(&mut self, directive: usize, text: &str) {
        let framework = self.framework;
        let items = framework.directives.get(directive).map_or(0, |directive| directive.items.len());
        let at = |level: u8| i64::from(level) * items as i64;
        let (lowest, highest) = (at(framework.scale.lowest), at(framework.scale.highest));
        let sum = text.parse().ok().filter(|sum| (lowest..=highest).contains(sum));
        match (sum, self.row.sums.get_mut(directive)) {
            (Some(sum), Some(place)) => *place = sum,
            _ => {
                let fault = Fault::WrongSum { found: text.to_owned(), lowest, highest, items };
                self.fault(&sum_column(directive), fault);
            }
        }
    }

    /// Hands the company on, unless something was wrong with it. `false` when there may be no more.
    pub fn end(&mut self) -> bool {
        self.count += 1;
        if self.row.is_faultless && self.problems.is_empty() {
            let answers = match self.shape {
                Shape::Items => RowAnswers::Items(&self.row.items),
                Shape::Sums => RowAnswers::Sums(&self.row.sums),
            };
            (self.each)(Row { code: &self.row.code, industry: self.row.industry, answers });
        }
        if self.count == COMPANIES_MAX {
            self.report(self.row.place, None, Fault::TooManyCompanies { limit: COMPANIES_MAX });
        }
        self.count < COMPANIES_MAX
    }

    pub fn finish(mut self) -> Result<usize, Problems> {
        self.report_duplicates();
        if self.count == 0 && self.problems.is_empty() {
            self.report(Place::File, None, Fault::NoCompany);
        }
        if self.problems.is_empty() {
            return Ok(self.count);
        }
        self.problems.list.sort_by_key(|problem| problem.place);
        Err(self.problems)
    }

    fn remember(&mut self, code: &str) {
        let hash = Sha256::digest(code.as_bytes());
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash.iter().take(12)).for_each(|(to, from)| *to = *from);
        self.seen.push(u128::from_be_bytes(bytes) | u128::from(self.row.number));
    }

    fn report_duplicates(&mut self) {
        self.seen.sort_unstable();
        let seen = std::mem::take(&mut self.seen);
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let mut first: Option<Seen> = None;
        for entry in seen {
            match first {
                Some(earlier) if (earlier ^ entry) >> 32 == 0 => pairs.push((entry as u32, earlier as u32)),
                _ => first = Some(entry),
            }
        }
        pairs.sort_unstable();
        for (row, first) in pairs {
            let (place, first) = ((self.make_place)(row), (self.make_place)(first));
            self.report(place, Some("code"), Fault::DuplicateCompany { first });
        }
    }
}

/// The column of a directive's sum, counted from 1: `d3_sum`.
pub fn sum_column(directive: usize) -> String {
    format!("d{}_sum", directive + 1)
}
