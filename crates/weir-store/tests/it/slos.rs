//! Objectives as they are told to those who watch from outside.

use serde_json::{Value, json};
use weir_store::{Store, deployments, slos};
use weir_types::{
    Timestamp,
    deployments::DeploymentCreate,
    slos::{SloSource, SloSpec, SloState},
};

use crate::flow_runs::flow;

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

async fn declare(store: &Store, spec: Value) {
    let spec: SloSpec = serde_json::from_value(spec).unwrap();
    let made =
        store.write(spec, |conn, spec| Box::pin(slos::create(conn, spec, SloSource::Api, None, NOW))).await;
    made.unwrap().unwrap();
}

async fn standings_have_the_names_of_their_deployments(store: Store) {
    let flow = flow(&store, "etl").await;
    let body = json!({ "name": "nightly", "flow_id": flow, "tags": ["slo:max-duration=30m"] });
    let body: DeploymentCreate = serde_json::from_value(body).unwrap();
    store.write(body, |conn, body| Box::pin(deployments::create(conn, body, NOW))).await.unwrap().unwrap();
    declare(&store, json!({ "name": "all", "kind": "success-rate", "target": 0.9 })).await;
    let off = json!({ "name": "off", "kind": "success-rate", "target": 0.9, "enabled": false });
    declare(&store, off).await;

    let read =
        async |limit| store.read((), move |conn, ()| Box::pin(slos::standings(conn, limit))).await.unwrap();
    let found = read(10).await;
    let mut told: Vec<_> = found
        .iter()
        .map(|one| (one.slo.source, one.slo.spec.name.as_str(), one.flow.as_str(), one.deployment.as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [(SloSource::Api, "all", "", ""), (SloSource::Tag, "max-duration", "etl", "nightly")]);
    assert!(found.iter().all(|one| one.slo.status.state == SloState::Unknown));
    assert_eq!(read(1).await.len(), 1);
    let total = store.read((), |conn, ()| Box::pin(slos::watched_total(conn))).await.unwrap();
    assert_eq!(total, 2);
}

weir_testkit::on_both_databases!(standings_have_the_names_of_their_deployments);
