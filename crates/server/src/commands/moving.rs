//! `kashika move`: everything into another database.

use super::backup::refused;
use super::{Failure, LanguageChoice, tables};
use crate::backup;
use crate::t;

#[derive(clap::Args)]
#[command(after_help = "\
Stop the server first: what it saves after the move has begun stays behind. The old database is only read. The new one \
must be empty; it gets everything in one transaction, or nothing. Count and hash of every table are compared. \
Frameworks of your own in the data folder are not touched.")]
pub struct Arguments {
    /// The database to read, such as sqlite:data/kashika.db
    #[arg(long, value_name = "URL")]
    from: String,

    /// The empty database to fill, such as postgres://kashika:…@localhost/kashika
    #[arg(long, value_name = "URL")]
    to: String,

    /// Language of output and problems
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    lang: Option<LanguageChoice>,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let words = super::words(arguments.lang);
    let moved = backup::relocate(&arguments.from, &arguments.to, &tables::notice()).await;
    let sums = moved.map_err(|refusal| refused(&refusal, words))?;
    print!("{}", tables::shown(&sums, words));
    let rows: u64 = sums.iter().map(|sum| sum.rows).sum();
    println!("{}", t!(words, "backup-moved", tables = sums.len(), rows = rows));
    Ok(())
}
