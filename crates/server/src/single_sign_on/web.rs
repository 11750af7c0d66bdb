//! Requests to the provider, the only ones that go to addresses outside: https (plain http on this machine), redirects are
//! never followed, ten seconds, one mebibyte.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use axum::body::Bytes;
use axum::http::request::Builder;
use axum::http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use url::{Host, Url};

use super::settings::is_loopback;

const SECONDS_MAX: u64 = 10;
const BYTES_MAX: usize = 1024 * 1024;

pub struct Web {
    tls: TlsConnector,
    /// Plain http on this machine will do.
    is_local: bool,
}

impl Web {
    pub fn new(is_local: bool) -> Web {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring knows all versions of TLS that are safe")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Web { tls: TlsConnector::from(Arc::new(config)), is_local }
    }

    /// An address that may be asked, or that people may be sent to.
    pub fn address(&self, text: &str) -> Result<Url> {
        let url = Url::parse(text).with_context(|| format!("{text:?} is no address"))?;
        let is_good =
            url.scheme() == "https" || (url.scheme() == "http" && self.is_local && is_loopback(&url));
        ensure!(is_good && url.has_host(), "{text:?} is no https address");
        Ok(url)
    }

    /// What stands at an address; anything but 200 is an error.
    pub async fn get(&self, url: &Url, bearer: Option<&str>) -> Result<Bytes> {
        let mut request = Request::get(target(url));
        if let Some(token) = bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let (status, body) = self.send(url, request, String::new()).await?;
        ensure!(status == StatusCode::OK, "{url} answers {status}");
        Ok(body)
    }

    /// What a form is answered, whatever the status.
    pub async fn post(
        &self,
        url: &Url,
        authorization: Option<&str>,
        form: String,
    ) -> Result<(StatusCode, Bytes)> {
        let mut request =
            Request::post(target(url)).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        self.send(url, request, form).await
    }

    async fn send(&self, url: &Url, request: Builder, body: String) -> Result<(StatusCode, Bytes)> {
        let request = request
            .header(header::HOST, authority(url))
            .header(header::ACCEPT, "application/json")
            .header(header::USER_AGENT, "Kashika")
            .body(Full::new(Bytes::from(body)))?;
        let answer =
            tokio::time::timeout(Duration::from_secs(SECONDS_MAX), self.exchange(url, request)).await;
        answer.with_context(|| format!("{url} gives no answer within {SECONDS_MAX} seconds"))?
    }

    async fn exchange(&self, url: &Url, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes)> {
        let (stream, name) = connect(url).await.with_context(|| format!("{url} cannot be reached"))?;
        if url.scheme() == "https" {
            let stream = self.tls.connect(name, stream).await;
            return answer(stream.with_context(|| format!("{url} has no good certificate"))?, request).await;
        }
        answer(stream, request).await
    }
}

fn target(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

async fn connect(url: &Url) -> Result<(TcpStream, ServerName<'static>)> {
    let port = url.port_or_known_default().context("no port")?;
    match url.host() {
        Some(Host::Domain(name)) => {
            let stream = TcpStream::connect((name, port)).await?;
            Ok((stream, ServerName::try_from(name.to_owned())?))
        }
        Some(Host::Ipv4(address)) => by_number(address.into(), port).await,
        Some(Host::Ipv6(address)) => by_number(address.into(), port).await,
        None => bail!("no host"),
    }
}

async fn by_number(address: IpAddr, port: u16) -> Result<(TcpStream, ServerName<'static>)> {
    Ok((TcpStream::connect((address, port)).await?, ServerName::from(address)))
}

/// One request on a connection of its own, which ends with it.
async fn answer<S>(stream: S, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes)>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let mut connections = JoinSet::new();
    connections.spawn(connection);
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = Limited::new(response.into_body(), BYTES_MAX).collect().await;
    let body =
        body.map_err(|error| anyhow!("the answer cannot be read, or is over {BYTES_MAX} bytes: {error}"))?;
    Ok((status, body.to_bytes()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_https_is_asked_and_plain_http_on_this_machine_by_a_local_provider() {
        let (far, near) = (Web::new(false), Web::new(true));
        for (text, by_far, by_near) in [
            ("https://login.example.jp/token", true, true),
            ("http://login.example.jp/token", false, false),
            ("http://127.0.0.1:3000/token", false, true),
            ("http://localhost/token", false, true),
            ("http://localhost.example.jp/token", false, false),
            ("http://169.254.169.254/latest", false, false),
            ("file:///etc/passwd", false, false),
            ("javascript:alert(1)", false, false),
            ("//login.example.jp", false, false),
            ("", false, false),
        ] {
            assert_eq!((far.address(text).is_ok(), near.address(text).is_ok()), (by_far, by_near), "{text}");
        }
    }
}
