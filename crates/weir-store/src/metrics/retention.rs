//! What is too old.

use weir_types::Timestamp;

use crate::{conn::Conn, error::Result, params};

const OF_SERIES: &str = "FROM metric_series WHERE EXISTS
    (SELECT 1 FROM metric_points WHERE metric_points.series_id = metric_series.id AND metric_points.timestamp < $1)";

/// What was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Points.
    pub points: u64,
    /// Series without points.
    pub series: u64,
    /// Kinds of refusals.
    pub refusals: u64,
}

/// Whether there are points of a time before `limit`, series whose last point is, or refusals that were last seen before.
pub async fn has_older(conn: &mut Conn, limit: Timestamp) -> Result<bool> {
    let points = format!("SELECT CAST(1 AS BIGINT) {OF_SERIES} LIMIT 1");
    for sql in [
        "SELECT CAST(1 AS BIGINT) FROM metric_series WHERE last_timestamp < $1 LIMIT 1",
        "SELECT CAST(1 AS BIGINT) FROM metric_refusals WHERE last_seen < $1 LIMIT 1",
        &points,
    ] {
        if conn.exists(sql, &params![limit]).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Deletes of what is older than `limit` up to `most` points of one series, the oldest first, or else the series that
/// have no points any more, and refusals.
pub async fn delete_older(conn: &mut Conn, limit: Timestamp, most: u32) -> Result<Deleted> {
    let first = format!("SELECT MIN(metric_series.id) {OF_SERIES}");
    let series: Option<i64> = conn.first(&first, &params![limit], |row| row.get(0)).await?.flatten();
    if let Some(series) = series {
        let points = conn
            .execute(
                "DELETE FROM metric_points WHERE series_id = $1 AND (timestamp, nth) IN
                     (SELECT timestamp, nth FROM metric_points WHERE series_id = $1 AND timestamp < $2
                      ORDER BY timestamp, nth LIMIT $3)",
                &params![series, limit, most],
            )
            .await?;
        return Ok(Deleted { points, ..Deleted::default() });
    }
    let series = conn.execute("DELETE FROM metric_series WHERE last_timestamp < $1", &params![limit]).await?;
    let refusals = conn.execute("DELETE FROM metric_refusals WHERE last_seen < $1", &params![limit]).await?;
    Ok(Deleted { points: 0, series, refusals })
}
