//! Every setting, its default and its reason. With none at all the binary starts on SQLite in `./data`.

use std::path::PathBuf;

use lettre::message::Mailbox;

use crate::{backup, limits, single_sign_on};

/// Settings come from the command line or the environment; `kashika config` prints the effective ones.
#[derive(Clone, Debug, clap::Args)]
pub struct Settings {
    /// Folder for the database, backups and own frameworks
    #[arg(long, env = "KASHIKA_DATA", default_value = "data", value_name = "DIR")]
    pub data: PathBuf,

    /// Database: `sqlite:PATH` or `postgres://…`; without it SQLite in the data folder
    #[arg(long, env = "DATABASE_URL", value_name = "URL")]
    pub database_url: Option<String>,

    /// Address and port to listen on; behind a reverse proxy keep the loopback address
    #[arg(long, env = "KASHIKA_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: std::net::SocketAddr,

    /// Address under which people reach the installation; with https, cookies are sent over https only
    #[arg(long, env = "KASHIKA_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,

    /// Mail server, as `smtps://name:password@mail.example.jp` or `smtp://…?tls=required`; without it, mail waits for the operator
    #[arg(long, env = "KASHIKA_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<String>,

    /// Address that mail comes from, as `Kashika <kashika@example.jp>`
    #[arg(long, env = "KASHIKA_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,

    /// Time zone for dates and "today"
    #[arg(long, env = "KASHIKA_TIME_ZONE", default_value = "Asia/Tokyo", value_name = "NAME")]
    pub time_zone: String,

    /// Month in which a fiscal year starts
    #[arg(long, env = "KASHIKA_FISCAL_YEAR_START", default_value_t = 4, value_parser = clap::value_parser!(i8).range(1..=12))]
    pub fiscal_year_start: i8,

    /// File with the key that signs the log; without it `log-key` in the data folder, made at the first start
    #[arg(long, env = "KASHIKA_LOG_KEY", value_name = "FILE")]
    pub log_key: Option<PathBuf>,

    #[command(flatten)]
    pub backup: backup::settings::Settings,

    #[command(flatten)]
    pub sign_in: SignIn,

    #[command(flatten)]
    pub limits: limits::Settings,

    #[command(flatten)]
    pub company: single_sign_on::settings::Settings,
}

/// How long people stay signed in, and how their addresses are known.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct SignIn {
    /// Days after which a session ends
    #[arg(long, env = "KASHIKA_SESSION_DAYS", default_value_t = 14, value_parser = clap::value_parser!(i64).range(1..=90))]
    pub session_days: i64,

    /// Hours without use after which a session ends; by default long enough for a weekend
    #[arg(long, env = "KASHIKA_SESSION_IDLE_HOURS", default_value_t = 72, value_parser = clap::value_parser!(i64).range(1..=2160))]
    pub session_idle_hours: i64,

    /// Addresses of the proxies in front, with commas; only they are believed in X-Forwarded-For
    #[arg(long, env = "KASHIKA_TRUSTED_PROXIES", value_delimiter = ',', value_name = "ADDRESSES")]
    pub trusted_proxies: Vec<std::net::IpAddr>,
}

impl Default for SignIn {
    fn default() -> SignIn {
        SignIn { session_days: 14, session_idle_hours: 72, trusted_proxies: Vec::new() }
    }
}

impl SignIn {
    pub fn session_micros(&self) -> i64 {
        self.session_days * 24 * 3_600 * 1_000_000
    }

    pub fn idle_micros(&self) -> i64 {
        self.session_idle_hours * 3_600 * 1_000_000
    }
}

/// Settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub data: PathBuf,
    pub database_url: String,
    pub listen: std::net::SocketAddr,
    pub base_url: String,
    pub smtp: Option<Smtp>,
    pub time_zone: jiff::tz::TimeZone,
    pub fiscal_year_start: i8,
    pub sign_in: SignIn,
    pub limits: limits::Settings,
    pub log_key: PathBuf,
    pub backup: backup::settings::Plan,
    /// None where nobody signs in by a company account.
    pub company: Option<single_sign_on::settings::Client>,
}

