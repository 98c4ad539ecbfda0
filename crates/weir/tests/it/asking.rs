//! What commands say when a server does not answer as they need it.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use crate::support::{Server, run, weir};

const NOBODY: &str = "019aa000-0000-7000-8000-000000000000";

/// What `weir status` complains of when `api_url` is asked.
fn complaint(api_url: &str) -> String {
    let home = tempfile::tempdir().expect("a folder");
    run(weir(home.path()).args(["status", "--api-url", api_url])).complained()
}

#[test]
fn where_nobody_listens_it_says_how_to_start_one() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").port().to_string()
    };
    let said = complaint(&format!("http://127.0.0.1:{port}/api")).replace(&port, "PORT");
    insta::assert_snapshot!(said, @"error: no server answers at http://127.0.0.1:PORT/api (Connection refused (os error 111)): start one with `weir server start`, or name another by --api-url or WEIR_API_URL");
}

#[test]
fn what_speaks_another_language_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let other = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut request = [0; 1024];
        let _read = stream.read(&mut request).expect("a request");
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>").expect("sends");
    });
    let said = complaint(&format!("http://{address}/api")).replace(&address, "ADDRESS");
    other.join().expect("it answered");
    insta::assert_snapshot!(said, @"error: what answers at http://ADDRESS/api does not speak Prefect's API as expected: expected value at line 1 column 1");
}

#[test]
fn tls_works_as_far_as_a_server_speaks_it() {
    let server = Server::start();
    let said = complaint(&format!("https://{}/api", server.address()));
    assert!(said.contains("InvalidContentType"), "{said}");
}

#[test]
fn a_wrong_path_is_named() {
    let server = Server::start();
    let said = complaint(&format!("http://{}/other", server.address())).replace(server.address(), "ADDRESS");
    insta::assert_snapshot!(said, @"error: the server at http://ADDRESS/other knows no /admin/version");
}

#[test]
fn a_run_that_is_not_there_is_named() {
    let server = Server::start();
    for command in ["inspect", "logs"] {
        let said = server.ask(&["runs", command, NOBODY]).complained();
        assert_eq!(said, format!("error: there is no flow run with the id {NOBODY}\n"));
    }
}

#[test]
fn a_server_that_wants_credentials_gets_them_from_either_variable() {
    for name in ["WEIR_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING"] {
        let server = Server::start_with(tempfile::tempdir().expect("a folder"), |command| {
            command.args(["server", "start", "--port", "0"]).env(name, "admin:s3cret")
        });
        let refused = server.ask(&["status"]).complained().replace(&server.url, "URL");
        assert_eq!(
            refused,
            "error: the server at URL lets nobody in without the right credentials (401 Unauthorized): set \
             WEIR_CLIENT_AUTH_STRING or WEIR_API_KEY\n"
        );
        let ask = |name: &str, text: &str| run(server.command(&["status"]).env(name, text));
        let refused = ask("WEIR_CLIENT_AUTH_STRING", "admin:wrong").complained();
        assert!(refused.contains("401") && !refused.contains("wrong"), "{refused}");
        for name in ["WEIR_CLIENT_AUTH_STRING", "PREFECT_API_AUTH_STRING"] {
            assert!(ask(name, "admin:s3cret").printed().contains("is healthy"));
        }
    }
}

#[test]
fn a_server_that_wants_csrf_tokens_gets_them() {
    let server = Server::start_with(tempfile::tempdir().expect("a folder"), |command| {
        command
            .args(["server", "start", "--port", "0"])
            .env("WEIR_CSRF_PROTECTION", "true")
            .env("WEIR_AUTH_STRING", "admin:s3cret")
    });
    let ask = |arguments: &[&str], credentials: &str| {
        run(server.command(arguments).env("WEIR_CLIENT_AUTH_STRING", credentials))
    };
    let promises =
        "- {name: a, kind: max-duration, limit: 30m}\n- {name: b, kind: max-duration, limit: 1h}\n";
    std::fs::write(server.folder.path().join("promises.yaml"), promises).expect("it is written");
    let applied = ask(&["slo", "apply", "promises.yaml"], "admin:s3cret").printed();
    assert!(applied.contains("2 created"), "{applied}");
    assert!(ask(&["slo", "ls"], "admin:s3cret").printed().contains("max-duration"));
    ask(&["slo", "delete", "a"], "admin:s3cret").printed();
    assert!(ask(&["report", "--week"], "admin:s3cret").printed().contains("No runs ended."));
    // A token lets nobody in.
    let refused = ask(&["slo", "ls"], "admin:wrong").complained();
    assert!(refused.contains("WEIR_CLIENT_AUTH_STRING"), "{refused}");
}
