//! Which variables, artifacts, blocks, automations and work pools a filter lets through.

use weir_store::{
    Conn, Result, Store,
    filters::{self, Query},
};
use weir_types::{
    filters::{
        ArtifactCollectionFilter, ArtifactFilter, AutomationFilter, BlockDocumentFilter, BlockSchemaFilter,
        BlockTypeFilter, VariableFilter, WorkPoolFilter, WorkQueueFilter, WorkerFilter,
        queries::FlowRunsCount, queries::RunFilters,
    },
    sorting::{
        ArtifactCollectionSort, ArtifactSort, AutomationSort, BlockDocumentSort, DeploymentSort, FlowSort,
        TaskRunSort, VariableSort,
    },
};

use super::rows::{NewRow, insert, numbers, row};

fn one<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

/// A query made of the text of its filters.
type Find = for<'c> fn(&'c mut Conn, &'c str) -> futures_util::future::BoxFuture<'c, Result<Vec<u128>>>;

async fn check(store: &Store, find: Find, cases: &[(&'static str, &[u128])]) {
    for (filter, expected) in cases {
        let found = store.read(*filter, move |conn, filter| find(conn, filter)).await.unwrap();
        assert_eq!(found, *expected, "{filter}");
    }
}

fn named(table: &'static str, number: u128, name: &'static str) -> NewRow {
    row(table, number).set("name", name)
}

async fn variables(store: Store) {
    let rows = vec![
        named("variables", 1, "region").tags(&["eu", "prod"]),
        named("variables", 2, "Regime").tags(&["eu"]),
        named("variables", 3, "bucket"),
    ];
    store.write(rows, |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let find: Find = |conn, filter| {
        Box::pin(async move {
            let filter: VariableFilter = one(filter);
            let order = filters::variables::order(VariableSort::NameDesc);
            numbers(conn, &filters::variables::query(Some(&filter)).order_by(order)).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        (r#"{"name":{"any_":["bucket","region"]}}"#, &[1, 3]),
        (r#"{"name":{"like_":"buck"}}"#, &[3]),
        (r#"{"tags":{"all_":["eu","prod"]}}"#, &[1]),
        (r#"{"tags":{"is_null_":true}}"#, &[3]),
        (r#"{"id":{"any_":["10000000-0000-0000-0000-000000000002"]}}"#, &[2]),
        (
            r#"{"operator":"or_","name":{"any_":["bucket"]},"id":{"any_":["10000000-0000-0000-0000-000000000001"]}}"#,
            &[1, 3],
        ),
    ];
    check(&store, find, cases).await;
}

fn artifact_rows() -> Vec<NewRow> {
    let artifact = |number: u128| row("artifacts", number);
    vec![
        named("flows", 1, "etl"),
        named("flow_runs", 11, "a"),
        named("flow_runs", 12, "b"),
        named("task_runs", 21, "t").link("flow_run_id", 11),
        artifact(1)
            .set("key", "Report-1")
            .set("type", "markdown")
            .link("flow_run_id", 11)
            .link("task_run_id", 21),
        artifact(2).set("key", "report-2").set("type", "table").link("flow_run_id", 12),
        artifact(3).set("type", "table"),
        artifact(4).set("key", "image"),
        row("artifact_collections", 5)
            .set("key", "Report-1")
            .set("type", "markdown")
            .link("latest_id", 1)
            .link("flow_run_id", 11)
            .link("task_run_id", 21),
        row("artifact_collections", 6).set("key", "image").link("latest_id", 4),
    ]
}

async fn artifacts(store: Store) {
    store.write(artifact_rows(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let find: Find = |conn, body| {
        Box::pin(async move {
            let value: serde_json::Value = one(body);
            let filter: Option<ArtifactFilter> = serde_json::from_value(value["artifacts"].clone()).unwrap();
            let runs = one::<FlowRunsCount>(body).take_filters();
            let order = filters::artifacts::order(ArtifactSort::IdDesc);
            numbers(conn, &filters::artifacts::query(filter.as_ref(), &runs).order_by(order)).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        ("{}", &[4, 3, 2, 1]),
        (r#"{"artifacts":{"key":{"like_":"REPORT"}}}"#, &[2, 1]),
        (r#"{"artifacts":{"key":{"any_":["image"]}}}"#, &[4]),
        (r#"{"artifacts":{"key":{"exists_":false}}}"#, &[3]),
        (r#"{"artifacts":{"type":{"any_":["table","markdown"],"not_any_":["markdown"]}}}"#, &[3, 2]),
        // An artifact without a type passes neither.
        (r#"{"artifacts":{"type":{"not_any_":["table"]}}}"#, &[1]),
        (r#"{"artifacts":{"flow_run_id":{"any_":["10000000-0000-0000-0000-00000000000c"]}}}"#, &[2]),
        (r#"{"artifacts":{"task_run_id":{"any_":["10000000-0000-0000-0000-000000000015"]}}}"#, &[1]),
        (r#"{"flow_runs":{"name":{"any_":["b"]}}}"#, &[2]),
        (r#"{"flows":{"name":{"any_":["etl"]}}}"#, &[2, 1]),
        (r#"{"task_runs":{}}"#, &[1]),
        (r#"{"deployments":{}}"#, &[]),
        (r#"{"artifacts":{"operator":"or_","key":{"exists_":false},"type":{"any_":["markdown"]}}}"#, &[3, 1]),
    ];
    check(&store, find, cases).await;
}

async fn artifact_collections(store: Store) {
    store.write(artifact_rows(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let find: Find = |conn, body| {
        Box::pin(async move {
            let value: serde_json::Value = one(body);
            let filter: Option<ArtifactCollectionFilter> =
                serde_json::from_value(value["artifacts"].clone()).unwrap();
            let runs = one::<FlowRunsCount>(body).take_filters();
            let order = filters::artifact_collections::order(ArtifactCollectionSort::KeyDesc);
            numbers(conn, &filters::artifact_collections::query(filter.as_ref(), &runs).order_by(order)).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        (r#"{"artifacts":{"key":{"exists_":true}},"flow_runs":{}}"#, &[5]),
        (r#"{"artifacts":{"key":{"like_":"mag"}}}"#, &[6]),
        (r#"{"artifacts":{"latest_id":{"any_":["10000000-0000-0000-0000-000000000001"]}}}"#, &[5]),
        (r#"{"artifacts":{"type":{"not_any_":["table"]}}}"#, &[5]),
        (r#"{"artifacts":{"flow_run_id":{"any_":["10000000-0000-0000-0000-00000000000b"]}}}"#, &[5]),
        (r#"{"task_runs":{"name":{"any_":["t"]}}}"#, &[5]),
        (r#"{"flows":{"name":{"like_":"x"}}}"#, &[]),
    ];
    check(&store, find, cases).await;
}

fn block_rows() -> Vec<NewRow> {
    let schema = |number: u128, block_type: u128, capabilities: &[&str]| {
        let capabilities: Vec<String> = capabilities.iter().map(|text| (*text).to_owned()).collect();
        row("block_schemas", number)
            .set("checksum", format!("sha{number}"))
            .set("capabilities", &capabilities)
            .set("version", format!("{number}.0"))
            .set("created", i64::try_from(number).unwrap())
            .link("block_type_id", block_type)
    };
    let document = |number: u128, name: &'static str, block_type: u128, schema: u128| {
        named("block_documents", number, name)
            .set("is_anonymous", name.starts_with("anonymous"))
            .set("block_type_name", if block_type == 1 { "Slack" } else { "Local" })
            .link("block_type_id", block_type)
            .link("block_schema_id", schema)
    };
    vec![
        named("block_types", 1, "Slack Webhook").set("slug", "slack-webhook"),
        named("block_types", 2, "Local File System").set("slug", "local-file-system"),
        schema(11, 1, &["notify"]),
        schema(12, 2, &["read-path", "write-path"]),
        document(21, "alerts", 1, 11),
        document(22, "results", 2, 12),
        document(23, "anonymous-1", 2, 12),
    ]
}

async fn block_types(store: Store) {
    store.write(block_rows(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let find: Find = |conn, body| {
        Box::pin(async move {
            let (types, schemas): (Option<BlockTypeFilter>, Option<BlockSchemaFilter>) = one(body);
            numbers(conn, &filters::block_types::query(types.as_ref(), schemas.as_ref())).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        ("[null,null]", &[2, 1]),
        (r#"[{"name":{"like_":"slack"}},null]"#, &[1]),
        (r#"[{"slug":{"any_":["local-file-system"]}},null]"#, &[2]),
        (r#"[null,{"block_capabilities":{"all_":["read-path","write-path"]}}]"#, &[2]),
        (r#"[{"slug":{"any_":["slack-webhook"]}},{"block_capabilities":{"all_":["read-path"]}}]"#, &[]),
    ];
    check(&store, find, cases).await;
}

async fn block_schemas(store: Store) {
    store.write(block_rows(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let find: Find = |conn, body| {
        Box::pin(async move {
            let filter: BlockSchemaFilter = one(body);
            numbers(conn, &filters::block_schemas::query(Some(&filter))).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        ("{}", &[12, 11]),
        (r#"{"block_type_id":{"any_":["10000000-0000-0000-0000-000000000001"]}}"#, &[11]),
        (r#"{"version":{"any_":["12.0"]}}"#, &[12]),
        (r#"{"block_capabilities":{"all_":[]}}"#, &[12, 11]),
        (
            r#"{"operator":"or_","version":{"any_":["12.0"]},"block_capabilities":{"all_":["notify"]}}"#,
            &[12, 11],
        ),
    ];
    check(&store, find, cases).await;
}

async fn block_documents(store: Store) {
    store.write(block_rows(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let find: Find = |conn, body| {
        Box::pin(async move {
            let (documents, types, schemas): (
                Option<BlockDocumentFilter>,
                Option<BlockTypeFilter>,
                Option<BlockSchemaFilter>,
            ) = one(body);
            let query = filters::block_documents::query(documents.as_ref(), types.as_ref(), schemas.as_ref());
            let order = filters::block_documents::order(BlockDocumentSort::BlockTypeAndNameAsc);
            numbers(conn, &query.order_by(order)).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        // Anonymous ones must be asked for.
        ("[null,null,null]", &[22, 21]),
        ("[{},null,null]", &[22, 21]),
        (r#"[{"is_anonymous":null},null,null]"#, &[23, 22, 21]),
        (r#"[{"is_anonymous":{"eq_":true}},null,null]"#, &[23]),
        (r#"[{"is_anonymous":{}},null,null]"#, &[23, 22, 21]),
        (r#"[{"name":{"like_":"ALERT"}},null,null]"#, &[21]),
        (r#"[null,{"slug":{"any_":["local-file-system"]}},null]"#, &[22]),
        (r#"[null,null,{"block_capabilities":{"all_":["notify"]}}]"#, &[21]),
        (r#"[{"block_type_id":{"any_":["10000000-0000-0000-0000-000000000002"]}},{},{}]"#, &[22]),
    ];
    check(&store, find, cases).await;
}

async fn automations(store: Store) {
    let rows = vec![
        named("automations", 1, "page me").tags(&["ops"]).set("created", 10),
        named("automations", 2, "restart").set("created", 20),
    ];
    store.write(rows, |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let find: Find = |conn, body| {
        Box::pin(async move {
            let filter: AutomationFilter = one(body);
            let order = filters::automations::order(AutomationSort::CreatedDesc);
            numbers(conn, &filters::automations::query(Some(&filter)).order_by(order)).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        ("{}", &[2, 1]),
        (r#"{"name":{"any_":["restart"]}}"#, &[2]),
        (r#"{"created":{"before_":"1970-01-01T00:00:00.000010Z"}}"#, &[1]),
        (r#"{"tags":{"any_":["ops"]}}"#, &[1]),
        (r#"{"tags":{"operator":"or_","all_":[],"any_":["ops"]}}"#, &[2, 1]),
        (r#"{"tags":{"all_":[],"is_null_":true}}"#, &[2]),
    ];
    check(&store, find, cases).await;
}

async fn work_pools_and_queues(store: Store) {
    let rows = vec![
        named("work_pools", 1, "kube").set("type", "kubernetes"),
        named("work_pools", 2, "local").set("type", "process"),
        named("work_queues", 11, "Fast").link("work_pool_id", 1),
        named("work_queues", 12, "slow").link("work_pool_id", 1),
    ];
    store.write(rows, |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let pools: Find = |conn, body| {
        Box::pin(async move {
            let filter: WorkPoolFilter = one(body);
            let query = filters::work_pools::query(Some(&filter)).order_by("work_pools.name");
            numbers(conn, &query).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        ("{}", &[1, 2]),
        (r#"{"name":{"any_":["kube","none"]}}"#, &[1]),
        (r#"{"operator":"or_","name":{"any_":["kube"]},"type":{"any_":["process"]}}"#, &[1, 2]),
    ];
    check(&store, pools, cases).await;
    let queues: Find = |conn, body| {
        Box::pin(async move {
            let filter: WorkQueueFilter = one(body);
            let query =
                filters::work_queues::query(Some(&filter)).order_by("work_queues.priority, work_queues.id");
            numbers(conn, &query).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        (r#"{"name":{"startswith_":["fa","no"]}}"#, &[11]),
        (r#"{"name":{"any_":["slow"],"startswith_":[]}}"#, &[12]),
        (r#"{"id":{"any_":[]}}"#, &[]),
    ];
    check(&store, queues, cases).await;
}

async fn workers(store: Store) {
    let worker = |number: u128, status: &'static str, seen: i64| {
        row("workers", number)
            .set("name", format!("worker {number}"))
            .set("last_heartbeat_time", seen)
            .set("status", status)
            .link("work_pool_id", 1)
    };
    let rows = vec![named("work_pools", 1, "kube"), worker(11, "ONLINE", 20), worker(12, "OFFLINE", 10)];
    store.write(rows, |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let find: Find = |conn, body| {
        Box::pin(async move {
            let filter: WorkerFilter = one(body);
            numbers(conn, &filters::workers::query(Some(&filter))).await
        })
    };
    let cases: &[(&str, &[u128])] = &[
        ("{}", &[11, 12]),
        (r#"{"status":{"any_":["ONLINE"]}}"#, &[11]),
        (r#"{"status":{"not_any_":["ONLINE"]}}"#, &[12]),
        (r#"{"last_heartbeat_time":{"after_":"1970-01-01T00:00:00.000020Z"}}"#, &[11]),
    ];
    check(&store, find, cases).await;
}

async fn saved_searches(store: Store) {
    let rows = vec![
        named("saved_searches", 1, "late").set("filters", "[]"),
        named("saved_searches", 2, "failed").set("filters", "[]"),
    ];
    store.write(rows, |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let found = store
        .read((), |conn, ()| {
            Box::pin(async move { numbers(conn, &filters::saved_searches::query().page(Some(1), 1)).await })
        })
        .await
        .unwrap();
    assert_eq!(found, [1]);
}

/// Both databases read every order.
async fn every_order_can_be_asked_for(store: Store) {
    store
        .read((), |conn, ()| {
            Box::pin(async move {
                let none = RunFilters::default();
                let mut queries: Vec<Query<'_>> = Vec::new();
                let sorted = |query: Query<'static>, order| query.order_by(order);
                let orders = VariableSort::ALL.iter().map(|sort| filters::variables::order(*sort));
                queries.extend(orders.map(|order| sorted(filters::variables::query(None), order)));
                let orders = AutomationSort::ALL.iter().map(|sort| filters::automations::order(*sort));
                queries.extend(orders.map(|order| sorted(filters::automations::query(None), order)));
                let orders = BlockDocumentSort::ALL.iter().map(|sort| filters::block_documents::order(*sort));
                queries.extend(
                    orders.map(|order| sorted(filters::block_documents::query(None, None, None), order)),
                );
                let orders = ArtifactSort::ALL.iter().map(|sort| filters::artifacts::order(*sort));
                queries.extend(orders.map(|order| filters::artifacts::query(None, &none).order_by(order)));
                let orders = ArtifactCollectionSort::ALL
                    .iter()
                    .map(|sort| filters::artifact_collections::order(*sort));
                queries.extend(
                    orders.map(|order| filters::artifact_collections::query(None, &none).order_by(order)),
                );
                let orders = DeploymentSort::ALL.iter().map(|sort| filters::deployments::order(*sort));
                queries.extend(orders.map(|order| filters::deployments::query(&none).order_by(order)));
                let orders = FlowSort::ALL.iter().map(|sort| filters::flows::order(*sort));
                queries.extend(orders.map(|order| filters::flows::query(&none).order_by(order)));
                let orders = TaskRunSort::ALL.iter().map(|sort| filters::task_runs::order(*sort));
                queries.extend(orders.map(|order| filters::task_runs::query(&none).order_by(order)));
                for query in queries {
                    assert_eq!(numbers(conn, &query).await?, [], "{query:?}");
                }
                Ok(())
            })
        })
        .await
        .unwrap();
}

weir_testkit::on_both_databases!(
    variables,
    artifacts,
    artifact_collections,
    block_types,
    block_schemas,
    block_documents,
    automations,
    work_pools_and_queues,
    workers,
    saved_searches,
    every_order_can_be_asked_for,
);
