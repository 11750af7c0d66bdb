//! `kashika restore`: a backup into an empty database.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::backup::refused;
use super::{Failure, LanguageChoice, tables};
use crate::backup::{self, Opener, Seal};
use crate::config::Settings;

#[derive(clap::Args)]
#[command(after_help = "\
The database must be empty: a SQLite file that is not there yet, or a PostgreSQL database without tables. It does not \
matter on which of the two the backup was made. The file is checked before anything is written, and the database \
afterward.")]
pub struct Arguments {
    /// The backup
    file: PathBuf,

    /// File with the secret key, where the backup was made for a public key
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// Only check that the file is whole and can be opened; write nothing
    #[arg(long)]
    check: bool,

    /// Language of output and problems
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    lang: Option<LanguageChoice>,

    #[command(flatten)]
    settings: Settings,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let words = super::words(arguments.lang);
    let file = arguments.file;
    let config = arguments.settings.check()?;
    let opener = match (&arguments.key, &config.backup.seal) {
        (Some(key), _) => Opener::Key(keys(key)?),
        (None, Some(Seal::Passphrase(passphrase))) => Opener::Passphrase(passphrase.clone()),
        (None, _) => Opener::Nothing,
    };
    let (head, sums) = if arguments.check {
        backup::verify(&file, &opener)
    } else {
        std::fs::create_dir_all(&config.data).with_context(|| config.data.display().to_string())?;
        backup::restore(&file, &opener, &config.database_url, &config.data, &tables::notice()).await
    }
    .map_err(|refusal| refused(&refusal, words))?;
    print!("{}", tables::shown(&sums, words));
    let made = jiff::Timestamp::from_microsecond(head.made_at).unwrap_or_default();
    let made = made.to_zoned(config.time_zone).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let (schema, engine) = (head.schema(), head.engine);
    let said = if arguments.check { "backup-checked" } else { "backup-restored" };
    println!(
        "{}",
        words.with(said, &[("made", made.into()), ("schema", schema.into()), ("engine", engine.into())])
    );
    if !arguments.check {
        println!("{}", words.t("backup-restored-next"));
    }
    Ok(())
}

/// Secret keys, one a line; other lines are passed over.
fn keys(file: &Path) -> Result<Vec<age::x25519::Identity>, Failure> {
    let named = |problem: String| Failure::refused(format!("{}: {problem}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
    let keys: Vec<_> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
    if keys.is_empty() {
        return Err(named("AGE-SECRET-KEY-…?".to_owned()));
    }
    Ok(keys)
}
