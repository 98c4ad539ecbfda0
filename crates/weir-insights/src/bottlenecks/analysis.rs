//! Where the time of one flow run goes.
//!
//! The critical path is found from the end: what the flow run's end waited for is the task run that ended last; what that
//! one waited for is that of its inputs which ended last, and so on up to the start. This is how critical paths of traces are
//! found (Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022). A
//! flow that calls one task after the other gives them no inputs, perhaps; then the task run that ended last before it is
//! what it waited for.

use std::collections::{BTreeMap, HashMap};

use weir_store::insights::TaskRunTimes;
use weir_types::{
    TimeDelta, Timestamp,
    ids::TaskRunId,
    insights::{PathLink, Period},
    state::StateType,
    task_inputs::RunInput,
};

/// Under this name the SDK keeps by which task run a task run was called, which is not what it waits for.
const PARENTS: &str = "__parents__";

/// What a task had of a flow run's time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskPart {
    /// How many task runs it had.
    pub runs: i64,
    /// How much of the flow run's time at least one of them ran.
    pub busy: TimeDelta,
    /// How long they ran together.
    pub work: TimeDelta,
    /// How long they waited.
    pub wait: TimeDelta,
    /// How long those on the critical path ran.
    pub critical: TimeDelta,
}

/// A task run on the critical path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which of the task runs.
    pub nth: usize,
    /// When it ran.
    pub time: Period,
    /// Why it came after the one before it.
    pub link: Option<PathLink>,
}

/// Where the time of a flow run went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// How long it took.
    pub wall: TimeDelta,
    /// How much of that at least one task run ran.
    pub busy: TimeDelta,
    /// How long task runs ran in its time, those at the same time added up.
    pub covered: TimeDelta,
    /// How many task runs ran at the same time at most.
    pub most: i64,
    /// By the task's key.
    pub tasks: BTreeMap<String, TaskPart>,
    /// From its start on.
    pub path: Vec<Step>,
}

/// Analyses a flow run that took `time`, with its task runs, as of `now`. A task run that it left behind when it crashed ran
/// no longer than it did.
pub fn analyse(time: Period, runs: &[TaskRunTimes], now: Timestamp) -> Analysis {
    let now = now.min(time.end);
    let times: Vec<Option<Period>> = runs.iter().map(|run| within(time, time_of(run, now))).collect();
    let ends: HashMap<TaskRunId, (usize, Period)> =
        times.iter().enumerate().filter_map(|(nth, time)| Some((runs[nth].id, (nth, (*time)?)))).collect();
    let mut of_tasks: BTreeMap<&str, Vec<Period>> = BTreeMap::new();
    let mut found = Analysis { wall: time.end.since(time.start), ..Analysis::default() };
    for (run, time) in runs.iter().zip(&times) {
        let part = found.tasks.entry(run.task_key.clone()).or_default();
        part.runs += 1;
        part.work = part.work + work_of(run, now);
        part.wait = part.wait + wait_of(run, &ends);
        if let Some(time) = time {
            found.covered = found.covered + time.end.since(time.start);
            of_tasks.entry(&run.task_key).or_default().push(*time);
        }
    }
    for (key, periods) in &mut of_tasks {
        let (busy, _) = union(periods);
        found.tasks.entry((*key).to_owned()).or_default().busy = busy;
    }
    let mut all: Vec<Period> = times.iter().flatten().copied().collect();
    (found.busy, found.most) = union(&mut all);
    found.path = path(runs, &times, &ends);
    for step in &found.path {
        let part = found.tasks.entry(runs[step.nth].task_key.clone()).or_default();
        part.critical = part.critical + step.time.end.since(step.time.start);
    }
    found
}

/// When a task run ran: up to now, or until it was put off, when it has not ended.
fn time_of(run: &TaskRunTimes, now: Timestamp) -> Period {
    let end = match run.state_type {
        StateType::Running | StateType::Cancelling => now,
        _ => run.entered,
    };
    Period { start: run.start, end: run.end.unwrap_or(end) }
}

/// The part of a time that lies in another; none if there is none.
fn within(outer: Period, inner: Period) -> Option<Period> {
    let (start, end) = (inner.start.max(outer.start), inner.end.min(outer.end));
    (start <= end).then_some(Period { start, end })
}

/// How long a task run has run, over all its attempts.
fn work_of(run: &TaskRunTimes, now: Timestamp) -> TimeDelta {
    let under_way =
        if run.state_type == StateType::Running { now.since(run.entered) } else { TimeDelta::ZERO };
    run.run_time + under_way.max(TimeDelta::ZERO)
}

