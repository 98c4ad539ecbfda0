//! Series of custom metrics.

use uuid::Uuid;
use weir_engine::metrics::{Limits, Refusal, Sample};
use weir_types::{
    Json, Timestamp,
    ids::{DeploymentId, FlowId},
    metrics::{MetricSeries, SeriesSelection},
};

use super::write::Owner;
use crate::{
    conn::Conn,
    error::{Result, StoreError},
    filters,
    param::Param,
    params,
    row::Row,
};

const COLUMNS: &str = "metric_series.id, metric_series.name, metric_series.unit, metric_series.labels,
    metric_series.flow_id, flows.name, metric_series.deployment_id, deployments.name, metric_series.created,
    metric_series.count, metric_series.last_timestamp, metric_series.last_value";

const NAMES: &str = "LEFT JOIN flows ON flows.id = metric_series.flow_id
    LEFT JOIN deployments ON deployments.id = metric_series.deployment_id";

/// What tells series apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeriesKey {
    name: String,
    flow: FlowId,
    deployment: DeploymentId,
    unit: String,
    /// As JSON, the names in their order.
    labels: String,
}

impl SeriesKey {
    pub(super) fn new(sample: &Sample, owner: Owner) -> Result<Self> {
        Ok(Self {
            name: sample.name.clone(),
            flow: owner.flow.unwrap_or(FlowId(Uuid::nil())),
            deployment: owner.deployment.unwrap_or(DeploymentId(Uuid::nil())),
            unit: sample.unit.clone(),
            labels: Json::of(&sample.labels)?.as_str().to_owned(),
        })
    }
}

/// Points that come to a series, of which there is one at least.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Added {
    count: i64,
    last: Timestamp,
    value: f64,
}

impl Added {
    pub(super) fn of(points: impl Iterator<Item = (Timestamp, f64)>) -> Self {
        let none = Self { count: 0, last: Timestamp::MIN, value: 0.0 };
        points.fold(none, |added, (at, value)| {
            let count = added.count + 1;
            if at >= added.last { Self { count, last: at, value } } else { Self { count, ..added } }
        })
    }
}

