//! `/ui/task_runs`.

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use serde_json::json;
use weir_store::task_runs;
use weir_types::{
    Timestamp,
    filters::queries::{TaskRunsCount, TaskRunsDashboardQuery},
    ids::TaskRunId,
    task_runs::TaskRun,
    ui::{CountByState, TaskRunCount},
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    routing::{Routes, get, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/ui/task_runs/dashboard/counts", query(dashboard))
        .route("/ui/task_runs/count", query(count))
        .route("/ui/task_runs/{id}", get(read))
}

/// The ended runs of a time in twenty intervals; the time is widened to whole minutes.
async fn dashboard(
    State(app): State<App>,
    Body(mut query): Body<TaskRunsDashboardQuery>,
) -> ApiResult<Answer<Vec<TaskRunCount>>> {
    let started = query.task_runs.start_time.clone().unwrap_or_default();
    let Some(after) = started.after_ else {
        let answer = json!({ "detail": "task_runs.start_time.after_ is required" });
        return Err(ApiError::Other(StatusCode::UNPROCESSABLE_ENTITY, answer));
    };
    let start = minute_of(after);
    let end = minute_of(started.before_.unwrap_or_else(|| app.now())).saturating_add(MINUTE - 1);
    let filters = query.take_filters();
    let counts = app
        .store()
        .read(filters, move |conn, filters| {
            let (start, end) = (Timestamp::from_micros(start), Timestamp::from_micros(end));
            Box::pin(task_runs::dashboard(conn, filters.clone(), start, end))
        })
        .await?;
    Ok(Answer(counts))
}

const MINUTE: i64 = 60_000_000;

/// The microsecond at which an instant's minute began.
const fn minute_of(instant: Timestamp) -> i64 {
    let micros = instant.as_micros();
    micros.saturating_sub(micros.rem_euclid(MINUTE))
}

async fn count(
    State(app): State<App>,
    Body(mut query): Body<TaskRunsCount>,
) -> ApiResult<Answer<CountByState>> {
    let filters = query.take_filters();
    let counts =
        app.store().read(filters, |conn, filters| Box::pin(task_runs::count_by_state(conn, filters))).await?;
    Ok(Answer(counts))
}

#[derive(Serialize)]
struct UiTaskRun {
    #[serde(flatten)]
    run: TaskRun,
    flow_run_name: Option<String>,
}

async fn read(State(app): State<App>, Path(id): Path<TaskRunId>) -> ApiResult<Answer<UiTaskRun>> {
    let now = app.now();
    let found = app
        .store()
        .read(id, move |conn, id| Box::pin(task_runs::read_with_flow_run_name(conn, *id, now)))
        .await?;
    let (run, flow_run_name) = found.ok_or_else(|| ApiError::not_found("Task"))?;
    Ok(Answer(UiTaskRun { run, flow_run_name }))
}
