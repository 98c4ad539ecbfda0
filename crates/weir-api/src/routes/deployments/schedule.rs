//! Making runs of a deployment's schedules at once.

use axum::extract::State;
use serde::Deserialize;
use weir_engine::schedules::Horizon;
use weir_services::scheduler;
use weir_types::{TimeDelta, Timestamp, ids::DeploymentId};

use crate::{
    answer::Answer,
    app::App,
    error::ApiResult,
    extract::{Body, Path},
};

/// Which runs shall be made: what is not named is as when they are made without being asked.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    start_time: Option<Timestamp>,
    end_time: Option<Timestamp>,
    min_time: Option<TimeDelta>,
    min_runs: Option<i64>,
    max_runs: Option<i64>,
}

impl Wanted {
    fn horizon(self, usual: &scheduler::Settings, now: Timestamp) -> Horizon {
        let start = self.start_time.unwrap_or(now);
        let number =
            |given: Option<i64>, usual| given.map_or(usual, |given| usize::try_from(given).unwrap_or(0));
        Horizon {
            start,
            end: self.end_time.unwrap_or(start + usual.most_time),
            least_time: self.min_time.unwrap_or(usual.least_time),
            least_runs: number(self.min_runs, usual.least_runs),
            most_runs: number(self.max_runs, usual.most_runs),
        }
    }
}

pub(super) async fn schedule(
    State(app): State<App>,
    Path(id): Path<DeploymentId>,
    Body(wanted): Body<Option<Wanted>>,
) -> ApiResult<Answer<()>> {
    let (usual, now) = (app.settings().scheduler, app.now());
    let horizon = wanted.unwrap_or_default().horizon(&usual, now);
    scheduler::schedule_one(app.store(), id, &horizon, usual.batch, now).await?;
    Ok(Answer(()))
}
