//! `weir auth`: keys are made and revoked beside a running server, which asks for them.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Server, run, weir};

/// Runs `weir auth` on a server's database.
fn auth(server: &Server, arguments: &[&str]) -> Command {
    let mut command = weir(server.folder.path());
    command.arg("auth").args(arguments);
    command
}

fn list(server: &Server) -> Vec<Value> {
    let listed = run(&mut auth(server, &["ls", "--json"])).printed();
    serde_json::from_str(&listed).expect("JSON")
}

/// Asks the server with a key until it answers as expected; how soon it does is told by other tests.
fn status_until(server: &Server, key: Option<&str>, good: bool) -> String {
    loop {
        let mut command = server.command(&["runs", "ls"]);
        if let Some(key) = key {
            command.env("PREFECT_API_KEY", key);
        }
        let ran = run(&mut command);
        if (ran.code == Some(0)) == good {
            return ran.stderr;
        }
    }
}

#[test]
fn a_running_server_takes_to_its_keys() {
    let server = Server::start();
    status_until(&server, None, true);
    let made = run(&mut auth(&server, &["create", "ci", "--role", "viewer", "--expires", "90d"]));
    let key = made.stdout.trim().to_owned();
    assert!(key.starts_with("weir_") && !made.stderr.contains(&key), "{}", made.stderr);
    let refused = status_until(&server, None, false);
    assert!(refused.contains("401"), "{refused}");
    status_until(&server, Some(&key), true);
    let listed = list(&server);
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (&listed[0]["name"], &listed[0]["role"], &listed[0]["revoked"]),
        (&json!("ci"), &json!("viewer"), &Value::Null)
    );
    assert!(listed[0]["expires"].is_string());
    assert!(!listed[0].to_string().contains(&key));

    let again = run(&mut auth(&server, &["create", "ci", "--role", "viewer"])).complained();
    insta::assert_snapshot!(again, @r#"error: there is a key "ci" already: revoke it first by `weir auth revoke`, or choose another name"#);
    run(&mut auth(&server, &["revoke", "ci"])).printed();
    status_until(&server, Some(&key), false);
    status_until(&server, None, false);
    let none = run(&mut auth(&server, &["revoke", "ci"])).complained();
    insta::assert_snapshot!(none, @r#"error: there is no key "ci" that is not revoked"#);
    assert!(run(&mut auth(&server, &["ls"])).printed().contains("revoked"));
}

#[test]
fn the_first_key_needs_no_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = run(weir(folder.path()).args(["auth", "create", "me", "--role", "admin"])).stdout;
    let server = Server::start_with(folder, |command| command.args(["server", "start", "--port", "0"]));
    status_until(&server, None, false);
    status_until(&server, Some(key.trim()), true);
}

#[test]
fn what_a_key_changes_is_in_the_audit_log() {
    let server = Server::start();
    let key = run(&mut auth(&server, &["create", "deployer", "--role", "operator"])).stdout;
    status_until(&server, None, false);
    let made = server.post_with(key.trim(), "/flows/", &json!({ "name": "etl" }));
    assert_eq!(made["name"], "etl");
    let entries = |arguments: &[&str]| -> Vec<Value> {
        let mut command = auth(&server, &["audit", "--json"]);
        serde_json::from_str(&run(command.args(arguments)).printed()).expect("JSON")
    };
    let all = entries(&["--since", "1h"]);
    assert_eq!(all.len(), 1);
    let (entry, own) = (&all[0], &list(&server)[0]);
    assert_eq!((&entry["key_id"], &entry["key_name"]), (&own["id"], &json!("deployer")));
    assert_eq!(
        (&entry["method"], &entry["path"], &entry["status"]),
        (&json!("POST"), &json!("/api/flows/"), &json!(201))
    );
    assert!(entries(&["--since", "2100-01-01"]).is_empty());
    assert!(run(&mut auth(&server, &["audit"])).printed().contains("deployer"));
}

#[test]
fn what_makes_no_key() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [
        &["create", "x"][..],
        &["create", "x", "--role", "king"],
        &["create", "", "--role", "admin"],
        &["create", "x", "--role", "admin", "--expires", "soon"],
    ] {
        let ran = run(weir(folder.path()).arg("auth").args(arguments));
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
}
