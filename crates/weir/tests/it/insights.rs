//! `weir insights` and `weir report`.

use serde_json::{Value, json};

use crate::support::{Server, run};

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
    let limited = server.ask(&["insights", "failures", "--limit", "1"]).printed();
    assert!(!limited.contains("more"), "{limited}");
}

#[test]
fn task_runs_are_told_apart_as_asked() {
    let server = Server::start();
    let flow = server.post("/flows/", &json!({ "name": "etl" }))["id"].clone();
    let run = server.post("/flow_runs/", &json!({ "flow_id": flow, "state": { "type": "RUNNING" } }));
    let task = json!({ "flow_run_id": run["id"], "task_key": "extract-1f0a93be", "dynamic_key": "0" });
    let task = server.post("/task_runs/", &task)["id"].clone();
    for state in ["RUNNING", "COMPLETED"] {
        let path = format!("/task_runs/{}/set_state", task.as_str().expect("it has an id"));
        server.post(&path, &json!({ "state": { "type": state }, "force": true }));
    }
    for (by, first) in [(vec![], "extract"), (vec!["--by", "flow"], "etl")] {
        let asked = [vec!["insights", "runs", "--tasks"], by].concat();
        let shown = server.ask(&asked).printed();
        let row = shown.lines().nth(1).expect("there is a row");
        assert!(row.starts_with(first), "{shown}");
    }
    let wrong = server.ask(&["insights", "trends", "--by", "task"]);
    assert!(wrong.stderr.contains("work_pool"), "{}", wrong.stderr);
}

#[test]
fn a_format_that_is_asked_for_is_printed_though_a_webhook_is_set() {
    let server = Server::start();
    let mut report = server.command(&["report", "--format", "markdown"]);
    let printed = run(report.env("WEIR_SLACK_WEBHOOK", "http://127.0.0.1:1/")).printed();
    assert!(printed.contains("No runs ended."), "{printed}");
}

#[test]
fn a_review_counts_and_names_in_words_that_markdown_shows() {
    let server = Server::start();
    let flow = server.post("/flows/", &json!({ "name": "a|b*c" }))["id"].clone();
    let state = json!({ "type": "FAILED", "message": "it said `no`" });
    server.post("/flow_runs/", &json!({ "flow_id": flow, "state": state }));
    let markdown = server.ask(&["report"]).printed();
    for said in
        ["\n1 run ended, ", "\n| a\\|b\\*c | 1 | 0.0% |", "\n- a\\|b\\*c: `` it said `no` `` (1 time)\n"]
    {
        assert!(markdown.contains(said), "{said} {markdown}");
    }
    let slack: Value =
        serde_json::from_str(&server.ask(&["report", "--format", "slack"]).printed()).expect("it is JSON");
    let rates = slack["blocks"][2]["text"]["text"].as_str().expect("it is a text");
    assert!(rates.contains("• a|b*c: 0.0% of 1 run, "), "{rates}");
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
    assert!(markdown.contains("- etl: `ValueError: bad <row> <n>` (1 time)"), "{markdown}");
    assert!(markdown.contains("\n## Slow tasks\n\nNone.\n"), "{markdown}");
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
