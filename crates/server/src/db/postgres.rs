//! PostgreSQL: a pool, and a transaction for each change.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use sqlx::error::BoxDynError;
use sqlx::postgres::{
    PgArguments, PgConnectOptions, PgConnection, PgPoolOptions, PgRow, PgTypeInfo, PgValueRef,
};
use sqlx::{
    Arguments, AssertSqlSafe, Column, ConnectOptions, Decode, Either, Executor, PgPool, Row as _, SqlSafeStr,
    SqlStr, Statement, TypeInfo, ValueRef,
};

use super::tx::{Change, Ended, Session, Tx};
use super::{ACQUIRE_SECONDS_MAX, DbError, Row, STATEMENTS_CACHED_MAX, Value};

const CONNECTIONS: u32 = 10;

#[derive(Clone)]
pub(super) struct Postgres {
    pub pool: PgPool,
}

impl Postgres {
    pub async fn open(url: &str, is_read_only: bool) -> Result<Self, DbError> {
        let options = options(url)?;
        let options =
            if is_read_only { options.options([("default_transaction_read_only", "on")]) } else { options };
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS_MAX))
            .connect_with(options)
            .await
            .map_err(|error| DbError::Config(format!("cannot reach the database: {error}")))?;
        let checked = check_collation(&mut *pool.acquire().await?).await;
        if checked.is_err() {
            pool.close().await;
        }
        checked.map(|()| Self { pool })
    }

    /// A task of its own carries the change to its end, whatever becomes of
    /// the caller.
    pub fn submit(&self, change: Box<dyn Change>) {
        tokio::spawn(run(self.pool.clone(), change));
    }

    pub async fn connect_to_migrate(&self) -> Result<PgConnection, DbError> {
        Ok(self.pool.connect_options().connect().await?)
    }
}

fn options(url: &str) -> Result<PgConnectOptions, DbError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| DbError::Config(format!("the database address is wrong: {error}")))?;
    Ok(options.application_name("kashika").statement_cache_capacity(STATEMENTS_CACHED_MAX))
}

/// One connection of its own, outside the pool.
pub(super) async fn connect(url: &str) -> Result<PgConnection, DbError> {
    let connected = options(url)?.connect().await;
    let mut connection =
        connected.map_err(|error| DbError::Config(format!("cannot reach the database: {error}")))?;
    check_collation(&mut connection).await?;
    Ok(connection)
}

async fn run(pool: PgPool, change: Box<dyn Change>) {
    let begun = pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await;
    let transaction = match begun {
        Ok(transaction) => transaction,
        Err(error) => return change.refuse(error.into()),
    };
    let tx = Tx::begin(Session::Postgres(transaction));
    let ended = change.run(tx.clone()).await;
    let (session, ended, _) = tx.end(ended).await;
    let Session::Postgres(transaction) = session else {
        unreachable!("a transaction gives back the connection it was lent");
    };
    let Ended { is_ok, answer } = ended;
    match is_ok {
        true => answer(transaction.commit().await.map_err(DbError::from)),
        false => {
            transaction.rollback().await.ok();
            answer(Ok(()));
        }
    }
}

