//! The database: SQLite or PostgreSQL behind one face, with one SQL text for
//! both. Knows nothing of what is stored; the SQL lives in the rooms.
//!
//! Statements use `$1` placeholders. Columns are BIGINT, DOUBLE PRECISION,
//! TEXT or BYTEA, and every column of an answer has a plain name of its own.
//! Constraints are checked at once, never DEFERRABLE: a check at the commit
//! would fail the changes of other people that share it.

mod claim;
mod error;
mod filling;
mod migrate;
mod postgres;
mod snapshot;
mod sqlite;
mod tx;
mod value;
mod writer;

use std::future::Future;

use sqlx::{AssertSqlSafe, PgConnection, SqlSafeStr, SqlStr, SqliteConnection};

pub use claim::{Claim, claiming};
pub use error::DbError;
pub use filling::Filling;
pub use migrate::{Applied, Migration, known};
pub use snapshot::Snapshot;
pub use tx::Tx;
pub use value::{Row, Value};

/// How long to wait for a connection or for a place in the queue.
const ACQUIRE_SECONDS_MAX: u64 = 5;
const STATEMENTS_CACHED_MAX: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What the database and a running transaction have in common.
pub trait Read: Sync {
    fn rows(
        &self,
        sql: &'static str,
        args: &[Value],
    ) -> impl Future<Output = Result<Vec<Row>, DbError>> + Send;

    /// One row or none; more are a mistake in the program.
    fn maybe_row(
        &self,
        sql: &'static str,
        args: &[Value],
    ) -> impl Future<Output = Result<Option<Row>, DbError>> + Send {
        async move {
            let mut rows = self.rows(sql, args).await?;
            match rows.len() {
                0 | 1 => Ok(rows.pop()),
                many => Err(DbError::Other(format!("{many} rows where one was expected; in: {sql}"))),
            }
        }
    }

    /// Exactly one row, or `DbError::NotFound`.
    fn row(&self, sql: &'static str, args: &[Value]) -> impl Future<Output = Result<Row, DbError>> + Send {
        async move { self.maybe_row(sql, args).await?.ok_or(DbError::NotFound) }
    }
}

#[derive(Clone)]
pub struct Db(Backend);

#[derive(Clone)]
enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Db {
    /// Takes `sqlite:PATH`, which creates the file, or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, DbError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Ok(Self(Backend::Sqlite(sqlite::Sqlite::open(path).await?)));
        }
        Self::open_postgres(url, false).await
    }

    /// For looking only: creates nothing, changes nothing, and refuses every change.
    pub async fn open_to_read(url: &str) -> Result<Self, DbError> {
        match url.strip_prefix("sqlite:") {
            Some(path) => Ok(Self(Backend::Sqlite(sqlite::Sqlite::open_to_read(path)?))),
            None => Self::open_postgres(url, true).await,
        }
    }

    async fn open_postgres(url: &str, is_read_only: bool) -> Result<Self, DbError> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let postgres = postgres::Postgres::open(url, is_read_only).await?;
            return Ok(Self(Backend::Postgres(postgres)));
        }
        // The address itself stays out of the message; it may hold a password.
        let problem = "the database address must begin with sqlite: or postgres:";
        Err(DbError::Config(problem.to_owned()))
    }

    pub fn engine(&self) -> Engine {
        match self.0 {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Applies what is missing and returns how many that were. A SQLite file
    /// with data is first copied to `<file>.before-<version>`.
    pub async fn migrate(&self, migrations: &'static [Migration]) -> Result<usize, DbError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => {
                let mut connection = sqlite.connect_to_migrate().await?;
                let mut link = Link::Sqlite(&mut connection);
                let done = migrate::run(&mut link, Some(&sqlite.file), migrations).await;
                sqlite::close(connection).await;
                done
            }
            Backend::Postgres(postgres) => {
                let mut connection = postgres.connect_to_migrate().await?;
                let mut link = Link::Postgres(&mut connection);
                let done = migrate::run(&mut link, None, migrations).await;
                sqlx::Connection::close(connection).await.ok();
                done
            }
        }
    }

    /// Refuses a schema that is older or newer than this program's, without changing it.
    pub async fn check_schema(&self, migrations: &'static [Migration]) -> Result<(), DbError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => {
                let mut connection = sqlite.readers.acquire().await?;
                migrate::check(&mut Link::Sqlite(&mut connection), migrations).await
            }
            Backend::Postgres(postgres) => {
                let mut connection = postgres.pool.acquire().await?;
                migrate::check(&mut Link::Postgres(&mut connection), migrations).await
            }
        }
    }

    /// Runs `work` as one transaction and returns once it is on disk. This is
    /// the only way to write. What has begun is carried to its end even if
    /// the caller goes away. An error or a panic undoes the change, and so
    /// does a statement that failed, even if `work` went on after it.
    ///
    /// Others wait meanwhile: no network, hashing or sleeping in here.
    pub async fn change<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (request, answer) = tx::Request::new(work)?;
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.submit(Box::new(request)).await?,
            Backend::Postgres(postgres) => postgres.submit(Box::new(request)),
        }
        answer.await.unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    pub async fn ping(&self) -> Result<(), DbError> {
        match &self.0 {
            Backend::Sqlite(sqlite) if sqlite.is_closed() => Err(DbError::Closed),
            _ => self.row("SELECT 1 AS one", &[]).await.map(|_| ()),
        }
    }

    /// Finishes the changes already handed in, refuses others, and leaves a
    /// SQLite file without a write-ahead log.
    pub async fn close(&self) {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.close().await,
            Backend::Postgres(postgres) => postgres.pool.close().await,
        }
    }

    /// Checks a statement without running it: the engine understands it, its
    /// types are ones we carry, and its columns can be told apart by name.
    pub async fn prepare(&self, sql: &str) -> Result<(), DbError> {
        let mut columns = match &self.0 {
            Backend::Sqlite(sqlite) => sqlite::prepare(&mut *sqlite.readers.acquire().await?, sql).await?,
            Backend::Postgres(postgres) => {
                postgres::prepare(&mut *postgres.pool.acquire().await?, sql).await?
            }
        };
        columns.sort_unstable();
        if let Some(twice) = columns.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(DbError::column(&twice[0], "appears twice in the answer"));
        }
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        match columns.iter().find(|name| !name.chars().all(is_plain)) {
            Some(odd) => Err(DbError::column(odd, "needs a plain name; use AS")),
            None => Ok(()),
        }
    }
}

