//! No secret of a block is told to anybody who did not ask for it: not in an answer, not in an error, not in a log line.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use http::StatusCode;
use serde_json::json;

use crate::api::Api;

const SECRETS: [&str; 3] = ["first-s3cret", "second-s3cret", "third-s3cret"];

/// All that is logged, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_is_told_to_who_did_not_ask_for_it() {
    let log = Log::default();
    let writer = log.clone();
    // For the whole process: the store's threads log too.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let [first, second, third] = SECRETS;

    let api = Api::new().await;
    let kind = api.make("/block_types/", json!({ "name": "K", "slug": "k" })).await;
    let fields = json!({ "title": "T", "secret_fields": ["password", "headers.*"] });
    let schema = api.make("/block_schemas/", json!({ "block_type_id": kind, "fields": fields })).await;
    let body = |name: &str, data| json!({ "name": name, "block_type_id": kind, "block_schema_id": schema, "data": data });
    let data = json!({ "password": first, "headers": { "auth": second } });
    let made = api.post("/block_documents/", body("one", data.clone())).await;
    let id = made.1["id"].as_str().unwrap().to_owned();
    let path = format!("/block_documents/{id}");
    let inside = json!({ "inner": { "$ref": { "block_document_id": id } } });
    let nobody = json!({ "password": third, "x": { "$ref": { "block_document_id": kind } } });
    let nameless = json!({ "password": third, "x": { "$ref": {} } });
    let answers = [
        made,
        api.post("/block_documents/", body("one", data)).await,
        api.post("/block_documents/", body("outer", inside)).await,
        api.post("/block_documents/", body("two", nobody.clone())).await,
        api.post("/block_documents/", body("two", nameless.clone())).await,
        api.patch(&path, json!({ "data": { "password": third } })).await,
        api.patch(&path, json!({ "data": nobody })).await,
        api.patch(&path, json!({ "data": nameless })).await,
        api.get(&path).await,
        api.get(&format!("{path}?include_secrets=false")).await,
        api.get("/block_types/slug/k/block_documents").await,
        api.get("/block_types/slug/k/block_documents/name/one").await,
        api.get("/block_types/slug/k/block_documents/name/outer").await,
        api.post("/block_documents/filter", json!({})).await,
    ];
    let statuses: Vec<_> = answers.iter().map(|(status, _)| status.as_u16()).collect();
    assert_eq!(statuses, [201, 409, 201, 409, 400, 204, 409, 400, 200, 200, 200, 200, 200, 200]);
    let (status, asked) = api.get(&format!("{path}?include_secrets=true")).await;
    assert_eq!((status, &asked["data"]["password"]), (StatusCode::OK, &json!(third)), "who asks is told");
    api.delete(&path).await;

    tracing::trace!("this is heard");
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("this is heard"), "{log}");
    for secret in SECRETS {
        for (status, answer) in &answers {
            assert!(!answer.to_string().contains(secret), "{status} {answer}");
        }
        assert!(!log.contains(secret), "a log line tells {secret}");
    }
}
