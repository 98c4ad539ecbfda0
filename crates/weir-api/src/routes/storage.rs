//! `/weir/storage`: what the database holds, and for how long. Prefect's server has nothing like it.

use axum::extract::State;
use tokio::sync::Mutex;
use weir_store::{retention_rounds, usage};
use weir_types::{
    TimeDelta,
    storage::{Storage, Usage},
};

use crate::{
    answer::Answer,
    app::App,
    error::ApiResult,
    routing::{Routes, get},
};

/// How old an answer may be: to measure SQLite reads the whole file.
const MEASURED_EVERY: TimeDelta = TimeDelta::from_secs(60);

/// How much the database held when it was last measured; one request measures for all that wait.
#[derive(Debug, Default)]
pub(crate) struct Measured(Mutex<Option<Usage>>);

pub(super) fn routes() -> Routes {
    Routes::new().route("/weir/storage", get(read))
}

async fn read(State(app): State<App>) -> ApiResult<Answer<Storage>> {
    let usage = measured(&app).await?;
    let mut retention = app.settings().retention.clone();
    for (what, round) in app.store().read((), |conn, ()| Box::pin(retention_rounds::list(conn))).await? {
        for retention in retention.iter_mut().filter(|retention| retention.what == what) {
            retention.last_round = Some(round);
        }
    }
    Ok(Answer(Storage { usage, retention }))
}

async fn measured(app: &App) -> ApiResult<Usage> {
    let mut measured = app.measured().0.lock().await;
    let now = app.now();
    // A clock that was set back says nothing of an age.
    let is_fresh = |usage: &&Usage| (TimeDelta::ZERO..MEASURED_EVERY).contains(&now.since(usage.measured));
    if let Some(usage) = measured.as_ref().filter(is_fresh) {
        return Ok(usage.clone());
    }
    let usage = app.store().read((), move |conn, ()| Box::pin(usage::measure(conn, now))).await?;
    Ok(measured.insert(usage).clone())
}
