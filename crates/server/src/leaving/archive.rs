//! A ZIP that is sent while it is written: nothing of it lies on a disk, and no more than a page of rows in memory.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::stream::{self, StreamExt as _};
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{DateTime, ZipWriter};

use crate::error::{Error, Result};
use crate::ui::download::attachment;

/// Blocks that wait for a slow reader.
const WAITING_MAX: usize = 2;

/// Where the ZIP's bytes come out.
#[derive(Clone, Default)]
struct Outlet(Arc<Mutex<Vec<u8>>>);

impl Outlet {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A ZIP under way to its reader.
pub struct Archive {
    zip: ZipWriter<StreamWriter<Outlet>>,
    outlet: Outlet,
    to: mpsc::Sender<Result<Bytes>>,
    made_at: DateTime,
}

fn failed(error: impl ToString) -> Error {
    Error::Internal(format!("a ZIP: {}", error.to_string()))
}

impl Archive {
    /// Begins a file.
    pub fn begin(&mut self, name: &str) -> Result<()> {
        let options = SimpleFileOptions::default().last_modified_time(self.made_at);
        self.zip.start_file(name, options).map_err(failed)
    }

    /// Adds to the file that was begun last, and waits until the reader has taken what came before.
    pub async fn write(&mut self, text: &str) -> Result<()> {
        self.zip.write_all(text.as_bytes()).map_err(failed)?;
        self.pass_on().await
    }

    async fn pass_on(&mut self) -> Result<()> {
        let bytes = self.outlet.take();
        if bytes.is_empty() {
            return Ok(());
        }
        self.to.send(Ok(bytes.into())).await.map_err(|_| failed("its reader has gone"))
    }

    async fn finish(self) -> Result<()> {
        let Archive { zip, outlet, to, .. } = self;
        zip.finish().map_err(failed)?;
        to.send(Ok(outlet.take().into())).await.map_err(|_| failed("its reader has gone"))
    }
}

/// The response that sends what `write` puts in. Trouble on the way breaks it off, so that nobody takes a part for the whole.
pub fn download<F, W>(name: &str, made_at: &jiff::Zoned, write: F) -> Response
where
    F: FnOnce(Archive) -> W + Send + 'static,
    W: Future<Output = Result<Archive>> + Send,
{
    let (to, from) = mpsc::channel(WAITING_MAX);
    let outlet = Outlet::default();
    let zip = ZipWriter::new_stream(outlet.clone());
    let archive = Archive { zip, outlet, to: to.clone(), made_at: moment(made_at) };
    tokio::spawn(async move {
        let written = match write(archive).await {
            Ok(archive) => archive.finish().await,
            Err(error) => Err(error),
        };
        if let Err(error) = written
            && !to.is_closed()
        {
            tracing::error!("{error}");
            to.send(Err(error)).await.ok();
        }
    });
    let blocks = stream::unfold(from, |mut from| async { from.recv().await.map(|block| (block, from)) });
    // Whoever is in between may ask once more after the end.
    attachment(Body::from_stream(blocks.fuse()), "application/zip", name)
}

/// As a ZIP writes it: without zone, by two seconds.
fn moment(at: &jiff::Zoned) -> DateTime {
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let [month, day, hour] = [at.month(), at.day(), at.hour()].map(part);
    DateTime::from_date_and_time(year, month, day, hour, part(at.minute()), part(at.second()))
        .unwrap_or_default()
}
