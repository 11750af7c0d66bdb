//! What every handler may touch: database, frameworks, clock, ids, settings. Time and randomness come in here.

use std::sync::Arc;
use std::time::Instant;

use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::frameworks::Library;
use crate::limits::Limits;
use crate::single_sign_on::Provider;
use crate::worker::Worker;

/// Cheap to clone; axum hands a copy to each handler.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub library: Arc<Library>,
    pub config: Arc<Config>,
    pub clock: Clock,
    /// Password hashing takes 19 MiB and tens of milliseconds each: two at a time.
    pub hashing: Arc<tokio::sync::Semaphore>,
    /// Opens files that come from outside.
    pub worker: Worker,
    /// So many at a time, so that a pile of files leaves a processor to everybody else.
    pub opening: Arc<tokio::sync::Semaphore>,
    pub limits: Arc<Limits>,
    /// By which people sign in with their company account, where the settings name one.
    pub company: Option<Arc<Provider>>,
    /// Documents and pictures being drawn.
    drawing: Arc<tokio::sync::Semaphore>,
}

impl App {
    pub fn new(db: Db, library: Library, config: Config, clock: Clock, worker: Worker) -> App {
        let hashing = Arc::new(tokio::sync::Semaphore::new(2));
        let opening = Arc::new(tokio::sync::Semaphore::new(2));
        let drawing = Arc::new(tokio::sync::Semaphore::new(2));
        let limits = Arc::new(Limits::new(config.limits.clone()));
        let company = config.company.clone().map(|client| Arc::new(Provider::new(client, &config.base_url)));
        let (library, config) = (Arc::new(library), Arc::new(config));
        App { db, library, config, clock, hashing, worker, opening, limits, company, drawing }
    }

    /// Drawing a document or a picture keeps a core busy and takes tens of megabytes: few at a time, never on an async thread.
    pub async fn drawn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let permit = self.drawing.clone().acquire_owned().await.map_err(|_| Error::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|error| Error::Internal(error.to_string()))
    }

    /// Microseconds since 1970, UTC.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Today in the installation's time zone.
    pub fn today(&self) -> jiff::civil::Date {
        self.local(self.now()).date()
    }

    /// A stored moment in the installation's time zone.
    pub fn local(&self, micros: i64) -> jiff::Zoned {
        let moment = jiff::Timestamp::from_microsecond(micros).unwrap_or_default();
        moment.to_zoned(self.config.time_zone.clone())
    }

    /// The fiscal year that today belongs to.
    pub fn fiscal_year(&self) -> i64 {
        let today = self.today();
        let year = i64::from(today.year());
        if today.month() < self.config.fiscal_year_start { year - 1 } else { year }
    }

    /// A new id: a version 7 UUID, so that ids sort by time.
    pub fn new_id(&self) -> String {
        let micros = self.now().max(0) as u64;
        let (seconds, nanos) = (micros / 1_000_000, (micros % 1_000_000) as u32 * 1_000);
        let stamp = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
        uuid::Uuid::new_v7(stamp).to_string()
    }
}

/// Where time comes from.
#[derive(Clone)]
pub enum Clock {
    System,
    /// Runs from a fixed base, for the demo world and tests.
    From {
        base: i64,
        started: Instant,
    },
}

impl Clock {
    pub fn starting_at(base: i64) -> Clock {
        Clock::From { base, started: Instant::now() }
    }

    fn now(&self) -> i64 {
        match self {
            Clock::System => jiff::Timestamp::now().as_microsecond(),
            Clock::From { base, started } => {
                base.saturating_add(i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX))
            }
        }
    }
}

/// 32 random bytes in hexadecimal, for sessions, links and forms.
pub fn new_token() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    hex(&bytes)
}

pub fn new_salt() -> [u8; 16] {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from their hexadecimal text, if it is one of this length.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Vec<u8> = text.chars().map(|digit| Some(digit.to_digit(16)? as u8)).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    bytes.try_into().ok().filter(|_| digits.len() == 2 * N)
}
