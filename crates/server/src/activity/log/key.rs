//! The key that signs heads. It lives in a file of its own, never in the database it vouches for.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use anyhow::Context as _;
use domain::activity::Head;
use ed25519_dalek::{Signer as _, SigningKey};

use super::head::SignedHead;
use super::store;
use crate::app::{App, from_hex, hex};

pub struct Key(SigningKey);

impl Key {
    /// The key of a file; `None` where there is no file.
    pub fn read(path: &Path) -> anyhow::Result<Option<Key>> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot read the key of the log, {}", path.display()));
            }
        };
        let seed = from_hex(text.trim());
        let seed = seed.with_context(|| format!("{} holds no key of a log", path.display()))?;
        Ok(Some(Key(SigningKey::from_bytes(&seed))))
    }

    /// A new key in a new file that only its owner may read. Where another process was faster, its key.
    pub fn create(path: &Path) -> anyhow::Result<Key> {
        let failed = || format!("cannot write the key of the log, {}", path.display());
        let mut seed = [0_u8; 32];
        getrandom::fill(&mut seed).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
        let part = path.with_extension(format!("{}.part", std::process::id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&part).with_context(failed)?;
        writeln!(file, "{}", hex(&seed)).and_then(|()| file.sync_all()).with_context(failed)?;
        if !path.exists() {
            fs::rename(&part, path).with_context(failed)?;
        }
        fs::remove_file(&part).ok();
        // A key that signs heads must still be there after a power cut.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(folder).and_then(|folder| folder.sync_all()).ok();
        Key::read(path)?.with_context(failed)
    }

    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    pub fn sign(&self, head: Head) -> SignedHead {
        let signature = self.0.sign(head.text().as_bytes()).to_bytes();
        SignedHead { head, public_key: self.public(), signature }
    }
}

/// The key of the settings' file. It is made where nothing has been signed yet; afterwards a missing file is somebody's
/// mistake that a new key would only hide, and the server runs on without signing.
pub async fn of_installation(app: &App) -> anyhow::Result<Option<Key>> {
    let path = &app.config.log_key;
    let last = store::last_head(&app.db).await?;
    let key = match Key::read(path)? {
        None if last.is_none() => Some(Key::create(path)?),
        key => key,
    };
    if key.is_none() {
        tracing::error!(
            file = %path.display(),
            "the key of the log is missing: no head is signed until it is back, or until kashika renew-log-key"
        );
    }
    Ok(key)
}
