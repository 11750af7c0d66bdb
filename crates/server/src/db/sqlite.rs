//! SQLite: one file, a few readers, one writer.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous, SqliteValueRef,
};
use sqlx::{
    Arguments, AssertSqlSafe, Column, ConnectOptions, Connection, Decode, Executor, Row as _, SqlSafeStr,
    SqliteConnection, SqlitePool, Statement, TypeInfo, ValueRef,
};
use tokio::sync::{mpsc, oneshot};

use super::writer::{self, Message};
use super::{ACQUIRE_SECONDS_MAX, DbError, Row, STATEMENTS_CACHED_MAX, Value};

const READERS: u32 = 4;
const BUSY_SECONDS_MAX: u64 = 5;
const QUEUE_MAX: usize = 1024;

#[derive(Clone)]
pub(super) struct Sqlite {
    pub file: Arc<Path>,
    pub readers: SqlitePool,
    queue: mpsc::Sender<Message>,
}

impl Sqlite {
    /// `path` is what follows `sqlite:` in the address.
    pub async fn open(path: &str) -> Result<Self, DbError> {
        let file = check_path(path)?;
        // The writer comes first: it creates the file and its write-ahead log.
        let connection = connect(&writing(&file).create_if_missing(true)).await?;
        let (queue, changes) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(writer::run(writing(&file), connection, changes));
        let readers = readers(&file);
        let file = file.into();
        Ok(Self { file, readers, queue })
    }

    /// Without a writer; the file must be there.
    pub fn open_to_read(path: &str) -> Result<Self, DbError> {
        let file = check_path(path)?;
        if !file.is_file() {
            return Err(DbError::Config(format!("there is no database {}", file.display())));
        }
        // Nobody takes changes out of this queue, so that each is refused as if the database were closed.
        let (queue, _) = mpsc::channel(1);
        let readers = readers(&file);
        let file = file.into();
        Ok(Self { file, readers, queue })
    }

    pub async fn submit(&self, change: Box<dyn super::tx::Change>) -> Result<(), DbError> {
        let patience = Duration::from_secs(ACQUIRE_SECONDS_MAX);
        let sent = self.queue.send_timeout(Message::Change(change), patience).await;
        sent.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => DbError::Busy,
            mpsc::error::SendTimeoutError::Closed(_) => DbError::Closed,
        })
    }

    pub fn is_closed(&self) -> bool {
        self.queue.is_closed()
    }

    /// Readers go first, so that the writer can empty the write-ahead log.
    pub async fn close(&self) {
        self.readers.close().await;
        let (done, closed) = oneshot::channel();
        if self.queue.send(Message::Close(done)).await.is_ok() {
            closed.await.ok();
        }
    }

    /// Without foreign keys, so that a migration may rebuild a table others
    /// refer to; it checks all of them before it commits.
    pub async fn connect_to_migrate(&self) -> Result<SqliteConnection, DbError> {
        connect(&writing(&self.file).foreign_keys(false)).await
    }
}

fn readers(file: &Path) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS_MAX))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options(file).read_only(true))
}

pub(super) fn check_path(path: &str) -> Result<PathBuf, DbError> {
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path == ":memory:" || path.contains('?') {
        let problem = "must name a file, as in sqlite:data/kashika.db";
        return Err(DbError::Config(format!("the database address sqlite:{path} {problem}")));
    }
    let file = PathBuf::from(path);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let folder = folder.display();
        return Err(DbError::Config(format!(
            "the folder {folder} of the database does not exist; create it first"
        )));
    }
    Ok(file)
}

pub(super) fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(BUSY_SECONDS_MAX))
        .statement_cache_capacity(STATEMENTS_CACHED_MAX)
        .pragma("trusted_schema", "OFF")
        // What is deleted is overwritten as well.
        .pragma("secure_delete", "ON")
}

fn writing(file: &Path) -> SqliteConnectOptions {
    options(file).journal_mode(SqliteJournalMode::Wal)
}

pub(super) async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, DbError> {
    options.connect().await.map_err(|error| {
        let file = options.get_filename().display();
        DbError::Config(format!("cannot open the database {file}: {error}"))
    })
}

pub(super) async fn rows(
    connection: &mut SqliteConnection,
    sql: &'static str,
    args: &[Value],
) -> Result<Vec<Row>, DbError> {
    let query = sqlx::query_with(sql, arguments(args)?);
    let found = query.fetch_all(connection).await?;
    let Some(first) = found.first() else {
        return Ok(Vec::new());
    };
    let names = first.columns().iter().map(|column| column.name().to_owned());
    let columns: Arc<[String]> = names.collect();
    found.iter().map(|row| read(row, &columns)).collect()
}

pub(super) async fn execute(
    connection: &mut SqliteConnection,
    sql: impl SqlSafeStr,
    args: &[Value],
) -> Result<u64, DbError> {
    let query = sqlx::query_with(sql, arguments(args)?);
    Ok(query.execute(connection).await?.rows_affected())
}

pub(super) fn stream<'c>(
    connection: &'c mut SqliteConnection,
    sql: &'static str,
) -> BoxStream<'c, Result<Row, DbError>> {
    let mut columns: Option<Arc<[String]>> = None;
    let rows = sqlx::query(sql).fetch(connection).map(move |row| {
        let row = row?;
        let names = || row.columns().iter().map(|column| column.name().to_owned()).collect();
        read(&row, columns.get_or_insert_with(names))
    });
    rows.boxed()
}

/// Parses the statement and returns the names of its columns.
pub(super) async fn prepare(connection: &mut SqliteConnection, sql: &str) -> Result<Vec<String>, DbError> {
    let statement = connection.prepare(AssertSqlSafe(sql).into_sql_str()).await?;
    let names = statement.columns().iter();
    Ok(names.map(|column| column.name().to_owned()).collect())
}

fn arguments(args: &[Value]) -> Result<SqliteArguments, DbError> {
    let mut arguments = SqliteArguments::default();
    for value in args {
        let added = match value {
            Value::Null => arguments.add(None::<i64>),
            Value::Int(value) => arguments.add(*value),
            Value::Real(value) => arguments.add(*value),
            Value::Text(value) => arguments.add(value.as_str()),
            Value::Bytes(value) => arguments.add(value.as_slice()),
        };
        added.map_err(|error| DbError::Other(error.to_string()))?;
    }
    Ok(arguments)
}

fn read(row: &SqliteRow, columns: &Arc<[String]>) -> Result<Row, DbError> {
    let mut values = Vec::with_capacity(columns.len());
    for (index, column) in columns.iter().enumerate() {
        let value = row.try_get_raw(index)?;
        values.push(decode(value).map_err(|error| DbError::column(column, error.to_string()))?);
    }
    let columns = Arc::clone(columns);
    Ok(Row { columns, values })
}

fn decode(value: SqliteValueRef<'_>) -> Result<Value, BoxDynError> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    // This is the type of the value at hand, not of its column.
    Ok(match value.type_info().name() {
        "INTEGER" => Value::Int(get(value)?),
        "REAL" => Value::Real(get(value)?),
        "TEXT" => Value::Text(get(value)?),
        _ => Value::Bytes(get(value)?),
    })
}

fn get<'r, T: Decode<'r, sqlx::Sqlite>>(value: SqliteValueRef<'r>) -> Result<T, BoxDynError> {
    T::decode(value)
}

/// Empties the write-ahead log into the file and closes it.
pub(super) async fn close(mut connection: SqliteConnection) {
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    if let Err(error) = execute(&mut connection, checkpoint, &[]).await {
        tracing::warn!(%error, "could not empty the write-ahead log");
    }
    connection.close().await.ok();
}
