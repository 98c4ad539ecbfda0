//! The audit log is kept for a time.

use weir_services::audit_retention::{self, Settings};
use weir_store::{Store, audit};
use weir_types::{
    TimeDelta, Timestamp,
    audit::{AuditEntry, AuditQuery},
    ids::{ApiKeyId, AuditEntryId},
};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn days(days: i64) -> TimeDelta {
    TimeDelta::from_secs(days * 86_400)
}

/// An entry that came some days ago.
fn entry(ago: i64) -> AuditEntry {
    AuditEntry {
        id: AuditEntryId::generate(),
        at: NOW - days(ago),
        key_id: ApiKeyId::generate(),
        key_name: "ci".to_owned(),
        method: "DELETE".to_owned(),
        route: "/api/flows/{id}".to_owned(),
        path: "/api/flows/1".to_owned(),
        status: 204,
        request_id: None,
    }
}

async fn what_is_too_old_is_deleted(store: Store) {
    // More than are deleted in one go.
    let old = (0..1200).map(|number| entry(91 + number % 5));
    let entries: Vec<_> = old.chain([entry(90), entry(1)]).collect();
    store.write(entries, |conn, entries| Box::pin(audit::append(conn, entries))).await.unwrap();
    for (keep, left) in [(days(90), 2), (days(90), 2), (days(30), 1)] {
        audit_retention::delete_all(&store, NOW, Settings { keep }).await.unwrap();
        let kept = store
            .read((), |conn, ()| {
                Box::pin(async move { audit::list(conn, &AuditQuery::default(), 5000).await })
            })
            .await
            .unwrap();
        assert_eq!(kept.len(), left);
    }
}

weir_testkit::on_both_databases!(what_is_too_old_is_deleted);
