//! The failures of a time, those that are alike together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;
use weir_store::{
    Conn, Result,
    insights::{FailedRun, Kind, failed_runs, flow_names, had_other_version, lines_with, versions},
};
use weir_types::{
    TimeDelta,
    filters::queries::RunFilters,
    ids::{DeploymentId, FlowId},
    insights::{FailureExample, FailureGroup, FailuresInsight, Named, NewInVersion, Period},
    state::StateType,
};

use super::fingerprint::{Error, fingerprint, raised_in};
use crate::{groups::task_name, span::Span};

/// How many failures of a kind of runs are looked at at most, unless a question says otherwise.
pub const MOST: i64 = 10_000;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which runs.
    pub filters: RunFilters,
    /// Of which time.
    pub span: Span,
    /// How long before it is looked at too.
    pub lookback: TimeDelta,
    /// Only failures that are known to be new.
    pub new: bool,
    /// How many failures of a kind of runs are looked at at most, the last ones.
    pub most: i64,
    /// How many groups at most.
    pub limit: usize,
}

/// What failures of a flow have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    flow: Option<FlowId>,
    error: Error,
    raised_in: Option<String>,
}

/// Answers the question.
///
/// # Errors
/// As the store says.
pub async fn answer(conn: &mut Conn, question: &Question) -> Result<FailuresInsight> {
    let period = question.span.period();
    let mut looked_at = Period { start: period.start - question.lookback, end: period.end };
    let mut runs = Vec::new();
    for kind in [Kind::Flow, Kind::Task] {
        let found = failed_runs(conn, kind, &question.filters, looked_at, question.most).await?;
        // Of more than are looked at the first ones are missing.
        let is_full = i64::try_from(found.len()).is_ok_and(|len| len == question.most);
        if let Some(first) = found.last().filter(|_| is_full) {
            looked_at.start = looked_at.start.max(first.ended);
        }
        runs.extend(found);
    }
    runs.retain(|run| run.ended >= looked_at.start);
    runs.sort_by_key(|run| (run.ended, run.id));
    let places = places(conn, &runs).await?;
    let groups = alike(runs, &places);
    let failures = groups.values().flatten().filter(|run| period.has(run.ended)).count();

    let mut of_time: Vec<(&Key, &Vec<FailedRun>, i64)> = groups
        .iter()
        .map(|(key, runs)| (key, runs, count(runs, |run| period.has(run.ended))))
        .filter(|(_, runs, count)| {
            *count > 0 && (!question.new || is_new(runs, period, looked_at) == Some(true))
        })
        .collect();
    of_time.sort_by(|(key, _, a), (other, _, b)| b.cmp(a).then_with(|| key.cmp(other)));
    let left_out = of_time.len().saturating_sub(question.limit);
    of_time.truncate(question.limit);
    let flows: Vec<FlowId> = of_time.iter().filter_map(|(key, ..)| key.flow).collect();
    let names = flow_names(conn, &flows).await?;
    let mut told = Vec::with_capacity(of_time.len());
    for (key, runs, _) in of_time {
        let new_in_version = new_in_version(conn, runs, looked_at).await?;
        let new = is_new(runs, period, looked_at);
        told.extend(group(key, runs, period, &names, (new, new_in_version)));
    }
    Ok(FailuresInsight {
        start: period.start,
        end: period.end,
        looked_back_to: looked_at.start,
        partial: looked_at.start > period.start,
        failures: i64::try_from(failures).unwrap_or(i64::MAX),
        groups: told,
        left_out,
    })
}

/// Whether failures, in the order of their ends, were not seen before a time; not known if it was not looked at what was
/// before.
fn is_new(runs: &[FailedRun], period: Period, looked_at: Period) -> Option<bool> {
    (looked_at.start < period.start).then(|| runs.first().is_some_and(|first| first.ended >= period.start))
}

fn count(runs: &[FailedRun], is_counted: impl Fn(&FailedRun) -> bool) -> i64 {
    i64::try_from(runs.iter().filter(|run| is_counted(run)).count()).unwrap_or(i64::MAX)
}

