//! Keeps the rollups up to date with the event log.

use futures_util::future::BoxFuture;
use weir_insights::fold::{Sums, Transition};
use weir_store::{
    Conn, Result,
    events::StoredEvent,
    rollups::{self, RunKind},
};
use weir_types::{
    TimeDelta,
    ids::{FlowRunId, TaskRunId},
};

use crate::reader::Reader;

/// Adds every event to the rollups of its hour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rollups;

impl Reader for Rollups {
    const NAME: &'static str = rollups::READER;
    type Work = Sums;

    fn prepare<'c>(&'c self, conn: &'c mut Conn, events: &'c [StoredEvent]) -> BoxFuture<'c, Result<Sums>> {
        Box::pin(async move {
            let mut sums = Sums::default();
            for event in events {
                let transition = Transition::of(event);
                let duration = match &transition {
                    Some(transition) if transition.series.state_type.is_terminal() => {
                        run_duration(conn, transition).await?
                    }
                    _ => None,
                };
                sums.add(event, transition.as_ref(), duration);
            }
            Ok(sums)
        })
    }

    fn apply<'c>(&'c self, conn: &'c mut Conn, sums: &'c Sums) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            for ((kind, hour, series), tally) in &sums.runs {
                rollups::add(conn, *kind, *hour, series, tally).await?;
            }
            for ((hour, event), count) in &sums.events {
                rollups::add_events(conn, *hour, event, *count).await?;
            }
            Ok(())
        })
    }
}

/// None when the run is gone by now.
async fn run_duration(conn: &mut Conn, transition: &Transition) -> Result<Option<TimeDelta>> {
    match transition.kind {
        RunKind::Flow => rollups::flow_run_duration(conn, FlowRunId(transition.run_id)).await,
        RunKind::Task => rollups::task_run_duration(conn, TaskRunId(transition.run_id)).await,
    }
}
