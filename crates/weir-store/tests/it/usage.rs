//! How much the tables hold.

use weir_store::{Dialect, Store, audit, retention_rounds, usage};
use weir_types::{
    audit::AuditEntry,
    ids::{ApiKeyId, AuditEntryId},
    metrics::MetricPointCreate,
    storage::{Engine, Kept, Round, Usage},
};

use crate::blocks::NOW;

async fn measure(store: &Store) -> Usage {
    store.read((), |conn, ()| Box::pin(usage::measure(conn, NOW))).await.unwrap()
}

fn rows(usage: &Usage, table: &str) -> i64 {
    usage.tables.iter().find(|one| one.name == table).unwrap().rows
}

async fn entries(store: &Store, count: usize) {
    let entry = |_| AuditEntry {
        id: AuditEntryId::generate(),
        at: NOW,
        key_id: ApiKeyId::generate(),
        key_name: "ci".to_owned(),
        method: "POST".to_owned(),
        route: "/api/flows/".to_owned(),
        path: "/api/flows/".to_owned(),
        status: 201,
        request_id: None,
    };
    let entries: Vec<_> = (0..count).map(entry).collect();
    store.write(entries, |conn, entries| Box::pin(audit::append(conn, entries))).await.unwrap();
}

/// Points of one metric: their table has no row numbers on SQLite, so that its rows are in all pages of its tree.
async fn points(store: &Store, count: i64) {
    let points = (0..count).map(|number| {
        let at = NOW - weir_types::TimeDelta::from_secs(number);
        serde_json::json!({ "name": "rows", "value": number, "timestamp": at })
    });
    let points: Vec<MetricPointCreate> = serde_json::from_value(points.collect()).unwrap();
    let incoming =
        weir_store::metrics::Incoming::of_points(points, weir_engine::metrics::Limits::default(), NOW);
    let stored = store.write(incoming, |conn, incoming| {
        Box::pin(async move { weir_store::metrics::append(conn, &[incoming], NOW).await })
    });
    stored.await.unwrap();
}

async fn rows_and_bytes_are_told_by_table(store: Store) {
    let before = measure(&store).await;
    assert_eq!((rows(&before, "audit_log"), rows(&before, "metric_points")), (0, 0));
    entries(&store, 1234).await;
    points(&store, 2345).await;
    let usage = measure(&store).await;
    assert_eq!((rows(&usage, "audit_log"), rows(&usage, "metric_points")), (1234, 2345));
    assert_eq!(usage.measured, NOW);
    let dialect = store.read((), |conn, ()| Box::pin(std::future::ready(Ok(conn.dialect())))).await.unwrap();
    match dialect {
        Dialect::Sqlite => {
            assert_eq!(usage.database, Engine::Sqlite);
            let told: i64 = usage.tables.iter().map(|table| table.bytes).sum();
            // What is left is the list of tables itself and free pages.
            assert!(told < usage.bytes && usage.bytes < told + 1_000_000, "{told} of {}", usage.bytes);
            assert!(usage.free_bytes.is_some());
        }
        Dialect::Postgres => assert_eq!((usage.database, usage.free_bytes), (Engine::Postgresql, None)),
    }
    assert!(usage.bytes > before.bytes);
    for table in &usage.tables {
        assert!(!table.is_estimate, "{table:?}");
        assert!((0..=table.bytes).contains(&table.index_bytes), "{table:?}");
        assert!(table.rows == 0 || table.bytes > 0, "{table:?}");
    }
    assert!(usage.tables.is_sorted_by(|one, next| one.bytes >= next.bytes));
    assert_eq!(usage.tables.len(), before.tables.len());
    let log = usage.tables.iter().find(|table| table.name == "audit_log").unwrap();
    assert!(log.index_bytes > 0 && log.bytes > 1234 * 100, "{log:?}");
}

async fn the_last_round_is_kept(store: Store) {
    let list = async || store.read((), |conn, ()| Box::pin(retention_rounds::list(conn))).await.unwrap();
    assert_eq!(list().await, []);
    for (what, deleted) in [(Kept::Events, 5), (Kept::Events, 0)] {
        let round = Round { ended: NOW, deleted };
        store
            .write(round, move |conn, round| Box::pin(retention_rounds::note(conn, what, *round)))
            .await
            .unwrap();
    }
    assert_eq!(list().await, [(Kept::Events, Round { ended: NOW, deleted: 0 })]);
}

weir_testkit::on_both_databases!(rows_and_bytes_are_told_by_table, the_last_round_is_kept);
