//! What can go wrong with the database, in the same words for both engines.

use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::postgres::PgDatabaseError;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// `columns` reads `table.column, table.column`, or is the name of the
    /// index where that index covers an expression.
    #[error("another row already has this {columns}")]
    Unique { columns: String },
    #[error("a row that is referred to is missing, or is still in use: {0}")]
    ForeignKey(String),
    #[error("no such row")]
    NotFound,
    /// See [`super::Claim`].
    #[error("this is being done already, or was done before")]
    Claimed,
    #[error("the database is busy; try again")]
    Busy,
    #[error("the disk of the database is full")]
    Full,
    #[error("the database has been closed")]
    Closed,
    #[error("this transaction is over")]
    TransactionOver,
    #[error("nothing was saved, because the transaction was lost: {0}")]
    Lost(String),
    #[error("column {column}: {problem}")]
    Column { column: String, problem: String },
    #[error(
        "the database has schema {database} but this program knows only {program}; start a newer program, or restore an older backup"
    )]
    NewerSchema { database: i64, program: i64 },
    #[error("{0} holds something already; name a database that is empty")]
    NotEmpty(String),
    #[error("{0}")]
    Migration(String),
    #[error("{0}")]
    Config(String),
    #[error("{0}")]
    Other(String),
}

impl DbError {
    pub(super) fn other(problem: impl Into<String>) -> Self {
        Self::Other(problem.into())
    }

    pub(super) fn column(column: &str, problem: impl Into<String>) -> Self {
        let (column, problem) = (column.to_owned(), problem.into());
        Self::Column { column, problem }
    }

    /// What the neighbours in a lost transaction are told.
    pub(super) fn for_neighbours(&self) -> Self {
        match self {
            Self::Full => Self::Full,
            Self::Lost(cause) => Self::Lost(cause.clone()),
            other => Self::Lost(other.to_string()),
        }
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => from_database(database.as_ref()),
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::PoolClosed => Self::Closed,
            _ => Self::Other(error.to_string()),
        }
    }
}

fn from_database(error: &(dyn DatabaseError + 'static)) -> DbError {
    let code = error.code().unwrap_or_default();
    match error.try_downcast_ref::<PgDatabaseError>() {
        Some(postgres) => from_postgres(postgres, error.kind()),
        None => from_sqlite(error, code.parse().unwrap_or_default()),
    }
}

fn from_postgres(error: &PgDatabaseError, kind: ErrorKind) -> DbError {
    match (kind, error.code()) {
        (ErrorKind::UniqueViolation, _) => DbError::Unique {
            columns: unique_columns(error.table(), error.detail())
                .or_else(|| error.constraint().map(str::to_owned))
                .unwrap_or_else(|| error.message().to_owned()),
        },
        (ErrorKind::ForeignKeyViolation, _) => DbError::ForeignKey(error.message().to_owned()),
        // Serialization failure, deadlock, lock timeout, too many connections.
        (_, "40001" | "40P01" | "55P03" | "53300") => DbError::Busy,
        (_, "53100") => DbError::Full,
        (_, code) => DbError::Other(format!("PostgreSQL {code}: {}", error.message())),
    }
}

/// Turns `Key (a, b)=(1, 2) already exists.` into `table.a, table.b`, which
/// is what SQLite says. The words around the brackets depend on the language
/// of the server. An index over an expression has no such name.
fn unique_columns(table: Option<&str>, detail: Option<&str>) -> Option<String> {
    let (table, detail) = (table?, detail?);
    let keys = detail.split_once('(')?.1.split_once(")=(")?.0;
    let is_plain = |key: &str| key.chars().all(|c| c.is_alphanumeric() || c == '_');
    let mut columns = Vec::new();
    for key in keys.split(", ") {
        columns.push(is_plain(key).then(|| format!("{table}.{key}"))?);
    }
    Some(columns.join(", "))
}

/// Result codes are listed at <https://www.sqlite.org/rescode.html>; the low
/// byte is the primary one.
fn from_sqlite(error: &dyn DatabaseError, code: i32) -> DbError {
    let message = error.message();
    match (code, code & 0xff) {
        // UNIQUE, PRIMARYKEY, ROWID
        (2067 | 1555 | 2579, _) => {
            let columns = message.split_once(": ").map_or(message, |(_, tail)| tail);
            let index = columns.strip_prefix("index '");
            let index = index.and_then(|tail| tail.strip_suffix('\''));
            let columns = index.unwrap_or(columns).to_owned();
            DbError::Unique { columns }
        }
        (787, _) => DbError::ForeignKey(message.to_owned()),
        (_, 5 | 6) => DbError::Busy,
        (_, 13) => DbError::Full,
        _ => DbError::Other(format!("SQLite {code}: {message}")),
    }
}
