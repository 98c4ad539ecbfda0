//! `weir metrics`.

use serde_json::{Value, json};

use crate::support::Server;

#[test]
fn metrics_are_listed_and_shown() {
    let server = Server::start();
    let point = |value: u32, table: &str| json!({ "name": "rows", "value": value, "unit": "rows", "labels": { "table": table } });
    let sent =
        json!([point(1, "orders"), point(3, "orders"), point(7, "users"), { "name": "no name", "value": 1 }]);
    assert_eq!(server.post("/metrics/", &sent)["stored"], json!(3));
    let listed = server.ask(&["metrics", "ls"]).printed();
    assert!(listed.contains("table=orders") && listed.contains("table=users"), "{listed}");
    assert_eq!(server.ask(&["metrics", "ls", "lost"]).printed().lines().count(), 1);
    let shown = server.ask(&["metrics", "show", "rows", "--by", "label.table", "--since", "1h"]).printed();
    let rows: Vec<Vec<&str>> = shown.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[1][..3], ["table=orders", "2", "2"], "{shown}");
    assert_eq!(rows[2][..3], ["table=users", "1", "7"], "{shown}");
    assert!(rows[2][5].ends_with('▄'), "{shown}");
    let arguments = ["metrics", "show", "rows", "--label", "table=orders", "--aggregation", "sum", "--json"];
    let summed: Value = serde_json::from_str(&server.ask(&arguments).printed()).expect("it is JSON");
    assert_eq!(summed["groups"][0]["value"], json!(4.0));
    let none = server.ask(&["metrics", "show", "lost"]).complained();
    assert!(none.contains("there are no points of lost since then"), "{none}");
    let refused = server.ask(&["metrics", "refused"]).printed();
    assert!(refused.contains("\"no name\" is no name"), "{refused}");
}
