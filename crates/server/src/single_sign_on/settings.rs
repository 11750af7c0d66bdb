//! Settings of the company account: the OpenID Connect provider by which people may sign in.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use url::{Host, Url};

#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// OpenID Connect provider by which people may sign in, as it names itself: `https://login.example.jp`
    #[arg(long, env = "KASHIKA_OIDC_ISSUER", value_name = "URL")]
    pub oidc_issuer: Option<String>,

    /// Name under which the provider knows this installation
    #[arg(long, env = "KASHIKA_OIDC_CLIENT_ID", value_name = "ID")]
    pub oidc_client_id: Option<String>,

    /// File with the secret that goes with that name, in its first line
    #[arg(long, env = "KASHIKA_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    pub oidc_client_secret_file: Option<PathBuf>,

    /// What people call their account there, for the button; by default "your company account"
    #[arg(long, env = "KASHIKA_OIDC_NAME", value_name = "NAME")]
    pub oidc_name: Option<String>,
}

/// Settings of the company account, checked.
#[derive(Clone, Debug)]
pub struct Client {
    /// As the provider names itself, to the letter.
    pub issuer: String,
    /// Whether the provider runs on this machine, where plain http will do.
    pub is_local: bool,
    pub id: String,
    pub secret: Secret,
    pub name: Option<String>,
    secret_file: PathBuf,
}

/// Never printed.
#[derive(Clone)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

impl Settings {
    /// All of them or none; none where no provider is named.
    pub fn check(self) -> anyhow::Result<Option<Client>> {
        let Settings { oidc_issuer, oidc_client_id, oidc_client_secret_file, oidc_name } = self;
        let (issuer, id, secret_file) = match (oidc_issuer, oidc_client_id, oidc_client_secret_file) {
            (None, None, None) if oidc_name.is_none() => return Ok(None),
            (None, ..) => bail!("KASHIKA_OIDC_ISSUER is needed with the other settings of KASHIKA_OIDC"),
            (_, None, _) => bail!("KASHIKA_OIDC_CLIENT_ID is needed with KASHIKA_OIDC_ISSUER"),
            (_, _, None) => bail!("KASHIKA_OIDC_CLIENT_SECRET_FILE is needed with KASHIKA_OIDC_ISSUER"),
            (Some(issuer), Some(id), Some(file)) => (issuer, id, file),
        };
        if id.trim().is_empty() {
            bail!(
                "KASHIKA_OIDC_CLIENT_ID is empty; the provider gives this name when you register Kashika there"
            );
        }
        if oidc_name.as_ref().is_some_and(|name| name.trim().is_empty() || name.chars().count() > 40) {
            bail!("KASHIKA_OIDC_NAME: use 1 to 40 characters, as in: Example Account");
        }
        let is_local = is_local(&issuer)?;
        let secret = Secret(secret(&secret_file)?);
        Ok(Some(Client { issuer, is_local, id, secret, name: oidc_name, secret_file }))
    }
}

/// Checks the issuer, and says whether it runs on this machine.
fn is_local(issuer: &str) -> anyhow::Result<bool> {
    let wrong = || format!("KASHIKA_OIDC_ISSUER: {issuer:?} is no address such as https://login.example.jp");
    let url = Url::parse(issuer).with_context(wrong)?;
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        bail!(wrong());
    }
    let is_local = is_loopback(&url);
    match url.scheme() {
        "https" => Ok(is_local),
        "http" if is_local => Ok(true),
        _ => bail!("KASHIKA_OIDC_ISSUER: {issuer:?} must start with https://"),
    }
}

/// Whether an address is of this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The first line of the file.
fn secret(file: &Path) -> anyhow::Result<String> {
    let named = || format!("KASHIKA_OIDC_CLIENT_SECRET_FILE: {}", file.display());
    let text = std::fs::read_to_string(file).with_context(named)?;
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        bail!("{}: the secret is the first line of this file, and that is empty", named());
    }
    Ok(line.to_owned())
}

/// The effective values; of the secret only the place is shown.
pub fn shown(client: Option<&Client>) -> String {
    let text = |of: fn(&Client) -> String| client.map(of).unwrap_or_default();
    format!(
        "KASHIKA_OIDC_ISSUER={}\nKASHIKA_OIDC_CLIENT_ID={}\nKASHIKA_OIDC_CLIENT_SECRET_FILE={}\nKASHIKA_OIDC_NAME={}\n",
        text(|client| client.issuer.clone()),
        text(|client| client.id.clone()),
        text(|client| client.secret_file.display().to_string()),
        text(|client| client.name.clone().unwrap_or_default())
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn checked(
        issuer: Option<&str>,
        id: Option<&str>,
        file: Option<&Path>,
    ) -> anyhow::Result<Option<Client>> {
        let settings = Settings {
            oidc_issuer: issuer.map(str::to_owned),
            oidc_client_id: id.map(str::to_owned),
            oidc_client_secret_file: file.map(Path::to_owned),
            oidc_name: None,
        };
        settings.check()
    }

    #[test]
    fn all_or_none_and_what_is_wrong_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "secret-7\nanother line\n").unwrap();
        let empty = tempfile::NamedTempFile::new().unwrap();
        let (issuer, id) = (Some("https://login.example.jp"), Some("kashika"));
        let missing = Path::new("/there/is/none");
        assert!(checked(None, None, None).unwrap().is_none());
        for (issuer, id, file, named) in [
            (None, id, Some(file.path()), "KASHIKA_OIDC_ISSUER"),
            (issuer, None, Some(file.path()), "KASHIKA_OIDC_CLIENT_ID"),
            (issuer, Some(" "), Some(file.path()), "KASHIKA_OIDC_CLIENT_ID"),
            (issuer, id, None, "KASHIKA_OIDC_CLIENT_SECRET_FILE"),
            (issuer, id, Some(missing), "KASHIKA_OIDC_CLIENT_SECRET_FILE"),
            (issuer, id, Some(empty.path()), "KASHIKA_OIDC_CLIENT_SECRET_FILE"),
            (Some("login.example.jp"), id, Some(file.path()), "KASHIKA_OIDC_ISSUER"),
            (Some("http://login.example.jp"), id, Some(file.path()), "KASHIKA_OIDC_ISSUER"),
            (Some("https://login.example.jp/?a=b"), id, Some(file.path()), "KASHIKA_OIDC_ISSUER"),
        ] {
            let error = format!("{:#}", checked(issuer, id, file).unwrap_err());
            assert!(error.starts_with(named), "{error}");
        }
        let client = checked(issuer, id, Some(file.path())).unwrap().unwrap();
        assert_eq!((client.secret.0.as_str(), client.is_local), ("secret-7", false));
        assert!(!format!("{client:?}{}", shown(Some(&client))).contains("secret-7"));
        for local in ["http://localhost:8080", "http://127.0.0.1:3000/realm", "http://[::1]"] {
            assert!(checked(Some(local), id, Some(file.path())).unwrap().unwrap().is_local, "{local}");
        }
    }
}
