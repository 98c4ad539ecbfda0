//! `/work_pools`.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use weir_store::{
    work_pool_polls::{self, Polled},
    work_pools,
    work_queues::{self, Created},
};
use weir_types::{
    work_pools::{WorkPool, WorkPoolCreate, WorkPoolPoll, WorkerFlowRun},
    work_queues::{WorkQueue, WorkQueueCreate},
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, HotBody, Path},
};

/// How many runs a poll answers when it does not say, and at most.
const PAGE: i64 = 200;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/work_pools/", post(create))
        .route("/work_pools/{name}", get(read))
        .route("/work_pools/{name}/get_scheduled_flow_runs", post(poll))
        .route("/work_pools/{work_pool_name}/queues", post(create_queue))
        .route("/work_pools/{work_pool_name}/queues/{name}", get(read_queue))
}

/// Names that begin so are Prefect's own.
fn is_reserved(name: &str) -> bool {
    name.to_lowercase().starts_with("prefect")
}

fn unknown(name: &str) -> ApiError {
    ApiError::NotFound(format!("Work pool \"{name}\" not found."))
}

fn unknown_queue(pool: &str, queue: &str) -> ApiError {
    ApiError::NotFound(format!("Work pool queue '{pool}/{queue}' not found."))
}

async fn create(State(app): State<App>, Body(create): Body<WorkPoolCreate>) -> ApiResult<impl IntoResponse> {
    if is_reserved(create.name.as_str()) {
        let sentence = "Work pools starting with 'Prefect' are reserved for internal use.";
        return Err(ApiError::Forbidden(sentence.to_owned()));
    }
    let now = app.now();
    let made = app
        .store()
        .write((create, now), |conn, (create, now)| Box::pin(work_pools::create(conn, create, *now)))
        .await?;
    match made {
        Some(pool) => Ok((StatusCode::CREATED, Answer(pool))),
        None => Err(ApiError::Conflict("A work pool with this name already exists.".to_owned())),
    }
}

async fn read(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Answer<WorkPool>> {
    let missing = unknown(&name);
    let pool = app.store().read(name, |conn, name| Box::pin(work_pools::read(conn, name))).await?;
    pool.map(Answer).ok_or(missing)
}

/// The runs that wait for a worker of the pool.
async fn poll(
    State(app): State<App>,
    Path(name): Path<String>,
    HotBody(poll): HotBody<Option<WorkPoolPoll>>,
) -> ApiResult<Answer<Vec<WorkerFlowRun>>> {
    let now = app.now();
    let poll = poll.unwrap_or_default();
    let limit = poll.limit.unwrap_or(PAGE).clamp(0, PAGE);
    let polled = app
        .store()
        .read((name.clone(), poll), move |conn, (name, poll)| {
            Box::pin(work_pool_polls::poll(conn, name, poll, limit, now))
        })
        .await?;
    match polled {
        Polled::Runs(runs, noted) => {
            if let Some(noted) = noted {
                app.store()
                    .write(noted, move |conn, noted| Box::pin(work_pool_polls::note(conn, noted, now)))
                    .await?;
            }
            Ok(Answer(runs))
        }
        Polled::UnknownPool => Err(unknown(&name)),
        Polled::UnknownQueue(queue) => Err(unknown_queue(&name, &queue)),
    }
}

async fn create_queue(
    State(app): State<App>,
    Path(pool): Path<String>,
    Body(create): Body<WorkQueueCreate>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let missing = unknown(&pool);
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

async fn read_queue(
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
