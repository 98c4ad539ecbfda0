//! Points of series, as they are read.

use weir_types::{Timestamp, ids::FlowRunId, metrics::MetricPoint, sorting::LogSort};

use crate::{
    conn::Conn,
    error::Result,
    filters::{self, Condition},
    row::Row,
};

/// Which points are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// From then on.
    pub start: Option<Timestamp>,
    /// Before then.
    pub end: Option<Timestamp>,
    /// Of this run.
    pub flow_run: Option<FlowRunId>,
}

/// A place among the points of a series, which are read in the order of their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    timestamp: Timestamp,
    nth: i64,
}

impl Place {
    /// Before the first point.
    pub const START: Self = Self { timestamp: Timestamp::MIN, nth: i64::MIN };
}

const COLUMNS: &str =
    "metric_points.series_id, metric_points.timestamp, metric_points.value, metric_points.flow_run_id,
    metric_points.task_run_id, metric_points.nth";

fn point(row: Row<'_>) -> Result<(Place, MetricPoint)> {
    let mut columns = row.columns();
    let point = MetricPoint {
        series_id: columns.take()?,
        timestamp: columns.take()?,
        value: columns.take()?,
        flow_run_id: columns.take()?,
        task_run_id: columns.take()?,
    };
    Ok((Place { timestamp: point.timestamp, nth: columns.take()? }, point))
}

/// Points of series in the order of their time, a page of them.
pub async fn list_points(
    conn: &mut Conn,
    series: &[i64],
    window: Window,
    sort: LogSort,
    limit: i64,
    offset: i64,
) -> Result<Vec<MetricPoint>> {
    let found = filters::metrics::points(series, window)
        .order_by(filters::metrics::order(sort))
        .page(Some(limit), offset)
        .all(conn, COLUMNS, point)
        .await?;
    Ok(found.into_iter().map(|(_, point)| point).collect())
}

/// The points of a series after a place in the order of their time, at most `limit`, each with its place: page by page
/// this reads them all in bounded memory.
pub async fn page(
    conn: &mut Conn,
    series: i64,
    window: Window,
    after: Place,
    limit: i64,
) -> Result<Vec<(Place, MetricPoint)>> {
    let behind = Condition::Sql(
        "(metric_points.timestamp, metric_points.nth) > (?, ?)".into(),
        vec![after.timestamp.into(), after.nth.into()],
    );
    filters::metrics::points(&[series], window)
        .and(behind)
        .order_by("metric_points.timestamp, metric_points.nth")
        .page(Some(limit), 0)
        .all(conn, COLUMNS, point)
        .await
}
