//! A running change: what it may do, and how it is guarded.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::{Postgres, SqliteConnection, Transaction};
use tokio::sync::{Mutex, oneshot};
use tracing::{Instrument, Span};

use super::claim::{self, Claim};
use super::{DbError, Link, Read, Row, Value};

/// Others wait behind a change, so it may not take its time.
const CHANGE_SECONDS_MAX: u64 = 30;

tokio::task_local! {
    static CHANGING: ();
}

pub(super) enum Session {
    Sqlite(SqliteConnection),
    Postgres(Transaction<'static, Postgres>),
}

struct Running {
    session: Session,
    /// The first statement that failed. PostgreSQL refuses all that follow
    /// and SQLite may have rolled back, so the change can only fail.
    failure: Option<DbError>,
}

/// The running transaction. A clone kept after its change has ended answers
/// every statement with an error. After a failed statement all others fail,
/// on both engines; avoid an expected conflict with `ON CONFLICT`.
#[derive(Clone)]
pub struct Tx(Arc<Mutex<Option<Running>>>);

impl Tx {
    pub(super) fn begin(session: Session) -> Self {
        let failure = None;
        Self(Arc::new(Mutex::new(Some(Running { session, failure }))))
    }

    /// Takes the connection away, once a statement still under way is done.
    /// A change that overlooked a failed statement has failed as well.
    pub(super) async fn end(self, mut ended: Ended) -> (Session, Ended, Option<DbError>) {
        let running = self.0.lock().await.take();
        let running = running.expect("only the one who began a transaction ends it");
        if let Some(failure) = running.failure.clone().filter(|_| ended.is_ok) {
            let answer = ended.answer;
            ended.is_ok = false;
            ended.answer = Box::new(move |_| answer(Err(failure)));
        }
        (running.session, ended, running.failure)
    }

    /// Runs one statement and returns the number of rows it changed.
    pub async fn execute(&self, sql: &'static str, args: &[Value]) -> Result<u64, DbError> {
        let mut running = self.0.lock().await;
        let running = start(&mut running)?;
        let result = running.session.link().execute(sql, args).await;
        running.finish(result)
    }

    /// Makes other changes that name the same thing wait until this one ends.
    /// Needed where a change decides by what it has read: PostgreSQL runs
    /// changes side by side. SQLite runs them one by one anyway.
    pub async fn lock(&self, name: &str) -> Result<(), DbError> {
        const SQL: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        let mut running = self.0.lock().await;
        let running = start(&mut running)?;
        let result = match running.session.link() {
            Link::Sqlite(_) => Ok(0),
            mut postgres => postgres.execute(SQL, &[name.into()]).await,
        };
        running.finish(result).map(|_| ())
    }
}

impl Read for Tx {
    async fn rows(&self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>, DbError> {
        let mut running = self.0.lock().await;
        let running = start(&mut running)?;
        let result = running.session.link().rows(sql, args).await;
        running.finish(result)
    }
}

/// Counts the statement as failed until it has finished: one that is dropped
/// half way may have been carried out or not.
fn start(running: &mut Option<Running>) -> Result<&mut Running, DbError> {
    let running = running.as_mut().ok_or(DbError::TransactionOver)?;
    if let Some(failure) = &running.failure {
        let earlier = format!("an earlier statement of this change failed: {failure}");
        return Err(DbError::Other(earlier));
    }
    running.failure = Some(DbError::other("a statement was dropped half way"));
    Ok(running)
}

impl Running {
    fn finish<T>(&mut self, result: Result<T, DbError>) -> Result<T, DbError> {
        self.failure = result.as_ref().err().cloned();
        result
    }
}

impl Session {
    fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(connection) => Link::Sqlite(connection),
            Self::Postgres(transaction) => Link::Postgres(transaction),
        }
    }
}

/// A change on its way to the database, without its types.
pub(super) trait Change: Send {
    fn run(self: Box<Self>, tx: Tx) -> BoxFuture<'static, Ended>;
    /// Answers a change that never began.
    fn refuse(self: Box<Self>, error: DbError);
}

/// A change that has run and waits for its transaction.
pub(super) struct Ended {
    pub is_ok: bool,
    /// Gives the caller the result of the change, or the error instead.
    pub answer: Box<dyn FnOnce(Result<(), DbError>) + Send>,
}

pub(super) struct Request<F, T, E> {
    work: F,
    reply: oneshot::Sender<Result<T, E>>,
    span: Span,
    claim: Option<Arc<Claim>>,
}

impl<F, T, E: From<DbError>> Request<F, T, E> {
    pub fn new(work: F) -> Result<(Self, oneshot::Receiver<Result<T, E>>), DbError> {
        if CHANGING.try_with(|_| ()).is_ok() {
            let problem = "a change inside a change would wait for itself; pass the Tx on";
            return Err(DbError::other(problem));
        }
        let (reply, answer) = oneshot::channel();
        let span = Span::current();
        let claim = claim::pending();
        Ok((Self { work, reply, span, claim }, answer))
    }
}

impl<F, Fut, T, E> Change for Request<F, T, E>
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    fn run(self: Box<Self>, tx: Tx) -> BoxFuture<'static, Ended> {
        let Self { work, reply, span, claim } = *self;
        let carried = claim.clone();
        let work = move |tx: Tx| async move {
            if let Some(claim) = carried {
                claim.put(&tx).await?;
            }
            work(tx).await
        };
        let guarded = async move {
            let result = guard(work, tx).await;
            Ended {
                is_ok: result.is_ok(),
                answer: Box::new(move |saved| {
                    if let Some(claim) = claim.filter(|_| saved.is_ok() && result.is_ok()) {
                        claim.made();
                    }
                    // The caller may be gone; its change is made all the same.
                    let _ = reply.send(saved.map_err(E::from).and(result));
                }),
            }
        };
        Box::pin(guarded.instrument(span))
    }

    fn refuse(self: Box<Self>, error: DbError) {
        let _ = self.reply.send(Err(error.into()));
    }
}

/// Turns a panic and a change without end into errors.
async fn guard<F, Fut, T, E>(work: F, tx: Tx) -> Result<T, E>
where
    F: FnOnce(Tx) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: From<DbError>,
{
    let caught = AssertUnwindSafe(async { work(tx).await }).catch_unwind();
    let limit = Duration::from_secs(CHANGE_SECONDS_MAX);
    let problem = match tokio::time::timeout(limit, CHANGING.scope((), caught)).await {
        Ok(Ok(result)) => return result,
        Ok(Err(panic)) => format!("a change panicked: {}", panic_text(panic.as_ref())),
        Err(_) => format!("a change took longer than {CHANGE_SECONDS_MAX} seconds"),
    };
    tracing::error!("{problem}");
    Err(DbError::Other(problem).into())
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
