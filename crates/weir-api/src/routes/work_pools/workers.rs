//! The workers of a work pool.

use axum::{extract::State, http::StatusCode};
use weir_store::workers::{self, Deleted};
use weir_types::{
    filters::queries::WorkersQuery,
    workers::{Worker, WorkerHeartbeat},
};

use super::unknown;
use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    paging,
};

pub(super) async fn heartbeat(
    State(app): State<App>,
    Path(pool): Path<String>,
    Body(heartbeat): Body<WorkerHeartbeat>,
) -> ApiResult<StatusCode> {
    let (now, missing) = (app.now(), unknown(&pool));
    let found = app
        .store()
        .write((pool, heartbeat), move |conn, (pool, heartbeat)| {
            Box::pin(workers::heartbeat(conn, pool, heartbeat, now))
        })
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(missing) }
}

pub(super) async fn filter(
    State(app): State<App>,
    Path(pool): Path<String>,
    Body(query): Body<WorkersQuery>,
) -> ApiResult<Answer<Vec<Worker>>> {
    let (limit, missing) = (paging::limit(query.limit)?, unknown(&pool));
    let found = app
        .store()
        .read((pool, query), move |conn, (pool, query)| Box::pin(workers::list(conn, pool, query, limit)))
        .await?;
    found.map(Answer).ok_or(missing)
}

/// Deletes the worker named `connect`, whose path is also that of the workers' websocket.
pub(super) async fn delete_connect(app: State<App>, Path(pool): Path<String>) -> ApiResult<StatusCode> {
    delete(app, Path((pool, "connect".to_owned()))).await
}

pub(super) async fn delete(
    State(app): State<App>,
    Path((pool, worker)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    let missing = unknown(&pool);
    let deleted = app
        .store()
        .write((pool, worker), |conn, (pool, worker)| Box::pin(workers::delete(conn, pool, worker)))
        .await?;
    match deleted {
        Deleted::Done => Ok(StatusCode::NO_CONTENT),
        Deleted::UnknownPool => Err(missing),
        Deleted::UnknownWorker => Err(ApiError::NotFound("Worker not found.".to_owned())),
    }
}
