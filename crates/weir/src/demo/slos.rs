//! What the demo promises: objectives of every kind, some of them kept and some not.

use anyhow::{anyhow, bail};
use serde_json::{Value, json};
use weir_store::{Store, slos};
use weir_types::{
    Timestamp,
    slos::{SloSource, SloSpec},
};

/// The objectives, as the bodies of requests.
fn specs() -> Vec<Value> {
    vec![
        json!({
            "name": "the stream is written", "kind": "success-rate", "target": 0.95, "severity": "high",
            "description": "Whoever looks at the last hour needs it.", "select": { "flows": ["stream-ingest"] },
        }),
        json!({
            "name": "orders are loaded", "kind": "success-rate", "target": 0.995, "severity": "critical",
            "description": "The shop's figures of the day come from them.", "select": { "flows": ["etl-orders"] },
        }),
        json!({
            "name": "customers are up to date", "kind": "success-rate", "target": 0.9, "window_seconds": 7 * 86_400,
            "select": { "flows": ["hourly-sync"] },
        }),
        json!({
            "name": "models are fresh", "kind": "freshness", "limit_seconds": 26 * 3600, "target": 0.95, "severity": "high",
            "select": { "flows": ["build-models"] },
        }),
        json!({
            "name": "training takes two hours", "kind": "max-duration", "limit_seconds": 7200, "target": 0.9,
            "select": { "flows": ["train-churn-model"] },
        }),
        json!({
            "name": "the morning report is on time", "kind": "lateness", "limit_seconds": 300, "target": 0.9,
            "severity": "low", "select": { "flows": ["nightly-report"] },
        }),
        json!({
            "name": "orders come in", "kind": "metric", "target": 0.99,
            "metric": { "name": "rows_extracted", "min": 1000, "max": 100_000 },
        }),
    ]
}

/// Declares them at the beginning of the story, unless they are there.
pub(super) async fn declare(store: &Store, begin: Timestamp) -> anyhow::Result<()> {
    for spec in specs() {
        let spec: SloSpec = serde_json::from_value(spec)?;
        if let Err(bad) = weir_engine::slos::Objective::of(&spec) {
            bail!("the demo does not follow the rules: {}: {bad}", spec.name)
        }
        store
            .write(spec, move |conn, spec| Box::pin(slos::create(conn, spec, SloSource::Api, None, begin)))
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
    }
    Ok(())
}

/// Counts the runs of the story, so that the objectives stand as they do at its end.
pub(super) async fn count(store: &Store, end: Timestamp) -> anyhow::Result<()> {
    while weir_services::slos::look(store, end).await.map_err(|error| anyhow!("failed to {error}"))? {}
    Ok(())
}
