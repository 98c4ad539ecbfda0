//! `weir runs logs`.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use serde_json::{Value, json};

use crate::world::World;

/// Sends a line as a client does.
fn log(world: &World, run: &str, level: i64, message: &str, at: &str) {
    let line = json!({
        "name": "prefect.flow_runs", "level": level, "message": message, "flow_run_id": run, "timestamp": at,
    });
    world.server.post("/logs/", &json!([line]));
}

const AT: &str = "2026-11-20T10:00:00Z";

#[test]
fn logs_come_in_order_with_their_levels() {
    let world = World::new();
    let id = world.run("plain-otter", &[("RUNNING", None), ("COMPLETED", None)]);
    for (level, message) in
        [(10, "looking"), (20, "begun"), (30, "slow"), (40, "boom\nat line 2"), (50, "out"), (25, "own")]
    {
        log(&world, &id, level, message, AT);
    }
    insta::assert_snapshot!(world.server.ask(&["runs", "logs", "plain-otter"]).printed(), @r"
    2026-11-20T10:00:00.000Z  DEBUG     looking
    2026-11-20T10:00:00.000Z  INFO      begun
    2026-11-20T10:00:00.000Z  WARNING   slow
    2026-11-20T10:00:00.000Z  ERROR     boom
    at line 2
    2026-11-20T10:00:00.000Z  CRITICAL  out
    2026-11-20T10:00:00.000Z  25        own
    ");
    let lines = world.server.ask(&["runs", "logs", &id, "--json"]).printed();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[3]["message"], "boom\nat line 2");
}

#[test]
fn following_ends_when_the_run_does() {
    let world = World::new();
    let id = world.run("plain-otter", &[("RUNNING", None)]);
    log(&world, &id, 20, "one", AT);
    let mut following = world
        .server
        .command(&["runs", "logs", &id, "--follow"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("runs");
    let mut lines = BufReader::new(following.stdout.take().expect("its output")).lines();
    let mut next = || lines.next().map(|line| line.expect("UTF-8"));
    assert!(next().is_some_and(|line| line.ends_with("one")));
    log(&world, &id, 20, "two", AT);
    assert!(next().is_some_and(|line| line.ends_with("two")));
    log(&world, &id, 20, "three, sent late", "2026-11-20T09:58:00Z");
    world.enter(&id, "COMPLETED", None);
    assert!(next().is_some_and(|line| line.ends_with("three, sent late")));
    assert_eq!(next(), None);
    assert_eq!(following.wait().expect("it ends").code(), Some(0));
}
