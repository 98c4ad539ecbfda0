//! One flow run: create, read, update, delete.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::flow_runs::{self, Created};
use weir_types::{
    flow_runs::{FlowRun, FlowRunCreate},
    ids::FlowRunId,
};

use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult},
    extract::{HotBody, Path},
};

/// 201 for a new run, 200 for one that has the idempotency key already.
pub(super) async fn create(
    State(app): State<App>,
    mut client: Client,
    HotBody(create): HotBody<FlowRunCreate>,
) -> ApiResult<impl IntoResponse> {
    let created_by = client.automation.take();
    let env = client.env(&app, app.now());
    let (pool, queue) = (create.work_pool_name.clone(), create.work_queue_name.clone());
    let created = app
        .store()
        .write((create, created_by, env), |conn, (create, created_by, env)| {
            Box::pin(flow_runs::create(conn, create, created_by.as_ref(), env))
        })
        .await?;
    let (pool, queue) = (pool.unwrap_or_default(), queue.unwrap_or_default());
    match created {
        Created::New(run) => Ok((StatusCode::CREATED, Answer(run))),
        Created::Existing(run) => Ok((StatusCode::OK, Answer(run))),
        Created::BrokenReference => Err(ApiError::broken_reference()),
        Created::UnknownWorkPool => Err(ApiError::NotFound(format!("Work pool \"{pool}\" not found."))),
        Created::UnknownWorkQueue => {
            Err(ApiError::NotFound(format!("Work pool queue '{pool}/{queue}' not found.")))
        }
    }
}

pub(super) async fn read(State(app): State<App>, Path(id): Path<FlowRunId>) -> ApiResult<Answer<FlowRun>> {
    let now = app.now();
    let run =
        app.store().read((id, now), |conn, (id, now)| Box::pin(flow_runs::read(conn, *id, *now))).await?;
    run.map(Answer).ok_or_else(|| ApiError::not_found("Flow run"))
}
