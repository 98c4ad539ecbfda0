//! `weir demo`.

use std::time::Duration;

use serde_json::json;

use crate::support::{Server, run, weir};

/// How many flow runs have completed, by the metrics.
fn completed_by_metrics(text: &str) -> i64 {
    let sample =
        regex::Regex::new(r#"(?m)^weir_flow_run_transitions_total\{.*state="Completed".*\} ([0-9]+)$"#);
    let counts = sample.expect("a good expression");
    counts.captures_iter(text).map(|found| found[1].parse::<i64>().expect("a number")).sum()
}

#[test]
fn it_fills_a_fresh_database_once() {
    let home = tempfile::tempdir().expect("a folder");
    let fill = |arguments: &[&str]| run(weir(home.path()).args(["demo", "--days", "1"]).args(arguments));
    let said = fill(&[]).printed();
    let numbers = regex::Regex::new("[0-9]+ (flow|task|lines)").expect("a good expression");
    insta::assert_snapshot!(numbers.replace_all(&said, "N $1").replace(&home.path().display().to_string(), "~"), @r"
    N flow runs, N task runs and N lines of log of 1 days are in sqlite:///~/.weir/weir.db
    Look at them: `weir server start`, then `weir status` and `weir runs ls --state Failed`
    ");
    let refused = fill(&[]).complained().replace(&home.path().display().to_string(), "~");
    insta::assert_snapshot!(refused, @"error: sqlite:///~/.weir/weir.db has flow runs already: use a fresh database, or --force to add the demo's to them");
    fill(&["--force", "--seed", "2"]).printed();
}

#[test]
fn a_server_may_be_running() {
    let server = Server::start();
    run(weir(server.folder.path()).args(["demo", "--days", "1"])).printed();
    let refused = run(weir(server.folder.path()).args(["demo"])).complained();
    assert!(refused.contains("has flow runs already"), "{refused}");
}

#[test]
fn the_server_counts_what_the_demo_wrote() {
    let home = tempfile::tempdir().expect("a folder");
    run(weir(home.path()).args(["demo", "--days", "1"])).printed();
    let server = Server::start_with(home, |command| command.args(["server", "start", "--port", "0"]));
    let completed = json!({ "flow_runs": { "state": { "name": { "any_": ["Completed"] } } } });
    let wanted = server.post("/flow_runs/count", &completed).as_i64().expect("a count");
    assert!(wanted > 50, "{wanted}");
    // The counts follow the event log, which has thousands of events to be read.
    let mut counted = 0;
    for _ in 0..600 {
        counted = completed_by_metrics(&server.text("/metrics"));
        if counted == wanted {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(counted, wanted);
    let metrics = server.ask(&["metrics", "ls", "rows_extracted"]).printed();
    assert!(metrics.lines().count() > 1, "{metrics}");
    let failed = server.ask(&["runs", "ls", "--flow", "stream-ingest", "--limit", "5"]).printed();
    assert!(failed.lines().count() == 6 && failed.contains("stream-ingest"), "{failed}");
}
