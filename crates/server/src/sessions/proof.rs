//! Before a dangerous act, a person whose last proof is older than a quarter of an hour proves again who they are.
//!
//! A page asks with [`ask`] before its act: where proof is missing, the visitor gets a page that carries on what was typed
//! and posts it to the same address again, together with the proof. The interface asks with [`needed`].

use super::store;
use crate::accounts::{self, Scope, Viewer};
use crate::app::App;
use crate::error::{Error, FieldError, Result};
use crate::forms::Posted;
use crate::passkeys::{self, UsedBody};
use crate::{guessing, second_factor, single_sign_on};

/// How long a proof holds.
const PROOF_MICROS: i64 = 15 * 60 * 1_000_000;
/// Fields of the proof itself begin so and are not carried on.
const PROOF_FIELD: &str = "proof_";

/// What the person can prove it with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Means {
    pub password: bool,
    pub code: bool,
    pub passkey: bool,
    /// The company account, by the name people know it by. It is proved by in a window of its own.
    pub company: Option<single_sign_on::Name>,
}

/// What the page that asks for proof needs.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// What was typed, to be sent again.
    pub fields: Vec<(String, String)>,
    pub means: Means,
    pub problems: Vec<FieldError>,
}

async fn means(app: &App, viewer: &Viewer) -> Result<Means> {
    let is_connected = single_sign_on::connected(app, viewer).await?.is_some();
    Ok(Means {
        company: single_sign_on::name(app).filter(|_| is_connected),
        password: accounts::has_password(app, viewer).await?,
        code: second_factor::is_on(&app.db, &viewer.account_id).await?,
        passkey: passkeys::has_any(app, viewer).await?,
    })
}

/// Refuses where proof is missing. Who has neither password, second factor, passkey nor company account yet has nothing to
/// prove it with.
pub async fn needed(app: &App, viewer: &Viewer) -> Result<()> {
    match missing(app, viewer).await? {
        Some(means) => Err(Error::ProofNeeded(Box::new(Asked { means, ..Asked::default() }))),
        None => Ok(()),
    }
}

/// As [`needed`], for a page: takes the proof that the form brings along, or asks for it.
pub async fn ask(app: &App, viewer: &Viewer, form: &Posted) -> Result<()> {
    let Some(means) = missing(app, viewer).await? else { return Ok(()) };
    let fields = form.fields().filter(|(name, _)| *name != "csrf" && !name.starts_with(PROOF_FIELD));
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let again = |problems| Error::ProofNeeded(Box::new(Asked { fields, means, problems }));
    let (password, code) = (form.raw("proof_password"), form.text("proof_code"));
    let passkey = form.text("proof_passkey");
    if [password, code, passkey].iter().all(|proof| proof.is_empty()) {
        // Pressed before the other window was through.
        let early =
            form.flag("proof_company").then(|| FieldError::new("proof_company", "field-proof-missing"));
        return Err(again(early.into_iter().collect()));
    }
    let proved = match serde_json::from_str(passkey) {
        Ok(used) => prove_by_passkey(app, viewer, &used).await,
        Err(_) => prove(app, viewer, password, code).await,
    };
    match proved {
        Err(Error::Invalid(problems)) => Err(again(problems)),
        other => other,
    }
}

async fn missing(app: &App, viewer: &Viewer) -> Result<Option<Means>> {
    // Who holds an access token has proved nothing.
    if viewer.scope != Scope::Person {
        return Err(Error::TokenScope);
    }
    if viewer.proved_at > app.now() - PROOF_MICROS {
        return Ok(None);
    }
    let means = means(app, viewer).await?;
    Ok(Some(means).filter(|means| *means != Means::default()))
}

/// Proves by password or code; holds for the session for a quarter of an hour.
pub async fn prove(app: &App, viewer: &Viewer, password: &str, code: &str) -> Result<()> {
    let is_good = if password.is_empty() {
        let attempt = guessing::attempt_in_session(app, viewer).await?;
        let is_good = second_factor::accept(app, &viewer.account_id, code).await?;
        if is_good {
            guessing::give_back(app, attempt).await?;
        }
        is_good
    } else {
        accounts::knows_password(app, viewer, password).await?
    };
    if !is_good {
        let wrong = if password.is_empty() {
            FieldError::new("proof_code", "field-code-wrong")
        } else {
            FieldError::new("proof_password", "field-current-password-wrong")
        };
        return Err(Error::Invalid(vec![wrong]));
    }
    keep(app, viewer).await
}

/// Proves by a passkey of this person.
async fn prove_by_passkey(app: &App, viewer: &Viewer, used: &UsedBody) -> Result<()> {
    if passkeys::accept(app, used).await? != viewer.account_id {
        return Err(Error::Invalid(vec![FieldError::new("proof_passkey", "field-passkey-failed")]));
    }
    keep(app, viewer).await
}

/// Who has proved it so far; holds for the session for a quarter of an hour.
pub(crate) async fn keep(app: &App, viewer: &Viewer) -> Result<()> {
    let (session, now) = (viewer.session.clone(), app.now());
    app.db.change(move |tx| async move { store::prove(&tx, &session, now).await }).await.map_err(Error::from)
}
