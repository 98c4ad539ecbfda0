//! Objectives on custom metrics: their points are counted where they lie.

use std::collections::HashMap;

use weir_engine::slos::{Newest, Observed, SLOT, Span, Subject, Tally, selects};
use weir_types::{
    TimeDelta, Timestamp,
    ids::DeploymentId,
    metrics::{MetricSeries, SeriesSelection},
    slos::{SloMetric, SloOffence},
};

use super::{
    observe::{beginnings, read_sums, sums_since},
    row::Watched,
};
use crate::{
    conn::Conn,
    error::Result,
    metrics,
    param::{Param, placeholders},
    params,
};

/// Points within the bounds, and those that are not, as numbers to add up: the bounds are the first two parameters.
const GOOD_AND_BAD: [&str; 2] = [
    "CASE WHEN value >= $1 AND value <= $2 THEN 1 ELSE 0 END",
    "CASE WHEN value >= $1 AND value <= $2 THEN 0 ELSE 1 END",
];

/// How many points out of bounds are told of at once at most, the newest.
const MOST_TOLD: i64 = 1000;

/// The least time there is.
const TICK: TimeDelta = TimeDelta::from_micros(1);

fn bounds(metric: &SloMetric) -> (f64, f64) {
    (metric.min.unwrap_or(f64::MIN), metric.max.unwrap_or(f64::MAX))
}

fn is_good(metric: &SloMetric, value: f64) -> bool {
    let (min, max) = bounds(metric);
    value >= min && value <= max
}

/// The series that an objective looks at.
pub(super) async fn series(conn: &mut Conn, slo: &Watched, metric: &SloMetric) -> Result<Vec<MetricSeries>> {
    let selection = SeriesSelection {
        name: Some(metric.name.clone()),
        unit: metric.unit.clone(),
        labels: metric.labels.clone(),
        ..SeriesSelection::default()
    };
    let mut found = metrics::selected(conn, &selection).await?;
    let select = &slo.spec.select;
    let deployments = if select.tags.is_empty() && select.work_pools.is_empty() {
        HashMap::new()
    } else {
        deployments(conn).await?
    };
    found.retain(|series| {
        let of_deployment = series.deployment_id.and_then(|id| deployments.get(&id)).cloned();
        let (tags, work_pool) = of_deployment.unwrap_or_default();
        let subject = Subject {
            flow_id: series.flow_id,
            flow_name: series.flow_name.clone().unwrap_or_default(),
            deployment_id: series.deployment_id,
            deployment_name: series.deployment_name.clone().unwrap_or_default(),
            tags,
            work_pool,
        };
        selects(select, slo.deployment_id, &subject)
    });
    Ok(found)
}

/// The tags of all deployments, and the names of their work pools.
async fn deployments(conn: &mut Conn) -> Result<HashMap<DeploymentId, (Vec<String>, String)>> {
    let sql = "SELECT d.id, d.tags, COALESCE(p.name, '') FROM deployments AS d
               LEFT JOIN work_queues AS q ON q.id = d.work_queue_id
               LEFT JOIN work_pools AS p ON p.id = q.work_pool_id";
    let found = conn.all(sql, &[], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).await?;
    Ok(found.into_iter().collect())
}

/// What there is to know of an objective at `now`.
pub(super) async fn observe(
    conn: &mut Conn,
    slo: &Watched,
    metric: &SloMetric,
    now: Timestamp,
) -> Result<Observed> {
    let series = series(conn, slo, metric).await?;
    let (window, shorter) = beginnings(slo, now);
    let known: Vec<&MetricSeries> = series.iter().filter(|one| one.last_timestamp >= window).collect();
    if known.is_empty() {
        return Ok(Observed::default());
    }
    let (of_series, of_window) = (3 + shorter.len(), 3 + shorter.len() + known.len());
    let sql = format!(
        "SELECT {} FROM metric_points WHERE series_id IN ({}) AND timestamp >= ${of_window} AND timestamp <= ${}",
        sums_since("timestamp", GOOD_AND_BAD, 3..of_series),
        placeholders(of_series, known.len()),
        of_window + 1,
    );
    let (min, max) = bounds(metric);
    let mut values: Vec<Param<'_>> = params![min, max].into();
    values.extend(shorter.iter().map(|(_, from)| Param::from(*from)));
    values.extend(known.iter().map(|one| Param::Int(one.id)));
    values.extend(params![window, now]);
    let found = conn.first(&sql, &values, |row| read_sums(row, &shorter)).await?;
    let all_good = known.iter().all(|one| is_good(metric, one.last_value));
    Ok(Observed {
        newest: if all_good { Newest::Good } else { Newest::Bad },
        last_bad: last_bad(conn, &known, metric, (window, now)).await?,
        ..found.unwrap_or_default()
    })
}

