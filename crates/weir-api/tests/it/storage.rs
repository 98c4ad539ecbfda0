//! `/weir/storage`.

use http::StatusCode;
use serde_json::{Value, json};
use weir_api::Settings;
use weir_services::{Loops, retention};
use weir_store::retention_rounds;
use weir_types::storage::{Kept, Round};

use crate::api::Api;

fn rows(storage: &Value, table: &str) -> i64 {
    let tables = storage["usage"]["tables"].as_array().unwrap();
    tables.iter().find(|one| one["name"] == table).unwrap()["rows"].as_i64().unwrap()
}

#[tokio::test]
async fn what_the_database_holds_is_told() {
    let retention = retention::in_force(&Loops::default());
    let api = Api::with(Settings { retention, ..Settings::default() }).await;
    api.flow("f").await;
    let (status, storage) = api.get("/weir/storage").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(rows(&storage, "flows"), 1);
    assert_eq!(storage["usage"]["database"], "sqlite");
    insta::assert_json_snapshot!(storage["retention"]);
    api.flow("g").await;
    api.wait(59);
    assert_eq!(rows(&api.get("/weir/storage").await.1, "flows"), 1, "it is measured once a minute");
    api.wait(1);
    let (_, storage) = api.get("/weir/storage").await;
    assert_eq!(rows(&storage, "flows"), 2);
    assert_eq!(storage["usage"]["measured"], "2026-02-02T02:41:00Z");
}

#[tokio::test]
async fn the_last_round_is_told() {
    let retention = retention::in_force(&Loops::default());
    let api = Api::with(Settings { retention, ..Settings::default() }).await;
    let round = Round { ended: api.now(), deleted: 7 };
    let note = api
        .store()
        .write(round, |conn, round| Box::pin(retention_rounds::note(conn, Kept::AuditLog, *round)));
    note.await.unwrap();
    let (_, storage) = api.get("/weir/storage").await;
    let told =
        storage["retention"].as_array().unwrap().iter().find(|one| one["what"] == "audit_log").unwrap();
    assert_eq!(told["last_round"], json!({ "ended": "2026-02-02T02:40:00Z", "deleted": 7 }));
}
