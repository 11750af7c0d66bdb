//! A backup holds everything as it was at one moment, every damage to it is noticed, and what comes out of it is what went in.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use age::secrecy::SecretString;
use age::x25519::Identity;
use kashika::app::{App, Clock};
use kashika::backup::{
    self, Carried, FILES, Made, Notice, Opener, Order, Refusal, Seal, Sum, TABLES, verify,
};
use kashika::commands::serve;
use kashika::config::Settings;
use kashika::db::{Db, DbError, Engine, Read as _, Snapshot, Value};
use kashika::demo;
use kashika::statements::MIGRATIONS;
use sha2::Digest as _;

use crate::binary;
use crate::support::World;

fn quiet() -> Notice {
    Arc::new(|_, _| {})
}

async fn made(world: &World, name: &str, seal: Seal) -> Made {
    made_of(&world.app.config.database_url, world.folder(), name, seal).await
}

async fn made_of(url: &str, folder: &Path, name: &str, seal: Seal) -> Made {
    let target = folder.join(name);
    let order = Order {
        database_url: url.to_owned(),
        data: folder.to_owned(),
        target,
        seal,
        made_at: 1_795_000_000_000_000,
    };
    backup::make(order, &quiet()).await.unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

/// An empty database on the engine under test.
async fn new_url(folder: &Path, name: &str) -> String {
    match crate::db::new_postgres_url().await {
        Some(url) => url,
        None => format!("sqlite:{}", folder.join(name).display()),
    }
}

async fn restored(file: &Path, opener: &Opener, url: &str, data: &Path) -> Result<Vec<Sum>, Refusal> {
    std::fs::create_dir_all(data).unwrap();
    backup::restore(file, opener, url, data, &quiet()).await.map(|(_, sums)| sums)
}

#[tokio::test]
async fn every_table_is_listed_and_read_in_the_order_of_its_key() {
    let world = World::empty().await;
    let mut snapshot = Snapshot::open(&world.app.config.database_url).await.unwrap();
    let mut found = snapshot.tables().await.unwrap();
    snapshot.close().await;
    found.retain(|name| name != "kashika_migrations");
    let mut listed: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    listed.sort_unstable();
    assert_eq!(found, listed, "backup/tables.rs lists every table the migrations make");
    if world.app.db.engine() == Engine::Postgres {
        return;
    }
    let path = world.app.config.database_url.strip_prefix("sqlite:").unwrap();
    let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect(path).await.unwrap();
    for table in TABLES {
        let sql = format!("SELECT name FROM pragma_table_info('{}') WHERE pk > 0 ORDER BY pk", table.name);
        let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
        let key: Vec<String> = rows.iter().map(|row| sqlx::Row::get(row, "name")).collect();
        assert_eq!(table.key, key.join(", "), "the primary key of {}", table.name);
    }
}

#[tokio::test]
async fn everything_comes_back_whatever_engine_it_was_made_on() {
    let world = World::demo().await;
    let own = world.folder().join("frameworks/own");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("note.txt"), "日本").unwrap();
    let made = made(&world, "all.backup", Seal::Plain).await;
    let kept = TABLES.iter().filter(|table| table.carried == Carried::Always).count();
    assert_eq!(made.sums.len(), kept + 1, "{:?}", made.sums);
    let rows = |name: &str| made.sums.iter().find(|sum| sum.name == name).map(|sum| sum.rows);
    assert_eq!((rows("organizations"), rows(FILES), rows("sessions")), (Some(40), Some(1), None));

    let sqlite = format!("sqlite:{}", world.folder().join("other.db").display());
    let own_kind = new_url(world.folder(), "third.db").await;
    for (url, data) in [(sqlite, "one"), (own_kind, "two")] {
        let data = world.folder().join(data);
        let sums = restored(&made.file, &Opener::Nothing, &url, &data).await.unwrap();
        assert_eq!(sums, made.sums);
        assert_eq!(std::fs::read_to_string(data.join("frameworks/own/note.txt")).unwrap(), "日本");
        std::fs::remove_dir_all(data.join("frameworks")).unwrap();
        let again = made_of(&url, &data, "again.backup", Seal::Plain).await;
        let tables = |sums: &[Sum]| sums.iter().filter(|sum| sum.name != FILES).cloned().collect::<Vec<_>>();
        assert_eq!(tables(&again.sums), tables(&made.sums));
        // Foreign keys hold again: a row without its parent is refused.
        let db = Db::open(&url).await.unwrap();
        assert_eq!(db.migrate(MIGRATIONS).await, Ok(0));
        let orphan: Result<u64, DbError> = db
            .change(|tx| async move {
                let values: [Value; 4] = ["nobody".into(), "f".into(), "t".into(), 1.into()];
                let sql = "INSERT INTO tip_follows (account_id, framework, tip, followed_at) VALUES ($1, $2, $3, $4)";
                tx.execute(sql, &values).await
            })
            .await;
        assert!(matches!(orphan, Err(DbError::ForeignKey(_))), "{orphan:?}");
        db.close().await;
    }
}

