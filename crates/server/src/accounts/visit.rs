//! The browser behind a sign-in, as far as it says, and the address it comes from.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};

use super::{BROWSER_COOKIE, cookie};
use crate::app::App;

/// From where somebody signs in.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// Browser and system in words, such as `Firefox, Windows`; empty where unknown.
    pub browser: String,
    /// What a browser holds in which somebody has signed in before.
    pub known: Option<String>,
    /// None where a proxy stands in between that the settings do not name.
    pub address: Option<IpAddr>,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visit, Infallible> {
        Ok(Visit {
            browser: browser(&parts.headers),
            known: cookie(app, &parts.headers, BROWSER_COOKIE).map(str::to_owned),
            address: address_of(app, &parts.extensions, &parts.headers),
        })
    }
}

/// The address a request comes from, as far as it can be told.
pub fn address_of(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip();
    address(peer, headers, &app.config.sign_in.trusted_proxies)
}

/// The address of the visitor: behind trusted proxies the last one they name that is none of them. A visitor on this
/// machine that is no trusted proxy is most likely one all the same, and stands for everybody.
fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = peer.to_canonical();
    if !trusted.contains(&peer) {
        return Some(peer).filter(|peer| !peer.is_loopback());
    }
    let named: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let first_foreign = named.iter().rev().map(|name| name.trim().parse::<IpAddr>().ok());
    first_foreign
        .map(|name| name.map(|name| name.to_canonical()))
        .find(|name| name.is_none_or(|name| !trusted.contains(&name)))?
}

/// Later names stand in for earlier ones: Edge calls itself Chrome and Safari as well.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

fn browser(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let parts = [named(&BROWSERS), named(&SYSTEMS)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_are_believed_only_from_trusted_proxies() {
        let [proxy, other, visitor] =
            ["127.0.0.1", "10.0.0.2", "192.0.2.7"].map(|text| text.parse::<IpAddr>().unwrap());
        let forwarded = |text: &str| -> HeaderMap {
            HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), text.parse().unwrap())])
        };
        let named = forwarded("203.0.113.9, 192.0.2.7, 10.0.0.2");
        assert_eq!(address(visitor, &named, &[proxy]), Some(visitor), "what a visitor claims is nothing");
        assert_eq!(address(proxy, &named, &[proxy, other]), Some(visitor));
        assert_eq!(address(proxy, &named, &[proxy]), Some(other));
        assert_eq!(address(proxy, &forwarded("nonsense"), &[proxy]), None);
        assert_eq!(address(proxy, &HeaderMap::new(), &[proxy]), None);
        assert_eq!(address(proxy, &named, &[]), None, "a proxy that is not named stands for everybody");
    }

    #[test]
    fn browsers_are_named_in_words() {
        for (agent, words) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0",
                "Edge, Windows",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1",
                "Safari, iPhone",
            ),
            ("curl/8.14", ""),
            ("", ""),
        ] {
            let headers = HeaderMap::from_iter([(header::USER_AGENT, agent.parse().unwrap())]);
            assert_eq!(browser(&headers), words, "{agent}");
        }
    }
}
