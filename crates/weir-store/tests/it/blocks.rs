//! What the tests of blocks share.

use serde_json::{Value, json};
use weir_store::{Store, block_documents, block_schemas, block_types, seal::Seal};
use weir_types::{
    Timestamp, block_documents::BlockDocument, block_schemas::BlockSchema, block_types::BlockType,
    ids::BlockDocumentId,
};

pub const NOW: Timestamp = Timestamp::from_micros(1_750_000_000_000_000);

/// Makes a block type by its slug.
pub async fn kind(store: &Store, slug: &str) -> BlockType {
    let create = serde_json::from_value(json!({ "name": slug, "slug": slug })).unwrap();
    let made = store.write(create, |conn, create| Box::pin(block_types::create(conn, create, NOW))).await;
    made.unwrap().expect("the slug is free")
}

/// Makes, or finds, a schema with these fields.
pub async fn schema(store: &Store, kind: &BlockType, fields: Value) -> block_schemas::Creation {
    let create =
        serde_json::from_value(json!({ "block_type_id": kind.id, "fields": fields, "capabilities": ["c"] }))
            .unwrap();
    store.write(create, |conn, create| Box::pin(block_schemas::create(conn, create, NOW))).await.unwrap()
}

/// Makes a schema that must be new.
pub async fn new_schema(store: &Store, kind: &BlockType, fields: Value) -> BlockSchema {
    match schema(store, kind, fields).await {
        block_schemas::Creation::Created(made) => *made,
        other => panic!("the schema is not new: {other:?}"),
    }
}

/// Makes a document; the body lacks only the ids.
pub async fn document(
    store: &Store,
    seal: &Seal,
    schema: &BlockSchema,
    mut body: Value,
) -> block_documents::Creation {
    body["block_schema_id"] = json!(schema.id);
    body["block_type_id"] = json!(schema.block_type_id);
    let create = serde_json::from_value(body).unwrap();
    store
        .write((create, seal.clone()), |conn, (create, seal)| {
            Box::pin(block_documents::create(conn, seal, create, NOW))
        })
        .await
        .unwrap()
}

/// Makes a document that must be made.
pub async fn new_document(store: &Store, seal: &Seal, schema: &BlockSchema, body: Value) -> BlockDocument {
    match document(store, seal, schema, body).await {
        block_documents::Creation::Created(made) => *made,
        other => panic!("the document is not made: {other:?}"),
    }
}

/// Changes a document.
pub async fn update(store: &Store, seal: &Seal, id: BlockDocumentId, body: Value) -> block_documents::Update {
    let update = serde_json::from_value(body).unwrap();
    store
        .write((update, seal.clone()), move |conn, (update, seal)| {
            Box::pin(block_documents::update(conn, seal, id, update, NOW))
        })
        .await
        .unwrap()
}

/// A document's data, with its secrets or without.
pub async fn data(store: &Store, seal: &Seal, id: BlockDocumentId, include_secrets: bool) -> Value {
    let read = store
        .read(seal.clone(), move |conn, seal| {
            Box::pin(block_documents::read(conn, seal, id, include_secrets))
        })
        .await;
    Value::Object(read.unwrap().expect("the document is there").data.0.to_map())
}
