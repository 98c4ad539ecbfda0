//! `/work_queues`: the old way to work queues, by id, or by name without a pool.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use weir_store::{
    work_pool_polls,
    work_queues::{self, Created, Deleted, Updated},
};
use weir_types::{
    filters::queries::WorkQueuesQuery,
    flow_runs::FlowRun,
    ids::WorkQueueId,
    work_queues::{
        WorkQueue, WorkQueueConcurrencyStatus, WorkQueueCreate, WorkQueuePoll, WorkQueueSlotsQuery,
        WorkQueueStatusDetail, WorkQueueUpdate,
    },
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    paging,
    routing::{Routes, get, post, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/work_queues/", post(create))
        .route("/work_queues/filter", query(filter))
        .route("/work_queues/name/{name}", get(read_by_name))
        .route("/work_queues/{id}", get(read).patch(update).delete(delete))
        .route("/work_queues/{id}/get_runs", post(poll))
        .route("/work_queues/{id}/status", get(status))
        .route("/work_queues/{id}/concurrency_status", query(concurrency_status))
}

fn unknown() -> ApiError {
    ApiError::NotFound("work queue not found".to_owned())
}

async fn create(State(app): State<App>, Body(create): Body<WorkQueueCreate>) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let made = app
        .store()
        .write(create, move |conn, create| Box::pin(work_queues::create_unpooled(conn, create, now)))
        .await?;
    match made {
        Created::New(queue) => Ok((StatusCode::CREATED, Answer(queue))),
        Created::NameTaken => {
            Err(ApiError::Conflict("A work queue with this name already exists.".to_owned()))
        }
        Created::UnknownPool => Err(unknown()),
    }
}

async fn read(State(app): State<App>, Path(id): Path<WorkQueueId>) -> ApiResult<Answer<WorkQueue>> {
    let found = app.store().read(id, |conn, id| Box::pin(work_queues::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(unknown)
}

async fn read_by_name(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Answer<WorkQueue>> {
    let found = app.store().read(name, |conn, name| Box::pin(work_queues::read_unpooled(conn, name))).await?;
    found.map(Answer).ok_or_else(unknown)
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<WorkQueuesQuery>,
) -> ApiResult<Answer<Vec<WorkQueue>>> {
    let limit = paging::limit(query.limit)?;
    let found =
        app.store().read(query, move |conn, query| Box::pin(work_queues::list(conn, query, limit))).await?;
    Ok(Answer(found))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<WorkQueueId>,
    Body(update): Body<WorkQueueUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let updated = app
        .store()
        .write(update, move |conn, update| Box::pin(work_queues::update_unpooled(conn, id, update, now)))
        .await?;
    match updated {
        Updated::Done => Ok(StatusCode::NO_CONTENT),
        Updated::UnknownPool | Updated::UnknownQueue => {
            Err(ApiError::NotFound(format!("Work Queue {id} not found")))
        }
        Updated::Refused => Err(ApiError::broken_reference()),
    }
}

async fn delete(State(app): State<App>, Path(id): Path<WorkQueueId>) -> ApiResult<StatusCode> {
    let now = app.now();
    let deleted =
        app.store().write((), move |conn, ()| Box::pin(work_queues::delete_unpooled(conn, id, now))).await?;
    match deleted {
        Deleted::Done => Ok(StatusCode::NO_CONTENT),
        Deleted::UnknownPool | Deleted::UnknownQueue => Err(unknown()),
        Deleted::IsDefault => Err(ApiError::broken_reference()),
    }
}

/// The runs that wait in the queue. The web UI looks without that counting as a poll.
async fn poll(
    State(app): State<App>,
    Path(id): Path<WorkQueueId>,
    headers: HeaderMap,
    Body(poll): Body<Option<WorkQueuePoll>>,
) -> ApiResult<Answer<Vec<FlowRun>>> {
    let now = app.now();
    let poll = poll.unwrap_or_default();
    let limit = paging::limit(poll.limit)?;
    let polled = app
        .store()
        .read(poll, move |conn, poll| Box::pin(work_queues::poll_unpooled(conn, id, poll, limit, now)))
        .await?;
    let polled =
        polled.ok_or_else(|| ApiError::object_not_found(&format!("Work queue with id {id} not found.")))?;
    let by_ui = headers.get("x-prefect-ui").and_then(|value| value.to_str().ok());
    if !by_ui.is_some_and(|value| matches!(value.to_ascii_lowercase().as_str(), "true" | "1")) {
        app.store()
            .write(polled.noted, move |conn, noted| Box::pin(work_pool_polls::note(conn, noted, now)))
            .await?;
    }
    Ok(Answer(polled.runs))
}

async fn status(
    State(app): State<App>,
    Path(id): Path<WorkQueueId>,
) -> ApiResult<Answer<WorkQueueStatusDetail>> {
    let now = app.now();
    let found = app.store().read(id, move |conn, id| Box::pin(work_queues::status(conn, *id, now))).await?;
    found.map(Answer).ok_or_else(|| ApiError::object_not_found(&format!("Work queue with id {id} not found")))
}

async fn concurrency_status(
    State(app): State<App>,
    Path(id): Path<WorkQueueId>,
    Body(query): Body<WorkQueueSlotsQuery>,
) -> ApiResult<Answer<WorkQueueConcurrencyStatus>> {
    let (now, limit) = (app.now(), paging::limit(query.limit)?);
    let found = app
        .store()
        .read((), move |conn, ()| Box::pin(work_queues::queue_slots(conn, id, (query.page, limit), now)))
        .await?;
    found.map(Answer).ok_or_else(|| ApiError::NotFound("Work queue not found.".to_owned()))
}
