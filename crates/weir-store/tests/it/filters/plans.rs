//! Which index answers: the lists that must stay fast may not sort or scan a whole table.

use std::fmt::Write as _;

use weir_store::{Conn, Dialect, Result, Store, filters::Query};
use weir_types::{
    filters::queries::FlowRunsCount,
    sorting::{FlowRunSort, TaskRunSort},
};

/// SQLite's plan, line by line.
pub(super) async fn plan(conn: &mut Conn, query: &Query<'_>, columns: &str) -> Result<String> {
    let statement = query.select(Dialect::Sqlite, columns);
    let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let lines = conn.all(&sql, &statement.params, |row| row.get::<String>(3)).await?;
    Ok(lines.join("\n"))
}

async fn flow_runs(store: &Store, body: &str, sort: FlowRunSort) -> String {
    let filters = serde_json::from_str::<FlowRunsCount>(body).unwrap().take_filters();
    store
        .read(filters, move |conn, filters| {
            Box::pin(async move {
                let order = weir_store::filters::flow_runs::order(sort);
                let query = weir_store::filters::flow_runs::query(filters).order_by(order).page(Some(200), 0);
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
                        let order = weir_store::filters::task_runs::order(sort);
                        let query =
                            weir_store::filters::task_runs::query(filters).order_by(order).page(Some(200), 0);
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
