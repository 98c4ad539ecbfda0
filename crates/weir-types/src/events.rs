//! Events: what happened to which resource.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{filters::EventFilter, ids::EventId, json::JsonObject, time::Timestamp};

/// The label that holds a resource's id.
pub const RESOURCE_ID: &str = "prefect.resource.id";
/// The label that holds the role of a related resource.
pub const RESOURCE_ROLE: &str = "prefect.resource.role";
/// The label that holds a resource's name.
pub const RESOURCE_NAME: &str = "prefect.resource.name";

const MAX_NAME: usize = 1024;
const MAX_RELATED: usize = 100;
const MAX_LABELS: usize = 500;

/// What an event is about: labels with texts, one of which is its id. The labels stay JSON text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Resource {
    labels: JsonObject,
    #[serde(skip)]
    id: String,
}

/// A resource with a role in an event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct RelatedResource {
    labels: JsonObject,
    #[serde(skip)]
    id: String,
    #[serde(skip)]
    role: String,
}

/// Labels that make no resource.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadResource {
    /// A label is not a text.
    #[error("labels must be texts: {0}")]
    NotTexts(String),
    /// More labels than a resource may have.
    #[error("The maximum number of labels per resource is {MAX_LABELS}")]
    TooManyLabels,
    /// Without an id.
    #[error("Resources must include the {RESOURCE_ID} label")]
    NoId,
    /// With an empty id.
    #[error("The {RESOURCE_ID} label must be non-empty")]
    EmptyId,
    /// Related, without a role.
    #[error("Related Resources must include the {RESOURCE_ROLE} label")]
    NoRole,
    /// Related, with an empty role.
    #[error("The {RESOURCE_ROLE} label must be non-empty")]
    EmptyRole,
}

impl Resource {
    /// Checks labels.
    ///
    /// # Errors
    /// When they make no resource.
    pub fn new(labels: JsonObject) -> Result<Self, BadResource> {
        let scan = LabelScan::of(&labels)?;
        Ok(Self { id: scan.id()?, labels })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its labels.
    pub fn labels(&self) -> &JsonObject {
        &self.labels
    }
}

impl RelatedResource {
    /// Checks labels.
    ///
    /// # Errors
    /// When they make no related resource.
    pub fn new(labels: JsonObject) -> Result<Self, BadResource> {
        let scan = LabelScan::of(&labels)?;
        Ok(Self { id: scan.id()?, role: scan.role()?, labels })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its role.
    pub fn role(&self) -> &str {
        &self.role
    }

    /// Its labels.
    pub fn labels(&self) -> &JsonObject {
        &self.labels
    }
}

impl<'de> Deserialize<'de> for Resource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(JsonObject::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for RelatedResource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(JsonObject::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// One pass over labels: all must be texts, and two of them are wanted.
#[derive(Default)]
struct LabelScan {
    count: usize,
    id: Option<String>,
    role: Option<String>,
}

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl LabelScan {
    fn of(labels: &JsonObject) -> Result<Self, BadResource> {
        let scan: Self = serde_json::from_str(labels.as_str())
            .map_err(|error| BadResource::NotTexts(error.to_string()))?;
        if scan.count > MAX_LABELS { Err(BadResource::TooManyLabels) } else { Ok(scan) }
    }

    fn id(&self) -> Result<String, BadResource> {
        let id = self.id.as_ref().ok_or(BadResource::NoId)?;
        if id.is_empty() { Err(BadResource::EmptyId) } else { Ok(id.clone()) }
    }

    fn role(&self) -> Result<String, BadResource> {
        let role = self.role.as_ref().ok_or(BadResource::NoRole)?;
        if role.is_empty() { Err(BadResource::EmptyRole) } else { Ok(role.clone()) }
    }
}

impl<'de> Deserialize<'de> for LabelScan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LabelsVisitor;

        impl<'de> de::Visitor<'de> for LabelsVisitor {
            type Value = LabelScan;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<LabelScan, A::Error> {
                let mut scan = LabelScan::default();
                while let Some((Text(label), Text(value))) = map.next_entry()? {
                    scan.count += 1;
                    match label.as_ref() {
                        RESOURCE_ID => scan.id = Some(value.into_owned()),
                        RESOURCE_ROLE => scan.role = Some(value.into_owned()),
                        _ => {}
                    }
                }
                Ok(scan)
            }
        }

        deserializer.deserialize_map(LabelsVisitor)
    }
}

/// An event as a client sends it. Members that are not known are dropped, as Prefect drops them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened, as its sender says.
    pub occurred: Timestamp,
    /// Its name, such as `prefect.flow-run.Completed`.
    #[serde(deserialize_with = "event_name")]
    pub event: String,
    /// The resource that it is about.
    pub resource: Resource,
    /// Other resources that have to do with it.
    #[serde(default, deserialize_with = "related")]
    pub related: Vec<RelatedResource>,
    /// Whatever else the sender tells.
    #[serde(default)]
    pub payload: JsonObject,
    /// Its id; an event whose id is known already is dropped.
    pub id: EventId,
    /// The event that this one follows upon.
    pub follows: Option<EventId>,
}

fn event_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    // Fewer bytes than allowed characters are surely few enough characters.
    if name.len() > MAX_NAME && name.chars().count() > MAX_NAME {
        return Err(de::Error::custom(format_args!("Event name must be at most {MAX_NAME} characters")));
    }
    Ok(name)
}

