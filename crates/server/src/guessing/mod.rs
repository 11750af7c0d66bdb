//! Guessing passwords and codes is slowed down. Counts stand in the database, so all servers share them. Each attempt
//! counts as a failure before it is looked at, and is given back when it was right: a thousand at once gain nothing.
//!
//! Sessions and access tokens never come by here, and a browser in which a person has signed in before has a count of
//! its own: whoever guesses at somebody's account cannot keep them out.

mod store;

pub use store::STATEMENTS;

use std::net::IpAddr;

use sha2::{Digest, Sha256};

use crate::accounts::{Viewer, Visit, hash_token};
use crate::app::{App, hex, new_token};
use crate::db::{DbError, Tx};
use crate::error::{Error, Result};

const DAY: i64 = 24 * 3_600 * SECOND;
const SECOND: i64 = 1_000_000;
/// Failures of an account and a day at most; the delays alone stay below.
const FAILURES_MAX: i64 = 100;
/// Failures without a delay.
const FREE_OF_ACCOUNT: i64 = 4;
/// Behind one address there can be a whole company.
const FREE_OF_ADDRESS: i64 = 30;
const DELAY_SECONDS_MAX: i64 = 20 * 60;
/// As long as browsers keep a cookie.
pub const BROWSER_SECONDS: i64 = 400 * 24 * 3_600;

#[derive(Clone, Debug)]
struct Count {
    failures: i64,
    began_at: i64,
    blocked_until: i64,
}

/// Whose failures are counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Subject {
    key: Vec<u8>,
    free: i64,
    most: i64,
}

impl Subject {
    fn new(kind: &str, value: &[u8], free: i64, most: i64) -> Subject {
        let mut hash = Sha256::new();
        hash.update([kind.as_bytes(), &[0], value].concat());
        Subject { key: hash.finalize().to_vec(), free, most }
    }

    fn account(email: &str) -> Subject {
        Subject::new("account", email.as_bytes(), FREE_OF_ACCOUNT, FAILURES_MAX)
    }

    fn address(address: IpAddr) -> Subject {
        Subject::new("address", &network(address), FREE_OF_ADDRESS, i64::MAX)
    }

    fn browser(token_hash: &[u8], email: &str) -> Subject {
        Subject::new("browser", &[token_hash, email.as_bytes()].concat(), FREE_OF_ACCOUNT, FAILURES_MAX)
    }

    fn session(token_hash: &[u8]) -> Subject {
        Subject::new("session", token_hash, FREE_OF_ACCOUNT, FAILURES_MAX)
    }

    /// The count with one failure more.
    fn after_one_more(&self, count: Option<Count>, now: i64) -> Count {
        let count = count.filter(|count| count.began_at > now - DAY);
        let Count { failures, began_at, .. } =
            count.unwrap_or(Count { failures: 0, began_at: now, blocked_until: 0 });
        let failures = failures + 1;
        let blocked_until = match failures - self.free {
            _ if failures >= self.most => began_at + DAY,
            beyond if beyond > 0 => now + (1_i64 << beyond.min(11)).min(DELAY_SECONDS_MAX) * SECOND,
            _ => 0,
        };
        Count { failures, began_at, blocked_until }
    }
}

/// An address as far as one household or company shares it: all of IPv4, 64 bits of IPv6.
pub(crate) fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().into_iter().take(8).collect(),
    }
}

/// An attempt, counted as a failure until it is given back.
pub struct Attempt(Vec<Subject>);

/// Counts an attempt to sign in as the person with this address, or refuses it for now.
pub async fn attempt(app: &App, visit: &Visit, email: &str) -> Result<Attempt> {
    let email = email.to_lowercase();
    if let Some(token) = &visit.known {
        let token = hash_token(token);
        if store::is_known(&app.db, &token, &email, app.now()).await? {
            return count(app, vec![Subject::browser(&token, &email)]).await;
        }
    }
    let mut subjects = vec![Subject::account(&email)];
    subjects.extend(visit.address.map(Subject::address));
    count(app, subjects).await
}

/// Counts an attempt to prove who one is within a session.
pub async fn attempt_in_session(app: &App, viewer: &Viewer) -> Result<Attempt> {
    count(app, vec![Subject::session(&viewer.session)]).await
}

