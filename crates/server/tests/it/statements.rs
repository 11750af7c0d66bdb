//! Every SQL text of the program is good on both engines.

use kashika::backup::READING;
use kashika::db::Engine;
use kashika::statements::STATEMENTS;

use crate::support::World;

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let world = World::empty().await;
    let mut wrong = Vec::new();
    for sql in STATEMENTS.iter().flat_map(|room| room.iter()).chain(READING) {
        if let Err(error) = world.app.db.prepare(sql).await {
            wrong.push(format!("{sql}\n    {error}"));
        }
    }
    assert!(wrong.is_empty(), "on {:?}:\n{}", world.app.db.engine(), wrong.join("\n"));
}

/// On SQLite, a list or look-up that walks a whole table is a missing index.
#[tokio::test]
async fn no_statement_scans_a_table() {
    let world = World::empty().await;
    if world.app.db.engine() != Engine::Sqlite {
        return;
    }
    let path = world.app.config.database_url.strip_prefix("sqlite:").unwrap().to_owned();
    let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect(&path).await.unwrap();
    let mut wrong = Vec::new();
    // The first of all accounts, the installation's one row, and the newest moment: one step each. Counts of ratings: one
    // row for each item of a framework, however many people rate. The companies below or above one: those
    // just found. What waits for a position: a batch of it, by an index that holds nothing else.
    let allowed = [
        "SCAN accounts",
        "SCAN installation",
        "SCAN first_account",
        "SCAN (subquery",
        "SCAN activity",
        "SCAN hint_counts",
        "SCAN waiting",
        "SCAN b",
        "SCAN CONSTANT ROW",
        "SCAN s",
        "SCAN t",
        "SCAN w",
    ];
    for sql in STATEMENTS.iter().flat_map(|room| room.iter()) {
        let plan = format!("EXPLAIN QUERY PLAN {sql}");
        let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(plan)).fetch_all(&mut connection).await.unwrap();
        for row in rows {
            let step: String = sqlx::Row::get(&row, "detail");
            if step.starts_with("SCAN") && !allowed.iter().any(|start| step.starts_with(start)) {
                wrong.push(format!("{sql}\n    {step}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
