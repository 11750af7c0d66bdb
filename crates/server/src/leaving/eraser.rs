//! Erases in time what was deleted, and what is too old to be kept. Every server looks; whoever comes second finds nothing left.

use std::time::Duration;

use tokio::task::JoinHandle;

use super::{WAIT_MICROS, organization, store};
use crate::app::App;
use crate::db::DbError;
use crate::organizations;

const LOOK_SECONDS: u64 = 60;
/// What is old waits for so many looks.
const LOOKS: u32 = 60;

/// Looks for deleted organizations every minute, and for what is old every hour. Ends when it is aborted.
pub fn start(app: &App) -> JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        for number in (0..LOOKS).cycle() {
            let swept = if number == 0 { sweep(&app).await } else { Ok(()) };
            if let Err(error) = swept.and(look(&app).await.map(|_| ())) {
                tracing::error!(%error, "what was deleted cannot be erased; trying again");
            }
            tokio::time::sleep(Duration::from_secs(LOOK_SECONDS)).await;
        }
    })
}

/// Removes what is too old to be kept, from every organization and person.
pub async fn sweep(app: &App) -> Result<(), DbError> {
    let now = app.now();
    app.db.change(move |tx| async move { store::sweep(&tx, now).await }).await
}

/// Erases every organization that is due. Gives their number.
pub async fn look(app: &App) -> Result<usize, DbError> {
    let mut erased = 0;
    for id in organizations::due(&app.db, app.now() - WAIT_MICROS).await? {
        if organization::erase(app, &id).await? {
            tracing::info!(organization = id, "erased a deleted organization");
            erased += 1;
        }
    }
    Ok(erased)
}
