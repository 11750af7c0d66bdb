//! For whoever watches the server: alive means the process answers, ready means the database does too.

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;

pub async fn alive() -> &'static str {
    "ok\n"
}

pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
