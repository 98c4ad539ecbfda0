//! `/artifacts`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

#[tokio::test]
async fn the_newest_artifact_of_a_key_is_its_collections_latest() {
    let api = Api::new().await;
    let first = api.make("/artifacts/", json!({ "key": "k", "type": "markdown", "data": "1" })).await;
    api.wait(60);
    let body = json!({ "key": "k", "type": "table", "data": [{ "a": 1 }], "description": "d", "metadata_": { "m": "n" } });
    let (status, second) = api.post("/artifacts/", body).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!("an_artifact", numbered(&second));
    let latest = || api.get("/artifacts/k/latest");
    assert_json_snapshot!("the_latest", numbered(&latest().await.1));
    let collections = api.post("/artifacts/latest/filter", json!({})).await.1;
    assert_json_snapshot!("a_collection", numbered(&collections));
    assert_eq!(api.post("/artifacts/count", json!({})).await.1, json!(2));
    assert_eq!(api.post("/artifacts/latest/count", json!({})).await.1, json!(1));

    let path = format!("/artifacts/{}", second["id"].as_str().unwrap());
    assert_eq!(api.patch(&path, json!({ "data": null, "description": "e" })).await.0, StatusCode::NO_CONTENT);
    for read in [api.get(&path).await.1, latest().await.1] {
        assert_eq!((&read["data"], &read["description"]), (&Value::Null, &json!("e")));
        assert_eq!(read["metadata_"], json!({ "m": "n" }));
    }
    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    assert_eq!(latest().await.1["data"], "1", "the one before takes its place");
    assert_eq!(api.delete(&format!("/artifacts/{first}")).await.0, StatusCode::NO_CONTENT);
    let gone = (StatusCode::NOT_FOUND, json!({ "detail": "Artifact not found." }));
    assert_eq!(latest().await, gone);
    assert_eq!(api.delete(&path).await, gone);
    assert_eq!(api.patch(&path, json!({})).await, gone);
    assert_eq!(api.get(&path).await, gone);
}

#[tokio::test]
async fn an_artifact_without_a_key_is_in_no_collection() {
    let api = Api::new().await;
    let id = api.make("/artifacts/", json!({ "type": "progress", "data": 0.5 })).await;
    assert_eq!(api.get(&format!("/artifacts/{id}")).await.1["data"], json!(0.5));
    assert_eq!(api.post("/artifacts/latest/count", json!({})).await.1, json!(0));
    let filter = json!({ "artifacts": { "key": { "exists_": false } } });
    assert_eq!(api.post("/artifacts/count", filter).await.1, json!(1));
}
