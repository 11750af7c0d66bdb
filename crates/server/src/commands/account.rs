//! `kashika account`: people of an installation, from its own machine. Whoever can run this can read the database.

use clap::Subcommand;
use domain::access::{ROLES, Role};

use super::Failure;
use crate::accounts::{self, Membership};
use crate::app::{App, Clock};
use crate::commands::serve;
use crate::config::Settings;
use crate::second_factor;

#[derive(Subcommand)]
pub enum Command {
    /// Add a person, or give one a role in an organization; prints a link that signs in once
    Add(Add),
    /// Forget the password of a person who has lost it, and print a link that signs in once to choose another
    Link(Link),
    /// Take the second factor off a person who has lost it; sessions go on
    RemoveSecondFactor(Link),
    /// Let a person run the installation as well, for example before an operator leaves
    Appoint(Link),
}

#[derive(clap::Args)]
pub struct Add {
    email: String,

    /// Name as shown to colleagues; needed for a new person
    #[arg(long)]
    name: Option<String>,

    /// Organization id, as in its address
    #[arg(long, requires = "role")]
    organization: Option<String>,

    /// owner, editor, executive, reader, auditor or adviser
    #[arg(long, requires = "organization")]
    role: Option<String>,

    #[command(flatten)]
    settings: Settings,
}

#[derive(clap::Args)]
pub struct Link {
    email: String,

    #[command(flatten)]
    settings: Settings,
}

pub async fn run(command: Command) -> Result<(), Failure> {
    let (settings, email) = match &command {
        Command::Add(add) => (add.settings.clone(), add.email.to_lowercase()),
        Command::Link(link) | Command::RemoveSecondFactor(link) | Command::Appoint(link) => {
            (link.settings.clone(), link.email.to_lowercase())
        }
    };
    let app = serve::open(settings.check()?, Clock::System).await?;
    match command {
        Command::Add(add) => print_link(&app, &self::add(&app, &email, add).await?).await?,
        Command::Link(_) => print_link(&app, &reset(&app, &email).await?).await?,
        Command::RemoveSecondFactor(_) => take_off(&app, &email).await?,
        Command::Appoint(_) => appoint(&app, &email).await?,
    }
    app.db.close().await;
    Ok(())
}

async fn print_link(app: &App, account_id: &str) -> Result<(), Failure> {
    println!("{}", accounts::new_link(app, account_id).await.map_err(failed)?);
    Ok(())
}

async fn add(app: &App, email: &str, add: Add) -> Result<String, Failure> {
    if accounts::is_new_installation(app).await.map_err(failed)? {
        return Err(Failure::refused(
            "nobody has set this installation up yet: open its first page, then add others",
        ));
    }
    if add.role.as_ref().is_some_and(|role| Role::from_code(role).is_none()) {
        let known = ROLES.map(Role::code).join(", ");
        return Err(Failure::refused(format!("--role is one of {known}")));
    }
    if add.name.is_none() && accounts::id_of(app, email).await.map_err(failed)?.is_none() {
        return Err(Failure::refused(format!("{email} is new here: give --name as well")));
    }
    let membership = add.organization.zip(add.role);
    let membership = membership.map(|(organization_id, role)| Membership { organization_id, role });
    let added = accounts::add(app, email, add.name.as_deref(), membership).await.map_err(failed)?;
    added.ok_or_else(|| Failure::refused("there is no such organization; nothing was changed"))
}

async fn known(app: &App, email: &str) -> Result<String, Failure> {
    let unknown = || Failure::refused(format!("nobody here has the address {email}"));
    accounts::id_of(app, email).await.map_err(failed)?.ok_or_else(unknown)
}

async fn take_off(app: &App, email: &str) -> Result<(), Failure> {
    let account_id = known(app, email).await?;
    if !second_factor::take_off(app, &account_id).await.map_err(failed)? {
        return Err(Failure::refused(format!("{email} has no second factor; nothing was changed")));
    }
    println!("{email} signs in without a second factor from now on");
    Ok(())
}

async fn appoint(app: &App, email: &str) -> Result<(), Failure> {
    let account_id = known(app, email).await?;
    accounts::appoint(app, &account_id).await.map_err(failed)?;
    println!("{email} runs the installation as well from now on");
    Ok(())
}

async fn reset(app: &App, email: &str) -> Result<String, Failure> {
    let account_id = known(app, email).await?;
    accounts::forget_password(app, &account_id).await.map_err(failed)?;
    Ok(account_id)
}

fn failed(error: crate::error::Error) -> Failure {
    match error {
        crate::error::Error::Invalid(fields) => {
            let words = super::words(None);
            Failure::Refused(fields.iter().map(|field| words.t(field.message)).collect())
        }
        other => Failure::Failed(other.into()),
    }
}