const WRITERS: i64 = 4;
const COUNTED: &str = "SELECT framework, item FROM hint_counts ORDER BY framework, item";
const MARKED: &str = "SELECT kind, created_at FROM installation ORDER BY kind";

/// Writes two rows into two tables in one change, and tells how far it has come once that is durable.
async fn write_on(app: App, writer: i64, told: Arc<Vec<AtomicI64>>, is_over: Arc<AtomicBool>) {
    let mut number = 0;
    while !is_over.load(Ordering::Relaxed) {
        number += 1;
        let (one, two) = (format!("drill {writer}"), format!("{writer} {number:06}"));
        let saved: Result<(), DbError> = app
            .db
            .change(move |tx| async move {
                let sql =
                    "INSERT INTO hint_counts (framework, item, helpful, unclear) VALUES ($1, $2, $3, 0)";
                tx.execute(sql, &[one.as_str().into(), two.as_str().into(), number.into()]).await?;
                let sql = "INSERT INTO installation (kind, created_at) VALUES ($1, $2)";
                tx.execute(sql, &[two.as_str().into(), number.into()]).await.map(|_| ())
            })
            .await;
        saved.unwrap();
        told[writer as usize].store(number, Ordering::SeqCst);
    }
}

/// How many rows of each writer stand there, which must be its first ones without a gap, in both tables alike.
async fn prefixes(db: &Db) -> BTreeMap<i64, i64> {
    let mut counts = BTreeMap::new();
    let marks: Vec<String> =
        db.rows(MARKED, &[]).await.unwrap().iter().map(|row| row.text("kind").unwrap()).collect();
    let items: Vec<String> =
        db.rows(COUNTED, &[]).await.unwrap().iter().map(|row| row.text("item").unwrap()).collect();
    assert_eq!(marks, items, "both rows of a change, or none");
    for item in items {
        let (writer, number) = item.split_once(' ').unwrap();
        let count: &mut i64 = counts.entry(writer.parse().unwrap()).or_default();
        *count += 1;
        assert_eq!(number.parse::<i64>().unwrap(), *count, "no gap");
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_others_write_is_a_known_point() {
    let world = World::empty().await;
    let rounds = if world.app.db.engine() == Engine::Sqlite { 20 } else { 5 };
    let told: Arc<Vec<AtomicI64>> = Arc::new((0..WRITERS).map(|_| AtomicI64::new(0)).collect());
    let is_over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(write_on(world.app.clone(), writer, told.clone(), is_over.clone())))
        .collect();
    let now = |told: &[AtomicI64]| told.iter().map(|one| one.load(Ordering::SeqCst)).collect::<Vec<_>>();
    for round in 0..rounds {
        let before = now(&told);
        let made = made(&world, &format!("{round}.backup"), Seal::Plain).await;
        let after = now(&told);
        let url = new_url(world.folder(), &format!("{round}.db")).await;
        let data = world.folder().join(format!("data-{round}"));
        assert_eq!(restored(&made.file, &Opener::Nothing, &url, &data).await.unwrap(), made.sums);
        let db = Db::open(&url).await.unwrap();
        let found = prefixes(&db).await;
        db.close().await;
        for writer in 0..WRITERS {
            let (first, last) = (before[writer as usize], after[writer as usize]);
            let found = found.get(&writer).copied().unwrap_or_default();
            // The last acknowledgement may not have been told yet.
            assert!((first..=last + 1).contains(&found), "round {round}: {first} ≤ {found} ≤ {last} + 1");
        }
    }
    is_over.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
}

fn copy_with(folder: &Path, bytes: &[u8]) -> PathBuf {
    let path = folder.join("damaged");
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn every_cut_and_every_flipped_bit_is_refused() {
    let world = World::empty().await;
    let key = Identity::generate();
    for (name, seal, opener) in [
        ("plain.backup", Seal::Plain, Opener::Nothing),
        ("sealed.backup.age", Seal::Recipient(key.to_public()), Opener::Key(vec![key.clone()])),
    ] {
        let made = made(&world, name, seal).await;
        assert!(verify(&made.file, &opener).is_ok());
        let bytes = std::fs::read(&made.file).unwrap();
        println!("{name}: {} bytes", bytes.len());
        for place in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << (place % 8);
            let path = copy_with(world.folder(), &flipped);
            assert!(verify(&path, &opener).is_err(), "{name}: bit {} of byte {place}", place % 8);
            let path = copy_with(world.folder(), &bytes[..place]);
            assert!(verify(&path, &opener).is_err(), "{name}: cut after {place} bytes");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(verify(&copy_with(world.folder(), &longer), &opener).is_err(), "{name}: one byte more");

        let mut flipped = bytes.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        let (path, url) = (copy_with(world.folder(), &flipped), new_url(world.folder(), "never.db").await);
        let refused = restored(&path, &opener, &url, &world.folder().join("never")).await;
        assert!(matches!(refused, Err(Refusal::Damaged)), "{refused:?}");
        assert!(!world.folder().join("never.db").exists());
    }
}

#[tokio::test]
async fn only_the_right_key_opens_a_backup() {
    let world = World::empty().await;
    let (right, wrong) = (Identity::generate(), Identity::generate());
    let secret = |text: &str| SecretString::from(text.to_owned());
    let for_key = made(&world, "key.age", Seal::Recipient(right.to_public())).await.file;
    let for_words = made(&world, "words.age", Seal::Passphrase(secret("correct horse battery"))).await.file;
    let opened = |file: &Path, opener: Opener| verify(file, &opener).map(|_| ());
    assert!(opened(&for_key, Opener::Key(vec![wrong.clone(), right.clone()])).is_ok());
    assert!(opened(&for_words, Opener::Passphrase(secret("correct horse battery"))).is_ok());
    assert!(matches!(opened(&for_key, Opener::Key(vec![wrong])), Err(Refusal::WrongKey)));
    assert!(matches!(opened(&for_words, Opener::Passphrase(secret("another"))), Err(Refusal::WrongKey)));
    assert!(matches!(opened(&for_key, Opener::Nothing), Err(Refusal::KeyNeeded)));
    assert!(matches!(opened(&for_words, Opener::Key(vec![right])), Err(Refusal::PassphraseNeeded)));
    let other = world.folder().join("other");
    std::fs::write(&other, "PK\u{3}\u{4}").unwrap();
    assert!(matches!(opened(&other, Opener::Nothing), Err(Refusal::NoBackup)));
    // Nothing of the content can be read without the key.
    let bytes = std::fs::read(&for_key).unwrap();
    assert!(!bytes.windows(8).any(|some| some == b"accounts"));
}

/// The same backup with other text in it, closed as if nothing had happened.
fn rewritten(file: &Path, from: &str, to: &str) -> PathBuf {
    const MAGIC: &[u8] = b"kashika backup, not encrypted\n";
    let bytes = std::fs::read(file).unwrap();
    let mut text = String::new();
    let packed = &bytes[MAGIC.len()..bytes.len() - 32];
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    let mut gzip = flate2::write::GzEncoder::new(MAGIC.to_vec(), flate2::Compression::fast());
    gzip.write_all(text.replace(from, to).as_bytes()).unwrap();
    let mut bytes = gzip.finish().unwrap();
    let digest = sha2::Sha256::digest(&bytes);
    bytes.extend_from_slice(&digest);
    let path = file.with_extension("rewritten");
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn a_newer_schema_and_a_newer_format_are_refused() {
    let world = World::empty().await;
    let file = made(&world, "now.backup", Seal::Plain).await.file;
    let last = MIGRATIONS.last().unwrap();
    let newer = format!("}},{{\"version\":{},\"name\":\"later\",\"checksum\":\"0\"}}]", last.version + 1);
    for (from, to, expected) in [
        ("}]", newer.as_str(), "NewerSchema"),
        ("\"kashika_backup\":1", "\"kashika_backup\":2", "NewerFormat"),
        (
            "\"name\":\"0001_accounts\",\"checksum\":\"",
            "\"name\":\"0001_accounts\",\"checksum\":\"0",
            "Database",
        ),
    ] {
        // The last line ends like the list of migrations, so only the first place counts.
        let path = match expected {
            "NewerSchema" => {
                let name = format!("\"name\":\"{}\"", last.name);
                rewritten(
                    &file,
                    &format!("{name},\"checksum\":\""),
                    &format!(
                        "{name},\"checksum\":\"_\"}},{{\"version\":{},\"name\":\"later\",\"checksum\":\"",
                        last.version + 1
                    ),
                )
            }
            _ => rewritten(&file, from, to),
        };
        let url = new_url(world.folder(), "never.db").await;
        let refused = restored(&path, &Opener::Nothing, &url, &world.folder().join("never")).await;
        let shown = format!("{refused:?}");
        assert!(shown.starts_with(&format!("Err({expected}")), "{expected}: {shown}");
        assert!(!world.folder().join("never.db").exists());
    }
}

#[tokio::test]
async fn a_backup_of_an_older_schema_is_restored_and_brought_forward() {
    let folder = tempfile::tempdir().unwrap();
    let url = new_url(folder.path(), "old.db").await;
    let old = Db::open(&url).await.unwrap();
    old.migrate(&MIGRATIONS[..3]).await.unwrap();
    let added: Result<u64, DbError> = old
        .change(|tx| async move {
            let sql = "INSERT INTO accounts (id, email, name, created_at) VALUES ($1, $2, $3, $4)";
            tx.execute(sql, &["a".into(), "a@x.example".into(), "A".into(), 1.into()]).await
        })
        .await;
    assert_eq!(added, Ok(1));
    old.close().await;
    let made = made_of(&url, folder.path(), "old.backup", Seal::Plain).await;
    assert_eq!(made.head.schema(), 3);
    let target = new_url(folder.path(), "new.db").await;
    restored(&made.file, &Opener::Nothing, &target, folder.path()).await.unwrap();
    let settings = Settings {
        data: folder.path().to_owned(),
        database_url: Some(target.clone()),
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: None,
        time_zone: "Asia/Tokyo".to_owned(),
        fiscal_year_start: 4,
        backup: Default::default(),
        smtp_url: None,
        mail_from: None,
        log_key: None,
        sign_in: Default::default(),
        limits: Default::default(),
        company: Default::default(),
    };
    let app = serve::open(settings.check().unwrap(), Clock::System).await.unwrap();
    let row = app.db.row("SELECT email FROM accounts", &[]).await.unwrap();
    assert_eq!(row.text("email").as_deref(), Ok("a@x.example"));
    app.db.close().await;
    if app.db.engine() == Engine::Sqlite {
        // A migration is preceded by a copy of the file.
        let copy = format!("{}.before-{}", target.strip_prefix("sqlite:").unwrap(), MIGRATIONS[3].version);
        assert!(Path::new(&copy).exists());
    }
}

#[tokio::test]
async fn a_database_that_holds_anything_is_left_alone() {
    let world = World::demo().await;
    let made = made(&world, "demo.backup", Seal::Plain).await;
    let url = &world.app.config.database_url;
    let data = world.folder().join("data");
    let refused = restored(&made.file, &Opener::Nothing, url, &data).await;
    assert!(matches!(refused, Err(Refusal::Database(DbError::NotEmpty(_)))), "{refused:?}");
    let refused = backup::relocate(url, url, &quiet()).await;
    assert!(matches!(refused, Err(Refusal::Database(DbError::NotEmpty(_)))), "{refused:?}");
    let again = made_of(url, world.folder(), "same.backup", Seal::Plain).await;
    assert_eq!(again.sums, made.sums);
    let existing =
        Order { database_url: url.clone(), data, target: made.file.clone(), seal: Seal::Plain, made_at: 0 };
    let refused = backup::make(existing, &quiet()).await.map(|made| made.bytes);
    assert!(matches!(refused, Err(Refusal::Exists(_))), "{refused:?}");
}

#[tokio::test]
async fn moving_there_and_back_changes_nothing() {
    let world = World::demo().await;
    let person = world.sign_in(crate::support::OWNER).await;
    assert!(!person.cookie.is_empty());
    let here = &world.app.config.database_url;
    let there = format!("sqlite:{}", world.folder().join("there.db").display());
    let back = new_url(world.folder(), "back.db").await;
    let first = backup::relocate(here, &there, &quiet()).await.unwrap();
    let second = backup::relocate(&there, &back, &quiet()).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(first.len(), TABLES.len());
    assert!(first.iter().any(|sum| sum.name == "sessions" && sum.rows > 0), "sessions go along");
    let nowhere = format!("sqlite:{}", world.folder().join("nowhere.db").display());
    let refused = backup::relocate(&nowhere, &there, &quiet()).await;
    assert!(matches!(refused, Err(Refusal::Database(DbError::Config(_)))), "{refused:?}");
}

#[tokio::test]
async fn the_commands_do_it_and_say_what_is_wrong() {
    let world = World::sqlite().await;
    demo::open(&world.app).await.unwrap();
    let at = |name: &str| world.folder().join(name).display().to_string();
    let (data, url) = (at("."), world.app.config.database_url.clone());
    let with_url = |arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(["--data", &data, "--database-url", &url, "--lang", "en"]);
        binary::kashika(&all)
    };
    let refused = with_url(&["backup"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("No encryption is set"), "{}", refused.stderr);

    let key = binary::kashika(&["backup", "--new-key", &at("key")]);
    assert_eq!(key.code, 0, "{}", key.stderr);
    let recipient = key.stdout.trim();
    let made = with_url(&["backup", "--to", &at("all.age"), "--backup-recipient", recipient]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(made.stdout.contains("        40  ") && made.stdout.contains("read it back"), "{}", made.stdout);

    let checked =
        binary::kashika(&["restore", &at("all.age"), "--check", "--key", &at("key"), "--lang", "en"]);
    assert!(
        checked.code == 0 && checked.stdout.contains("It is whole"),
        "{}{}",
        checked.stdout,
        checked.stderr
    );
    let keyless = with_url(&["restore", &at("all.age")]);
    assert!(keyless.code == 2 && keyless.stderr.contains("--key"), "{}", keyless.stderr);
    let full = with_url(&["restore", &at("all.age"), "--key", &at("key")]);
    assert!(full.code == 2 && full.stderr.contains("is there already"), "{}", full.stderr);
    let new = format!("sqlite:{}", at("new/kashika.db"));
    let restored = binary::kashika(&[
        "restore",
        &at("all.age"),
        "--key",
        &at("key"),
        "--data",
        &at("new"),
        "--database-url",
        &new,
    ]);
    assert!(restored.code == 0 && restored.stdout.contains("確かめました"), "{}", restored.stderr);

    let there = format!("sqlite:{}", at("there.db"));
    let moved = binary::kashika(&["move", "--from", &new, "--to", &there, "--lang", "en"]);
    assert!(
        moved.code == 0 && moved.stdout.contains("count and hash of each are the same"),
        "{}",
        moved.stderr
    );
    let again = binary::kashika(&["move", "--from", &new, "--to", &there, "--lang", "en"]);
    assert!(again.code == 2 && again.stderr.contains("name a database that is empty"), "{}", again.stderr);
}
