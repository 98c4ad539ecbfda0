//! Figures that are kept in memory are those that the rows give, whatever has happened to the runs since.

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::json;
use weir_engine::{Env, FlowRunRules, TaskRunRules};
use weir_insights::{cells::Cells, history, runs, span::Span};
use weir_store::{
    Store, flow_runs,
    history::Span as HistorySpan,
    insights::Kind,
    task_runs::{self, Created},
};
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    ids::{FlowRunId, TaskRunId},
    insights::{GroupBy, TimeQuery},
    state::{State, StateType},
    task_runs::TaskRunCreate,
};

use crate::runs::{NOW, run, set};

const HOUR: i64 = 3600;

fn at(hours: i64, seconds: i64) -> Timestamp {
    NOW + TimeDelta::from_secs(hours * HOUR + seconds)
}

/// What may happen to a run: it is made and ends, it runs anew and ends otherwise, it comes to have other tags or another
/// deployment, or it is deleted.
#[derive(Clone, Debug)]
enum Deed {
    Run { hour: i64, seconds: i64, end: StateType },
    Again { nth: usize, hour: i64, end: StateType },
    Change { nth: usize, set: &'static str },
    Delete { nth: usize },
}

fn deed() -> impl Strategy<Value = Deed> {
    let end = || {
        prop_oneof![
            3 => Just(StateType::Completed),
            1 => Just(StateType::Failed),
            1 => Just(StateType::Crashed),
        ]
    };
    let set = prop_oneof![
        Just(r#"tags = '["b","c"]'"#),
        Just("deployment_id = flow_id"),
        Just("state_name = 'Other'"),
    ];
    prop_oneof![
        4 => (-60..0_i64, 1..9000_i64, end()).prop_map(|(hour, seconds, end)| Deed::Run { hour, seconds, end }),
        2 => (0..20_usize, -10..0_i64, end()).prop_map(|(nth, hour, end)| Deed::Again { nth, hour, end }),
        2 => (0..20_usize, set).prop_map(|(nth, set)| Deed::Change { nth, set }),
        1 => (0..20_usize).prop_map(|nth| Deed::Delete { nth }),
    ]
}

/// A run with a task run.
type Run = (FlowRunId, TaskRunId);

async fn made(store: &Store, hour: i64) -> Run {
    let scheduled = |time| json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": time } });
    let flow_run = run(store, scheduled(at(hour, 0)), json!({ "tags": ["a", "b"] })).await;
    let task = json!({
        "flow_run_id": flow_run, "task_key": "t-1f0a93be", "dynamic_key": "0", "tags": ["t"],
        "state": scheduled(at(hour, 6)),
    });
    let create: TaskRunCreate = serde_json::from_value(task).unwrap();
    let input = (create, Env::of_service(at(hour, 6)));
    let made = store.write(input, |conn, (create, env)| Box::pin(task_runs::create(conn, create, env)));
    match made.await.unwrap() {
        Created::New(task) => (flow_run, task.id),
        other => panic!("expected a new task run: {other:?}"),
    }
}

/// Has both run from an instant on.
async fn lived(store: &Store, (flow_run, task): Run, start: Timestamp, seconds: i64, end: StateType) {
    for (state, time) in [(StateType::Running, start), (end, start + TimeDelta::from_secs(seconds))] {
        let env = Env::of_service(time);
        set(store, flow_run, State::new(state, time), FlowRunRules::Minimal, &env).await;
        let write = store.write((State::new(state, time), env), move |conn, (state, env)| {
            Box::pin(task_runs::set_state(conn, task, state, TaskRunRules::Minimal, env))
        });
        write.await.unwrap().unwrap();
    }
}

async fn deleted(store: &Store, (flow_run, _): Run) {
    let delete = store.write(flow_run, |conn, run| {
        Box::pin(async move { flow_runs::delete(conn, &[*run], &Env::of_service(NOW)).await.map(drop) })
    });
    delete.await.unwrap();
}

/// Changes both by statements that know nothing of what is kept.
async fn changed(store: &Store, (flow_run, task): Run, set: &'static str) {
    let write = store.write((), move |conn, ()| {
        Box::pin(async move {
            let flow = format!("UPDATE flow_runs SET {set} WHERE id = $1");
            conn.execute(&flow, &[flow_run.into()]).await?;
            if !set.contains("deployment") {
                conn.execute(&format!("UPDATE task_runs SET {set} WHERE id = $1"), &[task.into()]).await?;
            }
            Ok::<_, weir_store::StoreError>(())
        })
    });
    write.await.unwrap();
}

/// The same filters with one more, which every run passes and of which nothing is kept.
fn by_rows(kind: Kind, filters: &RunFilters) -> RunFilters {
    let mut filters = filters.clone();
    match kind {
        Kind::Flow => filters.flow_runs.get_or_insert_default().name = Some(any_name()),
        Kind::Task => filters.task_runs.get_or_insert_default().name = Some(any_name()),
    }
    filters
}

fn any_name() -> weir_types::filters::parts::NameLike {
    serde_json::from_value(json!({ "like_": "" })).unwrap()
}

async fn insights_are_those_of_rows(store: &Store, cells: &Cells) {
    let tagged =
        json!({ "tags": { "all_": ["b"] }, "state": { "type": { "any_": ["COMPLETED", "FAILED"] } } });
    let tagged = RunFilters { flow_runs: serde_json::from_value(tagged).unwrap(), ..RunFilters::default() };
    let all = RunFilters::default;
    for (kind, filters, group_by, interval) in [
        (Kind::Flow, all(), vec![], None),
        (Kind::Flow, all(), vec![GroupBy::Flow, GroupBy::State], None),
        (Kind::Flow, all(), vec![GroupBy::Deployment], Some(TimeDelta::from_secs(5 * HOUR + 60))),
        (Kind::Flow, all(), vec![GroupBy::Tag, GroupBy::State], None),
        (Kind::Flow, tagged, vec![GroupBy::Tag], None),
        (Kind::Task, all(), vec![], Some(TimeDelta::from_secs(5 * HOUR + 60))),
        (Kind::Task, all(), vec![GroupBy::Task, GroupBy::Tag], None),
        (Kind::Task, all(), vec![GroupBy::Flow, GroupBy::Deployment, GroupBy::State], None),
    ] {
        let time = TimeQuery {
            start: Some(at(-50, 600)),
            end: Some(NOW),
            interval_seconds: interval,
            ..TimeQuery::default()
        };
        let span = Span::of(&time, NOW).unwrap();
        let question = runs::Question { kind, filters, span, group_by, compare: true, limit: 10 };
        let of_rows = runs::Question { filters: by_rows(kind, &question.filters), ..question.clone() };
        let ask = async |question: runs::Question| {
            let answer = store.read((question, cells.clone()), |conn, (question, cells)| {
                Box::pin(runs::answer(conn, question, cells, NOW))
            });
            answer.await.unwrap()
        };
        let asked = format!("{kind:?} by {:?}", question.group_by);
        assert_eq!(ask(question).await, ask(of_rows).await, "{asked}");
    }
}

async fn histories_are_those_of_rows(store: &Store, cells: &Cells) {
    for kind in [Kind::Flow, Kind::Task] {
        for (start, interval) in
            [(at(-50, 600), 5 * HOUR + 60), (at(-48, 0), HOUR), (at(-40, 432), HOUR), (at(-50, 7), 601)]
        {
            let span = HistorySpan { start, end: NOW, interval: TimeDelta::from_secs(interval) };
            let ask = async |filters: RunFilters| {
                let answer = store.read((filters, cells.clone()), move |conn, (filters, cells)| {
                    Box::pin(history::answer(conn, kind, filters, span, cells, NOW))
                });
                answer.await.unwrap()
            };
            let of_rows = by_rows(kind, &RunFilters::default());
            assert_eq!(ask(RunFilters::default()).await, ask(of_rows).await, "{kind:?} each {interval} s");
        }
    }
}

async fn what_is_kept_is_what_rows_give(store: Store) {
    let deeds = proptest::collection::vec(deed(), 40);
    let deeds = deeds.new_tree(&mut TestRunner::deterministic()).unwrap().current();
    let cells = Cells::default();
    let mut runs: Vec<Run> = Vec::new();
    for (nth, deed) in deeds.into_iter().enumerate() {
        match deed {
            Deed::Run { hour, seconds, end } => {
                let run = made(&store, hour).await;
                lived(&store, run, at(hour, 7), seconds, end).await;
                runs.push(run);
            }
            Deed::Again { nth, hour, end } if nth < runs.len() => {
                lived(&store, runs[nth], at(hour, 1), 60, end).await;
            }
            Deed::Change { nth, set } if nth < runs.len() => changed(&store, runs[nth], set).await,
            Deed::Delete { nth } if nth < runs.len() => deleted(&store, runs.remove(nth)).await,
            Deed::Again { .. } | Deed::Change { .. } | Deed::Delete { .. } => {}
        }
        if nth % 3 == 0 {
            Box::pin(insights_are_those_of_rows(&store, &cells)).await;
            Box::pin(histories_are_those_of_rows(&store, &cells)).await;
        }
    }
}

weir_testkit::on_both_databases!(what_is_kept_is_what_rows_give);
