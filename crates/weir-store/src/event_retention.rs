//! Deletes events that were kept long enough.
//!
//! What a reader has not come to stays, and so does the newest event of all: SQLite would give its number again.

use serde::Deserialize;
use weir_types::Timestamp;

use crate::{conn::Conn, error::Result, params};

/// Events that are older than `$1`, and were taken before.
const OLD: &str = "occurred < $1 AND received < $1 AND seq < (SELECT MAX(seq) FROM events)
    AND seq <= (SELECT CASE WHEN COUNT(*) = 3 THEN MIN(seq) END FROM log_cursors
                WHERE reader IN ('automations', 'rollups', 'slos'))";

/// Whether there are events older than `limit`.
pub async fn has_older(conn: &mut Conn, limit: Timestamp) -> Result<bool> {
    let sql = format!("SELECT CAST(1 AS BIGINT) FROM events WHERE {OLD} LIMIT 1");
    conn.exists(&sql, &params![limit]).await
}

/// An event that is to be deleted: its number, when it happened, and what it names.
struct Old {
    seq: i64,
    occurred: Timestamp,
    named: Vec<String>,
}

/// A related resource, as far as it matters here.
#[derive(Deserialize)]
struct Related {
    #[serde(rename = "prefect.resource.id")]
    id: String,
}

/// Deletes up to `most` events that are older than `limit`, the oldest first; answers how many. Those that another unit
/// is deleting are left to it.
pub async fn delete_older(conn: &mut Conn, limit: Timestamp, most: u32) -> Result<u64> {
    let sql = format!(
        "SELECT seq, occurred, resource_id, related FROM events WHERE {OLD} ORDER BY occurred LIMIT $2{}",
        conn.dialect().skip_locked()
    );
    let old = conn
        .all(&sql, &params![limit, most], |row| {
            let mut columns = row.columns();
            let (seq, occurred) = (columns.take()?, columns.take()?);
            let (resource, related): (String, String) = (columns.take()?, columns.take()?);
            let related: Vec<Related> = serde_json::from_str(&related)?;
            let mut named: Vec<String> = related.into_iter().map(|related| related.id).collect();
            named.push(resource);
            named.sort_unstable();
            named.dedup();
            Ok(Old { seq, occurred, named })
        })
        .await?;
    let named: Vec<_> = old
        .iter()
        .flat_map(|event| event.named.iter().map(|id| params![id, event.occurred, event.seq]))
        .collect();
    let of_event = "DELETE FROM event_resources WHERE resource_id = $1 AND occurred = $2 AND event_seq = $3";
    conn.execute_each(of_event, &named).await?;
    let numbers: Vec<_> = old.iter().map(|event| params![event.seq]).collect();
    let deleted = conn.execute_each("DELETE FROM events WHERE seq = $1", &numbers).await?;
    Ok(deleted.into_iter().sum())
}
