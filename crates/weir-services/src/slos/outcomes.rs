//! Counts runs by the objectives that select them, as the event log tells that something happened to them.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde::Deserialize;
use tokio::sync::Notify;
use weir_engine::slos::{Measure, RunFacts, judge, selects};
use weir_store::{
    Conn, Result,
    events::StoredEvent,
    slos::{self, Entry, Known, Watched},
};
use weir_types::{Clock, Timestamp, ids::FlowRunId};

use crate::reader::Reader;

/// The reader of the log that counts runs. An event says only that something happened: what counts is the run as it is,
/// so the same event may be read twice.
#[derive(Clone, Debug)]
pub(crate) struct Outcomes {
    pub(super) clock: Clock,
    /// Woken when runs have been counted.
    pub(super) counted: Arc<Notify>,
}

impl Outcomes {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, counted: Arc::new(Notify::new()) }
    }
}

/// Runs to be counted by one objective.
type Counts = Vec<(Watched, Vec<Entry>)>;

impl Reader for Outcomes {
    const NAME: &'static str = "slos";
    const PAYLOADS: bool = false;
    type Work = (Timestamp, Counts);

    fn prepare<'c>(
        &'c self,
        conn: &'c mut Conn,
        events: &'c [StoredEvent],
    ) -> BoxFuture<'c, Result<Self::Work>> {
        Box::pin(async move {
            let now = self.clock.now();
            let mut runs: Vec<FlowRunId> = events.iter().filter_map(run_of).collect();
            runs.sort_unstable();
            runs.dedup();
            if runs.is_empty() {
                return Ok((now, Vec::new()));
            }
            let mut watched = slos::watched(conn).await?;
            watched.retain(|slo| !matches!(slo.objective.measure, Measure::Metric(_)));
            if watched.is_empty() {
                return Ok((now, Vec::new()));
            }
            let facts = slos::facts(conn, &runs).await?;
            let counts = watched.into_iter().map(|slo| {
                let entries = entries(&slo, &facts, now);
                (slo, entries)
            });
            Ok((now, counts.filter(|(_, entries)| !entries.is_empty()).collect()))
        })
    }

    fn apply<'c>(&'c self, conn: &'c mut Conn, work: &'c Self::Work) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let (now, counts) = work;
            for (slo, entries) in counts {
                slos::put(conn, slo, entries, Known::Replace, *now).await?;
            }
            Ok(())
        })
    }

    fn applied(&self, (_, counts): &Self::Work) {
        if !counts.is_empty() {
            self.counted.notify_one();
        }
    }
}

/// The flow run that an event is about.
fn run_of(event: &StoredEvent) -> Option<FlowRunId> {
    #[derive(Deserialize)]
    struct Resource {
        #[serde(rename = "prefect.resource.id")]
        id: String,
    }
    if !event.event.starts_with("prefect.flow-run.") {
        return None;
    }
    let resource: Resource = serde_json::from_str(event.resource.as_str()).ok()?;
    resource.id.strip_prefix("prefect.flow-run.")?.parse().ok()
}

/// What the runs are by an objective that selects them.
pub(super) fn entries(slo: &Watched, runs: &[RunFacts], now: Timestamp) -> Vec<Entry> {
    let selected = runs.iter().filter(|run| selects(&slo.spec.select, slo.deployment_id, &run.subject));
    selected
        .map(|run| Entry {
            run: run.id,
            judged: judge(&slo.objective.measure, run).map(|judged| judged.at(now)),
            facts: Some(run.clone()),
        })
        .collect()
}
