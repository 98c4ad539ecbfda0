//! `weir server start`: what it says, what it refuses, how it ends.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

use serde_json::{Value, json};
use weir_types::{TimeDelta, Timestamp};

use crate::support::{Server, run, weir};

/// What `weir server start` complains of, in a folder and an environment.
fn refusal(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = weir(folder.path());
    command
        .args(["server", "start"])
        .args(arguments)
        .envs(environment.iter().copied())
        .env("WEIR_LOG", "off");
    run(&mut command).complained()
}

#[test]
fn it_says_where_it_is_and_how_the_sdk_finds_it() {
    let server = Server::start();
    let port = server.address().rsplit(':').next().expect("a port");
    let said: Vec<_> = server.greeting.lines().filter(|line| !line.contains(" INFO ")).collect();
    let said =
        said.join("\n").replace(port, "PORT").replace(&server.folder.path().display().to_string(), "~");
    insta::assert_snapshot!(said, @r"
    Weir serves sqlite:///~/.weir/weir.db on http://127.0.0.1:PORT
    To point the Prefect SDK at it: export PREFECT_API_URL=http://127.0.0.1:PORT/api
    ");
}

#[test]
fn every_spelling_of_a_setting_counts() {
    for (name, url, file) in [
        ("WEIR_DATABASE_URL", "sqlite:///a.db", "a.db"),
        ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:///b.db", "b.db"),
        ("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:///sub/c.db?timeout=9", "sub/c.db"),
        ("WEIR_HOME", "other", "other/weir.db"),
    ] {
        for (host, port) in
            [("WEIR_HOST", "WEIR_PORT"), ("PREFECT_SERVER_API_HOST", "PREFECT_SERVER_API_PORT")]
        {
            let server = Server::start_with(tempfile::tempdir().expect("a folder"), |command| {
                command.args(["server", "start"]).env(name, url).env(host, "127.0.0.3").env(port, "0")
            });
            assert!(server.url.starts_with("http://127.0.0.3:"), "{host}: {}", server.url);
            assert!(server.folder.path().join(file).exists(), "{name}");
        }
    }
}

#[test]
fn a_flag_comes_before_a_variable_and_weirs_before_prefects() {
    let server = Server::start_with(tempfile::tempdir().expect("a folder"), |command| {
        command
            .args(["server", "start", "--port", "0", "--host", "127.0.0.1"])
            .envs([
                ("WEIR_PORT", "1"),
                ("WEIR_HOST", "127.0.0.2"),
                ("WEIR_DATABASE_URL", "sqlite:///weir.db"),
            ])
            .env("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite:///prefect.db")
    });
    assert!(server.url.starts_with("http://127.0.0.1:"), "{}", server.url);
    assert!(server.folder.path().join("weir.db").exists());
    assert!(!server.folder.path().join("prefect.db").exists());
}

#[test]
fn runs_ask_for_slots_as_often_as_is_set() {
    let server = Server::start_with(tempfile::tempdir().expect("a folder"), |command| {
        command
            .args(["server", "start", "--port", "0"])
            .env("PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS", "4000")
    });
    let flow = server.post("/flows/", &json!({ "name": "f" }));
    let deployment = json!({ "name": "d", "flow_id": flow["id"], "concurrency_limit": 1 });
    let deployment = server.post("/deployments/", &deployment);
    let pending = || {
        let path = format!("/deployments/{}/create_flow_run", deployment["id"].as_str().expect("an id"));
        let run = server.post(&path, &json!({ "state": { "type": "SCHEDULED" } }));
        let path = format!("/flow_runs/{}/set_state", run["id"].as_str().expect("an id"));
        server.post(&path, &json!({ "state": { "type": "PENDING" } }))
    };
    assert_eq!(pending()["status"], "ACCEPT");
    let waits = pending();
    assert_eq!(waits["state"]["name"], "AwaitingConcurrencySlot");
    let at = |value: &Value| value.as_str().map(Timestamp::parse).expect("a text").expect("a time");
    let state = &waits["state"];
    let wait = at(&state["state_details"]["scheduled_time"]).since(at(&state["timestamp"]));
    assert_eq!(wait, TimeDelta::from_secs(4000));
}

#[test]
fn a_taken_port_is_named_and_the_database_left_alone() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = weir(folder.path());
    command
        .args(["server", "start", "--port", &port, "--database", "sqlite:///weir.db"])
        .env("WEIR_LOG", "off");
    let said = run(&mut command).complained().replace(&port, "PORT");
    insta::assert_snapshot!(said, @"error: failed to listen on 127.0.0.1:PORT (Address already in use (os error 98)): another program listens there; stop it, or choose another port by --port or WEIR_PORT");
    assert!(!folder.path().join("weir.db").exists());
}

