//! The company account: signing in by the OpenID Connect provider of the settings (authorization code with PKCE), connecting
//! it with an account here, and proving by it who one is.

pub mod api;
pub mod pages;
mod provider;
pub mod settings;
mod store;
mod token;
mod web;

pub use provider::Provider;
pub use store::STATEMENTS;

use crate::accounts::{self, Entrance, Newcomer, Opening, Session, Viewer, Visit, hash_token};
use crate::activity::{self, Entry, Kind};
use crate::app::{App, new_token};
use crate::error::{Error, FieldError, Result};
use crate::sessions::proof;
use crate::words::Words;
use crate::{members, passkeys};
use token::{Claims, SKEW_SECONDS};

const SECOND: i64 = 1_000_000;
/// Time to sign in at the provider.
const ATTEMPT_MICROS: i64 = 10 * 60 * SECOND;
const NAME_LENGTH_MAX: usize = 100;

/// What somebody was sent to the provider for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    SignIn,
    /// From now on the company account signs this person in.
    Connect,
    /// To show once more who it is.
    Proof,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Purpose::SignIn => "sign-in",
            Purpose::Connect => "connect",
            Purpose::Proof => "proof",
        }
    }

    fn from_code(code: &str) -> Option<Purpose> {
        [Purpose::SignIn, Purpose::Connect, Purpose::Proof].into_iter().find(|purpose| purpose.code() == code)
    }
}

/// Somebody is at the provider, and will come back with the same browser.
pub struct Attempt {
    pub purpose: Purpose,
    nonce: String,
    verifier: String,
    /// Where to go on to.
    pub back: String,
    /// The session that asks, where it is not about signing in.
    session: Option<Vec<u8>>,
    created_at: i64,
}

/// Why it came to nothing, as far as the person is told. The key of the sentence: `field-company-unreachable`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Unreachable,
    NotAccepted,
    /// Not begun in this browser, begun too long ago, or over.
    Lost,
    Cancelled,
    /// The provider does not vouch for the address.
    NoAddress,
    /// The person has another company account connected.
    AnotherOne,
    /// The company account belongs to somebody else here.
    SomebodyElse,
    /// The person did not sign in again, as a proof asks for.
    NotAnew,
    /// Without it there would be no way to sign in.
    LastWay,
}

impl Refusal {
    pub fn key(self) -> &'static str {
        match self {
            Refusal::Unreachable => "field-company-unreachable",
            Refusal::NotAccepted => "field-company-not-accepted",
            Refusal::Lost => "field-company-lost",
            Refusal::Cancelled => "field-company-cancelled",
            Refusal::NoAddress => "field-company-no-address",
            Refusal::AnotherOne => "field-company-another-one",
            Refusal::SomebodyElse => "field-company-somebody-else",
            Refusal::NotAnew => "field-company-not-anew",
            Refusal::LastWay => "field-company-last-way",
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Invalid(vec![FieldError::new("company_account", refusal.key())])
    }
}

/// What people call their account at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(Option<String>);

impl Name {
    pub fn of(&self, words: Words) -> String {
        self.0.clone().unwrap_or_else(|| words.t("company-name"))
    }
}

/// The name, where the settings have a provider.
pub fn name(app: &App) -> Option<Name> {
    app.company.as_ref().map(|provider| Name(provider.client.name.clone()))
}

/// Without a provider in the settings there are no such addresses.
fn provider(app: &App) -> Result<&Provider> {
    app.company.as_deref().ok_or(Error::NotFound)
}

/// An account at the provider.
#[derive(Clone, Debug)]
struct Identity {
    issuer: String,
    subject: String,
}

fn identity(provider: &Provider, claims: &Claims) -> Identity {
    Identity { issuer: provider.client.issuer.clone(), subject: claims.subject.clone() }
}

/// A person's company account, as it stands.
pub struct Connected {
    pub added_at: i64,
    pub last_used_at: Option<i64>,
}

/// Where to send the person, and what their browser keeps meanwhile.
pub struct Begun {
    pub address: String,
    pub browser: String,
}

