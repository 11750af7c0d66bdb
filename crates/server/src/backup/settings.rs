//! Settings of backups.

use std::fmt;
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;

use super::Seal;

/// Nights whose backups stay, where nothing else is set.
const KEEP: u32 = 14;

#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Public key (age1…) to encrypt backups for; its secret key opens them and belongs on another machine
    #[arg(long, env = "KASHIKA_BACKUP_RECIPIENT", value_name = "KEY")]
    pub backup_recipient: Option<String>,

    /// File with the passphrase to encrypt backups with, in its first line; instead of a public key
    #[arg(long, env = "KASHIKA_BACKUP_PASSPHRASE_FILE", value_name = "FILE")]
    pub backup_passphrase_file: Option<PathBuf>,

    /// Hour from which the server makes a backup every night; without it the server makes none
    #[arg(long, env = "KASHIKA_BACKUP_HOUR", value_name = "0-23", value_parser = clap::value_parser!(i8).range(0..=23))]
    pub backup_hour: Option<i8>,

    /// Nightly backups to keep; older ones are removed after a new one has succeeded [default: 14]
    #[arg(long, env = "KASHIKA_BACKUP_KEEP", value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub backup_keep: Option<u32>,

    /// Folder for backups, by default `backups` in the data folder; better on another disk or machine
    #[arg(long, env = "KASHIKA_BACKUP_FOLDER", value_name = "DIR")]
    pub backup_folder: Option<PathBuf>,
}

/// Settings of backups, checked.
#[derive(Clone, Debug)]
pub struct Plan {
    /// None where neither key nor passphrase is set.
    pub seal: Option<Seal>,
    /// Hour of the nightly backup, in the installation's time zone.
    pub hour: Option<i8>,
    pub keep: usize,
    pub folder: PathBuf,
    recipient: Option<String>,
    passphrase_file: Option<PathBuf>,
}

impl Settings {
    pub fn check(self, data: &Path) -> anyhow::Result<Plan> {
        let seal = match (&self.backup_recipient, &self.backup_passphrase_file) {
            (Some(_), Some(_)) => anyhow::bail!(
                "KASHIKA_BACKUP_RECIPIENT and KASHIKA_BACKUP_PASSPHRASE_FILE are both set; choose one of them"
            ),
            (Some(recipient), None) => Some(Seal::Recipient(recipient.trim().parse().map_err(|_| {
                anyhow::anyhow!(
                    "KASHIKA_BACKUP_RECIPIENT: this is no public key; it begins with age1 and `kashika backup --new-key FILE` makes one"
                )
            })?)),
            (None, Some(file)) => Some(Seal::Passphrase(passphrase(file)?)),
            (None, None) => None,
        };
        if self.backup_hour.is_some() && seal.is_none() {
            anyhow::bail!(
                "KASHIKA_BACKUP_HOUR: nightly backups are encrypted; set KASHIKA_BACKUP_RECIPIENT or KASHIKA_BACKUP_PASSPHRASE_FILE as well"
            );
        }
        Ok(Plan {
            seal,
            hour: self.backup_hour,
            keep: self.backup_keep.unwrap_or(KEEP) as usize,
            folder: self.backup_folder.unwrap_or_else(|| data.join("backups")),
            recipient: self.backup_recipient,
            passphrase_file: self.backup_passphrase_file,
        })
    }
}

impl Plan {
    /// The effective values; a public key is no secret, and of the passphrase only the place is shown.
    pub fn shown(&self) -> String {
        let file = self.passphrase_file.as_ref().map(|file| file.display().to_string());
        format!(
            "KASHIKA_BACKUP_RECIPIENT={}\nKASHIKA_BACKUP_PASSPHRASE_FILE={}\nKASHIKA_BACKUP_HOUR={}\nKASHIKA_BACKUP_KEEP={}\nKASHIKA_BACKUP_FOLDER={}\n",
            self.recipient.as_deref().unwrap_or_default(),
            file.unwrap_or_default(),
            self.hour.map(|hour| hour.to_string()).unwrap_or_default(),
            self.keep,
            self.folder.display()
        )
    }
}

/// The first line of the file.
pub fn passphrase(file: &Path) -> anyhow::Result<SecretString> {
    let named = |problem: &str| anyhow::anyhow!("{}: {problem}", file.display());
    let text = std::fs::read_to_string(file).map_err(|error| named(&error.to_string()))?;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() < 12 {
        return Err(named("the passphrase is the first line of this file and has 12 characters or more"));
    }
    Ok(SecretString::from(line.to_owned()))
}

impl fmt::Debug for Seal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Seal::Plain => "Plain",
            Seal::Recipient(_) => "Recipient",
            Seal::Passphrase(_) => "Passphrase",
        })
    }
}
