//! The second factor: an app that shows codes, confirmed by one before it counts, and recovery codes.

pub mod api;
mod codes;
pub mod pages;
mod store;

pub use store::STATEMENTS;

use crate::accounts::Viewer;
use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::db::{DbError, Read};
use crate::error::{Error, FieldError, Result};

struct Factor {
    secret: Vec<u8>,
    is_confirmed: bool,
    /// The newest step whose code was used.
    last_step: i64,
    email: String,
}

/// How it stands with a person's second factor.
pub struct Standing {
    pub is_on: bool,
    pub recovery_codes_left: i64,
}

/// What a person takes over into the app, until a code confirms that it has arrived.
pub struct Enrolment {
    /// Base32, in groups of four.
    pub secret: String,
    /// `otpauth://…`
    pub address: String,
}

pub async fn is_on(db: &impl Read, account_id: &str) -> Result<bool> {
    Ok(store::find(db, account_id).await?.is_some_and(|factor| factor.is_confirmed))
}

pub async fn standing(app: &App, viewer: &Viewer) -> Result<Standing> {
    let is_on = is_on(&app.db, &viewer.account_id).await?;
    Ok(Standing { is_on, recovery_codes_left: store::count_codes(&app.db, &viewer.account_id).await? })
}

/// Makes a secret. It counts for nothing until [`confirm`]; beginning again makes another.
pub async fn begin(app: &App, viewer: &Viewer) -> Result<()> {
    let mut secret = [0_u8; codes::SECRET_BYTES];
    getrandom::fill(&mut secret).map_err(|error| Error::Internal(error.to_string()))?;
    let (account_id, now) = (viewer.account_id.clone(), app.now());
    let begun =
        app.db.change(move |tx| async move { store::begin(&tx, &account_id, &secret, now).await }).await?;
    if begun { Ok(()) } else { Err(Error::Conflict) }
}

/// What waits to be confirmed. A secret that counts is never shown again.
pub async fn waiting(app: &App, viewer: &Viewer) -> Result<Option<Enrolment>> {
    let factor = store::find(&app.db, &viewer.account_id).await?.filter(|factor| !factor.is_confirmed);
    Ok(factor.map(|factor| Enrolment {
        secret: codes::secret_text(&factor.secret),
        address: codes::address(&factor.secret, &factor.email),
    }))
}

/// From here on the app counts. Gives the recovery codes, which are never shown again.
pub async fn confirm(app: &App, viewer: &Viewer, code: &str) -> Result<Vec<String>> {
    let wrong = || Error::Invalid(vec![FieldError::new("code", "field-code-wrong")]);
    let factor = store::find(&app.db, &viewer.account_id).await?.filter(|factor| !factor.is_confirmed);
    let secret = factor.ok_or(Error::Conflict)?.secret;
    let digits = codes::digits(code).ok_or_else(wrong)?;
    let step = codes::step(&secret, &digits, app.now())?.ok_or_else(wrong)?;
    let codes = codes::recovery_codes()?;
    let hashes: Vec<Vec<u8>> = codes.iter().filter_map(|code| codes::recovery_hash(code)).collect();
    let (account_id, now) = (viewer.account_id.clone(), app.now());
    let entry = Entry::new(app, Some(&account_id), Kind::SecondFactorAdded, &account_id);
    app.db
        .change(move |tx| async move {
            if !store::confirm(&tx, &account_id, now, step).await? {
                return Err(Error::Conflict);
            }
            store::set_codes(&tx, &account_id, &hashes).await?;
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(codes)
}

/// Whether the app shows this code now, or it is one of the recovery codes; either is good once.
pub async fn accept(app: &App, account_id: &str, typed: &str) -> Result<bool> {
    let Some(factor) = store::find(&app.db, account_id).await?.filter(|factor| factor.is_confirmed) else {
        return Ok(false);
    };
    match codes::digits(typed) {
        Some(digits) => {
            let step = codes::step(&factor.secret, &digits, app.now())?;
            let Some(step) = step.filter(|step| *step > factor.last_step) else { return Ok(false) };
            let account_id = account_id.to_owned();
            let used = app.db.change(move |tx| async move { store::use_step(&tx, &account_id, step).await });
            Ok(used.await?)
        }
        None => accept_recovery(app, account_id, typed).await,
    }
}

async fn accept_recovery(app: &App, account_id: &str, typed: &str) -> Result<bool> {
    let Some(hash) = codes::recovery_hash(typed) else { return Ok(false) };
    let entry = Entry::new(app, Some(account_id), Kind::RecoveryCodeUsed, account_id);
    let (account_id, now) = (account_id.to_owned(), app.now());
    app.db
        .change(move |tx| async move {
            let used = store::use_code(&tx, &account_id, &hash, now).await?;
            if used {
                activity::record(&tx, &entry).await?;
            }
            Ok::<_, DbError>(used)
        })
        .await
        .map_err(Error::from)
}

/// Ten new recovery codes; the old ones are good for nothing.
pub async fn renew_codes(app: &App, viewer: &Viewer) -> Result<Vec<String>> {
    let codes = codes::recovery_codes()?;
    let hashes: Vec<Vec<u8>> = codes.iter().filter_map(|code| codes::recovery_hash(code)).collect();
    let account_id = viewer.account_id.clone();
    let entry = Entry::new(app, Some(&account_id), Kind::RecoveryCodesRenewed, &account_id);
    app.db
        .change(move |tx| async move {
            if !is_on(&tx, &account_id).await? {
                return Err(Error::Conflict);
            }
            store::set_codes(&tx, &account_id, &hashes).await?;
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(codes)
}

/// Takes the app and the recovery codes off one's own account.
pub async fn remove(app: &App, viewer: &Viewer) -> Result<()> {
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::SecondFactorRemoved, &viewer.account_id);
    if take(app, &viewer.account_id, entry).await? { Ok(()) } else { Err(Error::Conflict) }
}

/// Takes it off a person who has lost it. False where there is none.
pub async fn take_off(app: &App, account_id: &str) -> Result<bool> {
    take(app, account_id, Entry::new(app, None, Kind::SecondFactorTakenOff, account_id)).await
}

/// Whether there was anything to take; only what counted is worth an entry.
async fn take(app: &App, account_id: &str, entry: Entry) -> Result<bool> {
    let account_id = account_id.to_owned();
    app.db
        .change(move |tx| async move {
            if is_on(&tx, &account_id).await? {
                activity::record(&tx, &entry).await?;
            }
            Ok::<_, Error>(store::remove(&tx, &account_id).await?)
        })
        .await
}
