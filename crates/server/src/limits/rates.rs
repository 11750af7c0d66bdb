//! Requests counted by the minute, in memory; what other servers have counted is added from time to time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};
use crate::guessing::network;

const MINUTE: i64 = 60_000_000;

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Subject(pub(super) Vec<u8>);

impl Subject {
    pub(super) fn person(account_id: &str) -> Subject {
        Subject([b"person ", account_id.as_bytes()].concat())
    }

    pub(super) fn address(address: IpAddr) -> Subject {
        Subject([b"address ".as_slice(), &network(address)].concat())
    }
}

#[derive(Default)]
struct Count {
    here: u32,
    elsewhere: u32,
}

/// The running minute, numbered since 1970.
#[derive(Default)]
struct Minute {
    number: i64,
    counts: HashMap<Subject, Count>,
}

#[derive(Default)]
pub(super) struct Rates(Mutex<Minute>);

impl Rates {
    fn locked(&self) -> MutexGuard<'_, Minute> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The counts of the minute that `now` belongs to.
    fn minute(&self, now: i64) -> MutexGuard<'_, Minute> {
        let mut minute = self.locked();
        let number = now.div_euclid(MINUTE);
        if minute.number != number {
            *minute = Minute { number, counts: HashMap::new() };
        }
        minute
    }

    /// Counts one more, or refuses it until the next minute.
    pub(super) fn count(&self, now: i64, subject: Subject, most: u32) -> Result<()> {
        let mut minute = self.minute(now);
        let count = minute.counts.entry(subject).or_default();
        if count.here.saturating_add(count.elsewhere) >= most {
            let seconds = (MINUTE - now.rem_euclid(MINUTE)).div_euclid(1_000_000) + 1;
            return Err(Error::TooFast { seconds });
        }
        count.here += 1;
        Ok(())
    }

    /// The running minute, and who has asked so often in it here.
    pub(super) fn frequent(&self, now: i64, least: u32) -> (i64, Vec<(Subject, u32)>) {
        let minute = self.minute(now);
        let frequent = minute.counts.iter().filter(|(_, count)| count.here >= least);
        (minute.number, frequent.map(|(subject, count)| (subject.clone(), count.here)).collect())
    }

    /// What others have counted in that minute, if it is not over yet.
    pub(super) fn learn(&self, number: i64, others: HashMap<Subject, u32>) {
        let mut minute = self.locked();
        if minute.number != number {
            return;
        }
        for (subject, elsewhere) in others {
            minute.counts.entry(subject).or_default().elsewhere = elsewhere;
        }
    }
}
