//! The server is killed again and again while events flow into automations: each firing happens once all the same, and
//! its action is performed.
//!
//! `WEIR_CRASH_ROUNDS` says how often that is tried, each time on a new database. Of many rounds:
//! `WEIR_CRASH_ROUNDS=50 cargo nextest run -p weir crash --no-capture`.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::Server;

const EVENTS: usize = 10_000;

/// How many events are sent at a time.
const BATCH: usize = 100;

/// How often the server is killed in a round.
const KILLS: usize = 3;

/// How long the last actions may take.
const LIMIT: Duration = Duration::from_mins(2);

/// What an action was performed for: the automation, and the event that made it fire.
type Firing = (String, String);

/// An endpoint of webhooks that knows its keys: what it is told a second time under one key it takes for told.
struct Receiver {
    url: String,
    told: Arc<Mutex<BTreeMap<String, Firing>>>,
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let told: Arc<Mutex<BTreeMap<String, Firing>>> = Arc::default();
        let keys = Arc::clone(&told);
        // It ends with the process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let keys = Arc::clone(&keys);
                thread::spawn(move || while answer(&stream, &keys).is_some() {});
            }
        });
        Self { url, told }
    }

    fn told(&self) -> Vec<Firing> {
        self.told.lock().expect("no thread has failed").values().cloned().collect()
    }
}

/// Takes one request; none when the client has gone.
fn answer(mut stream: &TcpStream, keys: &Mutex<BTreeMap<String, Firing>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let (mut length, mut key) = (0, None);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        let Some((name, value)) = line.trim().split_once(": ") else { continue };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "idempotency-key" => key = Some(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).ok()?;
    let (automation, event) = body.split_once(' ')?;
    let firing = (automation.to_owned(), event.to_owned());
    let known = keys.lock().ok()?.entry(key?).or_insert_with(|| firing.clone()).clone();
    assert_eq!(known, firing, "one key stands for one thing");
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").ok()
}

/// The id of the event with this number.
fn event_id(number: usize) -> String {
    uuid::Uuid::from_u128(0x4000_8000_0000_0000_0000 + number as u128).to_string()
}

fn name_of(number: usize) -> String {
    match number % 100 {
        kind @ 0..10 => format!("crash.single.{kind}"),
        31 => "crash.first".to_owned(),
        81 => "crash.second".to_owned(),
        kind if kind % 20 == 10 => "crash.counted".to_owned(),
        _ => "crash.noise".to_owned(),
    }
}

/// The trigger with this number of 20, and the events at which it fires.
fn trigger(number: usize) -> (Value, Vec<usize>) {
    let on = |event: &str, threshold: i64| json!({ "type": "event", "posture": "Reactive", "expect": [event], "threshold": threshold });
    let at = |name: &str| -> Vec<usize> { (0..EVENTS).filter(|event| name_of(*event) == name).collect() };
    let both = [on("crash.first", 1), on("crash.second", 1)];
    match number {
        0..10 => {
            let name = format!("crash.single.{number}");
            (on(&name, 1), at(&name))
        }
        10..15 => {
            let threshold = 20 + 10 * (number - 10);
            let fired = at("crash.counted").into_iter().skip(threshold - 1).step_by(threshold).collect();
            (on("crash.counted", i64::try_from(threshold).expect("a small number")), fired)
        }
        15..18 => (
            json!({ "type": "compound", "require": "all", "within": null, "triggers": both }),
            at("crash.second"),
        ),
        _ => (json!({ "type": "sequence", "within": null, "triggers": both }), at("crash.second")),
    }
}

fn server(home: &Path, database: &str) -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    Server::start_with(folder, |command| {
        command
            .args(["server", "start", "--port", "0"])
            .env("WEIR_DATABASE_URL", database)
            .env("WEIR_HOME", home)
            .env("WEIR_NOTIFICATIONS_ALLOW_PRIVATE", "true")
    })
}

/// Makes the automations; answers what is expected of them.
fn make_automations(server: &Server, receiver: &Receiver) -> Vec<Firing> {
    let kind = server.get("/block_types/slug/webhook");
    let of_kind = json!({ "block_schemas": { "block_type_id": { "any_": [kind["id"]] } } });
    let schemas = server.post("/block_schemas/filter", &of_kind);
    let block = json!({
        "name": "receiver", "block_type_id": kind["id"], "block_schema_id": schemas[0]["id"],
        "data": { "url": receiver.url, "method": "POST", "allow_private_urls": true },
    });
    let block = server.post("/block_documents/", &block);
    let mut expected = Vec::new();
    for number in 0..20 {
        let (trigger, fired) = trigger(number);
        let action = json!({
            "type": "call-webhook", "block_document_id": block["id"],
            "payload": "{{ automation.id }} {{ event.id }}",
        });
        let automation = json!({ "name": format!("{number}"), "trigger": trigger, "actions": [action] });
        let made = server.post("/automations/", &automation);
        let id = made["id"].as_str().expect("an id");
        expected.extend(fired.into_iter().map(|event| (id.to_owned(), event_id(event))));
    }
    expected.sort();
    expected
}

