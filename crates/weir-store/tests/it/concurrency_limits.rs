//! Limits by name, and the limits of tags, which are limits by name too.

use serde_json::{Value, json};
use weir_engine::Env;
use weir_store::{
    Store,
    concurrency_limits::{self, Increment},
    concurrency_limits_v2::{self, Key},
    events::{self, Position},
};
use weir_types::{
    TimeDelta, Timestamp,
    concurrency_limits::{
        ConcurrencyLimit, ConcurrencyLimitV2, GlobalConcurrencyLimit, LimitInUse, TagSlots,
    },
    ids::TaskRunId,
};

use crate::flow_runs::env;

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

weir_testkit::on_both_databases! {
    a_limit_is_made_read_changed_and_deleted,
    what_came_free_by_itself_stays_free_when_the_limit_changes,
    limits_are_listed_by_name,
    the_limit_of_a_tag_is_one_by_name,
    a_task_run_holds_a_slot_of_all_its_tags_or_of_none,
    a_reset_frees_all_slots,
    a_deleted_limit_takes_its_leases_along,
}

fn at(seconds: i64) -> Env {
    env(NOW + TimeDelta::from_secs(seconds))
}

pub async fn make(store: &Store, body: Value) -> ConcurrencyLimitV2 {
    let create = serde_json::from_value(body).unwrap();
    let made = store.write(create, |conn, create| Box::pin(concurrency_limits_v2::create(conn, create, NOW)));
    made.await.unwrap()
}

pub async fn read(store: &Store, name: &str, seconds: i64) -> Option<GlobalConcurrencyLimit> {
    let now = at(seconds).now;
    let key = Key::Name(name.to_owned());
    store.read(key, move |conn, key| Box::pin(concurrency_limits_v2::read(conn, key, now))).await.unwrap()
}

async fn update(store: &Store, name: &str, change: Value, seconds: i64) -> weir_store::Result<bool> {
    let input = (Key::Name(name.to_owned()), serde_json::from_value(change).unwrap(), at(seconds));
    store
        .write(input, |conn, (key, change, env)| {
            Box::pin(concurrency_limits_v2::update(conn, key, change, env))
        })
        .await
}

async fn event_names(store: &Store) -> Vec<String> {
    let page = store.read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 100)));
    page.await.unwrap().into_iter().map(|event| event.event).collect()
}

async fn a_limit_is_made_read_changed_and_deleted(store: Store) {
    let made = make(&store, json!({ "name": "one", "limit": 3, "active_slots": 2 })).await;
    make(&store, json!({ "name": "two", "limit": 3 })).await;
    let shown = read(&store, "one", 5).await.unwrap();
    assert_eq!((shown.id, shown.limit, shown.active_slots, shown.active), (made.id, 3, 2, true));
    assert!(update(&store, "one", json!({ "limit": 9, "active": false, "name": "new" }), 5).await.unwrap());
    let changed = read(&store, "new", 9).await.unwrap();
    assert_eq!((changed.limit, changed.active_slots, changed.active), (9, 2, false));
    assert_eq!((changed.created, changed.updated), (NOW, at(5).now));
    for refused in [json!({ "name": "two" }), json!({ "name": null }), json!({ "limit": null })] {
        assert!(update(&store, "new", refused, 6).await.unwrap_err().is_unique_violation());
    }
    assert!(!update(&store, "one", json!({}), 6).await.unwrap());
    for there in [true, false] {
        let gone = store.write(Key::Id(made.id), |conn, key| {
            Box::pin(concurrency_limits_v2::delete(conn, key, at(7).now))
        });
        assert_eq!(gone.await.unwrap(), there);
    }
    let told =
        ["created", "created", "updated", "deleted"].map(|done| format!("prefect.concurrency-limit.{done}"));
    assert_eq!(event_names(&store).await, told);
}