fn related<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RelatedResource>, D::Error> {
    let related = Vec::<RelatedResource>::deserialize(deserializer)?;
    if related.len() > MAX_RELATED {
        let error = format_args!("The maximum number of related resources is {MAX_RELATED}");
        return Err(de::Error::custom(error));
    }
    Ok(related)
}

impl Event {
    /// The event, received at `received`.
    pub fn receive(self, received: Timestamp) -> ReceivedEvent {
        let Self { occurred, event, resource, related, payload, id, follows } = self;
        ReceivedEvent { occurred, event, resource, related, payload, id, follows, received }
    }
}

/// An event that the server has taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceivedEvent {
    /// When it happened, as its sender says.
    pub occurred: Timestamp,
    /// Its name.
    pub event: String,
    /// The resource that it is about.
    pub resource: Resource,
    /// Other resources that have to do with it.
    pub related: Vec<RelatedResource>,
    /// Whatever else the sender told.
    pub payload: JsonObject,
    /// Its id.
    pub id: EventId,
    /// The event that this one follows upon.
    pub follows: Option<EventId>,
    /// When the server took it.
    pub received: Timestamp,
}

/// What `POST /events/filter` and `GET /events/filter/next` answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventPage {
    /// The events of this page.
    pub events: Vec<ReceivedEvent>,
    /// How many events there are in all.
    pub total: u64,
    /// Where the next page is.
    pub next_page: Option<String>,
}

/// The body of `POST /events/count-by/{countable}`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct EventCountQuery {
    /// Which events.
    pub filter: EventFilter,
    /// The unit of the intervals.
    #[serde(default)]
    pub time_unit: TimeUnit,
    /// How many units an interval is long: 0.01 or more.
    #[serde(default = "one")]
    pub time_interval: f64,
}

const fn one() -> f64 {
    1.0
}

/// By what events are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Countable {
    /// By day; the unit of the body does not count.
    Day,
    /// By intervals of time.
    Time,
    /// By the event's name.
    Event,
    /// By the resource's id.
    Resource,
}

/// The unit of intervals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeUnit {
    /// Seven days.
    Week,
    /// 24 hours.
    #[default]
    Day,
    /// 60 minutes.
    Hour,
    /// 60 seconds.
    Minute,
    /// A second.
    Second,
}

/// How many events there were of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventCount {
    /// The value by which they were counted.
    pub value: String,
    /// The same for people.
    pub label: String,
    /// How many.
    pub count: u64,
    /// When the first occurred, or where the interval starts.
    pub start_time: Timestamp,
    /// When the last occurred, or where the interval ends.
    pub end_time: Timestamp,
}

/// Labels that a resource must have: each with one or more patterns, of which one must fit.
///
/// In a pattern `*` stands for any text and `?` for any character; with a `!` before it, it must not fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceSpecification(pub Vec<(String, LabelPatterns)>);

