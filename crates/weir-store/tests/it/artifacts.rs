//! Artifacts and their collections.

use serde_json::{Value, json};
use weir_store::{Store, artifacts};
use weir_types::{
    Timestamp,
    artifacts::{Artifact, ArtifactCollection},
    filters::queries::RunFilters,
    ids::ArtifactId,
    sorting::ArtifactSort,
};

const fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(1_750_000_000_000_000 + micros)
}

async fn make(store: &Store, body: Value, now: Timestamp) -> Artifact {
    let create = serde_json::from_value(body).unwrap();
    store.write(create, move |conn, create| Box::pin(artifacts::create(conn, create, now))).await.unwrap()
}

async fn latest(store: &Store) -> Option<ArtifactCollection> {
    store.read((), |conn, ()| Box::pin(artifacts::read_latest(conn, "k"))).await.unwrap()
}

async fn delete(store: &Store, id: ArtifactId) -> bool {
    store.write((), move |conn, ()| Box::pin(artifacts::delete(conn, id, at(9)))).await.unwrap()
}

async fn the_newest_of_a_key_is_its_latest(store: Store) {
    let first = make(&store, json!({"key": "k", "data": 1, "metadata_": {"a": "b"}}), at(1)).await;
    let second = make(&store, json!({"key": "k", "type": "t", "description": "d"}), at(2)).await;
    let third = make(&store, json!({"key": "k", "data": {"x": [null]}}), at(3)).await;
    let read = store.read(third.id, |conn, id| Box::pin(artifacts::read(conn, *id))).await.unwrap();
    assert_eq!(read.as_ref(), Some(&third));

    let collection = latest(&store).await.unwrap();
    assert_eq!((collection.latest_id, collection.created, collection.updated), (third.id, at(1), at(3)));
    assert_eq!((collection.data, collection.metadata_), (third.data, None));

    assert!(delete(&store, second.id).await);
    assert_eq!(latest(&store).await.unwrap().latest_id, third.id, "it was not the newest");
    assert!(delete(&store, third.id).await);
    let collection = latest(&store).await.unwrap();
    assert_eq!((collection.latest_id, collection.data), (first.id, first.data));
    assert_eq!(collection.metadata_, first.metadata_);
    assert!(delete(&store, first.id).await);
    assert_eq!(latest(&store).await, None);
    assert!(!delete(&store, first.id).await);
    let events = store.read((), |conn, ()| {
        Box::pin(conn.all("SELECT event FROM events ORDER BY seq", &[], |row| row.get::<String>(0)))
    });
    let actions = ["created", "updated", "updated", "updated", "deleted"];
    assert_eq!(events.await.unwrap(), actions.map(|action| format!("prefect.artifact-collection.{action}")));
}

async fn an_update_reaches_the_collection(store: Store) {
    let made = make(&store, json!({"key": "k", "data": 1, "description": "d"}), at(1)).await;
    for (update, data, description) in [
        (json!({"data": [2]}), json!([2]), json!("d")),
        (json!({"description": null}), json!([2]), Value::Null),
        (json!({"data": null, "metadata_": {"m": "n"}}), Value::Null, Value::Null),
    ] {
        let id = made.id;
        let changes = serde_json::from_value(update.clone()).unwrap();
        let found = store
            .write(changes, move |conn, changes| Box::pin(artifacts::update(conn, id, changes, at(2))))
            .await;
        assert!(found.unwrap());
        let collection = latest(&store).await.unwrap();
        assert_eq!((json!(collection.data), json!(collection.description)), (data, description), "{update}");
    }
    assert_eq!(json!(latest(&store).await.unwrap().metadata_), json!({"m": "n"}));
}

async fn artifacts_are_listed_by_filter(store: Store) {
    for (key, kind) in [(Some("b"), "x"), (Some("a"), "y"), (None, "x")] {
        make(&store, json!({"key": key, "type": kind}), at(1)).await;
    }
    for (filter, expected) in [
        (json!({}), 3),
        (json!({"key": {"exists_": true}}), 2),
        (json!({"type": {"any_": ["x"]}, "key": {"exists_": false}}), 1),
        (json!({"operator": "or_", "key": {"like_": "A"}, "type": {"any_": ["x"]}}), 3),
    ] {
        let parsed = serde_json::from_value(filter.clone()).unwrap();
        let counted = store.read(parsed, |conn, filter| {
            Box::pin(async move {
                let runs = RunFilters::default();
                let list = artifacts::list(conn, Some(filter), &runs, ArtifactSort::KeyAsc, 200, 0).await?;
                let count = artifacts::count(conn, Some(filter), &runs).await?;
                assert_eq!(usize::try_from(count).unwrap(), list.len());
                Ok(list.len())
            })
        });
        assert_eq!(counted.await.unwrap(), expected, "{filter}");
    }
}

weir_testkit::on_both_databases!(
    the_newest_of_a_key_is_its_latest,
    an_update_reaches_the_collection,
    artifacts_are_listed_by_filter,
);
