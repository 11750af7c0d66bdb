//! `kashika verify-log` and `kashika renew-log-key`: the provable log, from the installation's own machine or any other that
//! reaches the database.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{Failure, LanguageChoice, words};
use crate::activity::log::verify::{Finding, Known, Verified, verify};
use crate::activity::log::{HeadBody, Key, Sequencer, SignedHead, Signing, Step, latest};
use crate::activity::{Entry, Kind, record};
use crate::app::{App, Clock, from_hex, hex};
use crate::commands::serve;
use crate::config::Settings;
use crate::db::{Db, DbError};
use crate::statements::MIGRATIONS;
use crate::t;
use crate::words::Words;

#[derive(clap::Args)]
pub struct Verify {
    /// A head that was kept, as downloaded; may be given several times
    #[arg(long, value_name = "FILE")]
    head: Vec<PathBuf>,

    /// A public key that may sign, besides those of the kept heads and the installation's own; may be given several times
    #[arg(long, value_name = "HEX")]
    key: Vec<String>,

    /// Where nothing is wrong, write the newest head to this file, to be kept
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,

    /// Language of the answer
    #[arg(long)]
    lang: Option<LanguageChoice>,

    #[command(flatten)]
    settings: Settings,
}

#[derive(clap::Args)]
pub struct RenewKey {
    /// Language of the answer
    #[arg(long)]
    lang: Option<LanguageChoice>,

    #[command(flatten)]
    settings: Settings,
}

pub async fn verify_log(arguments: Verify) -> Result<(), Failure> {
    let words = words(arguments.lang);
    let config = arguments.settings.check()?;
    let mut known = known(&arguments.head, &arguments.key, words)?;
    // Whoever verifies on another machine has no key file, and needs none.
    known.keys.extend(Key::read(&config.log_key)?.map(|key| key.public()));
    let db = Db::open_to_read(&config.database_url).await.context("cannot open the database")?;
    db.check_schema(MIGRATIONS).await.map_err(anyhow::Error::from)?;
    let verified = verify(&db, &known).await.map_err(anyhow::Error::from)?;
    let verified = verified.map_err(|finding| anyhow::anyhow!(sentence(words, &finding)))?;
    println!("{}", summary(words, &verified, known.heads.len()));
    match (&arguments.save, &verified.newest) {
        (Some(path), Some(newest)) => save(words, path, newest)?,
        (Some(path), None) => println!("{}", t!(words, "log-nothing-to-save", file = shown(path))),
        (None, _) => {}
    }
    db.close().await;
    Ok(())
}

fn known(heads: &[PathBuf], keys: &[String], words: Words) -> Result<Known, Failure> {
    let mut refused = Vec::new();
    let mut known = Known::default();
    for path in heads {
        match read_head(path) {
            Some(head) => known.heads.push((shown(path), head)),
            None => refused.push(t!(words, "log-head-unreadable", file = shown(path))),
        }
    }
    for key in keys {
        match from_hex(key.trim()) {
            Some(key) => known.keys.push(key),
            None => refused.push(t!(words, "log-key-unreadable", key = key.as_str())),
        }
    }
    if refused.is_empty() { Ok(known) } else { Err(Failure::Refused(refused)) }
}

fn read_head(path: &Path) -> Option<SignedHead> {
    let text = std::fs::read_to_string(path).ok()?;
    serde_json::from_str::<HeadBody>(&text).ok()?.checked()
}

fn save(words: Words, path: &Path, head: &SignedHead) -> Result<(), Failure> {
    std::fs::write(path, head.file()).with_context(|| path.display().to_string())?;
    println!("{}", t!(words, "log-saved", file = shown(path)));
    Ok(())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn summary(words: Words, verified: &Verified, compared: usize) -> String {
    let fine =
        t!(words, "log-fine", entries = verified.entries, heads = verified.heads, waiting = verified.waiting);
    let outside = match compared {
        0 => words.t("log-not-compared"),
        count => t!(words, "log-compared", count = count),
    };
    let erased = match verified.erased {
        0 => String::new(),
        count => format!("{}\n", t!(words, "log-erased", count = count)),
    };
    format!("{fine}\n{erased}{outside}")
}

/// What is wrong and where, in one sentence.
fn sentence(words: Words, finding: &Finding) -> String {
    match finding {
        Finding::Changed { position, id } => {
            t!(words, "log-changed", position = *position, id = id.as_str())
        }
        Finding::ChangedWaiting { id } => t!(words, "log-changed-waiting", id = id.as_str()),
        Finding::Unreadable { position } => t!(words, "log-unreadable", position = *position),
        Finding::Missing { position } => t!(words, "log-missing", position = *position),
        Finding::Displaced { position } => t!(words, "log-displaced", position = *position),
        Finding::Beyond { position, size } => {
            t!(words, "log-beyond", position = *position, size = *size)
        }
        Finding::Tree { from, to } => t!(words, "log-tree", from = *from, to = *to - 1),
        Finding::Root { head, from, to } => {
            t!(words, "log-root-differs", head = head.as_str(), from = *from, to = *to - 1)
        }
        Finding::Short { head, size, entries } => {
            t!(words, "log-short", head = head.as_str(), size = *size, entries = *entries)
        }
        Finding::Head { number } => t!(words, "log-head-wrong", number = *number),
        Finding::HeadGone { head, number } => {
            t!(words, "log-head-gone", head = head.as_str(), number = *number)
        }
        Finding::OtherKey { number } => t!(words, "log-other-key", number = *number),
    }
}

/// Signs with another key from now on: one that was put into the file, or a new one where the file is gone.
pub async fn renew_key(arguments: RenewKey) -> Result<(), Failure> {
    let words = words(arguments.lang);
    let app = serve::open(arguments.settings.check()?, Clock::System).await?;
    let path = &app.config.log_key;
    let newest = latest(&app.db).await.map_err(anyhow::Error::from)?;
    let newest = newest.ok_or_else(|| Failure::refused(words.t("log-key-nothing")))?;
    let key = match Key::read(path)? {
        Some(key) => key,
        None => Key::create(path)?,
    };
    if key.public() == newest.public_key {
        return Err(Failure::refused(t!(words, "log-key-is-current", file = shown(path))));
    }
    let public = hex(&key.public());
    change_key(&app, key, &public).await.map_err(anyhow::Error::from)?;
    println!("{}", t!(words, "log-key-renewed", file = shown(path), key = public));
    app.db.close().await;
    Ok(())
}

/// The change is an entry itself, and the first head of the new key covers it.
async fn change_key(app: &App, key: Key, public: &str) -> Result<(), DbError> {
    let entry = Entry::new(app, None, Kind::LogKeyRenewed, "log").with_detail(public);
    app.db.change(move |tx| async move { record(&tx, &entry).await }).await?;
    let sequencer = Sequencer::new(app.clone(), None);
    // A running server may hold the lease and do it.
    while sequencer.step().await? != Step::Idle {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    match sequencer.sign(&key).await? {
        Signing::Signed(_) => Ok(()),
        _ => Err(DbError::Other("another server signed in the meantime; try again".to_owned())),
    }
}
