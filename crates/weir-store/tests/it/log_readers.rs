//! Readers of the event log miss nothing, however many write to it at once.

use std::{slice, sync::Arc, time::Duration};

use tokio::sync::Notify;
use weir_store::{
    DatabaseUrl, Store,
    events::{self, NewEvent, Position},
};
use weir_types::{Json, JsonObject, Timestamp, ids::EventId};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
const CLIENTS: usize = 12;
const TURNS: usize = 150;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_shows_each_event_once() {
    let store = weir_testkit::sqlite_store().await;
    each_event_is_read_once(&[store]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_on_postgres_show_each_event_once() {
    let url: DatabaseUrl = weir_testkit::postgres_url().await.parse().unwrap();
    each_event_is_read_once(&[Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap()]).await;
}

/// An event is not shown while a transaction is open that may yet append before it; when that ends, readers are woken,
/// though it has appended nothing.
#[tokio::test]
async fn readers_on_postgres_are_woken_by_the_end_of_what_hid_an_event() {
    let store = Store::open(&weir_testkit::postgres_url().await.parse().unwrap()).await.unwrap();
    let (entered, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let open = tokio::spawn({
        let (store, input) = (store.clone(), (Arc::clone(&entered), Arc::clone(&go)));
        async move {
            let unit = store.write(input, |conn, (entered, go)| {
                Box::pin(async move {
                    conn.execute("INSERT INTO configuration (key, value) VALUES ('a', 'b')", &[]).await?;
                    entered.notify_one();
                    go.notified().await;
                    Ok(())
                })
            });
            unit.await
        }
    });
    entered.notified().await;
    let append =
        store.write(event(), |conn, event| Box::pin(events::append(conn, slice::from_ref(event), NOW)));
    append.await.unwrap();
    let shown = async || {
        let read = store.read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 10)));
        read.await.unwrap().len()
    };
    assert_eq!(shown().await, 0);
    let mut growth = store.event_growth();
    growth.mark_unchanged();
    go.notify_one();
    tokio::time::timeout(Duration::from_secs(30), growth.changed()).await.unwrap().unwrap();
    open.await.unwrap().unwrap();
    assert_eq!(shown().await, 1);
}

/// A reader that begins in an empty log reads what comes first, also when it is started again meanwhile.
async fn a_reader_of_an_empty_log_begins_once(store: Store) {
    let begin = async || {
        let begin = store.write((), |conn, ()| {
            Box::pin(async move {
                let end = events::end(conn).await?;
                events::begin(conn, "r", end).await
            })
        });
        begin.await.unwrap();
    };
    begin().await;
    store.write([event()], |conn, event| Box::pin(events::append(conn, event, NOW))).await.unwrap();
    begin().await;
    let next = async || {
        let read = store.read((), |conn, ()| {
            Box::pin(async move {
                let from = events::cursor(conn, "r").await?;
                Ok((from, events::read_after(conn, from, 10).await?))
            })
        });
        read.await.unwrap()
    };
    let (from, found) = next().await;
    let [first] = found.as_slice() else { panic!("one event came: {found:?}") };
    let to = first.position;
    for moved in [true, false] {
        let advance =
            store.write((), move |conn, ()| Box::pin(events::advance(conn, "r", from, to))).await.unwrap();
        assert_eq!(advance, moved);
    }
    assert!(next().await.1.is_empty());
}

weir_testkit::on_both_databases!(a_reader_of_an_empty_log_begins_once);

async fn each_event_is_read_once(replicas: &[Store]) {
    let clients: Vec<_> =
        replicas.iter().cycle().take(CLIENTS).map(|store| tokio::spawn(client(store.clone()))).collect();
    let (mut position, mut found) = (Position::default(), Vec::new());
    while found.len() < CLIENTS * TURNS {
        let wrote_all = clients.iter().all(tokio::task::JoinHandle::is_finished);
        let read =
            replicas[0].read(position, |conn, position| Box::pin(events::read_after(conn, *position, 1000)));
        let read = read.await.unwrap();
        assert!(!wrote_all || !read.is_empty(), "only {} events were read", found.len());
        position = read.last().map_or(position, |event| event.position);
        found.extend(read.into_iter().map(|event| event.id));
    }
    let mut written = Vec::new();
    for client in clients {
        written.extend(client.await.unwrap());
    }
    found.sort_unstable();
    written.sort_unstable();
    assert!(found == written, "other events were read than written");
}

/// Appends events one by one, each in a unit of its own.
async fn client(store: Store) -> Vec<EventId> {
    let mut written = Vec::with_capacity(TURNS);
    for _ in 0..TURNS {
        let event = event();
        written.push(event.id);
        store.write([event], |conn, event| Box::pin(events::append(conn, event, NOW))).await.unwrap();
    }
    written
}

fn event() -> NewEvent {
    NewEvent {
        id: EventId::generate(),
        occurred: NOW,
        event: "a".to_owned(),
        resource_id: "r".to_owned(),
        resource: JsonObject::default(),
        related_ids: Vec::new(),
        related: Json::from_text("[]".to_owned()).unwrap(),
        payload: JsonObject::default(),
        follows: None,
    }
}
