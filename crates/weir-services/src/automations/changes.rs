//! Automations that are changed or deleted while they are triggered: what they did is undone as if what they told of were
//! over, for nobody would watch for that any more.

use weir_store::{Conn, Result, automation_alarms, automations, events};
use weir_types::{
    Timestamp,
    automations::{Automation, AutomationUpdate},
    ids::{AutomationId, EventId},
};

use super::{edges, firing::Firing};

/// Replaces an automation. One that is triggered stays so with the same trigger; with another one it is resolved, by
/// what it was before. Says whether there is one.
///
/// # Errors
/// As the store says.
pub async fn update(
    conn: &mut Conn,
    id: AutomationId,
    update: &AutomationUpdate,
    now: Timestamp,
) -> Result<bool> {
    let Some(replaced) = automations::update(conn, id, update, now).await? else { return Ok(false) };
    if !replaced.keeps_trigger {
        resolve_all(conn, &replaced.before, now).await?;
    }
    Ok(true)
}

/// Deletes an automation; one that is triggered is resolved first. Says whether there was one.
///
/// # Errors
/// As the store says.
pub async fn delete(conn: &mut Conn, id: AutomationId, now: Timestamp) -> Result<bool> {
    if let Some(automation) = automations::read(conn, id).await? {
        resolve_all(conn, &automation, now).await?;
    }
    automations::delete(conn, id, now).await
}

async fn resolve_all(conn: &mut Conn, automation: &Automation, now: Timestamp) -> Result<()> {
    for episode in automation_alarms::take(conn, automation.id).await? {
        let firing = told_by(conn, automation, episode, now).await?;
        edges::resolve(conn, automation, &firing, episode, now).await?;
    }
    Ok(())
}

/// The firing that an automation's event told of, as far as the log has it still.
async fn told_by(conn: &mut Conn, automation: &Automation, told: EventId, now: Timestamp) -> Result<Firing> {
    let told = events::read(conn, told).await?;
    let mut payload = told.map(|told| told.payload.to_map()).unwrap_or_default();
    let labels = payload.remove("triggering_labels");
    Ok(Firing {
        trigger: automation.trigger.id(),
        fired: now,
        labels: labels.and_then(|labels| labels.as_object().cloned()).unwrap_or_default(),
        event: payload.remove("triggering_event").filter(serde_json::Value::is_object),
        value: payload.get("triggering_value").and_then(serde_json::Value::as_f64),
        firings: Vec::new(),
    })
}
