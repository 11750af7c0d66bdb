//! Sends what waits, one mail after the other, as long as the server runs. Several servers on one database share the work:
//! whoever takes a mail out keeps it for some minutes, and where that server dies, another tries again.

use std::time::Duration;

use anyhow::{Context as _, Result};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::store::{self, Claimed};
use crate::app::App;
use crate::config::Smtp;

/// Between two looks at what waits.
const PAUSE: Duration = Duration::from_secs(2);
const SEND_SECONDS_MAX: u64 = 60;
const MINUTE_MICROS: i64 = 60 * 1_000_000;
/// How long a mail that was taken out is nobody else's.
const CLAIM_MICROS: i64 = 3 * MINUTE_MICROS;
/// From the second attempt on, twice the wait each time, up to some hours.
const WAIT_MICROS_MAX: i64 = 6 * 60 * MINUTE_MICROS;
const PROBLEM_CHARACTERS_MAX: usize = 300;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Runs until the server stops; returns at once where no mail server is named.
pub async fn run(app: App) {
    let Some(smtp) = app.config.smtp.clone() else { return };
    let transport = match transport(&smtp) {
        Ok(transport) => transport,
        Err(error) => {
            tracing::error!("mail cannot be sent: {error:#}");
            return;
        }
    };
    loop {
        match send_next(&app, &transport, &smtp.from).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(PAUSE).await,
            Err(error) => {
                tracing::warn!("mail waits: {error:#}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// The mail server of the settings; nothing is connected yet.
pub fn transport(smtp: &Smtp) -> Result<Transport> {
    let builder = Transport::from_url(&smtp.url)
        .context("KASHIKA_SMTP_URL is like smtps://name:password@mail.example.jp")?;
    Ok(builder.timeout(Some(Duration::from_secs(SEND_SECONDS_MAX / 2))).build())
}

/// Sends the mail that is due first; false where none is.
async fn send_next(app: &App, transport: &Transport, from: &Mailbox) -> Result<bool> {
    let now = app.now();
    let Some(id) = store::due(&app.db, now).await? else { return Ok(false) };
    let claim = app.db.change(move |tx| async move { store::claim(&tx, &id, now, now + CLAIM_MICROS).await });
    let Some(mail) = claim.await? else { return Ok(true) };
    let sending = tokio::time::timeout(Duration::from_secs(SEND_SECONDS_MAX), send(transport, from, &mail));
    let done = sending.await.unwrap_or_else(|_| Err(anyhow::anyhow!("the mail server does not answer")));
    let Claimed { id, attempts, .. } = mail;
    let now = app.now();
    match done {
        Ok(()) => app.db.change(move |tx| async move { store::sent(&tx, &id, now).await }).await?,
        Err(error) => {
            let problem: String = format!("{error:#}").chars().take(PROBLEM_CHARACTERS_MAX).collect();
            // The address is the person's, and stays out of the log.
            tracing::warn!(mail = id, attempts, problem, "a mail could not be sent");
            let again_at = now + wait(attempts);
            app.db.change(move |tx| async move { store::failed(&tx, &id, again_at, &problem).await }).await?;
        }
    }
    Ok(true)
}

async fn send(transport: &Transport, from: &Mailbox, mail: &Claimed) -> Result<()> {
    let message = Message::builder()
        .from(from.clone())
        .to(mail.to.parse().context("the address")?)
        .subject(mail.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(mail.body.clone())?;
    transport.send(message).await?;
    Ok(())
}

fn wait(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    (MINUTE_MICROS << doublings).min(WAIT_MICROS_MAX)
}

#[cfg(test)]
mod tests {
    use super::{MINUTE_MICROS, WAIT_MICROS_MAX, wait};

    #[test]
    fn each_failure_waits_twice_as_long_up_to_some_hours() {
        assert_eq!([wait(1), wait(2), wait(3)], [MINUTE_MICROS, 2 * MINUTE_MICROS, 4 * MINUTE_MICROS]);
        assert_eq!((wait(20), wait(i64::MAX)), (WAIT_MICROS_MAX, WAIT_MICROS_MAX));
    }
}
