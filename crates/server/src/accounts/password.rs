//! Argon2id (argon2, RustCrypto) at its recommended cost, two at a time, away from the async threads.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

use super::{PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN};
use crate::app::App;
use crate::error::{Error, Result};

/// Verified where there is no password, so that a name nobody has costs what any other costs. No password fits.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cMvlv5VUUEEQYiWQfq14qA$xoSJLz67w1swKdI72Mog5dIFeJyhdsRdxvwLIwSaGow";

/// Japanese words in Latin letters and names of this product, which no word list of zxcvbn has.
const WORDS: &str = include_str!("guessable.txt");

/// Key of the sentence that says why a password cannot be taken. What is easy to guess is found by the patterns of
/// zxcvbn: frequent passwords, names and words, dates, repetitions, rows of the keyboard, in any case and spelling.
pub(super) fn weakness(password: &str, name: &str, email: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if length < PASSWORD_LENGTH_MIN {
        return Some("field-password-short");
    }
    if length > PASSWORD_LENGTH_MAX {
        return Some("field-password-long");
    }
    let own = email.split(['@', '.', '-', '_', '+']).chain(name.split_whitespace()).chain([email, name]);
    let known: Vec<&str> = own.filter(|word| !word.is_empty()).chain(WORDS.split_whitespace()).collect();
    // Signs hung on at the ends make nothing harder to guess.
    let bare = password.trim_matches(|letter: char| !letter.is_alphanumeric());
    let judged = if bare.is_empty() { password } else { bare };
    (zxcvbn::zxcvbn(judged, &known).score() < zxcvbn::Score::Three).then_some("field-password-common")
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
            let _same_cost = PasswordHash::new(NOBODYS)
                .map(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

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

    #[test]
    fn what_everybody_tries_first_is_refused_in_every_spelling() {
        let common = [
            "Password2026!",
            "P@ssw0rd1234",
            "passwordpassword",
            "123456789012",
            "qwertyuiop123",
            "1qaz2wsx3edc",
            "abcdefghijkl",
            "letmein12345",
            "iloveyou2026",
            "administrator",
            "kashika12345",
            "Kashika2026!",
            "sakurasakura",
            "Sakura2026!!",
            "nihonnihon12",
            "konnichiwa123",
            "toukyou12345",
            "tokyo20261129",
            "zaq12wsxcde3",
            "asdfghjkl;:]",
            "111122223333",
            "20261129abcd",
            "administrator1",
            "hanako@example.jp",
            "SatoSato2026",
            "welcome12345",
            "monkeymonkey",
            "security1234",
            "baseball2026",
        ];
        let taken: Vec<&str> = common
            .into_iter()
            .filter(|password| weakness(password, "Sato", "hanako@example.jp").is_none())
            .collect();
        assert!(taken.is_empty(), "{taken:?}");
    }

    #[test]
    fn what_stands_for_nobodys_password_is_a_hash_like_others() {
        let fresh = Argon2::default().hash_password(b"something").unwrap().to_string();
        let cost = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert!(PasswordHash::new(NOBODYS).is_ok());
        assert_eq!(cost(NOBODYS), cost(&fresh));
    }
}
