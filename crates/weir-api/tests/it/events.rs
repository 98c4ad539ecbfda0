//! `/events`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use weir_api::Settings;
use weir_types::Secret;

use crate::{
    api::{Api, numbered},
    socket::Socket,
};

const RUN: &str = "00000000-0000-4000-8000-000000000001";
const TASK: &str = "00000000-0000-4000-8000-000000000002";

/// An event a few seconds ago.
fn event(number: u32, name: &str) -> Value {
    json!({
        "id": format!("00000000-0000-4000-9000-{number:012}"), "occurred": format!("2026-02-02T02:39:{number:02}Z"),
        "event": name, "resource": { "prefect.resource.id": format!("thing.{number}"), "size": "10" },
    })
}

/// What the SDK sends when a task run enters a state.
fn told(number: u32, state: &str) -> Value {
    let mut told = event(number, &format!("prefect.task-run.{state}"));
    let state_type = state.to_uppercase();
    told["resource"] = json!({
        "prefect.resource.id": format!("prefect.task-run.{TASK}"), "prefect.orchestration": "client",
    });
    told["related"] = json!([
        { "prefect.resource.id": format!("prefect.flow-run.{RUN}"), "prefect.resource.role": "flow-run" },
    ]);
    told["payload"] = json!({
        "intended": { "from": null, "to": state_type },
        "initial_state": null,
        "validated_state": { "type": state_type, "name": state, "message": "", "state_details": {}, "data": null },
        "task_run": { "name": "t-0", "task_key": "t", "dynamic_key": "0", "tags": ["a"], "run_count": 1 },
    });
    told
}

