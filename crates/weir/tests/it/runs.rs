//! `weir status`, `weir runs ls` and `weir runs inspect`.

use std::process::{Command, Stdio};

use regex::Regex;
use serde_json::Value;

use crate::{support::run, world::World};

/// Ids and times in texts of the same width.
fn normal(text: &str) -> String {
    let id = Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").expect("good");
    let at = Regex::new(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z").expect("good");
    let text = id.replace_all(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
    at.replace_all(&text, "2026-11-20T10:00:00.000Z").into_owned()
}

fn some_runs() -> World {
    let world = World::new();
    world.run("plain-otter", &[("RUNNING", None), ("COMPLETED", None)]);
    world.run("zürich-日本", &[("RUNNING", None), ("FAILED", Some("boom"))]);
    world.run("still-heron", &[]);
    world
}

#[test]
fn the_list_aligns_and_starts_with_the_newest() {
    let world = some_runs();
    let printed = normal(&world.server.ask(&["runs", "ls"]).printed());
    let seconds = Regex::new(r"(?m)[0-9]\.[0-9]$").expect("good");
    insta::assert_snapshot!(seconds.replace_all(&printed, "0.0"), @r"
    ID                                    FLOW  NAME         STATE      STARTED                   SECONDS
    xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx  etl   still-heron  Pending    2026-11-20T10:00:00.000Z      0.0
    xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx  etl   zürich-日本  Failed     2026-11-20T10:00:00.000Z      0.0
    xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx  etl   plain-otter  Completed  2026-11-20T10:00:00.000Z      0.0
    ");
}

#[test]
fn the_list_can_be_narrowed() {
    let world = some_runs();
    let names = |arguments: &[&str]| -> Vec<String> {
        let printed = world.server.ask(&[&["runs", "ls", "--json"], arguments].concat()).printed();
        let runs: Vec<Value> = serde_json::from_str(&printed).expect("JSON");
        runs.iter().map(|run| run["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(names(&[]), ["still-heron", "zürich-日本", "plain-otter"]);
    assert_eq!(names(&["--state", "Failed"]), ["zürich-日本"]);
    assert_eq!(names(&["--state", "Failed", "--state", "Pending"]), ["still-heron", "zürich-日本"]);
    assert_eq!(names(&["--flow", "etl", "--limit", "1"]), ["still-heron"]);
    assert_eq!(names(&["--tag", "critical", "--limit", "2"]), ["still-heron", "zürich-日本"]);
    assert_eq!(names(&["--flow", "other"]), [] as [&str; 0]);
    assert_eq!(names(&["--tag", "critical", "--tag", "other"]), [] as [&str; 0]);
}

#[test]
fn the_list_goes_on_behind_a_page() {
    let world = World::new();
    for number in 0..203 {
        world.run(&format!("run-{number}"), &[]);
    }
    let printed = world.server.ask(&["runs", "ls", "--limit", "202"]).printed();
    assert_eq!(printed.lines().count(), 203);
    let all = world.server.ask(&["runs", "ls", "--limit", "1000", "--json"]).printed();
    assert_eq!(serde_json::from_str::<Vec<Value>>(&all).expect("JSON").len(), 203);
}

#[test]
fn the_list_as_json_is_what_the_api_says() {
    let world = World::new();
    let id = world.run("plain-otter", &[("RUNNING", None), ("COMPLETED", None)]);
    let printed = world.server.ask(&["runs", "ls", "--json"]).printed();
    let runs: Vec<Value> = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(runs, [world.server.get(&format!("/flow_runs/{id}"))]);
}

#[test]
fn a_run_is_found_by_its_id_or_its_only_name() {
    let world = some_runs();
    let id = world.run("twice", &[]);
    world.run("twice", &[]);
    let by_id = world.server.ask(&["runs", "inspect", &id]).printed();
    assert!(by_id.starts_with(&format!("twice  {id}\n")), "{by_id}");
    let by_name = world.server.ask(&["runs", "inspect", "plain-otter"]).printed();
    assert!(by_name.starts_with("plain-otter  "), "{by_name}");
    let said = world.server.ask(&["runs", "inspect", "twice"]).complained();
    assert_eq!(said, "error: several flow runs are named twice: give the id\n");
    let said = world.server.ask(&["runs", "inspect", "nobody"]).complained();
    assert_eq!(said, "error: there is no flow run named nobody\n");
}

#[test]
fn inspect_shows_states_and_task_runs() {
    let world = World::new();
    let id = world.run("plain-otter", &[("RUNNING", None), ("FAILED", Some("1/1 states failed"))]);
    world.task_run(&id, "load-0");
    let printed = normal(&world.server.ask(&["runs", "inspect", &id]).printed());
    let seconds = Regex::new("[0-9.]+ s in").expect("good");
    insta::assert_snapshot!(seconds.replace_all(&printed, "0.0 s in"), @r#"
    plain-otter  xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx
      parameters  {"day":"2026-11-20"}
      tags        critical
      run time    0.0 s in 1 attempt

    SINCE                     STATE    MESSAGE
    2026-11-20T10:00:00.000Z  Pending
    2026-11-20T10:00:00.000Z  Running
    2026-11-20T10:00:00.000Z  Failed   1/1 states failed

    TASK RUN  STATE      SECONDS  ATTEMPTS
    load-0    Completed      3.2         2
    "#);
    let json = world.server.ask(&["runs", "inspect", &id, "--json"]).printed();
    let report: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(report["flow_run"]["id"], id.as_str());
    assert_eq!(report["states"].as_array().map(Vec::len), Some(3));
    assert_eq!(report["task_runs"][0]["name"], "load-0");
}

#[test]
fn the_status_counts_runs_by_state() {
    let world = some_runs();
    let printed = world.server.ask(&["status"]).printed().replace(world.server.address(), "ADDRESS");
    insta::assert_snapshot!(printed, @r"
    http://ADDRESS/api is healthy and speaks the API of Prefect 3.8.8
           1  Pending
           1  Completed
           1  Failed
    ");
    let json = world.server.ask(&["status", "--json"]).printed();
    let report: Value = serde_json::from_str(&json).expect("JSON");
    insta::assert_json_snapshot!(report, { ".url" => "[url]" }, @r#"
    {
      "url": "[url]",
      "version": "3.8.8",
      "flow_runs": [
        {
          "state_type": "SCHEDULED",
          "count": 0
        },
        {
          "state_type": "PENDING",
          "count": 1
        },
        {
          "state_type": "RUNNING",
          "count": 0
        },
        {
          "state_type": "COMPLETED",
          "count": 1
        },
        {
          "state_type": "FAILED",
          "count": 1
        },
        {
          "state_type": "CANCELLED",
          "count": 0
        },
        {
          "state_type": "CRASHED",
          "count": 0
        },
        {
          "state_type": "PAUSED",
          "count": 0
        },
        {
          "state_type": "CANCELLING",
          "count": 0
        }
      ]
    }
    "#);
}

const COLOUR: &str = "\u{1b}[31mFailed";

#[test]
fn colours_are_for_terminals() {
    let world = some_runs();
    // `script` runs a command on a terminal of its own.
    let on_a_terminal = |arguments: &str, no_color: Option<&str>| {
        let text = format!("'{}' runs ls --state Failed {arguments}", env!("CARGO_BIN_EXE_weir"));
        let mut script = Command::new("script");
        script.args(["-qefc", &text, "/dev/null"]).env_clear().env("WEIR_API_URL", &world.server.url);
        if let Some(value) = no_color {
            script.env("NO_COLOR", value);
        }
        run(script.env("PATH", "/usr/bin:/bin").stdin(Stdio::null())).printed().contains(COLOUR)
    };
    assert!(on_a_terminal("", None));
    assert!(on_a_terminal("", Some("")));
    assert!(!on_a_terminal("", Some("1")));
    assert!(!on_a_terminal("--color never", None));
    assert!(on_a_terminal("--color always", Some("1")));

    let into_a_pipe = |arguments: &[&str]| {
        let all = [&["runs", "ls", "--state", "Failed"], arguments].concat();
        world.server.ask(&all).printed().contains(COLOUR)
    };
    assert!(!into_a_pipe(&[]));
    assert!(!into_a_pipe(&["--color=auto"]));
    assert!(into_a_pipe(&["--color=always"]));
}
