//! Which events a filter lets through, and how they are counted.

use std::fmt::Write as _;

use weir_store::{
    Store, event_counts,
    events::{self, NewEvent, RelatedId},
    filters,
};
use weir_types::{
    Json, JsonObject, Timestamp,
    events::{Countable, EventCount, EventCountQuery},
    filters::EventFilter,
    ids::EventId,
};

use super::rows::{id, numbers};

/// 2026-02-02T02:40:00Z, a Monday.
const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
const HOUR: i64 = 3_600_000_000;

fn object(text: &str) -> JsonObject {
    serde_json::from_str(text).unwrap()
}

/// An event so many hours before now.
fn event(number: u128, hours: i64, name: &str, labels: &str, related: &[&str]) -> NewEvent {
    let resource: serde_json::Value = serde_json::from_str(labels).unwrap();
    let text = |value: &serde_json::Value, label: &str| value[label].as_str().unwrap().to_owned();
    let related_id = |text_of: &&str| {
        let value: serde_json::Value = serde_json::from_str(text_of).unwrap();
        RelatedId {
            resource_id: text(&value, "prefect.resource.id"),
            role: text(&value, "prefect.resource.role"),
        }
    };
    NewEvent {
        id: EventId(id(number)),
        occurred: Timestamp::from_micros(NOW.as_micros() - hours * HOUR),
        event: name.to_owned(),
        resource_id: text(&resource, "prefect.resource.id"),
        resource: object(labels),
        related_ids: related.iter().map(related_id).collect(),
        related: Json::from_text(format!("[{}]", related.join(","))).unwrap(),
        payload: object(r#"{"note":"100% Pure"}"#),
        follows: None,
    }
}

const FLOW_A: &str = r#"{"prefect.resource.id":"prefect.flow.a","prefect.resource.role":"flow","prefect.resource.name":"etl"}"#;
const FLOW_B: &str =
    r#"{"prefect.resource.id":"prefect.flow.b","prefect.resource.role":"flow","prefect.resource.name":"ml"}"#;
const CAUSE_A: &str = r#"{"prefect.resource.id":"prefect.flow.a","prefect.resource.role":"cause"}"#;
const CAUSE_2: &str = r#"{"prefect.resource.id":"prefect.flow-run.2","prefect.resource.role":"cause"}"#;
const TAG: &str = r#"{"prefect.resource.id":"prefect.tag.x","prefect.resource.role":"tag"}"#;
const RUN_1: &str =
    r#"{"prefect.resource.id":"prefect.flow-run.1","prefect.resource.name":"old","env":"prod_eu"}"#;
const RUN_1_RENAMED: &str = r#"{"prefect.resource.id":"prefect.flow-run.1","prefect.resource.name":"new"}"#;
const RUN_2: &str = r#"{"prefect.resource.id":"prefect.flow-run.2","prefect.name":"two","env":"prodXeu"}"#;

fn log() -> Vec<NewEvent> {
    vec![
        event(1, 3, "prefect.flow-run.Running", RUN_1, &[FLOW_A, TAG]),
        event(2, 2, "prefect.flow-run.Completed", RUN_1_RENAMED, &[FLOW_A, CAUSE_A]),
        event(3, 30, "prefect.flow-run.Failed", RUN_2, &[FLOW_B, CAUSE_2]),
        event(4, 1, "my.event", r#"{"prefect.resource.id":"prefect.flow.a"}"#, &[]),
        event(5, 24 * 400, "prefect.flow-run.Running", RUN_2, &[]),
    ]
}

const CASES: &[(&str, &[u128])] = &[
    // The last 180 days, newest first.
    ("{}", &[4, 2, 1, 3]),
    (r#"{"order":"ASC"}"#, &[3, 1, 2, 4]),
    (r#"{"occurred":{"since":"2026-02-01T23:40:00Z","until":"2026-02-02T00:40:00Z"}}"#, &[2, 1]),
    (r#"{"occurred":{"since":"2020-01-01T00:00:00Z"}}"#, &[4, 2, 1, 3, 5]),
    (r#"{"event":{"prefix":["prefect.flow-run.","nothing"]}}"#, &[2, 1, 3]),
    (r#"{"event":{"prefix":[]}}"#, &[4, 2, 1, 3]),
    (r#"{"event":{"exclude_prefix":["prefect."]}}"#, &[4]),
    (r#"{"event":{"name":["my.event","prefect.flow-run.Failed"]}}"#, &[4, 3]),
    (r#"{"event":{"exclude_name":["my.event"]}}"#, &[2, 1, 3]),
    (r#"{"resource":{"id":["prefect.flow-run.1"]}}"#, &[2, 1]),
    (r#"{"resource":{"id":["prefect.flow.a"]}}"#, &[4]),
    (r#"{"resource":{"id_prefix":["prefect.flow-run"]}}"#, &[2, 1, 3]),
    (r#"{"resource":{"labels":{"env":"prod_eu"}}}"#, &[1]),
    (r#"{"resource":{"labels":{"env":"prod?eu"}}}"#, &[1, 3]),
    (r#"{"resource":{"labels":{"env":"prod_*"}}}"#, &[1]),
    // An event without the label passes neither.
    (r#"{"resource":{"labels":{"env":"!prod_eu"}}}"#, &[3]),
    (r#"{"resource":{"labels":{"env":["x","prod_eu"],"prefect.resource.id":"prefect.flow-run.*"}}}"#, &[1]),
    (r#"{"resource":{"labels":{"env":[]}}}"#, &[]),
    (r#"{"resource":{"labels":{"prefect.resource.role":"flow"}}}"#, &[]),
    (r#"{"resource":{"labels":{}}}"#, &[4, 2, 1, 3]),
    (r#"{"resource":{"distinct":true}}"#, &[4, 2, 3]),
    (r#"{"resource":{"distinct":true},"order":"ASC"}"#, &[3, 1, 4]),
    (r#"{"related":{"id":["prefect.flow.a"]}}"#, &[2, 1]),
    (r#"{"related":{"role":["tag"]}}"#, &[1]),
    (r#"{"related":{"resources_in_roles":[["prefect.flow.a","tag"],["prefect.flow.b","flow"]]}}"#, &[3]),
    (r#"{"related":{"labels":{"prefect.resource.name":"etl"}}}"#, &[2, 1]),
    (
        r#"{"related":{"labels":{"prefect.resource.role":"flow","prefect.resource.id":"prefect.flow.*"}}}"#,
        &[2, 1, 3],
    ),
    (r#"{"related":{"labels":{"prefect.resource.role":"tag","prefect.resource.name":"etl"}}}"#, &[]),
    (r#"{"related":{"id":["prefect.flow.a"],"labels":{"prefect.resource.name":"ml"}}}"#, &[]),
    // Of several filters each must find a resource.
    (r#"{"related":[{"id":["prefect.flow.a"]},{"role":["tag"]}]}"#, &[1]),
    (r#"{"related":{"id":[],"labels":{}}}"#, &[4, 2, 1, 3]),
    (r#"{"any_resource":{"id":["prefect.flow.a"]}}"#, &[4, 2, 1]),
    // A resource in several roles counts once.
    (
        r#"{"any_resource":{"id":["prefect.flow-run.2"]},"occurred":{"since":"2020-01-01T00:00:00Z"}}"#,
        &[3, 5],
    ),
    (r#"{"related":{"id":["prefect.flow-run.2"]}}"#, &[3]),
    (r#"{"related":{"id":["prefect.flow.a"]},"order":"ASC","event":{"exclude_name":["x"]}}"#, &[1, 2]),
    (r#"{"any_resource":{"id_prefix":["prefect.flow."]}}"#, &[4, 2, 1, 3]),
    (r#"{"any_resource":{"labels":{"env":"*"}}}"#, &[1, 3]),
    (r#"{"any_resource":{"labels":{"prefect.resource.name":["etl","new"]}}}"#, &[2, 1]),
    (r#"{"any_resource":[{"id":["prefect.flow.a"]},{"id":["prefect.flow-run.1"]}]}"#, &[2, 1]),
    (r#"{"id":{"id":["10000000-0000-0000-0000-000000000003"]}}"#, &[3]),
    (r#"{"id":{"id":[]}}"#, &[4, 2, 1, 3]),
    (r#"{"text":{"query":"etl -new"}}"#, &[1]),
    (r#"{"text":{"query":"\"100% pure\" +my.event"}}"#, &[4]),
];

async fn each_part_lets_the_right_events_through(store: Store) {
    store.write(log(), |conn, log| Box::pin(events::append(conn, log, NOW))).await.unwrap();
    for (filter, expected) in CASES {
        let filter: EventFilter = serde_json::from_str(filter).unwrap();
        let shown = format!("{filter:?}");
        let found = store
            .read(filter, |conn, filter| {
                Box::pin(async move { numbers(conn, &filters::events::query(filter, NOW)).await })
            })
            .await
            .unwrap();
        assert_eq!(found, *expected, "{shown}");
    }
}

async fn count(store: &Store, body: &str, countable: Countable) -> Result<Vec<EventCount>, String> {
    let query: EventCountQuery = serde_json::from_str(body).unwrap();
    store
        .read(query, move |conn, query| Box::pin(event_counts::count_by(conn, query, countable, NOW)))
        .await
        .unwrap()
        .map_err(|refusal| refusal.to_string())
}

async fn events_are_counted_by_name_and_resource(store: Store) {
    store.write(log(), |conn, log| Box::pin(events::append(conn, log, NOW))).await.unwrap();
    let body = r#"{"filter":{"occurred":{"since":"2026-01-31T00:00:00Z"}}}"#;
    let by_name = count(&store, body, Countable::Event).await.unwrap();
    let shown: Vec<_> = by_name.iter().map(|count| (count.value.as_str(), count.count)).collect();
    let expected = [
        ("my.event", 1),
        ("prefect.flow-run.Completed", 1),
        ("prefect.flow-run.Failed", 1),
        ("prefect.flow-run.Running", 1),
    ];
    assert_eq!(shown, expected);
    let by_resource = count(&store, body, Countable::Resource).await.unwrap();
    let shown: Vec<_> = by_resource
        .iter()
        .map(|count| {
            (count.value.as_str(), count.label.as_str(), count.count, count.start_time < count.end_time)
        })
        .collect();
    let expected = [
        ("prefect.flow-run.1", "new", 2, true),
        ("prefect.flow.a", "prefect.flow.a", 1, false),
        ("prefect.flow-run.2", "two", 1, false),
    ];
    assert_eq!(shown, expected);
}

async fn events_are_counted_by_intervals(store: Store) {
    store.write(log(), |conn, log| Box::pin(events::append(conn, log, NOW))).await.unwrap();
    let mut shown = String::new();
    for (countable, body) in [
        (Countable::Day, r#"{"filter":{"occurred":{"since":"2026-01-31T12:00:00Z"}}}"#),
        // The bounds of the filter cut the intervals, and the future has none.
        (
            Countable::Time,
            r#"{"time_unit":"hour","time_interval":2.0,
                "filter":{"occurred":{"since":"2026-02-01T23:00:00Z","until":"2026-02-09T00:00:00Z"},
                          "event":{"prefix":["prefect.flow-run."]}}}"#,
        ),
        (Countable::Time, r#"{"time_unit":"week","filter":{"occurred":{"since":"2026-01-31T00:00:00Z"}}}"#),
        (
            Countable::Time,
            r#"{"filter":{"occurred":{"since":"2026-02-02T00:00:00Z","until":"2026-02-01T00:00:00Z"}}}"#,
        ),
        (
            Countable::Event,
            r#"{"time_unit":"second","filter":{"occurred":{"since":"2026-01-31T00:00:00Z"}}}"#,
        ),
    ] {
        let counts = count(&store, body, countable).await.unwrap_or_else(|refusal| {
            writeln!(shown, "{refusal}").unwrap();
            Vec::new()
        });
        for EventCount { value, label, count, start_time, end_time } in counts {
            writeln!(shown, "{value} {label} {count} {start_time} {end_time}").unwrap();
        }
        shown.push('\n');
    }
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r"
        0 2026-01-31T00:00:00+00:00 1 2026-01-31T00:00:00Z 2026-01-31T23:59:59.999999Z
        1 2026-02-01T00:00:00+00:00 1 2026-02-01T00:00:00Z 2026-02-01T23:59:59.999999Z
        2 2026-02-02T00:00:00+00:00 2 2026-02-02T00:00:00Z 2026-02-02T23:59:59.999999Z

        0 2026-02-01T22:00:00+00:00 1 2026-02-01T22:00:00Z 2026-02-01T23:59:59.999999Z
        1 2026-02-02T00:00:00+00:00 1 2026-02-02T00:00:00Z 2026-02-02T01:59:59.999999Z
        2 2026-02-02T02:00:00+00:00 0 2026-02-02T02:00:00Z 2026-02-02T03:59:59.999999Z

        0 2026-01-26T00:00:00+00:00 2 2026-01-26T00:00:00Z 2026-02-01T23:59:59.999999Z
        1 2026-02-02T00:00:00+00:00 2 2026-02-02T00:00:00Z 2026-02-08T23:59:59.999999Z


        The given interval would create 182400 buckets, which is too many. Please increase the interval or reduce the time range to produce 1000 buckets or fewer.
        ");
    }
}

weir_testkit::on_both_databases!(
    each_part_lets_the_right_events_through,
    events_are_counted_by_name_and_resource,
    events_are_counted_by_intervals,
);
