//! Why a backup, a restore or a move does not happen.

use std::io;

use crate::db::DbError;
use crate::t;
use crate::words::Words;

#[derive(Debug)]
pub enum Refusal {
    /// The file cannot be opened or read.
    Unreadable(io::Error),
    /// The file or folder cannot be written.
    Unwritable(String, io::Error),
    /// Something has this name already.
    Exists(String),
    NoBackup,
    Damaged,
    /// Made by a newer program, in a format this one does not know.
    NewerFormat,
    /// Holds a schema this program does not know yet.
    NewerSchema {
        backup: i64,
        program: i64,
    },
    WrongKey,
    KeyNeeded,
    PassphraseNeeded,
    /// Neither a key nor a passphrase is set, and nobody asked for a plain file.
    NoSeal,
    /// What was written does not read as it was meant.
    Differs(String),
    Database(DbError),
}

impl Refusal {
    /// One sentence.
    pub fn said(&self, words: Words) -> String {
        match self {
            Refusal::Unreadable(error) => t!(words, "backup-unreadable", reason = error.to_string()),
            Refusal::Unwritable(path, error) => {
                t!(words, "backup-unwritable", path = path.clone(), reason = error.to_string())
            }
            Refusal::Exists(path) => t!(words, "backup-exists", path = path.clone()),
            Refusal::NoBackup => words.t("backup-no-backup"),
            Refusal::Damaged => words.t("backup-damaged"),
            Refusal::NewerFormat => words.t("backup-newer-format"),
            Refusal::NewerSchema { backup, program } => {
                t!(words, "backup-newer-schema", backup = *backup, program = *program)
            }
            Refusal::WrongKey => words.t("backup-wrong-key"),
            Refusal::KeyNeeded => words.t("backup-key-needed"),
            Refusal::PassphraseNeeded => words.t("backup-passphrase-needed"),
            Refusal::NoSeal => words.t("backup-no-seal"),
            Refusal::Differs(name) => t!(words, "backup-differs", name = name.clone()),
            Refusal::Database(DbError::NotEmpty(name)) => t!(words, "backup-not-empty", name = name.clone()),
            Refusal::Database(error) => t!(words, "backup-database", reason = error.to_string()),
        }
    }

    /// Whether what was given is at fault, and not the disk or the database.
    pub fn is_input(&self) -> bool {
        match self {
            Refusal::Unwritable(..) | Refusal::Differs(_) => false,
            Refusal::Database(error) => matches!(error, DbError::NotEmpty(_) | DbError::Config(_)),
            _ => true,
        }
    }
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Refusal {
        Refusal::Database(error)
    }
}