/// Texts sort and compare by code point, as they do in SQLite.
async fn check_collation(connection: &mut PgConnection) -> Result<(), DbError> {
    // Through JSON because older servers have no provider column.
    const SQL: &str = "SELECT CAST(datname AS TEXT) AS name, CAST(datcollate AS TEXT) AS collation,
        COALESCE(to_jsonb(d) ->> 'datlocprovider', 'c') AS provider,
        CAST(pg_encoding_to_char(encoding) AS TEXT) AS encoding
        FROM pg_database d WHERE datname = current_database()";
    let found = rows(connection, SQL, &[]).await?;
    let found = found.first().ok_or(DbError::NotFound)?;
    let (name, collation) = (found.text("name")?, found.text("collation")?);
    let (provider, encoding) = (found.text("provider")?, found.text("encoding")?);
    let by_code_point = match provider.as_str() {
        // The provider built into PostgreSQL 17 knows only such collations.
        "b" => true,
        "c" => ["C", "POSIX", "C.UTF-8", "C.utf8", "ucs_basic"].contains(&collation.as_str()),
        _ => false,
    };
    if by_code_point && encoding == "UTF8" {
        return Ok(());
    }
    let quoted = name.replace('"', "\"\"");
    Err(DbError::Config(format!(
        "the database {name} has collation {collation} and encoding {encoding}, but needs C and UTF8; create it with: \
         CREATE DATABASE \"{quoted}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    )))
}

pub(super) async fn rows(
    connection: &mut PgConnection,
    sql: &'static str,
    args: &[Value],
) -> Result<Vec<Row>, DbError> {
    let arguments = bind(connection, sql.into_sql_str(), args).await?;
    let query = sqlx::query_with(sql, arguments);
    let found = query.fetch_all(connection).await?;
    let Some(first) = found.first() else {
        return Ok(Vec::new());
    };
    let names = first.columns().iter().map(|column| column.name().to_owned());
    let columns: Arc<[String]> = names.collect();
    found.iter().map(|row| read(row, &columns)).collect()
}

pub(super) async fn execute(
    connection: &mut PgConnection,
    sql: SqlStr,
    args: &[Value],
) -> Result<u64, DbError> {
    let arguments = bind(connection, sql.clone(), args).await?;
    let query = sqlx::query_with(sql, arguments);
    Ok(query.execute(connection).await?.rows_affected())
}

pub(super) fn stream<'c>(
    connection: &'c mut PgConnection,
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

/// Parses the statement, checks that its parameters and columns have types
/// this façade carries, and returns the names of its columns.
pub(super) async fn prepare(connection: &mut PgConnection, sql: &str) -> Result<Vec<String>, DbError> {
    let statement = connection.prepare(AssertSqlSafe(sql).into_sql_str()).await?;
    let mut names = Vec::new();
    for column in statement.columns() {
        let kind = column.type_info().name();
        if !is_carried(kind) {
            let problem = format!("PostgreSQL answers with {kind}; cast it");
            return Err(DbError::column(column.name(), problem));
        }
        names.push(column.name().to_owned());
    }
    for (index, kind) in parameters(&statement).iter().enumerate() {
        let (number, kind) = (index + 1, kind.name());
        if !is_carried(kind) {
            let problem = format!("PostgreSQL takes parameter ${number} for {kind}; cast it");
            return Err(DbError::Other(problem));
        }
    }
    Ok(names)
}

fn is_carried(kind: &str) -> bool {
    matches!(kind, "INT8" | "INT4" | "INT2" | "BOOL" | "FLOAT8" | "FLOAT4" | "TEXT" | "VARCHAR" | "BYTEA")
}

/// The server decides the type of each parameter and the arguments follow it.
/// Declaring types by the first arguments would not do: the statement is kept,
/// and a later call may have a number where the first one had a null.
async fn bind(connection: &mut PgConnection, sql: SqlStr, args: &[Value]) -> Result<PgArguments, DbError> {
    let statement = connection.prepare(sql.clone()).await?;
    let mut arguments = PgArguments::default();
    for (index, (value, kind)) in args.iter().zip(parameters(&statement)).enumerate() {
        add(&mut arguments, value, kind.name()).map_err(|problem| {
            let (number, found, kind) = (index + 1, value.kind(), kind.name());
            DbError::Other(format!(
                "parameter ${number} is {kind}, the argument {found}: {problem}; in: {}",
                sql.as_str()
            ))
        })?;
    }
    Ok(arguments)
}

fn parameters(statement: &sqlx::postgres::PgStatement) -> &[PgTypeInfo] {
    match statement.parameters() {
        Some(Either::Left(parameters)) => parameters,
        _ => &[],
    }
}

fn add(arguments: &mut PgArguments, value: &Value, kind: &str) -> Result<(), BoxDynError> {
    match (value, kind) {
        (Value::Null, _) => arguments.add(None::<i64>),
        (Value::Int(value), "INT8") => arguments.add(*value),
        (Value::Int(value), "INT4") => arguments.add(i32::try_from(*value)?),
        (Value::Int(value), "INT2") => arguments.add(i16::try_from(*value)?),
        (Value::Int(value @ (0 | 1)), "BOOL") => arguments.add(*value == 1),
        (Value::Int(value), "FLOAT8") => arguments.add(*value as f64),
        (Value::Real(value), "FLOAT8") => arguments.add(*value),
        (Value::Text(value), "TEXT" | "VARCHAR") => arguments.add(value.as_str()),
        (Value::Bytes(value), "BYTEA") => arguments.add(value.as_slice()),
        _ => Err("they do not match".into()),
    }
}

fn read(row: &PgRow, columns: &Arc<[String]>) -> Result<Row, DbError> {
    let mut values = Vec::with_capacity(columns.len());
    for (index, column) in columns.iter().enumerate() {
        let value = row.try_get_raw(index)?;
        values.push(decode(value).map_err(|error| DbError::column(column, error.to_string()))?);
    }
    let columns = Arc::clone(columns);
    Ok(Row { columns, values })
}

fn decode(value: PgValueRef<'_>) -> Result<Value, BoxDynError> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    let kind = value.type_info().into_owned();
    Ok(match kind.name() {
        "INT8" => Value::Int(get(value)?),
        "INT4" => Value::Int(get::<i32>(value)?.into()),
        "INT2" => Value::Int(get::<i16>(value)?.into()),
        "BOOL" => Value::Int(get::<bool>(value)?.into()),
        "FLOAT8" => Value::Real(get(value)?),
        "FLOAT4" => Value::Real(get::<f32>(value)?.into()),
        "TEXT" | "VARCHAR" => Value::Text(get(value)?),
        "BYTEA" => Value::Bytes(get(value)?),
        kind => return Err(format!("PostgreSQL answers with {kind}; cast it").into()),
    })
}

fn get<'r, T: Decode<'r, sqlx::Postgres>>(value: PgValueRef<'r>) -> Result<T, BoxDynError> {
    T::decode(value)
}