async fn what_came_free_by_itself_stays_free_when_the_limit_changes(store: Store) {
    make(&store, json!({ "name": "rate", "limit": 5, "active_slots": 4, "slot_decay_per_second": 0.5 }))
        .await;
    let taken = async |seconds| read(&store, "rate", seconds).await.unwrap().active_slots;
    assert_eq!((taken(0).await, taken(1).await, taken(2).await, taken(5).await), (4, 4, 3, 2));
    assert!(update(&store, "rate", json!({ "limit": 6 }), 5).await.unwrap());
    assert_eq!((taken(5).await, taken(8).await, taken(100).await), (2, 1, 0));
}

async fn limits_are_listed_by_name(store: Store) {
    for name in ["b", "tag:y", "a", "tag:x", "tagged", "Tag:z"] {
        make(&store, json!({ "name": name, "limit": 1 })).await;
    }
    let page = store.read((), |conn, ()| Box::pin(concurrency_limits_v2::list(conn, 2, 1, NOW)));
    assert_eq!(page.await.unwrap().len(), 2);
    let tags = store.read((), |conn, ()| Box::pin(concurrency_limits::list(conn, 200, 0, NOW)));
    let tags: Vec<String> = tags.await.unwrap().into_iter().map(|limit| limit.tag).collect();
    assert_eq!(tags, ["x", "y"]);
    let second = store.read((), |conn, ()| Box::pin(concurrency_limits::list(conn, 1, 1, NOW)));
    assert_eq!(second.await.unwrap()[0].tag, "y");
}

pub async fn put(store: &Store, tag: &str, limit: i64, seconds: i64) -> (ConcurrencyLimit, bool) {
    let create = serde_json::from_value(json!({ "tag": tag, "concurrency_limit": limit })).unwrap();
    let put = store.write((create, at(seconds)), |conn, (create, env)| {
        Box::pin(concurrency_limits::put(conn, create, env))
    });
    put.await.unwrap().unwrap()
}

pub async fn holders(store: &Store, tag: &str) -> Vec<TaskRunId> {
    let tag = tag.to_owned();
    let now = at(50).now;
    let found = store
        .read(tag, move |conn, tag| Box::pin(concurrency_limits::read_by_tag(conn, tag, now)))
        .await
        .unwrap();
    found.unwrap().active_slots
}

async fn increment(store: &Store, tags: &[&str], run: TaskRunId) -> Increment {
    let wanted = TagSlots { names: tags.iter().map(|tag| (*tag).to_owned()).collect(), task_run_id: run };
    let taken = store.write((wanted, at(9)), |conn, (wanted, env)| {
        Box::pin(concurrency_limits::increment(conn, wanted, env))
    });
    taken.await.unwrap()
}

async fn decrement(store: &Store, tags: &[&str], run: TaskRunId) -> Vec<String> {
    let given = TagSlots { names: tags.iter().map(|tag| (*tag).to_owned()).collect(), task_run_id: run };
    let released = store.write((given, at(9)), |conn, (given, env)| {
        Box::pin(concurrency_limits::decrement(conn, given, env))
    });
    names(released.await.unwrap())
}

fn names(limits: Vec<LimitInUse>) -> Vec<String> {
    limits.into_iter().map(|limit| limit.name).collect()
}

fn taken(increment: Increment) -> Vec<String> {
    match increment {
        Increment::Taken(limits) => names(limits),
        other => panic!("{other:?}"),
    }
}

async fn the_limit_of_a_tag_is_one_by_name(store: Store) {
    let (made, new) = put(&store, "t", 2, 0).await;
    assert!(new);
    assert_eq!((made.tag.as_str(), made.concurrency_limit, &made.active_slots[..]), ("t", 2, &[][..]));
    let (changed, new) = put(&store, "t", 5, 3).await;
    assert!(!new);
    assert_eq!((changed.id, changed.concurrency_limit, changed.updated), (made.id, 5, at(3).now));
    assert_eq!(read(&store, "tag:t", 3).await.unwrap().limit, 5);
    let id = make(&store, json!({ "name": "no-tag", "limit": 1 })).await.id;
    for (id, found) in [(made.id, true), (id, false)] {
        let read = store.read(id, |conn, id| Box::pin(concurrency_limits::read(conn, *id, NOW)));
        assert_eq!(read.await.unwrap().is_some(), found);
    }
}

