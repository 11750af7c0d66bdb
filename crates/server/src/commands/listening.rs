//! Taking connections. What axum's own loop lacks: a limit to how long a visitor may take to say what they want, to how many
//! connections are open, and to how long a stop waits for the last ones.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

const CONNECTIONS_MAX: usize = 10_000;
const STOP_SECONDS: u64 = 30;
/// Where the system refuses a connection, as when it has no more files to give, trying at once would only keep it busy.
const PAUSE_MILLISECONDS: u64 = 100;

/// Answers requests until `stop`; those under way are finished, nothing new is taken. Each request must have said what it
/// wants within `header_time`, counted from when the connection was free for it.
pub async fn listen(
    listener: TcpListener,
    router: Router,
    header_time: Duration,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request;
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(header_time)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A visitor who goes away in the middle is no trouble of ours.
            connection.await.ok();
            drop(place);
        });
    }
    drop(listener);
    let finished = tokio::time::timeout(Duration::from_secs(STOP_SECONDS), graceful.shutdown()).await;
    if finished.is_err() {
        tracing::warn!("requests were still under way when the server stopped");
    }
}

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Accepted> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            stream.set_nodelay(true).ok();
            Some((stream, peer, place))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be taken");
            tokio::time::sleep(Duration::from_millis(PAUSE_MILLISECONDS)).await;
            None
        }
    }
}
