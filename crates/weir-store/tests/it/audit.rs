//! The audit log.

use weir_store::{Store, audit};
use weir_types::{
    TimeDelta, Timestamp,
    audit::AuditEntry,
    ids::{ApiKeyId, AuditEntryId},
};

use crate::blocks::NOW;

fn entry(number: i64, seconds: i64) -> AuditEntry {
    AuditEntry {
        id: AuditEntryId::generate(),
        at: NOW + TimeDelta::from_secs(seconds),
        key_id: ApiKeyId::generate(),
        key_name: "ci".to_owned(),
        method: "POST".to_owned(),
        route: "/api/flows/".to_owned(),
        path: format!("/api/flows/{number}"),
        status: 201,
        request_id: (number == 0).then(|| "r-1".to_owned()),
    }
}

async fn list(
    store: &Store,
    since: Option<Timestamp>,
    after: Option<AuditEntryId>,
    limit: i64,
) -> Vec<AuditEntry> {
    store.read((), move |conn, ()| Box::pin(audit::list(conn, since, after, limit))).await.unwrap()
}

async fn append(store: &Store, entries: &[AuditEntry]) {
    store.write(entries.to_vec(), |conn, entries| Box::pin(audit::append(conn, entries))).await.unwrap();
}

async fn entries_are_read_page_by_page(store: Store) {
    // Some came at the same moment.
    let mut entries: Vec<_> = (0..10).map(|number| entry(number, number / 3)).collect();
    append(&store, &entries[..1]).await;
    append(&store, &entries[1..]).await;
    entries.reverse();
    assert_eq!(list(&store, None, None, 100).await, entries);
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let page = list(&store, None, after, 4).await;
        after = page.last().map(|entry| entry.id);
        if after.is_none() {
            break;
        }
        read.extend(page);
    }
    assert_eq!(read, entries);
    let since = Some(NOW + TimeDelta::from_secs(2));
    assert_eq!(list(&store, since, None, 100).await, entries[..4]);
    assert_eq!(list(&store, since, Some(entries[1].id), 100).await, entries[2..4]);
    assert_eq!(list(&store, None, Some(AuditEntryId::generate()), 100).await, []);
}

async fn old_entries_are_deleted(store: Store) {
    let mut entries: Vec<_> = (0..10).map(|number| entry(number, number)).collect();
    append(&store, &entries).await;
    entries.reverse();
    let limit = NOW + TimeDelta::from_secs(5);
    let delete = || store.write((), move |conn, ()| Box::pin(audit::delete_older(conn, limit, 3)));
    for (deleted, left) in [(3, 7), (2, 5), (0, 5)] {
        assert_eq!(delete().await.unwrap(), deleted);
        assert_eq!(list(&store, None, None, 100).await, entries[..left]);
    }
}

weir_testkit::on_both_databases!(entries_are_read_page_by_page, old_entries_are_deleted);
