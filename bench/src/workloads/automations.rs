//! Task-run events before automations: how fast they are stored and evaluated, and how long an action waits.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    time::{sleep, sleep_until},
};

use super::{
    Bench, create_flow_run,
    events::{Pace, Reports},
    shortfall,
};
use crate::{
    bodies::{new_id, now},
    events::{EventSocket, EventSource},
    http::{get, post},
    load::{Failure, Latencies, Session, costed},
    report::{Case, Figure},
    server::Server,
};

/// Numbers of automations, one after the other on one server.
const POPULATIONS: [usize; 4] = [0, 1, 100, 1000];

/// With so many of them it is measured how long an action waits.
const TIMED: usize = 100;

/// Of so many automations one waits for events that come, and looks at their resources; the others wait for other ones.
const CONCERNED: usize = 10;

/// The time between two ticks of the steady load; in each come three task runs and one event more: 1,000 events/s.
const TICK: Duration = Duration::from_millis(10);

/// The automation that is asked for an action every so many ticks: 20 times a second.
const FIRING: u32 = 5;

/// How long to wait for the last action.
const DRAIN: Duration = Duration::from_secs(10);

/// The event by which is seen that all before it have been evaluated.
const MARKER: &str = "bench.marker";

/// The event that asks for an action.
const FIRE: &str = "bench.fire";

/// Throughput with each number of automations, and the time to an action.
pub async fn run(bench: &mut Bench, server: &Server) {
    let mut made = 0;
    for population in POPULATIONS {
        let name = format!("automations, {population}");
        let scale = bench.scale.clone();
        let measure = async |case: &mut Case| {
            for number in made..population {
                make(server, &automation(number)).await?;
            }
            made = population;
            throughput(server, case, scale.task_runs[1], population > 0, scale.settle, scale.readable).await
        };
        bench.record(server.kind, name, "task-run event, until it is stored and evaluated", measure).await;
        if population == TIMED {
            let time = bench.scale.load;
            let measure = async |case: &mut Case| latency(server, case, time).await;
            bench.record(server.kind, "time to an action", "action, at 1,000 events/s", measure).await;
        }
    }
}

async fn make(server: &Server, automation: &Value) -> Result<(), Failure> {
    Session::new(server).create("/automations/", &automation.to_string()).await.map(drop)
}

/// The first waits for the marker; of the others some wait for events of this load.
fn automation(number: usize) -> Value {
    let (expect, label) = match number {
        0 => (MARKER.to_owned(), "*".to_owned()),
        _ if number.is_multiple_of(CONCERNED) => {
            ("prefect.task-run.Completed".to_owned(), format!("job-{number}-*"))
        }
        _ => (format!("prefect.flow-run.Failed-{number}"), format!("flow-{number}")),
    };
    json!({
        "name": format!("bench-{number}"), "actions": [{ "type": "do-nothing" }],
        "trigger": {
            "type": "event", "posture": "Reactive", "expect": [expect],
            "match": { "prefect.resource.name": label },
        },
    })
}

async fn throughput(
    server: &Server,
    case: &mut Case,
    task_runs: usize,
    is_watched: bool,
    settle: Duration,
    limit: Duration,
) -> Result<(), Failure> {
    let reports = Reports::prepare(server, "bench-automations", task_runs).await?;
    let fired_before = fired(server).await?;
    let load = async {
        let begin = Instant::now();
        let mut sent = reports.send().await?;
        if is_watched {
            sent.sockets[0].send(event(MARKER, &new_id())).await?;
            while fired(server).await? == fired_before {
                if sent.at.elapsed() > limit {
                    return Err(anyhow::anyhow!("the events were not evaluated in time").into());
                }
                sleep(Duration::from_millis(5)).await;
            }
        }
        let (readable, count) = sent.await_readable(server, task_runs, limit).await?;
        Ok(Pace { whole: readable - begin, lag: readable - sent.at, count })
    };
    let (pace, cost) = costed(server, settle, load).await?;
    pace.tell(case, &cost);
    case.note = shortfall(pace.count, task_runs, limit);
    Ok(())
}

/// How many automations have fired so far.
async fn fired(server: &Server) -> Result<u64, Failure> {
    let filter = json!({ "filter": { "event": { "name": ["prefect.automation.triggered"] } }, "limit": 1 });
    let mut session = Session::new(server);
    let answer = session.call(&post("/events/filter", &filter.to_string())).await?;
    let answer: Value = serde_json::from_slice(answer).map_err(anyhow::Error::from)?;
    Ok(answer["total"].as_u64().unwrap_or_default())
}

