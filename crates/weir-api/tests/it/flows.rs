//! `/flows`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::json;

use crate::api::{Api, numbered};

#[tokio::test]
async fn flows_are_listed_counted_and_paged() {
    let api = Api::new().await;
    for (name, tags) in [("b", json!(["x"])), ("a", json!([])), ("c", json!(["x", "y"]))] {
        api.make("/flows/", json!({ "name": name, "tags": tags, "labels": { "team": "data" } })).await;
    }
    let tagged = json!({ "tags": { "all_": ["x"] } });
    assert_eq!(api.post("/flows/count", json!({ "flows": tagged })).await, (StatusCode::OK, json!(2)));
    let (_, found) = api.post("/flows/filter", json!({ "flows": tagged, "sort": "NAME_DESC" })).await;
    let (_, page) = api.post("/flows/paginate", json!({ "limit": 2, "page": 1 })).await;
    assert_json_snapshot!(numbered(&json!({ "found": found, "page": page })));
    let too_many = api.post("/flows/paginate", json!({ "limit": 201 })).await;
    assert_eq!(too_many.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn flows_are_deleted_by_filter_with_their_runs() {
    let api = Api::new().await;
    let (gone, kept) = (api.flow("gone").await, api.flow("kept").await);
    for flow in [&gone, &kept] {
        api.make("/flow_runs/", json!({ "flow_id": flow })).await;
    }
    let only = json!({ "flows": { "name": { "any_": ["gone"] } } });
    let answer = api.post("/flows/bulk_delete", only.clone()).await;
    assert_eq!(answer, (StatusCode::OK, json!({ "deleted": [gone] })));
    assert_eq!(api.post("/flows/bulk_delete", only).await.1, json!({ "deleted": [] }));
    assert_eq!(api.post("/flow_runs/count", json!({})).await.1, json!(1));
    assert_eq!(api.get(&format!("/flows/{kept}")).await.0, StatusCode::OK);
}
