//! Flows that get slower are told of once; and the same answers come from both databases.

use serde_json::json;
use weir_engine::{Env, FlowRunRules};
use weir_insights::{bottlenecks, cells::Cells, concurrency, failures, runs, span::Span, trends};
use weir_services::insights::{look, look_for_new_failures};
use weir_store::{Store, insights::Kind};
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    ids::FlowRunId,
    insights::{GroupBy, TimeQuery},
    state::{State, StateType},
};

use crate::runs::{NOW, run, set};

const HOUR: i64 = 3600;

fn at(hours: i64, seconds: i64) -> Timestamp {
    NOW + TimeDelta::from_secs(hours * HOUR + seconds)
}

/// A run that starts in an hour counted from now, and ends after some seconds.
pub(crate) async fn ran(store: &Store, hour: i64, seconds: i64, end: StateType) -> FlowRunId {
    let scheduled = json!({ "type": "SCHEDULED", "state_details": { "scheduled_time": at(hour, 0) } });
    let id = run(store, scheduled, json!({ "tags": ["a", "b"] })).await;
    for (state, time) in [(StateType::Running, at(hour, 5)), (end, at(hour, 5 + seconds))] {
        let state = State { message: Some(format!("error {seconds}")), ..State::new(state, time) };
        set(store, id, state, FlowRunRules::Minimal, &Env::of_service(time)).await;
    }
    id
}

/// The events of insights, with what they are about.
pub(crate) async fn told(store: &Store) -> Vec<(String, String)> {
    let read = store.read((), |conn, ()| {
        Box::pin(async move {
            let sql = "SELECT event, resource_id FROM events WHERE event LIKE 'weir.insight.%' ORDER BY seq";
            conn.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?))).await
        })
    });
    read.await.unwrap()
}

/// What those events say.
async fn said(store: &Store) -> Vec<String> {
    let read = store.read((), |conn, ()| {
        Box::pin(async move {
            let sql = "SELECT payload FROM events WHERE event LIKE 'weir.insight.%' ORDER BY seq";
            conn.all(sql, &[], |row| row.get::<String>(0)).await
        })
    });
    let payloads = read.await.unwrap();
    let payloads = payloads.iter().map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap());
    payloads.map(|payload| payload["summary"].as_str().unwrap().to_owned()).collect()
}

async fn a_flow_that_gets_slower_is_told_of_once(store: Store) {
    // Sixty runs of a minute or so, then thirty of two, the last an hour ago.
    for nth in 0..90 {
        let seconds = if nth < 60 { 60 } else { 120 } + nth % 5;
        ran(&store, nth - 90, seconds, StateType::Completed).await;
    }
    for _ in 0..2 {
        look(&store, NOW).await.unwrap();
    }
    let events = told(&store).await;
    assert_eq!(
        events.iter().map(|(event, _)| event.as_str()).collect::<Vec<_>>(),
        ["weir.insight.duration-regression"]
    );
    assert!(events[0].1.starts_with("prefect.flow."), "{events:?}");

    ran(&store, -1, 900, StateType::Completed).await;
    for _ in 0..2 {
        look(&store, NOW).await.unwrap();
    }
    let events = told(&store).await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[1].0, "weir.insight.duration-anomaly");
    assert!(events[1].1.starts_with("prefect.flow-run."), "{events:?}");
    assert_eq!(
        said(&store).await,
        [
            "f takes 2.0 times as long since 2026-01-31: 2.0m instead of 62.0s",
            "a run of f took 15.0m; 2.0m is usual"
        ]
    );
}

async fn a_failure_that_was_not_seen_before_is_told_of_once(store: Store) {
    let failed = async |hour| {
        ran(&store, hour, 0, StateType::Failed).await;
        look_for_new_failures(&store, at(hour, 0), at(hour, 60)).await.unwrap();
        look_for_new_failures(&store, at(hour, 0), at(hour, 120)).await.unwrap();
        told(&store).await.len()
    };
    assert_eq!(failed(-2000).await, 1, "the first of all");
    assert_eq!(told(&store).await[0].0, "weir.insight.new-failure");
    assert!(told(&store).await[0].1.starts_with("prefect.flow-run."));
    assert_eq!(failed(-1990).await, 1, "it is known");
    assert_eq!(failed(-1500).await, 1, "for thirty days");
    assert_eq!(failed(-100).await, 2, "and is news after that");
    ran(&store, -5, 0, StateType::Failed).await;
    look_for_new_failures(&store, NOW - TimeDelta::from_secs(60), NOW).await.unwrap();
    ran(&store, -4, 60, StateType::Completed).await;
    look_for_new_failures(&store, at(-4, 0), NOW).await.unwrap();
    assert_eq!(told(&store).await.len(), 2);
}

