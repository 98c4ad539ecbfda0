//! Polls of runners, which fetch the runs of deployments without a work pool.

use axum::extract::State;
use weir_store::deployments;
use weir_types::{filters::queries::DeploymentsPoll, flow_runs::FlowRun};

use crate::{answer::Answer, app::App, error::ApiResult, extract::Body, paging};

pub(super) async fn poll(
    State(app): State<App>,
    Body(poll): Body<DeploymentsPoll>,
) -> ApiResult<Answer<Vec<FlowRun>>> {
    let (now, limit) = (app.now(), paging::limit(poll.limit)?);
    let (runs, stale) =
        app.store().read(poll, move |conn, poll| Box::pin(deployments::poll(conn, poll, limit, now))).await?;
    if !stale.is_empty() {
        app.store()
            .write(stale, move |conn, stale| Box::pin(deployments::note_runner(conn, stale, now)))
            .await?;
    }
    Ok(Answer(runs))
}