#[test]
fn what_cannot_be_is_explained() {
    insta::assert_snapshot!(refusal(&["--host", "192.0.2.1"], &[]), @"error: failed to listen on 192.0.2.1:4200 (Cannot assign requested address (os error 99)): this machine has no such address; choose another by --host or WEIR_HOST");
    insta::assert_snapshot!(refusal(&[], &[("WEIR_PORT", "many")]), @"error: failed to read WEIR_PORT: invalid digit found in string");
    insta::assert_snapshot!(refusal(&[], &[("PREFECT_API_DATABASE_CONNECTION_URL", "mysql://u:secret@h/d")]), @"error: failed to read PREFECT_API_DATABASE_CONNECTION_URL: mysql is not a database that Weir speaks");
    insta::assert_snapshot!(refusal(&[], &[("WEIR_LOG_FORMAT", "xml")]), @"error: failed to read WEIR_LOG_FORMAT: expected text or json");
    let unreachable = "postgresql://weir:secret@127.0.0.1:1/weir";
    insta::assert_snapshot!(refusal(&["--port", "0", "--database", unreachable], &[]), @"error: cannot use postgresql://127.0.0.1:1/weir: failed to talk to PostgreSQL: error connecting to server: Connection refused (os error 111)");
}

#[test]
fn prefects_own_database_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("prefect.db");
    let made = std::process::Command::new("python3")
        .args([
            "-c",
            "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('CREATE TABLE alembic_version (v)')",
        ])
        .arg(&path)
        .status();
    assert!(made.expect("python3 runs").success());
    let url = "sqlite+aiosqlite:///prefect.db";
    let mut command = weir(folder.path());
    command.args(["server", "start", "--port", "0"]).env("PREFECT_API_DATABASE_CONNECTION_URL", url);
    insta::assert_snapshot!(run(&mut command).complained(), @"error: cannot use sqlite:///prefect.db: failed to open a database that Prefect's own server keeps its tables in: Weir needs one of its own; name it by --database or WEIR_DATABASE_URL");
}

#[test]
fn the_log_is_json_where_that_is_wanted() {
    let server = Server::start_with(tempfile::tempdir().expect("a folder"), |command| {
        command.args(["server", "start", "--port", "0"]).env("WEIR_LOG_FORMAT", "json")
    });
    let line = server.greeting.lines().find(|line| line.contains("serving")).expect("a line of JSON");
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(line["fields"]["address"], server.address());
}

/// A request whose body is half sent.
fn half_a_request(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).expect("connects");
    write!(
        stream,
        "POST /api/flows/ HTTP/1.1\r\nhost: weir\r\ncontent-type: application/json\r\ncontent-length: 14\r\n\
         expect: 100-continue\r\n\r\n"
    )
    .expect("sends");
    // The server asks for the body once the request is under way.
    let mut answer = [0; 25];
    stream.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

#[test]
fn requests_under_way_are_answered_before_it_ends() {
    let mut server = Server::start();
    let mut stream = half_a_request(&server);
    server.signal("TERM");
    server.says("stopping");
    stream.write_all(br#"{"name":"etl"}"#).expect("sends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201 Created"), "{answer}");
    assert_eq!(server.ends(), (Some(0), String::new()));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut server = Server::start();
    let _stream = half_a_request(&server);
    server.signal("INT");
    server.says("stopping");
    server.signal("TERM");
    server.says("stopped before every request was answered");
    assert_eq!(server.ends().0, Some(0));
}
