//! Asks the API for flow runs: those that have not ended, and how long those took that have.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId},
    state::StateType,
};

use super::{
    api::{Api, ApiError},
    event::{RunEvent, RunKind},
    scope::Scope,
};
use crate::facts::{Owner, StateKind, Window, WindowCount};

/// The most rows that one request may ask for, on servers with their defaults.
pub(super) const PAGE: usize = 200;

/// How many runs are read at most that have not ended.
const MOST: usize = 100_000;

/// What is read of a flow run.
#[derive(Debug, Deserialize)]
pub(super) struct FlowRun {
    pub(super) id: Uuid,
    pub(super) flow_id: FlowId,
    #[serde(default)]
    pub(super) deployment_id: Option<DeploymentId>,
    #[serde(default)]
    pub(super) work_queue_name: Option<String>,
    #[serde(default)]
    pub(super) work_pool_name: Option<String>,
    #[serde(default)]
    pub(super) tags: BTreeSet<String>,
    #[serde(default)]
    expected_start_time: Option<Timestamp>,
    #[serde(default)]
    total_run_time: TimeDelta,
    #[serde(default)]
    pub(super) state: Option<RunState>,
}

/// What is read of a state.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct RunState {
    pub(super) id: Uuid,
    #[serde(rename = "type")]
    pub(super) state_type: StateType,
    pub(super) name: String,
    pub(super) timestamp: Timestamp,
}

/// The flow runs that have not ended. Pages begin where the last one ended in the order of the runs' expected start, so
/// that runs that end meanwhile move none out of sight.
pub(super) async fn unfinished(api: &Api, scope: &Scope) -> Result<Vec<FlowRun>, ApiError> {
    let types: Vec<_> = StateType::ALL.into_iter().filter(|state_type| !state_type.is_terminal()).collect();
    let mut found: HashMap<Uuid, FlowRun> = HashMap::new();
    let (mut after, mut offset) = (None::<Timestamp>, 0);
    while found.len() < MOST {
        let mut filter = json!({ "state": { "type": { "any_": types } } });
        if let Some(after) = after {
            filter["expected_start_time"] = json!({ "after_": after });
        }
        let mut body = Value::Object(scope.flow_runs());
        body["flow_runs"] = filter;
        body["sort"] = "EXPECTED_START_TIME_ASC".into();
        (body["limit"], body["offset"]) = (PAGE.into(), offset.into());
        let page: Vec<FlowRun> = api.post("/flow_runs/filter", &body).await?;
        let full = page.len() >= PAGE;
        let last = page.last().and_then(|run| run.expected_start_time);
        let at_last = page.iter().filter(|run| run.expected_start_time == last).count();
        found.extend(page.into_iter().map(|run| (run.id, run)));
        if !full {
            break;
        }
        // Many runs of the same time are passed by counting them.
        offset = if last == after { offset + at_last } else { at_last };
        after = last;
    }
    Ok(found.into_values().collect())
}

/// The flow runs that were expected to start within `length` up to `now`, by state.
pub(super) async fn window(
    api: &Api,
    scope: &Scope,
    length: TimeDelta,
    now: Timestamp,
) -> Result<Window, ApiError> {
    Ok(Window { length, runs: history(api, scope, (now - length, now)).await? })
}

/// The flow runs that were expected to start within a time, by state. The API does not tell their owners apart.
pub(super) async fn history(
    api: &Api,
    scope: &Scope,
    (start, end): (Timestamp, Timestamp),
) -> Result<Vec<WindowCount>, ApiError> {
    #[derive(Deserialize)]
    struct Interval {
        states: Vec<Counted>,
    }
    #[derive(Deserialize)]
    struct Counted {
        state_type: StateType,
        state_name: String,
        count_runs: u64,
        sum_estimated_run_time: TimeDelta,
    }
    let mut body = Value::Object(scope.flow_runs());
    body["history_start"] = json!(start);
    body["history_end"] = json!(end);
    body["history_interval_seconds"] = json!(end.since(start));
    if !scope.tags.is_empty() {
        body["flow_runs"] = json!({ "tags": { "any_": scope.tags } });
    }
    let intervals: Vec<Interval> = api.post("/flow_runs/history", &body).await?;
    let counted = intervals.into_iter().flat_map(|interval| interval.states);
    let runs = counted.map(|counted| WindowCount {
        owner: Owner::default(),
        state: StateKind { name: counted.state_name, state_type: counted.state_type },
        count: counted.count_runs,
        run_time: counted.sum_estimated_run_time.as_secs_f64(),
    });
    Ok(runs.collect())
}

