//! The blocks that every server has: the same as Prefect's, installed once, and put back when they are needed.

use serde_json::{Value, json};
use weir_engine::blocks::schema_checksum;
use weir_store::{Store, block_schemas, block_types, system_blocks};
use weir_types::block_schemas::BlockSchema;

use crate::blocks::NOW;

async fn schemas(store: &Store) -> Vec<BlockSchema> {
    let read = store.read((), |conn, ()| {
        Box::pin(async move {
            let ids = conn
                .all("SELECT id FROM block_schemas ORDER BY checksum, version", &[], |row| row.get(0))
                .await?;
            block_schemas::read_all(conn, &ids).await
        })
    });
    read.await.unwrap()
}

/// What is kept of a schema has another checksum than the class, by which clients know it: that one is recorded.
async fn checksums_are_those_that_prefect_computes(store: Store) {
    system_blocks::install(&store, NOW).await.unwrap();
    let computed = schemas(&store).await.into_iter().map(|schema| {
        let of_kept_fields = schema_checksum(&schema.fields.to_map());
        json!({ "of_class": schema.checksum, "of_kept_fields": of_kept_fields })
    });
    let golden = include_str!("../golden/block-checksums.jsonl").lines();
    let sorted = |mut lines: Vec<String>| {
        lines.sort_unstable();
        lines
    };
    assert_eq!(
        sorted(computed.map(|line| line.to_string()).collect()),
        sorted(golden.map(str::to_owned).collect()),
    );
}

async fn schemas_are_listed_in_the_order_of_their_making(store: Store) {
    system_blocks::install(&store, NOW).await.unwrap();
    let listed = store.read((), |conn, ()| Box::pin(block_schemas::list(conn, None, 200, 0))).await.unwrap();
    let listed: Vec<_> = listed.into_iter().rev().map(|schema| (schema.checksum, schema.version)).collect();
    let text = |line: &Value, key: &str| line[key].as_str().map(str::to_owned);
    let recorded = include_str!("../../data/system-blocks-3.8.8.jsonl").lines();
    let recorded: Vec<_> = recorded
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|line| Some((text(&line, "checksum")?, text(&line, "version")?)))
        .collect();
    assert_eq!(listed, recorded);
}

async fn a_second_start_installs_nothing(store: Store) {
    system_blocks::install(&store, NOW).await.unwrap();
    let before = schemas(&store).await;
    system_blocks::install(&store, NOW).await.unwrap();
    assert_eq!(schemas(&store).await, before);
    system_blocks::install_protected(&store, NOW).await.unwrap();
    assert_eq!(schemas(&store).await.len(), before.len());
}

async fn a_type_that_the_server_needs_stays_and_is_put_back(store: Store) {
    system_blocks::install(&store, NOW).await.unwrap();
    let secret = || store.read((), |conn, ()| Box::pin(block_types::read_by_slug(conn, "secret")));
    let before = secret().await.unwrap().unwrap();
    let id = before.id;
    let deleted = store.write((), move |conn, ()| Box::pin(block_types::delete(conn, id, NOW))).await;
    assert_eq!(deleted.unwrap(), block_types::Deletion::Protected);
    let update = serde_json::from_value(json!({"description": "mine"})).unwrap();
    store
        .write(update, move |conn, update| Box::pin(block_types::update(conn, id, update, NOW)))
        .await
        .unwrap();
    assert_eq!(secret().await.unwrap().unwrap().description.as_deref(), Some("mine"));
    system_blocks::install_protected(&store, NOW).await.unwrap();
    assert_eq!(secret().await.unwrap().unwrap(), before);
}

weir_testkit::on_both_databases!(
    checksums_are_those_that_prefect_computes,
    schemas_are_listed_in_the_order_of_their_making,
    a_second_start_installs_nothing,
    a_type_that_the_server_needs_stays_and_is_put_back,
);
