//! What a result on paper says beside the result: whose it is, and the day.

use clap::Args;

use super::companies::Company;
use crate::assessments::report::{Subject, moment};
use crate::organizations::pages::industry_name;
use crate::ui::date;
use crate::words::Words;

#[derive(Debug, Args)]
pub struct Printed {
    /// Day to print on a PDF, by default today
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<jiff::civil::Date>,
}

impl Printed {
    pub fn subject(&self, company: &Company, words: Words) -> Subject {
        let now = match self.date {
            Some(day) => day.to_zoned(jiff::tz::TimeZone::UTC).unwrap_or_else(|_| jiff::Zoned::now()),
            None => jiff::Zoned::now(),
        };
        Subject {
            name: company.code.clone(),
            facts: company.industry.map(|industry| industry_name(words, industry)).into_iter().collect(),
            printed_on: date(now.date(), words),
            printed: moment(&now),
        }
    }
}
