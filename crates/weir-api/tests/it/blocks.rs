//! `/block_types`, `/block_schemas`, `/block_documents`, `/block_capabilities`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

fn not_found(what: &str) -> (StatusCode, Value) {
    (StatusCode::NOT_FOUND, json!({ "detail": format!("{what} not found") }))
}

async fn kind(api: &Api, slug: &str) -> String {
    api.make("/block_types/", json!({ "name": slug, "slug": slug })).await
}

async fn schema(api: &Api, kind: &str) -> String {
    let fields = json!({ "title": "T", "secret_fields": ["password"] });
    let body = json!({ "block_type_id": kind, "fields": fields, "capabilities": ["b", "a"] });
    api.make("/block_schemas/", body).await
}

#[tokio::test]
async fn a_block_type_is_made_read_changed_and_deleted() {
    let api = Api::new().await;
    let body = json!({ "name": "My <Block>s", "slug": "mine" });
    assert_eq!(api.post("/block_types/", body).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let body = json!({ "name": "Mine", "slug": "mine", "description": "a < b", "code_example": "x & y" });
    let (status, made) = api.post("/block_types/", body.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    let taken = json!({ "detail": "Block type with name \"Mine\" already exists" });
    assert_eq!(api.post("/block_types/", body).await, (StatusCode::CONFLICT, taken));
    let reserved = json!({ "detail": "Block type names beginning with 'Prefect' are reserved." });
    let prefect = json!({ "name": "Prefect X", "slug": "px" });
    assert_eq!(api.post("/block_types/", prefect).await, (StatusCode::FORBIDDEN, reserved));

    let path = format!("/block_types/{}", made["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await, (StatusCode::OK, made.clone()));
    assert_eq!(api.get("/block_types/slug/mine").await, (StatusCode::OK, made.clone()));
    let listed =
        api.post("/block_types/filter", json!({ "block_types": { "name": { "like_": "min" } } })).await;
    assert_eq!(listed, (StatusCode::OK, json!([made])));

    api.wait(60);
    assert_eq!(api.patch(&path, json!({ "description": "a < b" })).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&path).await.1["updated"], made["updated"], "nothing was changed");
    assert_eq!(api.patch(&path, json!({ "logo_url": "https://x.example/" })).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&path).await.1["logo_url"], "https://x.example/");
    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&path).await, not_found("Block type"));
    assert_eq!(api.delete(&path).await, not_found("Block type"));
    assert_eq!(api.get("/block_types/slug/mine/block_documents").await, not_found("Block type"));
}

#[tokio::test]
async fn a_schema_is_made_once_for_its_fields_and_version() {
    let api = Api::new().await;
    let kind = kind(&api, "k").await;
    let body = json!({ "block_type_id": kind, "fields": { "title": "T" }, "capabilities": ["b", "a"] });
    let (status, made) = api.post("/block_schemas/", body.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    assert_eq!(api.post("/block_schemas/", body).await, (StatusCode::OK, made.clone()));
    assert_eq!(api.get("/block_capabilities/").await, (StatusCode::OK, json!(["a", "b"])));
    let path = format!("/block_schemas/{}", made["id"].as_str().unwrap());
    let by_checksum = format!("/block_schemas/checksum/{}", made["checksum"].as_str().unwrap());
    assert_eq!(api.get(&path).await, (StatusCode::OK, made.clone()));
    assert_eq!(api.get(&by_checksum).await, (StatusCode::OK, made.clone()));
    assert_eq!(api.get(&format!("{by_checksum}?version=2")).await, not_found("Block schema"));
    let filter = json!({ "block_schemas": { "block_capabilities": { "all_": ["a"] } } });
    assert_eq!(api.post("/block_schemas/filter", filter).await, (StatusCode::OK, json!([made])));
    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.delete(&path).await, not_found("Block schema"));
}