async fn a_task_run_holds_a_slot_of_all_its_tags_or_of_none(store: Store) {
    put(&store, "one", 1, 0).await;
    put(&store, "two", 2, 0).await;
    put(&store, "none", 0, 0).await;
    let runs: Vec<_> = (0..4).map(|_| TaskRunId::generate()).collect();
    assert_eq!(taken(increment(&store, &["two", "free", "one"], runs[0]).await), ["two", "one"]);
    assert_eq!(increment(&store, &["two", "one"], runs[1]).await, Increment::Full("two".to_owned()));
    assert_eq!(increment(&store, &["two", "two"], runs[1]).await, Increment::Full("two".to_owned()));
    assert_eq!(increment(&store, &["two", "none"], runs[1]).await, Increment::Zero("none".to_owned()));
    assert_eq!(taken(increment(&store, &["free"], runs[1]).await), [""; 0]);
    assert_eq!(taken(increment(&store, &["two"], runs[1]).await), ["two"]);
    assert_eq!(
        (holders(&store, "one").await, holders(&store, "two").await),
        (vec![runs[0]], runs[..2].to_vec())
    );

    assert_eq!(decrement(&store, &["one"], runs[2]).await, ["tag:one"]);
    assert_eq!(holders(&store, "one").await, [runs[0]]);
    assert_eq!(decrement(&store, &["one", "free"], runs[0]).await, ["tag:one"]);
    // The lease spans both limits, so the slots of both come back.
    assert_eq!((holders(&store, "one").await.len(), holders(&store, "two").await), (0, vec![runs[1]]));
    assert_eq!(read(&store, "tag:two", 9).await.unwrap().active_slots, 1);
}

async fn reset(store: &Store, tag: &str, runs: Vec<TaskRunId>) -> bool {
    let reset = store.write((tag.to_owned(), runs, at(9)), |conn, (tag, runs, env)| {
        Box::pin(concurrency_limits::reset(conn, tag, runs, env))
    });
    reset.await.unwrap()
}

async fn a_reset_frees_all_slots(store: Store) {
    put(&store, "t", 3, 0).await;
    put(&store, "other", 3, 0).await;
    let runs: Vec<_> = (0..4).map(|_| TaskRunId::generate()).collect();
    increment(&store, &["t", "other"], runs[0]).await;
    increment(&store, &["t"], runs[1]).await;
    assert!(update(&store, "tag:t", json!({ "active_slots": 3 }), 9).await.unwrap());
    assert!(reset(&store, "t", Vec::new()).await);
    let slots = async |name| read(&store, name, 9).await.unwrap().active_slots;
    assert_eq!((slots("tag:t").await, slots("tag:other").await, holders(&store, "t").await.len()), (0, 0, 0));
    assert!(reset(&store, "t", runs[2..].to_vec()).await);
    assert_eq!((slots("tag:t").await, holders(&store, "t").await), (2, runs[2..].to_vec()));
    assert!(!reset(&store, "unknown", Vec::new()).await);
}

async fn a_deleted_limit_takes_its_leases_along(store: Store) {
    put(&store, "t", 1, 0).await;
    put(&store, "other", 1, 0).await;
    let run = TaskRunId::generate();
    increment(&store, &["t", "other"], run).await;
    for there in [true, false] {
        let gone =
            store.write(at(9), |conn, env| Box::pin(concurrency_limits::delete_by_tag(conn, "t", env)));
        assert_eq!(gone.await.unwrap(), there);
    }
    assert_eq!(taken(increment(&store, &["t", "other"], run).await), ["other"]);
}
