//! A small HTTP client over one kept connection: what the measurements need and nothing more.

use std::borrow::Cow;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

const ANSWER_SECONDS_MAX: u64 = 30;

/// A kept connection to the server on this machine.
pub struct Client {
    stream: BufReader<TcpStream>,
    port: u16,
}

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A signed-in person: cookie and form token.
#[derive(Clone)]
pub struct Session {
    pub cookie: String,
    pub csrf: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("status {}, no JSON: {}", self.status, self.text()))
    }

    /// The answer, where its status is the expected one.
    pub fn expect(self, status: u16) -> Result<Answer> {
        if self.status != status {
            bail!(
                "expected status {status}, got {}: {}",
                self.status,
                self.text().chars().take(400).collect::<String>()
            );
        }
        Ok(self)
    }
}

impl Client {
    pub fn connect(port: u16) -> Result<Client> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(ANSWER_SECONDS_MAX)))?;
        Ok(Client { stream: BufReader::new(stream), port })
    }

    pub fn get(&mut self, session: Option<&Session>, path: &str) -> Result<Answer> {
        self.send(session, "GET", path, &[], b"")
    }

    pub fn send(
        &mut self,
        session: Option<&Session>,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer> {
        let port = self.port;
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-length: {}\r\n",
            body.len()
        );
        if let Some(session) = session {
            text.push_str(&format!("cookie: {}\r\nx-csrf-token: {}\r\n", session.cookie, session.csrf));
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(body);
        self.stream.get_mut().write_all(&bytes)?;
        self.answer(method != "HEAD")
    }

    /// A JSON request.
    pub fn json(
        &mut self,
        session: &Session,
        method: &str,
        path: &str,
        body: &serde_json::Value,
    ) -> Result<Answer> {
        self.send(
            Some(session),
            method,
            path,
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        )
    }

    /// Posts a form.
    pub fn form(&mut self, path: &str, fields: &str) -> Result<Answer> {
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.send(None, "POST", path, &kind, fields.as_bytes())
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        Ok(line.trim_end().to_owned())
    }

    fn answer(&mut self, has_body: bool) -> Result<Answer> {
        let first = self.line()?;
        let status =
            first.split(' ').nth(1).and_then(|code| code.parse().ok()).with_context(|| first.clone())?;
        let mut answer = Answer { status, headers: Vec::new(), body: Vec::new() };
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        answer.body = match answer.header("transfer-encoding") {
            _ if !has_body => Vec::new(),
            "chunked" => self.chunks()?,
            _ => {
                let mut bytes = vec![0; answer.header("content-length").parse().unwrap_or(0)];
                self.stream.read_exact(&mut bytes)?;
                bytes
            }
        };
        Ok(answer)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let line = self.line()?;
            let size = usize::from_str_radix(line.split(';').next().unwrap_or_default(), 16)
                .context("a chunk's size")?;
            let begin = bytes.len();
            bytes.resize(begin + size, 0);
            self.stream.read_exact(&mut bytes[begin..])?;
            self.line()?;
            if size == 0 {
                return Ok(bytes);
            }
        }
    }

    /// Signs in with a one-time link and reads the form token from the start page.
    pub fn sign_in(&mut self, link: &str) -> Result<Session> {
        let path = link.find("/sign-in/").and_then(|place| link.get(place..)).context("a one-time link")?;
        let answer = self.form(path, "")?.expect(303)?;
        self.signed_in(&answer)
    }

    /// The session that an answer has begun.
    pub fn signed_in(&mut self, answer: &Answer) -> Result<Session> {
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let mut session = Session { cookie, csrf: String::new() };
        let page = self.get(Some(&session), "/")?.expect(200)?;
        let text = page.text();
        let token = text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        session.csrf = token.context("the start page carries no form token")?.to_owned();
        Ok(session)
    }
}