#[tokio::test]
async fn a_schema_brings_along_those_among_its_definitions() {
    let api = Api::new().await;
    let outer = kind(&api, "outer").await;
    let inner = json!({ "title": "Inner", "block_type_slug": "inner", "block_schema_references": {} });
    let reference = json!({ "block_type_slug": "inner", "block_schema_checksum": "sha256:unknown" });
    let fields = json!({
        "title": "Outer",
        "properties": { "one": { "$ref": "#/definitions/Inner" } },
        "block_schema_references": { "one": reference },
        "definitions": { "Inner": inner },
    });
    let body = json!({ "block_type_id": outer, "fields": fields });
    let missing = json!({ "detail": "Cannot create block schema because block type 'inner' was not found.Did you forget to register the block type?" });
    assert_eq!(api.post("/block_schemas/", body.clone()).await, (StatusCode::CONFLICT, missing));
    assert_eq!(api.post("/block_schemas/filter", json!({})).await.1, json!([]), "nothing was written");

    kind(&api, "inner").await;
    let made = api.make("/block_schemas/", body).await;
    let read = api.get(&format!("/block_schemas/{made}")).await.1;
    assert_eq!(read["fields"]["definitions"], fields["definitions"]);
    assert_eq!(read["fields"]["block_schema_references"]["one"]["block_type_slug"], "inner");
    assert_eq!(api.post("/block_schemas/filter", json!({})).await.1.as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_document_is_made_read_changed_and_deleted() {
    let api = Api::new().await;
    let kind = kind(&api, "k").await;
    let schema = schema(&api, &kind).await;
    let data = json!({ "user": "u", "password": "hunter2" });
    let body = json!({ "name": "one", "data": data, "block_schema_id": schema, "block_type_id": kind });
    let (status, made) = api.post("/block_documents/", body.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    let taken = (StatusCode::CONFLICT, json!({ "detail": "Block already exists" }));
    assert_eq!(api.post("/block_documents/", body).await, taken);

    let path = format!("/block_documents/{}", made["id"].as_str().unwrap());
    let by_name = "/block_types/slug/k/block_documents/name/one";
    let mut whole = made.clone();
    whole["data"] = data;
    for path in [path.as_str(), by_name] {
        assert_eq!(api.get(path).await, (StatusCode::OK, made.clone()));
        assert_eq!(api.get(&format!("{path}?include_secrets=true")).await, (StatusCode::OK, whole.clone()));
    }
    let of_type = "/block_types/slug/k/block_documents";
    assert_eq!(api.get(of_type).await, (StatusCode::OK, json!([made])));
    assert_eq!(api.get(&format!("{of_type}?include_secrets=true")).await, (StatusCode::OK, json!([whole])));
    let filter = json!({ "block_types": { "slug": { "any_": ["k"] } }, "include_secrets": true });
    assert_eq!(api.post("/block_documents/filter", filter).await, (StatusCode::OK, json!([whole])));
    assert_eq!(api.post("/block_documents/count", json!({})).await, (StatusCode::OK, json!(1)));

    assert_eq!(api.patch(&path, json!({ "data": { "user": "v" } })).await.0, StatusCode::NO_CONTENT);
    let read = api.get(&format!("{path}?include_secrets=true")).await.1;
    assert_eq!(read["data"], json!({ "user": "v", "password": "hunter2" }));
    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&path).await, not_found("Block document"));
    assert_eq!(api.patch(&path, json!({})).await, not_found("Block document"));
    assert_eq!(api.delete(&path).await, not_found("Block document"));
}

#[tokio::test]
async fn the_default_result_storage_must_be_able_to_hold_results() {
    let api = Api::new().await;
    let kind = kind(&api, "k").await;
    let none = (StatusCode::OK, json!({ "default_result_storage_block_id": null }));
    assert_eq!(api.get("/admin/storage").await, none);
    let mut documents = Vec::new();
    for (name, capability) in [("plain", "read-path"), ("able", "write-path")] {
        let body =
            json!({ "block_type_id": kind, "fields": { "title": name }, "capabilities": [capability] });
        let schema = api.make("/block_schemas/", body).await;
        let body = json!({ "name": name, "block_schema_id": schema, "block_type_id": kind });
        documents.push(api.make("/block_documents/", body).await);
    }
    let choose = |id: &str| json!({ "default_result_storage_block_id": id });
    let unfit = format!("Block document {} cannot be used for result storage.", documents[0]);
    let refused = (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": unfit }));
    assert_eq!(api.put("/admin/storage", choose(&documents[0])).await, refused);
    let chosen = (StatusCode::OK, choose(&documents[1]));
    assert_eq!(api.put("/admin/storage", choose(&documents[1])).await, chosen);
    assert_eq!(api.get("/admin/storage").await, chosen);
    api.delete(&format!("/block_documents/{}", documents[1])).await;
    assert_eq!(api.get("/admin/storage").await, none, "it goes with its document");
}
