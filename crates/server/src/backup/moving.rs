//! Everything from one database into another, such as from SQLite to PostgreSQL.

use futures_util::StreamExt as _;

use super::rows::{self, Counter, Sum};
use super::tables::{self, Table};
use super::{Batch, Notice, Refusal};
use crate::db::{self, Filling, Snapshot};
use crate::statements::MIGRATIONS;

/// Reads `from` as it is at one moment and writes it into the empty database `to` in one transaction. Count and hash of each
/// table, which are the same in both.
pub async fn relocate(from: &str, to: &str, notice: &Notice) -> Result<Vec<Sum>, Refusal> {
    let mut snapshot = Snapshot::open(from).await?;
    let moved = carry(&mut snapshot, to, notice).await;
    snapshot.close().await;
    moved
}

async fn carry(snapshot: &mut Snapshot, to: &str, notice: &Notice) -> Result<Vec<Sum>, Refusal> {
    let (applied, tables) = tables::of(snapshot, |_| true).await?;
    let mut filling = Filling::begin(to, db::known(&applied, MIGRATIONS)?).await?;
    let mut sums = Vec::new();
    for table in tables {
        let sum = table_over(snapshot, &mut filling, table, notice).await?;
        let found = super::sum(table.name, filling.stream(table.all)).await?;
        if found != sum {
            return Err(Refusal::Differs(table.name.to_owned()));
        }
        sums.push(sum);
    }
    filling.commit().await?;
    Ok(sums)
}

async fn table_over(
    snapshot: &mut Snapshot,
    filling: &mut Filling,
    table: &'static Table,
    notice: &Notice,
) -> Result<Sum, Refusal> {
    let (mut counter, mut batch, mut line) = (Counter::default(), Batch::new(), Vec::new());
    let mut columns = Vec::new();
    let mut found = snapshot.stream(table.all);
    while let Some(row) = found.next().await {
        let row = row?;
        line.clear();
        rows::encode(row.values(), &mut line);
        counter.add(1, &line);
        if columns.is_empty() {
            columns = row.columns().to_vec();
        }
        batch.add(row.values().to_vec(), line.len());
        if batch.is_full() {
            filling.insert(table.name, &columns, &batch.take()).await?;
            notice(table.name, counter.rows());
        }
    }
    let rest = batch.take();
    if !rest.is_empty() {
        filling.insert(table.name, &columns, &rest).await?;
    }
    notice(table.name, counter.rows());
    Ok(counter.sum(table.name))
}
