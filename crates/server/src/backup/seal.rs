//! How the bytes of a backup are closed and opened: compressed, then encrypted, so that every damage is noticed.
//!
//! An encrypted file is an age file (age-encryption.org/v1) around gzip. A plain one is [`PLAIN`], gzip, and a SHA-256
//! over both.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use age::secrecy::SecretString;
use age::stream::StreamWriter;
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt, x25519};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::Refusal;

const PLAIN: &[u8] = b"kashika backup, not encrypted\n";
const ENCRYPTED: &[u8] = b"age-encryption.org/";
const DIGEST_BYTES: u64 = 32;
/// A passphrase may cost up to half a minute of work; more is no honest file.
const WORK_FACTOR_MAX: u8 = 22;

/// How a backup is closed.
#[derive(Clone)]
pub enum Seal {
    Plain,
    /// For whoever holds the key that belongs to it.
    Recipient(x25519::Recipient),
    Passphrase(SecretString),
}

/// What opens a backup.
pub enum Opener {
    Nothing,
    Key(Vec<x25519::Identity>),
    Passphrase(SecretString),
}

impl Seal {
    /// `kashika-….backup.age`, or without the last ending.
    pub fn ending(&self) -> &'static str {
        match self {
            Seal::Plain => "backup",
            _ => "backup.age",
        }
    }
}

/// Where the content of a backup goes.
pub struct Sealed(GzEncoder<Layer>);

enum Layer {
    Plain { file: BufWriter<File>, hash: Sha256 },
    Age(StreamWriter<BufWriter<File>>),
}

impl Sealed {
    /// Also gives what opens the file again, to read it back: one who writes for a recipient cannot read, so a key that is
    /// never stored opens it as well.
    pub fn new(file: File, seal: &Seal) -> io::Result<(Sealed, Opener)> {
        let mut file = BufWriter::new(file);
        let (layer, opener) = match seal {
            Seal::Plain => {
                file.write_all(PLAIN)?;
                (Layer::Plain { file, hash: Sha256::new_with_prefix(PLAIN) }, Opener::Nothing)
            }
            Seal::Recipient(recipient) => {
                let once = x25519::Identity::generate();
                let (for_them, for_us) = (recipient as &dyn Recipient, &once.to_public() as &dyn Recipient);
                let sealed = Encryptor::with_recipients([for_them, for_us].into_iter());
                let layer = Layer::Age(sealed.map_err(io::Error::other)?.wrap_output(file)?);
                (layer, Opener::Key(vec![once]))
            }
            Seal::Passphrase(passphrase) => {
                let layer = Encryptor::with_user_passphrase(passphrase.clone()).wrap_output(file)?;
                (Layer::Age(layer), Opener::Passphrase(passphrase.clone()))
            }
        };
        Ok((Sealed(GzEncoder::new(layer, Compression::default())), opener))
    }

    /// Closes the file and waits until it is on disk.
    pub fn finish(self) -> io::Result<()> {
        let file = match self.0.finish()? {
            Layer::Plain { mut file, hash } => {
                file.write_all(&hash.finalize())?;
                file
            }
            Layer::Age(stream) => stream.finish()?,
        };
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Write for Sealed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Write for Layer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Layer::Plain { file, hash } => {
                let count = file.write(bytes)?;
                hash.update(&bytes[..count]);
                Ok(count)
            }
            Layer::Age(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Layer::Plain { file, .. } => file.flush(),
            Layer::Age(stream) => stream.flush(),
        }
    }
}

/// The content of a backup.
pub struct Opened(BufReader<GzDecoder<Box<dyn BufRead + Send>>>);

impl Opened {
    pub fn new(path: &Path, opener: &Opener) -> Result<Opened, Refusal> {
        let mut file = File::open(path).map_err(Refusal::Unreadable)?;
        let mut start = Vec::new();
        (&mut file).take(PLAIN.len() as u64).read_to_end(&mut start).map_err(Refusal::Unreadable)?;
        file.seek(SeekFrom::Start(0)).map_err(Refusal::Unreadable)?;
        let layer = if start == PLAIN {
            plain(file)?
        } else if start.starts_with(ENCRYPTED) {
            decrypted(file, opener)?
        } else {
            return Err(Refusal::NoBackup);
        };
        Ok(Opened(BufReader::with_capacity(1 << 16, GzDecoder::new(layer))))
    }

    /// One line with its end; empty after the last one.
    pub fn line(&mut self, line: &mut Vec<u8>) -> Result<(), Refusal> {
        line.clear();
        self.0.read_until(b'\n', line).map_err(|_| Refusal::Damaged)?;
        Ok(())
    }

    /// Nothing may come after the content.
    pub fn finish(self) -> Result<(), Refusal> {
        let mut rest = self.0.into_inner().into_inner();
        match rest.fill_buf() {
            Ok([]) => Ok(()),
            _ => Err(Refusal::Damaged),
        }
    }
}

/// Reads all of it once for its digest, then gives what is between beginning and digest.
fn plain(file: File) -> Result<Box<dyn BufRead + Send>, Refusal> {
    let size = file.metadata().map_err(Refusal::Unreadable)?.len();
    let end = size.checked_sub(DIGEST_BYTES).filter(|end| *end >= PLAIN.len() as u64);
    let end = end.ok_or(Refusal::Damaged)?;
    let mut file = BufReader::with_capacity(1 << 16, file);
    let hash = hash((&mut file).take(end)).map_err(Refusal::Unreadable)?;
    let mut digest = Vec::new();
    file.read_to_end(&mut digest).map_err(Refusal::Unreadable)?;
    if digest != hash {
        return Err(Refusal::Damaged);
    }
    file.seek(SeekFrom::Start(PLAIN.len() as u64)).map_err(Refusal::Unreadable)?;
    Ok(Box::new(file.take(end - PLAIN.len() as u64)))
}

fn hash(mut source: impl BufRead) -> io::Result<Vec<u8>> {
    let mut hash = Sha256::new();
    loop {
        let bytes = source.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hash.finalize().to_vec());
        }
        let count = bytes.len();
        hash.update(bytes);
        source.consume(count);
    }
}

fn decrypted(file: File, opener: &Opener) -> Result<Box<dyn BufRead + Send>, Refusal> {
    let file = BufReader::with_capacity(1 << 16, file);
    let decryptor = Decryptor::new_buffered(file).map_err(|_| Refusal::Damaged)?;
    let opened = match (opener, decryptor.is_scrypt()) {
        (Opener::Passphrase(passphrase), true) => {
            let mut identity = scrypt::Identity::new(passphrase.clone());
            identity.set_max_work_factor(WORK_FACTOR_MAX);
            decryptor.decrypt([&identity as &dyn Identity].into_iter())
        }
        (_, true) => return Err(Refusal::PassphraseNeeded),
        (Opener::Key(keys), false) => decryptor.decrypt(keys.iter().map(|key| key as &dyn Identity)),
        (_, false) => return Err(Refusal::KeyNeeded),
    };
    match opened {
        Ok(stream) => Ok(Box::new(BufReader::with_capacity(1 << 16, stream))),
        Err(
            DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed,
        ) => Err(Refusal::WrongKey),
        Err(_) => Err(Refusal::Damaged),
    }
}
