//! `/v2/concurrency_limits`: limits by name. Taking their slots is in `concurrency_slots.rs`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::{
    StoreError,
    concurrency_limits_v2::{self, Key},
};
use weir_types::{
    concurrency_limits::{ConcurrencyLimitV2Create, ConcurrencyLimitV2Update, GlobalConcurrencyLimit},
    filters::queries::ConcurrencyLimitsQuery,
};

use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    paging,
    routing::{Methods, Routes, get, post, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/v2/concurrency_limits/", post(create))
        .route("/v2/concurrency_limits/filter", or_named("filter", query(filter)))
        .route("/v2/concurrency_limits/{id_or_name}", get(read).patch(update).delete(remove))
}

/// Serves a limit whose name is the last word of an operation's path beside that operation.
pub(super) fn or_named(name: &'static str, operation: Methods) -> Methods {
    let path = move || Path(name.to_owned());
    operation
        .get(move |app: State<App>| read(app, path()))
        .patch(move |app: State<App>, client: Client, body: Body<ConcurrencyLimitV2Update>| {
            update(app, client, path(), body)
        })
        .delete(move |app: State<App>| remove(app, path()))
}

fn not_found() -> ApiError {
    ApiError::not_found("Concurrency Limit")
}

/// A change is refused when the name is taken, or when what must not be null would be.
fn refusal(error: StoreError) -> ApiError {
    if error.is_unique_violation() { ApiError::broken_reference() } else { error.into() }
}

async fn create(
    State(app): State<App>,
    Body(create): Body<ConcurrencyLimitV2Create>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let made = app
        .store()
        .write(create, move |conn, create| Box::pin(concurrency_limits_v2::create(conn, create, now)))
        .await
        .map_err(refusal)?;
    Ok((StatusCode::CREATED, Answer(made)))
}

async fn read(
    State(app): State<App>,
    Path(id_or_name): Path<String>,
) -> ApiResult<Answer<GlobalConcurrencyLimit>> {
    let now = app.now();
    let found = app
        .store()
        .read(Key::of(&id_or_name), move |conn, key| Box::pin(concurrency_limits_v2::read(conn, key, now)))
        .await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<ConcurrencyLimitsQuery>,
) -> ApiResult<Answer<Vec<GlobalConcurrencyLimit>>> {
    let (limit, now) = (paging::limit(query.limit)?, app.now());
    let found = app
        .store()
        .read(query.offset, move |conn, offset| {
            Box::pin(concurrency_limits_v2::list(conn, limit, *offset, now))
        })
        .await?;
    Ok(Answer(found))
}

async fn update(
    State(app): State<App>,
    client: Client,
    Path(id_or_name): Path<String>,
    Body(update): Body<ConcurrencyLimitV2Update>,
) -> ApiResult<StatusCode> {
    let env = client.env(&app, app.now());
    let found = app
        .store()
        .write((Key::of(&id_or_name), update, env), |conn, (key, update, env)| {
            Box::pin(concurrency_limits_v2::update(conn, key, update, env))
        })
        .await
        .map_err(refusal)?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

async fn remove(State(app): State<App>, Path(id_or_name): Path<String>) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write(Key::of(&id_or_name), move |conn, key| Box::pin(concurrency_limits_v2::delete(conn, key, now)))
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}
