//! A new database filled from elsewhere in one transaction: afterwards all of it is there, or nothing.

use std::path::{Path, PathBuf};

use futures_util::stream::BoxStream;
use sqlx::SqliteConnection;
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use super::snapshot::{Connection, tables};
use super::{DbError, Link, Migration, Row, Value, migrate, postgres, sqlite};

/// Rows of one statement. The engines allow tens of thousands of arguments, and no table has hundreds of columns.
const ROWS_MAX: usize = 100;

/// Referring rows may come before those they refer to, so PostgreSQL gets its foreign keys back at the end; adding them
/// checks every row.
const REFERENCES: &str = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS dropping, \
     format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS adding \
     FROM pg_constraint WHERE contype = 'f' \
     AND connamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) ORDER BY conname";

pub struct Filling {
    connection: Connection,
    /// The statements that bring the foreign keys back.
    references: Vec<String>,
    unfinished: Option<Unfinished>,
}

/// A SQLite file that gets its name once it is whole; gone when dropped before.
struct Unfinished {
    part: PathBuf,
    file: PathBuf,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What cannot be removed here is replaced by the next attempt.
        std::fs::remove_file(&self.part).ok();
    }
}

impl Filling {
    /// Refuses a database that holds anything. The schema is the one of `migrations`.
    pub async fn begin(url: &str, migrations: &'static [Migration]) -> Result<Filling, DbError> {
        match url.strip_prefix("sqlite:") {
            Some(path) => begin_sqlite(&sqlite::check_path(path)?, migrations).await,
            None => begin_postgres(url, migrations).await,
        }
    }

    /// Adds rows to a table. Their columns must be the table's own, in any order.
    pub async fn insert(
        &mut self,
        table: &'static str,
        columns: &[String],
        rows: &[Vec<Value>],
    ) -> Result<(), DbError> {
        let mut link = self.connection.link();
        let mut wanted = columns_of(&mut link, table).await?;
        let mut given = columns.to_vec();
        wanted.sort_unstable();
        given.sort_unstable();
        if wanted != given {
            let (given, wanted) = (given.join(", "), wanted.join(", "));
            return Err(DbError::Other(format!("the columns of {table} are {wanted}, not {given}")));
        }
        for some in rows.chunks(ROWS_MAX) {
            link.execute_made(insertion(table, columns, some.len()), &some.concat()).await?;
        }
        Ok(())
    }

    /// What stands there now, one row after the other.
    pub fn stream(&mut self, sql: &'static str) -> BoxStream<'_, Result<Row, DbError>> {
        self.connection.stream(sql)
    }

    /// Checks all foreign keys, and makes the whole of it durable.
    pub async fn commit(mut self) -> Result<(), DbError> {
        let mut link = self.connection.link();
        for adding in self.references {
            link.execute_made(adding, &[]).await?;
        }
        migrate::check_references(&mut link).await?;
        link.batch("COMMIT").await?;
        match self.connection {
            Connection::Sqlite(connection) => sqlx::Connection::close(connection).await?,
            Connection::Postgres(connection) => sqlx::Connection::close(connection).await?,
        }
        match self.unfinished {
            Some(unfinished) => unfinished.keep().map_err(|error| DbError::Other(error.to_string())),
            None => Ok(()),
        }
    }
}

impl Unfinished {
    fn keep(self) -> std::io::Result<()> {
        std::fs::File::open(&self.part)?.sync_all()?;
        std::fs::rename(&self.part, &self.file)?;
        super::sync_folder(&self.file)
    }
}

async fn begin_sqlite(file: &Path, migrations: &'static [Migration]) -> Result<Filling, DbError> {
    // A log left behind would be read into the new file.
    let log = PathBuf::from(format!("{}-wal", file.display()));
    if let Some(taken) = [file, log.as_path()].into_iter().find(|path| holds_bytes(path)) {
        return Err(DbError::NotEmpty(taken.display().to_string()));
    }
    let part = PathBuf::from(format!("{}.filling", file.display()));
    std::fs::remove_file(&part).ok();
    let unfinished = Unfinished { part, file: file.to_owned() };
    // A file without a name needs no journal: it becomes durable at once, or is thrown away.
    let options = sqlite::options(&unfinished.part)
        .create_if_missing(true)
        .foreign_keys(false)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off);
    let mut connection: SqliteConnection = sqlite::connect(&options).await?;
    let mut link = Link::Sqlite(&mut connection);
    link.batch("BEGIN IMMEDIATE").await?;
    migrate::build(&mut link, migrations).await?;
    Ok(Filling {
        connection: Connection::Sqlite(connection),
        references: Vec::new(),
        unfinished: Some(unfinished),
    })
}

fn holds_bytes(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.len() > 0)
}

async fn begin_postgres(url: &str, migrations: &'static [Migration]) -> Result<Filling, DbError> {
    let mut connection = postgres::connect(url).await?;
    let mut link = Link::Postgres(&mut connection);
    link.batch("BEGIN").await?;
    link.execute(migrate::LOCK, &[]).await?;
    if let Some(table) = tables(&mut link).await?.first() {
        return Err(DbError::NotEmpty(table.clone()));
    }
    migrate::build(&mut link, migrations).await?;
    let mut references = Vec::new();
    for row in link.rows(REFERENCES, &[]).await? {
        link.execute_made(row.text("dropping")?, &[]).await?;
        references.push(row.text("adding")?);
    }
    Ok(Filling { connection: Connection::Postgres(connection), references, unfinished: None })
}

async fn columns_of(link: &mut Link<'_>, table: &'static str) -> Result<Vec<String>, DbError> {
    const SQLITE: &str = "SELECT name FROM pragma_table_info($1)";
    const POSTGRES: &str = "SELECT CAST(column_name AS TEXT) AS name FROM information_schema.columns \
         WHERE table_schema = current_schema() AND CAST(table_name AS TEXT) = CAST($1 AS TEXT)";
    let sql = match link {
        Link::Sqlite(_) => SQLITE,
        Link::Postgres(_) => POSTGRES,
    };
    link.rows(sql, &[table.into()]).await?.iter().map(|row| row.text("name")).collect()
}

/// `INSERT INTO "t" ("a", "b") VALUES ($1, $2), ($3, $4)`
fn insertion(table: &str, columns: &[String], rows: usize) -> String {
    let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
    let places = (0..rows).map(|row| {
        let numbers: Vec<String> =
            (1..=columns.len()).map(|column| format!("${}", row * columns.len() + column)).collect();
        format!("({})", numbers.join(", "))
    });
    let places: Vec<String> = places.collect();
    format!("INSERT INTO \"{table}\" ({}) VALUES {}", names.join(", "), places.join(", "))
}
