//! The same story on SQLite and, where KASHIKA_TEST_POSTGRES names a server
//! on which databases may be created, on PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use kashika::db::{Db, DbError, Engine, Migration, Read, Value};

const SCHEMA: &[Migration] = &[Migration {
    version: 1,
    name: "items",
    sql: "CREATE TABLE items (id BIGINT PRIMARY KEY, title TEXT, weight DOUBLE PRECISION, body BYTEA, done BIGINT);
          CREATE TABLE parts (id BIGINT PRIMARY KEY, item BIGINT NOT NULL REFERENCES items (id), name TEXT NOT NULL, UNIQUE (item, name));
          CREATE UNIQUE INDEX parts_name ON parts (LOWER(name));",
}];
const INSERT: &str = "INSERT INTO items (id, title, weight, body, done) VALUES ($1, $2, $3, $4, $5)";
const ITEM: &str = "SELECT id, title, weight, body, done FROM items WHERE id = $1";
const COUNT: &str = "SELECT COUNT(*) AS items FROM items";

struct Place {
    url: String,
    _folder: Option<tempfile::TempDir>,
}

fn sqlite_place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/kashika.db", folder.path().display());
    let _folder = Some(folder);
    Place { url, _folder }
}

/// `options` ends the CREATE DATABASE statement.
async fn postgres_place(options: &str) -> Option<Place> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("KASHIKA_TEST_POSTGRES") else {
        println!("PostgreSQL is skipped: KASHIKA_TEST_POSTGRES is not set");
        return None;
    };
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("kashika_test_{}_{number}", std::process::id());
    let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&server).await.unwrap();
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {options}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    let (root, _) = server.rsplit_once('/').unwrap();
    let url = format!("{root}/{name}");
    Some(Place { url, _folder: None })
}

async fn places() -> Vec<Place> {
    let mut places = vec![sqlite_place()];
    places.extend(postgres_place("LC_COLLATE 'C' LC_CTYPE 'C'").await);
    places
}

async fn everywhere<F, Fut>(story: F)
where
    F: Fn(Db) -> Fut,
    Fut: Future<Output = ()>,
{
    for place in places().await {
        let db = Db::open(&place.url).await.unwrap();
        assert_eq!(db.migrate(SCHEMA).await, Ok(1));
        println!("on {:?}", db.engine());
        story(db.clone()).await;
        db.close().await;
    }
}

fn item(id: i64, title: &str) -> [Value; 5] {
    [id.into(), title.into(), Value::Null, Value::Null, false.into()]
}

async fn add(db: &Db, id: i64, title: &str) -> Result<u64, DbError> {
    let values = item(id, title);
    db.change(move |tx| async move { tx.execute(INSERT, &values).await }).await
}

async fn count(db: &Db) -> i64 {
    db.row(COUNT, &[]).await.unwrap().int("items").unwrap()
}

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_went() {
    everywhere(|db| async move {
        let values = [
            [i64::MAX.into(), "日本 '\"".into(), 0.1.into(), vec![0, 255, 7].into(), true.into()],
            [i64::MIN.into(), Value::Null, Value::Null, Value::Null, None::<i64>.into()],
            [0.into(), "".into(), f64::MAX.into(), Vec::<u8>::new().into(), Some(false).into()],
            [
                1.into(),
                "x".repeat(300_000).into(),
                f64::NEG_INFINITY.into(),
                vec![9; 300_000].into(),
                Value::Null,
            ],
        ];
        for values in values {
            let sent = values.clone();
            let result: Result<u64, DbError> =
                db.change(move |tx| async move { tx.execute(INSERT, &sent).await }).await;
            assert_eq!(result, Ok(1));
            let row = db.row(ITEM, &values[..1]).await.unwrap();
            let columns = ["id", "title", "weight", "body", "done"];
            for (column, value) in columns.into_iter().zip(&values) {
                assert_eq!(row.value(column), Ok(value), "{column}");
            }
        }
        let row = db.row(ITEM, &[i64::MAX.into()]).await.unwrap();
        assert_eq!(row.flag("done"), Ok(true));
        assert_eq!(row.real("weight"), Ok(0.1));
        assert_eq!(row.text("title").as_deref(), Ok("日本 '\""));
        let none = db.row(ITEM, &[i64::MIN.into()]).await.unwrap();
        assert_eq!(none.maybe_text("title"), Ok(None));
        assert_eq!(none.maybe_flag("done"), Ok(None));
        assert_eq!(none.text("title").unwrap_err().to_string(), "column title: expected text, found null");
        assert_eq!(
            row.int("title").unwrap_err().to_string(),
            "column title: expected an integer, found text"
        );
        assert_eq!(row.int("name").unwrap_err().to_string(), "column name: not in the answer");
    })
    .await;
}

