//! The queue of actions. Firings put actions in, in the unit that consumes the event; workers claim those that are due,
//! perform them and write down the outcome. An action's id is the idempotency key of its effect.

use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;
use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp,
    automations::{Action, ActionRecord, ActionStatus, FiringTold},
    ids::AutomationId,
};

use crate::{
    conn::{Conn, Dialect},
    error::{Result, StoreError},
    param::Param,
    params,
    row::Row,
};

/// An action to perform.
#[derive(Clone, Debug, PartialEq)]
pub struct QueuedAction {
    /// Its id, and the idempotency key of its effect.
    pub id: Uuid,
    /// The automation that fired.
    pub automation_id: AutomationId,
    /// Its name.
    pub automation_name: String,
    /// The firing: when and on which event.
    pub firing: Json,
    /// What to do.
    pub action: Action,
    /// Its place among the automation's actions.
    pub action_index: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// How many of several receivers need nothing more.
    pub reached: i64,
    /// When it was put in.
    pub created: Timestamp,
    /// From when on it is tried: when it was put in, or later if its turn came later.
    pub begun: Timestamp,
}

/// Puts an action in, due when it begins.
pub async fn enqueue(conn: &mut Conn, queued: &QueuedAction) -> Result<()> {
    conn.execute(
        "INSERT INTO automation_actions (id, created, updated, automation_id, automation_name, firing, action,
             action_index, status, attempts, reached, begun, due)
         VALUES ($1, $2, $2, $3, $4, $5, $6, $7, 'pending', 0, 0, $8, $8)",
        &params![
            queued.id,
            queued.created,
            queued.automation_id,
            &queued.automation_name,
            &queued.firing,
            serde_json::to_string(&queued.action)?,
            queued.action_index,
            queued.begun,
        ],
    )
    .await?;
    Ok(())
}

fn queued_action(row: Row<'_>) -> Result<QueuedAction> {
    let mut columns = row.columns();
    let (id, created) = (columns.take()?, columns.take()?);
    let (automation_id, automation_name, firing) = (columns.take()?, columns.take()?, columns.take()?);
    let action: String = columns.take()?;
    let action = serde_json::from_str(&action)?;
    Ok(QueuedAction {
        id,
        automation_id,
        automation_name,
        firing,
        action,
        action_index: columns.take()?,
        attempts: columns.take()?,
        reached: columns.take()?,
        created,
        begun: columns.take()?,
    })
}

/// Claims up to `limit` actions that are due and that nobody else is performing, until `now + lease`. A worker that
/// dies loses its claim then.
pub async fn claim(
    conn: &mut Conn,
    now: Timestamp,
    lease: TimeDelta,
    limit: u32,
) -> Result<Vec<QueuedAction>> {
    // SQLite has one writer and needs no lock.
    let lock = match conn.dialect() {
        Dialect::Sqlite => "",
        Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    let sql = format!(
        "UPDATE automation_actions SET attempts = attempts + 1, claimed_until = $1, due = $1, updated = $2
         WHERE id IN (
             SELECT id FROM automation_actions WHERE status = 'pending' AND due <= $2 ORDER BY due LIMIT $3 {lock}
         ) RETURNING id, created, automation_id, automation_name, firing, action, action_index, attempts,
             reached, begun"
    );
    conn.all(&sql, &params![now + lease, now, limit], queued_action).await
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Executed,
    /// Not done, and not to be tried again.
    Failed {
        /// Why.
        reason: String,
    },
    /// Not done; to be tried again.
    Retry {
        /// Why.
        reason: String,
        /// When.
        due: Timestamp,
    },
}

/// Gives a claim back, so that the action is performed again without waiting for the claim's end.
pub async fn release(conn: &mut Conn, id: Uuid, now: Timestamp) -> Result<()> {
    let sql =
        "UPDATE automation_actions SET claimed_until = NULL, due = $1 WHERE id = $2 AND status = 'pending'";
    conn.execute(sql, &params![now, id]).await?;
    Ok(())
}

/// Gives a claim back, for the action's turn is only then; that was no attempt.
pub async fn put_off(conn: &mut Conn, id: Uuid, until: Timestamp, reason: &str) -> Result<()> {
    conn.execute(
        "UPDATE automation_actions SET attempts = attempts - 1, begun = $1, due = $1, outcome = $2, claimed_until = NULL
         WHERE id = $3 AND status = 'pending'",
        &params![until, reason, id],
    )
    .await?;
    Ok(())
}

/// Whether the action has not been settled yet; it stays so until the unit ends.
pub async fn is_pending(conn: &mut Conn, id: Uuid) -> Result<bool> {
    let sql = format!(
        "SELECT 1 FROM automation_actions WHERE id = $1 AND status = 'pending'{}",
        conn.dialect().for_update()
    );
    conn.exists(&sql, &params![id]).await
}

/// Writes down how an attempt ended. Answers false when somebody else did so already.
pub async fn settle(conn: &mut Conn, id: Uuid, outcome: &Outcome, now: Timestamp) -> Result<bool> {
    let (status, reason, due) = match outcome {
        Outcome::Executed => ("executed", None, now),
        Outcome::Failed { reason } => ("failed", Some(reason.as_str()), now),
        Outcome::Retry { reason, due } => ("pending", Some(reason.as_str()), *due),
    };
    let touched = conn
        .execute(
            "UPDATE automation_actions SET status = $1, outcome = $2, due = $3, updated = $4, claimed_until = NULL
             WHERE id = $5 AND status = 'pending'",
            &params![status, reason, due, now, id],
        )
        .await?;
    Ok(touched > 0)
}

/// What came of an attempt, besides its outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    /// What the templates of the action became.
    pub rendered: Option<JsonObject>,
    /// What the receiver answered, without secrets; none if it did not.
    pub response: Option<JsonObject>,
    /// How many of several receivers need nothing more.
    pub reached: i64,
}

