//! People who sign in: set-up of the first one, passwords, sessions, one-time links.

pub mod api;
pub mod pages;
mod password;
mod recovery;
pub mod recovery_pages;
mod store;

pub use store::STATEMENTS;

use axum::http::{HeaderMap, header};
use domain::Language;
use sha2::{Digest, Sha256};

use crate::activity::{self, Entry, Kind};
use crate::app::{App, new_token};
use crate::db::{DbError, Tx};
use crate::error::{Error, FieldError, Result};

const SESSION_COOKIE: &str = "kashika_session";
/// A session ends after two weeks.
const SESSION_MICROS: i64 = 14 * 24 * 3_600 * 1_000_000;
const LINK_MICROS: i64 = 24 * 3_600 * 1_000_000;
/// NIST SP 800-63B-4: length counts, composition rules do not.
const PASSWORD_LENGTH_MIN: usize = 12;
const PASSWORD_LENGTH_MAX: usize = 200;

/// The signed-in person behind a request.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub account_id: String,
    pub name: String,
    pub email: String,
    pub is_operator: bool,
    pub language: Option<Language>,
    /// Goes into every form of this session.
    pub csrf: String,
    /// False for a bearer token, which no browser sends on its own.
    pub by_cookie: bool,
}

/// A fresh session; the token is shown to its holder once and stored as a hash.
pub struct Session {
    pub token: String,
    pub csrf: String,
    pub expires_at: i64,
}

pub(crate) fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The person whose session the request carries, if it is still good.
pub async fn viewer(app: &App, headers: &HeaderMap) -> Result<Option<Viewer>> {
    let Some(token) = token(headers) else { return Ok(None) };
    Ok(store::viewer(&app.db, hash_token(token), app.now(), bearer(headers).is_none()).await?)
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split("; "))
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

pub(crate) fn session_cookie(app: &App, session: &Session) -> String {
    let secure = if app.config.cookies_need_https() { "; Secure" } else { "" };
    let age = SESSION_MICROS / 1_000_000;
    format!("{SESSION_COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}", session.token)
}

