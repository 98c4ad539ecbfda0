//! Block documents: secrets hidden and sealed, documents inside documents, changes.

use serde_json::json;
use weir_store::{
    Store,
    block_documents::{self, Creation, Update},
    seal::Seal,
};
use weir_types::ids::BlockDocumentId;

use crate::blocks::{NOW, data, document, kind, new_document, new_schema, update};

const HIDDEN: &str = "********";

async fn secrets_are_hidden_unless_they_are_asked_for(store: Store) {
    let seal = Seal::of(&store, None).await.unwrap();
    let fields = json!({"title": "S", "secret_fields": ["password", "nested.*"]});
    let schema = new_schema(&store, &kind(&store, "s").await, fields).await;
    let whole = json!({"user": "u", "password": "hunter2", "nested": {"a": "b", "n": {}}, "number": 1.50});
    let made = new_document(&store, &seal, &schema, json!({"name": "one", "data": whole})).await;
    let shown = json!({"user": "u", "password": HIDDEN, "nested": {"a": HIDDEN, "n": HIDDEN}, "number": 1.5});
    assert_eq!(json!(made.data), shown, "the answer to its making hides them too");
    assert_eq!(data(&store, &seal, made.id, false).await, shown);
    assert_eq!(data(&store, &seal, made.id, true).await, whole);
    assert_eq!(made.block_schema, Some(schema));
}

async fn names_are_unique_within_a_type(store: Store) {
    let seal = Seal::of(&store, None).await.unwrap();
    let one = new_schema(&store, &kind(&store, "one").await, json!({"title": "1"})).await;
    let two = new_schema(&store, &kind(&store, "two").await, json!({"title": "2"})).await;
    new_document(&store, &seal, &one, json!({"name": "n"})).await;
    assert_eq!(document(&store, &seal, &one, json!({"name": "n"})).await, Creation::NameTaken);
    new_document(&store, &seal, &two, json!({"name": "n"})).await;
    for _ in 0..2 {
        let anonymous = new_document(&store, &seal, &one, json!({"is_anonymous": true})).await;
        assert!(anonymous.name.is_some_and(|name| name.starts_with("anonymous-")));
    }
}

async fn a_document_stands_inside_those_that_refer_to_it(store: Store) {
    let seal = Seal::of(&store, None).await.unwrap();
    let inner_schema = new_schema(
        &store,
        &kind(&store, "inner").await,
        json!({"title": "Inner", "secret_fields": ["token"]}),
    )
    .await;
    let outer_schema = new_schema(&store, &kind(&store, "outer").await, json!({"title": "Outer"})).await;
    let body = json!({"name": "in", "data": {"token": "deep"}});
    let inner = new_document(&store, &seal, &inner_schema, body).await;
    let reference = json!({"$ref": {"block_document_id": inner.id}});
    let body = json!({"name": "mid", "data": {"inner": reference, "n": 1}});
    let middle = new_document(&store, &seal, &outer_schema, body).await;
    let body = json!({"name": "out", "data": {"middle": {"$ref": {"block_document_id": middle.id}}}});
    let outer = new_document(&store, &seal, &outer_schema, body).await;

    let shown = json!({"middle": {"n": 1, "inner": {"token": HIDDEN}}});
    assert_eq!(data(&store, &seal, outer.id, false).await, shown);
    assert_eq!(data(&store, &seal, outer.id, true).await["middle"]["inner"]["token"], "deep");
    let references = outer.block_document_references.to_map();
    let below = &references["middle"]["block_document"];
    assert_eq!(below["name"], "mid");
    assert_eq!(below["block_document_references"]["inner"]["block_document"]["id"], json!(inner.id));

    // No document may come to stand in itself.
    let ring = json!({"data": {"ring": {"$ref": {"block_document_id": outer.id}}}});
    assert!(matches!(update(&store, &seal, middle.id, ring.clone()).await, Update::Refused(_)));
    assert!(matches!(update(&store, &seal, outer.id, ring).await, Update::Refused(_)));
    let nobody = json!({"x": {"$ref": {"block_document_id": BlockDocumentId::generate()}}});
    assert_eq!(update(&store, &seal, outer.id, json!({"data": nobody})).await, Update::NoSuchReference);
    assert_eq!(
        document(&store, &seal, &outer_schema, json!({"name": "x", "data": nobody})).await,
        Creation::NoSuchReference
    );
    let nameless = json!({"name": "x", "data": {"x": {"$ref": {}}}});
    assert!(matches!(document(&store, &seal, &outer_schema, nameless).await, Creation::BadData(_)));

    // When the inner one goes, the outer ones stay.
    let deleted = store
        .write(seal.clone(), move |conn, seal| Box::pin(block_documents::delete(conn, seal, inner.id, NOW)))
        .await;
    assert!(deleted.unwrap());
    assert_eq!(data(&store, &seal, outer.id, false).await, json!({"middle": {"n": 1}}));
}

async fn a_change_merges_replaces_and_keeps_what_was_hidden(store: Store) {
    let seal = Seal::of(&store, None).await.unwrap();
    let schema =
        new_schema(&store, &kind(&store, "s").await, json!({"title": "S", "secret_fields": ["password"]}))
            .await;
    let body = json!({"name": "one", "data": {"user": "u", "password": "old"}});
    let id = new_document(&store, &seal, &schema, body).await.id;
    for (change, expected) in [
        (json!({"data": {"user": "v"}}), json!({"user": "v", "password": "old"})),
        (json!({"data": {"password": HIDDEN}}), json!({"user": "v", "password": "old"})),
        (json!({}), json!({"user": "v", "password": "old"})),
        (json!({"data": {"password": "new"}}), json!({"user": "v", "password": "new"})),
        (json!({"data": {"password": HIDDEN}, "merge_existing_data": false}), json!({"password": "new"})),
        (json!({"merge_existing_data": false}), json!({})),
    ] {
        assert_eq!(update(&store, &seal, id, change.clone()).await, Update::Done, "{change}");
        assert_eq!(data(&store, &seal, id, true).await, expected, "{change}");
    }
    assert_eq!(update(&store, &seal, BlockDocumentId::generate(), json!({})).await, Update::NotFound);
}

async fn a_schema_may_only_change_within_its_type(store: Store) {
    let seal = Seal::of(&store, None).await.unwrap();
    let own = kind(&store, "own").await;
    let first = new_schema(&store, &own, json!({"title": "1"})).await;
    let second = new_schema(&store, &own, json!({"title": "2"})).await;
    let foreign = new_schema(&store, &kind(&store, "foreign").await, json!({"title": "3"})).await;
    let id = new_document(&store, &seal, &first, json!({"name": "one"})).await.id;
    let to = |schema| json!({"data": {}, "block_schema_id": schema});
    assert!(matches!(update(&store, &seal, id, to(foreign.id)).await, Update::Refused(_)));
    assert_eq!(update(&store, &seal, id, to(second.id)).await, Update::Done);
    let read =
        store.read(seal, move |conn, seal| Box::pin(block_documents::read(conn, seal, id, false))).await;
    assert_eq!(read.unwrap().map(|document| document.block_schema_id), Some(second.id));
}

weir_testkit::on_both_databases!(
    secrets_are_hidden_unless_they_are_asked_for,
    names_are_unique_within_a_type,
    a_document_stands_inside_those_that_refer_to_it,
    a_change_merges_replaces_and_keeps_what_was_hidden,
    a_schema_may_only_change_within_its_type,
);
