//! Signing in: password or one-time link first, then the second factor of who has one, then a session.

use axum::http::HeaderMap;

use super::{LINK_MICROS, PASSWORD_LENGTH_MAX, Session, Viewer, Visit, hash_token, password, store, token};
use crate::activity::{self, Entry, Kind};
use crate::app::{App, new_token};
use crate::db::{DbError, Tx};
use crate::error::{Error, FieldError, Result};
use crate::passkeys::{self, UsedBody};
use crate::{guessing, second_factor};

/// Time to type a code in.
const STEP_MICROS: i64 = 10 * 60 * 1_000_000;
const STEP_ATTEMPTS: i64 = 5;

/// What a good password or link leads to.
pub enum Entrance {
    Open(Session),
    /// The second factor is asked for next, from whoever holds this token.
    CodeNeeded(String),
}

/// Signs in with e-mail and password; a wrong name takes as long as a wrong password.
pub async fn sign_in(app: &App, visit: &Visit, email: &str, password: &str) -> Result<Entrance> {
    let account_id = who_knows(app, visit, email, password).await?;
    enter(app, visit, &account_id).await
}

/// As [`sign_in`], for programs: password and code come together.
pub async fn sign_in_at_once(
    app: &App,
    visit: &Visit,
    email: &str,
    password: &str,
    code: &str,
) -> Result<Session> {
    let account_id = who_knows(app, visit, email, password).await?;
    if second_factor::is_on(&app.db, &account_id).await? {
        if code.is_empty() {
            return Err(Error::Invalid(vec![FieldError::new("code", "field-code-needed")]));
        }
        accept_code(app, visit, email, &account_id, code).await?;
    }
    begin_session(app, visit, &account_id).await
}

/// The account whose password this is.
async fn who_knows(app: &App, visit: &Visit, email: &str, password: &str) -> Result<String> {
    let wrong = || Error::Invalid(vec![FieldError::new("password", "sign-in-wrong")]);
    if password.len() > PASSWORD_LENGTH_MAX * 4 {
        return Err(wrong());
    }
    let attempt = guessing::attempt(app, visit, email).await?;
    let found = store::credentials(&app.db, &email.to_lowercase()).await?;
    let (account_id, hash) = found.map_or((None, None), |(id, hash)| (Some(id), hash));
    let good = password::verify(app, password.to_owned(), hash).await?;
    if !good {
        refused(visit, account_id.as_deref(), "password");
    }
    let account_id = account_id.filter(|_| good).ok_or_else(wrong)?;
    guessing::give_back(app, attempt).await?;
    Ok(account_id)
}

async fn accept_code(app: &App, visit: &Visit, email: &str, account_id: &str, code: &str) -> Result<()> {
    let attempt = guessing::attempt(app, visit, email).await?;
    if !second_factor::accept(app, account_id, code).await? {
        refused(visit, Some(account_id), "code");
        return Err(wrong_code());
    }
    guessing::give_back(app, attempt).await
}

/// For whoever watches the log. The address that was typed stays out of it: people type their password there.
fn refused(visit: &Visit, account: Option<&str>, wrong: &str) {
    let address = visit.address.map(|address| address.to_string());
    tracing::warn!(wrong, account, address, "a sign-in was refused");
}

fn wrong_code() -> Error {
    Error::Invalid(vec![FieldError::new("code", "field-code-wrong")])
}

/// What signing in writes within the change that lets in: a session or, for who has a second factor, the step before it.
pub struct Opening {
    pub entrance: Entrance,
    written: Written,
}

enum Written {
    Session(store::SessionRow, Box<Entry>),
    Step { hash: Vec<u8>, account_id: String, at: i64 },
}

impl Opening {
    pub async fn new(app: &App, visit: &Visit, account_id: &str, kind: Kind) -> Result<Opening> {
        if second_factor::is_on(&app.db, account_id).await? {
            let (step, hash) = new_step();
            let written = Written::Step { hash, account_id: account_id.to_owned(), at: app.now() };
            return Ok(Opening { entrance: Entrance::CodeNeeded(step), written });
        }
        let (session, row) = new_session(app, visit, account_id);
        let entry = Entry::new(app, Some(account_id), kind, account_id);
        Ok(Opening { entrance: Entrance::Open(session), written: Written::Session(row, Box::new(entry)) })
    }

    /// The person may have proved who they are before, or not at all: elsewhere a long session let them through.
    pub fn proved_at(mut self, at: i64) -> Opening {
        if let Written::Session(row, _) = &mut self.written {
            row.proved_at = at;
        }
        self
    }

    /// A session has its entry; a step gets it at its end.
    pub async fn write(&self, tx: &Tx) -> std::result::Result<(), DbError> {
        match &self.written {
            Written::Session(row, entry) => keep_session(tx, row, entry).await,
            Written::Step { hash, account_id, at } => keep_step(tx, hash.clone(), account_id, *at).await,
        }
    }
}

