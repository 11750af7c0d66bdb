//! `kashika account`: people of an installation, from its own machine. Whoever can run this can read the database.

use clap::Subcommand;
use domain::access::relation_of_role;

use super::Failure;
use crate::accounts;
use crate::app::{App, Clock};
use crate::commands::serve;
use crate::config::Settings;

#[derive(Subcommand)]
pub enum Command {
    /// Add a person, or give one a role in an organization; prints a link that signs in once
    Add(Add),
    /// Print a new link for a person who has lost the password
    Link(Link),
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

    /// owner, editor or reader
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
        Command::Link(link) => (link.settings.clone(), link.email.to_lowercase()),
    };
    let app = serve::open(settings.check()?, Clock::System).await?;
    let account_id = match command {
        Command::Add(add) => self::add(&app, &email, add).await?,
        Command::Link(_) => accounts::id_of(&app, &email).await?.ok_or_else(|| unknown(&email))?,
    };
    let link = accounts::new_link(&app, &account_id).await.map_err(failed)?;
    println!("{link}");
    app.db.close().await;
    Ok(())
}

async fn add(app: &App, email: &str, add: Add) -> Result<String, Failure> {
    let known_role = |role: &String| relation_of_role(role).is_some();
    if add.role.as_ref().is_some_and(|role| !known_role(role)) {
        return Err(Failure::refused("--role is owner, editor or reader"));
    }
    let account_id = match (accounts::id_of(app, email).await?, add.name) {
        (Some(id), _) => id,
        (None, Some(name)) => accounts::create(app, email, &name).await.map_err(failed)?,
        (None, None) => return Err(Failure::refused(format!("{email} is new here: give --name as well"))),
    };
    if let (Some(organization), Some(role)) = (add.organization, add.role) {
        let added = accounts::add_member(app, &account_id, email, &organization, &role);
        let added = added.await.map_err(anyhow::Error::from)?;
        if !added {
            return Err(Failure::refused(format!("there is no organization {organization}")));
        }
    }
    Ok(account_id)
}

fn unknown(email: &str) -> Failure {
    Failure::refused(format!("nobody here has the address {email}"))
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
