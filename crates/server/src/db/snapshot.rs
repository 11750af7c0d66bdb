//! The whole database as it is at one moment, read table by table while others go on writing. A connection of its own,
//! which cannot write.

use futures_util::stream::BoxStream;
use sqlx::{PgConnection, SqliteConnection};

use super::migrate::{self, Applied};
use super::{DbError, Engine, Link, Row, postgres, sqlite};

/// One open transaction; what others save after its beginning is not seen. While it is open a SQLite file keeps a
/// write-ahead log that grows with what is saved meanwhile.
pub struct Snapshot(Connection);

pub(super) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Connection {
    pub fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(connection) => Link::Sqlite(connection),
            Self::Postgres(connection) => Link::Postgres(connection),
        }
    }

    /// One row after the other, so that a table of any size can be read.
    pub fn stream(&mut self, sql: &'static str) -> BoxStream<'_, Result<Row, DbError>> {
        match self {
            Self::Sqlite(connection) => sqlite::stream(connection, sql),
            Self::Postgres(connection) => postgres::stream(connection, sql),
        }
    }

    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

impl Snapshot {
    /// Takes the same address as [`super::Db::open`]. The database must be there.
    pub async fn open(url: &str) -> Result<Snapshot, DbError> {
        let mut connection = match url.strip_prefix("sqlite:") {
            Some(path) => Connection::Sqlite(existing(path).await?),
            None => Connection::Postgres(postgres::connect(url).await?),
        };
        let begin = match connection {
            Connection::Sqlite(_) => "BEGIN",
            Connection::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        connection.link().batch(begin).await?;
        let mut snapshot = Snapshot(connection);
        // The first statement fixes the moment.
        snapshot.tables().await?;
        Ok(snapshot)
    }

    pub fn engine(&self) -> Engine {
        self.0.engine()
    }

    /// Names of all tables, in alphabetical order.
    pub async fn tables(&mut self) -> Result<Vec<String>, DbError> {
        tables(&mut self.0.link()).await
    }

    /// The migrations this database has; none where it was never opened by a server.
    pub async fn applied(&mut self) -> Result<Vec<Applied>, DbError> {
        let is_there = self.tables().await?.iter().any(|name| name == MIGRATIONS_TABLE);
        if is_there { migrate::applied(&mut self.0.link()).await } else { Ok(Vec::new()) }
    }

    /// The rows of a statement, one after the other.
    pub fn stream(&mut self, sql: &'static str) -> BoxStream<'_, Result<Row, DbError>> {
        self.0.stream(sql)
    }

    pub async fn close(self) {
        let closed = match self.0 {
            Connection::Sqlite(connection) => sqlx::Connection::close(connection).await,
            Connection::Postgres(connection) => sqlx::Connection::close(connection).await,
        };
        // Nothing was written, so nothing can be lost.
        closed.ok();
    }
}

/// Where the migrations themselves are recorded.
pub(super) const MIGRATIONS_TABLE: &str = "kashika_migrations";

pub(super) async fn tables(link: &mut Link<'_>) -> Result<Vec<String>, DbError> {
    const SQLITE: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         ORDER BY name";
    const POSTGRES: &str = "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema() \
         ORDER BY tablename";
    let sql = match link {
        Link::Sqlite(_) => SQLITE,
        Link::Postgres(_) => POSTGRES,
    };
    link.rows(sql, &[]).await?.iter().map(|row| row.text("name")).collect()
}

async fn existing(path: &str) -> Result<SqliteConnection, DbError> {
    let file = sqlite::check_path(path)?;
    if !file.is_file() {
        return Err(DbError::Config(format!("there is no database {}", file.display())));
    }
    sqlite::connect(&sqlite::options(&file).pragma("query_only", "ON")).await
}
