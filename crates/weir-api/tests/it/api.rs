//! A server without a socket, and answers that can be compared.

use std::net::{Ipv4Addr, SocketAddr};

use axum::{Router, body::Body};
use http::{Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt;
use weir_api::{App, Settings, router};
use weir_store::{Store, seal::Seal};
use weir_types::{Clock, TimeDelta, Timestamp};

use crate::openapi;

/// Where the tests' clock begins: 2026-02-02T02:40:00Z.
const START: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

/// A server with an empty database.
pub struct Api {
    app: App,
    router: Router,
    clock: Clock,
}

/// An answer: its status and its JSON body, null when it has none.
pub type Answer = (StatusCode, Value);

impl Api {
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub async fn with(settings: Settings) -> Self {
        let clock = Clock::fixed(START);
        let store = weir_testkit::sqlite_store().await;
        let seal = Seal::of(&store, None).await.unwrap();
        let app = App::new(store, seal, clock.clone(), settings);
        Self { router: router(app.clone()), app, clock }
    }

    /// Lets time pass.
    pub fn wait(&self, seconds: i64) {
        self.clock.advance(TimeDelta::from_secs(seconds));
    }

    /// The database behind it.
    pub fn store(&self) -> &Store {
        self.app.store()
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The address of a listener that serves the same as this; it ends with the test's runtime.
    pub async fn listen(&self) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(weir_api::serve(listener, self.app.clone(), std::future::pending()));
        address
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    /// An answer that is no JSON.
    pub async fn get_text(&self, path: &str) -> (StatusCode, String) {
        let (status, bytes) = self.raw(Method::GET, path, None, &[]).await;
        (status, String::from_utf8(bytes).unwrap())
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.ask_with(method, path, body, &[]).await
    }

    /// Asks with headers of one's own.
    pub async fn ask_with(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&'static str, &str)],
    ) -> Answer {
        let (status, bytes) = self.raw(method, path, body, headers).await;
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        (status, body)
    }

    async fn raw(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&'static str, &str)],
    ) -> (StatusCode, Vec<u8>) {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(format!("/api{path}"))
            .header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request =
            request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        openapi::hold(&method, path, status, &bytes);
        (status, bytes)
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Posts what must succeed, and answers the new object's id.
    pub async fn make(&self, path: &str, body: Value) -> String {
        let (status, made) = self.post(path, body).await;
        assert!(status.is_success(), "{path}: {status} {made}");
        made["id"].as_str().unwrap().to_owned()
    }

    pub async fn flow(&self, name: &str) -> String {
        self.make("/flows/", json!({ "name": name })).await
    }

    /// Proposes a state for a flow run and answers the verdict.
    pub async fn set_state(&self, run: &str, state: Value) -> Answer {
        self.post(&format!("/flow_runs/{run}/set_state"), json!({ "state": state })).await
    }
}

/// The value with each id replaced by `[id 1]`, `[id 2]`, … in the order in which they first appear.
pub fn numbered(value: &Value) -> Value {
    fn visit(value: &mut Value, seen: &mut Vec<String>) {
        match value {
            Value::String(text) => number_ids(text, seen),
            Value::Array(values) => values.iter_mut().for_each(|value| visit(value, seen)),
            Value::Object(members) => members.values_mut().for_each(|value| visit(value, seen)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut value = value.clone();
    visit(&mut value, &mut Vec::new());
    value
}

fn number_ids(text: &mut String, seen: &mut Vec<String>) {
    const LENGTH: usize = 36;
    let is_id = |part: &str| {
        part.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    let mut at = 0;
    while at + LENGTH <= text.len() {
        let Some(part) = text.get(at..at + LENGTH).filter(|part| is_id(part)).map(str::to_owned) else {
            at += 1;
            continue;
        };
        let number = seen.iter().position(|id| *id == part).unwrap_or_else(|| {
            seen.push(part);
            seen.len() - 1
        });
        let name = format!("[id {}]", number + 1);
        text.replace_range(at..at + LENGTH, &name);
        at += name.len();
    }
}
