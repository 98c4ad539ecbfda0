//! Actions that are undone when what they told of has recovered: a run of the same deployment or flow completes.

use uuid::Uuid;
use weir_types::{Json, automations::Action, ids::AutomationId};

use crate::{automation_actions::QueuedAction, conn::Conn, error::Result, params};

/// An action that will be undone.
#[derive(Clone, Debug, PartialEq)]
pub struct Undoable {
    /// The automation.
    pub automation_id: AutomationId,
    /// Its name.
    pub automation_name: String,
    /// The action's place among the automation's.
    pub action_index: i64,
    /// The action.
    pub action: Action,
    /// The firing that asked for it.
    pub firing: Json,
}

/// Keeps an action until `subject` recovers: the last one for each `key`.
pub async fn expect(conn: &mut Conn, queued: &QueuedAction, subject: &str, key: Option<Uuid>) -> Result<()> {
    let key = key.map(|key| key.to_string()).unwrap_or_default();
    conn.execute(
        "INSERT INTO automation_recoveries (subject, automation_id, action_index, key, automation_name, action, firing)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (subject, automation_id, action_index, key) DO UPDATE SET automation_name =
         excluded.automation_name, action = excluded.action, firing = excluded.firing",
        &params![
            subject,
            queued.automation_id,
            queued.action_index,
            key,
            &queued.automation_name,
            serde_json::to_string(&queued.action)?,
            &queued.firing,
        ],
    )
    .await?;
    Ok(())
}

/// Whether any recovery is waited for.
pub async fn are_any_expected(conn: &mut Conn) -> Result<bool> {
    conn.exists("SELECT 1 FROM automation_recoveries LIMIT 1", &[]).await
}

/// The actions that waited for a subject's recovery; they wait no more.
pub async fn recovered(conn: &mut Conn, subject: &str) -> Result<Vec<Undoable>> {
    conn.all(
        "DELETE FROM automation_recoveries WHERE subject = $1
         RETURNING automation_id, automation_name, action_index, action, firing",
        &params![subject],
        |row| {
            let mut columns = row.columns();
            let (automation_id, automation_name) = (columns.take()?, columns.take()?);
            let action_index = columns.take()?;
            let action: String = columns.take()?;
            let action = serde_json::from_str(&action)?;
            Ok(Undoable { automation_id, automation_name, action_index, action, firing: columns.take()? })
        },
    )
    .await
}
