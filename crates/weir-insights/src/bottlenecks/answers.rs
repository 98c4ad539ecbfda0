//! What is told of where time goes.

use std::collections::{BTreeMap, HashMap};

use weir_store::{
    Conn, Result,
    insights::{
        FlowRunTimes, TaskRunTimes, ended_by_flow, ended_flow_runs, flow_names, flow_run_times,
        task_run_times,
    },
};
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    ids::{FlowId, FlowRunId},
    insights::{
        BottlenecksInsight, FlowBottlenecks, Named, Parallelism, PathStep, Period, RunBottlenecks,
        TaskDominance, TaskShare,
    },
};

use super::analysis::{Analysis, analyse};
use crate::{groups::task_name, span::Span};

/// From this part of the wall time on a task is a bottleneck.
const BOTTLENECK: f64 = 0.5;

/// What is asked of many runs.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which runs.
    pub filters: RunFilters,
    /// Of which time.
    pub span: Span,
    /// How many runs of each flow at most.
    pub runs: i64,
    /// How many flows at most.
    pub limit: usize,
}

/// A part of a time, from 0 to 1.
fn share(part: TimeDelta, of: TimeDelta) -> f64 {
    if of > TimeDelta::ZERO { part.as_secs_f64() / of.as_secs_f64() } else { 0.0 }
}

fn task(key: &str) -> Named {
    Named { id: Some(key.to_owned()), name: Some(task_name(key).to_owned()) }
}

fn flow(id: FlowId, names: &HashMap<FlowId, String>) -> Named {
    Named { id: Some(id.to_string()), name: names.get(&id).cloned() }
}

/// Where the time of a flow run goes, as of `now`; none if there is no such run.
///
/// # Errors
/// As the store says.
pub async fn of_one(conn: &mut Conn, id: FlowRunId, now: Timestamp) -> Result<Option<RunBottlenecks>> {
    let Some(run) = flow_run_times(conn, id).await? else { return Ok(None) };
    let names = flow_names(conn, &[run.flow_id]).await?;
    let tasks = task_run_times(conn, &[id]).await?;
    let start = run.start.unwrap_or(now);
    let time = Period { start, end: run.end.unwrap_or(now).max(start) };
    let found = analyse(time, &tasks, now);
    Ok(Some(RunBottlenecks {
        flow_run_id: id,
        name: run.name,
        flow: flow(run.flow_id, &names),
        state_type: run.state_type,
        start: run.start,
        end: run.start.map(|_| time.end),
        wall_time: found.wall.as_secs_f64(),
        busy: found.busy.as_secs_f64(),
        idle: found.wall.as_secs_f64() - found.busy.as_secs_f64(),
        parallelism: Parallelism {
            mean: (found.busy > TimeDelta::ZERO).then(|| share(found.covered, found.busy)),
            max: found.most,
        },
        critical_time: found.tasks.values().map(|part| part.critical.as_secs_f64()).sum(),
        critical_path: path(&found, &tasks, start),
        tasks: shares(&found),
    }))
}

fn shares(found: &Analysis) -> Vec<TaskShare> {
    let mut shares: Vec<TaskShare> = found
        .tasks
        .iter()
        .map(|(key, part)| {
            let share = share(part.busy, found.wall);
            TaskShare {
                task: task(key),
                runs: part.runs,
                busy: part.busy.as_secs_f64(),
                share,
                work: part.work.as_secs_f64(),
                wait: part.wait.as_secs_f64(),
                critical_time: part.critical.as_secs_f64(),
                bottleneck: share > BOTTLENECK,
            }
        })
        .collect();
    shares.sort_by(|a, b| b.share.total_cmp(&a.share));
    shares
}

fn path(found: &Analysis, tasks: &[TaskRunTimes], start: Timestamp) -> Vec<PathStep> {
    let mut before = start;
    found
        .path
        .iter()
        .map(|step| {
            let run = &tasks[step.nth];
            let gap = step.time.start.since(before).max(TimeDelta::ZERO);
            before = step.time.end;
            PathStep {
                task_run_id: run.id,
                name: run.name.clone(),
                task: task(&run.task_key),
                start: step.time.start,
                end: step.time.end,
                seconds: step.time.end.since(step.time.start).as_secs_f64(),
                gap: gap.as_secs_f64(),
                link: step.link,
            }
        })
        .collect()
}