/// How long a task run waited: from when it was to start and its inputs were there, and between its attempts.
fn wait_of(run: &TaskRunTimes, ends: &HashMap<TaskRunId, (usize, Period)>) -> TimeDelta {
    let inputs = inputs(run).into_iter().filter_map(|id| ends.get(&id)).map(|(_, time)| time.end);
    let ready = inputs.chain(run.expected).max().unwrap_or(run.start);
    let before = run.start.since(ready).max(TimeDelta::ZERO);
    let between = run.end.map_or(TimeDelta::ZERO, |end| {
        TimeDelta::from_micros(end.since(run.start).as_micros() - run.run_time.as_micros())
    });
    before + between.max(TimeDelta::ZERO)
}

/// The task runs whose results a task run was given, or that it was told to wait for.
fn inputs(run: &TaskRunTimes) -> Vec<TaskRunId> {
    let sources = run.inputs.sources().into_iter().filter(|(name, _)| name != PARENTS);
    let ids = sources.flat_map(|(_, sources)| sources).filter_map(|source| match source {
        RunInput::TaskRun { id } => Some(id),
        _ => None,
    });
    ids.filter(|id| *id != run.id).collect()
}

/// How much time some periods cover, and how many of them lie upon each other at most.
fn union(periods: &mut [Period]) -> (TimeDelta, i64) {
    periods.sort_by_key(|period| period.start);
    let mut covered = TimeDelta::ZERO;
    let mut until: Option<Timestamp> = None;
    let mut steps: Vec<(Timestamp, i64)> = Vec::with_capacity(2 * periods.len());
    for period in periods.iter().filter(|period| period.start < period.end) {
        let from = until.map_or(period.start, |until| until.max(period.start));
        covered = covered + period.end.since(from).max(TimeDelta::ZERO);
        until = until.max(Some(period.end));
        steps.extend([(period.start, 1), (period.end, -1)]);
    }
    // Of one instant the ends come first.
    steps.sort_unstable();
    let (mut now, mut most) = (0, 0);
    for (_, step) in steps {
        now += step;
        most = most.max(now);
    }
    (covered, most)
}