async fn count(app: &App, mut subjects: Vec<Subject>) -> Result<Attempt> {
    // Always in the same order, so that two attempts never wait for each other.
    subjects.sort();
    let now = app.now();
    for subject in &subjects {
        refuse_blocked(store::find(&app.db, &subject.key).await?.as_ref(), now)?;
    }
    let counted = subjects.clone();
    app.db
        .change(move |tx| async move {
            let mut counts = Vec::new();
            for subject in &counted {
                tx.lock(&hex(&subject.key)).await?;
                let count = store::find(&tx, &subject.key).await?;
                refuse_blocked(count.as_ref(), now)?;
                counts.push(subject.after_one_more(count, now));
            }
            for (subject, count) in counted.iter().zip(&counts) {
                store::set(&tx, &subject.key, count).await?;
            }
            Ok::<_, Error>(store::forget(&tx, now - DAY).await?)
        })
        .await?;
    Ok(Attempt(subjects))
}

fn refuse_blocked(count: Option<&Count>, now: i64) -> Result<()> {
    let left = count.map_or(0, |count| count.blocked_until - now);
    if left > 0 { Err(Error::TooMany { seconds: (left + SECOND - 1) / SECOND }) } else { Ok(()) }
}

/// The attempt was right after all.
pub async fn give_back(app: &App, attempt: Attempt) -> Result<()> {
    app.db
        .change(move |tx| async move {
            for subject in &attempt.0 {
                store::give_back(&tx, &subject.key).await?;
            }
            Ok::<_, DbError>(())
        })
        .await
        .map_err(Error::from)
}

/// Remembers that the person has signed in with this browser; gives what its cookie holds.
pub async fn remember(app: &App, visit: &Visit, account_id: &str) -> Result<String> {
    let now = app.now();
    let token = match &visit.known {
        Some(token) if store::is_anybodys(&app.db, &hash_token(token), now).await? => token.clone(),
        _ => new_token(),
    };
    let (hash, account_id) = (hash_token(&token), account_id.to_owned());
    let until = now + BROWSER_SECONDS * SECOND;
    app.db
        .change(move |tx| async move { store::remember(&tx, &hash, &account_id, now, until).await })
        .await?;
    Ok(token)
}

/// No browser is known any more as this person's.
pub async fn forget_browsers(tx: &Tx, account_id: &str) -> std::result::Result<(), DbError> {
    store::forget_browsers(tx, account_id).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// How often somebody gets to guess who tries again whenever it is allowed.
    fn guesses(subject: &Subject, span: i64) -> i64 {
        let (mut now, mut made, mut count) = (DAY, 0, None);
        while now < DAY + span {
            let after = subject.after_one_more(count, now);
            made += 1;
            now = now.max(after.blocked_until) + 1;
            count = Some(after);
        }
        made
    }

    #[test]
    fn an_account_is_guessed_at_most_a_hundred_times_a_day() {
        let subject = Subject::account("a@example.jp");
        let (one, three) = (guesses(&subject, DAY), guesses(&subject, 3 * DAY));
        assert!(one > 20 && one <= FAILURES_MAX && three <= 3 * FAILURES_MAX, "{one} {three}");
    }

    #[test]
    fn delays_grow_from_the_fifth_failure_on() {
        let subject = Subject::account("a@example.jp");
        let (mut count, mut delays) = (None, Vec::new());
        for _ in 0..16 {
            let after = subject.after_one_more(count, DAY);
            delays.push((after.blocked_until - DAY).max(0) / SECOND);
            count = Some(after);
        }
        assert_eq!(delays, [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1200, 1200]);
    }

    #[test]
    fn a_count_at_its_limit_holds_until_the_day_is_over() {
        let full = Count { failures: FAILURES_MAX - 1, began_at: DAY, blocked_until: 0 };
        let after = Subject::account("a@example.jp").after_one_more(Some(full), DAY + 7);
        assert_eq!(after.blocked_until, 2 * DAY);
        assert_eq!(Subject::account("a@example.jp").after_one_more(Some(after), 2 * DAY).failures, 1);
    }

    #[test]
    fn neighbors_in_one_network_share_a_count() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.2"), of("192.0.2.1"));
    }
}