/// What many runs of a flow come to.
#[derive(Clone, Debug, Default)]
struct Sums {
    runs: i64,
    wall: TimeDelta,
    critical: TimeDelta,
    tasks: BTreeMap<String, TaskSums>,
}

#[derive(Clone, Copy, Debug, Default)]
struct TaskSums {
    runs: i64,
    busy: TimeDelta,
    critical: TimeDelta,
    bottleneck_in: i64,
}

impl Sums {
    fn add(&mut self, found: &Analysis) {
        self.runs += 1;
        self.wall = self.wall + found.wall;
        for (key, part) in &found.tasks {
            let sums = self.tasks.entry(key.clone()).or_default();
            sums.runs += 1;
            sums.busy = sums.busy + part.busy;
            sums.critical = sums.critical + part.critical;
            sums.bottleneck_in += i64::from(share(part.busy, found.wall) > BOTTLENECK);
            self.critical = self.critical + part.critical;
        }
    }

    fn dominant(&self) -> Option<Named> {
        // Of several alike the first by its key.
        let most = self.tasks.iter().rev().max_by_key(|(_, sums)| sums.busy)?;
        Some(task(most.0))
    }
}

/// Where the time of many runs goes, as of `now`.
///
/// # Errors
/// As the store says.
pub async fn of_many(conn: &mut Conn, question: &Question, now: Timestamp) -> Result<BottlenecksInsight> {
    let Question { filters, span, limit, .. } = question;
    let (period, previous) = (span.period(), span.before());
    let mut flows = ended_by_flow(conn, filters, period).await?;
    let left_out = flows.len().saturating_sub(*limit);
    flows.truncate(*limit);
    let ids: Vec<FlowId> = flows.iter().map(|(id, _)| *id).collect();
    let names = flow_names(conn, &ids).await?;
    let mut told = Vec::with_capacity(flows.len());
    for (id, ended) in flows {
        let sums = sums(conn, question, id, period, now).await?;
        let before = self::sums(conn, question, id, previous, now).await?;
        told.push(FlowBottlenecks {
            flow: flow(id, &names),
            runs: sums.runs,
            runs_left_out: ended - sums.runs,
            wall_time: sums.wall.as_secs_f64(),
            dominant: sums.dominant(),
            previous_dominant: before.dominant(),
            tasks: dominances(&sums, &before),
        });
    }
    Ok(BottlenecksInsight { start: period.start, end: period.end, previous, flows: told, left_out })
}

async fn sums(
    conn: &mut Conn,
    question: &Question,
    flow: FlowId,
    period: Period,
    now: Timestamp,
) -> Result<Sums> {
    let runs = ended_flow_runs(conn, &question.filters, flow, period, question.runs).await?;
    let ids: Vec<FlowRunId> = runs.iter().map(|run| run.id).collect();
    let mut tasks: HashMap<FlowRunId, Vec<TaskRunTimes>> = HashMap::new();
    for task in task_run_times(conn, &ids).await? {
        tasks.entry(task.flow_run_id).or_default().push(task);
    }
    let mut sums = Sums::default();
    for FlowRunTimes { id, start, end, .. } in runs {
        let (Some(start), Some(end)) = (start, end) else { continue };
        let tasks = tasks.get(&id).map(Vec::as_slice).unwrap_or_default();
        sums.add(&analyse(Period { start, end: end.max(start) }, tasks, now));
    }
    Ok(sums)
}

fn dominances(now: &Sums, before: &Sums) -> Vec<TaskDominance> {
    let mut told: Vec<TaskDominance> = now
        .tasks
        .iter()
        .map(|(key, sums)| {
            let share_now = share(sums.busy, now.wall);
            let previous = before.tasks.get(key).map(|sums| share(sums.busy, before.wall));
            TaskDominance {
                task: task(key),
                runs: sums.runs,
                share: share_now,
                previous_share: previous,
                share_change: previous.map(|previous| share_now - previous),
                critical_share: share(sums.critical, now.critical),
                bottleneck_in: sums.bottleneck_in,
            }
        })
        .collect();
    told.sort_by(|a, b| b.share.total_cmp(&a.share));
    told
}
