//! Passkeys: signing in with a device that verifies its person by finger, face or PIN, in place of password and code.

pub mod api;
pub mod pages;
mod store;
mod verify;

pub use store::STATEMENTS;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::{Viewer, hash_token};
use crate::activity::{self, Entry, Kind};
use crate::app::{App, new_token};
use crate::error::{Error, FieldError, Result};
use verify::{Party, Purpose, Refused};

/// Time to find the device.
const CHALLENGE_MICROS: i64 = 5 * 60 * 1_000_000;
const NAME_LENGTH_MAX: usize = 100;
const PASSKEYS_MAX: i64 = 20;

pub struct Passkey {
    pub id: String,
    credential_id: Vec<u8>,
    pub name: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

/// What a browser needs to make a passkey. Bytes are base64url, without padding.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MakeOptions {
    pub challenge: String,
    pub rp_id: String,
    pub user_id: String,
    pub user_name: String,
    pub user_display_name: String,
    /// Credential ids that are there already.
    pub exclude: Vec<String>,
}

/// What a browser needs to use one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UseOptions {
    pub challenge: String,
    pub rp_id: String,
}

/// A new passkey as the browser gives it. Bytes are base64url, without padding.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct MadeBody {
    pub client_data: String,
    pub attestation: String,
}

/// A use of one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct UsedBody {
    pub credential_id: String,
    pub client_data: String,
    pub authenticator_data: String,
    pub signature: String,
}

fn failed() -> Error {
    Error::Invalid(vec![FieldError::new("passkey", "field-passkey-failed")])
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        tracing::info!(?refused, "a passkey was refused");
        failed()
    }
}

fn bytes(text: &str) -> Result<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| failed())
}

/// Whether devices can sign for this installation: it needs a name, and https beyond one's own machine.
pub fn are_possible(app: &App) -> bool {
    Party::of(&app.config.base_url).is_some()
}

fn party(app: &App) -> Result<Party> {
    Party::of(&app.config.base_url).ok_or(Error::Conflict)
}

async fn ask(app: &App, account_id: Option<&str>) -> Result<String> {
    let (challenge, now) = (new_token(), app.now());
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    let (hash, account_id) = (hash_token(&challenge), account_id.map(str::to_owned));
    app.db
        .change(move |tx| async move {
            store::ask(&tx, &hash, account_id.as_deref(), now, now + CHALLENGE_MICROS).await
        })
        .await?;
    Ok(challenge)
}

/// Takes the challenge that the browser answers; it was asked for by this account, or for signing in.
async fn answered(app: &App, purpose: Purpose, client_data: &[u8], account_id: Option<&str>) -> Result<()> {
    let challenge = verify::challenge(&party(app)?, purpose, client_data)?;
    let (hash, now) = (hash_token(&challenge), app.now());
    let asked = app.db.change(move |tx| async move { store::answer(&tx, &hash, now).await }).await?;
    if asked.is_some_and(|asked| asked.as_deref() == account_id) { Ok(()) } else { Err(failed()) }
}

/// What the browser needs to make a passkey for this person.
pub async fn begin(app: &App, viewer: &Viewer) -> Result<MakeOptions> {
    let rp_id = party(app)?.id;
    let known = store::list(&app.db, &viewer.account_id).await?;
    Ok(MakeOptions {
        challenge: ask(app, Some(&viewer.account_id)).await?,
        rp_id,
        user_id: URL_SAFE_NO_PAD.encode(&viewer.account_id),
        user_name: viewer.email.clone(),
        user_display_name: viewer.name.clone(),
        exclude: known.iter().map(|passkey| URL_SAFE_NO_PAD.encode(&passkey.credential_id)).collect(),
    })
}

/// Keeps a new passkey under a name.
pub async fn add(app: &App, viewer: &Viewer, name: &str, made: &MadeBody) -> Result<Passkey> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX {
        return Err(Error::Invalid(vec![FieldError::new("passkey_name", "field-token-name-needed")]));
    }
    let client_data = bytes(&made.client_data)?;
    answered(app, Purpose::Register, &client_data, Some(&viewer.account_id)).await?;
    let made = verify::made(&party(app)?, &bytes(&made.attestation)?)?;
    let passkey = || Passkey {
        id: String::new(),
        credential_id: made.credential_id.clone(),
        name: name.to_owned(),
        created_at: app.now(),
        last_used_at: None,
    };
    let id = app.new_id();
    let (kept, shown) = (Passkey { id: id.clone(), ..passkey() }, Passkey { id: id.clone(), ..passkey() });
    let account_id = viewer.account_id.clone();
    let entry = Entry::new(app, Some(&account_id), Kind::PasskeyAdded, &id).with_detail(name);
    app.db
        .change(move |tx| async move {
            tx.lock(&account_id).await?;
            if store::count(&tx, &account_id).await? >= PASSKEYS_MAX
                || !store::insert(&tx, &kept, &account_id, &made.public_key, made.uses).await?
            {
                return Err(failed());
            }
            Ok::<_, Error>(activity::record(&tx, &entry).await?)
        })
        .await?;
    Ok(shown)
}

/// What the browser needs to use a passkey of whomever.
pub async fn begin_use(app: &App) -> Result<UseOptions> {
    let rp_id = party(app)?.id;
    Ok(UseOptions { challenge: ask(app, None).await?, rp_id })
}

/// The account whose passkey has signed.
pub async fn accept(app: &App, used: &UsedBody) -> Result<String> {
    let client_data = bytes(&used.client_data)?;
    answered(app, Purpose::SignIn, &client_data, None).await?;
    let credential_id = bytes(&used.credential_id)?;
    let (account_id, public_key) = store::find(&app.db, &credential_id).await?.ok_or_else(failed)?;
    let (data, signature) = (bytes(&used.authenticator_data)?, bytes(&used.signature)?);
    let uses = verify::signed(&party(app)?, &public_key, &data, &client_data, &signature)?;
    let now = app.now();
    let counted =
        app.db.change(move |tx| async move { store::used(&tx, &credential_id, uses, now).await }).await?;
    if counted { Ok(account_id) } else { Err(failed()) }
}

pub async fn list(app: &App, viewer: &Viewer) -> Result<Vec<Passkey>> {
    Ok(store::list(&app.db, &viewer.account_id).await?)
}

pub async fn has_any(app: &App, viewer: &Viewer) -> Result<bool> {
    Ok(are_possible(app) && store::count(&app.db, &viewer.account_id).await? > 0)
}

/// From here on the device signs nobody in.
pub async fn remove(app: &App, viewer: &Viewer, id: &str) -> Result<()> {
    let (account_id, id) = (viewer.account_id.clone(), id.to_owned());
    let entry = Entry::new(app, Some(&account_id), Kind::PasskeyRemoved, &id);
    app.db
        .change(move |tx| async move {
            let name = store::remove(&tx, &account_id, &id).await?.ok_or(Error::NotFound)?;
            Ok::<_, Error>(activity::record(&tx, &entry.with_detail(&name)).await?)
        })
        .await
}