/// The critical path, from the start on.
fn path(
    runs: &[TaskRunTimes],
    times: &[Option<Period>],
    ends: &HashMap<TaskRunId, (usize, Period)>,
) -> Vec<Step> {
    let mut by_end: Vec<(usize, Period)> =
        times.iter().enumerate().filter_map(|(nth, time)| Some((nth, (*time)?))).collect();
    by_end.sort_by_key(|(nth, time)| (time.end, time.start, *nth));
    let mut is_on_path = vec![false; runs.len()];
    let mut path: Vec<Step> = Vec::new();
    let mut next = by_end.last().map(|(nth, time)| (*nth, *time, None));
    while let Some((nth, time, link)) = next {
        is_on_path[nth] = true;
        if let Some(later) = path.last_mut() {
            later.link = link;
        }
        path.push(Step { nth, time, link: None });
        let waited_for = inputs(&runs[nth])
            .into_iter()
            .filter_map(|id| ends.get(&id))
            .filter(|(nth, _)| !is_on_path[*nth]);
        let input = waited_for.max_by_key(|(nth, time)| (time.end, *nth)).map(|(nth, time)| (*nth, *time));
        next = if let Some((nth, time)) = input {
            Some((nth, time, Some(PathLink::Input)))
        } else {
            let before = by_end.partition_point(|(_, other)| other.end <= time.start);
            let last = by_end[..before].iter().rev().find(|(nth, _)| !is_on_path[*nth]);
            last.map(|(nth, time)| (*nth, *time, Some(PathLink::Order)))
        };
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use weir_types::{JsonObject, ids::FlowRunId, task_inputs::TaskInputs};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(second * 1_000_000)
    }

    fn seconds(seconds: i64) -> TimeDelta {
        TimeDelta::from_secs(seconds)
    }

    fn id(nth: u128) -> TaskRunId {
        TaskRunId(Uuid::from_u128(nth))
    }

    /// A task run that was expected, started and ended then, and waits for others.
    fn run(nth: u128, key: &str, (expected, start, end): (i64, i64, i64), inputs: &[u128]) -> TaskRunTimes {
        let sources: Vec<_> = inputs
            .iter()
            .map(|nth| serde_json::json!({ "input_type": "task_run", "id": id(*nth) }))
            .collect();
        let inputs =
            serde_json::json!({ "data": sources, PARENTS: [{ "input_type": "task_run", "id": id(99) }] });
        TaskRunTimes {
            id: id(nth),
            flow_run_id: FlowRunId(Uuid::nil()),
            name: key.to_owned(),
            task_key: key.to_owned(),
            expected: Some(at(expected)),
            start: at(start),
            end: Some(at(end)),
            entered: at(end),
            state_type: StateType::Completed,
            run_time: seconds(end - start),
            inputs: TaskInputs::from_stored(serde_json::from_value::<JsonObject>(inputs).unwrap()),
        }
    }

    fn whole(end: i64) -> Period {
        Period { start: at(0), end: at(end) }
    }

    fn path_of(found: &Analysis) -> Vec<(usize, Option<PathLink>)> {
        found.path.iter().map(|step| (step.nth, step.link)).collect()
    }

    #[test]
    fn the_end_waits_for_the_slowest_branch() {
        // extract, then two transforms at once, then load.
        let runs = [
            run(1, "extract", (0, 0, 10), &[]),
            run(2, "clean", (0, 10, 20), &[1]),
            run(3, "join", (0, 12, 70), &[1]),
            run(4, "load", (0, 75, 95), &[2, 3]),
        ];
        let found = analyse(whole(100), &runs, at(1000));
        assert_eq!((found.wall, found.busy, found.covered), (seconds(100), seconds(90), seconds(98)));
        assert_eq!(found.most, 2);
        let input = Some(PathLink::Input);
        assert_eq!(path_of(&found), [(0, None), (2, input), (3, input)]);
        let part = |key: &str| found.tasks[key];
        assert_eq!(part("join").busy, seconds(58));
        assert_eq!((part("join").critical, part("clean").critical), (seconds(58), seconds(0)));
        // It could start when extract had ended, and the last when the join had.
        assert_eq!((part("join").wait, part("load").wait), (seconds(2), seconds(5)));
    }

    #[test]
    fn without_inputs_the_order_tells() {
        let runs = [
            run(1, "a", (0, 0, 10), &[]),
            run(2, "b", (10, 11, 20), &[]),
            run(3, "c", (10, 11, 30), &[]),
            run(4, "d", (30, 30, 40), &[]),
        ];
        let found = analyse(whole(40), &runs, at(1000));
        let order = Some(PathLink::Order);
        assert_eq!(path_of(&found), [(0, None), (2, order), (3, order)]);
    }

    #[test]
    fn runs_of_a_task_at_the_same_time_share_it() {
        let runs: Vec<_> = (1..=4).map(|nth| run(nth, "map", (0, 10, 60), &[])).collect();
        let found = analyse(whole(100), &runs, at(1000));
        let part = found.tasks["map"];
        assert_eq!((part.runs, part.busy, part.work, part.wait), (4, seconds(50), seconds(200), seconds(40)));
        assert_eq!((found.most, found.covered), (4, seconds(200)));
        assert_eq!(found.path.len(), 1);
    }

    #[test]
    fn waits_between_attempts_are_no_work() {
        let retried = TaskRunTimes { run_time: seconds(20), ..run(1, "a", (0, 0, 50), &[]) };
        let part = analyse(whole(60), &[retried], at(1000)).tasks["a"];
        assert_eq!((part.busy, part.work, part.wait), (seconds(50), seconds(20), seconds(30)));
    }

    #[test]
    fn what_is_under_way_runs_up_to_now() {
        let under_way = TaskRunTimes {
            end: None,
            entered: at(10),
            state_type: StateType::Running,
            run_time: TimeDelta::ZERO,
            ..run(1, "a", (10, 10, 10), &[])
        };
        let found = analyse(whole(40), std::slice::from_ref(&under_way), at(40));
        assert_eq!((found.busy, found.tasks["a"].work), (seconds(30), seconds(30)));
        let found = analyse(whole(40), &[under_way], at(4000));
        assert_eq!(found.tasks["a"].work, seconds(30), "the flow run crashed at 40");
    }

    #[test]
    fn a_circle_of_inputs_ends() {
        let runs = [run(1, "a", (0, 0, 10), &[2]), run(2, "b", (0, 0, 10), &[1])];
        assert_eq!(analyse(whole(10), &runs, at(10)).path.len(), 2);
        assert_eq!(analyse(whole(10), &[], at(10)).path, []);
    }
}
