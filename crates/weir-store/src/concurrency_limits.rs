//! Concurrency limits on task tags (version 1): each lists the task runs that hold its slots.

use weir_engine::TagLimit;
use weir_types::{Timestamp, ids::TaskRunId};

use crate::{
    conn::Conn,
    error::Result,
    param::{self, Param},
    params,
};

/// The limits of these tags, sorted by tag, locked until the unit ends.
pub(crate) async fn of_tags(conn: &mut Conn, tags: &[String]) -> Result<Vec<TagLimit>> {
    let limits = holders(conn, tags).await?;
    Ok(limits
        .into_iter()
        .map(|limit| TagLimit {
            active_slots: i64::try_from(limit.holders.len()).unwrap_or(i64::MAX),
            tag: limit.tag,
            limit: limit.limit,
        })
        .collect())
}

/// Notes that a task run holds a slot of the limits of these tags.
pub(crate) async fn take(conn: &mut Conn, run: TaskRunId, tags: &[String], now: Timestamp) -> Result<()> {
    for limit in holders(conn, tags).await? {
        if !limit.holders.contains(&run) {
            let holders = limit.holders.into_iter().chain([run]).collect();
            write(conn, &limit.tag, holders, now).await?;
        }
    }
    Ok(())
}

/// Notes that a task run holds no slot of the limits of these tags.
pub(crate) async fn release(conn: &mut Conn, run: TaskRunId, tags: &[String], now: Timestamp) -> Result<()> {
    for limit in holders(conn, tags).await? {
        if limit.holders.contains(&run) {
            let holders = limit.holders.into_iter().filter(|holder| *holder != run).collect();
            write(conn, &limit.tag, holders, now).await?;
        }
    }
    Ok(())
}

struct Slots {
    tag: String,
    limit: i64,
    holders: Vec<TaskRunId>,
}

async fn holders(conn: &mut Conn, tags: &[String]) -> Result<Vec<Slots>> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT tag, concurrency_limit, active_slots FROM concurrency_limits WHERE tag IN ({}) ORDER BY tag{}",
        param::placeholders(1, tags.len()),
        conn.dialect().for_update(),
    );
    let tags: Vec<Param<'_>> = tags.iter().map(Param::from).collect();
    conn.all(&sql, &tags, |row| {
        let holders: String = row.get(2)?;
        Ok(Slots { tag: row.get(0)?, limit: row.get(1)?, holders: serde_json::from_str(&holders)? })
    })
    .await
}

async fn write(conn: &mut Conn, tag: &str, holders: Vec<TaskRunId>, now: Timestamp) -> Result<()> {
    conn.execute(
        "UPDATE concurrency_limits SET updated = $1, active_slots = $2 WHERE tag = $3",
        &params![now, serde_json::to_string(&holders)?, tag],
    )
    .await?;
    Ok(())
}