/// Writes down what came of an attempt, before the action is settled.
pub async fn note_answer(conn: &mut Conn, id: Uuid, answered: &Answered) -> Result<()> {
    let sql = "UPDATE automation_actions SET response = $1, reached = $2, rendered = $3
               WHERE id = $4 AND status = 'pending'";
    conn.execute(sql, &params![&answered.response, answered.reached, &answered.rendered, id]).await?;
    Ok(())
}

/// What a firing was about. An event by which the automation itself told of the firing has the one that it fired on
/// within.
fn told(firing: &Value) -> FiringTold {
    let event = &firing["triggering_event"];
    let is_own = event["id"].is_string() && event["id"] == firing["automation_triggered_event_id"];
    let event = if is_own { &event["payload"]["triggering_event"] } else { event };
    FiringTold {
        told_event_id: member(&firing["automation_triggered_event_id"]),
        state: member(&firing["trigger_states"][0]),
        labels: member(&firing["triggering_labels"]).unwrap_or_default(),
        value: firing["triggering_value"].as_f64(),
        event: member(event),
    }
}

/// What a member holds, if it is there and can be read.
fn member<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

fn record(row: Row<'_>) -> Result<ActionRecord> {
    let mut columns = row.columns();
    let (id, created, updated) = (columns.take()?, columns.take()?, columns.take()?);
    let (automation_id, automation_name) = (columns.take()?, columns.take()?);
    let (action, action_index, firing): (Json, _, Json) = (columns.take()?, columns.take()?, columns.take()?);
    let (status, attempts, due): (String, _, Timestamp) = (columns.take()?, columns.take()?, columns.take()?);
    let status = ActionStatus::parse(&status)
        .ok_or(StoreError::Column { column: 8, expected: "the status of an action" })?;
    let firing = firing.to_value();
    Ok(ActionRecord {
        id,
        created,
        updated,
        automation_id,
        automation_name,
        action,
        action_index,
        triggering_event_id: member(&firing["triggering_event"]["id"]),
        firing: told(&firing),
        status,
        attempts,
        next_attempt: (status == ActionStatus::Pending).then_some(due),
        reason: columns.take()?,
        response: columns.take()?,
        rendered: columns.take()?,
    })
}

/// The newest actions first: of this automation and of this status, where they are given, and only those that come
/// after the action `after` in this order.
pub async fn list(
    conn: &mut Conn,
    automation: Option<AutomationId>,
    status: Option<ActionStatus>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<ActionRecord>> {
    let mut sql = String::from(
        "SELECT id, created, updated, automation_id, automation_name, action, action_index, firing, status, attempts,
             due, outcome, response, rendered
         FROM automation_actions WHERE TRUE",
    );
    let mut params = Vec::new();
    let mut bind = |param: Param<'static>| {
        params.push(param);
        format!("${}", params.len())
    };
    if let Some(automation) = automation {
        sql.push_str(&format!(" AND automation_id = {}", bind(Param::from(automation))));
    }
    // The text is constant, so that the index of those that failed serves.
    if let Some(status) = status {
        sql.push_str(&format!(" AND status = '{}'", status.as_str()));
    }
    if let Some(after) = after {
        sql.push_str(&format!(" AND id < {}", bind(Param::from(after))));
    }
    sql.push_str(&format!(" ORDER BY id DESC LIMIT {}", bind(Param::from(limit))));
    conn.all(&sql, &params, record).await
}

/// When the next action is due, if one is waiting.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let due = conn
        .first("SELECT MIN(due) FROM automation_actions WHERE status = 'pending'", &[], |row| {
            row.get::<Option<Timestamp>>(0)
        })
        .await?;
    Ok(due.flatten())
}

/// Whether an action of this place among an automation's waits that was put in before the one with this id.
pub async fn is_any_pending_before(
    conn: &mut Conn,
    automation: AutomationId,
    index: i64,
    id: Uuid,
) -> Result<bool> {
    let sql = "SELECT 1 FROM automation_actions
               WHERE automation_id = $1 AND action_index = $2 AND id < $3 AND status = 'pending' LIMIT 1";
    conn.exists(sql, &params![automation, index, id]).await
}
