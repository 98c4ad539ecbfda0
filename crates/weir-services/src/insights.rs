//! Looks for flows that get slower, for runs that took strangely long and for failures of a new kind, and tells of them in
//! events: each finding once, whatever crashes and however many replicas look.

mod new_failures;

use std::time::Duration;

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use weir_insights::{
    length,
    trends::{Sample, Told, tell},
};
use weir_store::{
    Result, Store,
    insights::{Completed, Finding, FindingKind, completed, flows_completed_since, forget, tell as tell_of},
};
use weir_types::{Clock, TimeDelta, Timestamp, ids::FlowId, insights::Direction};

pub use self::new_failures::look as look_for_new_failures;

/// How often it looks.
const EVERY: Duration = Duration::from_mins(5);

/// How far back runs are looked at, and how many of each flow at most.
const PAST: TimeDelta = TimeDelta::from_secs(90 * 86_400);
const MOST: i64 = 5_000;

/// How long ago a change was at most that is told of. It takes ten runs or more to see it, and of a flow that runs once a
/// day these are weeks.
const NEWS: TimeDelta = TimeDelta::from_secs(30 * 86_400);

/// How far two changes of a flow are apart at least: by this, and by so many runs. The first run that is different is
/// found more exactly with each that follows.
const APART: TimeDelta = TimeDelta::from_secs(7 * 86_400);
const RUNS_APART: usize = 10;

/// How long ago a strange run ended at most that is still news.
const TODAY: TimeDelta = TimeDelta::from_secs(86_400);

/// Of how many strange runs of a flow it is told at once at most, the strangest.
const STRANGE: usize = 20;

/// How far apart it is told twice of a flow that it gets slower.
const MONTH: TimeDelta = TimeDelta::from_secs(30 * 86_400);

/// Whether it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether it looks at all.
    pub enabled: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { enabled: true }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if !settings.enabled {
        return;
    }
    let mut looked = clock.now() - TODAY;
    loop {
        tokio::time::sleep(EVERY).await;
        let now = clock.now();
        match round(&store, looked, now).await {
            Ok(()) => looked = now,
            Err(error) => {
                tracing::error!(%error, "insights could not be looked for; the next round tries again");
            }
        }
    }
}

async fn round(store: &Store, looked: Timestamp, now: Timestamp) -> Result<()> {
    look(store, now).await?;
    // A run may tell of its end a little later than it ended.
    look_for_new_failures(store, looked - TimeDelta::from_secs(60), now).await
}

/// Looks at every flow of which runs completed in the last day, and tells of what is new as of `now`.
///
/// # Errors
/// As the store says; what was told before stays so.
pub async fn look(store: &Store, now: Timestamp) -> Result<()> {
    let since = now - TODAY;
    let flows = store.read(since, |conn, since| Box::pin(flows_completed_since(conn, *since))).await?;
    for (flow, name) in flows {
        let since = now - PAST;
        let runs = store.read(flow, move |conn, flow| Box::pin(completed(conn, *flow, since, MOST))).await?;
        for finding in findings(flow, &name, &runs, now) {
            store.write(finding, move |conn, finding| Box::pin(tell_of(conn, finding, now))).await?;
        }
    }
    let before = now - PAST;
    store.write(before, |conn, before| Box::pin(forget(conn, *before))).await
}

/// What is new about the runs of a flow.
fn findings(flow: FlowId, name: &str, runs: &[Completed], now: Timestamp) -> Vec<Finding> {
    let samples: Vec<Sample> = runs
        .iter()
        .map(|run| Sample { run: run.run, at: run.ended, seconds: run.run_time.as_secs_f64() })
        .collect();
    let told = tell(&samples, &TimeZone::UTC);
    let finding = |kind, at, apart, payload: Value| Finding {
        kind,
        flow_id: flow,
        flow_name: name.to_owned(),
        flow_run_id: None,
        apart_by: None,
        at,
        apart,
        payload: members(payload),
    };
    let Told { trend, changes, anomalies, .. } = told;
    let mut found = Vec::new();
    if let Some(change) = changes.last().filter(|change| now.since(change.at) <= NEWS) {
        let kind = match change.factor {
            factor if factor > 1.0 => FindingKind::DurationRegression,
            _ => FindingKind::DurationImprovement,
        };
        let payload = json!({
            "at": change.at, "before": change.before, "after": change.after, "factor": change.factor,
            "p_value": change.p_value,
            "summary": format!(
                "{name} takes {:.1} times as long since {}: {} instead of {}",
                change.factor,
                change.at.to_jiff().strftime("%Y-%m-%d"),
                length(change.after),
                length(change.before),
            ),
        });
        let apart = runs.iter().nth_back(RUNS_APART - 1).map_or(APART, |run| now.since(run.ended).max(APART));
        found.push(finding(kind, change.at, apart, payload));
    }
    if let Some(trend) = trend.filter(|trend| trend.direction == Direction::Slower) {
        let payload = json!({
            "growth_per_month": trend.growth_per_month, "low": trend.low, "high": trend.high,
            "summary": format!("{name} is {}", trend.words),
        });
        found.push(finding(FindingKind::DurationTrend, now, MONTH, payload));
    }
    let recent = anomalies.into_iter().filter(|anomaly| now.since(anomaly.at) <= TODAY).take(STRANGE);
    found.extend(recent.map(|anomaly| {
        let payload = json!({
            "duration": anomaly.duration, "expected": anomaly.expected, "score": anomaly.score,
            "summary": format!(
                "a run of {name} took {}; {} is usual", length(anomaly.duration), length(anomaly.expected)
            ),
        });
        Finding {
            flow_run_id: Some(anomaly.flow_run_id),
            ..finding(FindingKind::DurationAnomaly, anomaly.at, TODAY, payload)
        }
    }));
    found
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
