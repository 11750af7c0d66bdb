//! A lost password: a link by mail lets its holder choose a new one. Whether an address is known here is told to nobody.

use super::{password, store};
use crate::activity::{self, Entry, Kind};
use crate::app::{App, new_token};
use crate::db::DbError;
use crate::error::{Error, FieldError, Result};
use crate::mail::{self, Letter};
use crate::t;
use crate::words::Words;
use crate::{access_tokens, guessing};

const VALID_MICROS: i64 = 3_600 * 1_000_000;
/// Links of one account within the time they are valid: nobody floods a mailbox.
const OPEN_MAX: i64 = 3;

/// Sends a link, if the address has an account. The answer is the same either way and does not wait for the difference.
pub fn ask(app: &App, words: Words, email: &str) {
    let (app, email) = (app.clone(), email.to_lowercase());
    tokio::spawn(async move {
        if let Err(error) = send(&app, words, &email).await {
            tracing::error!("a link for a new password could not be written: {error}");
        }
    });
}

async fn send(app: &App, words: Words, email: &str) -> Result<()> {
    let Some(account_id) = super::id_of(app, email).await? else { return Ok(()) };
    let (token, now) = (new_token(), app.now());
    let link = format!("{}/reset-password/{token}", app.config.base_url);
    let body = t!(words, "reset-mail", link = link);
    let letter = Letter::signed(app, words, email, &words.t("reset-mail-subject"), &body);
    let row = store::MailLink {
        token_hash: super::hash_token(&token),
        kind: "password",
        email: email.to_owned(),
        created_at: now,
        expires_at: now + VALID_MICROS,
    };
    let entry = Entry::new(app, Some(&account_id), Kind::PasswordResetAsked, &account_id);
    app.db
        .change(move |tx| async move {
            let sent = store::count_mail_links(&tx, &account_id, row.kind, now - VALID_MICROS).await?;
            if sent >= OPEN_MAX || !store::insert_mail_link(&tx, &account_id, &row).await? {
                return Ok(());
            }
            mail::post(&tx, &letter).await?;
            activity::record(&tx, &entry).await
        })
        .await
        .map_err(Error::from)
}

/// Whether a link still works.
pub async fn is_open(app: &App, token: &str) -> Result<bool> {
    let found = store::mail_link(&app.db, super::hash_token(token), "password", app.now()).await?;
    Ok(found.is_some())
}

/// Sets the new password, ends every session and revokes every access token; the person then signs in with it, and with the second factor if there is one.
pub async fn reset(app: &App, token: &str, new: &str) -> Result<()> {
    let (hash, now) = (super::hash_token(token), app.now());
    let owner = store::mail_link(&app.db, hash.clone(), "password", now).await?.ok_or(Error::NotFound)?;
    if let Some(message) = password::weakness(new, &owner.name, &owner.email) {
        return Err(Error::Invalid(vec![FieldError::new("password", message)]));
    }
    let new = password::hash(app, new.to_owned()).await?;
    let id = owner.account_id;
    let entry = Entry::new(app, Some(&id), Kind::PasswordReset, &id);
    let is_done = app.db.change(move |tx| async move {
        if !store::use_mail_link(&tx, hash, now).await? {
            return Ok::<_, DbError>(false);
        }
        store::set_password(&tx, &id, Some(&new)).await?;
        store::delete_other_sessions(&tx, &id, Vec::new()).await?;
        access_tokens::revoke_all(&tx, &id).await?;
        guessing::forget_browsers(&tx, &id).await?;
        activity::record(&tx, &entry).await?;
        Ok(true)
    });
    if is_done.await? { Ok(()) } else { Err(Error::NotFound) }
}
