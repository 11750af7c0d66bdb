//! Backups of the whole installation, restoring one into an empty database, and moving to another database. One format
//! for both engines: a backup of either can be restored into either.

mod file;
mod folder;
mod moving;
pub mod nightly;
pub mod pages;
mod refusal;
mod restoring;
mod rows;
mod seal;
pub mod settings;
mod store;
mod tables;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::StreamExt as _;
use tokio::sync::mpsc;

pub use file::{FILES, Head, verify};
pub use moving::relocate;
pub use refusal::Refusal;
pub use restoring::restore;
pub use rows::Sum;
pub use seal::{Opener, Seal};
pub use store::STATEMENTS;
pub use tables::{Carried, READING, TABLES};

use crate::db::{Engine, Row, Snapshot, sync_folder};
use file::Writer;

/// Bytes handed to the writer at once.
const BLOCK_BYTES: usize = 64 * 1024;
/// Blocks that may wait for the disk.
const BLOCKS_MAX: usize = 8;

/// Told from time to time which table is at work and how many of its rows are done.
pub type Notice = Arc<dyn Fn(&str, u64) + Send + Sync>;

/// A backup to be made.
pub struct Order {
    pub database_url: String,
    /// The data folder, whose own frameworks go with it.
    pub data: PathBuf,
    /// The file to write; nothing may be there.
    pub target: PathBuf,
    pub seal: Seal,
    /// Microseconds since 1970, UTC, taken before the backup begins.
    pub made_at: i64,
}

/// A backup that was written, and read back.
pub struct Made {
    pub file: PathBuf,
    pub bytes: u64,
    pub head: Head,
    pub sums: Vec<Sum>,
}

enum Block {
    Part(String, Vec<String>),
    Rows(u64, Vec<u8>),
    End,
}

/// Writes everything as it is at one moment, while others may go on. The file has its name only once it is whole, on disk,
/// and has been read back.
pub async fn make(order: Order, notice: &Notice) -> Result<Made, Refusal> {
    let mut snapshot = Snapshot::open(&order.database_url).await?;
    let made = write(&mut snapshot, order, notice).await;
    snapshot.close().await;
    made
}

async fn write(snapshot: &mut Snapshot, order: Order, notice: &Notice) -> Result<Made, Refusal> {
    let (applied, tables) = tables::of(snapshot, |carried| carried == Carried::Always).await?;
    let head = Head::new(order.made_at, engine_name(snapshot.engine()), &applied);
    let part = Part::create(&order.target)?;
    let (file, seal) = (part.file()?, order.seal);
    let (blocks, received) = mpsc::channel(BLOCKS_MAX);
    let first_line = head.clone();
    let writing = tokio::task::spawn_blocking(move || take_down(file, &seal, &first_line, received));
    let sent = send(snapshot, &tables, &order.data, &blocks, notice).await;
    drop(blocks);
    let written = writing.await.map_err(|error| part.unwritable(io::Error::other(error)))?;
    // The writer knows better why the sender had to stop.
    let (sums, opener) = match (written, sent) {
        (Ok(written), Ok(())) => written,
        (Err(error), Ok(()) | Err(Stop::Closed)) => return Err(part.unwritable(error)),
        (_, Err(Stop::Refused(refusal))) => return Err(refusal),
        (Ok(_), Err(Stop::Closed)) => return Err(Refusal::Damaged),
    };
    let path = part.path.clone();
    let read = tokio::task::spawn_blocking(move || file::verify(&path, &opener));
    let (_, read) = read.await.map_err(|error| part.unwritable(io::Error::other(error)))??;
    if read != sums {
        return Err(Refusal::Damaged);
    }
    let bytes = part.keep(&order.target)?;
    Ok(Made { file: order.target, bytes, head, sums })
}

fn engine_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

/// Why the sender stopped early.
enum Stop {
    /// The writer takes nothing more; it has the reason.
    Closed,
    Refused(Refusal),
}

impl<E: Into<Refusal>> From<E> for Stop {
    fn from(error: E) -> Stop {
        Stop::Refused(error.into())
    }
}

