//! `/concurrency_limits`: limits of the tags of task runs.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use weir_store::concurrency_limits::{self, Increment};
use weir_types::{
    concurrency_limits::{
        ConcurrencyLimit, ConcurrencyLimitCreate, ConcurrencyLimitReset, LimitInUse, TagSlots,
    },
    filters::queries::ConcurrencyLimitsQuery,
    ids::ConcurrencyLimitId,
    names::Name,
};

use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    paging,
    routing::{Routes, get, post, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/concurrency_limits/", post(create))
        .route("/concurrency_limits/filter", query(filter))
        .route("/concurrency_limits/increment", post(increment))
        .route("/concurrency_limits/decrement", post(decrement))
        .route("/concurrency_limits/{id}", get(read).delete(remove))
        .route("/concurrency_limits/tag/{tag}", get(read_by_tag).delete(remove_by_tag))
        .route("/concurrency_limits/tag/{tag}/reset", post(reset))
}

fn not_found() -> ApiError {
    ApiError::not_found("Concurrency limit")
}

fn unfit(detail: &str) -> ApiError {
    ApiError::Other(StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": detail }))
}

/// 201 for a tag's first limit, 200 for another one in its place. The contract lets tags and changes through at which
/// Prefect's server fails: such a name or such a limit is refused.
async fn create(
    State(app): State<App>,
    client: Client,
    Body(create): Body<ConcurrencyLimitCreate>,
) -> ApiResult<impl IntoResponse> {
    if let Err(error) = Name::new(format!("tag:{}", create.tag)) {
        return Err(unfit(&error.to_string()));
    }
    let env = client.env(&app, app.now());
    let put = app
        .store()
        .write((create, env), |conn, (create, env)| Box::pin(concurrency_limits::put(conn, create, env)))
        .await?;
    let (limit, new) = put.ok_or_else(|| unfit("Input should be greater than or equal to 0"))?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Answer(limit)))
}

async fn read(
    State(app): State<App>,
    Path(id): Path<ConcurrencyLimitId>,
) -> ApiResult<Answer<ConcurrencyLimit>> {
    let now = app.now();
    let found =
        app.store().read(id, move |conn, id| Box::pin(concurrency_limits::read(conn, *id, now))).await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn read_by_tag(State(app): State<App>, Path(tag): Path<String>) -> ApiResult<Answer<ConcurrencyLimit>> {
    let now = app.now();
    let found = app
        .store()
        .read(tag, move |conn, tag| Box::pin(concurrency_limits::read_by_tag(conn, tag, now)))
        .await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<ConcurrencyLimitsQuery>,
) -> ApiResult<Answer<Vec<ConcurrencyLimit>>> {
    let (limit, now) = (paging::limit(query.limit)?, app.now());
    let found = app
        .store()
        .read(query.offset, move |conn, offset| Box::pin(concurrency_limits::list(conn, limit, *offset, now)))
        .await?;
    Ok(Answer(found))
}

async fn reset(
    State(app): State<App>,
    client: Client,
    Path(tag): Path<String>,
    Body(reset): Body<Option<ConcurrencyLimitReset>>,
) -> ApiResult<Answer<()>> {
    let env = client.env(&app, app.now());
    let runs = reset.unwrap_or_default().slot_override.unwrap_or_default();
    let found = app
        .store()
        .write((tag, runs, env), |conn, (tag, runs, env)| {
            Box::pin(concurrency_limits::reset(conn, tag, runs, env))
        })
        .await?;
    if found { Ok(Answer(())) } else { Err(not_found()) }
}

async fn remove(
    State(app): State<App>,
    client: Client,
    Path(id): Path<ConcurrencyLimitId>,
) -> ApiResult<Answer<()>> {
    let env = client.env(&app, app.now());
    let found =
        app.store().write(env, move |conn, env| Box::pin(concurrency_limits::delete(conn, id, env))).await?;
    if found { Ok(Answer(())) } else { Err(not_found()) }
}

async fn remove_by_tag(
    State(app): State<App>,
    client: Client,
    Path(tag): Path<String>,
) -> ApiResult<Answer<()>> {
    let env = client.env(&app, app.now());
    let found = app
        .store()
        .write((tag, env), |conn, (tag, env)| Box::pin(concurrency_limits::delete_by_tag(conn, tag, env)))
        .await?;
    if found { Ok(Answer(())) } else { Err(not_found()) }
}

async fn increment(
    State(app): State<App>,
    client: Client,
    Body(wanted): Body<TagSlots>,
) -> ApiResult<Response> {
    let env = client.env(&app, app.now());
    let wait = env.settings.tag_slot_wait;
    let taken = app
        .store()
        .write((wanted, env), |conn, (wanted, env)| {
            Box::pin(concurrency_limits::increment(conn, wanted, env))
        })
        .await?;
    match taken {
        Increment::Taken(limits) => Ok(Answer(limits).into_response()),
        Increment::Zero(tag) => Err(locked(&format!(
            "The concurrency limit on tag \"{tag}\" is 0 and will deadlock if the task tries to run again."
        ))),
        Increment::Full(tag) => {
            // Debug writes a whole number with its `.0`, as Python does.
            let wait = format!("{:?}", wait.as_secs_f64());
            let locked = locked(&format!("Concurrency limit for the {tag} tag has been reached"));
            Ok(([(header::RETRY_AFTER, wait)], locked).into_response())
        }
    }
}

fn locked(detail: &str) -> ApiError {
    ApiError::Other(StatusCode::LOCKED, json!({ "detail": detail }))
}

async fn decrement(
    State(app): State<App>,
    client: Client,
    Body(given): Body<TagSlots>,
) -> ApiResult<Answer<Vec<LimitInUse>>> {
    let env = client.env(&app, app.now());
    let released = app
        .store()
        .write((given, env), |conn, (given, env)| Box::pin(concurrency_limits::decrement(conn, given, env)));
    Ok(Answer(released.await?))
}
