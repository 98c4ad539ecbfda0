//! `/saved_searches`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::json;

use crate::api::{Api, numbered};

#[tokio::test]
async fn a_search_is_saved_replaced_and_deleted() {
    let api = Api::new().await;
    let filter = json!({ "object": "flow_run", "property": "name", "type": "string", "operation": "eq", "value": [1] });
    let (status, saved) = api.put("/saved_searches/", json!({ "name": "s", "filters": [filter] })).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&saved));
    let path = format!("/saved_searches/{}", saved["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await, (StatusCode::OK, saved.clone()));
    let (status, replaced) = api.put("/saved_searches/", json!({ "name": "s" })).await;
    assert_eq!((status, &replaced["id"], &replaced["filters"]), (StatusCode::OK, &saved["id"], &json!([])));
    assert_eq!(api.post("/saved_searches/filter", json!({})).await.1, json!([replaced]));
    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    let gone = (StatusCode::NOT_FOUND, json!({ "detail": "Saved search not found" }));
    assert_eq!(api.delete(&path).await, gone);
    assert_eq!(api.get(&path).await, gone);
}
