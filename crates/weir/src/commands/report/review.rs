//! What a review tells.

use serde::Serialize;
use serde_json::json;
use weir_types::{
    TimeDelta, Timestamp,
    insights::{
        BottlenecksInsight, ChangePoint, FailureGroup, FailuresInsight, FlowBottlenecks, Named, Retries,
        RetriesInsight, RunsGroup, RunsInsight, TaskDominance, TrendGroup, TrendsInsight,
    },
};

use crate::{client::Client, commands::insights::failures::unknown};

/// How many of each are told of.
const MOST: usize = 10;

/// Into how many intervals the time is cut: one is a character of the line that shows how a flow went.
const INTERVALS: i64 = 7;

/// How many flows are told of at most: as many as the server tells of.
const FLOWS: usize = 200;

/// How far back it is looked for changes.
const PAST: TimeDelta = TimeDelta::from_secs(90 * 86_400);

/// How long before the end a change was at most that is told of, as in the server's events: of a flow that runs once a day it
/// takes weeks to see one.
const NEWS: TimeDelta = TimeDelta::from_secs(30 * 86_400);

/// A review.
#[derive(Debug, Serialize)]
pub(crate) struct Review {
    /// Where it begins.
    pub(crate) start: Timestamp,
    /// Where it ends.
    pub(crate) end: Timestamp,
    /// All runs.
    pub(crate) all: Option<RunsGroup>,
    /// Those of each flow.
    pub(crate) flows: Vec<RunsGroup>,
    /// Failures that were not seen before.
    pub(crate) new_failures: Vec<FailureGroup>,
    /// What cannot be told of them, if anything.
    pub(crate) failures_unknown: Option<String>,
    /// The tasks that take more than half of the time of their flow.
    pub(crate) slow_tasks: Vec<SlowTask>,
    /// Flows whose runs have become slower in the last thirty days.
    pub(crate) slower: Vec<Slower>,
    /// The tasks with the most retries.
    pub(crate) retries: Vec<Retries>,
    /// How many more of each there are.
    pub(crate) left_out: LeftOut,
}

/// How many are not told of.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct LeftOut {
    /// Flows.
    pub(crate) flows: usize,
    /// Failures that were not seen before.
    pub(crate) new_failures: usize,
    /// Flows that may have a slow task or not.
    pub(crate) slow_tasks: usize,
    /// Flows that may have become slower or not.
    pub(crate) slower: usize,
    /// Tasks that were retried.
    pub(crate) retries: usize,
}

/// A task that takes more than half of the time of its flow.
#[derive(Debug, Serialize)]
pub(crate) struct SlowTask {
    /// The flow.
    pub(crate) flow: Named,
    /// The task.
    pub(crate) task: TaskDominance,
}

/// A flow that has become slower.
#[derive(Debug, Serialize)]
pub(crate) struct Slower {
    /// The flow.
    pub(crate) flow: Named,
    /// How.
    pub(crate) change: ChangePoint,
}

impl Review {
    /// Asks the server.
    pub(crate) async fn ask(client: &Client, start: Timestamp, end: Timestamp) -> anyhow::Result<Self> {
        let all = json!({ "start": start, "end": end });
        let all: RunsInsight = client.post("/insights/flow_runs", &all).await?;
        let flows = json!({
            "start": start, "end": end, "group_by": ["flow"], "limit": FLOWS,
            "interval_seconds": TimeDelta::from_micros(end.since(start).as_micros() / INTERVALS),
        });
        let mut flows: RunsInsight = client.post("/insights/flow_runs", &flows).await?;
        flows.groups.retain(|group| group.figures.runs > 0);
        let failures = json!({ "start": start, "end": end, "new": true, "limit": MOST });
        let failures: FailuresInsight = client.post("/insights/failures", &failures).await?;
        let bottlenecks = json!({ "start": start, "end": end, "limit": MOST });
        let bottlenecks: BottlenecksInsight = client.post("/insights/bottlenecks", &bottlenecks).await?;
        let trends = json!({ "start": end - PAST, "end": end, "limit": FLOWS });
        let trends: TrendsInsight = client.post("/insights/trends", &trends).await?;
        let retries = json!({ "start": start, "end": end, "limit": MOST });
        let retries: RetriesInsight = client.post("/insights/retries", &retries).await?;
        let left_out = LeftOut {
            flows: flows.left_out,
            new_failures: failures.left_out,
            slow_tasks: bottlenecks.left_out,
            slower: trends.left_out,
            retries: retries.tasks_left_out,
        };
        Ok(Self {
            start,
            end,
            left_out,
            failures_unknown: unknown(&failures),
            all: all.groups.into_iter().next(),
            flows: flows.groups,
            new_failures: failures.groups,
            slow_tasks: bottlenecks.flows.into_iter().filter_map(slow_task).collect(),
            slower: trends.groups.into_iter().filter_map(|group| slower(group, end - NEWS)).collect(),
            retries: retries.tasks,
        })
    }
}

/// The task with the greatest share of a flow's time, if that is more than half.
pub(super) fn slow_task(flow: FlowBottlenecks) -> Option<SlowTask> {
    let task = flow.tasks.into_iter().next().filter(|task| task.share > 0.5)?;
    Some(SlowTask { flow: flow.flow, task })
}

/// The last change of a flow, if it became slower since then.
fn slower(mut group: TrendGroup, since: Timestamp) -> Option<Slower> {
    let change = group.changes.pop().filter(|change| change.at >= since && change.factor > 1.0)?;
    Some(Slower { flow: group.group.remove("flow")?, change })
}
