//! What one server takes on: so many requests at once and a queue behind them, so many a minute from each person and
//! address, and each for so long. Guessing at passwords has tighter limits of its own, see [`crate::guessing`].

mod rates;
mod settings;
mod store;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

pub use settings::Settings;
pub use store::STATEMENTS;

use crate::accounts::Viewer;
use crate::app::App;
use crate::db::DbError;
use crate::error::{Error, Result};
use rates::{Rates, Subject};

/// Longer than a person waits, a server need not remember a request.
const QUEUE_SECONDS: u64 = 5;
/// How many may wait for each that is being answered.
const QUEUE_FACTOR: usize = 4;
const EXCHANGE_SECONDS: u64 = 2;

pub struct Limits {
    settings: Settings,
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    rates: Rates,
}

impl Limits {
    pub fn new(settings: Settings) -> Limits {
        Limits {
            places: Arc::new(Semaphore::new(settings.requests_at_once)),
            waiting: AtomicUsize::new(0),
            rates: Rates::default(),
            settings,
        }
    }

    /// A place to answer one request in, held until it is dropped. Where too many wait already, or it takes too long, the
    /// visitor is told at once to come again.
    pub async fn place(&self) -> Result<OwnedSemaphorePermit> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Ok(place);
        }
        let _waiting = Waiting::queue(&self.waiting, self.settings.requests_at_once * QUEUE_FACTOR)?;
        let place = timeout(Duration::from_secs(QUEUE_SECONDS), self.places.clone().acquire_owned()).await;
        place.ok().and_then(std::result::Result::ok).ok_or(Error::Busy)
    }

    /// The answer, if it is there within the time that one request may take. What it has begun to write is carried to its
    /// end all the same.
    pub async fn in_time<T>(&self, answer: impl Future<Output = T>) -> Result<T> {
        let limit = Duration::from_secs(self.settings.request_seconds);
        timeout(limit, answer).await.map_err(|_| Error::Busy)
    }

    /// Counts a request of this person or, where nobody is signed in, of this address.
    pub fn count(&self, now: i64, viewer: Option<&Viewer>, address: Option<IpAddr>) -> Result<()> {
        let (subject, most) = match (viewer, address) {
            (Some(viewer), _) => (Subject::person(&viewer.account_id), self.settings.requests_per_person),
            (None, Some(address)) => (Subject::address(address), self.settings.requests_per_address),
            (None, None) => return Ok(()),
        };
        if most == 0 { Ok(()) } else { self.rates.count(now, subject, most) }
    }

    /// Tells the other servers on this database who asks much here, and learns what they have counted.
    pub async fn exchange(&self, app: &App, server: &str) -> std::result::Result<(), DbError> {
        let limits = [self.settings.requests_per_person, self.settings.requests_per_address];
        let Some(least) = limits.into_iter().filter(|most| *most > 0).min() else { return Ok(()) };
        let (minute, frequent) = self.rates.frequent(app.now(), (least / 10).max(1));
        if !frequent.is_empty() {
            let server = server.to_owned();
            app.db
                .change(move |tx| async move { store::tell(&tx, minute, &server, &frequent).await })
                .await?;
        }
        self.rates.learn(minute, store::of_others(&app.db, minute, server).await?);
        Ok(())
    }
}

/// One in the queue, until it is dropped: a visitor who goes away leaves it too.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn queue(waiting: &'a AtomicUsize, most: usize) -> Result<Waiting<'a>> {
        let waiting = Waiting(waiting);
        if waiting.0.fetch_add(1, Ordering::Relaxed) < most { Ok(waiting) } else { Err(Error::Busy) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Exchanges counts with other servers until the task is aborted.
pub async fn run(app: App) {
    let server = app.new_id();
    loop {
        tokio::time::sleep(Duration::from_secs(EXCHANGE_SECONDS)).await;
        if let Err(error) = app.limits.exchange(&app, &server).await {
            tracing::warn!(%error, "counts of requests could not be exchanged");
        }
    }
}
