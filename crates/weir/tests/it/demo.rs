//! `weir demo`.

use crate::support::{Server, run, weir};

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