fn event(name: &str, id: &str) -> String {
    json!({
        "id": id, "event": name, "occurred": now(), "payload": {}, "related": [],
        "resource": { "prefect.resource.id": "bench", "prefect.resource.name": "bench" },
    })
    .to_string()
}

/// When each event's action arrived.
type Arrivals = Arc<Mutex<HashMap<String, Instant>>>;

async fn latency(server: &Server, case: &mut Case, time: Duration) -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let arrivals = Arrivals::default();
    let receiver = tokio::spawn(receive(listener, Arc::clone(&arrivals)));
    make_webhook(server, &url).await?;
    let (flow, flow_run) = create_flow_run(server, "bench-actions").await?;
    let source = EventSource { flow_run, flow };
    let mut socket = EventSocket::connect(server.address).await?;
    let mut asked = Vec::new();
    let begin = Instant::now();
    let mut ticks = 0_u32;
    while begin.elapsed() < time {
        sleep_until((begin + TICK * ticks).into()).await;
        for event in (0..3).flat_map(|_| source.task_run()) {
            socket.send(event).await?;
        }
        let id = new_id();
        if ticks.is_multiple_of(FIRING) {
            asked.push((id.clone(), Instant::now()));
            socket.send(event(FIRE, &id)).await?;
        } else {
            socket.send(event("bench.noise", &id)).await?;
        }
        ticks += 1;
    }
    let sent = begin.elapsed();
    let arrived = || arrivals.lock().unwrap_or_else(PoisonError::into_inner).len();
    let deadline = Instant::now() + DRAIN;
    while arrived() < asked.len() && Instant::now() < deadline {
        sleep(Duration::from_millis(20)).await;
    }
    receiver.abort();
    let arrivals = arrivals.lock().unwrap_or_else(PoisonError::into_inner);
    let mut latencies = Latencies::default();
    for (id, asked) in &asked {
        if let Some(arrived) = arrivals.get(id) {
            latencies.push(*arrived - *asked);
        }
    }
    case.set(Figure::P50, latencies.percentile(0.5));
    case.set(Figure::P99, latencies.percentile(0.99));
    case.set(Figure::Rate, f64::from(10 * ticks) / sent.as_secs_f64());
    if arrivals.len() < asked.len() {
        case.note = Some(format!("only {} of {} actions arrived", arrivals.len(), asked.len()));
    }
    Ok(())
}

/// An automation that tells the receiver which event it fired on.
async fn make_webhook(server: &Server, url: &str) -> Result<(), Failure> {
    let mut session = Session::new(server);
    let mut ask = async |request: Vec<u8>| {
        let answer = session.call(&request).await?;
        serde_json::from_slice::<Value>(answer).map_err(|error| Failure::from(anyhow::Error::from(error)))
    };
    let kind = ask(get("/block_types/slug/webhook")).await?;
    let of_kind = json!({ "block_schemas": { "block_type_id": { "any_": [kind["id"]] } } });
    let schemas = ask(post("/block_schemas/filter", &of_kind.to_string())).await?;
    let block = json!({
        "name": "bench", "block_type_id": kind["id"], "block_schema_id": schemas[0]["id"],
        "data": { "url": url, "method": "POST", "allow_private_urls": true },
    });
    let block = ask(post("/block_documents/", &block.to_string())).await?;
    let automation = json!({
        "name": "bench-action",
        "trigger": { "type": "event", "posture": "Reactive", "expect": [FIRE] },
        "actions": [{
            "type": "call-webhook", "block_document_id": block["id"], "payload": "{{ event.id }}",
        }],
    });
    make(server, &automation).await
}

/// Takes webhooks until it is aborted.
async fn receive(listener: TcpListener, arrivals: Arrivals) {
    while let Ok((stream, _)) = listener.accept().await {
        let arrivals = Arc::clone(&arrivals);
        // A client that goes away ends its task.
        tokio::spawn(async move { serve(stream, &arrivals).await.ok() });
    }
}

async fn serve(stream: TcpStream, arrivals: &Arrivals) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut length = 0;
        let mut line = String::new();
        let mut first = None;
        while line != "\r\n" {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            first.get_or_insert_with(Instant::now);
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let id = String::from_utf8_lossy(&body).into_owned();
        let arrived = first.unwrap_or_else(Instant::now);
        arrivals.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert(arrived);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await?;
    }
}