async fn both_databases_answer_alike(store: Store) {
    for (hour, seconds, end) in [
        (-5, 60, StateType::Completed),
        (-4, 120, StateType::Failed),
        (-3, 7200, StateType::Completed),
        (-2, 30, StateType::Crashed),
    ] {
        ran(&store, hour, seconds, end).await;
    }
    let span =
        Span::of(&TimeQuery { start: Some(at(-5, 0)), end: Some(NOW), ..TimeQuery::default() }, NOW).unwrap();
    let by = vec![GroupBy::Flow, GroupBy::Tag, GroupBy::WorkPool];
    let of_runs = |kind, group_by| runs::Question {
        kind,
        filters: RunFilters::default(),
        span: span.clone(),
        group_by,
        compare: true,
        limit: 10,
    };
    let ask = async |question: runs::Question| {
        let answer = store.read(question, |conn, question| {
            Box::pin(async { runs::answer(conn, question, &Cells::default(), NOW).await })
        });
        answer.await.unwrap()
    };
    let told = ask(of_runs(Kind::Flow, by.clone())).await;
    assert_eq!(told.groups.len(), 2);
    for group in &told.groups {
        assert_eq!((group.figures.runs, group.figures.success_rate), (4, Some(0.5)));
        assert_eq!((group.figures.duration.max, group.figures.run_time), (Some(7200.0), 7410.0));
        assert_eq!((group.figures.lateness.count, group.figures.lateness.mean), (4, Some(5.0)));
        assert_eq!(group.group["flow"].name.as_deref(), Some("f"));
    }
    assert_eq!(ask(of_runs(Kind::Task, [by, vec![GroupBy::Task]].concat())).await.groups, []);

    let question = concurrency::Question {
        kind: Kind::Flow,
        filters: RunFilters::default(),
        span: span.clone(),
        group_by: Vec::new(),
        limit: 10,
    };
    let told = store.read(question, |conn, question| Box::pin(concurrency::answer(conn, question, NOW)));
    assert_eq!(told.await.unwrap().groups[0].figures.max, 2);

    let question = failures::Question {
        filters: RunFilters::default(),
        span: span.clone(),
        lookback: TimeDelta::from_secs(HOUR),
        new: false,
        most: 10,
        limit: 10,
    };
    let ask = async |question: failures::Question| {
        let told = store.read(question, |conn, question| Box::pin(failures::answer(conn, question)));
        told.await.unwrap()
    };
    let told = ask(question.clone()).await;
    assert_eq!((told.failures, told.groups.len(), told.groups[0].count), (2, 1, 2));
    assert_eq!((told.groups[0].new, told.partial), (Some(true), false));
    let told = ask(failures::Question { new: true, ..question.clone() }).await;
    assert_eq!(told.groups.len(), 1);
    // What was before is not looked at, so nobody knows what is new.
    let none_before = failures::Question { lookback: TimeDelta::ZERO, ..question.clone() };
    let told = ask(none_before.clone()).await;
    assert_eq!((told.groups[0].new, told.groups[0].count, told.partial), (None, 2, false));
    assert_eq!(ask(failures::Question { new: true, ..none_before }).await.groups, []);
    let told = ask(failures::Question { most: 1, ..question }).await;
    assert_eq!((told.groups[0].new, told.groups[0].count, told.partial), (None, 1, true));

    let question =
        failures::RetriesQuestion { filters: RunFilters::default(), span: span.clone(), limit: 10 };
    let told = store.read(question, |conn, question| Box::pin(failures::retries(conn, question)));
    assert_eq!(told.await.unwrap().flows, []);

    let question =
        bottlenecks::Question { filters: RunFilters::default(), span: span.clone(), runs: 3, limit: 10 };
    let told = store.read(question, |conn, question| Box::pin(bottlenecks::of_many(conn, question, NOW)));
    let told = told.await.unwrap();
    assert_eq!((told.flows[0].runs, told.flows[0].runs_left_out), (3, 1));

    let question =
        trends::Question { filters: RunFilters::default(), span, group_by: vec![GroupBy::Flow], limit: 10 };
    let told = store.read(question, |conn, question| Box::pin(trends::answer(conn, question)));
    assert_eq!(told.await.unwrap().groups[0].runs, 2);
}

weir_testkit::on_both_databases!(
    a_flow_that_gets_slower_is_told_of_once,
    a_failure_that_was_not_seen_before_is_told_of_once,
    both_databases_answer_alike,
);
