//! The only writer of a SQLite file. It takes the changes that are waiting,
//! saves them in one transaction, and answers them once that is on disk, so
//! that many callers share one wait for the disk.

use std::collections::VecDeque;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::tx::{Change, Ended, Session, Tx};
use super::{DbError, sqlite};

const BATCH_MAX: usize = 64;

pub(super) enum Message {
    Change(Box<dyn Change>),
    Close(oneshot::Sender<()>),
}

type Waiting = VecDeque<Box<dyn Change>>;

/// Runs until the queue is closed and empty.
pub(super) async fn run(
    options: SqliteConnectOptions,
    connection: SqliteConnection,
    mut queue: mpsc::Receiver<Message>,
) {
    let mut connection = Some(connection);
    let mut taken = Vec::with_capacity(BATCH_MAX);
    let mut waiting = Waiting::with_capacity(BATCH_MAX);
    let mut closers = Vec::new();
    while queue.recv_many(&mut taken, BATCH_MAX).await > 0 {
        for message in taken.drain(..) {
            match message {
                Message::Change(change) => waiting.push_back(change),
                Message::Close(done) => {
                    queue.close();
                    closers.push(done);
                }
            }
        }
        // A lost transaction leaves the changes that had not begun.
        while !waiting.is_empty() {
            connection = match reopen(connection.take(), &options).await {
                Ok(connection) => save(connection, &mut waiting).await,
                Err(error) => refuse(&mut waiting, &error),
            };
        }
    }
    if let Some(connection) = connection {
        sqlite::close(connection).await;
    }
    for done in closers {
        done.send(()).ok();
    }
}

async fn reopen(
    connection: Option<SqliteConnection>,
    options: &SqliteConnectOptions,
) -> Result<SqliteConnection, DbError> {
    match connection {
        Some(connection) => Ok(connection),
        None => Ok(options.connect().await?),
    }
}

fn refuse<T>(waiting: &mut Waiting, error: &DbError) -> Option<T> {
    for change in waiting.drain(..) {
        change.refuse(error.clone());
    }
    None
}

/// Saves what is waiting in one transaction. Gives the connection back unless
/// the transaction was lost; a fresh one has nothing left over from it.
async fn save(mut connection: SqliteConnection, waiting: &mut Waiting) -> Option<SqliteConnection> {
    if let Err(error) = command(&mut connection, "BEGIN IMMEDIATE").await {
        connection.close().await.ok();
        return refuse(waiting, &error);
    }
    let mut ended = Vec::with_capacity(waiting.len());
    let mut outcome = Ok(());
    while let Some(change) = waiting.pop_front() {
        let (returned, result) = attempt(connection, change).await;
        connection = returned;
        match result {
            Ok(change) => ended.push(change),
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
    }
    if outcome.is_ok() {
        outcome = command(&mut connection, "COMMIT").await;
    }
    let outcome = outcome.map_err(|error| {
        tracing::error!(%error, changes = ended.len(), "lost a transaction");
        error.for_neighbours()
    });
    let kept = match outcome {
        Ok(()) => Some(connection),
        // Closing rolls back. The answers follow, so that none is early.
        Err(_) => {
            connection.close().await.ok();
            None
        }
    };
    for change in ended {
        (change.answer)(outcome.clone());
    }
    kept
}

/// Runs one change inside a savepoint. An error means that the transaction
/// around it is gone: a full disk, for one, rolls all of it back.
async fn attempt(
    mut connection: SqliteConnection,
    change: Box<dyn Change>,
) -> (SqliteConnection, Result<Ended, DbError>) {
    if let Err(error) = command(&mut connection, "SAVEPOINT change").await {
        change.refuse(error.for_neighbours());
        return (connection, Err(error));
    }
    let tx = Tx::begin(Session::Sqlite(connection));
    let ended = change.run(tx.clone()).await;
    let (session, ended, failure) = tx.end(ended).await;
    let Session::Sqlite(mut connection) = session else {
        unreachable!("a transaction gives back the connection it was lent");
    };
    let closed = match ended.is_ok {
        true => command(&mut connection, "RELEASE change").await,
        false => undo(&mut connection).await,
    };
    match closed {
        Ok(()) => (connection, Ok(ended)),
        Err(error) => {
            let cause = failure.unwrap_or(error);
            // A change that failed has its own story to tell.
            let answer = if ended.is_ok { Err(cause.for_neighbours()) } else { Ok(()) };
            (ended.answer)(answer);
            (connection, Err(cause))
        }
    }
}

async fn undo(connection: &mut SqliteConnection) -> Result<(), DbError> {
    command(connection, "ROLLBACK TO change").await?;
    command(connection, "RELEASE change").await
}

async fn command(connection: &mut SqliteConnection, sql: &'static str) -> Result<(), DbError> {
    sqlite::execute(connection, sql, &[]).await.map(|_| ())
}