/// The names of the events that pass a filter, in its order.
pub(crate) async fn event_names(api: &Api, filter: Value) -> Vec<String> {
    let (status, page) = api.post("/events/filter", json!({ "filter": filter })).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_socket_begins_with_a_greeting() {
    let secured = Settings { auth_string: Some(Secret::new("me:secret".into())), ..Settings::default() };
    let (open, secured) = (Api::new().await, Api::with(secured).await);
    let refused = |reason: &str| Some((1008, reason.to_owned()));
    for (api, greeting, end) in [
        (&open, r#"{"type":"hello"}"#, refused("Expected 'auth' message")),
        (&open, "{}", refused("Expected 'auth' message")),
        (&open, "rubbish", None),
        (&open, "5", None),
        (&secured, r#"{"type":"auth"}"#, refused("Auth required but no token provided")),
        (&secured, r#"{"type":"auth","token":"me:wrong"}"#, refused("Invalid token")),
    ] {
        let mut socket = Socket::connect(api, "/events/in").await;
        socket.send_raw(Message::text(greeting)).await;
        assert_eq!(socket.ended().await, end, "{greeting}");
    }
    let mut socket = Socket::connect(&secured, "/events/in").await;
    socket.send(json!({ "type": "auth", "token": "me:secret" })).await;
    assert_eq!(socket.receive().await, json!({ "type": "auth_success" }));
    assert!(Socket::ask(&secured, "/events/in", false).await.is_err(), "without the handshake");
    Socket::ask(&open, "/events/in", false).await.unwrap().confirmed().await;
}

#[tokio::test]
async fn what_is_confirmed_is_stored() {
    let api = Api::new().await;
    let mut socket = Socket::open(&api, "/events/in").await;
    for number in 0..50 {
        socket.send(event(number, "my.event")).await;
        socket.send(event(number, "my.event")).await;
    }
    socket.confirmed().await;
    let (_, page) = api.post("/events/filter", json!({})).await;
    assert_eq!(page["total"], 50, "each event once");
    assert_json_snapshot!(numbered(&page["events"][0]));
}

#[tokio::test]
async fn rubbish_ends_the_connection_and_nothing_else() {
    let api = Api::new().await;
    for (number, rubbish) in
        [(0, Message::text("rubbish")), (1, Message::text("{}")), (2, Message::binary("{}"))]
    {
        let mut socket = Socket::open(&api, "/events/in").await;
        socket.send(event(number, "before")).await;
        socket.send_raw(rubbish).await;
        assert_eq!(socket.ended().await, None);
    }
    assert_eq!(event_names(&api, json!({})).await, ["before"; 3]);
}

#[tokio::test]
async fn task_runs_are_told_of_by_events_in_any_order() {
    let api = Api::new().await;
    let mut socket = Socket::open(&api, "/events/in").await;
    let (pending, running, completed) = (told(1, "Pending"), told(2, "Running"), told(3, "Completed"));
    for message in [&pending, &completed, &running, &running] {
        socket.send(message.clone()).await;
    }
    socket.confirmed().await;
    let (_, run) = api.get(&format!("/task_runs/{TASK}")).await;
    let (_, states) = api.get(&format!("/task_run_states/?task_run_id={TASK}")).await;
    assert_json_snapshot!(numbered(&json!({ "run": run, "states": states })));
    assert_eq!(api.post("/task_runs/count", json!({})).await.1, 1);
}

#[tokio::test]
async fn events_are_taken_by_http_too() {
    let api = Api::new().await;
    let sent = json!([event(1, "a"), event(1, "a"), event(2, "b"), told(3, "Running")]);
    assert_eq!(api.post("/events", sent).await, (StatusCode::NO_CONTENT, Value::Null));
    assert_eq!(event_names(&api, json!({ "order": "ASC" })).await, ["a", "b", "prefect.task-run.Running"]);
    assert_eq!(api.get(&format!("/task_runs/{TASK}")).await.1["state_type"], "RUNNING");
    let mut bad = event(4, "c");
    bad["related"] = json!([{ "prefect.resource.id": "x" }]);
    let (status, _) = api.post("/events", json!([event(5, "d"), bad])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        event_names(&api, json!({ "event": { "name": ["d"] } })).await,
        Vec::<String>::new(),
        "all or nothing"
    );
}

#[tokio::test]
async fn events_are_paged_through() {
    let api = Api::new().await;
    let sent: Vec<Value> = (0..7).map(|number| event(number, &format!("e.{number}"))).collect();
    api.post("/events", json!(sent)).await;
    let (_, mut page) = api.post("/events/filter", json!({ "filter": { "order": "ASC" }, "limit": 3 })).await;
    let mut seen = Vec::new();
    loop {
        assert_eq!(page["total"], 7);
        seen.extend(page["events"].as_array().unwrap().iter().map(|event| event["event"].clone()));
        // Of those that come meanwhile none is on a later page.
        api.wait(10);
        let Some(next) = page["next_page"].as_str() else { break };
        let next = next.split_once("/api").unwrap().1.to_owned();
        page = api.get(&next).await.1;
    }
    assert_eq!(seen, ["e.0", "e.1", "e.2", "e.3", "e.4", "e.5", "e.6"]);
    for token in ["", "rubbish", "e30"] {
        let answer = api.get(&format!("/events/filter/next?page-token={token}")).await;
        assert_eq!(answer, (StatusCode::FORBIDDEN, json!({ "detail": "Forbidden" })), "{token}");
    }
}

#[tokio::test]
async fn events_are_counted() {
    let api = Api::new().await;
    api.post("/events", json!([event(1, "a"), event(2, "a"), event(31, "b")])).await;
    let window = json!({ "occurred": { "since": "2026-02-02T02:39:00Z", "until": "2026-02-02T02:40:00Z" } });
    let mut counts = Vec::new();
    for countable in ["day", "time", "event", "resource"] {
        let body = json!({ "filter": window, "time_unit": "second", "time_interval": 30 });
        counts.push(api.post(&format!("/events/count-by/{countable}"), body).await.1);
    }
    assert_json_snapshot!(counts);
    let many = json!({ "filter": {}, "time_unit": "second" });
    let (status, answer) = api.post("/events/count-by/time", many).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer["detail"].as_str().unwrap().starts_with("The given interval would create"), "{answer}");
}

#[tokio::test]
async fn one_interval_of_all_time_counts_all_events() {
    let api = Api::new().await;
    api.post("/events", json!([event(1, "a"), event(2, "b")])).await;
    let filter = json!({ "occurred": { "since": "2026-02-02T02:39:00Z", "until": "2026-02-02T02:40:00Z" } });
    for (unit, interval) in [("second", 7e16), ("week", 1e300), ("day", 3.7e6)] {
        let body = json!({ "filter": filter, "time_unit": unit, "time_interval": interval });
        let (status, counts) = api.post("/events/count-by/time", body.clone()).await;
        assert_eq!(status, StatusCode::OK, "{counts}");
        let sum: i64 = counts.as_array().unwrap().iter().map(|one| one["count"].as_i64().unwrap()).sum();
        assert_eq!(sum, 2, "{counts}");
        let (status, counts) = api.post("/events/count-by/resource", body).await;
        assert_eq!(status, StatusCode::OK, "{counts}");
    }
}

async fn listen(api: &Api, message: Value) -> Socket {
    let mut socket = Socket::open(api, "/events/out").await;
    socket.send(message).await;
    socket
}

async fn expect(socket: &mut Socket, names: &[&str]) {
    for name in names {
        assert_eq!(socket.receive().await["event"]["event"], *name);
    }
}

#[tokio::test]
async fn events_go_to_those_who_listen_for_them() {
    let api = Api::new().await;
    let mut long_ago = event(9, "a.old");
    long_ago["occurred"] = json!("2026-02-02T02:20:00Z");
    api.post("/events", json!([event(2, "a.second"), event(1, "a.first"), event(3, "b"), long_ago])).await;
    let only_a = json!({ "event": { "prefix": ["a."] } });
    let mut all = listen(&api, json!({ "type": "filter", "filter": {} })).await;
    let mut some = listen(&api, json!({ "type": "filter", "filter": only_a })).await;
    let mut live = listen(&api, json!({ "type": "filter", "filter": only_a, "backfill": false })).await;
    expect(&mut all, &["a.first", "a.second", "b"]).await;
    expect(&mut some, &["a.first", "a.second"]).await;
    // The pong comes when the stream has begun.
    live.confirmed().await;
    let mut later = event(7, "a.later");
    later["occurred"] = json!("2026-02-02T02:50:00Z");
    api.post("/events", json!([event(4, "a.third"), event(5, "b"), later])).await;
    expect(&mut all, &["a.third", "b", "a.later"]).await;
    expect(&mut some, &["a.third", "a.later"]).await;
    expect(&mut live, &["a.third", "a.later"]).await;
}

#[tokio::test]
async fn a_long_past_is_sent_page_by_page() {
    let api = Api::new().await;
    let numbers: Vec<u32> = (0..600).collect();
    let sent: Vec<Value> = numbers
        .iter()
        .map(|number| {
            let mut event = event(*number, "e");
            event["occurred"] = json!(format!("2026-02-02T02:{:02}:{:02}Z", 26 + number / 60, number % 60));
            event
        })
        .collect();
    api.post("/events", json!(sent)).await;
    let mut socket = listen(&api, json!({ "type": "filter", "filter": {} })).await;
    for number in numbers {
        assert_eq!(
            socket.receive().await["event"]["resource"]["prefect.resource.id"],
            format!("thing.{number}")
        );
    }
}