async fn send(
    snapshot: &mut Snapshot,
    tables: &[&'static tables::Table],
    data: &Path,
    blocks: &mpsc::Sender<Block>,
    notice: &Notice,
) -> Result<(), Stop> {
    for table in tables {
        let mut rows = snapshot.stream(table.all);
        let (mut count, mut lines, mut done) = (0, Vec::with_capacity(BLOCK_BYTES), 0);
        let mut is_begun = false;
        while let Some(row) = rows.next().await {
            let row = row?;
            if !is_begun {
                hand_over(blocks, Block::Part(table.name.to_owned(), row.columns().to_vec())).await?;
                is_begun = true;
            }
            rows::encode(row.values(), &mut lines);
            count += 1;
            if lines.len() >= BLOCK_BYTES {
                done += count;
                hand_over(blocks, Block::Rows(count, std::mem::take(&mut lines))).await?;
                count = 0;
                notice(table.name, done);
            }
        }
        if !is_begun {
            hand_over(blocks, Block::Part(table.name.to_owned(), Vec::new())).await?;
        }
        hand_over(blocks, Block::Rows(count, lines)).await?;
        notice(table.name, done + count);
    }
    hand_over(blocks, Block::Part(FILES.to_owned(), folder::columns())).await?;
    for path in folder::list(data).map_err(Refusal::Unreadable)? {
        let mut line = Vec::new();
        rows::encode(&folder::read(data, &path).map_err(Refusal::Unreadable)?, &mut line);
        hand_over(blocks, Block::Rows(1, line)).await?;
    }
    hand_over(blocks, Block::End).await
}

async fn hand_over(blocks: &mpsc::Sender<Block>, block: Block) -> Result<(), Stop> {
    blocks.send(block).await.map_err(|_| Stop::Closed)
}

/// The writing half, on a thread that may wait for the disk.
fn take_down(
    file: File,
    seal: &Seal,
    head: &Head,
    mut blocks: mpsc::Receiver<Block>,
) -> io::Result<(Vec<Sum>, Opener)> {
    let (sealed, opener) = seal::Sealed::new(file, seal)?;
    let mut writer = Writer::new(sealed, head)?;
    loop {
        match blocks.blocking_recv() {
            Some(Block::Part(name, columns)) => writer.part(&name, columns)?,
            Some(Block::Rows(count, lines)) => writer.rows(count, &lines)?,
            Some(Block::End) => return Ok((writer.finish()?, opener)),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// A file that gets its name once it is whole; gone when dropped before.
struct Part {
    path: PathBuf,
    is_kept: bool,
}

impl Part {
    fn create(target: &Path) -> Result<Part, Refusal> {
        if target.exists() {
            return Err(Refusal::Exists(target.display().to_string()));
        }
        if let Some(folder) = target.parent() {
            let unwritable = |error| Refusal::Unwritable(folder.display().to_string(), error);
            fs::create_dir_all(folder).map_err(unwritable)?;
        }
        let path = PathBuf::from(format!("{}.part", target.display()));
        Ok(Part { path, is_kept: false })
    }

    /// Readable for the one who runs this, and nobody else.
    fn file(&self) -> Result<File, Refusal> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.path).map_err(|error| self.unwritable(error))
    }

    /// Gives the file its name, for good; how many bytes it has.
    fn keep(mut self, target: &Path) -> Result<u64, Refusal> {
        fs::rename(&self.path, target).map_err(|error| self.unwritable(error))?;
        // From here on it is the target that is unfinished.
        self.path = target.to_owned();
        let safe = || -> io::Result<u64> {
            sync_folder(target)?;
            Ok(fs::metadata(target)?.len())
        };
        let bytes = safe().map_err(|error| self.unwritable(error))?;
        self.is_kept = true;
        Ok(bytes)
    }

    fn unwritable(&self, error: io::Error) -> Refusal {
        Refusal::Unwritable(self.path.display().to_string(), error)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_kept {
            // One that stays behind has a name that says it is unfinished.
            fs::remove_file(&self.path).ok();
        }
    }
}

/// Rows on their way into another database: so many, or so many bytes, at once.
struct Batch {
    rows: Vec<Vec<crate::db::Value>>,
    bytes: usize,
}

impl Batch {
    const ROWS_MAX: usize = 1_000;
    const BYTES_MAX: usize = 4 * 1024 * 1024;

    fn new() -> Batch {
        Batch { rows: Vec::new(), bytes: 0 }
    }

    fn add(&mut self, row: Vec<crate::db::Value>, bytes: usize) {
        self.rows.push(row);
        self.bytes += bytes;
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= Batch::ROWS_MAX || self.bytes >= Batch::BYTES_MAX
    }

    fn take(&mut self) -> Vec<Vec<crate::db::Value>> {
        self.bytes = 0;
        std::mem::take(&mut self.rows)
    }
}

/// Count and hash of rows as they stand in a database.
async fn sum(
    name: &str,
    mut rows: futures_util::stream::BoxStream<'_, Result<Row, crate::db::DbError>>,
) -> Result<Sum, Refusal> {
    let (mut counter, mut line) = (rows::Counter::default(), Vec::new());
    while let Some(row) = rows.next().await {
        line.clear();
        rows::encode(row?.values(), &mut line);
        counter.add(1, &line);
    }
    Ok(counter.sum(name))
}
