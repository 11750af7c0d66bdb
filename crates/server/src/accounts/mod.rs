//! People who sign in: set-up of the first one, passwords, sessions, one-time links.

mod address;
pub mod address_pages;
pub mod api;
pub mod pages;
mod password;
mod recovery;
pub mod recovery_pages;
mod sign_in;
mod store;
mod visit;

pub use sign_in::{
    Entrance, Opening, enter_code, new_link, sign_in, sign_in_at_once, sign_in_by_link, sign_in_by_passkey,
    sign_out,
};
pub use store::STATEMENTS;
pub use visit::{Visit, address_of};

use axum::http::{HeaderMap, header};
use domain::Language;
use domain::access::{Action, Relation, may};
use sha2::{Digest, Sha256};

use crate::{access_tokens, guessing};

use crate::activity::{self, Entry, Kind};
use crate::app::App;
use crate::db::{DbError, Read, Tx};
use crate::error::{Error, FieldError, Result};
use crate::words::Words;

const SESSION_COOKIE: &str = "kashika_session";
/// Holds the token between password and second factor.
const STEP_COOKIE: &str = "kashika_step";
/// Stays after signing out: the person has signed in with this browser before.
const BROWSER_COOKIE: &str = "kashika_browser";
/// When a session was last used is kept that roughly.
const SEEN_MICROS: i64 = 10 * 60 * 1_000_000;
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
    pub scope: Scope,
    /// Which of the person's sessions this is: the stored hash of its token.
    pub session: Vec<u8>,
    /// When the person last proved who they are.
    pub proved_at: i64,
}

