//! How metric triggers stand. One that is not triggered and whose metric does not say so has no row.

use weir_engine::triggers::Standing;

use crate::{automation_buckets::BucketKey, conn::Conn, error::Result, params};

/// How a trigger stands for the key's labels.
pub async fn read(conn: &mut Conn, key: &BucketKey) -> Result<Standing> {
    let standing = conn
        .first(
            "SELECT is_triggered, changing_since FROM automation_standings
             WHERE automation_id = $1 AND trigger_id = $2 AND bucketing_key = $3",
            &params![key.automation_id, key.trigger_id, &key.bucketing_key],
            |row| Ok(Standing { is_triggered: row.get(0)?, changing_since: row.get(1)? }),
        )
        .await?;
    Ok(standing.unwrap_or_default())
}

/// The label values for which a trigger has a row; `key` names the trigger alone.
pub async fn keys(conn: &mut Conn, key: &BucketKey) -> Result<Vec<Vec<String>>> {
    conn.all(
        "SELECT bucketing_key FROM automation_standings WHERE automation_id = $1 AND trigger_id = $2",
        &params![key.automation_id, key.trigger_id],
        |row| row.get(0),
    )
    .await
}

/// Writes down how a trigger stands. The automation must be there, and be kept there by the unit
/// ([`crate::automations::watched`]).
pub async fn write(conn: &mut Conn, key: &BucketKey, standing: Standing) -> Result<()> {
    if standing == Standing::default() {
        conn.execute(
            "DELETE FROM automation_standings
             WHERE automation_id = $1 AND trigger_id = $2 AND bucketing_key = $3",
            &params![key.automation_id, key.trigger_id, &key.bucketing_key],
        )
        .await?;
        return Ok(());
    }
    conn.execute(
        "INSERT INTO automation_standings (automation_id, trigger_id, bucketing_key, is_triggered, changing_since)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (automation_id, trigger_id, bucketing_key) DO UPDATE SET
             is_triggered = excluded.is_triggered, changing_since = excluded.changing_since",
        &params![
            key.automation_id,
            key.trigger_id,
            &key.bucketing_key,
            standing.is_triggered,
            standing.changing_since
        ],
    )
    .await?;
    Ok(())
}