pub(crate) fn ended_cookie() -> String {
    format!("{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// Whether nobody has an account yet, so that the first visitor sets the installation up.
pub async fn is_new_installation(app: &App) -> Result<bool> {
    Ok(store::count_accounts(&app.db).await? == 0)
}

/// What a person enters who has no account yet.
pub struct FirstAccount<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub password: &'a str,
}

/// A person about to get an account, and the session it begins with.
pub struct Newcomer {
    account: store::NewAccount,
    row: store::SessionRow,
    pub session: Session,
}

impl Newcomer {
    /// Checks what was entered, all problems at once.
    pub async fn new(app: &App, first: FirstAccount<'_>, is_operator: bool) -> Result<Newcomer> {
        let email = first.email.to_lowercase();
        let mut problems = name_and_email_problems(first.name, &email);
        if let Some(message) = password::weakness(first.password, first.name, &email) {
            problems.push(FieldError::new("password", message));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let account = store::NewAccount {
            id: app.new_id(),
            email,
            name: first.name.to_owned(),
            password_hash: Some(password::hash(app, first.password.to_owned()).await?),
            is_operator,
            language: None,
            created_at: app.now(),
        };
        let (session, row) = new_session(app, &account.id);
        Ok(Newcomer { account, row, session })
    }

    pub fn account_id(&self) -> &str {
        &self.account.id
    }

    /// Writes account and session into the running change.
    pub async fn write(&self, tx: &Tx) -> std::result::Result<(), DbError> {
        store::insert_account(tx, &self.account).await?;
        store::insert_session(tx, &self.row).await
    }
}

/// Creates the operator's account. Only the very first call succeeds; there is no default password.
pub async fn set_up(app: &App, first: FirstAccount<'_>) -> Result<Session> {
    let newcomer = Newcomer::new(app, first, true).await?;
    let id = newcomer.account_id();
    let entry = Entry::new(app, Some(id), Kind::InstallationSetUp, id);
    app.db
        .change(move |tx| async move {
            if store::count_accounts(&tx).await? > 0 {
                return Err(Error::NotFound);
            }
            newcomer.write(&tx).await?;
            activity::record(&tx, &entry).await?;
            Ok(newcomer.session)
        })
        .await
}

/// The account of an address, if there is one.
pub async fn id_of(app: &App, email: &str) -> anyhow::Result<Option<String>> {
    Ok(id_of_address(app, email).await?)
}

async fn id_of_address(app: &App, email: &str) -> Result<Option<String>> {
    Ok(store::credentials(&app.db, email).await?.map(|(id, _)| id))
}

/// A role in an organization.
pub struct Membership {
    pub organization_id: String,
    pub role: String,
}

/// Adds a person (without a password, for signing in by link) or gives a known one a role, all or nothing.
/// `None` where there is no such organization, or nobody has set the installation up yet.
pub async fn add(
    app: &App,
    email: &str,
    name: Option<&str>,
    membership: Option<Membership>,
) -> Result<Option<String>> {
    let known = store::credentials(&app.db, email).await?.map(|(id, _)| id);
    let account = match (&known, name) {
        (Some(_), _) => None,
        (None, name) => Some(new_account(app, email, name.unwrap_or_default())?),
    };
    let id = known.or_else(|| account.as_ref().map(|account| account.id.clone())).unwrap_or_default();
    let created = Entry::new(app, None, Kind::AccountCreated, &id);
    let added = membership.as_ref().map(|membership| {
        Entry::new(app, None, Kind::MemberAdded, &id)
            .in_organization(&membership.organization_id)
            .with_detail(&format!("{email} ({})", membership.role))
    });
    let (account_id, now) = (id.clone(), app.now());
    let done = app.db.change(move |tx| async move {
        if store::count_accounts(&tx).await? == 0 {
            return Ok::<_, DbError>(false);
        }
        if let Some(account) = &account {
            store::insert_account(&tx, account).await?;
            activity::record(&tx, &created).await?;
        }
        if let (Some(membership), Some(added)) = (&membership, &added) {
            store::set_membership(&tx, &account_id, &membership.organization_id, &membership.role, now)
                .await?;
            activity::record(&tx, added).await?;
        }
        Ok(true)
    });
    match done.await {
        Ok(done) => Ok(done.then_some(id)),
        Err(DbError::ForeignKey(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn new_account(app: &App, email: &str, name: &str) -> Result<store::NewAccount> {
    let problems = name_and_email_problems(name, email);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    Ok(store::NewAccount {
        id: app.new_id(),
        email: email.to_owned(),
        name: name.to_owned(),
        password_hash: None,
        is_operator: false,
        language: None,
        created_at: app.now(),
    })
}

fn name_and_email_problems(name: &str, email: &str) -> Vec<FieldError> {
    let mut problems = Vec::new();
    if name.trim().is_empty() || name.chars().count() > 100 {
        problems.push(FieldError::new("name", "field-name-needed"));
    }
    if !is_email(email) {
        problems.push(FieldError::new("email", "field-email-wrong"));
    }
    problems
}

/// Whether the person has a password yet; those added by somebody else begin without.
pub async fn has_password(app: &App, viewer: &Viewer) -> Result<bool> {
    Ok(store::credentials(&app.db, &viewer.email).await?.is_some_and(|(_, hash)| hash.is_some()))
}

/// Chooses a password. Who has one already must know it; all other sessions of the person end.
pub async fn choose_password(
    app: &App,
    viewer: &Viewer,
    headers: &HeaderMap,
    current: &str,
    new: &str,
) -> Result<()> {
    let stored = store::credentials(&app.db, &viewer.email).await?.and_then(|(_, hash)| hash);
    if stored.is_some() && !password::verify(app, current.to_owned(), stored).await? {
        return Err(Error::Invalid(vec![FieldError::new(
            "current_password",
            "field-current-password-wrong",
        )]));
    }
    if let Some(message) = password::weakness(new, &viewer.name, &viewer.email) {
        return Err(Error::Invalid(vec![FieldError::new("password", message)]));
    }
    let hash = password::hash(app, new.to_owned()).await?;
    let kept = token(headers).map(hash_token).unwrap_or_default();
    let account_id = viewer.account_id.clone();
    let entry = Entry::new(app, Some(&account_id), Kind::PasswordChosen, &account_id);
    app.db
        .change(move |tx| async move {
            store::set_password(&tx, &account_id, Some(&hash)).await?;
            store::delete_other_sessions(&tx, &account_id, kept).await?;
            activity::record(&tx, &entry).await
        })
        .await
        .map_err(Error::from)
}

/// Forgets a lost password and ends all sessions; the person then signs in by a new link and chooses another.
pub async fn forget_password(app: &App, account_id: &str) -> Result<()> {
    let account_id = account_id.to_owned();
    let entry = Entry::new(app, None, Kind::PasswordForgotten, &account_id);
    app.db
        .change(move |tx| async move {
            store::set_password(&tx, &account_id, None).await?;
            store::delete_other_sessions(&tx, &account_id, Vec::new()).await?;
            activity::record(&tx, &entry).await
        })
        .await
        .map_err(Error::from)
}

/// The token a request carries, from its header or its cookie.
fn token(headers: &HeaderMap) -> Option<&str> {
    bearer(headers).or_else(|| cookie(headers, SESSION_COOKIE))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Signs in with e-mail and password; a wrong name takes as long as a wrong password.
pub async fn sign_in(app: &App, email: &str, password: &str) -> Result<Session> {
    let wrong = || Error::Invalid(vec![FieldError::new("password", "sign-in-wrong")]);
    if password.len() > PASSWORD_LENGTH_MAX * 4 {
        return Err(wrong());
    }
    let found = store::credentials(&app.db, &email.to_lowercase()).await?;
    let (account_id, hash) = found.map_or((None, None), |(id, hash)| (Some(id), hash));
    let good = password::verify(app, password.to_owned(), hash).await?;
    match account_id.filter(|_| good) {
        Some(account_id) => begin_session(app, &account_id).await,
        None => Err(wrong()),
    }
}

/// Redeems a one-time link.
pub async fn sign_in_by_link(app: &App, token: &str) -> Result<Session> {
    let (hash, now) = (hash_token(token), app.now());
    let (session, row) = new_session(app, "");
    let entry = Entry::new(app, None, Kind::SignedIn, "");
    app.db
        .change(move |tx| async move {
            // A link is used up together with the session it begins, or not at all.
            let account_id = store::use_link(&tx, hash, now).await?.ok_or(Error::NotFound)?;
            let entry = entry.of_person(&account_id);
            let row = store::SessionRow { account_id, ..row };
            Ok::<_, Error>(keep_session(&tx, &row, &entry).await?)
        })
        .await?;
    Ok(session)
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

async fn begin_session(app: &App, account_id: &str) -> Result<Session> {
    let (session, row) = new_session(app, account_id);
    let entry = Entry::new(app, Some(account_id), Kind::SignedIn, account_id);
    app.db.change(move |tx| async move { keep_session(&tx, &row, &entry).await }).await?;
    Ok(session)
}

async fn keep_session(tx: &Tx, row: &store::SessionRow, entry: &Entry) -> std::result::Result<(), DbError> {
    store::delete_expired(tx, row.created_at).await?;
    store::insert_session(tx, row).await?;
    activity::record(tx, entry).await
}

fn new_session(app: &App, account_id: &str) -> (Session, store::SessionRow) {
    let session = Session { token: new_token(), csrf: new_token(), expires_at: app.now() + SESSION_MICROS };
    let row = store::SessionRow {
        token_hash: hash_token(&session.token),
        account_id: account_id.to_owned(),
        csrf: session.csrf.clone(),
        created_at: app.now(),
        expires_at: session.expires_at,
    };
    (session, row)
}

/// Ends the session that the request carries.
pub async fn sign_out(app: &App, viewer: &Viewer, headers: &HeaderMap) -> Result<()> {
    let Some(token) = token(headers) else { return Ok(()) };
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

/// Remembers a person's language beyond the browser's cookie.
pub async fn choose_language(app: &App, viewer: &Viewer, language: Language) -> Result<()> {
    let account_id = viewer.account_id.clone();
    let entry =
        Entry::new(app, Some(&account_id), Kind::LanguageChanged, &account_id).with_detail(language.code());
    app.db
        .change(move |tx| async move {
            store::set_language(&tx, &account_id, language).await?;
            activity::record(&tx, &entry).await
        })
        .await
        .map_err(Error::from)
}

/// Plain ASCII only: letters of other scripts that look the same would make two addresses out of one.
pub fn is_email(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let Some((name, place)) = text.split_once('@') else { return false };
    let is_name = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&byte));
    text.len() <= 254 && is_name && place.split('.').all(is_label)
}

pub use store::{NewAccount, insert_account, set_membership};
