//! What an action knows of the firing that asked for it.

use serde_json::{Map, Value};
use weir_types::{Json, Timestamp, ids::EventId};

/// What an event is about that can recover: the deployment of a run, or else its flow, or else the event's resource.
pub(crate) fn subject(event: &Value) -> Option<String> {
    let id = |labels: &Value| labels["prefect.resource.id"].as_str().map(str::to_owned);
    let related = event["related"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of = |kind: &str| related.iter().filter_map(id).find(|id| id.starts_with(kind));
    of("prefect.deployment.").or_else(|| of("prefect.flow.")).or_else(|| id(&event["resource"]))
}

fn collect_firings(firing: &Value, all: &mut Vec<Value>) {
    all.push(firing.clone());
    for inner in firing["triggering_firings"].as_array().into_iter().flatten() {
        collect_firings(inner, all);
    }
}

/// A firing, as it was queued.
#[derive(Clone, Debug)]
pub(super) struct Firing(Map<String, Value>);

impl Firing {
    pub(super) fn read(json: &Json) -> Self {
        match json.to_value() {
            Value::Object(members) => Self(members),
            _ => Self(Map::new()),
        }
    }

    pub(super) fn member(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// The firing as templates see it: without the automation, which they have under its own name.
    pub(super) fn to_value(&self) -> Value {
        let mut members = self.0.clone();
        members.remove("automation");
        Value::Object(members)
    }

    /// This firing as templates see it, and those of inner triggers that made it fire.
    pub(super) fn all_firings(&self) -> Vec<Value> {
        let mut all = Vec::new();
        collect_firings(&self.to_value(), &mut all);
        all
    }

    /// The events of all these firings.
    pub(super) fn all_events(&self) -> Vec<Value> {
        let events = self.all_firings().into_iter().map(|mut firing| firing["triggering_event"].take());
        events.filter(|event| !event.is_null()).collect()
    }

    pub(super) fn event(&self) -> &Value {
        self.member("triggering_event")
    }

    pub(super) fn event_id(&self) -> Option<EventId> {
        self.event()["id"].as_str()?.parse().ok()
    }

    /// Whether it says that what the automation told of is over. Then `episode` names the event that told of it, as it
    /// did in the firings that were about the same.
    pub(super) fn is_resolved(&self) -> bool {
        let states = self.member("trigger_states").as_array().map(Vec::as_slice).unwrap_or_default();
        states.iter().any(|state| state == "Resolved")
    }

    /// What the automation tells of, as a name that is the same when it tells that it is over: for triggers that can,
    /// what they watch by itself; for others what the event is about.
    pub(super) fn subject(&self) -> String {
        if matches!(self.member("posture").as_str(), Some("Proactive" | "Metric")) {
            let labels = self.member("triggering_labels").as_object().into_iter().flatten();
            let values =
                labels.map(|(_, value)| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            return values.collect::<Vec<_>>().join("/");
        }
        subject(self.event()).unwrap_or_default()
    }

    /// What happened, in a line: the automation, the event, and what that is about.
    pub(super) fn summary(&self, automation: &str) -> String {
        let event = [self.event()["event"].as_str(), self.thing()];
        let event = event.into_iter().flatten().collect::<Vec<_>>().join(" of ");
        if event.is_empty() { automation.to_owned() } else { format!("{automation}: {event}") }
    }

    /// The name of what the event is about, or else its id.
    pub(super) fn thing(&self) -> Option<&str> {
        let resource = &self.event()["resource"];
        ["prefect.resource.name", "prefect.resource.id"].iter().find_map(|label| resource[*label].as_str())
    }

    pub(super) fn triggered(&self) -> Option<Timestamp> {
        self.member("triggered").as_str()?.parse().ok()
    }

    /// The first resource of the event whose id begins with `prefect.<kind>.`, and the rest of that id: the event's
    /// own resource, else a related one.
    pub(super) fn resource(&self, kind: &str) -> Option<(&Value, &str)> {
        let event = self.event();
        let related = event["related"].as_array().map(Vec::as_slice).unwrap_or_default();
        std::iter::once(&event["resource"]).chain(related).find_map(|resource| {
            let id = resource["prefect.resource.id"].as_str()?;
            let id = id.strip_prefix("prefect.")?.strip_prefix(kind)?.strip_prefix('.')?;
            Some((resource, id))
        })
    }
}