/// Redeems a one-time link.
pub async fn sign_in_by_link(app: &App, visit: &Visit, token: &str) -> Result<Entrance> {
    let (hash, now) = (hash_token(token), app.now());
    let account_id = store::link(&app.db, hash.clone(), now).await?.ok_or(Error::NotFound)?;
    let opening = Opening::new(app, visit, &account_id, Kind::SignedIn).await?;
    app.db
        .change(move |tx| async move {
            // A link is used up together with what it opens, or not at all.
            store::use_link(&tx, hash, now).await?.ok_or(Error::NotFound)?;
            opening.write(&tx).await?;
            Ok::<_, Error>(opening.entrance)
        })
        .await
}

fn new_step() -> (String, Vec<u8>) {
    let step = new_token();
    let hash = hash_token(&step);
    (step, hash)
}

async fn keep_step(tx: &Tx, hash: Vec<u8>, account_id: &str, now: i64) -> std::result::Result<(), DbError> {
    store::delete_expired_steps(tx, now).await?;
    store::insert_step(tx, hash, account_id, STEP_ATTEMPTS, now + STEP_MICROS).await
}

async fn keep_session(tx: &Tx, row: &store::SessionRow, entry: &Entry) -> std::result::Result<(), DbError> {
    store::delete_expired(tx, row.created_at).await?;
    store::insert_session(tx, row).await?;
    activity::record(tx, entry).await
}

/// A passkey stands for both steps: the device has verified its person.
pub async fn sign_in_by_passkey(app: &App, visit: &Visit, used: &UsedBody) -> Result<Session> {
    let account_id = passkeys::accept(app, used).await?;
    begin_session(app, visit, &account_id).await
}

async fn enter(app: &App, visit: &Visit, account_id: &str) -> Result<Entrance> {
    let opening = Opening::new(app, visit, account_id, Kind::SignedIn).await?;
    app.db
        .change(move |tx| async move {
            opening.write(&tx).await?;
            Ok::<_, Error>(opening.entrance)
        })
        .await
}

/// The second step. A step that has run out, or was tried too often, is not found: sign in anew.
pub async fn enter_code(app: &App, visit: &Visit, step: &str, code: &str) -> Result<Session> {
    let (hash, now) = (hash_token(step), app.now());
    let email = store::step(&app.db, hash.clone(), now).await?.ok_or(Error::NotFound)?;
    let attempt = guessing::attempt(app, visit, &email).await?;
    let taken = hash.clone();
    let account_id = app.db.change(move |tx| async move { store::try_step(&tx, taken, now).await }).await?;
    let account_id = account_id.ok_or(Error::NotFound)?;
    if !second_factor::accept(app, &account_id, code).await? {
        refused(visit, Some(&account_id), "code");
        return Err(wrong_code());
    }
    guessing::give_back(app, attempt).await?;
    app.db.change(move |tx| async move { store::delete_step(&tx, hash).await }).await?;
    begin_session(app, visit, &account_id).await
}

/// Makes a one-time link that signs `account_id` in for a day.
pub async fn new_link(app: &App, account_id: &str) -> Result<String> {
    let token = new_token();
    let (hash, account_id, expires_at) = (hash_token(&token), account_id.to_owned(), app.now() + LINK_MICROS);
    let entry = Entry::new(app, None, Kind::LinkMade, &account_id);
    app.db
        .change(move |tx| async move {
            store::insert_link(&tx, hash, &account_id, expires_at).await?;
            activity::record(&tx, &entry).await
        })
        .await?;
    Ok(format!("{}/sign-in/{token}", app.config.base_url))
}

pub(super) async fn begin_session(app: &App, visit: &Visit, account_id: &str) -> Result<Session> {
    let (session, row) = new_session(app, visit, account_id);
    let entry = Entry::new(app, Some(account_id), Kind::SignedIn, account_id);
    app.db.change(move |tx| async move { keep_session(&tx, &row, &entry).await }).await?;
    Ok(session)
}

pub(super) fn new_session(app: &App, visit: &Visit, account_id: &str) -> (Session, store::SessionRow) {
    let expires_at = app.now() + app.config.sign_in.session_micros();
    let account_id = account_id.to_owned();
    let session = Session { token: new_token(), csrf: new_token(), expires_at, account_id };
    let row = store::SessionRow {
        token_hash: hash_token(&session.token),
        account_id: session.account_id.clone(),
        csrf: session.csrf.clone(),
        created_at: app.now(),
        proved_at: app.now(),
        expires_at: session.expires_at,
        browser: visit.browser.clone(),
    };
    (session, row)
}

/// Ends the session that the request carries.
pub async fn sign_out(app: &App, viewer: &Viewer, headers: &HeaderMap) -> Result<()> {
    let Some(token) = token(app, headers) else { return Ok(()) };
    let hash = hash_token(token);
    let entry = Entry::new(app, Some(&viewer.account_id), Kind::SignedOut, &viewer.account_id);
    app.db
        .change(move |tx| async move {
            store::delete_session(&tx, hash).await?;
            activity::record(&tx, &entry).await
        })
        .await
        .map_err(Error::from)
}