impl Viewer {
    /// Whether a person may do this for the whole installation. What they may not see is not there.
    pub fn may_operate(&self, action: Action) -> Result<()> {
        let relation = if self.is_operator { Relation::Operator } else { Relation::Outsider };
        if may(relation, action) { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// How far what a request carries reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A session: the person in full.
    Person,
    /// An access token for the interface, without what belongs to the account itself.
    Write,
    /// As `Write`, and changes nothing.
    Read,
}

/// A fresh session; the token is shown to its holder once and stored as a hash.
pub struct Session {
    pub token: String,
    pub csrf: String,
    pub expires_at: i64,
    pub account_id: String,
}

pub(crate) fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The person whose session the request carries, if it is still good.
pub async fn viewer(app: &App, headers: &HeaderMap) -> Result<Option<Viewer>> {
    // In the header only: a cookie goes along on its own.
    if let Some(token) = bearer(headers).filter(|token| token.starts_with(access_tokens::PREFIX)) {
        return access_tokens::viewer(app, token).await;
    }
    let Some(token) = token(app, headers) else { return Ok(None) };
    let (hash, now) = (hash_token(token), app.now());
    let idle_since = now - app.config.sign_in.idle_micros();
    let Some((mut viewer, seen_at)) = store::viewer(&app.db, hash.clone(), now, idle_since).await? else {
        return Ok(None);
    };
    viewer.by_cookie = bearer(headers).is_none();
    if seen_at < now - SEEN_MICROS {
        let seen = app.db.change(move |tx| async move { store::see_session(&tx, hash, now).await });
        // A page is worth more than knowing when it was looked at.
        if let Err(error) = seen.await {
            tracing::warn!(%error, "when a session was last used could not be kept");
        }
    }
    Ok(Some(viewer))
}

/// Over https, browsers take a cookie of this name from this very host only: no neighbor and no unencrypted page can set one.
fn cookie_name(app: &App, name: &str) -> String {
    format!("{}{name}", if app.config.cookies_need_https() { "__Host-" } else { "" })
}

/// The value of one of our cookies.
pub fn cookie<'h>(app: &App, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let name = cookie_name(app, name);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split("; "))
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

pub(crate) fn session_cookie(app: &App, session: &Session) -> String {
    let age = app.config.sign_in.session_micros() / 1_000_000;
    set_cookie(app, SESSION_COOKIE, &session.token, age)
}

/// A cookie that holds no secret.
fn open_cookie(app: &App, name: &str, value: &str, age_seconds: i64) -> String {
    let secure = if app.config.cookies_need_https() { "; Secure" } else { "" };
    let name = cookie_name(app, name);
    format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={age_seconds}{secure}")
}

/// A cookie that no script reads and no other site sends along.
pub(crate) fn set_cookie(app: &App, name: &str, value: &str, age_seconds: i64) -> String {
    format!("{}; HttpOnly", open_cookie(app, name, value, age_seconds))
}

pub(crate) fn ended_cookie(app: &App) -> String {
    set_cookie(app, SESSION_COOKIE, "", 0)
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
    pub async fn new(
        app: &App,
        visit: &Visit,
        first: FirstAccount<'_>,
        is_operator: bool,
    ) -> Result<Newcomer> {
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
        Ok(Newcomer::with(app, visit, account))
    }

    /// Somebody who signs in by other means, and proved there at this time who they are.
    pub fn without_password(
        app: &App,
        visit: &Visit,
        name: &str,
        email: &str,
        proved_at: i64,
    ) -> Result<Newcomer> {
        let mut newcomer = Newcomer::with(app, visit, new_account(app, email, name)?);
        newcomer.row.proved_at = proved_at;
        Ok(newcomer)
    }

    fn with(app: &App, visit: &Visit, account: store::NewAccount) -> Newcomer {
        let (session, row) = sign_in::new_session(app, visit, &account.id);
        Newcomer { account, row, session }
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
pub async fn set_up(app: &App, visit: &Visit, first: FirstAccount<'_>) -> Result<Session> {
    let newcomer = Newcomer::new(app, visit, first, true).await?;
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
pub async fn id_of(app: &App, email: &str) -> Result<Option<String>> {
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
        Err(DbError::NotFound) => Ok(None),
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

/// Whether this is the person's password. Guessing is slowed down, for this session alone.
pub async fn knows_password(app: &App, viewer: &Viewer, password: &str) -> Result<bool> {
    let attempt = guessing::attempt_in_session(app, viewer).await?;
    let stored = store::credentials(&app.db, &viewer.email).await?.and_then(|(_, hash)| hash);
    let is_good = stored.is_some() && password::verify(app, password.to_owned(), stored).await?;
    if is_good {
        guessing::give_back(app, attempt).await?;
    }
    Ok(is_good)
}

/// Chooses a password. Who has one already must know it; all other sessions of the person end.
pub async fn choose_password(app: &App, viewer: &Viewer, current: &str, new: &str) -> Result<()> {
    if has_password(app, viewer).await? && !knows_password(app, viewer, current).await? {
        return Err(Error::Invalid(vec![FieldError::new(
            "current_password",
            "field-current-password-wrong",
        )]));
    }
    if let Some(message) = password::weakness(new, &viewer.name, &viewer.email) {
        return Err(Error::Invalid(vec![FieldError::new("password", message)]));
    }
    let hash = password::hash(app, new.to_owned()).await?;
    let (account_id, kept) = (viewer.account_id.clone(), viewer.session.clone());
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

/// Forgets a lost password, ends all sessions and revokes all access tokens; the person then signs in by a new link and chooses another.
pub async fn forget_password(app: &App, account_id: &str) -> Result<()> {
    let account_id = account_id.to_owned();
    let entry = Entry::new(app, None, Kind::PasswordForgotten, &account_id);
    app.db
        .change(move |tx| async move {
            store::set_password(&tx, &account_id, None).await?;
            store::delete_other_sessions(&tx, &account_id, Vec::new()).await?;
            access_tokens::revoke_all(&tx, &account_id).await?;
            guessing::forget_browsers(&tx, &account_id).await?;
            activity::record(&tx, &entry).await
        })
        .await
        .map_err(Error::from)
}

/// A name as people read it; who has left has none any more.
pub fn shown(words: Words, name: String) -> String {
    if name.is_empty() { words.t("activity-by-former") } else { name }
}

/// Whether somebody else runs the installation as well.
pub(crate) async fn has_other_operator(
    db: &impl Read,
    account_id: &str,
) -> std::result::Result<bool, DbError> {
    store::has_other_operator(db, account_id).await
}

/// Lets a person run the installation as well.
pub async fn appoint(app: &App, account_id: &str) -> Result<()> {
    let account_id = account_id.to_owned();
    let entry = Entry::new(app, None, Kind::OperatorAppointed, &account_id);
    app.db
        .change(move |tx| async move {
            store::appoint(&tx, &account_id).await?;
            activity::record(&tx, &entry).await
        })
        .await
        .map_err(Error::from)
}

/// Leaves an empty shell of an account, in a change that is under way: no name, no way in, and an address that nobody can
/// have, be found by or be written to. False where there is one already.
pub(crate) async fn empty(tx: &Tx, account_id: &str, now: i64) -> std::result::Result<bool, DbError> {
    store::empty(tx, account_id, &format!("deleted:{account_id}"), now).await
}

/// The token a request carries, from its header or its cookie.
fn token<'h>(app: &App, headers: &'h HeaderMap) -> Option<&'h str> {
    bearer(headers).or_else(|| cookie(app, headers, SESSION_COOKIE))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
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
