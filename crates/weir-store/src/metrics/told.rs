//! What metric triggers know of custom metrics.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};
use weir_engine::triggers::{Things, Told};
use weir_types::{
    JsonObject, Timestamp,
    events::{RESOURCE_ID, RESOURCE_ROLE},
    ids::FlowRunId,
    metrics::{MetricSeries, SeriesSelection},
};

use super::{series, write::by_ids};
use crate::{conn::Conn, error::Result, params};

/// What stands before the name of a metric's label, where triggers see it.
const LABEL: &str = "weir.metric.label.";

/// A series, and the run that told values of it.
type Teller = (i64, Option<FlowRunId>);

/// The values of a metric from `since` to `now`, by what told them. The labels of the run are those of the event of its
/// state.
pub async fn told(conn: &mut Conn, name: &str, since: Timestamp, now: Timestamp) -> Result<Vec<Told>> {
    let mut values: BTreeMap<Teller, Vec<(Timestamp, f64)>> = BTreeMap::new();
    let points = conn
        .all(
            "SELECT p.series_id, p.flow_run_id, p.timestamp, p.value FROM metric_series AS s
             JOIN metric_points AS p ON p.series_id = s.id
             WHERE s.name = $1 AND p.timestamp >= $2 AND p.timestamp <= $3
             ORDER BY p.timestamp, p.series_id, p.nth",
            &params![name, since, now],
            |row| {
                let key: Teller = (row.get(0)?, row.get(1)?);
                Ok((key, (row.get(2)?, row.get(3)?)))
            },
        )
        .await?;
    for (key, point) in points {
        values.entry(key).or_default().push(point);
    }
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let selection = SeriesSelection { name: Some(name.to_owned()), ..SeriesSelection::default() };
    let series: HashMap<i64, MetricSeries> =
        series::selected(conn, &selection).await?.into_iter().map(|one| (one.id, one)).collect();
    let runs = values.keys().filter_map(|(_, run)| *run).map(Into::into).collect();
    let runs: HashMap<FlowRunId, Things> = by_ids(
        conn,
        "flow_runs.id, e.resource, e.related FROM flow_runs JOIN events AS e ON e.id = flow_runs.state_id",
        "flow_runs.id",
        runs,
        |row| {
            let (resource, related): (JsonObject, String) = (row.get(1)?, row.get(2)?);
            Ok((
                row.get(0)?,
                Things { resource: resource.to_map(), related: serde_json::from_str(&related)? },
            ))
        },
    )
    .await?;
    let told = values.into_iter().filter_map(|((id, run), values)| {
        let series = series.get(&id)?;
        let mut things = run.and_then(|run| runs.get(&run)).cloned().unwrap_or_else(|| of_no_run(series));
        describe(&mut things.resource, series);
        Some(Told { things, values })
    });
    Ok(told.collect())
}

fn describe(resource: &mut Map<String, Value>, series: &MetricSeries) {
    resource.insert("weir.metric.name".to_owned(), json!(series.name));
    if let Some(unit) = &series.unit {
        resource.insert("weir.metric.unit".to_owned(), json!(unit));
    }
    for (name, value) in &series.labels {
        resource.insert(format!("{LABEL}{name}"), json!(value));
    }
}

/// What values are about that no run told: the metric itself.
fn of_no_run(series: &MetricSeries) -> Things {
    let resource = Map::from_iter([
        (RESOURCE_ID.to_owned(), json!(format!("weir.metric.{}", series.name))),
        ("prefect.resource.name".to_owned(), json!(series.name)),
    ]);
    let related = |kind: &str, id: String, name: &Option<String>| {
        Map::from_iter([
            (RESOURCE_ID.to_owned(), json!(format!("prefect.{kind}.{id}"))),
            (RESOURCE_ROLE.to_owned(), json!(kind)),
            ("prefect.resource.name".to_owned(), json!(name)),
        ])
    };
    let flow = series.flow_id.map(|id| related("flow", id.to_string(), &series.flow_name));
    let deployment =
        series.deployment_id.map(|id| related("deployment", id.to_string(), &series.deployment_name));
    Things { resource, related: flow.into_iter().chain(deployment).collect() }
}
