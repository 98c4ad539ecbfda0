//! Alerts of triggers that only tell of failures, and never that they are over: they are taken back when a run of the
//! same deployment (or flow) completes.

use serde_json::{Value, json};
use weir_store::{
    Conn, Result,
    automation_actions::{self, QueuedAction},
    automation_recoveries,
    events::StoredEvent,
};
use weir_types::{
    Json, Timestamp,
    automations::{Action, Automation},
    ids::new_uuid,
};

use super::{edges::event_json, watched::Watched};
use crate::actions::subject;

/// The event that tells of a recovery.
const RECOVERY: &str = "prefect.flow-run.Completed";

/// Remembers an action that a recovery undoes.
pub(super) async fn expect(
    conn: &mut Conn,
    automation: &Automation,
    queued: &QueuedAction,
    event: Option<&Value>,
) -> Result<()> {
    let Action::SendPagerDutyAlert(alert) = &queued.action else { return Ok(()) };
    if !alert.auto_resolve || automation.trigger.can_resolve() {
        return Ok(());
    }
    let Some(subject) = event.and_then(subject) else { return Ok(()) };
    // Alerts with keys of their own are resolved one by one.
    let key = alert.dedup_key.as_ref().map(|_| queued.id);
    automation_recoveries::expect(conn, queued, &subject, key).await
}

/// Whether recoveries among the events are to be looked at: when some are waited for, or may be before they come.
pub(super) async fn are_awaited(conn: &mut Conn, watched: &Watched, events: &[StoredEvent]) -> Result<bool> {
    if !events.iter().any(is_recovery) {
        return Ok(false);
    }
    Ok(watched.have_alerts() || automation_recoveries::are_any_expected(conn).await?)
}

/// Whether an event tells of a recovery.
pub(super) fn is_recovery(event: &StoredEvent) -> bool {
    event.event == RECOVERY
}

/// Undoes what waited for this recovery.
pub(super) async fn tell(conn: &mut Conn, event: &StoredEvent, now: Timestamp) -> Result<()> {
    let recovered = event_json(event);
    let id = |labels: &Value| labels["prefect.resource.id"].as_str().map(str::to_owned);
    let related = recovered["related"].as_array().map(Vec::as_slice).unwrap_or_default();
    let named = related.iter().filter_map(id);
    let kinds = ["prefect.deployment.", "prefect.flow."];
    let subjects = named.filter(|id| kinds.iter().any(|kind| id.starts_with(kind)));
    for subject in subjects.chain(id(&recovered["resource"])) {
        for undoable in automation_recoveries::recovered(conn, &subject).await? {
            let mut firing = undoable.firing.to_value();
            firing["trigger_states"] = json!(["Resolved"]);
            firing["triggered"] = json!(now);
            firing["recovered_by"] = recovered.clone();
            let queued = QueuedAction {
                id: new_uuid(),
                automation_id: undoable.automation_id,
                automation_name: undoable.automation_name,
                firing: Json::from(firing),
                action: undoable.action,
                action_index: undoable.action_index,
                attempts: 0,
                reached: 0,
                created: now,
                begun: now,
            };
            automation_actions::enqueue(conn, &queued).await?;
        }
    }
    Ok(())
}
