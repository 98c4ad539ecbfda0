//! Filters of one entity on the rows of another.

use weir_store::{
    Store,
    filters::{self, Query},
};
use weir_types::filters::queries::{FlowRunsCount, RunFilters};

use super::rows::{NewRow, insert, numbers, row};

/// Two flows. Flow 1 has deployment 31 on queue 51 of pool 41, run 11 of it with tasks 21 and 22, and run 13, a subflow
/// of run 11 in task 22. Flow 2 has deployment 32 without a queue and run 12 without tasks. Task 23 has no run.
fn world() -> Vec<NewRow> {
    vec![
        row("flows", 1).set("name", "extract").tags(&["nightly"]),
        row("flows", 2).set("name", "Load"),
        row("flows", 3).set("name", "idle"),
        row("work_pools", 41).set("name", "kube").set("type", "kubernetes"),
        row("work_queues", 51).set("name", "Fast").link("work_pool_id", 41),
        row("work_queues", 52).set("name", "slow").link("work_pool_id", 41),
        row("deployments", 31)
            .set("name", "prod")
            .tags(&["eu"])
            .link("work_queue_id", 51)
            .set("work_queue_name", "Fast")
            .set("paused", true),
        row("deployments", 32).set("name", "dev").link("flow_id", 2),
        row("flow_runs", 11)
            .set("name", "a")
            .state("RUNNING", "Running")
            .link("deployment_id", 31)
            .link("work_queue_id", 51),
        row("flow_runs", 12).set("name", "b").link("flow_id", 2).state("FAILED", "Failed"),
        row("flow_runs", 13).set("name", "c").link("parent_task_run_id", 22),
        row("task_runs", 21)
            .set("name", "t1")
            .link("flow_run_id", 11)
            .set("dynamic_key", "1")
            .state("COMPLETED", "Completed")
            .set("start_time", 5)
            .tags(&["x"]),
        row("task_runs", 22).set("name", "t2").link("flow_run_id", 11).set("dynamic_key", "2"),
        row("task_runs", 23).set("name", "t3").set("dynamic_key", "3"),
    ]
}

type Make = for<'a> fn(&'a RunFilters) -> Query<'a>;

async fn check(store: &Store, make: Make, order: &'static str, cases: &[(&str, &[u128])]) {
    for (body, expected) in cases {
        let body: FlowRunsCount = serde_json::from_str(body).unwrap();
        let filters = body.clone().take_filters();
        let found = store
            .read(filters, move |conn, filters| {
                Box::pin(async move { numbers(conn, &make(filters).order_by(order)).await })
            })
            .await
            .unwrap();
        assert_eq!(found, *expected, "{body:?}");
    }
}

