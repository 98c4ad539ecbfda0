//! Runs `weir`, and servers of it.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, ChildStderr, Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

/// What a process printed and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// What a command printed that did what it is for.
    #[track_caller]
    pub fn printed(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout
    }

    /// What a command said that could not do what it is for.
    #[track_caller]
    pub fn complained(self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (Some(1), ""), "{}", self.stderr);
        self.stderr
    }
}

/// The program, with nothing of this process's environment.
pub fn weir(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weir"));
    command.env_clear().env("HOME", home).current_dir(home).stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    Ran::of(command.output().expect("weir runs"))
}

/// A server on a free port, with its own folder. It is killed when this is dropped.
pub struct Server {
    child: Child,
    stderr: BufReader<ChildStderr>,
    /// What it said when it was there.
    pub greeting: String,
    pub url: String,
    pub folder: TempDir,
}

impl Server {
    /// Starts one on a new SQLite file.
    pub fn start() -> Self {
        Self::start_with(tempfile::tempdir().expect("a folder"), |command| {
            command.args(["server", "start", "--port", "0"])
        })
    }

    /// Starts one as `configure` says, in `folder`.
    pub fn start_with(folder: TempDir, configure: impl Fn(&mut Command) -> &mut Command) -> Self {
        let mut command = weir(folder.path());
        command.env("WEIR_LOG", "weir=info").stderr(Stdio::piped()).stdout(Stdio::null());
        let mut child = configure(&mut command).spawn().expect("weir runs");
        let mut stderr = BufReader::new(child.stderr.take().expect("its standard error"));
        let mut greeting = String::new();
        let url = loop {
            let mut line = String::new();
            let read = stderr.read_line(&mut line).expect("it says something");
            assert!(read > 0, "the server ended: {greeting}");
            greeting += &line;
            if let Some((_, url)) = line.trim().split_once("export PREFECT_API_URL=") {
                break url.to_owned();
            }
        };
        Self { child, stderr, greeting, url, folder }
    }

    /// The address that it listens on.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://").trim_end_matches("/api")
    }

    /// A command that asks this server.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = weir(self.folder.path());
        command.args(arguments).env("WEIR_API_URL", &self.url);
        command
    }

    /// Runs a command that asks this server.
    pub fn ask(&self, arguments: &[&str]) -> Ran {
        run(&mut self.command(arguments))
    }

    /// Sends a request as a client does; answers the body, which may be empty.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        self.request(|http, api| http.post(format!("{api}{path}")).json(body))
    }

    /// As [`Server::post`], with an API key.
    pub fn post_with(&self, key: &str, path: &str, body: &Value) -> Value {
        self.request(|http, api| http.post(format!("{api}{path}")).bearer_auth(key).json(body))
    }

    /// Reads what lies at a path.
    pub fn get(&self, path: &str) -> Value {
        self.request(|http, api| http.get(format!("{api}{path}")))
    }

    /// Reads text that lies at a path of the root.
    pub fn text(&self, path: &str) -> String {
        self.exchange(|http| http.get(format!("http://{}{path}", self.address())))
    }

    fn request(&self, make: impl FnOnce(&reqwest::Client, &str) -> reqwest::RequestBuilder) -> Value {
        let body = self.exchange(|http| make(http, &self.url));
        if body.is_empty() { Value::Null } else { serde_json::from_str(&body).expect("JSON") }
    }

    #[expect(clippy::unused_self, reason = "the server lives as long as it is asked")]
    fn exchange(&self, make: impl FnOnce(&reqwest::Client) -> reqwest::RequestBuilder) -> String {
        // Another test may have chosen the provider of TLS already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().expect("a client");
            let response = make(&http).send().await.expect("an answer");
            let status = response.status();
            let body = response.text().await.expect("a body");
            assert!(status.is_success(), "{status}: {body}");
            body
        })
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status().expect("kill runs");
        assert!(sent.success());
    }

    /// Waits until it says `text`; answers the line.
    pub fn says(&mut self, text: &str) -> String {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            let read = self.stderr.read_line(&mut line).expect("it says something");
            assert!(read > 0, "the server ended without saying {text}");
        }
        line
    }

    /// Waits for its end; answers its exit code and what it still said.
    pub fn ends(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.stderr.read_to_string(&mut rest).expect("UTF-8");
        (self.child.wait().expect("it ends").code(), rest)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
