//! Which log lines a filter lets through.

use weir_store::{Store, filters};
use weir_types::filters::LogFilter;

use super::rows::{NewRow, insert, numbers, row};

fn line(number: u128, message: &'static str, level: i64, timestamp: i64) -> NewRow {
    row("logs", number)
        .set("name", "prefect.flow_runs")
        .set("message", message)
        .set("level", level)
        .set("timestamp", timestamp)
}

fn lines() -> Vec<NewRow> {
    vec![
        line(1, "Connection TIMEOUT", 40, 30).link("flow_run_id", 11),
        line(2, "all well", 20, 20).link("flow_run_id", 11).link("task_run_id", 21),
        line(3, "50% done", 10, 10).link("flow_run_id", 12),
        line(4, "connection closed", 20, 40).link("task_run_id", 22).set("name", "worker"),
    ]
}

async fn each_part_lets_the_right_lines_through(store: Store) {
    let cases: &[(&str, &[u128])] = &[
        ("{}", &[3, 2, 1, 4]),
        (r#"{"level":{"ge_":20,"le_":20}}"#, &[2, 4]),
        (r#"{"level":{}}"#, &[3, 2, 1, 4]),
        (r#"{"flow_run_id":{"any_":["10000000-0000-0000-0000-00000000000b"]}}"#, &[2, 1]),
        (r#"{"flow_run_id":{"any_":[]}}"#, &[]),
        (r#"{"task_run_id":{"is_null_":true}}"#, &[3, 1]),
        (r#"{"task_run_id":{"any_":["10000000-0000-0000-0000-000000000015"],"is_null_":false}}"#, &[2]),
        (r#"{"timestamp":{"after_":"1970-01-01T00:00:00.000020Z"}}"#, &[2, 1, 4]),
        (r#"{"timestamp":{"before_":"1970-01-01T00:00:00.000020Z"}}"#, &[3, 2]),
        (r#"{"text":{"query":"timeout"}}"#, &[1]),
        (r#"{"text":{"query":"TIMEOUT well"}}"#, &[2, 1]),
        (r#"{"text":{"query":"connection -timeout"}}"#, &[4]),
        (r#"{"text":{"query":"\"connection timeout\""}}"#, &[1]),
        (r#"{"text":{"query":"worker"}}"#, &[4]),
        (r#"{"text":{"query":"+connection +closed"}}"#, &[4]),
        // What LIKE takes for a sign is taken by the letter.
        (r#"{"text":{"query":"50%"}}"#, &[3]),
        (r#"{"text":{"query":"5_%"}}"#, &[]),
        (r#"{"text":{"query":"  "}}"#, &[3, 2, 1, 4]),
        (r#"{"operator":"or_","text":{"query":"well"},"level":{"ge_":40}}"#, &[2, 1]),
        (r#"{"operator":"or_","text":{"query":""},"level":{"ge_":40}}"#, &[1]),
    ];
    store.write(lines(), |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    for (filter, expected) in cases {
        let filter: LogFilter = serde_json::from_str(filter).unwrap();
        let shown = format!("{filter:?}");
        let found = store
            .read(filter, |conn, filter| {
                Box::pin(async move {
                    let query = filters::logs::query(Some(filter)).order_by("logs.timestamp");
                    numbers(conn, &query).await
                })
            })
            .await
            .unwrap();
        assert_eq!(found, *expected, "{shown}");
    }
}

weir_testkit::on_both_databases!(each_part_lets_the_right_lines_through);