async fn flow_runs_by_what_they_belong_to(store: Store) {
    store.write(world(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let cases: &[(&str, &[u128])] = &[
        (r#"{"flows":{"name":{"any_":["extract"]}}}"#, &[11, 13]),
        (r#"{"flows":{"name":{"any_":["extract","Load"]}}}"#, &[11, 12, 13]),
        (r#"{"flows":{"name":{"any_":["nothing"]}}}"#, &[]),
        (r#"{"flows":{"name":{"like_":"lo"}}}"#, &[12]),
        (r#"{"flows":{"id":{"any_":["10000000-0000-0000-0000-000000000002"]}}}"#, &[12]),
        (r#"{"flows":{"id":{"not_any_":["10000000-0000-0000-0000-000000000002"]}}}"#, &[11, 13]),
        (r#"{"flows":{"tags":{"all_":["nightly"]}}}"#, &[11, 13]),
        (r#"{"flows":{"deployment":{"is_null_":true}}}"#, &[]),
        (r#"{"flows":{}}"#, &[11, 12, 13]),
        (r#"{"deployments":{}}"#, &[11]),
        (r#"{"deployments":{"id":{"any_":["10000000-0000-0000-0000-00000000001f"]}}}"#, &[11]),
        (
            r#"{"deployments":{"id":{"any_":["10000000-0000-0000-0000-00000000001f"]},"name":{"any_":["dev"]}}}"#,
            &[],
        ),
        (
            r#"{"deployments":{"operator":"or_","id":{"any_":["10000000-0000-0000-0000-000000000020"]},"tags":{"any_":["eu"]}}}"#,
            &[11],
        ),
        (r#"{"work_pools":{"type":{"any_":["kubernetes"]}}}"#, &[11]),
        (r#"{"work_pool_queues":{"name":{"startswith_":["FA"]}}}"#, &[11]),
        (r#"{"work_pool_queues":{"name":{"any_":["slow"]}}}"#, &[]),
        (r#"{"work_pool_queues":{"name":{"startswith_":[]}}}"#, &[11]),
        (r#"{"task_runs":{"name":{"any_":["t1"]}}}"#, &[11]),
        (r#"{"task_runs":{"subflow_runs":{"exists_":true}}}"#, &[11]),
        (r#"{"task_runs":{"name":{"any_":["t3"]}}}"#, &[]),
        (r#"{"flows":{"name":{"any_":["Load"]}},"task_runs":{}}"#, &[]),
        (r#"{"flows":{"name":{"any_":["extract"]}},"flow_runs":{"name":{"any_":["c"]}}}"#, &[13]),
    ];
    check(&store, filters::flow_runs::query, "flow_runs.id", cases).await;
}

async fn task_runs_by_what_they_belong_to(store: Store) {
    store.write(world(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let cases: &[(&str, &[u128])] = &[
        ("{}", &[21, 22, 23]),
        (r#"{"flow_runs":{"id":{"any_":["10000000-0000-0000-0000-00000000000b"]}}}"#, &[21, 22]),
        (r#"{"flow_runs":{}}"#, &[21, 22]),
        (r#"{"flow_runs":{"state":{"type":{"any_":["FAILED"]}}}}"#, &[]),
        (r#"{"flows":{"name":{"any_":["extract"]}}}"#, &[21, 22]),
        (r#"{"deployments":{"paused":{"eq_":true}}}"#, &[21, 22]),
        (r#"{"deployments":{"paused":{"eq_":false}}}"#, &[]),
        (r#"{"task_runs":{"flow_run_id":{"any_":["10000000-0000-0000-0000-00000000000b"]}}}"#, &[21, 22]),
        (r#"{"task_runs":{"flow_run_id":{"is_null_":true,"any_":[]}}}"#, &[23]),
        (r#"{"task_runs":{"flow_run_id":{}}}"#, &[21, 22]),
        (r#"{"task_runs":{"flow_run_id":{"is_null_":null}}}"#, &[21, 22, 23]),
        (r#"{"task_runs":{"subflow_runs":{"exists_":true}}}"#, &[22]),
        (r#"{"task_runs":{"subflow_runs":{"exists_":false}}}"#, &[21, 23]),
        (r#"{"task_runs":{"tags":{"all_":["x"]}}}"#, &[21]),
        (r#"{"task_runs":{"state":{"type":{"any_":["COMPLETED"]},"name":{"any_":["Completed"]}}}}"#, &[21]),
        (r#"{"task_runs":{"state":{"operator":"or_","type":{},"name":{"any_":["Completed"]}}}}"#, &[21]),
        (r#"{"task_runs":{"start_time":{"is_null_":true}}}"#, &[22, 23]),
        (r#"{"task_runs":{"start_time":{"before_":"1970-01-01T00:00:00.000005Z"}}}"#, &[21]),
        (r#"{"task_runs":{"operator":"or_","name":{"like_":"T3"},"tags":{"is_null_":false}}}"#, &[21, 23]),
    ];
    check(&store, filters::task_runs::query, "task_runs.id", cases).await;
}

async fn flows_by_what_belongs_to_them(store: Store) {
    store.write(world(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let cases: &[(&str, &[u128])] = &[
        ("{}", &[1, 2, 3]),
        (r#"{"flows":{"name":{"like_":"L"}}}"#, &[2, 3]),
        (r#"{"flows":{"deployment":{"is_null_":true}}}"#, &[3]),
        (r#"{"flows":{"deployment":{"is_null_":false}}}"#, &[1, 2]),
        (r#"{"flows":{"tags":{"is_null_":true}}}"#, &[2, 3]),
        (r#"{"flow_runs":{"state":{"name":{"any_":["Failed"]}}}}"#, &[2]),
        (r#"{"flow_runs":{"name":{"any_":["c"]}},"task_runs":{}}"#, &[]),
        (r#"{"task_runs":{"name":{"any_":["t1"]}}}"#, &[1]),
        (r#"{"deployments":{"flow_or_deployment_name":{"like_":"PROD"}}}"#, &[1]),
        (r#"{"deployments":{"flow_or_deployment_name":{"like_":"load"}}}"#, &[2]),
        (r#"{"work_pools":{"name":{"any_":["kube"]}}}"#, &[1]),
        (r#"{"work_pools":{"name":{"any_":["kube"]}},"deployments":{"name":{"any_":["dev"]}}}"#, &[]),
    ];
    check(&store, filters::flows::query, "flows.id", cases).await;
}

async fn deployments_by_what_they_belong_to(store: Store) {
    store.write(world(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let cases: &[(&str, &[u128])] = &[
        ("{}", &[31, 32]),
        (r#"{"deployments":{"flow_or_deployment_name":{"like_":"load"}}}"#, &[32]),
        (r#"{"deployments":{"flow_or_deployment_name":{}}}"#, &[31, 32]),
        (r#"{"deployments":{"work_queue_name":{"any_":["Fast"]}}}"#, &[31]),
        (r#"{"deployments":{"concurrency_limit":{"is_null_":false}}}"#, &[31, 32]),
        (r#"{"deployments":{"tags":{"operator":"or_","any_":["eu"],"is_null_":true}}}"#, &[31, 32]),
        (r#"{"flows":{"name":{"any_":["Load"]}}}"#, &[32]),
        (r#"{"flow_runs":{"state":{"type":{"any_":["RUNNING"]}}}}"#, &[31]),
        (r#"{"task_runs":{"name":{"any_":["t1"]}}}"#, &[31]),
        (r#"{"work_pool_queues":{"name":{"any_":["Fast"]}},"work_pools":{"name":{"any_":["kube"]}}}"#, &[31]),
        (r#"{"work_pool_queues":{"name":{"any_":["slow"]}}}"#, &[]),
    ];
    check(&store, filters::deployments::query, "deployments.id", cases).await;
}

weir_testkit::on_both_databases!(
    flow_runs_by_what_they_belong_to,
    task_runs_by_what_they_belong_to,
    flows_by_what_belongs_to_them,
    deployments_by_what_they_belong_to,
);
