//! The demo keeps to the rules of the server, on both databases, and tells of what it promises.

use std::collections::{BTreeMap, BTreeSet};

use weir_store::Store;
use weir_types::{TimeDelta, Timestamp, state::StateType};

use super::{
    plan::{Plan, What},
    tell, write,
};

/// A Saturday in November.
const NOW: Timestamp = Timestamp::from_micros(1_795_250_000_000_000);

fn days(days: i64) -> Timestamp {
    NOW - TimeDelta::from_secs(days * 86_400)
}

/// The names of the states that flow runs enter, and how often.
fn entered(plan: &Plan) -> BTreeMap<&'static str, usize> {
    let mut names = BTreeMap::new();
    for step in &plan.steps {
        if let What::MakeRun(_, state) | What::EnterRun(_, state) | What::MarkLate(_, state) = &step.what {
            *names.entry(state.name).or_default() += 1;
        }
    }
    names
}

#[test]
fn equal_seeds_tell_equal_stories() {
    let story = |seed| format!("{:?}", tell(seed, days(3), NOW));
    assert_eq!(story(1), story(1));
    assert_ne!(story(1), story(2));
}

#[test]
fn a_month_has_everything_in_it() {
    for seed in 1..=10 {
        let plan = tell(seed, days(30), NOW);
        let states = entered(&plan);
        for (name, least) in [
            ("Scheduled", 2000),
            ("Late", 50),
            ("Completed", 2000),
            ("Failed", 60),
            ("Crashed", 2),
            ("Cancelled", 2),
            ("Paused", 3),
        ] {
            assert!(states.get(name).is_some_and(|count| *count >= least), "seed {seed}, {name}: {states:?}");
        }
        let tasks: BTreeSet<&str> = plan
            .steps
            .iter()
            .filter_map(|step| match &step.what {
                What::EnterTask(_, entered) => Some(entered.state.name),
                _ => None,
            })
            .collect();
        for name in
            ["Pending", "Running", "Completed", "Failed", "Cached", "AwaitingRetry", "Retrying", "NotReady"]
        {
            assert!(tasks.contains(name), "seed {seed}: no task run is {name}");
        }
        assert!(plan.runs.iter().any(|run| run.parent.is_some()), "seed {seed}: no subflow");
    }
}

#[test]
fn something_is_running_at_any_time() {
    for hour in 0..48 {
        let now = NOW + TimeDelta::from_secs(hour * 3600 + hour * 77);
        let plan = tell(1, now - TimeDelta::from_secs(2 * 86_400), now);
        let mut last = BTreeMap::new();
        for step in &plan.steps {
            if let What::EnterRun(run, state) = &step.what {
                last.insert(*run, state.state_type);
            }
        }
        assert!(last.values().any(|state| *state == StateType::Running), "nothing runs after {hour} hours");
    }
}

#[test]
fn everything_happens_in_order_and_by_now() {
    let plan = tell(3, days(10), NOW);
    let mut made = BTreeSet::new();
    let mut begun = BTreeSet::new();
    let mut before = days(10);
    for step in &plan.steps {
        assert!((before..=NOW).contains(&step.at));
        before = step.at;
        match &step.what {
            What::MakeRun(run, _) => {
                assert!(made.insert(*run), "{run} is made twice");
                assert!(plan.runs[*run].parent.is_none_or(|task_run| begun.contains(&task_run)));
            }
            What::EnterRun(run, _) | What::MarkLate(run, _) => assert!(made.contains(run)),
            What::EnterTask(task_run, entered) => {
                assert!(made.contains(&plan.task_runs[*task_run].run));
                assert_eq!(entered.from.is_none(), begun.insert(*task_run));
            }
            What::MakeTaskRun(task_run) => assert!(begun.insert(*task_run)),
            What::Leave(artifact) => assert!(begun.contains(&artifact.task_run)),
            What::Say(line) => assert!(made.contains(&line.run)),
        }
    }
}

/// How many rows there are of each kind.
async fn count(store: &Store, sql: &'static str) -> usize {
    let count = store
        .read((), move |conn, ()| Box::pin(conn.first(sql, &[], |row| row.get::<i64>(0))))
        .await
        .expect("a count");
    usize::try_from(count.unwrap_or(0)).expect("no negative count")
}

async fn the_server_takes_every_step(store: Store) {
    let plan = tell(1, days(2), NOW);
    let names = plan.runs.iter().filter(|run| run.parent.is_none()).count();
    let states = entered(&plan).values().sum::<usize>();
    let scheduled = plan.steps.iter().filter(
        |step| matches!(&step.what, What::MakeRun(_, first) if first.state_type == StateType::Scheduled),
    );
    let scheduled = scheduled.count();
    let written = write(&store, plan, (days(2), NOW)).await.expect("no step is refused");
    assert!(written.flow_runs >= names && written.logs > 0, "{written:?}");
    assert_eq!(count(&store, "SELECT COUNT(*) FROM flow_runs").await, written.flow_runs);
    assert_eq!(count(&store, "SELECT COUNT(*) FROM logs").await, written.logs);
    assert_eq!(count(&store, "SELECT COUNT(*) FROM flow_run_states").await, states);
    // Times are those of the story: a month in the past is no burst in the present.
    let hours = "SELECT COUNT(DISTINCT start_time / 3600000000) FROM flow_runs";
    assert!(count(&store, hours).await > 40);
    let backwards = "SELECT COUNT(*) FROM flow_runs WHERE end_time <= start_time";
    assert_eq!(count(&store, backwards).await, 0);
    let subflows = "SELECT COUNT(*) FROM flow_runs AS r JOIN task_runs AS t ON t.id = r.parent_task_run_id
        WHERE t.state_type = 'COMPLETED' AND r.state_type = 'COMPLETED' AND t.end_time < r.end_time + 1000000";
    assert!(count(&store, subflows).await > 0);
    let artifacts = "SELECT COUNT(*) FROM artifacts AS a JOIN task_runs AS t ON t.id = a.task_run_id
        WHERE a.created <= t.end_time";
    assert!(count(&store, artifacts).await > 3);
    // What has a schedule is deployed, and its runs come from there by the queue of their deployment.
    let placed = "SELECT COUNT(*) FROM flow_runs AS r JOIN deployments AS d ON d.id = r.deployment_id
        WHERE d.flow_id = r.flow_id AND d.work_queue_id = r.work_queue_id";
    assert_eq!(count(&store, placed).await, scheduled);
    let queues = "SELECT COUNT(DISTINCT work_queue_id) FROM flow_runs";
    assert_eq!(count(&store, queues).await, 3);
    let deployed = "SELECT COUNT(DISTINCT flow_id) FROM deployments";
    assert_eq!(count(&store, deployed).await, 9);
    // All that is promised is counted and stands, and some of it is not kept.
    let standing = "SELECT COUNT(*) FROM slos WHERE state <> 'unknown'";
    assert_eq!(count(&store, standing).await, 7);
    let kept = "SELECT COUNT(*) FROM slos WHERE state = 'met'";
    assert!((1..7).contains(&count(&store, kept).await));
    let early = "SELECT COUNT(*) FROM events WHERE occurred >= received + 1000000000";
    assert_eq!(count(&store, early).await, 0);
}

weir_testkit::on_both_databases!(the_server_takes_every_step);
