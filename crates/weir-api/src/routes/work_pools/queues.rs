//! The queues of a work pool.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::work_queues::{self, Created, Deleted, Updated};
use weir_types::{
    filters::queries::WorkQueuesQuery,
    work_queues::{WorkQueue, WorkQueueCreate, WorkQueueUpdate},
};

use super::{unknown, unknown_queue};
use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    paging,
};

pub(super) async fn create(
    State(app): State<App>,
    Path(pool): Path<String>,
    Body(create): Body<WorkQueueCreate>,
) -> ApiResult<impl IntoResponse> {
    let (now, missing) = (app.now(), unknown(&pool));
    let made = app
        .store()
        .write((pool, create), move |conn, (pool, create)| {
            Box::pin(work_queues::create_in_pool(conn, pool, create, now))
        })
        .await?;
    match made {
        Created::New(queue) => Ok((StatusCode::CREATED, Answer(queue))),
        // The braces are on the wire: Prefect's server forgets to fill the name in.
        Created::NameTaken => Err(ApiError::Conflict(
            "A work queue with this name already exists in work pool {work_pool_name!r}.".to_owned(),
        )),
        Created::UnknownPool => Err(missing),
    }
}

pub(super) async fn read(
    State(app): State<App>,
    Path((pool, queue)): Path<(String, String)>,
) -> ApiResult<Answer<WorkQueue>> {
    let missing = unknown_queue(&pool, &queue);
    let found = app
        .store()
        .read((pool, queue), |conn, (pool, queue)| Box::pin(work_queues::read_in_pool(conn, pool, queue)))
        .await?;
    found.map(Answer).ok_or(missing)
}

pub(super) async fn filter(
    State(app): State<App>,
    Path(pool): Path<String>,
    Body(query): Body<WorkQueuesQuery>,
) -> ApiResult<Answer<Vec<WorkQueue>>> {
    let (limit, missing) = (paging::limit(query.limit)?, unknown(&pool));
    let found = app
        .store()
        .read((pool, query), move |conn, (pool, query)| {
            Box::pin(work_queues::list_of_pool(conn, pool, query, limit))
        })
        .await?;
    found.map(Answer).ok_or(missing)
}

pub(super) async fn update(
    State(app): State<App>,
    Path((pool, queue)): Path<(String, String)>,
    Body(update): Body<WorkQueueUpdate>,
) -> ApiResult<StatusCode> {
    let (now, no_pool, no_queue) = (app.now(), unknown(&pool), unknown_queue(&pool, &queue));
    let updated = app
        .store()
        .write((pool, queue, update), move |conn, (pool, queue, update)| {
            Box::pin(work_queues::update_in_pool(conn, pool, queue, update, now))
        })
        .await?;
    match updated {
        Updated::Done => Ok(StatusCode::NO_CONTENT),
        Updated::UnknownPool => Err(no_pool),
        Updated::UnknownQueue => Err(no_queue),
        Updated::Refused => Err(ApiError::broken_reference()),
    }
}

pub(super) async fn delete(
    State(app): State<App>,
    Path((pool, queue)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    let (now, no_pool, no_queue) = (app.now(), unknown(&pool), unknown_queue(&pool, &queue));
    let deleted = app
        .store()
        .write((pool, queue), move |conn, (pool, queue)| {
            Box::pin(work_queues::delete_in_pool(conn, pool, queue, now))
        })
        .await?;
    match deleted {
        Deleted::Done => Ok(StatusCode::NO_CONTENT),
        Deleted::UnknownPool => Err(no_pool),
        Deleted::UnknownQueue => Err(no_queue),
        // Prefect's server fails here with 500; it is the client that asks for what cannot be.
        Deleted::IsDefault => Err(ApiError::Conflict("Can't delete a pool's default queue.".to_owned())),
    }
}