#[tokio::test]
async fn a_parameter_may_be_null_first_and_a_number_later() {
    const SQL: &str = "UPDATE items SET done = $1, weight = $2, body = $3, title = $4 WHERE id = $5";
    everywhere(|db| async move {
        add(&db, 1, "a").await.unwrap();
        for values in [
            [Value::Null, Value::Null, Value::Null, Value::Null, 1.into()],
            [5.into(), 1.5.into(), vec![1u8].into(), "t".into(), 1.into()],
            [Value::Null, 2.into(), Value::Null, Value::Null, 1.into()],
        ] {
            let result: Result<u64, DbError> =
                db.change(move |tx| async move { tx.execute(SQL, &values).await }).await;
            assert_eq!(result, Ok(1));
        }
        let row = db.row(ITEM, &[1.into()]).await.unwrap();
        assert_eq!(row.real("weight"), Ok(2.0));
    })
    .await;
}

#[tokio::test]
async fn numbers_fit_parameters_of_any_width_and_comparisons_are_flags() {
    const SQL: &str =
        "SELECT id > 0 AS positive, LENGTH(title) AS length, 7 AS seven, AVG(weight) OVER () AS mean
        FROM items WHERE LENGTH(title) > $1 AND ($2 = 1 OR done = 0) ORDER BY id LIMIT $3";
    everywhere(|db| async move {
        add(&db, 1, "abc").await.unwrap();
        let row = db.row(SQL, &[2.into(), true.into(), 10.into()]).await.unwrap();
        assert_eq!(row.flag("positive"), Ok(true));
        assert_eq!((row.int("length"), row.int("seven")), (Ok(3), Ok(7)));
        assert_eq!(row.maybe_real("mean"), Ok(None));
    })
    .await;
}

#[tokio::test]
async fn what_only_one_engine_takes_is_refused_on_both() {
    everywhere(|db| async move {
        let nul = add(&db, 1, "a\0b").await.unwrap_err().to_string();
        assert!(nul.contains("argument $2 is text with a NUL"), "{nul}");
        let missing = db.rows(ITEM, &[]).await.unwrap_err().to_string();
        assert!(missing.contains("0 arguments where 1 are needed"), "{missing}");
        let nan = [1.into(), "".into(), f64::NAN.into(), Value::Null, Value::Null];
        let nan: Result<u64, DbError> =
            db.change(move |tx| async move { tx.execute(INSERT, &nan).await }).await;
        assert!(nan.is_err());
        assert_eq!(count(&db).await, 0);
        assert!(matches!(db.rows("DELETE FROM nowhere", &[]).await, Err(DbError::Other(_))));
    })
    .await;
}

#[tokio::test]
async fn readers_cannot_write_to_sqlite() {
    let place = sqlite_place();
    let db = Db::open(&place.url).await.unwrap();
    db.migrate(SCHEMA).await.unwrap();
    let error = db.rows("DELETE FROM items", &[]).await.unwrap_err();
    assert!(error.to_string().contains("readonly"), "{error}");
}