/// Counts points in their series, which come in their order, and makes those that are new: answers of each its number
/// and how many points it has then, or why it may not be.
///
/// With PostgreSQL units that make series at the same time do not see each other's, so a few more may be made than
/// the limits say.
pub(super) async fn add(
    conn: &mut Conn,
    series: &[(&SeriesKey, &Added)],
    limits: Limits,
    now: Timestamp,
) -> Result<Vec<Result<(i64, i64), Refusal>>> {
    let rows: Vec<[Param<'_>; 8]> = series
        .iter()
        .map(|(key, Added { count, last, value })| {
            params![*count, *last, *value, &key.name, key.flow, key.deployment, &key.unit, &key.labels]
        })
        .collect();
    let known = conn
        .first_each(
            "UPDATE metric_series SET count = count + $1,
                 last_value = CASE WHEN last_timestamp <= $2 THEN $3 ELSE last_value END,
                 last_timestamp = CASE WHEN last_timestamp <= $2 THEN $2 ELSE last_timestamp END
             WHERE name = $4 AND flow_id = $5 AND deployment_id = $6 AND unit = $7 AND labels = $8
             RETURNING id, count",
            &rows,
            place,
        )
        .await?;
    let mut places = Vec::with_capacity(known.len());
    let mut counted: Option<(&str, i64)> = None;
    for (known, (key, added)) in known.into_iter().zip(series) {
        if let Some(place) = known {
            places.push(Ok(place));
            continue;
        }
        // Keys come in their order, so those of a name come one after the other.
        let others = match counted {
            Some((name, count)) if name == key.name => count,
            _ => count_of(conn, &key.name).await?,
        };
        let metrics = if others == 0 { Some(count_names(conn).await?) } else { None };
        let admitted = limits.admit_series(&key.name, others, metrics);
        counted = Some((&key.name, others + i64::from(admitted.is_ok())));
        places.push(match admitted {
            Ok(()) => Ok(make(conn, key, **added, now).await?),
            Err(refusal) => Err(refusal),
        });
    }
    Ok(places)
}

fn place(row: Row<'_>) -> Result<(i64, i64)> {
    Ok((row.get(0)?, row.get(1)?))
}

async fn make(conn: &mut Conn, key: &SeriesKey, added: Added, now: Timestamp) -> Result<(i64, i64)> {
    let made = conn
        .first(
            "INSERT INTO metric_series
                 (name, flow_id, deployment_id, unit, labels, created, count, last_timestamp, last_value)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (name, flow_id, deployment_id, unit, labels) DO UPDATE SET
                 count = metric_series.count + excluded.count,
                 last_value = CASE WHEN metric_series.last_timestamp <= excluded.last_timestamp
                     THEN excluded.last_value ELSE metric_series.last_value END,
                 last_timestamp = CASE WHEN metric_series.last_timestamp <= excluded.last_timestamp
                     THEN excluded.last_timestamp ELSE metric_series.last_timestamp END
             RETURNING id, count",
            &params![
                &key.name,
                key.flow,
                key.deployment,
                &key.unit,
                &key.labels,
                now,
                added.count,
                added.last,
                added.value,
            ],
            place,
        )
        .await?;
    made.ok_or(StoreError::Conflict)
}

async fn count_of(conn: &mut Conn, name: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM metric_series WHERE name = $1";
    Ok(conn.first(sql, &params![name], |row| row.get(0)).await?.unwrap_or(0))
}

async fn count_names(conn: &mut Conn) -> Result<i64> {
    let sql = "SELECT COUNT(DISTINCT name) FROM metric_series";
    Ok(conn.first(sql, &[], |row| row.get(0)).await?.unwrap_or(0))
}

fn series(row: Row<'_>) -> Result<MetricSeries> {
    let mut columns = row.columns();
    let (id, name) = (columns.take()?, columns.take()?);
    let (unit, labels): (String, String) = (columns.take()?, columns.take()?);
    let flow_id: Uuid = columns.take()?;
    let flow_name = columns.take()?;
    let deployment_id: Uuid = columns.take()?;
    Ok(MetricSeries {
        id,
        name,
        unit: (!unit.is_empty()).then_some(unit),
        labels: serde_json::from_str(&labels)?,
        flow_id: (!flow_id.is_nil()).then_some(FlowId(flow_id)),
        flow_name,
        deployment_id: (!deployment_id.is_nil()).then_some(DeploymentId(deployment_id)),
        deployment_name: columns.take()?,
        created: columns.take()?,
        count: columns.take()?,
        last_timestamp: columns.take()?,
        last_value: columns.take()?,
    })
}

/// The series that are selected, by their names, a page of them.
pub async fn list(
    conn: &mut Conn,
    selection: &SeriesSelection,
    limit: i64,
    offset: i64,
) -> Result<Vec<MetricSeries>> {
    filters::metrics::series(selection, conn.dialect())
        .join(NAMES)
        .order_by("metric_series.name, metric_series.id")
        .page(Some(limit), offset)
        .all(conn, COLUMNS, series)
        .await
}

/// All series that are selected.
pub async fn selected(conn: &mut Conn, selection: &SeriesSelection) -> Result<Vec<MetricSeries>> {
    list(conn, selection, i64::MAX, 0).await
}

/// The series with the newest points, at most `limit`.
pub async fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<MetricSeries>> {
    filters::metrics::series(&SeriesSelection::default(), conn.dialect())
        .join(NAMES)
        .order_by("metric_series.last_timestamp DESC, metric_series.id DESC")
        .page(Some(limit), 0)
        .all(conn, COLUMNS, series)
        .await
}

/// How many series there are.
pub async fn total(conn: &mut Conn) -> Result<i64> {
    Ok(conn.first("SELECT COUNT(*) FROM metric_series", &[], |row| row.get(0)).await?.unwrap_or(0))
}
