//! Runs and events, from the rollups.

use std::fmt;

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
};
use weir_store::{
    Conn, Result,
    rollups::{self, DURATION_BOUNDS, Durations, NamedTally, RunKind},
};

use super::custom::Custom;

/// What the store holds at the moment of a scrape.
#[derive(Debug, Default)]
pub struct Snapshot {
    flow_runs: Vec<NamedTally>,
    task_runs: Vec<NamedTally>,
    unfinished: Vec<(String, String, String, i64)>,
    events: Vec<(String, i64)>,
    custom: Custom,
}

impl Snapshot {
    /// Reads it; of custom metrics the `series` with the newest points.
    ///
    /// # Errors
    /// As the store says.
    pub async fn read(conn: &mut Conn, series: u32) -> Result<Self> {
        Ok(Self {
            flow_runs: rollups::totals(conn, RunKind::Flow).await?,
            task_runs: rollups::totals(conn, RunKind::Task).await?,
            unfinished: rollups::unfinished(conn).await?,
            events: rollups::event_totals(conn).await?,
            custom: Custom::read(conn, series).await?,
        })
    }
}

impl Collector for Snapshot {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let flow_labels = |series: &NamedTally| {
            vec![
                ("flow", series.flow.clone()),
                ("deployment", series.deployment.clone()),
                ("state", series.state_name.clone()),
            ]
        };
        let task_labels =
            |series: &NamedTally| vec![("flow", series.flow.clone()), ("state", series.state_name.clone())];
        transitions(
            &mut encoder,
            "weir_flow_run_transitions",
            "Flow runs that entered a state",
            &self.flow_runs,
            flow_labels,
        )?;
        durations(
            &mut encoder,
            "weir_flow_run_duration_seconds",
            "Run time of ended flow runs",
            &self.flow_runs,
            flow_labels,
        )?;
        transitions(
            &mut encoder,
            "weir_task_run_transitions",
            "Task runs that entered a state",
            &self.task_runs,
            task_labels,
        )?;
        durations(
            &mut encoder,
            "weir_task_run_duration_seconds",
            "Run time of ended task runs",
            &self.task_runs,
            task_labels,
        )?;
        self.unfinished(&mut encoder)?;
        self.events(&mut encoder)?;
        self.custom.encode(encoder)
    }
}

impl Snapshot {
    fn unfinished(&self, encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let help = "Flow runs that are in a state now and have not ended";
        let mut family =
            encoder.encode_descriptor("weir_flow_runs_unfinished", help, None, MetricType::Gauge)?;
        for (flow, deployment, state, count) in &self.unfinished {
            let labels = [("flow", flow), ("deployment", deployment), ("state", state)];
            ConstGauge::new(*count).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn events(&self, encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let mut family = encoder.encode_descriptor(
            "weir_events",
            "Events in the log, by name",
            None,
            MetricType::Counter,
        )?;
        for (event, count) in &self.events {
            counter(&mut family, &[("event", event)], *count)?;
        }
        Ok(())
    }
}

type Labels = Vec<(&'static str, String)>;

fn transitions(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    series: &[NamedTally],
    labels: impl Fn(&NamedTally) -> Labels,
) -> Result<(), fmt::Error> {
    let mut family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    for series in series {
        let labels = labels(series);
        let labels: Vec<(&str, &String)> = labels.iter().map(|(key, value)| (*key, value)).collect();
        counter(&mut family, &labels, series.tally.transitions)?;
    }
    Ok(())
}

fn counter(family: &mut MetricEncoder<'_>, labels: &[(&str, &String)], count: i64) -> Result<(), fmt::Error> {
    let labels = labels.to_vec();
    ConstCounter::new(u64::try_from(count).unwrap_or(0)).encode(family.encode_family(&labels)?)
}

/// Only states that end a run have durations.
fn durations(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    series: &[NamedTally],
    labels: impl Fn(&NamedTally) -> Labels,
) -> Result<(), fmt::Error> {
    let mut family = encoder.encode_descriptor(name, help, None, MetricType::Histogram)?;
    for series in series.iter().filter(|series| series.tally.durations.count() > 0) {
        let labels = labels(series);
        let mut histogram = family.encode_family(&labels)?;
        let Durations { sum, .. } = series.tally.durations;
        let count = u64::try_from(series.tally.durations.count()).unwrap_or(0);
        let buckets = buckets(&series.tally.durations);
        histogram.encode_histogram::<[(&str, &str); 0]>(sum.as_secs_f64(), count, &buckets, None)?;
    }
    Ok(())
}

/// Bounds and counts, each bucket for itself: the encoder adds them up.
fn buckets(durations: &Durations) -> Vec<(f64, u64)> {
    let bounds = DURATION_BOUNDS.into_iter().chain([f64::MAX]);
    bounds.zip(durations.buckets).map(|(bound, count)| (bound, u64::try_from(count).unwrap_or(0))).collect()
}
