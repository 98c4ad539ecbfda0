//! `weir insights` and `weir report`.

use serde_json::{Value, json};

use crate::support::Server;

/// A flow with a run that completed and one that failed.
fn runs(server: &Server) {
    let flow = server.post("/flows/", &json!({ "name": "etl" }))["id"].clone();
    for state in ["COMPLETED", "FAILED"] {
        let run = server.post("/flow_runs/", &json!({ "flow_id": flow, "state": { "type": "RUNNING" } }));
        let path = format!("/flow_runs/{}/set_state", run["id"].as_str().expect("it has an id"));
        let message = "Flow run encountered an exception: ValueError: bad <row> 7";
        server.post(&path, &json!({ "state": { "type": state, "message": message } }));
    }
}

#[test]
fn figures_are_shown() {
    let server = Server::start();
    runs(&server);
    let shown = server.ask(&["insights", "runs", "--since", "1h"]).printed();
    let row: Vec<&str> = shown.lines().nth(1).expect("there is a flow").split_whitespace().collect();
    assert_eq!(row[..3], ["etl", "2", "50.0%"], "{shown}");
    let shown = server.ask(&["insights", "failures", "--new", "--flow", "etl"]).printed();
    assert!(shown.contains("ValueError: bad <row> <n>"), "{shown}");
    let none = server.ask(&["insights", "failures", "--flow", "other"]).printed();
    assert_eq!(none.lines().count(), 1, "{none}");
    let json: Value =
        serde_json::from_str(&server.ask(&["insights", "trends", "--json"]).printed()).expect("it is JSON");
    assert_eq!(json["groups"][0]["runs"], json!(1));
    for command in ["retries", "bottlenecks"] {
        let shown = server.ask(&["insights", command]).printed();
        assert!(shown.starts_with("FLOW"), "{shown}");
    }
}

#[test]
fn the_week_is_reported() {
    let server = Server::start();
    let empty = server.ask(&["report", "--week"]).printed();
    assert!(empty.contains("No runs ended."), "{empty}");
    runs(&server);
    let markdown = server.ask(&["report", "--week"]).printed();
    assert!(
        markdown.contains("2 runs ended, 50.0% of those that were not cancelled with success"),
        "{markdown}"
    );
    assert!(markdown.contains("- etl: `ValueError: bad <row> <n>` (1 times)"), "{markdown}");
    let html = server.ask(&["report", "--week", "--format", "html"]).printed();
    assert!(html.contains("<code>ValueError: bad &lt;row&gt; &lt;n&gt;</code>"), "{html}");
    let slack: Value =
        serde_json::from_str(&server.ask(&["report", "--week", "--format", "slack"]).printed())
            .expect("it is JSON");
    assert!(
        slack["blocks"][3]["text"]["text"].as_str().expect("it is a text").contains("bad &lt;row&gt;"),
        "{slack}"
    );
    let json: Value =
        serde_json::from_str(&server.ask(&["report", "--week", "--json"]).printed()).expect("it is JSON");
    assert_eq!(json["flows"][0]["figures"]["runs"], json!(2));
}
