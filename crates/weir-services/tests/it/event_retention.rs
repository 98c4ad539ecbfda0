//! Events are kept for a time, and until they were read.

use serde_json::{Value, json};
use weir_services::event_retention;
use weir_store::{
    Store,
    events::{self, NewEvent, Position, RelatedId},
};
use weir_types::{Json, filters::EventFilter};

use crate::{
    automations::event,
    runs::{NOW, later},
};

/// An event that names another resource too.
fn named(number: i64) -> NewEvent {
    let related = RelatedId { resource_id: "shop".to_owned(), role: "place".to_owned() };
    let labels = json!([{ "prefect.resource.id": "shop", "prefect.resource.role": "place" }]);
    NewEvent {
        related_ids: vec![related],
        related: Json::from(labels),
        ..event("till.opened", &format!("till.{}", number % 3), number)
    }
}

/// How many events there are, and how many are found by the other resource that they name.
async fn left(store: &Store) -> (usize, usize) {
    let count = async |more: Value| {
        let mut filter = json!({ "occurred": { "since": later(-1), "until": later(10_000) } });
        filter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let filter: EventFilter = serde_json::from_value(filter).unwrap();
        let found = store
            .read(filter, |conn, filter| Box::pin(events::list(conn, filter, 10_000, 0, later(10_000))))
            .await;
        found.unwrap().len()
    };
    (count(json!({})).await, count(json!({ "related": { "id": ["shop"] } })).await)
}

async fn read_by(store: &Store, reader: &'static str) {
    store
        .write((), move |conn, ()| {
            Box::pin(async move {
                let end = events::end(conn).await?;
                events::advance(conn, reader, Position::default(), end).await
            })
        })
        .await
        .unwrap();
}

async fn what_is_too_old_and_was_read_is_deleted(store: Store) {
    // More than are deleted in one go.
    let all: Vec<NewEvent> = (0..1200).map(named).collect();
    store.write(all, |conn, all| Box::pin(events::append(conn, all, NOW))).await.unwrap();
    assert_eq!(event_retention::delete_all(&store, later(1100)).await.unwrap(), 0, "nobody has read them");
    read_by(&store, "automations").await;
    assert_eq!(event_retention::delete_all(&store, later(1100)).await.unwrap(), 0, "not all have read them");
    read_by(&store, "slos").await;
    assert_eq!(event_retention::delete_all(&store, later(1100)).await.unwrap(), 0, "not all have read them");
    read_by(&store, "rollups").await;
    assert_eq!(event_retention::delete_all(&store, later(1100)).await.unwrap(), 1100);
    assert_eq!(left(&store).await, (100, 100));
    assert_eq!(event_retention::delete_all(&store, later(2000)).await.unwrap(), 99, "the newest one stays");
    assert_eq!(left(&store).await, (1, 1));
}

weir_testkit::on_both_databases!(what_is_too_old_and_was_read_is_deleted);
