//! Another mail address for an account: a link to the new one proves that its mail arrives; the old one is told.

use super::{Viewer, is_email, store};
use crate::activity::{self, Entry, Kind};
use crate::app::{App, new_token};
use crate::error::{Error, FieldError, Result};
use crate::mail::{self, Letter};
use crate::t;
use crate::words::Words;

const VALID_MICROS: i64 = 3_600 * 1_000_000;
/// Links of one account within the time they are valid.
const OPEN_MAX: i64 = 3;

fn invalid(message: &'static str) -> Error {
    Error::Invalid(vec![FieldError::new("email", message)])
}

/// Sends a link to the new address. Whether another account has it is told only there, when the link is used.
pub async fn ask(app: &App, words: Words, viewer: &Viewer, email: &str) -> Result<()> {
    let email = email.trim().to_lowercase();
    if !is_email(&email) {
        return Err(invalid("field-email-wrong"));
    }
    if email == viewer.email {
        return Err(invalid("field-email-same"));
    }
    let (token, now) = (new_token(), app.now());
    let link = format!("{}/change-email/{token}", app.config.base_url);
    let body = t!(words, "email-change-mail", name = viewer.name.as_str(), link = link);
    let letter = Letter::signed(app, words, &email, &words.t("email-change-mail-subject"), &body)
        .from_person(&viewer.account_id);
    let row = store::MailLink {
        token_hash: super::hash_token(&token),
        kind: "email",
        email,
        created_at: now,
        expires_at: now + VALID_MICROS,
    };
    let account_id = viewer.account_id.clone();
    let entry = Entry::new(app, Some(&account_id), Kind::EmailChangeAsked, &account_id);
    app.db
        .change(move |tx| async move {
            if store::count_mail_links(&tx, &account_id, row.kind, now - VALID_MICROS).await? >= OPEN_MAX {
                return Err(invalid("field-email-asked-often"));
            }
            if !store::insert_mail_link(&tx, &account_id, &row).await? {
                return Err(Error::NotFound);
            }
            mail::post(&tx, &letter).await?;
            Ok(activity::record(&tx, &entry).await?)
        })
        .await
}

/// What an open link changes.
pub struct Asked {
    pub name: String,
    pub current: String,
    pub new: String,
}

pub async fn find(app: &App, token: &str) -> Result<Asked> {
    let found = store::mail_link(&app.db, super::hash_token(token), "email", app.now()).await?;
    let owner = found.ok_or(Error::NotFound)?;
    Ok(Asked { name: owner.name, current: owner.current, new: owner.email })
}

/// Uses the link up: the account has the new address, and links that were sent to the old one are worth nothing any more.
pub async fn change(app: &App, words: Words, token: &str) -> Result<()> {
    let (hash, now) = (super::hash_token(token), app.now());
    let owner = store::mail_link(&app.db, hash.clone(), "email", now).await?.ok_or(Error::NotFound)?;
    let body = t!(words, "email-changed-mail", name = owner.name.as_str());
    let notice = Letter::signed(app, words, &owner.current, &words.t("email-changed-mail-subject"), &body)
        .from_person(&owner.account_id);
    let entry = Entry::new(app, Some(&owner.account_id), Kind::EmailChanged, &owner.account_id);
    app.db
        .change(move |tx| async move {
            if !store::use_mail_link(&tx, hash, now).await? {
                return Err(Error::NotFound);
            }
            if !store::set_email(&tx, &owner.account_id, &owner.email).await? {
                return Err(invalid("field-email-taken"));
            }
            store::end_mail_links(&tx, &owner.account_id, now).await?;
            mail::post(&tx, &notice).await?;
            Ok(activity::record(&tx, &entry).await?)
        })
        .await
}
