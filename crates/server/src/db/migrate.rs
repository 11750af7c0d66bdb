//! Brings the schema forward, one transaction for each migration.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::{DbError, Link, Value};

/// One step of the schema. Never edit one that has been released.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub version: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS kashika_migrations (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";
const APPLIED: &str = "SELECT version, name, checksum FROM kashika_migrations ORDER BY version";
const RECORD: &str =
    "INSERT INTO kashika_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)";
/// One server migrates at a time. The number is arbitrary; the lock ends with
/// the connection.
pub(super) const LOCK: &str = "SELECT pg_advisory_lock(7155231901)";

/// A migration that a database has, as it is recorded there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub version: i64,
    pub name: String,
    pub checksum: String,
}

/// Those of `migrations` that lead to the same schema as `applied`, or why there are none.
pub fn known<'m>(applied: &[Applied], migrations: &'m [Migration]) -> Result<&'m [Migration], DbError> {
    pending(applied, migrations)?;
    Ok(&migrations[..applied.len()])
}

/// Makes the schema inside the transaction that is running, in a database that is empty.
pub(super) async fn build(link: &mut Link<'_>, migrations: &[Migration]) -> Result<(), DbError> {
    link.batch(TABLE).await?;
    for migration in migrations {
        step(link, migration).await?;
    }
    Ok(())
}

/// `file` is the SQLite file to back up before it is changed.
pub(super) async fn run(
    link: &mut Link<'_>,
    file: Option<&Path>,
    migrations: &'static [Migration],
) -> Result<usize, DbError> {
    if let Link::Postgres(_) = link {
        link.execute(LOCK, &[]).await?;
    }
    link.batch(TABLE).await?;
    let applied = applied(link).await?;
    let pending = pending(&applied, migrations)?;
    if let (Some(first), Some(file), false) = (pending.first(), file, applied.is_empty()) {
        backup(link, file, first.version).await?;
    }
    for migration in pending {
        apply(link, migration).await.map_err(|error| {
            let Migration { version, name, .. } = migration;
            DbError::Migration(format!("migration {version} ({name}) failed: {error}"))
        })?;
    }
    Ok(pending.len())
}

/// Looks whether all migrations are applied, and no others.
pub(super) async fn check(link: &mut Link<'_>, migrations: &'static [Migration]) -> Result<(), DbError> {
    let applied = applied(link).await?;
    match pending(&applied, migrations)? {
        [] => Ok(()),
        _ => Err(DbError::Migration(
            "the database has an older schema than this program; start the server once to bring it forward"
                .to_owned(),
        )),
    }
}

pub(super) async fn applied(link: &mut Link<'_>) -> Result<Vec<Applied>, DbError> {
    let mut applied = Vec::new();
    for row in link.rows(APPLIED, &[]).await? {
        applied.push(Applied {
            version: row.int("version")?,
            name: row.text("name")?,
            checksum: row.text("checksum")?,
        });
    }
    Ok(applied)
}

/// The applied migrations must be the first ones of those we know.
fn pending<'m>(applied: &[Applied], migrations: &'m [Migration]) -> Result<&'m [Migration], DbError> {
    let refuse = |problem: String| Err(DbError::Migration(problem));
    if !migrations.is_sorted_by(|one, next| one.version < next.version) {
        return refuse("the migrations of this program are not in ascending order".to_owned());
    }
    let program = migrations.last().map_or(0, |last| last.version);
    if let Some(newest) = applied.last().filter(|last| last.version > program) {
        let database = newest.version;
        return Err(DbError::NewerSchema { database, program });
    }
    for (index, found) in applied.iter().enumerate() {
        let Applied { version, name, .. } = found;
        // There is one, because the last version applied is not beyond ours.
        let known = &migrations[index.min(migrations.len() - 1)];
        if known.version > *version {
            return refuse(format!(
                "the database has migration {version} ({name}), which this program does not know"
            ));
        }
        if known.version < *version {
            return refuse(format!(
                "migration {} ({}) comes before {version} ({name}), which the database already has; give it a later number",
                known.version, known.name
            ));
        }
        if checksum(known.sql) != found.checksum {
            return refuse(format!(
                "migration {version} ({name}) was changed after it had been applied; restore its text and add a new migration"
            ));
        }
    }
    Ok(&migrations[applied.len()..])
}

async fn apply(link: &mut Link<'_>, migration: &Migration) -> Result<(), DbError> {
    let begin = match link {
        Link::Sqlite(_) => "BEGIN IMMEDIATE",
        Link::Postgres(_) => "BEGIN",
    };
    link.batch(begin).await?;
    let done = carry_out(link, migration).await;
    if done.is_err() {
        link.batch("ROLLBACK").await.ok();
    }
    done
}

async fn step(link: &mut Link<'_>, migration: &Migration) -> Result<(), DbError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |age| age.as_micros() as i64);
    // The record goes first: should another process be at it, this one stops.
    let record: [Value; 4] =
        [migration.version.into(), migration.name.into(), checksum(migration.sql).into(), now.into()];
    link.execute(RECORD, &record).await?;
    link.batch(migration.sql).await
}

async fn carry_out(link: &mut Link<'_>, migration: &Migration) -> Result<(), DbError> {
    step(link, migration).await?;
    check_references(link).await?;
    link.batch("COMMIT").await
}

/// SQLite migrates without looking at foreign keys, and looks at all of them in the end.
pub(super) async fn check_references(link: &mut Link<'_>) -> Result<(), DbError> {
    if let Link::Sqlite(_) = link
        && let Some(orphan) = link.rows("PRAGMA foreign_key_check", &[]).await?.first()
    {
        let (table, parent) = (orphan.text("table")?, orphan.text("parent")?);
        let problem = format!("a row of {table} refers to a missing row of {parent}");
        return Err(DbError::ForeignKey(problem));
    }
    Ok(())
}

/// Writes `<file>.before-<version>`, complete or not at all. One left by an
/// earlier attempt is replaced, for changes may have been made since.
async fn backup(link: &mut Link<'_>, file: &Path, version: i64) -> Result<(), DbError> {
    let target = format!("{}.before-{version}", file.display());
    let part = format!("{target}.part");
    let failed =
        |error: String| DbError::Migration(format!("cannot back up the database to {target}: {error}"));
    let unfinished = PathBuf::from(&part);
    std::fs::remove_file(&unfinished).ok();
    let written = link.execute("VACUUM INTO $1", &[part.into()]).await;
    let kept = match written {
        Ok(_) => keep(&unfinished, file, Path::new(&target)).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if kept.is_err() {
        std::fs::remove_file(&unfinished).ok();
    }
    kept.map_err(failed)?;
    tracing::info!(backup = target, "backed up the database before migrating");
    Ok(())
}

/// Blocks, which is fine: nothing is served before the migrations are done.
fn keep(part: &Path, file: &Path, target: &Path) -> std::io::Result<()> {
    std::fs::set_permissions(part, std::fs::metadata(file)?.permissions())?;
    std::fs::File::open(part)?.sync_all()?;
    std::fs::rename(part, target)?;
    super::sync_folder(target)
}

/// FNV-1a, which notices an edit and needs no dependency. Line ends are left
/// out, since a checkout may change them.
fn checksum(sql: &str) -> String {
    let bytes = sql.bytes().filter(|byte| *byte != b'\r');
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}
