//! Workers' polls.

use axum::extract::State;
use weir_store::work_pool_polls::{self, Polled};
use weir_types::work_pools::WorkPoolPoll;

use super::{unknown, unknown_queue};
use crate::{
    answer::Written,
    app::App,
    error::ApiResult,
    extract::{Body, Path},
    paging,
};

/// The runs that wait for a worker of the pool.
pub(super) async fn poll(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(poll): Body<Option<WorkPoolPoll>>,
) -> ApiResult<Written> {
    let now = app.now();
    let poll = poll.unwrap_or_default();
    let limit = paging::limit(poll.limit)?;
    let polled = app
        .store()
        .read((name.clone(), poll), move |conn, (name, poll)| {
            Box::pin(async move {
                let polled = work_pool_polls::poll(conn, name, poll, limit, now).await?;
                Ok(polled.try_map(|runs| Written::of(&runs))?)
            })
        })
        .await?;
    match polled {
        Polled::Runs(runs, noted) => {
            if let Some(noted) = noted {
                app.store()
                    .write(noted, move |conn, noted| Box::pin(work_pool_polls::note(conn, noted, now)))
                    .await?;
            }
            Ok(runs)
        }
        Polled::UnknownPool => Err(unknown(&name)),
        Polled::UnknownQueue(queue) => Err(unknown_queue(&name, &queue)),
    }
}
