//! The audit log.

use weir_store::{Store, audit};
use weir_types::{
    TimeDelta, Timestamp,
    audit::{AuditEntry, AuditQuery},
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
    select(store, AuditQuery { since, after, ..AuditQuery::default() }, limit).await
}

async fn select(store: &Store, query: AuditQuery, limit: i64) -> Vec<AuditEntry> {
    store.read(query, move |conn, query| Box::pin(audit::list(conn, query, limit))).await.unwrap()
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

async fn entries_are_filtered(store: Store) {
    let entries: Vec<_> = (0..6)
        .map(|number| AuditEntry {
            key_name: if number % 2 == 0 { "ci" } else { "ada" }.to_owned(),
            method: if number < 3 { "POST" } else { "DELETE" }.to_owned(),
            path: format!("/api/{}/%_{number}", if number == 4 { "Flows" } else { "flows" }),
            status: if number == 5 { 404 } else { 201 },
            ..entry(number, number)
        })
        .collect();
    append(&store, &entries).await;
    let some = |text: &str| Some(text.to_owned());
    let none = AuditQuery::default();
    let at = |seconds| Some(NOW + TimeDelta::from_secs(seconds));
    for (query, found) in [
        (AuditQuery { key_name: some("ada"), ..none.clone() }, vec![5, 3, 1]),
        (AuditQuery { method: some("DELETE"), ..none.clone() }, vec![5, 4, 3]),
        (AuditQuery { path: some("flows"), ..none.clone() }, vec![5, 3, 2, 1, 0]),
        (AuditQuery { path: some("%_3"), ..none.clone() }, vec![3]),
        (AuditQuery { failed: Some(true), ..none.clone() }, vec![5]),
        (AuditQuery { failed: Some(false), ..none.clone() }, vec![4, 3, 2, 1, 0]),
        (AuditQuery { since: at(1), until: at(4), ..none.clone() }, vec![3, 2, 1]),
        (AuditQuery { key_name: some("ci"), method: some("POST"), ..none.clone() }, vec![2, 0]),
        (AuditQuery { path: some("flows"), after: Some(entries[3].id), ..none.clone() }, vec![2, 1, 0]),
        (AuditQuery { key_name: some("nobody"), ..none }, vec![]),
    ] {
        let expected: Vec<_> = found.into_iter().map(|number: usize| entries[number].clone()).collect();
        assert_eq!(select(&store, query.clone(), 100).await, expected, "{query:?}");
        assert_eq!(select(&store, query, 1).await, expected[..expected.len().min(1)]);
    }
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

weir_testkit::on_both_databases!(
    entries_are_read_page_by_page,
    entries_are_filtered,
    old_entries_are_deleted
);