/// How long flow runs took that some events ended.
#[derive(Debug, Default)]
pub(super) struct RunTimes {
    /// By the ids of the events. Runs that are gone are not among them.
    pub(super) times: HashMap<Uuid, TimeDelta>,
    /// Events whose states the API does not tell of yet.
    pub(super) unsettled: HashSet<Uuid>,
}

/// How long flow runs took that these events ended.
pub(super) async fn run_times(api: &Api, events: &[RunEvent]) -> Result<RunTimes, ApiError> {
    let ended = |event: &RunEvent| {
        let change = event.change.as_ref()?;
        let ended = change.kind == RunKind::Flow && change.state.state_type.is_terminal();
        ended.then_some((change.run_id, event.id))
    };
    let ended: Vec<(Uuid, Uuid)> = events.iter().filter_map(ended).collect();
    let mut read = RunTimes::default();
    for some in ended.chunks(PAGE) {
        let runs: BTreeSet<Uuid> = some.iter().map(|(run, _)| *run).collect();
        let body = json!({ "flow_runs": { "id": { "any_": runs } }, "limit": PAGE });
        let page: Vec<FlowRun> = api.post("/flow_runs/filter", &body).await?;
        let runs: HashMap<Uuid, FlowRun> = page.into_iter().map(|run| (run.id, run)).collect();
        for (run, state) in some {
            let Some(found) = runs.get(run) else { continue };
            let current = found.state.as_ref().map(|state| state.id);
            let time = if current == Some(*state) {
                Some(found.total_run_time)
            } else {
                // The run has gone on since: its states tell how long it had run by then.
                run_time_at(&states(api, *run).await?, *state)
            };
            match time {
                Some(time) => drop(read.times.insert(*state, time)),
                None => drop(read.unsettled.insert(*state)),
            }
        }
    }
    Ok(read)
}

async fn states(api: &Api, run: Uuid) -> Result<Vec<RunState>, ApiError> {
    api.get("/flow_run_states/", &[("flow_run_id", &run.to_string())]).await
}

/// How long a run was running until it entered the state `until`; none when it never did.
fn run_time_at(states: &[RunState], until: Uuid) -> Option<TimeDelta> {
    let mut states: Vec<&RunState> = states.iter().collect();
    states.sort_by_key(|state| (state.timestamp, state.id));
    let end = states.iter().position(|state| state.id == until)?;
    let running = states[..=end].windows(2).filter(|pair| pair[0].state_type == StateType::Running);
    Some(running.fold(TimeDelta::ZERO, |time, pair| time + pair[1].timestamp.since(pair[0].timestamp)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_in_running_states_until_a_state() {
        use StateType::{Completed, Failed, Pending, Running, Scheduled};
        let types = [Pending, Running, Failed, Scheduled, Running, Running, Completed];
        let mut states: Vec<RunState> = (0..)
            .zip([0, 10, 15, 20, 30, 32, 40])
            .zip(types)
            .map(|((id, at), state_type)| RunState {
                id: Uuid::from_u128(id),
                state_type,
                name: String::new(),
                timestamp: Timestamp::from_micros(at),
            })
            .collect();
        states.reverse();
        let at = |state| run_time_at(&states, Uuid::from_u128(state)).map(TimeDelta::as_micros);
        assert_eq!([at(0), at(2), at(4), at(6), at(7)], [Some(0), Some(5), Some(5), Some(15), None]);
    }
}
