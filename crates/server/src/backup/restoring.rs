//! A backup back into an empty database.

use std::path::Path;

use super::file::{FILES, Head, Reader, Record, verify};
use super::folder::Restored;
use super::rows::Sum;
use super::seal::Opener;
use super::tables::{self, Table};
use super::{Batch, Notice, Refusal};
use crate::db::{self, DbError, Filling, Migration};
use crate::statements::MIGRATIONS;

/// Refuses a damaged file and a database that holds anything before it writes; afterward counts and hashes of what stands
/// in the database are those of the backup. The schema is the backup's own; a server brings it forward when it starts.
pub async fn restore(
    file: &Path,
    opener: &Opener,
    database_url: &str,
    data: &Path,
    notice: &Notice,
) -> Result<(Head, Vec<Sum>), Refusal> {
    let (head, sums) = verify(file, opener)?;
    let migrations = migrations(&head)?;
    let folder = Restored::begin(data)?;
    let mut filling = Filling::begin(database_url, migrations).await?;
    fill(&mut Reader::open(file, opener)?, &mut filling, &folder, notice).await?;
    for sum in sums.iter().filter(|sum| sum.name != FILES) {
        let table = tables::find(&sum.name).ok_or(Refusal::Damaged)?;
        let found = super::sum(table.name, filling.stream(table.all)).await?;
        if found != *sum {
            return Err(Refusal::Differs(sum.name.clone()));
        }
    }
    filling.commit().await?;
    folder.keep()?;
    Ok((head, sums))
}

/// The migrations that lead to the schema of the backup.
fn migrations(head: &Head) -> Result<&'static [Migration], Refusal> {
    db::known(&head.applied(), MIGRATIONS).map_err(|error| match error {
        DbError::NewerSchema { database, program } => Refusal::NewerSchema { backup: database, program },
        other => Refusal::Database(other),
    })
}

async fn fill(
    reader: &mut Reader,
    filling: &mut Filling,
    folder: &Restored,
    notice: &Notice,
) -> Result<(), Refusal> {
    let mut batch = Batch::new();
    // The table at work, its columns, and how many of its rows are there; none while files are at work.
    let mut at: Option<(&'static Table, Vec<String>, u64)> = None;
    loop {
        let record = reader.next()?;
        let is_over = !matches!(record, Some(Record::Row(_)));
        if let Some((table, columns, done)) = at.as_mut().filter(|_| is_over || batch.is_full()) {
            let rows = batch.take();
            if !rows.is_empty() {
                filling.insert(table.name, columns, &rows).await?;
            }
            *done += rows.len() as u64;
            notice(table.name, *done);
        }
        match record {
            None => return Ok(()),
            Some(Record::Part { name, .. }) if name == FILES => at = None,
            Some(Record::Part { name, columns }) => {
                at = Some((tables::find(&name).ok_or(Refusal::Damaged)?, columns, 0));
            }
            Some(Record::Row(row)) if at.is_none() => folder.write(&row)?,
            Some(Record::Row(row)) => {
                let bytes = reader.line_bytes();
                batch.add(row, bytes);
            }
        }
    }
}
