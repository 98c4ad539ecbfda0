//! Work pools: make, read, change, delete, list, count.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_engine::{json_schema::text_repr, parameters::Stage};
use weir_store::{
    job_variables,
    work_pools::{self, Updated},
    work_queues,
};
use weir_types::{
    filters::queries::{WorkPoolsCount, WorkPoolsQuery},
    work_pools::{WorkPool, WorkPoolCreate, WorkPoolUpdate},
    work_queues::{WorkPoolConcurrencyStatus, WorkPoolSlotsQuery},
};

use super::unknown;
use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult, job_variables_refused},
    extract::{Body, Path},
    paging,
};

/// Names that begin so are Prefect's own.
fn is_reserved(name: &str) -> bool {
    name.to_lowercase().starts_with("prefect")
}

fn reserved(what: &str) -> ApiError {
    ApiError::Forbidden(format!("Work pools starting with 'Prefect' are reserved for internal use{what}."))
}

pub(super) async fn create(
    State(app): State<App>,
    Body(create): Body<WorkPoolCreate>,
) -> ApiResult<impl IntoResponse> {
    if is_reserved(create.name.as_str()) {
        return Err(reserved(""));
    }
    let now = app.now();
    let made = app
        .store()
        .write((create, app.seal().clone()), move |conn, (create, seal)| {
            Box::pin(async move {
                match job_variables::check(conn, seal, &create.base_job_template, &[], Stage::Pool).await? {
                    Ok(()) => work_pools::create(conn, create, now).await.map(Ok),
                    Err(refused) => Ok(Err(refused)),
                }
            })
        })
        .await?
        .map_err(|refused| {
            job_variables_refused(&refused, "Validation failed for work pool's job variable defaults")
        })?;
    match made {
        Some(pool) => Ok((StatusCode::CREATED, Answer(pool))),
        None => Err(ApiError::Conflict("A work pool with this name already exists.".to_owned())),
    }
}

pub(super) async fn read(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Answer<WorkPool>> {
    let missing = unknown(&name);
    let pool = app.store().read(name, |conn, name| Box::pin(work_pools::read(conn, name))).await?;
    pool.map(Answer).ok_or(missing)
}

pub(super) async fn update(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(update): Body<WorkPoolUpdate>,
) -> ApiResult<StatusCode> {
    if is_reserved(&name) && names_more_than_limits(&update) {
        return Err(reserved(" and can only be updated to set concurrency limits or pause"));
    }
    let (now, missing, pool) = (app.now(), unknown(&name), name.clone());
    let concerns_workers = shows_in_snapshots(&update);
    let updated = app
        .store()
        .write((name, update), move |conn, (name, update)| {
            Box::pin(work_pools::update(conn, name, update, now))
        })
        .await?;
    match updated {
        Updated::Done => {
            if concerns_workers {
                app.work_pool_changed(&pool);
            }
            Ok(StatusCode::NO_CONTENT)
        }
        Updated::Unknown => Err(missing),
        Updated::Refused => Err(ApiError::broken_reference()),
    }
}

/// Whether the update names anything but the pause and the limit.
fn names_more_than_limits(update: &WorkPoolUpdate) -> bool {
    let WorkPoolUpdate {
        description,
        is_paused: _,
        base_job_template,
        concurrency_limit: _,
        storage_configuration,
    } = update;
    !(description.is_keep() && base_job_template.is_keep() && storage_configuration.is_keep())
}

/// Whether the update names what workers must know.
fn shows_in_snapshots(update: &WorkPoolUpdate) -> bool {
    let WorkPoolUpdate {
        description: _,
        is_paused,
        base_job_template,
        concurrency_limit,
        storage_configuration,
    } = update;
    !(is_paused.is_keep()
        && base_job_template.is_keep()
        && concurrency_limit.is_keep()
        && storage_configuration.is_keep())
}

pub(super) async fn delete(State(app): State<App>, Path(name): Path<String>) -> ApiResult<StatusCode> {
    if is_reserved(&name) {
        return Err(reserved(" and can not be deleted"));
    }
    let (now, missing, pool) = (app.now(), unknown(&name), name.clone());
    let found =
        app.store().write(name, move |conn, name| Box::pin(work_pools::delete(conn, name, now))).await?;
    if !found {
        return Err(missing);
    }
    app.work_pool_changed(&pool);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn filter(
    State(app): State<App>,
    Body(query): Body<WorkPoolsQuery>,
) -> ApiResult<Answer<Vec<WorkPool>>> {
    let limit = paging::limit(query.limit)?;
    let found =
        app.store().read(query, move |conn, query| Box::pin(work_pools::list(conn, query, limit))).await?;
    Ok(Answer(found))
}

pub(super) async fn count(
    State(app): State<App>,
    Body(query): Body<Option<WorkPoolsCount>>,
) -> ApiResult<Answer<i64>> {
    let filter = query.unwrap_or_default().work_pools;
    let count =
        app.store().read(filter, |conn, filter| Box::pin(work_pools::count(conn, filter.as_ref()))).await?;
    Ok(Answer(count))
}

pub(super) async fn concurrency_status(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(query): Body<WorkPoolSlotsQuery>,
) -> ApiResult<Answer<WorkPoolConcurrencyStatus>> {
    let (now, limit) = (app.now(), paging::limit(query.limit)?);
    let missing = ApiError::NotFound(format!("Work pool {} not found.", text_repr(&name)));
    let found = app
        .store()
        .read(name, move |conn, name| {
            Box::pin(work_queues::pool_slots(conn, name, (query.page, limit), query.flow_run_limit, now))
        })
        .await?;
    found.map(Answer).ok_or(missing)
}
