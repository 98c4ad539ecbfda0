//! What event triggers have counted so far.

use weir_engine::triggers::Bucket;
use weir_types::{
    Timestamp,
    ids::{AutomationId, EventId, TriggerId},
};

use crate::{
    conn::Conn,
    error::Result,
    params,
    row::{Columns, Row},
};

/// Which bucket: a trigger of an automation, and the values of its `for_each` labels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BucketKey {
    /// The automation.
    pub automation_id: AutomationId,
    /// The trigger in it.
    pub trigger_id: TriggerId,
    /// The labels' values, as a JSON list.
    pub bucketing_key: Vec<String>,
}

/// An open bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredBucket {
    /// What is counted, and for which time.
    pub bucket: Bucket,
    /// When it has to be looked at though no event comes.
    pub due: Timestamp,
    /// The last event that had to do with it.
    pub last_event: Option<EventId>,
}

const BUCKET: &str = "SELECT count, started, ends, due, last_event FROM automation_buckets
    WHERE automation_id = $1 AND trigger_id = $2 AND bucketing_key = $3";

/// The open bucket; it stays as it is until the unit ends.
pub async fn read(conn: &mut Conn, key: &BucketKey) -> Result<Option<StoredBucket>> {
    let sql = format!("{BUCKET}{}", conn.dialect().for_update());
    conn.first(&sql, &params![key.automation_id, key.trigger_id, &key.bucketing_key], first).await
}

/// The open bucket, for a unit that only reads.
pub async fn peek(conn: &mut Conn, key: &BucketKey) -> Result<Option<StoredBucket>> {
    conn.first(BUCKET, &params![key.automation_id, key.trigger_id, &key.bucketing_key], first).await
}

fn first(row: Row<'_>) -> Result<StoredBucket> {
    bucket(&mut row.columns())
}

fn bucket(columns: &mut Columns<'_>) -> Result<StoredBucket> {
    Ok(StoredBucket {
        bucket: Bucket { count: columns.take()?, start: columns.take()?, end: columns.take()? },
        due: columns.take()?,
        last_event: columns.take()?,
    })
}

/// When the next bucket has to be looked at.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    Ok(conn.first("SELECT MIN(due) FROM automation_buckets", &[], |row| row.get(0)).await?.flatten())
}

/// The buckets that have to be looked at, at most `limit`, without those that another unit is looking at; they stay as
/// they are until the unit ends.
pub async fn claim_due(
    conn: &mut Conn,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(BucketKey, StoredBucket)>> {
    let sql = format!(
        "SELECT automation_id, trigger_id, bucketing_key, count, started, ends, due, last_event
         FROM automation_buckets WHERE due <= $1 ORDER BY due LIMIT $2{}",
        conn.dialect().skip_locked()
    );
    conn.all(&sql, &params![now, limit], |row| {
        let mut columns = row.columns();
        let (automation_id, trigger_id) = (columns.take()?, columns.take()?);
        let key = BucketKey { automation_id, trigger_id, bucketing_key: columns.take()? };
        Ok((key, bucket(&mut columns)?))
    })
    .await
}

/// The open buckets of a trigger.
pub async fn of_trigger(
    conn: &mut Conn,
    automation_id: AutomationId,
    trigger_id: TriggerId,
) -> Result<Vec<(BucketKey, StoredBucket)>> {
    conn.all(
        "SELECT bucketing_key, count, started, ends, due, last_event FROM automation_buckets
         WHERE automation_id = $1 AND trigger_id = $2 ORDER BY bucketing_key",
        &params![automation_id, trigger_id],
        |row| {
            let mut columns = row.columns();
            let key = BucketKey { automation_id, trigger_id, bucketing_key: columns.take()? };
            Ok((key, bucket(&mut columns)?))
        },
    )
    .await
}

/// Keeps a bucket. The automation must be there, and be kept there by the unit ([`crate::automations::watched`]).
pub async fn write(conn: &mut Conn, key: &BucketKey, stored: &StoredBucket) -> Result<()> {
    conn.execute(
        "INSERT INTO automation_buckets (automation_id, trigger_id, bucketing_key, count, started, ends, due,
             last_event) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (automation_id, trigger_id, bucketing_key) DO UPDATE SET
             count = excluded.count, started = excluded.started, ends = excluded.ends, due = excluded.due,
             last_event = excluded.last_event",
        &params![
            key.automation_id,
            key.trigger_id,
            &key.bucketing_key,
            stored.bucket.count,
            stored.bucket.start,
            stored.bucket.end,
            stored.due,
            stored.last_event
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