/// The mail server and the sender.
#[derive(Clone, Debug)]
pub struct Smtp {
    pub url: String,
    pub from: Mailbox,
}

impl Settings {
    /// A bad value stops the start and says how to fix it.
    pub fn check(self) -> anyhow::Result<Config> {
        let time_zone = jiff::tz::TimeZone::get(&self.time_zone).map_err(|_| {
            anyhow::anyhow!(
                "KASHIKA_TIME_ZONE: {:?} is not a known time zone; use a name such as Asia/Tokyo",
                self.time_zone
            )
        })?;
        let base_url = self.base_url.unwrap_or_else(|| format!("http://{}", self.listen));
        if !base_url.starts_with("http://") && !base_url.starts_with("https://") {
            anyhow::bail!("KASHIKA_BASE_URL: {base_url:?} must start with https:// or http://");
        }
        let smtp = self.smtp_url.map(|url| smtp(url, self.mail_from.as_deref())).transpose()?;
        let database_url =
            self.database_url.unwrap_or_else(|| format!("sqlite:{}", self.data.join("kashika.db").display()));
        let backup = self.backup.check(&self.data)?;
        let company = self.company.check()?;
        Ok(Config {
            log_key: self.log_key.unwrap_or_else(|| self.data.join("log-key")),
            data: self.data,
            database_url,
            listen: self.listen,
            base_url: base_url.trim_end_matches('/').to_owned(),
            smtp,
            time_zone,
            fiscal_year_start: self.fiscal_year_start,
            backup,
            company,
            sign_in: self.sign_in,
            limits: self.limits,
        })
    }
}

impl Config {
    pub fn cookies_need_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// The effective values, the database password masked.
    pub fn shown(&self) -> String {
        let (smtp, from) = self
            .smtp
            .as_ref()
            .map_or_else(Default::default, |smtp| (masked(&smtp.url), smtp.from.to_string()));
        format!(
            "KASHIKA_DATA={}\nDATABASE_URL={}\nKASHIKA_LISTEN={}\nKASHIKA_BASE_URL={}\nKASHIKA_SMTP_URL={smtp}\nKASHIKA_MAIL_FROM={from}\nKASHIKA_TIME_ZONE={}\nKASHIKA_FISCAL_YEAR_START={}\nKASHIKA_SESSION_DAYS={}\n\
             KASHIKA_SESSION_IDLE_HOURS={}\nKASHIKA_TRUSTED_PROXIES={}\nKASHIKA_LOG_KEY={}\n{}{}{}",
            self.data.display(),
            masked(&self.database_url),
            self.listen,
            self.base_url,
            self.time_zone.iana_name().unwrap_or("UTC"),
            self.fiscal_year_start,
            self.sign_in.session_days,
            self.sign_in.session_idle_hours,
            self.sign_in.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            self.log_key.display(),
            self.backup.shown(),
            self.limits.shown(),
            single_sign_on::settings::shown(self.company.as_ref())
        )
    }
}

/// Checks both settings before anything is sent.
fn smtp(url: String, from: Option<&str>) -> anyhow::Result<Smtp> {
    let from = from.ok_or_else(|| {
        anyhow::anyhow!(
            "KASHIKA_MAIL_FROM is needed with KASHIKA_SMTP_URL, as in: Kashika <kashika@example.jp>"
        )
    })?;
    let from = from.parse().map_err(|_| {
        anyhow::anyhow!("KASHIKA_MAIL_FROM: {from:?} is no mail address; write: Kashika <kashika@example.jp>")
    })?;
    let smtp = Smtp { url, from };
    crate::mail::sending::transport(&smtp)?;
    Ok(smtp)
}

/// Hides what stands between `:` and `@` of an address.
fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((who, place)) = rest.rsplit_once('@') else { return url.to_owned() };
    let name = who.split(':').next().unwrap_or_default();
    format!("{scheme}://{name}:…@{place}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn passwords_are_masked_and_nothing_else() {
        assert_eq!(masked("postgres://kashika:se@cret@db/kashika"), "postgres://kashika:…@db/kashika");
        assert_eq!(masked("sqlite:data/kashika.db"), "sqlite:data/kashika.db");
    }
}