/// The patterns of one label, echoed in the form in which they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelPatterns {
    /// A single text.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl LabelPatterns {
    /// The patterns.
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(pattern) => std::slice::from_ref(pattern),
            Self::Many(patterns) => patterns,
        }
    }
}

impl ResourceSpecification {
    /// Whether every resource fits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The patterns of one label.
    pub fn get(&self, label: &str) -> Option<&[String]> {
        self.0.iter().find(|(name, _)| name == label).map(|(_, patterns)| patterns.as_slice())
    }
}

impl Serialize for ResourceSpecification {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(label, patterns)| (label, patterns)))
    }
}

impl Serialize for LabelPatterns {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(pattern) => pattern.serialize(serializer),
            Self::Many(patterns) => patterns.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ResourceSpecification {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SpecificationVisitor;

        impl<'de> de::Visitor<'de> for SpecificationVisitor {
            type Value = ResourceSpecification;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of texts or lists of texts")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut labels: Vec<(String, LabelPatterns)> = Vec::new();
                while let Some((label, patterns)) = map.next_entry::<String, LabelPatterns>()? {
                    // Of a repeated label the last one counts.
                    labels.retain(|(known, _)| *known != label);
                    labels.push((label, patterns));
                }
                Ok(ResourceSpecification(labels))
            }
        }

        deserializer.deserialize_map(SpecificationVisitor)
    }
}

impl<'de> Deserialize<'de> for LabelPatterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PatternsVisitor;

        impl<'de> de::Visitor<'de> for PatternsVisitor {
            type Value = LabelPatterns;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E>(self, pattern: &str) -> Result<Self::Value, E> {
                Ok(LabelPatterns::One(pattern.to_owned()))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut patterns = Vec::new();
                while let Some(pattern) = seq.next_element()? {
                    patterns.push(pattern);
                }
                Ok(LabelPatterns::Many(patterns))
            }
        }

        deserializer.deserialize_any(PatternsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn related(text: &str) -> Result<RelatedResource, BadResource> {
        RelatedResource::new(serde_json::from_str(text).expect("an object"))
    }

    #[test]
    fn a_resource_needs_its_id_and_a_related_one_its_role() {
        let good = related(r#"{"prefect.resource.id":"f.1","prefect.resource.role":"flow","x":"y"}"#);
        let good = good.expect("good resource");
        assert_eq!((good.id(), good.role()), ("f.1", "flow"));
        for (text, expected) in [
            ("{}", BadResource::NoId),
            (r#"{"prefect.resource.id":""}"#, BadResource::EmptyId),
            (r#"{"prefect.resource.id":"a"}"#, BadResource::NoRole),
            (r#"{"prefect.resource.id":"a","prefect.resource.role":""}"#, BadResource::EmptyRole),
        ] {
            assert_eq!(related(text), Err(expected), "{text}");
        }
        assert!(matches!(related(r#"{"prefect.resource.id":1}"#), Err(BadResource::NotTexts(_))));
    }

    #[test]
    fn limits_of_an_event_are_kept() {
        let event = |name: usize, related: usize| {
            let resource = r#"{"prefect.resource.id":"a","prefect.resource.role":"r"}"#;
            let related = vec![resource; related].join(",");
            let text = format!(
                r#"{{"occurred":"2026-01-01T00:00:00Z","event":"{}","resource":{resource},"related":[{related}],
                    "id":"830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39","unknown":1}}"#,
                "ü".repeat(name)
            );
            serde_json::from_str::<Event>(&text)
        };
        assert!(event(1024, 100).is_ok());
        assert!(event(1025, 0).is_err());
        assert!(event(1, 101).is_err());
    }

    #[test]
    fn a_specification_is_echoed_in_its_form() {
        let text = r#"{"a":"x*","b":["y","!z"]}"#;
        let specification: ResourceSpecification = serde_json::from_str(text).expect("good specification");
        assert_eq!(serde_json::to_string(&specification).expect("renders"), text);
        assert_eq!(specification.get("a"), Some(["x*".to_owned()].as_slice()));
        assert!(serde_json::from_str::<ResourceSpecification>(r#"{"a":1}"#).is_err());
    }
}
