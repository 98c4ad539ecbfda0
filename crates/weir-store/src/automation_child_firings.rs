//! Firings of triggers that stand in compound and sequence triggers, until these fire themselves.

use weir_types::{
    Json, Timestamp,
    ids::{AutomationId, FiringId, TriggerId},
};

use crate::{conn::Conn, error::Result, params};

/// A trigger that is made of triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParentTrigger {
    /// The automation.
    pub automation: AutomationId,
    /// The trigger in it.
    pub trigger: TriggerId,
}

/// A firing of an inner trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFiring {
    /// The inner trigger.
    pub trigger: TriggerId,
    /// The firing's id; later ones are greater.
    pub id: FiringId,
    /// When it fired, by the time of its event.
    pub fired: Timestamp,
    /// The firing as templates see it.
    pub firing: Json,
}

/// Keeps a firing in place of an earlier one of the same inner trigger. The automation must be there, and be kept there
/// by the unit ([`crate::automations::watched`]).
pub async fn put(conn: &mut Conn, of: ParentTrigger, firing: &StoredFiring) -> Result<()> {
    conn.execute(
        "INSERT INTO automation_child_firings (automation_id, parent_trigger_id, child_trigger_id, firing_id, fired,
             firing) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (automation_id, parent_trigger_id, child_trigger_id) DO UPDATE SET
             firing_id = excluded.firing_id, fired = excluded.fired, firing = excluded.firing",
        &params![of.automation, of.trigger, firing.trigger, firing.id, firing.fired, &firing.firing],
    )
    .await?;
    Ok(())
}

/// The kept firings, in the order in which they came.
pub async fn list(conn: &mut Conn, of: ParentTrigger) -> Result<Vec<StoredFiring>> {
    conn.all(
        "SELECT child_trigger_id, firing_id, fired, firing FROM automation_child_firings
         WHERE automation_id = $1 AND parent_trigger_id = $2 ORDER BY firing_id",
        &params![of.automation, of.trigger],
        |row| {
            let mut columns = row.columns();
            Ok(StoredFiring {
                trigger: columns.take()?,
                id: columns.take()?,
                fired: columns.take()?,
                firing: columns.take()?,
            })
        },
    )
    .await
}

/// Forgets firings from before then.
pub async fn forget_before(conn: &mut Conn, of: ParentTrigger, before: Timestamp) -> Result<()> {
    conn.execute(
        "DELETE FROM automation_child_firings
         WHERE automation_id = $1 AND parent_trigger_id = $2 AND fired < $3",
        &params![of.automation, of.trigger, before],
    )
    .await?;
    Ok(())
}

/// Forgets all kept firings.
pub async fn forget(conn: &mut Conn, of: ParentTrigger) -> Result<()> {
    conn.execute(
        "DELETE FROM automation_child_firings WHERE automation_id = $1 AND parent_trigger_id = $2",
        &params![of.automation, of.trigger],
    )
    .await?;
    Ok(())
}
