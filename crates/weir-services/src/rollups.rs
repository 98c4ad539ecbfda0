//! Keeps the rollups up to date with the event log.

use std::collections::HashMap;

use futures_util::future::BoxFuture;
use uuid::Uuid;
use weir_insights::fold::{Sums, Transition};
use weir_store::{
    Conn, Result,
    events::StoredEvent,
    rollups::{self, RunKind},
};
use weir_types::TimeDelta;

use crate::reader::Reader;

/// Adds every event to the rollups of its hour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rollups;

impl Reader for Rollups {
    const NAME: &'static str = rollups::READER;
    const PAYLOADS: bool = false;
    type Work = Sums;

    fn prepare<'c>(&'c self, conn: &'c mut Conn, events: &'c [StoredEvent]) -> BoxFuture<'c, Result<Sums>> {
        Box::pin(async move {
            let transitions: Vec<Option<Transition>> = events.iter().map(Transition::of).collect();
            let flow_runs = durations(conn, RunKind::Flow, &transitions).await?;
            let task_runs = durations(conn, RunKind::Task, &transitions).await?;
            let mut sums = Sums::default();
            for (event, transition) in events.iter().zip(&transitions) {
                let ended = transition.as_ref().filter(|transition| has_ended(transition));
                let duration = ended.and_then(|transition| match transition.kind {
                    RunKind::Flow => flow_runs.get(&transition.run_id).copied(),
                    RunKind::Task => task_runs.get(&transition.run_id).copied(),
                });
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

fn has_ended(transition: &Transition) -> bool {
    transition.series.state_type.is_terminal()
}

/// How long the runs of a kind took that have ended.
async fn durations(
    conn: &mut Conn,
    kind: RunKind,
    transitions: &[Option<Transition>],
) -> Result<HashMap<Uuid, TimeDelta>> {
    let ended = transitions.iter().flatten().filter(|transition| transition.kind == kind);
    let runs: Vec<Uuid> =
        ended.filter(|transition| has_ended(transition)).map(|transition| transition.run_id).collect();
    if runs.is_empty() { Ok(HashMap::new()) } else { rollups::durations(conn, kind, &runs).await }
}
