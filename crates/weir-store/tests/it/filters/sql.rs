//! The text of the statements, as each database gets it.

use weir_store::{
    Dialect,
    filters::{self, Query},
};
use weir_types::{
    Timestamp,
    filters::{EventFilter, queries::FlowRunsCount},
    sorting::FlowRunSort,
};

/// The statement on SQLite, its values, and the statement on PostgreSQL when it differs.
pub(super) fn show(query: &Query<'_>) -> String {
    let sqlite = query.select(Dialect::Sqlite, "id");
    let postgres = query.select(Dialect::Postgres, "id");
    assert_eq!(sqlite.params, postgres.params);
    let mut shown = format!("{}\n{:?}", sqlite.sql, sqlite.params);
    if postgres.sql != sqlite.sql {
        shown = shown + "\npostgresql: " + &postgres.sql;
    }
    shown
}

fn flow_runs(body: &str) -> String {
    let filters = serde_json::from_str::<FlowRunsCount>(body).unwrap().take_filters();
    let order = filters::flow_runs::order(FlowRunSort::ExpectedStartTimeDesc);
    show(&filters::flow_runs::query(&filters).order_by(order).page(Some(200), 400))
}

#[test]
fn a_list_without_filters() {
    insta::assert_snapshot!(flow_runs("{}"));
}

#[test]
fn a_list_by_state_flow_and_tags() {
    insta::assert_snapshot!(flow_runs(
        r#"{"flow_runs":{"state":{"type":{"any_":["FAILED","CRASHED"]}},"tags":{"all_":["prod","eu"]}},
            "flows":{"name":{"any_":["etl"]}}}"#
    ));
}

#[test]
fn a_list_by_everything() {
    insta::assert_snapshot!(flow_runs(
        r#"{"flow_runs":{"operator":"or_","name":{"any_":["a","b","c"],"like_":"x"},"created_by":{"type_":["A"]},
              "parent_flow_run_id":{"any_":["10000000-0000-0000-0000-000000000002"]},
              "start_time":{"before_":"2026-01-01T00:00:00Z","is_null_":false},"tags":{"any_":["p","q"]}},
            "flows":{"deployment":{"is_null_":true}},"task_runs":{"subflow_runs":{"exists_":false}},
            "deployments":{"id":{"any_":["10000000-0000-0000-0000-000000000003"]},"paused":{"eq_":false}},
            "work_pools":{"name":{"any_":["k"]}},"work_pool_queues":{"name":{"startswith_":["a","b"]}}}"#
    ));
}

#[test]
fn task_runs_of_a_flow_run() {
    let body = r#"{"flow_runs":{"id":{"any_":["10000000-0000-0000-0000-000000000002"]}}}"#;
    let filters = serde_json::from_str::<FlowRunsCount>(body).unwrap().take_filters();
    insta::assert_snapshot!(show(&filters::task_runs::query(&filters)));
}

#[test]
fn events_by_everything() {
    let filter: EventFilter = serde_json::from_str(
        r#"{"event":{"prefix":["a."],"exclude_name":["a.b"]},
            "resource":{"id":["r.1"],"labels":{"env":["p*","!q"]},"distinct":true},
            "related":[{"role":["flow"]},{"resources_in_roles":[["r.2","tag"]]}],
            "any_resource":{"labels":{"prefect.resource.id":"r.3","x":"y"}},
            "text":{"query":"word -other"},"order":"ASC"}"#,
    )
    .unwrap();
    let now = Timestamp::from_micros(1_770_000_000_000_000);
    insta::assert_snapshot!(show(&filters::events::query(&filter, now).page(Some(50), 0)));
}