/// Begins an attempt. It is bound to the browser, so that nobody can be signed in as somebody else by a link.
pub async fn begin(app: &App, purpose: Purpose, back: &str, viewer: Option<&Viewer>) -> Result<Begun> {
    let (provider, now) = (provider(app)?, app.now());
    let (state, browser) = (new_token(), new_token());
    let attempt = Attempt {
        purpose,
        nonce: new_token(),
        verifier: new_token(),
        back: back.to_owned(),
        session: viewer.map(|viewer| viewer.session.clone()),
        created_at: now,
    };
    let address = provider.address(&attempt, &state, now).await?;
    let (state, held) = (hash_token(&state), hash_token(&browser));
    app.db
        .change(
            move |tx| async move { store::keep(&tx, &state, &held, &attempt, now + ATTEMPT_MICROS).await },
        )
        .await?;
    Ok(Begun { address, browser })
}

/// The attempt that ends here, if it began in this browser; none of anybody else's is touched.
async fn take(app: &App, state: &str, browser: &str) -> Result<Attempt> {
    let (state, browser, now) = (hash_token(state), hash_token(browser), app.now());
    let taken = app.db.change(move |tx| async move { store::take(&tx, &state, &browser, now).await }).await?;
    Ok(taken.ok_or(Refusal::Lost)?)
}

/// What a company account leads to.
pub enum Arrival {
    In(Entrance),
    /// Somebody who is invited, and has an account from now on.
    Newcomer(Session),
    /// Nobody here knows this address.
    Stranger(String),
}

/// Signs in by what the provider says. An identity that is not known yet is connected by its verified address.
async fn sign_in(app: &App, visit: &Visit, claims: &Claims) -> Result<Arrival> {
    let identity = identity(provider(app)?, claims);
    let proved_at = proved_at(app, claims);
    if let Some(account_id) = store::account_of(&app.db, &identity).await? {
        let opening = opening(app, visit, &account_id, proved_at).await?;
        return enter(app, &account_id, identity, opening).await.map(Arrival::In);
    }
    let email = claims.person.verified_email().ok_or(Refusal::NoAddress)?;
    if let Some(account_id) = accounts::id_of(app, &email).await? {
        let connected = Entry::new(app, Some(&account_id), Kind::CompanyAccountConnected, &account_id);
        let opening = opening(app, visit, &account_id, proved_at).await?;
        return connect_and_enter(app, &account_id, identity, connected, opening).await.map(Arrival::In);
    }
    if members::is_invited(app, &email).await? {
        let name = person_name(claims, &email);
        let newcomer = Newcomer::without_password(app, visit, &name, &email, proved_at)?;
        return welcome(app, newcomer, identity).await.map(Arrival::Newcomer);
    }
    Ok(Arrival::Stranger(email))
}

/// When the provider last asked the person, in seconds since 1970, if it says so and that is not to come.
fn asked_at(claims: &Claims, now: i64) -> Option<i64> {
    claims.auth_time.filter(|at| *at <= now + SKEW_SECONDS)
}

/// Since when the new session's person has proved who they are: the provider may have let them through without asking.
fn proved_at(app: &App, claims: &Claims) -> i64 {
    asked_at(claims, app.now() / SECOND).map_or(0, |at| at.saturating_mul(SECOND))
}

async fn opening(app: &App, visit: &Visit, account_id: &str, proved_at: i64) -> Result<Opening> {
    Ok(Opening::new(app, visit, account_id, Kind::CompanyAccountUsed).await?.proved_at(proved_at))
}

async fn enter(app: &App, account_id: &str, identity: Identity, opening: Opening) -> Result<Entrance> {
    let (account_id, now) = (account_id.to_owned(), app.now());
    app.db
        .change(move |tx| async move {
            if !store::used(&tx, &identity, &account_id, now).await? {
                return Err(Refusal::Lost.into());
            }
            opening.write(&tx).await?;
            Ok::<_, Error>(opening.entrance)
        })
        .await
}

/// An address may pass to another person: who has a company account connected is not connected with a second one.
async fn connect_and_enter(
    app: &App,
    account_id: &str,
    identity: Identity,
    connected: Entry,
    opening: Opening,
) -> Result<Entrance> {
    let (account_id, now) = (account_id.to_owned(), app.now());
    app.db
        .change(move |tx| async move {
            if !store::connect(&tx, &identity, &account_id, now).await? {
                return Err(Refusal::AnotherOne.into());
            }
            activity::record(&tx, &connected).await?;
            opening.write(&tx).await?;
            Ok::<_, Error>(opening.entrance)
        })
        .await
}

