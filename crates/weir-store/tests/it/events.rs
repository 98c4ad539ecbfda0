//! The event log: every event once, in an order that readers can rely on.

use weir_store::{
    Conn, Result, Store, event_counts,
    events::{self, NewEvent, Position, RelatedId, StoredEvent},
    task_run_events::{self, IncomingEvents},
};
use weir_types::{Json, JsonObject, Timestamp, filters::EventFilter, ids::EventId};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn event(name: &str) -> NewEvent {
    NewEvent {
        id: EventId::generate(),
        occurred: NOW,
        event: name.to_owned(),
        resource_id: "prefect.flow-run.1".to_owned(),
        resource: JsonObject::default(),
        related_ids: vec![RelatedId { resource_id: "prefect.flow.1".to_owned(), role: "flow".to_owned() }],
        related: Json::from_text(r#"[{"prefect.resource.id":"prefect.flow.1"}]"#.to_owned()).unwrap(),
        payload: JsonObject::default(),
        follows: None,
    }
}

async fn append(store: &Store, new: Vec<NewEvent>) {
    store.write(new, |conn, new| Box::pin(events::append(conn, new, NOW))).await.unwrap();
}

/// Stores events as those of clients are; answers how many were new.
async fn receive(store: &Store, received: Vec<NewEvent>) -> usize {
    let mut incoming = IncomingEvents::default();
    for event in received {
        incoming.push(event, None);
    }
    store
        .write(incoming, |conn, incoming| Box::pin(task_run_events::store(conn, incoming, NOW)))
        .await
        .unwrap()
}

async fn names_after(conn: &mut Conn, position: Position) -> Result<Vec<(Position, String)>> {
    let found = events::read_after(conn, position, 100).await?;
    Ok(found.into_iter().map(|event| (event.position, event.event)).collect())
}

async fn read(store: &Store, position: Position) -> Vec<(Position, String)> {
    store.read(position, |conn, position| Box::pin(names_after(conn, *position))).await.unwrap()
}

async fn payloads_may_be_left_out(store: Store) {
    let payload = JsonObject::new(Json::of(&serde_json::json!({ "rows": 3 })).unwrap()).unwrap();
    append(&store, vec![NewEvent { payload, ..event("a") }]).await;
    let both = store.read((), |conn, ()| {
        Box::pin(async move {
            let whole = events::read_after(conn, Position::default(), 10).await?;
            Ok((whole, events::read_after_without_payloads(conn, Position::default(), 10).await?))
        })
    });
    let (whole, without) = both.await.unwrap();
    assert_eq!(whole[0].payload.as_str(), r#"{"rows":3}"#);
    let emptied = |event: &StoredEvent| StoredEvent { payload: JsonObject::default(), ..event.clone() };
    assert_eq!(without, whole.iter().map(emptied).collect::<Vec<_>>());
}

async fn a_repeated_event_is_dropped(store: Store) {
    let first = event("a");
    assert_eq!(receive(&store, vec![first.clone(), first.clone(), event("b")]).await, 2);
    assert_eq!(receive(&store, vec![first.clone()]).await, 0);
    append(&store, vec![first]).await;
    let names: Vec<String> =
        read(&store, Position::default()).await.into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["a", "b"]);
}

async fn a_listener_sees_what_arrives_and_passes(store: Store) {
    append(&store, vec![event("a"), event("b")]).await;
    let end = async || store.read((), |conn, ()| Box::pin(events::end(conn))).await;
    let from = end().await.unwrap();
    append(&store, vec![event("b"), event("a"), event("b")]).await;
    let to = end().await.unwrap();
    append(&store, vec![event("a")]).await;
    let filter: EventFilter = serde_json::from_str(r#"{"event":{"name":["a"]},"order":"ASC"}"#).unwrap();
    let arrived = |from, to| {
        store.read(filter.clone(), move |conn, filter| {
            Box::pin(events::arrived(conn, filter, (from, to), 10, NOW))
        })
    };
    let found = arrived(from, to).await.unwrap();
    assert_eq!(found.len(), 1);
    assert!(from < found[0].position && found[0].position <= to);
    assert_eq!(arrived(from, end().await.unwrap()).await.unwrap().len(), 2);
    let listed = |limit, offset| {
        store.read(filter.clone(), move |conn, filter| {
            Box::pin(events::list_until(conn, filter, to, (limit, offset), NOW))
        })
    };
    let positions: Vec<Position> = listed(10, 0).await.unwrap().iter().map(|event| event.position).collect();
    assert_eq!((positions.len(), positions[1]), (2, found[0].position));
    assert_eq!(listed(10, 1).await.unwrap()[0].position, positions[1]);
    let counted = store.read(filter, |conn, filter| Box::pin(event_counts::count(conn, filter, NOW))).await;
    assert_eq!(counted.unwrap(), 3);
}

async fn a_reader_goes_on_where_it_was(store: Store) {
    append(&store, vec![event("a"), event("b")]).await;
    let seen = read(&store, Position::default()).await;
    let to = seen[0].0;
    let advance = |from, to| {
        store.write((from, to), |conn, (from, to)| Box::pin(events::advance(conn, "test", *from, *to)))
    };
    assert!(advance(Position::default(), to).await.unwrap());
    assert!(!advance(Position::default(), seen[1].0).await.unwrap(), "another reader was there first");
    let from = store.read((), |conn, ()| Box::pin(events::cursor(conn, "test"))).await.unwrap();
    assert_eq!(from, to);
    append(&store, vec![event("c")]).await;
    let names: Vec<String> = read(&store, from).await.into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["b", "c"]);
    let end = store.read((), |conn, ()| Box::pin(events::end(conn))).await.unwrap();
    assert_eq!(read(&store, end).await, []);
}

async fn readers_are_woken_after_the_commit(store: Store) {
    let mut growth = store.event_growth();
    growth.mark_unchanged();
    append(&store, vec![event("a")]).await;
    tokio::time::timeout(std::time::Duration::from_secs(20), growth.changed()).await.unwrap().unwrap();
}

weir_testkit::on_both_databases!(
    a_listener_sees_what_arrives_and_passes,
    a_repeated_event_is_dropped,
    a_reader_goes_on_where_it_was,
    payloads_may_be_left_out,
    readers_are_woken_after_the_commit,
);

/// On PostgreSQL a unit that draws its number early may commit late; a reader must not pass it by.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_commit_is_not_skipped() {
    let store = weir_testkit::postgres_store().await;
    let (appended, wait_appended) = std::sync::mpsc::channel::<()>();
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    let (appended, may_go_on) = (std::sync::Mutex::new(appended), std::sync::Mutex::new(may_go_on));
    let slow = store.clone();
    let slow = tokio::spawn(async move {
        slow.write((event("slow"), appended, may_go_on), |conn, (slow, appended, may_go_on)| {
            Box::pin(async move {
                events::append(conn, std::slice::from_ref(slow), NOW).await?;
                // An answer shows that what came before it was run too.
                conn.first("SELECT CAST(1 AS BIGINT)", &[], |row| row.get::<i64>(0)).await?;
                appended.lock().unwrap().send(()).unwrap();
                tokio::task::block_in_place(|| may_go_on.lock().unwrap().recv()).unwrap();
                Ok(())
            })
        })
        .await
    });
    tokio::task::block_in_place(|| wait_appended.recv()).unwrap();
    append(&store, vec![event("quick")]).await;
    let before = read(&store, Position::default()).await;
    assert_eq!(before, [], "what lies behind an open unit must wait for it");
    go_on.send(()).unwrap();
    slow.await.unwrap().unwrap();
    let names: Vec<String> =
        read(&store, Position::default()).await.into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["slow", "quick"]);
}
