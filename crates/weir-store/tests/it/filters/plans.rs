//! Which index answers: the lists that must stay fast may not sort or scan a whole table.

use std::fmt::Write as _;

use weir_store::{
    Conn, Dialect, Result, Store,
    filters::{self, Query, Statement, event_counts::Hours},
    metrics::Window,
    rollups::HOUR,
};
use weir_types::{
    Timestamp,
    filters::{EventFilter, LogFilter, queries::FlowRunsCount},
    sorting::{FlowRunSort, LogSort, TaskRunSort},
};

/// SQLite's plan, line by line.
pub(super) async fn plan(conn: &mut Conn, query: &Query<'_>, columns: &str) -> Result<String> {
    explain(conn, &query.select(Dialect::Sqlite, columns)).await
}

async fn explain(conn: &mut Conn, statement: &Statement<'_>) -> Result<String> {
    let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let lines = conn.all(&sql, &statement.params, |row| row.get::<String>(3)).await?;
    Ok(lines.join("\n"))
}

async fn flow_runs(store: &Store, body: &str, sort: FlowRunSort) -> String {
    let filters = serde_json::from_str::<FlowRunsCount>(body).unwrap().take_filters();
    store
        .read(filters, move |conn, filters| {
            Box::pin(async move {
                let order = filters::flow_runs::order(sort);
                let query = filters::flow_runs::query(filters).order_by(order).page(Some(200), 0);
                plan(conn, &query, "*").await
            })
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn newest_flow_runs_come_from_an_index() {
    let store = weir_testkit::sqlite_store().await;
    let state = r#"{"flow_runs":{"state":{"type":{"any_":["FAILED","CRASHED"]}}}}"#;
    let one_state = r#"{"flow_runs":{"state":{"type":{"any_":["RUNNING"]}}}}"#;
    let name = r#"{"flow_runs":{"state":{"name":{"any_":["Late"]}}}}"#;
    let tags = r#"{"flow_runs":{"tags":{"all_":["prod"]}}}"#;
    let since = r#"{"flow_runs":{"start_time":{"after_":"2026-01-01T00:00:00Z"}}}"#;
    let expected_since = r#"{"flow_runs":{"expected_start_time":{"after_":"2026-01-01T00:00:00Z"}}}"#;
    let flow = r#"{"flows":{"id":{"any_":["10000000-0000-0000-0000-000000000002"]}}}"#;
    let flow_name = r#"{"flows":{"name":{"any_":["etl"]}}}"#;
    let flow_names = r#"{"flows":{"name":{"any_":["etl","elt"]}}}"#;
    let flow_like = r#"{"flows":{"name":{"like_":"etl"}}}"#;
    let deployment = r#"{"flow_runs":{"deployment_id":{"any_":["10000000-0000-0000-0000-000000000002"]}}}"#;
    let of_deployment = r#"{"deployments":{"id":{"any_":["10000000-0000-0000-0000-000000000002"]}}}"#;
    let mut shown = String::new();
    for sort in [FlowRunSort::ExpectedStartTimeDesc, FlowRunSort::StartTimeDesc] {
        for body in [
            "{}",
            state,
            one_state,
            name,
            tags,
            since,
            expected_since,
            flow,
            flow_name,
            flow_names,
            flow_like,
            deployment,
            of_deployment,
        ] {
            let plan = flow_runs(&store, body, sort).await;
            writeln!(shown, "{sort:?} {body}\n{plan}\n").unwrap();
        }
    }
    insta::assert_snapshot!(shown);
}

/// Runs that are few are found by their flow and sorted: see `flow_runs::list`.
#[tokio::test]
async fn few_flow_runs_are_found_by_their_flow() {
    let store = weir_testkit::sqlite_store().await;
    let body = r#"{"flows":{"name":{"any_":["etl"]}},"flow_runs":{"state":{"type":{"any_":["FAILED"]}}}}"#;
    let filters = serde_json::from_str::<FlowRunsCount>(body).unwrap().take_filters();
    let plans = store
        .read(filters, |conn, filters| {
            Box::pin(async move {
                let query = filters::flow_runs::of_flow_by_state_type(filters).unwrap();
                let by_start = filters::flow_runs::order(FlowRunSort::StartTimeDesc).sql;
                let found = query.clone().order_by(by_start).page(Some(200), 0);
                Ok([plan(conn, &query, "1").await?, plan(conn, &found, "*").await?])
            })
        })
        .await
        .unwrap();
    let [counted, found] = plans;
    assert!(counted.contains("USING COVERING INDEX flow_runs_flow (flow_id=?)"), "{counted}");
    assert!(found.contains("USING INDEX flow_runs_flow (flow_id=?)"), "{found}");
}

#[tokio::test]
async fn task_runs_of_a_flow_run_come_from_an_index() {
    let store = weir_testkit::sqlite_store().await;
    let mut shown = String::new();
    for body in [
        r#"{"flow_runs":{"id":{"any_":["10000000-0000-0000-0000-000000000002"]}}}"#,
        r#"{"task_runs":{"flow_run_id":{"any_":["10000000-0000-0000-0000-000000000002"]}}}"#,
        r#"{"task_runs":{"state":{"type":{"any_":["FAILED"]}}}}"#,
    ] {
        for sort in [TaskRunSort::IdDesc, TaskRunSort::ExpectedStartTimeDesc, TaskRunSort::EndTimeDesc] {
            let filters = serde_json::from_str::<FlowRunsCount>(body).unwrap().take_filters();
            let plan = store
                .read(filters, move |conn, filters| {
                    Box::pin(async move {
                        let order = filters::task_runs::order(sort);
                        let query = filters::task_runs::query(filters).order_by(order).page(Some(200), 0);
                        plan(conn, &query, "*").await
                    })
                })
                .await
                .unwrap();
            writeln!(shown, "{sort:?} {body}\n{plan}\n").unwrap();
        }
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn log_lines_come_from_an_index() {
    let store = weir_testkit::sqlite_store().await;
    let mut shown = String::new();
    for body in [
        "{}",
        r#"{"flow_run_id":{"any_":["10000000-0000-0000-0000-000000000002"]}}"#,
        r#"{"flow_run_id":{"any_":["10000000-0000-0000-0000-000000000002"]},"level":{"ge_":30}}"#,
        r#"{"flow_run_id":{"any_":["10000000-0000-0000-0000-000000000002"]},"task_run_id":{"is_null_":true}}"#,
        r#"{"task_run_id":{"any_":["10000000-0000-0000-0000-000000000002"]}}"#,
        r#"{"timestamp":{"after_":"2026-01-01T00:00:00Z"},"text":{"query":"error"}}"#,
    ] {
        for sort in [LogSort::TimestampAsc, LogSort::TimestampDesc] {
            let filter: LogFilter = serde_json::from_str(body).unwrap();
            let plan = store
                .read(filter, move |conn, filter| {
                    Box::pin(async move {
                        let order = filters::logs::order(sort);
                        let query = filters::logs::query(Some(filter)).order_by(order).page(Some(200), 0);
                        plan(conn, &query, "*").await
                    })
                })
                .await
                .unwrap();
            writeln!(shown, "{sort:?} {body}\n{plan}\n").unwrap();
        }
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn events_come_from_an_index() {
    const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
    let store = weir_testkit::sqlite_store().await;
    let mut shown = String::new();
    for body in [
        "{}",
        r#"{"occurred":{"since":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z"}}"#,
        r#"{"event":{"prefix":["prefect.flow-run."]}}"#,
        r#"{"event":{"name":["prefect.flow-run.Failed"]}}"#,
        r#"{"resource":{"id":["prefect.flow-run.1"]}}"#,
        r#"{"resource":{"id_prefix":["prefect.flow-run."]}}"#,
        r#"{"related":{"id":["prefect.flow.1"]}}"#,
        r#"{"any_resource":{"id":["prefect.flow.1","prefect.flow.2"]}}"#,
        r#"{"any_resource":{"labels":{"prefect.resource.id":"prefect.flow.1","env":"prod"}}}"#,
        r#"{"id":{"id":["10000000-0000-0000-0000-000000000002"]}}"#,
    ] {
        let filter: EventFilter = serde_json::from_str(body).unwrap();
        let (list, count) = store
            .read(filter, move |conn, filter| {
                Box::pin(async move {
                    let query = filters::events::query(filter, NOW).page(Some(50), 0);
                    let list = plan(conn, &query, "*").await?;
                    let count = plan(conn, &filters::events::matching(filter, NOW), "COUNT(*)").await?;
                    Ok((list, count))
                })
            })
            .await
            .unwrap();
        writeln!(shown, "{body}\n{list}\ncount: {count}\n").unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn events_are_counted_in_an_index() {
    const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
    let store = weir_testkit::sqlite_store().await;
    let plans = store
        .read((), move |conn, ()| {
            Box::pin(async move {
                let filter = EventFilter::default();
                let direct = filters::event_counts::by_interval(&filter, NOW, (0, 100, 10), Dialect::Sqlite);
                let direct = explain(conn, &direct).await?;
                let rolled = explain(conn, &counts_by_hour(&filter, NOW, Dialect::Sqlite)).await?;
                Ok(format!("by interval\n{direct}\n\nby hour\n{rolled}"))
            })
        })
        .await
        .unwrap();
    insta::assert_snapshot!(plans);
}

fn counts_by_hour(filter: &EventFilter, now: Timestamp, dialect: Dialect) -> Statement<'_> {
    let end = now.as_micros();
    let hours = Hours::of(end - 50 * HOUR, end, end).unwrap();
    filters::event_counts::by_hour(filter, hours, dialect).unwrap()
}

/// PostgreSQL has statistics to choose by; here it is only asked whether an index can give the rows in their order,
/// so everything else is forbidden to it. The settings last as long as the unit.
async fn explain_by_index(conn: &mut Conn, statement: &Statement<'_>) -> Result<String> {
    for kind in ["seqscan", "sort", "bitmapscan", "incremental_sort"] {
        conn.execute(&format!("SET LOCAL enable_{kind} = off"), &[]).await?;
    }
    let sql = format!("EXPLAIN (COSTS OFF) {}", statement.sql);
    let lines = conn.all(&sql, &statement.params, |row| row.get::<String>(0)).await?;
    Ok(lines.join("\n"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_has_the_indexes_too() {
    let store = weir_testkit::postgres_store().await;
    let newest = |body: &str, sort| {
        let filters = serde_json::from_str::<FlowRunsCount>(body).unwrap().take_filters();
        store.write(filters, move |conn, filters| {
            Box::pin(async move {
                let order = filters::flow_runs::order(sort);
                let query = filters::flow_runs::query(filters).order_by(order).page(Some(200), 0);
                explain_by_index(conn, &query.select(Dialect::Postgres, "id")).await
            })
        })
    };
    let flow = r#"{"flows":{"id":{"any_":["10000000-0000-0000-0000-000000000002"]}}}"#;
    let failed = r#"{"flow_runs":{"state":{"type":{"any_":["FAILED"]}}}}"#;
    let running = r#"{"flow_runs":{"state":{"type":{"any_":["RUNNING"]}}}}"#;
    for (body, sort, index) in [
        ("{}", FlowRunSort::ExpectedStartTimeDesc, "flow_runs_expected"),
        (failed, FlowRunSort::ExpectedStartTimeDesc, "flow_runs_expected"),
        (running, FlowRunSort::ExpectedStartTimeDesc, "flow_runs_unfinished"),
        (flow, FlowRunSort::ExpectedStartTimeDesc, "flow_runs_flow"),
        ("{}", FlowRunSort::StartTimeDesc, "flow_runs_start"),
        (flow, FlowRunSort::StartTimeDesc, "flow_runs_start"),
        (failed, FlowRunSort::StartTimeDesc, "flow_runs_start"),
    ] {
        let plan = newest(body, sort).await.unwrap();
        assert!(plan.contains(&format!("using {index} ")), "{body} {sort:?}\n{plan}");
        assert!(!plan.contains("Sort") && !plan.contains("Seq Scan"), "{body} {sort:?}\n{plan}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_finds_by_an_index_what_the_rollups_have_not_counted() {
    const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
    let store = weir_testkit::postgres_store().await;
    let plan = store
        .write((), move |conn, ()| {
            Box::pin(async move {
                let filter = EventFilter::default();
                explain_by_index(conn, &counts_by_hour(&filter, NOW, Dialect::Postgres)).await
            })
        })
        .await
        .unwrap();
    for index in ["events_arrival", "events_occurred", "event_rollups_pkey"] {
        assert!(plan.contains(&format!("using {index} ")), "{index}\n{plan}");
    }
    assert!(!plan.contains("Sort") && !plan.contains("Seq Scan on events"), "{plan}");
}

/// A window of one series: a range of the primary key, in its order.
fn window() -> Query<'static> {
    let at = |micros| Some(Timestamp::from_micros(micros));
    let window = Window { start: at(1), end: at(2), flow_run: None };
    filters::metrics::points(&[7], window)
        .order_by(filters::metrics::order(LogSort::TimestampDesc))
        .page(Some(100), 0)
}

#[tokio::test]
async fn points_of_a_series_are_a_range_of_the_primary_key() {
    let store = weir_testkit::sqlite_store().await;
    let found = store.read((), |conn, ()| Box::pin(async move { plan(conn, &window(), "value").await }));
    let search = "SEARCH metric_points USING PRIMARY KEY (series_id=? AND timestamp>? AND timestamp<?)";
    assert_eq!(found.await.unwrap(), search);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_has_points_of_a_series_as_a_range_of_the_primary_key_too() {
    let store = weir_testkit::postgres_store().await;
    let found = store.write((), |conn, ()| {
        Box::pin(async move { explain_by_index(conn, &window().select(Dialect::Postgres, "value")).await })
    });
    let plan = found.await.unwrap();
    assert!(plan.contains("using metric_points_pkey ") && !plan.contains("Sort"), "{plan}");
    assert!(plan.contains("(series_id = '7'::bigint)"), "{plan}");
}

/// The names of an index are compared byte by byte, so a prefix is a range of it; a plan for any prefix could not know.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_finds_events_whose_names_start_alike_by_an_index() {
    const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
    let store = weir_testkit::postgres_store().await;
    let plan = store
        .write((), move |conn, ()| {
            Box::pin(async move {
                let filter: EventFilter = serde_json::from_str(r#"{"event":{"prefix":["a.b."]}}"#).unwrap();
                let query = filters::events::query(&filter, NOW).page(Some(50), 0);
                explain_by_index(conn, &query.select(Dialect::Postgres, "id")).await
            })
        })
        .await
        .unwrap();
    assert!(plan.contains("(event >= 'a.b.'::text) AND (event < 'a.b/'::text)"), "{plan}");
}