#[tokio::test]
async fn one_row_means_one_row() {
    everywhere(|db| async move {
        const ALL: &str = "SELECT id FROM items";
        assert_eq!(db.row(ALL, &[]).await, Err(DbError::NotFound));
        assert_eq!(db.maybe_row(ALL, &[]).await, Ok(None));
        add(&db, 1, "a").await.unwrap();
        add(&db, 2, "b").await.unwrap();
        assert!(matches!(db.maybe_row(ALL, &[]).await, Err(DbError::Other(_))));
        assert_eq!(db.rows(ALL, &[]).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn two_changes_of_one_row_both_count() {
    const READ: &str = "SELECT done FROM items WHERE id = 1";
    const WRITE: &str = "UPDATE items SET done = $1 WHERE id = 1";
    everywhere(|db| async move {
        add(&db, 1, "counter").await.unwrap();
        let changes = (0..50).map(|_| {
            db.change(move |tx| async move {
                tx.lock("item 1").await?;
                let done = tx.row(READ, &[]).await?.int("done")?;
                tokio::task::yield_now().await;
                tx.execute(WRITE, &[(done + 1).into()]).await
            })
        });
        let results: Vec<Result<u64, DbError>> = futures_util::future::join_all(changes).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        let row = db.row(READ, &[]).await.unwrap();
        assert_eq!(row.int("done"), Ok(50));
    })
    .await;
}

#[tokio::test]
async fn a_failed_change_undoes_only_itself() {
    everywhere(|db| async move {
        let changes = (0..40).map(|id| {
            db.change(move |tx| async move {
                tx.execute(INSERT, &item(id, "kept?")).await?;
                match id % 3 {
                    0 => Err(DbError::Config("changed my mind".to_owned())),
                    1 => tx.execute(INSERT, &item(id, "again")).await,
                    _ => Ok(1),
                }
            })
        });
        let results = futures_util::future::join_all(changes).await;
        for (id, result) in results.into_iter().enumerate() {
            match id % 3 {
                0 => assert_eq!(result, Err(DbError::Config("changed my mind".to_owned()))),
                1 => assert_eq!(result, Err(unique("items.id"))),
                _ => assert_eq!(result, Ok(1)),
            }
        }
        assert_eq!(count(&db).await, 13);
    })
    .await;
}

fn unique(columns: &str) -> DbError {
    let columns = columns.to_owned();
    DbError::Unique { columns }
}

#[tokio::test]
async fn a_statement_that_failed_fails_the_change_that_overlooks_it() {
    everywhere(|db| async move {
        add(&db, 1, "first").await.unwrap();
        let result: Result<(), DbError> = db
            .change(|tx| async move {
                tx.execute(INSERT, &item(2, "second")).await?;
                tx.execute(INSERT, &item(1, "twice")).await.ok();
                let next = tx.execute(INSERT, &item(3, "third")).await;
                assert!(next.unwrap_err().to_string().contains("earlier statement"));
                Ok(())
            })
            .await;
        assert_eq!(result, Err(unique("items.id")));
        assert_eq!(count(&db).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_statement_dropped_half_way_fails_the_change() {
    const MANY: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
        INSERT INTO items (id) SELECT i FROM n";
    everywhere(|db| async move {
        let result: Result<(), DbError> = db
            .change(|tx| async move {
                let statement = tx.execute(MANY, &[]);
                let mut statement = Box::pin(statement);
                assert!(futures_util::poll!(&mut statement).is_pending());
                drop(statement);
                Ok(())
            })
            .await;
        assert!(result.unwrap_err().to_string().contains("half way"));
        assert_eq!(count(&db).await, 0);
        add(&db, 1, "whole").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_panic_is_an_error_of_that_change_alone() {
    everywhere(|db| async move {
        let panicking = db.change(|tx| async move {
            tx.execute(INSERT, &item(1, "lost")).await?;
            assert_eq!(1, 2, "arithmetic is broken");
            Ok::<_, DbError>(())
        });
        let (panicked, added) = tokio::join!(panicking, add(&db, 2, "kept"));
        let panicked = panicked.unwrap_err().to_string();
        assert!(panicked.contains("arithmetic is broken"), "{panicked}");
        assert_eq!(added, Ok(1));
        assert_eq!(count(&db).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_change_is_made_though_its_caller_left() {
    everywhere(|db| async move {
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let change = db.change(|tx| async move {
            wait.await.ok();
            tx.execute(INSERT, &item(1, "orphan")).await
        });
        let mut change: std::pin::Pin<Box<dyn Future<Output = Result<u64, DbError>>>> = Box::pin(change);
        assert!(futures_util::poll!(&mut change).is_pending());
        drop(change);
        go.send(()).unwrap();
        while count(&db).await == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_lost_transaction_fails_all_that_was_in_it_and_nothing_else() {
    const DUPLICATE: &str = "INSERT OR ROLLBACK INTO items (id) VALUES (1)";
    let place = sqlite_place();
    let db = Db::open(&place.url).await.unwrap();
    db.migrate(SCHEMA).await.unwrap();
    add(&db, 1, "here first").await.unwrap();
    // While the first batch waits, the others gather for the second.
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let (begin, begun) = tokio::sync::oneshot::channel::<()>();
    let writer = db.clone();
    let first = tokio::spawn(async move {
        let change = writer.change(|tx| async move {
            begin.send(()).unwrap();
            wait.await.ok();
            tx.execute(INSERT, &item(2, "a batch of its own")).await
        });
        change.await
    });
    begun.await.unwrap();
    let own_error = async {
        let changed: Result<(), DbError> = db.change(|_| async { Err(DbError::NotFound) }).await;
        changed
    };
    let culprit = db.change(|tx| async move { tx.execute(DUPLICATE, &[]).await });
    let release = async { go.send(()).unwrap() };
    let (before, own_error, culprit, after, ()) =
        tokio::join!(add(&db, 3, "before"), own_error, culprit, add(&db, 4, "after"), release);
    assert_eq!(first.await.unwrap(), Ok(1));
    assert!(matches!(before, Err(DbError::Lost(_))), "{before:?}");
    assert!(matches!(own_error, Err(DbError::Lost(_))), "{own_error:?}");
    assert_eq!(culprit, Err(unique("items.id")));
    assert_eq!(after, Ok(1));
    assert_eq!(stored(&db).await, [1, 2, 4]);
    db.close().await;
}

#[tokio::test]
async fn postgres_trouble_is_an_error_of_that_change_alone() {
    let Some(place) = postgres_place("LC_COLLATE 'C' LC_CTYPE 'C'").await else {
        return;
    };
    let db = Db::open(&place.url).await.unwrap();
    db.migrate(SCHEMA).await.unwrap();
    let die = "SELECT pg_terminate_backend(pg_backend_pid()) AS dead";
    let killed: Result<(), DbError> = db
        .change(move |tx| async move {
            tx.execute(INSERT, &item(1, "gone")).await?;
            tx.rows(die, &[]).await?;
            Ok(())
        })
        .await;
    assert!(matches!(killed, Err(DbError::Other(_))), "{killed:?}");
    assert_eq!(add(&db, 1, "back").await, Ok(1));

    let barrier = Arc::new(tokio::sync::Barrier::new(2));
    let cross = |one: &'static str, two: &'static str| {
        let (db, barrier) = (db.clone(), Arc::clone(&barrier));
        async move {
            db.change(move |tx| async move {
                tx.lock(one).await?;
                barrier.wait().await;
                tx.lock(two).await
            })
            .await
        }
    };
    let (one, two): (Result<(), DbError>, _) = tokio::join!(cross("a", "b"), cross("b", "a"));
    let results = [one, two];
    assert!(results.contains(&Ok(())) && results.contains(&Err(DbError::Busy)), "{results:?}");
    db.close().await;
}

#[tokio::test]
async fn a_transaction_kept_after_its_end_writes_nothing() {
    everywhere(|db| async move {
        let kept: Result<_, DbError> = db.change(|tx| async move { Ok(tx) }).await;
        let kept = kept.unwrap();
        let write = kept.execute(INSERT, &item(1, "late")).await;
        assert_eq!(write, Err(DbError::TransactionOver));
        assert_eq!(kept.rows(COUNT, &[]).await, Err(DbError::TransactionOver));
        assert_eq!(count(&db).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_change_inside_a_change_is_refused() {
    everywhere(|db| async move {
        let inner = db.clone();
        let result = db.change(move |_| async move { add(&inner, 1, "inner").await }).await;
        assert!(result.unwrap_err().to_string().contains("inside a change"));
    })
    .await;
}

#[tokio::test]
async fn broken_constraints_have_the_same_name_on_both_engines() {
    const PART: &str = "INSERT INTO parts (id, item, name) VALUES ($1, $2, $3)";
    async fn part(db: &Db, id: i64, item: i64, name: &'static str) -> Result<u64, DbError> {
        db.change(move |tx| async move { tx.execute(PART, &[id.into(), item.into(), name.into()]).await })
            .await
    }
    everywhere(|db| async move {
        add(&db, 1, "a").await.unwrap();
        add(&db, 2, "b").await.unwrap();
        part(&db, 1, 1, "wheel").await.unwrap();
        assert_eq!(part(&db, 1, 1, "door").await, Err(unique("parts.id")));
        assert_eq!(part(&db, 2, 2, "WHEEL").await, Err(unique("parts_name")));
        assert!(matches!(part(&db, 3, 9, "door").await, Err(DbError::ForeignKey(_))));
        let twice = part(&db, 2, 1, "wheel").await.unwrap_err();
        let either = [unique("parts.item, parts.name"), unique("parts_name")];
        assert!(either.contains(&twice), "{twice:?}");
        const DELETE: &str = "DELETE FROM items WHERE id = 1";
        let delete: Result<u64, DbError> = db.change(|tx| async move { tx.execute(DELETE, &[]).await }).await;
        assert!(matches!(delete, Err(DbError::ForeignKey(_))));
    })
    .await;
}

#[tokio::test]
async fn prepare_finds_what_would_fail_later() {
    everywhere(|db| async move {
        assert_eq!(db.prepare(INSERT).await, Ok(()));
        assert_eq!(db.prepare(COUNT).await, Ok(()));
        for wrong in [
            "SELECT id FROM nowhere",
            "SELECT i.id, j.id FROM items i, items j",
            "SELECT id + 1 AS \"Next one\" FROM items",
        ] {
            assert!(db.prepare(wrong).await.is_err(), "{wrong}");
        }
        if db.engine() == Engine::Postgres {
            for wrong in [
                "SELECT SUM(id) AS total FROM items",
                "SELECT id FROM items WHERE $1 IS NULL",
                "SELECT id FROM items WHERE now() > $1",
            ] {
                assert!(db.prepare(wrong).await.is_err(), "{wrong}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn closing_finishes_what_was_handed_in_and_refuses_the_rest() {
    for place in places().await {
        let db = Db::open(&place.url).await.unwrap();
        db.migrate(SCHEMA).await.unwrap();
        let tasks: Vec<_> = (0..30)
            .map(|id| {
                let db = db.clone();
                tokio::spawn(async move { add(&db, id, "x").await })
            })
            .collect();
        tokio::task::yield_now().await;
        db.close().await;
        let mut saved = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => saved += 1,
                Err(error) => assert_eq!(error, DbError::Closed),
            }
        }
        assert_eq!(add(&db, 99, "late").await, Err(DbError::Closed));
        assert_eq!(db.ping().await, Err(DbError::Closed));
        db.close().await;
        if let Some(path) = place.url.strip_prefix("sqlite:") {
            assert!(!std::path::Path::new(&format!("{path}-wal")).exists());
        }
        let again = Db::open(&place.url).await.unwrap();
        assert_eq!(again.ping().await, Ok(()));
        assert_eq!(count(&again).await, saved);
        again.close().await;
    }
}

const TWO: &[Migration] = &[
    SCHEMA[0],
    Migration {
        version: 2,
        name: "rebuild",
        sql: "CREATE TABLE items_new (id BIGINT PRIMARY KEY, title TEXT NOT NULL);
              INSERT INTO items_new SELECT id, title FROM items;
              ALTER TABLE items RENAME TO items_old;
              ALTER TABLE items_new RENAME TO items;",
    },
];
const EDITED: &[Migration] =
    &[Migration { version: 1, name: "items", sql: "CREATE TABLE other (id BIGINT PRIMARY KEY);" }];
const LATE: &[Migration] = &[SCHEMA[0], Migration { version: 0, name: "disorder", sql: "" }];
const INSERTED: &[Migration] = &[Migration { version: 0, name: "before", sql: "" }, SCHEMA[0]];
const FAILING: &[Migration] = &[
    SCHEMA[0],
    Migration {
        version: 2,
        name: "typo",
        sql: "CREATE TABLE half (id BIGINT PRIMARY KEY); CREATE TABEL broken (id BIGINT);",
    },
];

#[tokio::test]
async fn migrations_go_forward_or_not_at_all() {
    for place in places().await {
        let db = Db::open(&place.url).await.unwrap();
        assert_eq!(db.migrate(SCHEMA).await, Ok(1));
        assert_eq!(db.migrate(SCHEMA).await, Ok(0));
        add(&db, 1, "kept").await.unwrap();

        let failed = db.migrate(FAILING).await.unwrap_err().to_string();
        assert!(failed.contains("migration 2 (typo) failed"), "{failed}");
        assert!(db.rows("SELECT id FROM half", &[]).await.is_err());
        for (migrations, problem) in [
            (EDITED, "migration 1 (items) was changed"),
            (LATE, "not in ascending order"),
            (INSERTED, "migration 0 (before) comes before 1"),
        ] {
            let error = db.migrate(migrations).await.unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }

        assert_eq!(db.migrate(TWO).await, Ok(1));
        let newer = DbError::NewerSchema { database: 2, program: 1 };
        assert_eq!(db.migrate(SCHEMA).await, Err(newer));
        let nothing = DbError::NewerSchema { database: 2, program: 0 };
        assert_eq!(db.migrate(&[]).await, Err(nothing));
        let unknown = db.migrate(&TWO[1..]).await.unwrap_err().to_string();
        assert!(unknown.contains("migration 1 (items), which"), "{unknown}");
        assert_eq!(count(&db).await, 1);
        db.close().await;

        if place.url.starts_with("sqlite:") {
            let backup = Db::open(&format!("{}.before-2", place.url)).await.unwrap();
            let row = backup.row(ITEM, &[1.into()]).await.unwrap();
            assert_eq!(row.text("title").as_deref(), Ok("kept"));
            backup.close().await;
        }
    }
}

#[tokio::test]
async fn two_servers_may_start_at_once() {
    let Some(place) = postgres_place("LC_COLLATE 'C' LC_CTYPE 'C'").await else {
        return;
    };
    let (one, two) = tokio::join!(Db::open(&place.url), Db::open(&place.url));
    let (one, two) = (one.unwrap(), two.unwrap());
    let (first, second) = tokio::join!(one.migrate(TWO), two.migrate(TWO));
    assert_eq!(first.unwrap() + second.unwrap(), 2);
}

#[tokio::test]
async fn a_wrong_address_says_how_to_mend_it() {
    for (url, advice) in [
        ("mysql://root:secret@x/y", "must begin with sqlite:"),
        ("sqlite::memory:", "must name a file"),
        ("sqlite:/nowhere/at/all.db", "does not exist; create it"),
        ("sqlite:/tmp", "cannot open the database /tmp"),
        ("postgres://x:secret@127.0.0.1:1/y", "cannot reach the database"),
    ] {
        let error = Db::open(url).await.err().unwrap().to_string();
        assert!(error.contains(advice), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
    if let Some(place) =
        postgres_place("LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LC_COLLATE 'C' LC_CTYPE 'C'").await
    {
        let error = Db::open(&place.url).await.err().unwrap().to_string();
        assert!(error.contains("LC_COLLATE 'C' LC_CTYPE 'C'"), "{error}");
    }
}

/// Saves until nothing fits any more and returns what was acknowledged.
async fn fill(db: &Db, first: i64, limit: Option<i64>) -> (Vec<i64>, usize) {
    let (mut acknowledged, mut refused) = (Vec::new(), 0);
    for round in 0..200 {
        let changes = (0..16).map(|n| {
            let id = first + round * 16 + n;
            async move {
                let saved = db
                    .change(move |tx| async move {
                        if let Some(pages) = limit {
                            assert_eq!(pages, 60);
                            tx.rows("PRAGMA max_page_count = 60", &[]).await?;
                        }
                        let body = vec![n as u8; 3000];
                        let values = [id.into(), "big".into(), Value::Null, body.into(), 0.into()];
                        tx.execute(INSERT, &values).await
                    })
                    .await;
                (id, saved)
            }
        });
        for (id, saved) in futures_util::future::join_all(changes).await {
            match saved {
                Ok(_) => acknowledged.push(id),
                Err(DbError::Full) => refused += 1,
                Err(error) => panic!("{error:?}"),
            }
        }
        if refused > 0 {
            break;
        }
    }
    (acknowledged, refused)
}

async fn stored(db: &Db) -> Vec<i64> {
    let rows = db.rows("SELECT id FROM items ORDER BY id", &[]).await.unwrap();
    rows.iter().map(|row| row.int("id").unwrap()).collect()
}

#[tokio::test]
async fn no_acknowledged_write_is_lost_when_the_file_may_not_grow() {
    let place = sqlite_place();
    let db = Db::open(&place.url).await.unwrap();
    db.migrate(SCHEMA).await.unwrap();
    // The limit ends with the connection, which the writer replaces.
    let (acknowledged, refused) = fill(&db, 0, Some(60)).await;
    assert!(!acknowledged.is_empty() && refused > 0);
    println!("{} acknowledged, {refused} refused", acknowledged.len());
    assert_eq!(stored(&db).await, acknowledged);
    assert_eq!(add(&db, 100_000, "after").await, Ok(1));
    assert_eq!(db.rows("PRAGMA integrity_check", &[]).await.unwrap().len(), 1);
    db.close().await;
}

/// KASHIKA_TEST_SMALL_DISK names an empty folder on a disk of a few megabytes.
#[tokio::test]
async fn no_acknowledged_write_is_lost_on_a_full_disk() {
    let Ok(folder) = std::env::var("KASHIKA_TEST_SMALL_DISK") else {
        println!("skipped: KASHIKA_TEST_SMALL_DISK is not set");
        return;
    };
    let (url, ballast) = (format!("sqlite:{folder}/kashika.db"), format!("{folder}/ballast"));
    std::fs::write(&ballast, vec![0; 1 << 20]).unwrap();
    let db = Db::open(&url).await.unwrap();
    db.migrate(SCHEMA).await.unwrap();
    let (mut acknowledged, refused) = fill(&db, 0, None).await;
    println!("{} acknowledged, {refused} refused", acknowledged.len());
    assert!(!acknowledged.is_empty() && refused > 0);
    assert_eq!(stored(&db).await, acknowledged);
    std::fs::remove_file(&ballast).unwrap();
    assert_eq!(add(&db, 100_000, "after").await, Ok(1));
    acknowledged.push(100_000);
    db.close().await;
    let db = Db::open(&url).await.unwrap();
    assert_eq!(stored(&db).await, acknowledged);
    db.close().await;
    std::fs::remove_file(format!("{folder}/kashika.db")).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn throughput_is_printed() {
    for (writers, seconds) in [(64, 2), (1, 1)] {
        everywhere(|db| async move {
            let until = Instant::now() + Duration::from_secs(seconds);
            let next = Arc::new(AtomicU32::new(0));
            let tasks: Vec<_> = (0..writers)
                .map(|_| {
                    let (db, next) = (db.clone(), Arc::clone(&next));
                    tokio::spawn(async move {
                        while Instant::now() < until {
                            let id = next.fetch_add(1, Ordering::Relaxed);
                            add(&db, id.into(), "saved").await.unwrap();
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
            let saves = count(&db).await / seconds as i64;
            println!("{:?}: {saves} saves/s with {writers} writers", db.engine());
        })
        .await;
    }
}

/// An empty database on the server that `KASHIKA_TEST_POSTGRES` names, for tests that run on one engine at a time:
/// with `KASHIKA_TEST_ENGINE=postgres` the whole binary runs there.
pub async fn new_postgres_url() -> Option<String> {
    if std::env::var("KASHIKA_TEST_ENGINE").as_deref() != Ok("postgres") {
        return None;
    }
    let place = postgres_place("LC_COLLATE 'C' LC_CTYPE 'C'").await;
    Some(place.expect("KASHIKA_TEST_POSTGRES names the server").url)
}