impl Read for Db {
    async fn rows(&self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>, DbError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => {
                let mut connection = sqlite.readers.acquire().await?;
                Link::Sqlite(&mut connection).rows(sql, args).await
            }
            Backend::Postgres(postgres) => {
                let mut connection = postgres.pool.acquire().await?;
                Link::Postgres(&mut connection).rows(sql, args).await
            }
        }
    }
}

/// A connection of either engine.
enum Link<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Link<'_> {
    async fn rows(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>, DbError> {
        check_arguments(sql, args)?;
        match self {
            Self::Sqlite(connection) => sqlite::rows(connection, sql, args).await,
            Self::Postgres(connection) => postgres::rows(connection, sql, args).await,
        }
    }

    async fn execute(&mut self, sql: &'static str, args: &[Value]) -> Result<u64, DbError> {
        self.run(sql.into_sql_str(), args).await
    }

    /// A text made from names that the database itself gave, never from what came from outside.
    async fn execute_made(&mut self, sql: String, args: &[Value]) -> Result<u64, DbError> {
        self.run(AssertSqlSafe(sql).into_sql_str(), args).await
    }

    async fn run(&mut self, sql: SqlStr, args: &[Value]) -> Result<u64, DbError> {
        check_arguments(sql.as_str(), args)?;
        match self {
            Self::Sqlite(connection) => sqlite::execute(connection, sql, args).await,
            Self::Postgres(connection) => postgres::execute(connection, sql, args).await,
        }
    }

    /// Several statements without arguments.
    async fn batch(&mut self, sql: &'static str) -> Result<(), DbError> {
        match self {
            Self::Sqlite(connection) => {
                sqlx::raw_sql(sql).execute(&mut **connection).await?;
            }
            Self::Postgres(connection) => {
                sqlx::raw_sql(sql).execute(&mut **connection).await?;
            }
        }
        Ok(())
    }
}

/// A new name is on disk once its folder is.
pub fn sync_folder(path: &std::path::Path) -> std::io::Result<()> {
    // Elsewhere a folder cannot be opened like a file.
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    std::fs::File::open(folder.unwrap_or(std::path::Path::new(".")))?.sync_all()
}

/// SQLite would take a missing argument for NULL.
fn check_arguments(sql: &str, args: &[Value]) -> Result<(), DbError> {
    let (wanted, given) = (placeholders(sql), args.len());
    if wanted != given {
        let problem = format!("{given} arguments where {wanted} are needed; in: {sql}");
        return Err(DbError::Other(problem));
    }
    for (index, value) in args.iter().enumerate() {
        value.check().map_err(|problem| {
            let number = index + 1;
            DbError::Other(format!("argument ${number} is {problem}; in: {sql}"))
        })?;
    }
    Ok(())
}

/// The highest number after a `$`. No text in a statement contains one.
fn placeholders(sql: &str) -> usize {
    let numbers = sql.split('$').skip(1).filter_map(|tail| {
        let digits = tail.find(|c: char| !c.is_ascii_digit());
        tail[..digits.unwrap_or(tail.len())].parse().ok()
    });
    numbers.max().unwrap_or(0)
}
