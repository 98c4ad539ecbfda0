//! `/variables`.

use http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

#[tokio::test]
async fn a_variable_is_made_read_changed_and_deleted() {
    let api = Api::new().await;
    let body = json!({ "name": "my_var", "value": { "deep": [1, 2.5, null] }, "tags": ["t"] });
    let (status, made) = api.post("/variables/", body.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    let taken = json!({ "detail": "A variable with the name 'my_var' already exists." });
    assert_eq!(api.post("/variables/", body).await, (StatusCode::CONFLICT, taken));

    let path = format!("/variables/{}", made["id"].as_str().unwrap());
    let gone = (StatusCode::NOT_FOUND, json!({ "detail": "Variable not found." }));
    for path in [path.as_str(), "/variables/name/my_var"] {
        assert_eq!(api.get(path).await, (StatusCode::OK, made.clone()));
    }
    api.wait(60);
    assert_eq!(api.patch(&path, json!({ "value": null })).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.patch("/variables/name/my_var", json!({ "name": "new" })).await.0, StatusCode::NO_CONTENT);
    let read = api.get("/variables/name/new").await.1;
    assert_eq!((&read["value"], &read["tags"]), (&Value::Null, &json!(["t"])));
    assert_ne!(read["updated"], made["updated"]);
    assert_eq!(api.get("/variables/name/my_var").await, gone);

    api.make("/variables/", json!({ "name": "other", "value": 1 })).await;
    assert_eq!(api.patch(&path, json!({ "name": "other" })).await.0, StatusCode::CONFLICT);
    assert_eq!(api.patch(&path, json!({ "tags": null })).await.0, StatusCode::CONFLICT);
    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.delete("/variables/name/other").await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.delete("/variables/name/other").await, gone);
    assert_eq!(api.patch(&path, json!({})).await, gone);
}

#[tokio::test]
async fn variables_are_listed_and_counted() {
    let api = Api::new().await;
    for name in ["b", "a", "c"] {
        api.make("/variables/", json!({ "name": name, "value": name })).await;
    }
    let names =
        |answer: Value| answer.as_array().unwrap().iter().map(|v| v["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names(api.post("/variables/filter", json!({})).await.1), ["a", "b", "c"]);
    let page = json!({ "sort": "NAME_DESC", "limit": 1, "offset": 1 });
    assert_eq!(names(api.post("/variables/filter", page).await.1), ["b"]);
    let filter = json!({ "variables": { "name": { "any_": ["a", "c", "x"] } } });
    assert_eq!(api.post("/variables/count", filter).await, (StatusCode::OK, json!(2)));
    assert_eq!(
        api.post("/variables/filter", json!({ "limit": 201 })).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}
