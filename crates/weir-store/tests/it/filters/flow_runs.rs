//! Which flow runs a filter lets through.

use weir_store::{Store, filters};
use weir_types::{
    filters::{FlowRunFilter, queries::RunFilters},
    sorting::FlowRunSort,
};

use super::rows::{NewRow, insert, numbers, row};

fn runs() -> Vec<NewRow> {
    vec![
        row("flows", 1).set("name", "extract").tags(&["nightly"]),
        row("flows", 2).set("name", "Load"),
        row("task_runs", 50).link("flow_run_id", 11).set("name", "subflow"),
        row("flow_runs", 11)
            .set("name", "Brave-Otter")
            .state("COMPLETED", "Completed")
            .tags(&["prod", "eu"])
            .set("start_time", 10)
            .set("end_time", 20)
            .set("expected_start_time", 5)
            .link("deployment_id", 31)
            .set("work_queue_name", "default")
            .set("idempotency_key", "a")
            .set("flow_version", "1")
            .set("created_by", r#"{"id":"10000000-0000-0000-0000-000000000031","type":"DEPLOYMENT"}"#),
        row("flow_runs", 12)
            .set("name", "lazy_cat")
            .state("FAILED", "Failed")
            .tags(&["prod"])
            .set("start_time", 30)
            .set("end_time", 40)
            .set("expected_start_time", 25)
            .link("flow_id", 2)
            .set("idempotency_key", "b")
            .set("flow_version", "2")
            .set("created_by", r#"{"id":"10000000-0000-0000-0000-000000000032","type":"AUTOMATION"}"#),
        row("flow_runs", 13)
            .set("name", "lazycat")
            .state("SCHEDULED", "Late")
            .set("expected_start_time", 50)
            .set("next_scheduled_start_time", 50)
            .link("parent_task_run_id", 50),
        row("flow_runs", 14).set("name", "ÄRGER%").tags(&["a\"prod", ","]),
    ]
}

/// Filters on flow runs, and the numbers of those that pass.
const CASES: &[(&str, &[u128])] = &[
    ("{}", &[11, 12, 13, 14]),
    (r#"{"id":{"any_":["10000000-0000-0000-0000-00000000000b"]}}"#, &[11]),
    (r#"{"id":{"any_":[]}}"#, &[]),
    (r#"{"id":{"not_any_":["10000000-0000-0000-0000-00000000000b"]}}"#, &[12, 13, 14]),
    (r#"{"id":{"not_any_":[]}}"#, &[11, 12, 13, 14]),
    (r#"{"name":{"any_":["lazycat","lazy_cat","nobody"]}}"#, &[12, 13]),
    (r#"{"name":{"like_":"OTTER"}}"#, &[11]),
    // An underline stands for any character, a percent sign for any text.
    (r#"{"name":{"like_":"y_c"}}"#, &[12]),
    (r#"{"name":{"like_":"y%c"}}"#, &[12, 13]),
    (r#"{"name":{"like_":""}}"#, &[11, 12, 13, 14]),
    (r#"{"tags":{"all_":["prod"]}}"#, &[11, 12]),
    (r#"{"tags":{"all_":["prod","eu"]}}"#, &[11]),
    (r#"{"tags":{"all_":[]}}"#, &[11, 12, 13, 14]),
    (r#"{"tags":{"any_":["eu","us"]}}"#, &[11]),
    (r#"{"tags":{"any_":[]}}"#, &[]),
    (r#"{"tags":{"any_":[","]}}"#, &[14]),
    (r#"{"tags":{"any_":["a\"prod"]}}"#, &[14]),
    (r#"{"tags":{"is_null_":true}}"#, &[13]),
    (r#"{"tags":{"is_null_":false}}"#, &[11, 12, 14]),
    (r#"{"tags":{"operator":"or_","all_":["eu"],"is_null_":true}}"#, &[11, 13]),
    (r#"{"deployment_id":{"any_":["10000000-0000-0000-0000-00000000001f"]}}"#, &[11]),
    (r#"{"deployment_id":{"is_null_":true}}"#, &[12, 13, 14]),
    (r#"{"work_queue_name":{"any_":["default"]}}"#, &[11]),
    (r#"{"work_queue_name":{"operator":"or_","any_":["default"],"is_null_":true}}"#, &[11, 12, 13, 14]),
    (r#"{"state":{"type":{"any_":["COMPLETED","FAILED"]}}}"#, &[11, 12]),
    (r#"{"state":{"type":{"any_":[]}}}"#, &[]),
    // A run without a state passes neither.
    (r#"{"state":{"type":{"not_any_":["FAILED"]}}}"#, &[11, 13]),
    (r#"{"state":{"name":{"not_any_":["Failed","Late"]}}}"#, &[11]),
    (r#"{"state":{"operator":"or_","type":{"any_":["FAILED"]},"name":{"any_":["Late"]}}}"#, &[12, 13]),
    (r#"{"state":{"operator":"or_","type":{"not_any_":[]},"name":{"any_":["Late"]}}}"#, &[13]),
    // Both lists at once ask nothing.
    (r#"{"state":{"type":{"any_":["FAILED"],"not_any_":["CRASHED"]}}}"#, &[11, 12, 13, 14]),
    (r#"{"flow_version":{"any_":["2"]}}"#, &[12]),
    // The bounds are inside, and the expected time counts until there is a start.
    (r#"{"start_time":{"before_":"1970-01-01T00:00:00.000010Z"}}"#, &[11]),
    (r#"{"start_time":{"after_":"1970-01-01T00:00:00.000030Z"}}"#, &[12, 13]),
    (r#"{"start_time":{"is_null_":true}}"#, &[13, 14]),
    (r#"{"end_time":{"after_":"1970-01-01T00:00:00.000021Z"}}"#, &[12]),
    (r#"{"end_time":{"is_null_":false}}"#, &[11, 12]),
    (
        r#"{"expected_start_time":{"after_":"1970-01-01T00:00:00.000005Z","before_":"1970-01-01T00:00:00.000025Z"}}"#,
        &[11, 12],
    ),
    (r#"{"next_scheduled_start_time":{"before_":"1970-01-01T00:00:00.000050Z"}}"#, &[13]),
    (r#"{"parent_flow_run_id":{"any_":["10000000-0000-0000-0000-00000000000b"]}}"#, &[13]),
    (r#"{"parent_flow_run_id":{"any_":[]}}"#, &[]),
    (r#"{"parent_task_run_id":{"any_":["10000000-0000-0000-0000-000000000032"]}}"#, &[13]),
    (r#"{"parent_task_run_id":{"is_null_":true}}"#, &[11, 12, 14]),
    (r#"{"idempotency_key":{"not_any_":["a"]}}"#, &[12]),
    (r#"{"created_by":{"type_":["DEPLOYMENT","AUTOMATION"]}}"#, &[11, 12]),
    (r#"{"created_by":{"id_":["10000000-0000-0000-0000-000000000032"]}}"#, &[12]),
    (r#"{"created_by":{"operator":"or_","type_":["DEPLOYMENT"],"is_null_":true}}"#, &[11, 13, 14]),
    (r#"{"created_by":{"is_null_":false,"type_":[]}}"#, &[]),
    (r#"{"operator":"or_","name":{"any_":["lazycat"]},"tags":{"any_":["eu"]}}"#, &[11, 13]),
    // A part without members lets everything through, also beside another.
    (r#"{"operator":"or_","name":{},"tags":{"any_":["eu"]}}"#, &[11, 12, 13, 14]),
    (r#"{"operator":"or_"}"#, &[11, 12, 13, 14]),
];

async fn each_part_lets_the_right_runs_through(store: Store) {
    store.write(runs(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    for (filter, expected) in CASES {
        let filters = RunFilters {
            flow_runs: Some(serde_json::from_str::<FlowRunFilter>(filter).unwrap()),
            ..RunFilters::default()
        };
        let found = store
            .read(filters, |conn, filters| {
                Box::pin(async move {
                    let query = filters::flow_runs::query(filters).order_by("flow_runs.id");
                    numbers(conn, &query).await
                })
            })
            .await
            .unwrap();
        assert_eq!(found, *expected, "{filter}");
    }
}

async fn orders_and_pages(store: Store) {
    store.write(runs(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let started = r#"{"start_time":{"after_":"1970-01-01T00:00:00Z"}}"#;
    for (sort, limit, offset, expected) in [
        (FlowRunSort::IdDesc, None, 0, &[13, 12, 11][..]),
        (FlowRunSort::StartTimeAsc, None, 0, &[11, 12, 13]),
        (FlowRunSort::StartTimeDesc, None, 0, &[13, 12, 11]),
        (FlowRunSort::ExpectedStartTimeAsc, None, 0, &[11, 12, 13]),
        (FlowRunSort::ExpectedStartTimeDesc, None, 1, &[12, 11]),
        (FlowRunSort::NameDesc, Some(1), 0, &[13]),
        (FlowRunSort::NameDesc, Some(0), 0, &[]),
        (FlowRunSort::ExpectedStartTimeDesc, Some(1), 1, &[12]),
        (FlowRunSort::ExpectedStartTimeDesc, Some(9), 9, &[]),
    ] {
        let filters = RunFilters {
            flow_runs: Some(serde_json::from_str::<FlowRunFilter>(started).unwrap()),
            ..RunFilters::default()
        };
        let found = store
            .read(filters, move |conn, filters| {
                Box::pin(async move {
                    let order = filters::flow_runs::order(sort);
                    let query = filters::flow_runs::query(filters).order_by(order).page(limit, offset);
                    numbers(conn, &query).await
                })
            })
            .await
            .unwrap();
        assert_eq!(found, expected, "{sort:?} {limit:?} {offset}");
    }
}

async fn a_long_list_is_no_burden(store: Store) {
    store.write(runs(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let found = store
        .read((), |conn, ()| {
            Box::pin(async move {
                let ids = (11..100_000).map(|number| super::rows::id(number).into());
                let names: Vec<String> = (0..70_000).map(|number| format!("name {number}")).collect();
                let mut filter = FlowRunFilter::ids(ids);
                filter.name = Some(weir_types::filters::parts::NameLike {
                    any_: Some([names, vec!["lazycat".to_owned()]].concat()),
                    like_: None,
                });
                let filters = RunFilters { flow_runs: Some(filter), ..RunFilters::default() };
                numbers(conn, &filters::flow_runs::query(&filters)).await
            })
        })
        .await
        .unwrap();
    assert_eq!(found, [13]);
}

weir_testkit::on_both_databases!(
    each_part_lets_the_right_runs_through,
    orders_and_pages,
    a_long_list_is_no_burden,
);
