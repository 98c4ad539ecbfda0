//! `weir incidents`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::Server;

/// The incident that an automation declares when something happens.
fn declared(server: &Server) -> String {
    let trigger = json!({ "type": "event", "posture": "Reactive", "expect": ["warehouse.slept"] });
    let action = json!({ "type": "declare-incident", "title": "the warehouse sleeps", "severity": "high" });
    server.post("/automations/", &json!({ "name": "watch", "trigger": trigger, "actions": [action] }));
    let resource = json!({ "prefect.resource.id": "warehouse.1" });
    let event = json!({
        "id": "00000000-0000-4000-8000-0000000000e1", "occurred": "2026-02-02T02:40:00Z",
        "event": "warehouse.slept", "resource": resource,
    });
    server.post("/events", &json!([event]));
    let begun = Instant::now();
    loop {
        let found = server.post("/incidents/filter", &json!({}));
        if let Some(id) = found[0]["id"].as_str() {
            return id.to_owned();
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "no incident was declared");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn incidents_are_listed_taken_and_resolved() {
    let server = Server::start();
    let id = declared(&server);
    let listed = server.ask(&["incidents", "ls"]).printed();
    assert!(listed.contains(&id) && listed.contains("critical"), "{listed}");
    let taken = server.ask(&["incidents", "ack", &id, "--by", "Ada"]).printed();
    assert_eq!(taken.trim(), "the warehouse sleeps is acknowledged");
    let resolved = server.ask(&["incidents", "resolve", &id, "--by", "Bob"]).printed();
    assert_eq!(resolved.trim(), "the warehouse sleeps is resolved");
    assert!(!server.ask(&["incidents", "ls"]).printed().contains(&id));
    let all: Value = serde_json::from_str(&server.ask(&["incidents", "ls", "--all", "--json"]).printed())
        .expect("it is JSON");
    assert_eq!((&all[0]["acknowledged_by"], &all[0]["resolved_by"]), (&json!("Ada"), &json!("Bob")));
}