/// Where the failures of some runs were raised, as far as their logs have tracebacks.
async fn places(conn: &mut Conn, runs: &[FailedRun]) -> Result<HashMap<Uuid, String>> {
    const TRACEBACK: &str = "Traceback (most recent call last)";
    let of_kind = |is_task: bool| -> Vec<Uuid> {
        runs.iter().filter(|run| run.task_key.is_some() == is_task).map(|run| run.id).collect()
    };
    let mut lines = lines_with(conn, Kind::Flow, &of_kind(false), TRACEBACK).await?;
    lines.extend(lines_with(conn, Kind::Task, &of_kind(true), TRACEBACK).await?);
    // The last one of a run is that of its end.
    Ok(lines.into_iter().filter_map(|(run, line)| Some((run, raised_in(&line)?))).collect())
}

/// The runs that are alike, in the order in which they are given. A run whose log has no traceback (any more) is like
/// the last one of its flow with the same error.
fn alike(runs: Vec<FailedRun>, places: &HashMap<Uuid, String>) -> BTreeMap<Key, Vec<FailedRun>> {
    let errors: Vec<Error> =
        runs.iter().map(|run| Error::of_message(run.message.as_deref().unwrap_or_default())).collect();
    let mut known: HashMap<(Option<FlowId>, &Error), &String> = HashMap::new();
    for (run, error) in runs.iter().zip(&errors) {
        if let Some(place) = places.get(&run.id) {
            known.insert((run.flow_id, error), place);
        }
    }
    let places: Vec<Option<String>> = runs
        .iter()
        .zip(&errors)
        .map(|(run, error)| {
            places.get(&run.id).or_else(|| known.get(&(run.flow_id, error)).copied()).cloned()
        })
        .collect();
    let mut groups: BTreeMap<Key, Vec<FailedRun>> = BTreeMap::new();
    for ((run, error), raised_in) in runs.into_iter().zip(errors).zip(places) {
        groups.entry(Key { flow: run.flow_id, error, raised_in }).or_default().push(run);
    }
    groups
}

/// The version of a deployment that brought these failures: the present one, if all runs that failed so ran it, and
/// runs of another are known. Runs come in the order of their ends.
async fn new_in_version(
    conn: &mut Conn,
    runs: &[FailedRun],
    looked_at: Period,
) -> Result<Option<NewInVersion>> {
    let deployments: BTreeSet<DeploymentId> = runs.iter().filter_map(|run| run.deployment_id).collect();
    let deployments: Vec<DeploymentId> = deployments.into_iter().collect();
    for (id, name, version) in versions(conn, &deployments).await? {
        let mut of_deployment = runs.iter().filter(|run| run.deployment_id == Some(id));
        if of_deployment.all(|run| run.version.as_ref() == Some(&version))
            && had_other_version(conn, id, &version, looked_at).await?
        {
            let deployment = Named { id: Some(id.to_string()), name: Some(name) };
            return Ok(Some(NewInVersion { deployment, version }));
        }
    }
    Ok(None)
}

/// What is told of runs that failed alike, of which there is one at least.
fn group(
    key: &Key,
    runs: &[FailedRun],
    period: Period,
    names: &HashMap<FlowId, String>,
    (new, new_in_version): (Option<bool>, Option<NewInVersion>),
) -> Option<FailureGroup> {
    let (first, last) = (runs.first()?, runs.last()?);
    let in_time =
        |is_counted: &dyn Fn(&FailedRun) -> bool| count(runs, |run| period.has(run.ended) && is_counted(run));
    let tasks: BTreeSet<&str> = runs.iter().filter_map(|run| run.task_key.as_deref()).collect();
    let of_task = |key: &str| Named { id: Some(key.to_owned()), name: Some(task_name(key).to_owned()) };
    let flow = key
        .flow
        .map_or_else(Named::default, |id| Named { id: Some(id.to_string()), name: names.get(&id).cloned() });
    Some(FailureGroup {
        fingerprint: fingerprint(&key.error, key.raised_in.as_deref()),
        flow,
        error_type: key.error.kind.clone(),
        error: key.error.told(),
        raised_in: key.raised_in.clone(),
        count: in_time(&|_| true),
        flow_runs: in_time(&|run| run.task_key.is_none()),
        task_runs: in_time(&|run| run.task_key.is_some()),
        crashed: in_time(&|run| run.state_type == StateType::Crashed),
        tasks: tasks.into_iter().map(of_task).collect(),
        first_seen: first.ended,
        last_seen: last.ended,
        new,
        new_in_version,
        example: FailureExample {
            flow_run_id: last.flow_run_id,
            task_run_id: last.task_run_id(),
            name: last.name.clone(),
            message: last.message.clone().unwrap_or_default(),
        },
    })
}