/// Makes the account of somebody who is invited. The invitation itself waits for its button.
async fn welcome(app: &App, newcomer: Newcomer, identity: Identity) -> Result<Session> {
    let id = newcomer.account_id().to_owned();
    let created = Entry::new(app, Some(&id), Kind::AccountCreated, &id);
    let connected = Entry::new(app, Some(&id), Kind::CompanyAccountConnected, &id);
    let now = app.now();
    app.db
        .change(move |tx| async move {
            newcomer.write(&tx).await?;
            if !store::connect(&tx, &identity, &id, now).await? {
                return Err(Refusal::Lost.into());
            }
            activity::record(&tx, &created).await?;
            activity::record(&tx, &connected).await?;
            Ok::<_, Error>(newcomer.session)
        })
        .await
}

/// As the provider says it, or what stands before the @.
fn person_name(claims: &Claims, email: &str) -> String {
    let told = claims.person.name.as_deref().unwrap_or_default();
    let told: String = told.chars().filter(|letter| !letter.is_control()).take(NAME_LENGTH_MAX).collect();
    let told = told.trim();
    if told.is_empty() { email.split('@').next().unwrap_or(email).to_owned() } else { told.to_owned() }
}

/// From now on the company account signs this person in.
async fn connect(app: &App, viewer: &Viewer, claims: &Claims) -> Result<()> {
    let identity = identity(provider(app)?, claims);
    match store::account_of(&app.db, &identity).await? {
        Some(account_id) if account_id == viewer.account_id => return Ok(()),
        Some(_) => return Err(Refusal::SomebodyElse.into()),
        None => {}
    }
    let (account_id, now) = (viewer.account_id.clone(), app.now());
    let entry = Entry::new(app, Some(&account_id), Kind::CompanyAccountConnected, &account_id);
    app.db
        .change(move |tx| async move {
            if !store::connect(&tx, &identity, &account_id, now).await? {
                return Err(Refusal::AnotherOne.into());
            }
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await
}

/// Proves that it is this person, who has signed in at the provider anew for it.
async fn prove(app: &App, viewer: &Viewer, attempt: &Attempt, claims: &Claims) -> Result<()> {
    let owner = store::account_of(&app.db, &identity(provider(app)?, claims)).await?;
    if owner.as_deref() != Some(viewer.account_id.as_str()) {
        return Err(Refusal::SomebodyElse.into());
    }
    let earliest = attempt.created_at / SECOND - SKEW_SECONDS;
    if asked_at(claims, app.now() / SECOND).is_none_or(|at| at < earliest) {
        return Err(Refusal::NotAnew.into());
    }
    proof::keep(app, viewer).await
}

/// The person's company account at the provider of the settings.
pub async fn connected(app: &App, viewer: &Viewer) -> Result<Option<Connected>> {
    let Some(provider) = &app.company else { return Ok(None) };
    Ok(store::of_account(&app.db, &viewer.account_id, &provider.client.issuer).await?)
}

/// Whether the person could sign in without it.
pub async fn is_last_way(app: &App, viewer: &Viewer) -> Result<bool> {
    Ok(!accounts::has_password(app, viewer).await? && !passkeys::has_any(app, viewer).await?)
}

/// From here on the company account signs nobody in.
pub async fn disconnect(app: &App, viewer: &Viewer) -> Result<()> {
    let issuer = provider(app)?.client.issuer.clone();
    if connected(app, viewer).await?.is_none() {
        return Err(Error::NotFound);
    }
    if is_last_way(app, viewer).await? {
        return Err(Refusal::LastWay.into());
    }
    let account_id = viewer.account_id.clone();
    let entry = Entry::new(app, Some(&account_id), Kind::CompanyAccountDisconnected, &account_id);
    app.db
        .change(move |tx| async move {
            if !store::disconnect(&tx, &account_id, &issuer).await? {
                return Err(Error::NotFound);
            }
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await
}
