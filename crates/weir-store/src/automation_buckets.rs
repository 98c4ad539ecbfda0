//! What event triggers have counted so far.

use weir_types::{
    Timestamp,
    ids::{AutomationId, EventId, TriggerId},
};

use crate::{conn::Conn, error::Result, params};

/// Which bucket: a trigger of an automation, and the values of its `for_each` labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketKey {
    /// The automation.
    pub automation_id: AutomationId,
    /// The trigger in it.
    pub trigger_id: TriggerId,
    /// The labels' values, as a JSON list.
    pub bucketing_key: Vec<String>,
}

/// A bucket as it is stored: count, start and end.
pub type StoredBucket = (i64, Timestamp, Timestamp);

/// The open bucket.
pub async fn read(conn: &mut Conn, key: &BucketKey) -> Result<Option<StoredBucket>> {
    conn.first(
        "SELECT count, started, ends FROM automation_buckets
         WHERE automation_id = $1 AND trigger_id = $2 AND bucketing_key = $3",
        &params![key.automation_id, key.trigger_id, &key.bucketing_key],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
    .await
}

/// Keeps a bucket. The automation must be there, and be kept there by the unit ([`crate::automations::watched`]).
pub async fn write(
    conn: &mut Conn,
    key: &BucketKey,
    bucket: StoredBucket,
    last_event: EventId,
) -> Result<()> {
    conn.execute(
        "INSERT INTO automation_buckets (automation_id, trigger_id, bucketing_key, count, started, ends, last_event)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (automation_id, trigger_id, bucketing_key) DO UPDATE SET
             count = excluded.count, started = excluded.started, ends = excluded.ends,
             last_event = excluded.last_event",
        &params![
            key.automation_id,
            key.trigger_id,
            &key.bucketing_key,
            bucket.0,
            bucket.1,
            bucket.2,
            last_event
        ],
    )
    .await?;
    Ok(())
}

/// Forgets a bucket.
pub async fn remove(conn: &mut Conn, key: &BucketKey) -> Result<()> {
    conn.execute(
        "DELETE FROM automation_buckets WHERE automation_id = $1 AND trigger_id = $2 AND bucketing_key = $3",
        &params![key.automation_id, key.trigger_id, &key.bucketing_key],
    )
    .await?;
    Ok(())
}