/// The points out of bounds that came since the last that was told, the first first, with the tags of their deployments.
pub(super) async fn newly_bad(
    conn: &mut Conn,
    slo: &Watched,
    metric: &SloMetric,
    now: Timestamp,
) -> Result<Vec<(SloOffence, Vec<String>)>> {
    let since = slo.status.last_bad.map_or(slo.updated, |bad| bad.at.max(slo.updated));
    let series = series(conn, slo, metric).await?;
    let known: Vec<&MetricSeries> = series.iter().filter(|one| one.last_timestamp > since).collect();
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = bad_points(conn, &known, metric, (since + TICK, now), MOST_TOLD).await?;
    found.reverse();
    let deployments = deployments(conn).await?;
    let tags = |offence: &SloOffence| Some(deployments.get(&offence.deployment_id?)?.0.clone());
    Ok(found.into_iter().map(|offence| (offence, tags(&offence).unwrap_or_default())).collect())
}

/// The newest point out of bounds.
async fn last_bad(
    conn: &mut Conn,
    series: &[&MetricSeries],
    metric: &SloMetric,
    time: Span,
) -> Result<Option<SloOffence>> {
    Ok(bad_points(conn, series, metric, time, 1).await?.pop())
}

/// The newest points out of bounds from an instant up to another, the newest first.
async fn bad_points(
    conn: &mut Conn,
    series: &[&MetricSeries],
    metric: &SloMetric,
    (start, end): Span,
    limit: i64,
) -> Result<Vec<SloOffence>> {
    let count = series.len();
    let sql = format!(
        "SELECT timestamp, value, series_id, flow_run_id FROM metric_points WHERE series_id IN ({})
         AND timestamp >= ${} AND timestamp <= ${} AND (value < ${} OR value > ${})
         ORDER BY timestamp DESC, nth DESC LIMIT ${}",
        placeholders(1, count),
        count + 1,
        count + 2,
        count + 3,
        count + 4,
        count + 5,
    );
    let (min, max) = bounds(metric);
    let mut values: Vec<Param<'_>> = series.iter().map(|one| Param::Int(one.id)).collect();
    values.extend(params![start, end, min, max, limit]);
    conn.all(&sql, &values, |row| {
        let id: i64 = row.get(2)?;
        let of = series.iter().find(|one| one.id == id);
        Ok(SloOffence {
            at: row.get(0)?,
            flow_run_id: row.get(3)?,
            flow_id: of.and_then(|one| one.flow_id),
            deployment_id: of.and_then(|one| one.deployment_id),
            value: Some(row.get(1)?),
        })
    })
    .await
}

/// The points of series in a time, counted by slots.
pub(super) async fn slots(
    conn: &mut Conn,
    series: &[MetricSeries],
    metric: &SloMetric,
    (start, end): Span,
) -> Result<Vec<(Timestamp, Tally)>> {
    if series.is_empty() {
        return Ok(Vec::new());
    }
    let count = series.len();
    let slot = SLOT.as_micros();
    let [good, bad] = GOOD_AND_BAD;
    let sql = format!(
        "SELECT CAST(SUM({good}) AS BIGINT), CAST(SUM({bad}) AS BIGINT), timestamp - timestamp % {slot} AS slot
         FROM metric_points WHERE series_id IN ({}) AND timestamp >= ${} AND timestamp < ${}
         GROUP BY timestamp - timestamp % {slot} ORDER BY slot",
        placeholders(3, count),
        count + 3,
        count + 4,
    );
    let (min, max) = bounds(metric);
    let mut values: Vec<Param<'_>> = params![min, max].into();
    values.extend(series.iter().map(|one| Param::Int(one.id)));
    values.extend(params![start, end]);
    conn.all(&sql, &values, |row| Ok((row.get(2)?, Tally { good: row.get(0)?, bad: row.get(1)? }))).await
}
