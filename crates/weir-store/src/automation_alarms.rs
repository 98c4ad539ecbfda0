//! Automations that have been triggered and may be resolved.

use weir_types::{
    Timestamp,
    ids::{AutomationId, EventId},
};

use crate::{conn::Conn, error::Result, params};

/// Which alarm: an automation, and the values of its trigger's `for_each` labels.
#[derive(Clone, Copy, Debug)]
pub struct AlarmKey<'a> {
    /// The automation.
    pub automation: AutomationId,
    /// The labels' values, in the labels' order.
    pub bucketing_key: &'a Vec<String>,
}

/// Says that the automation was triggered, told of by `event`. Answers the event that told so first: an automation that
/// fires again before it was resolved is still in the same trouble. The automation must be there, and be kept there by
/// the unit ([`crate::automations::watched`]).
pub async fn raise(conn: &mut Conn, key: AlarmKey<'_>, event: EventId, now: Timestamp) -> Result<EventId> {
    let first = conn
        .first(
            "INSERT INTO automation_alarms (automation_id, bucketing_key, triggered_event, triggered, count)
             VALUES ($1, $2, $3, $4, 0)
             ON CONFLICT (automation_id, bucketing_key) DO UPDATE SET count = 0 RETURNING triggered_event",
            &params![key.automation, key.bucketing_key, event, now],
            |row| row.get(0),
        )
        .await?;
    Ok(first.unwrap_or(event))
}

/// Counts an event that the automation expects. Once `enough` have come since it last fired there is no alarm any more:
/// answers the event that told of it.
pub async fn count(conn: &mut Conn, key: AlarmKey<'_>, enough: i64) -> Result<Option<EventId>> {
    let count = conn
        .first(
            "UPDATE automation_alarms SET count = count + 1 WHERE automation_id = $1 AND bucketing_key = $2
             RETURNING count",
            &params![key.automation, key.bucketing_key],
            |row| row.get::<i64>(0),
        )
        .await?;
    if count.is_some_and(|count| count >= enough) { lower(conn, key).await } else { Ok(None) }
}

/// Says that what the automation told of is over. Answers the event that told of it, if there is an alarm.
pub async fn lower(conn: &mut Conn, key: AlarmKey<'_>) -> Result<Option<EventId>> {
    conn.first(
        "DELETE FROM automation_alarms WHERE automation_id = $1 AND bucketing_key = $2 RETURNING triggered_event",
        &params![key.automation, key.bucketing_key],
        |row| row.get(0),
    )
    .await
}

/// Ends all alarms of an automation. Answers the events that told of them.
pub async fn take(conn: &mut Conn, automation: AutomationId) -> Result<Vec<EventId>> {
    conn.all(
        "DELETE FROM automation_alarms WHERE automation_id = $1 RETURNING triggered_event",
        &params![automation],
        |row| row.get(0),
    )
    .await
}
