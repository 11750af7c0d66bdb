//! `kashika backup`: everything into one file, read back before it gets its name.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret as _;
use anyhow::Context as _;

use super::{Failure, LanguageChoice, tables};
use crate::backup::{self, Order, Refusal, Seal, nightly};
use crate::config::{Config, Settings};
use crate::t;
use crate::words::Words;

#[derive(clap::Args)]
#[command(after_help = "\
The server may go on; the backup holds what was saved before it began. It is encrypted for \
KASHIKA_BACKUP_RECIPIENT or with the passphrase in KASHIKA_BACKUP_PASSPHRASE_FILE. Not in it: settings, sessions, \
sign-in links, and files of the data folder other than frameworks of your own.")]
pub struct Arguments {
    /// File or folder to write to, by default the folder for backups
    #[arg(long, value_name = "FILE|DIR")]
    to: Option<PathBuf>,

    /// Write it without encryption
    #[arg(long)]
    plain: bool,

    /// Make a key pair instead: the secret key into this new file, the public key to standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["to", "plain"])]
    new_key: Option<PathBuf>,

    /// Language of output and problems
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    lang: Option<LanguageChoice>,

    #[command(flatten)]
    settings: Settings,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let words = super::words(arguments.lang);
    if let Some(file) = &arguments.new_key {
        return new_key(file);
    }
    let config = arguments.settings.check()?;
    let seal = match (arguments.plain, config.backup.seal.clone()) {
        (true, _) => Seal::Plain,
        (false, Some(seal)) => seal,
        (false, None) => return Err(refused(&Refusal::NoSeal, words)),
    };
    let target = target(&config, arguments.to.as_deref(), &seal);
    let order = Order {
        database_url: config.database_url,
        data: config.data,
        target,
        seal,
        made_at: jiff::Timestamp::now().as_microsecond(),
    };
    let made = backup::make(order, &tables::notice()).await.map_err(|refusal| refused(&refusal, words))?;
    print!("{}", tables::shown(&made.sums, words));
    println!("{}", t!(words, "backup-made", file = made.file.display().to_string(), bytes = made.bytes));
    println!("{}", words.t("backup-not-in-it"));
    Ok(())
}

/// A folder gets a name with the moment.
fn target(config: &Config, to: Option<&Path>, seal: &Seal) -> PathBuf {
    let now = jiff::Zoned::now().with_time_zone(config.time_zone.clone());
    let name = format!("{}.{}", nightly::stem(&now), seal.ending());
    match to {
        None => config.backup.folder.join(name),
        Some(to) if to.is_dir() || to.as_os_str().to_string_lossy().ends_with('/') => to.join(name),
        Some(to) => to.to_owned(),
    }
}

/// What was given is at fault: exit code 2; the disk or the database: 1.
pub fn refused(refusal: &Refusal, words: Words) -> Failure {
    let sentence = refusal.said(words);
    if refusal.is_input() { Failure::refused(sentence) } else { Failure::Failed(anyhow::anyhow!(sentence)) }
}

/// The file is readable for its owner alone.
fn new_key(file: &Path) -> Result<(), Failure> {
    let key = age::x25519::Identity::generate();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file).with_context(|| file.display().to_string())?;
    writeln!(out, "# public key: {}\n{}", key.to_public(), key.to_string().expose_secret())?;
    out.sync_all()?;
    println!("{}", key.to_public());
    Ok(())
}
