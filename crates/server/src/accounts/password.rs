//! Argon2id (argon2, RustCrypto) at its recommended cost, two at a time, away from the async threads.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

use super::{PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN};
use crate::app::App;
use crate::error::{Error, Result};

/// What everybody tries first, in the forms that twelve characters allow.
const COMMON: [&str; 12] = [
    "password",
    "passw0rd",
    "123456789",
    "qwertyuiop",
    "qwerty",
    "letmein",
    "administrator",
    "welcome",
    "iloveyou",
    "1q2w3e4r",
    "abcdefgh",
    "kashika",
];

/// Key of the sentence that says why a password cannot be taken.
pub(super) fn weakness(password: &str, name: &str, email: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if length < PASSWORD_LENGTH_MIN {
        return Some("field-password-short");
    }
    if length > PASSWORD_LENGTH_MAX {
        return Some("field-password-long");
    }
    let mut rest = password.to_lowercase();
    let own = [name.to_lowercase(), email.split('@').next().unwrap_or_default().to_owned()];
    for known in COMMON.iter().copied().chain(own.iter().map(String::as_str)).filter(|known| known.len() >= 4)
    {
        rest = rest.replace(known, "");
    }
    let mut letters: Vec<char> = rest.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    (letters.len() < 4).then_some("field-password-common")
}

pub(super) async fn hash(app: &App, password: String) -> Result<String> {
    run(app, move || {
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| Error::Internal(error.to_string()))
    })
    .await?
}

/// Whether the password fits; without a stored hash it costs the same and never fits.
pub(super) async fn verify(app: &App, password: String, stored: Option<String>) -> Result<bool> {
    run(app, move || match stored.as_deref().and_then(|stored| PasswordHash::new(stored).ok()) {
        Some(stored) => Argon2::default().verify_password(password.as_bytes(), &stored).is_ok(),
        None => {
            let _same_cost = Argon2::default().hash_password(password.as_bytes());
            false
        }
    })
    .await
}

async fn run<T: Send + 'static>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let internal = |error: &dyn std::error::Error| Error::Internal(error.to_string());
    let _permit = app.hashing.acquire().await.map_err(|error| internal(&error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| internal(&error))
}

#[cfg(test)]
mod tests {
    use super::weakness;

    #[test]
    fn long_passwords_are_taken_and_guessable_ones_are_not() {
        let check = |password| weakness(password, "Sato", "hanako@example.jp");
        assert_eq!(check("correct horse battery"), None);
        assert_eq!(check("春はあけぼのやうやう白くなりゆく"), None);
        assert_eq!(check("short"), Some("field-password-short"));
        assert_eq!(check("passwordpassword"), Some("field-password-common"));
        assert_eq!(check("hanakohanako1"), Some("field-password-common"));
        assert_eq!(check("aaaaaaaaaaaaaaaa"), Some("field-password-common"));
    }
}
