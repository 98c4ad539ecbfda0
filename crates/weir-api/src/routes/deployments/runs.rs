//! The runs of a deployment.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::{
    deployments::{self, NotCreated},
    flow_runs::Created,
};
use weir_types::{
    flow_runs::{DeploymentFlowRunCreate, FlowRunBulkCreateResponse},
    ids::DeploymentId,
};

use super::{
    single::{bad_queue_name, circular_schema, no_schema},
    unknown,
};
use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult, job_variables_refused},
    extract::{Body, Path},
};

/// So many runs are made by one request at most.
const BULK: usize = 100;

/// 201 for a new run, 200 for one that has the idempotency key already.
pub(super) async fn create(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
    mut client: Client,
    Body(create): Body<DeploymentFlowRunCreate>,
) -> ApiResult<impl IntoResponse> {
    let created_by = client.automation.take();
    let env = client.env(&app, app.now());
    let created = app
        .store()
        .write((create, created_by, env, app.seal().clone()), move |conn, (create, created_by, env, seal)| {
            Box::pin(deployments::create_flow_run(conn, seal, id, create, created_by.as_ref(), env))
        })
        .await?;
    match created {
        Ok(Created::New(run)) => Ok((StatusCode::CREATED, Answer(run))),
        Ok(Created::Existing(run)) => Ok((StatusCode::OK, Answer(run))),
        Ok(Created::BrokenReference | Created::UnknownWorkPool | Created::UnknownWorkQueue) => {
            Err(ApiError::broken_reference())
        }
        Err(refused) => Err(run_refusal(refused, id)),
    }
}

fn run_refusal(refused: NotCreated, id: DeploymentId) -> ApiError {
    match refused {
        NotCreated::UnknownDeployment => unknown(),
        NotCreated::NoWorkPool(queue) => ApiError::BadRequest(format!(
            "Cannot create flow run in work queue {queue} because deployment {id} is not associated with a work pool. \
             Please remove work_pool_name and try again."
        )),
        NotCreated::BadQueueName(name) => bad_queue_name(&name),
        NotCreated::NoSchema => no_schema(),
        NotCreated::Placeholder(error) => {
            ApiError::BadRequest(format!("Error hydrating flow run parameters: {error}"))
        }
        NotCreated::Mismatch(error) => ApiError::Conflict(format!("Error creating flow run: {error}")),
        NotCreated::CircularSchema => circular_schema(),
        NotCreated::JobVariables(refused) => job_variables_refused(&refused, "Error creating flow run"),
    }
}

pub(super) async fn create_many(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
    mut client: Client,
    Body(creates): Body<Vec<DeploymentFlowRunCreate>>,
) -> ApiResult<Answer<FlowRunBulkCreateResponse>> {
    if creates.len() > BULK {
        return Err(ApiError::BadRequest(format!("Cannot create more than {BULK} flow runs at once.")));
    }
    let created_by = client.automation.take();
    let env = client.env(&app, app.now());
    let made = app
        .store()
        .write(
            (creates, created_by, env, app.seal().clone()),
            move |conn, (creates, created_by, env, seal)| {
                Box::pin(deployments::create_flow_runs(conn, seal, id, creates, created_by.as_ref(), env))
            },
        )
        .await?;
    made.map(Answer).ok_or_else(unknown)
}
