//! The rollups count each event once, and follow the log by themselves.

use std::time::Duration;

use serde_json::json;
use weir_services::Services;
use weir_store::{
    Store,
    events::{self, NewEvent},
    rollups::{self, NamedTally, RunKind},
};
use weir_types::{
    Clock, Json, JsonObject, Timestamp,
    flows::FlowCreate,
    ids::{EventId, FlowId, FlowRunId},
};

use crate::settings;

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn state_change(flow: FlowId, state: &str) -> NewEvent {
    let resource_id = format!("prefect.flow-run.{}", FlowRunId::generate());
    let resource = json!({
        "prefect.resource.id": resource_id, "prefect.state-name": state, "prefect.state-type": state.to_uppercase(),
    });
    let related =
        json!([{ "prefect.resource.id": format!("prefect.flow.{flow}"), "prefect.resource.role": "flow" }]);
    NewEvent {
        id: EventId::generate(),
        occurred: NOW,
        event: format!("prefect.flow-run.{state}"),
        resource_id,
        resource: JsonObject::new(Json::from(resource)).unwrap(),
        related_ids: Vec::new(),
        related: Json::from(related),
        payload: JsonObject::default(),
        follows: None,
    }
}

async fn totals(store: &Store) -> Vec<NamedTally> {
    store.read((), |conn, ()| Box::pin(rollups::totals(conn, RunKind::Flow))).await.unwrap()
}

async fn events_are_counted_once_by_flow_and_state(store: Store) {
    let create: FlowCreate = serde_json::from_value(json!({ "name": "etl" })).unwrap();
    let (flow, _) = store
        .write(create, |conn, create| Box::pin(weir_store::flows::create(conn, create, NOW)))
        .await
        .unwrap();
    let services = [
        Services::start(&store, &Clock::system(), settings(&store).await),
        Services::start(&store, &Clock::system(), settings(&store).await),
    ];
    for _ in 0..30 {
        let changes = vec![state_change(flow.id, "Running"), state_change(flow.id, "Failed")];
        store.write(changes, |conn, changes| Box::pin(events::append(conn, changes, NOW))).await.unwrap();
    }
    let counted = async {
        loop {
            let totals = totals(&store).await;
            if totals.iter().map(|series| series.tally.transitions).sum::<i64>() >= 60 {
                return totals;
            }
            tokio::task::yield_now().await;
        }
    };
    let totals = tokio::time::timeout(Duration::from_secs(30), counted).await.unwrap();
    drop(services);
    let counts: Vec<(&str, &str, i64)> = totals
        .iter()
        .map(|series| (series.owned.flow.as_str(), series.state_name.as_str(), series.tally.transitions))
        .collect();
    assert_eq!(counts, [("etl", "Failed", 30), ("etl", "Running", 30)]);
}

weir_testkit::on_both_databases!(events_are_counted_once_by_flow_and_state);