/// Sends all events in their order, each batch until a server has taken it; says when so many have been sent.
fn send(url: &Mutex<String>, sent: &mpsc::Sender<usize>) {
    drop(rustls::crypto::ring::default_provider().install_default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().expect("a client");
        let numbers: Vec<usize> = (0..EVENTS).collect();
        for batch in numbers.chunks(BATCH) {
            let batch: Vec<Value> = batch.iter().map(|number| event(*number)).collect();
            loop {
                let url = url.lock().expect("no thread has failed").clone();
                let answer = http.post(format!("{url}/events")).json(&batch).send().await;
                if answer.is_ok_and(|answer| answer.status().is_success()) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            sent.send(batch.len()).expect("the round goes on until all is sent");
        }
    });
}

fn event(number: usize) -> Value {
    json!({
        "id": event_id(number), "event": name_of(number), "occurred": "2099-01-01T00:00:00Z",
        "resource": { "prefect.resource.id": format!("till.{}", number % 7) }, "related": [], "payload": {},
    })
}

/// How many events of this name there are.
fn count(server: &Server, name: &str) -> u64 {
    let filter = json!({
        "filter": {
            "event": { "name": [name] },
            "occurred": { "since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z" },
        },
        "limit": 1,
    });
    server.post("/events/filter", &filter)["total"].as_u64().expect("a number")
}

/// A number below `end`, another one each time.
fn below(end: u64) -> u64 {
    RandomState::new().build_hasher().finish() % end
}

fn round(database: &str) {
    let home = tempfile::tempdir().expect("a folder");
    let receiver = Receiver::start();
    let mut running = server(home.path(), database);
    let expected = make_automations(&running, &receiver);
    let url = Arc::new(Mutex::new(running.url.clone()));
    let (sent, progress) = mpsc::channel();
    let sender = {
        let url = Arc::clone(&url);
        thread::spawn(move || send(&url, &sent))
    };
    for _ in 0..KILLS {
        // A third of the events at most, so that there is something left to kill at.
        for _ in 0..below((EVENTS / BATCH / KILLS) as u64) {
            progress.recv().expect("the sender sends");
        }
        thread::sleep(Duration::from_millis(below(50)));
        running.signal("KILL");
        drop(running);
        running = server(home.path(), database);
        running.url.clone_into(&mut url.lock().expect("no thread has failed"));
    }
    sender.join().expect("all is sent");
    let deadline = Instant::now() + LIMIT;
    let executed = "prefect.automation.action.executed";
    while count(&running, executed) < expected.len() as u64 {
        assert!(Instant::now() < deadline, "{} of {}", count(&running, executed), expected.len());
        thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(count(&running, "prefect.automation.triggered"), expected.len() as u64);
    assert_eq!(count(&running, "prefect.automation.action.failed"), 0);
    let mut told = receiver.told();
    told.sort();
    let (told_once, expected_once): (BTreeSet<_>, BTreeSet<_>) =
        (told.iter().collect(), expected.iter().collect());
    let missing: Vec<_> = expected_once.difference(&told_once).collect();
    let wrong: Vec<_> = told_once.difference(&expected_once).collect();
    assert!(missing.is_empty() && wrong.is_empty(), "missing: {missing:?}, wrong: {wrong:?}");
    assert_eq!(told.len(), expected.len(), "each under one key");
}

fn rounds() -> usize {
    std::env::var("WEIR_CRASH_ROUNDS").map_or(1, |rounds| rounds.parse().expect("a number"))
}

#[test]
fn firings_survive_kills_on_sqlite() {
    for number in 0..rounds() {
        let folder = tempfile::tempdir().expect("a folder");
        round(&format!("sqlite:///{}", folder.path().join("weir.db").display()));
        eprintln!("round {}", number + 1);
    }
}

#[test]
fn firings_survive_kills_on_postgresql() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for number in 0..rounds() {
        round(&runtime.block_on(weir_testkit::postgres_url()));
        eprintln!("round {}", number + 1);
    }
}
