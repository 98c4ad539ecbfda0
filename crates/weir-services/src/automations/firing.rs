//! Triggers that fire: up to the automation's own trigger, whose firing queues the actions.

use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use weir_engine::triggers::{self, ChildFiring};
use weir_store::{
    Conn, Result,
    automation_child_firings::{self, ParentTrigger, StoredFiring},
};
use weir_types::{
    Json, Timestamp,
    automations::{Automation, Trigger},
    ids::{FiringId, TriggerId},
};

use super::edges::{self, Edge};

/// A trigger that has fired.
#[derive(Clone, Debug)]
pub(super) struct Firing {
    /// The trigger, which is one of the automation's.
    pub(super) trigger: TriggerId,
    /// When, by the time of the event; of a proactive trigger by the clock.
    pub(super) fired: Timestamp,
    /// The values of the trigger's `for_each` labels.
    pub(super) labels: Map<String, Value>,
    /// The event that made it fire, or the last one that a proactive trigger has seen.
    pub(super) event: Option<Value>,
    /// The value of the metric that made it fire.
    pub(super) value: Option<f64>,
    /// The firings of the inner triggers that made it fire, as templates see them.
    pub(super) firings: Vec<Value>,
}

impl Firing {
    /// The values of the labels alone, as buckets are kept by.
    pub(super) fn bucketing_key(&self) -> Vec<String> {
        let values = self.labels.values();
        values.map(|value| value.as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// Lets a trigger of an automation fire: its parent counts it, or else the automation acts.
pub(super) fn fire<'c>(
    conn: &'c mut Conn,
    automation: &'c Automation,
    firing: Firing,
    now: Timestamp,
) -> BoxFuture<'c, Result<()>> {
    Box::pin(async move {
        let Some(parent) = parent_of(&automation.trigger, firing.trigger) else {
            return edges::trigger(conn, automation, &firing, now).await;
        };
        let Some(firings) = completed(conn, automation, parent, &firing, now).await? else { return Ok(()) };
        let outer = Firing {
            trigger: parent.id(),
            fired: firing.fired,
            labels: Map::new(),
            event: firing.event,
            value: firing.value,
            firings,
        };
        fire(conn, automation, outer, now).await
    })
}

/// The trigger in which this one stands, if it is not the outermost.
fn parent_of(root: &Trigger, id: TriggerId) -> Option<&Trigger> {
    root.all().into_iter().find(|trigger| trigger.children().iter().any(|child| child.id() == id))
}

fn find(automation: &Automation, id: TriggerId) -> Option<&Trigger> {
    automation.trigger.all().into_iter().find(|trigger| trigger.id() == id)
}

/// The firings of the parent's inner triggers, when with this one they are enough. They are spent then.
async fn completed(
    conn: &mut Conn,
    automation: &Automation,
    parent: &Trigger,
    firing: &Firing,
    now: Timestamp,
) -> Result<Option<Vec<Value>>> {
    let id = FiringId::generate();
    let shown = shown(automation, firing, id, Edge::Triggered, now);
    if triggers::needed(parent) == Some(1) {
        return Ok(Some(vec![shown]));
    }
    let of = ParentTrigger { automation: automation.id, trigger: parent.id() };
    if let Some(within) = triggers::within(parent) {
        automation_child_firings::forget_before(conn, of, firing.fired - within).await?;
    }
    let stored = StoredFiring { trigger: firing.trigger, id, fired: firing.fired, firing: Json::from(shown) };
    automation_child_firings::put(conn, of, &stored).await?;
    let held = automation_child_firings::list(conn, of).await?;
    let fired: Vec<ChildFiring> =
        held.iter().map(|held| ChildFiring { trigger: held.trigger, fired: held.fired }).collect();
    if !triggers::is_complete(parent, &fired) {
        return Ok(None);
    }
    automation_child_firings::forget(conn, of).await?;
    Ok(Some(held.iter().map(|held| held.firing.to_value()).collect()))
}

/// A firing as templates and outer firings see it.
pub(super) fn shown(
    automation: &Automation,
    firing: &Firing,
    id: FiringId,
    edge: Edge,
    now: Timestamp,
) -> Value {
    json!({
        "id": id,
        "trigger": find(automation, firing.trigger),
        "trigger_states": [edge.state()],
        "triggered": now,
        "triggering_labels": firing.labels,
        "triggering_firings": firing.firings,
        "triggering_event": firing.event,
        "triggering_value": firing.value,
    })
}
