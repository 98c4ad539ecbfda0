//! `weir automation`.

use std::fs;

use regex::Regex;
use serde_json::{Value, json};

use crate::support::Server;

const RULES: &str = "\
automations:
  - name: tell of failures
    trigger:
      posture: Reactive
      expect: [prefect.flow-run.Failed]
      threshold: 3
      within: 3600
    actions:
      - type: do-nothing
  - name: pause the rest
    enabled: no
    trigger: {type: event, posture: Reactive, expect: [prefect.flow-run.Crashed]}
    actions: [{type: cancel-flow-run}]
";

fn write(server: &Server, file: &str, text: &str) {
    let path = server.folder.path().join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
    fs::write(path, text).expect("it is written");
}

fn apply(server: &Server, arguments: &[&str]) -> String {
    server.ask(&[&["automation", "apply"], arguments].concat()).printed()
}

fn stored(server: &Server) -> Vec<Value> {
    let found = server.post("/automations/filter", &json!({ "sort": "NAME_ASC" }));
    found.as_array().expect("a list").clone()
}

#[test]
fn files_are_applied_until_nothing_differs() {
    let server = Server::start();
    write(&server, "rules/a.yaml", RULES);
    write(&server, "rules/readme.md", "no automation");
    insta::assert_snapshot!(apply(&server, &["-f", "rules", "--dry-run"]), @r"
    + create tell of failures
    + create pause the rest
    2 would be created, 0 would be updated, 0 would be deleted, 0 unchanged (nothing was done)
    ");
    assert_eq!(stored(&server).len(), 0);
    apply(&server, &["-f", "rules"]);
    let made = stored(&server);
    assert_eq!((&made[0]["name"], &made[0]["enabled"]), (&json!("pause the rest"), &json!(false)));
    assert_eq!(made[1]["trigger"]["threshold"], json!(3));
    insta::assert_snapshot!(apply(&server, &["-f", "rules"]), @r"
    = keep tell of failures
    = keep pause the rest
    0 created, 0 updated, 0 deleted, 2 unchanged
    ");
    write(&server, "rules/a.yaml", &RULES.replace("threshold: 3", "threshold: 5"));
    insta::assert_snapshot!(apply(&server, &["-f", "rules", "--diff"]), @r#"
    ~ update tell of failures
              "posture": "Reactive",
        -     "threshold": 3
        +     "threshold": 5
            },
    = keep pause the rest
    0 created, 1 updated, 0 deleted, 1 unchanged
    "#);
    assert_eq!(stored(&server)[1]["trigger"]["threshold"], json!(5));
    assert_eq!(stored(&server)[1]["id"], made[1]["id"], "it is still the same automation");
}

#[test]
fn only_what_bears_the_tag_is_pruned() {
    let server = Server::start();
    write(&server, "a.json", r#"[{"name": "a", "trigger": {"posture": "Reactive"}, "actions": []}]"#);
    write(&server, "b.yml", "{name: b, tags: [x], trigger: {posture: Reactive}, actions: []}");
    apply(&server, &["-f", "a.json", "-f", "b.yml", "--tag", "ours"]);
    write(&server, "c.yml", "{name: somebody's, trigger: {posture: Reactive}, actions: []}");
    apply(&server, &["-f", "c.yml"]);
    assert_eq!(stored(&server)[1]["tags"], json!(["x", "ours"]));
    insta::assert_snapshot!(apply(&server, &["-f", "a.json", "--tag", "ours", "--prune"]), @r"
    = keep a
    - delete b
    0 created, 0 updated, 1 deleted, 1 unchanged
    ");
    let names: Vec<Value> = stored(&server).iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, [json!("a"), json!("somebody's")]);
}

#[test]
fn what_is_wrong_is_told_with_file_position_and_field() {
    let server = Server::start();
    for (text, complaint) in [
        ("name: [a\n", "bad.yaml:"),
        ("trigger: {posture: Reactive}\nactions: []\n", "bad.yaml:1:1: name: Field required"),
        (
            "name: a\ntrigger:\n  posture: Reactive\n  threshold: many\nactions: []\n",
            "bad.yaml:4:3: trigger.threshold: Input should be a valid integer",
        ),
        (
            "name: a\ntrigger:\n  posture: Sometimes\nactions: []\n",
            "bad.yaml:3:3: trigger.posture: Input should be",
        ),
        (
            "name: a\ntrigger:\n  posture: Reactive\nactions:\n  - type: run-deployment\n    deployment: etl\n",
            "bad.yaml:5:5: actions.0: deployment_id is required\n",
        ),
        (
            "name: a\ntrigger:\n  posture: Reactive\nactions:\n  - type: fly\n",
            "bad.yaml:5:5: actions.0.type: there is no such type",
        ),
        (
            "- {name: a, trigger: {posture: Reactive}, actions: []}\n- {name: a, trigger: {posture: Reactive}, actions: []}\n",
            "bad.yaml:2:3: name: a is at bad.yaml:1:3 already",
        ),
        (
            "name: a\ntrigger:\n  posture: Reactive\nactions:\n  - type: call-webhook\n    payload: '{{ open'\n    \
             block_document_id: 00000000-0000-4000-8000-000000000001\n",
            "bad.yaml:6:5: actions.0.payload: 'payload' is not a valid template",
        ),
    ] {
        write(&server, "bad.yaml", text);
        let said = server.ask(&["automation", "apply", "-f", "bad.yaml"]).complained();
        assert!(said.contains(complaint), "{complaint}\n{said}");
        assert_eq!(stored(&server).len(), 0);
    }
    let said = server.ask(&["automation", "apply", "-f", "nowhere"]).complained();
    assert!(said.contains("failed to read nowhere"), "{said}");
}

/// As the monitoring guide writes it, and as the stock client's models would complete it.
#[test]
fn what_the_stock_client_would_complete_may_be_left_out() {
    let server = Server::start();
    let guide = "\
name: retry
trigger:
  match:
    prefect.resource.name: \"dbt-daily-pipeline\"
  expect:
    - \"prefect.flow-run.Failed\"
actions:
  - type: retry-flow-run
    max_retries: 3
    retry_delay: 300 # 5 minutes
";
    let both = "{name: both, trigger: {require: all, triggers: [{expect: [a]}, {expect: [b]}]}, actions: []}";
    write(&server, "rules/guide.yaml", guide);
    write(&server, "rules/both.yaml", both);
    apply(&server, &["-f", "rules"]);
    let [both, retry] = <[Value; 2]>::try_from(stored(&server)).expect("two");
    assert_eq!(retry["trigger"]["posture"], json!("Reactive"));
    assert_eq!(retry["actions"][0]["retry_delay"], json!(300.0));
    assert_eq!(both["trigger"]["within"], Value::Null);
    assert_eq!(both["trigger"]["triggers"][1]["posture"], json!("Reactive"));
    assert!(apply(&server, &["-f", "rules", "--dry-run"]).contains("2 unchanged"));
}

#[test]
fn automations_and_what_they_did_are_listed() {
    let server = Server::start();
    write(
        &server,
        "rules.yaml",
        &RULES.replace("threshold: 3", "threshold: 1").replace("do-nothing", "cancel-flow-run"),
    );
    apply(&server, &["-f", "rules.yaml", "--tag", "ours"]);
    let id = Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").expect("good");
    let at = Regex::new(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z").expect("good");
    let normal = |text: &str| {
        let text = id.replace_all(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
        at.replace_all(&text, "2026-11-20T10:00:00.000Z").into_owned()
    };
    insta::assert_snapshot!(normal(&server.ask(&["automation", "ls"]).printed()), @r"
    ID                                    NAME              ENABLED  ACTIONS  TAGS  UPDATED
    xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx  pause the rest    no             1  ours  2026-11-20T10:00:00.000Z
    xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx  tell of failures  yes            1  ours  2026-11-20T10:00:00.000Z
    ");
    let event = json!([{
        "occurred": "2026-11-20T10:00:00Z", "event": "prefect.flow-run.Failed", "payload": {}, "related": [],
        "resource": { "prefect.resource.id": "thing.1" }, "id": "00000000-0000-4000-8000-000000000001",
    }]);
    server.post("/events", &event);
    // The action is performed by itself, a little later.
    let failed = loop {
        let printed = server.ask(&["automation", "actions", "--failed"]).printed();
        if printed.lines().count() > 1 {
            break printed;
        }
    };
    insta::assert_snapshot!(normal(&failed), @r"
    FIRED                     AUTOMATION        ACTION           STATUS  ATTEMPTS  NEXT  REASON
    2026-11-20T10:00:00.000Z  tell of failures  cancel-flow-run  failed         1  -     No flow run could be inferred
    ");
    let of = |arguments: &[&str]| -> Vec<Value> {
        let printed = server.ask(&[&["automation", "actions", "--json"], arguments].concat()).printed();
        serde_json::from_str(&printed).expect("JSON")
    };
    assert_eq!(of(&["--automation", "tell of failures"]).len(), 1);
    assert_eq!(of(&["--automation", "pause the rest"]).len(), 0);
    assert_eq!(of(&["--pending"]).len(), 0);
    let said = server.ask(&["automation", "actions", "--automation", "nobody"]).complained();
    assert!(said.contains("there is no automation named nobody"), "{said}");
}

#[test]
fn recipes_can_be_applied_as_they_are() {
    let server = Server::start();
    let listed = server.ask(&["automation", "recipes"]).printed();
    let names: Vec<&str> = listed.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names.len(), 6, "{listed}");
    for name in names {
        write(
            &server,
            &format!("recipes/{name}.yaml"),
            &server.ask(&["automation", "recipes", name]).printed(),
        );
    }
    let applied = apply(&server, &["-f", "recipes"]);
    assert!(applied.ends_with("8 created, 0 updated, 0 deleted, 0 unchanged\n"), "{applied}");
    assert!(apply(&server, &["-f", "recipes", "--dry-run"]).contains("8 unchanged"));
    let said = server.ask(&["automation", "recipes", "soup"]).complained();
    assert!(said.contains("there is no recipe named soup"), "{said}");
}

#[test]
fn a_rule_is_tested_on_the_events_of_the_past() {
    let server = Server::start();
    let event = |number: u32, name: &str| {
        json!({
            "occurred": format!("2026-11-20T10:{number:02}:00Z"), "event": name, "payload": { "number": number },
            "related": [], "resource": { "prefect.resource.id": "thing.1", "prefect.resource.name": "press" },
            "id": format!("00000000-0000-4000-8000-0000000000{number:02}"),
        })
    };
    let events: Vec<Value> = (10..16).map(|number| event(number, "press.jammed")).collect();
    server.post("/events", &json!(events));
    let automations = "\
- name: thrice
  trigger: {posture: Reactive, expect: [press.jammed], threshold: 3, within: 3600}
  actions:
    - type: call-webhook
      block_document_id: 00000000-0000-4000-8000-000000000001
      payload: 'jammed at minute {{ event.payload.number }}'
- {name: never, trigger: {posture: Reactive, expect: [press.burnt]}, actions: [{type: do-nothing}]}
";
    write(&server, "rule.yaml", automations);
    let arguments = ["automation", "test", "-f", "rule.yaml", "--since", "2026-11-20T00:00:00Z"];
    let printed = server.ask(&arguments).printed();
    let at =
        Regex::new(r"to 20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z|  20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z").expect("good");
    let of = Regex::new("of [0-9]+ events").expect("good");
    let printed = at.replace_all(&printed, "  now");
    insta::assert_snapshot!(of.replace_all(&printed, "of all events"), @r"
    thrice: would have fired once from 2026-11-20T00:00:00.000Z   now (6 of all events concern it)
      now  press.jammed of press
        call-webhook
          block_document_id: 00000000-0000-4000-8000-000000000001
          payload: jammed at minute 12
    never: would not have fired from 2026-11-20T00:00:00.000Z   now (0 of all events concern it)
    ");
    assert_eq!(stored(&server).len(), 0, "nothing was made");
    let told: Value =
        serde_json::from_str(&server.ask(&[&arguments[..], &["--json"]].concat()).printed()).expect("JSON");
    assert_eq!(told[0]["test"]["firings"][0]["event"]["event"], json!("press.jammed"));
    assert_eq!(told[0]["test"]["is_whole"], json!(true));
    let said = server.ask(&["automation", "actions", "--json"]).printed();
    assert_eq!(said.trim(), "[]", "nothing was queued");
}
