//! The codes: six digits of an app (RFC 6238, totp-rs), and recovery codes for the day the app is gone.

use qrcodegen::{QrCode, QrCodeEcc};
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};

use crate::error::{Error, Result};
use crate::ui::percent_encoded;

pub(super) const SECRET_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code, five random bits each: beyond 112 bits a plain hash is enough.
const RECOVERY_LENGTH: usize = 24;
/// Crockford's letters: none is taken for another.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// White around a QR code, in modules, as its standard asks.
const QUIET: i32 = 4;

fn totp(secret: &[u8]) -> Result<Totp> {
    let totp = Builder::new().with_secret(secret.to_vec()).build();
    totp.map_err(|error| Error::Internal(format!("a stored secret: {error}")))
}

/// The step of 30 seconds that the code belongs to: the one of this moment, the one before or the one after.
pub(super) fn step(secret: &[u8], code: &str, now_micros: i64) -> Result<Option<i64>> {
    let seconds = u64::try_from(now_micros / 1_000_000).unwrap_or_default();
    let step = totp(secret)?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The secret as people type it into an app: base32 in groups of four.
pub(super) fn secret_text(secret: &[u8]) -> String {
    grouped(&Secret::from(secret.to_vec()).to_base32())
}

/// What the QR code says: the address that apps know.
pub(super) fn address(secret: &[u8], email: &str) -> String {
    let secret = Secret::from(secret.to_vec()).to_base32();
    let label = percent_encoded(email).replace('/', "%2F");
    format!("otpauth://totp/Kashika:{label}?secret={secret}&issuer=Kashika")
}

/// A QR code as SVG, black on white in dark mode as well: cameras want it so.
pub(super) fn picture(text: &str, title: &str) -> Result<String> {
    let code =
        QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|error| Error::Internal(error.to_string()))?;
    let size = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{},{}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Ok(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" role=\"img\" aria-label=\"{title}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0,0h{size}v{size}h-{size}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// Ten fresh recovery codes, as people write them down.
pub(super) fn recovery_codes() -> Result<Vec<String>> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let mut bytes = [0_u8; RECOVERY_LENGTH];
            getrandom::fill(&mut bytes).map_err(|error| Error::Internal(error.to_string()))?;
            let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
            Ok(grouped(&bytes.iter().map(letter).collect::<String>()))
        })
        .collect()
}

/// The hash of a recovery code, however it was typed; none where it can be no recovery code.
pub(super) fn recovery_hash(typed: &str) -> Option<Vec<u8>> {
    let plain: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| match letter.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    let is_code = plain.len() == RECOVERY_LENGTH && plain.bytes().all(|byte| LETTERS.contains(&byte));
    is_code.then(|| Sha256::digest(plain.as_bytes()).to_vec())
}

/// The six digits of an app, typed with a blank or not, in full width or not.
pub(super) fn digits(typed: &str) -> Option<String> {
    let digit = |letter: char| match letter {
        '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10),
        other => Some(other),
    };
    let plain: Option<String> = typed.chars().filter(|letter| !letter.is_whitespace()).map(digit).collect();
    plain.filter(|plain| plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit()))
}

fn grouped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B; its codes have eight digits, the last six are ours.
    const SECRET: &[u8; SECRET_BYTES] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard_and_hold_one_step_to_either_side() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            let own = seconds / 30;
            for (moment, found) in
                [(seconds, Some(own)), (seconds - 30, Some(own)), (seconds + 30, Some(own))]
            {
                assert_eq!(step(SECRET, code, moment * 1_000_000).unwrap(), found, "{code} at {moment}");
            }
            assert_eq!(step(SECRET, code, (seconds + 60) * 1_000_000).unwrap(), None);
        }
    }

    #[test]
    fn recovery_codes_are_known_however_they_are_typed() {
        let codes = recovery_codes().unwrap();
        assert_eq!(codes.len(), 10);
        let code = &codes[0];
        let typed = code.to_uppercase().replace('-', " ").replace('0', "O").replace('1', "l");
        assert_eq!(recovery_hash(&typed), recovery_hash(code));
        assert!(recovery_hash(code).is_some() && recovery_hash("abcd").is_none());
        assert_ne!(recovery_hash(&codes[1]), recovery_hash(code));
    }

    #[test]
    fn digits_are_read_in_full_width_too() {
        assert_eq!(digits("１２３ 456").as_deref(), Some("123456"));
        assert_eq!(digits("12345"), None);
        assert_eq!(digits("12345a"), None);
    }

    #[test]
    fn the_address_names_person_and_product() {
        let address = address(SECRET, "a+b@example.jp");
        assert_eq!(
            address,
            "otpauth://totp/Kashika:a%2Bb%40example.jp?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Kashika"
        );
        assert!(picture(&address, "\"QR\"").unwrap().contains("aria-label=\"&quot;QR&quot;\""));
    }
}
