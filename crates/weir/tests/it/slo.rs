//! `weir slo`.

use std::fs;

use serde_json::{Value, json};

use crate::support::Server;

const PROMISES: &str = "\
slos:
  - name: dbt takes half an hour
    kind: max-duration
    limit: 30m
    target: 95%
    window: 7d
    severity: high
    select: {flows: [dbt-daily-pipeline]}
  - name: rows
    kind: metric
    metric: {name: rows, max: 1000000}
";

fn write(server: &Server, text: &str) {
    fs::write(server.folder.path().join("promises.yaml"), text).expect("it is written");
}

#[test]
fn files_are_applied_until_nothing_differs() {
    let server = Server::start();
    write(&server, PROMISES);
    let apply =
        |arguments: &[&str]| server.ask(&[&["slo", "apply", "promises.yaml"], arguments].concat()).printed();
    insta::assert_snapshot!(apply(&["--dry-run"]), @r"
    + create dbt takes half an hour
    + create rows
    2 would be created, 0 would be updated, 0 would be deleted, 0 unchanged (nothing was done)
    ");
    assert_eq!(server.post("/slos/filter", &json!({})), json!([]));
    apply(&[]);
    let stored = server.post("/slos/filter", &json!({}));
    let spec = &stored[0]["spec"];
    assert_eq!(
        [&spec["limit_seconds"], &spec["target"], &spec["window_seconds"], &spec["select"]["flows"][0]],
        [&json!(1800.0), &json!(0.95), &json!(604_800.0), &json!("dbt-daily-pipeline")]
    );
    write(
        &server,
        &PROMISES.replace("30m", "PT30M").replace("limit:", "limit_seconds:").replace("1000000", "9"),
    );
    insta::assert_snapshot!(apply(&[]), @r"
    = keep dbt takes half an hour
    ~ update rows
    0 created, 1 updated, 0 deleted, 1 unchanged
    ");
    write(&server, "name: rows\nkind: metric\nmetric: {name: rows, max: 9}\n");
    insta::assert_snapshot!(apply(&["--prune"]), @r"
    = keep rows
    - delete dbt takes half an hour
    0 created, 0 updated, 1 deleted, 1 unchanged
    ");
}

#[test]
fn all_that_is_wrong_is_told_with_its_place() {
    let server = Server::start();
    write(
        &server,
        "- {name: a, kind: max-duration, limit: 30}\n- {name: b, kind: speed, target: 1}\n- {name: c, kind: freshness}\n\
         - {name: d, kind: success-rate, target: most, flows: [f]}\n",
    );
    insta::assert_snapshot!(server.ask(&["slo", "apply", "promises.yaml"]).complained(), @r"
    error: promises.yaml:1:33: limit: expected a length of time as in 30m, 24h or 7d, not 30
    promises.yaml:2:13: kind: Input should be 'max-duration', 'success-rate', 'freshness', 'lateness' or 'metric'
    promises.yaml:3:3: objective: limit_seconds is required for the kind freshness
    promises.yaml:4:47: flows: Extra inputs are not permitted
    promises.yaml:4:33: target: expected a share as in 99% or 0.99, not most
    ");
    assert_eq!(server.post("/slos/filter", &json!({})), json!([]));
}

#[test]
fn objectives_are_listed_shown_and_deleted() {
    let server = Server::start();
    let point = |value: u32| json!({ "name": "rows", "value": value });
    server.post("/metrics/", &json!([point(1), point(2), point(3), point(9)]));
    server.post(
        "/slos/",
        &json!({ "name": "rows", "kind": "metric", "target": 0.5, "metric": { "name": "rows", "max": 5 } }),
    );
    let shown = server.ask(&["slo", "show", "rows"]).printed();
    for told in [
        "metric rows=..5, 50% over 30d",
        "state       met",
        "3 of 4 points (75.00%)",
        "█████░░░░░ 50% left: 1.00 of 2.00 points spent",
        "0.5 in 5m",
        "value 9",
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    assert!(shown.trim_end().ends_with('▆'), "{shown}");
    let shown: Value =
        serde_json::from_str(&server.ask(&["slo", "show", "rows", "--json"]).printed()).expect("it is JSON");
    assert_eq!((&shown["status"]["bad"], shown["history"].as_array().map(Vec::len)), (&json!(1.0), Some(30)));
    let listed = server.ask(&["slo", "ls"]).printed();
    assert!(listed.contains("rows  -   metric"), "{listed}");
    let listed: Value =
        serde_json::from_str(&server.ask(&["slo", "ls", "--json"]).printed()).expect("it is JSON");
    assert_eq!(listed[0]["spec"]["name"], json!("rows"));
    assert_eq!(server.ask(&["slo", "delete", "rows"]).printed(), "rows is deleted\n");
    let gone = server.ask(&["slo", "show", "rows"]).complained();
    assert!(gone.contains("there is no objective named rows"), "{gone}");
}
