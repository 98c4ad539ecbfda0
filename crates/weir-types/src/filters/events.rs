//! The filter of events.

use serde::{Deserialize, Deserializer, Serialize, de};

use super::text::TextQuery;
use crate::{
    events::ResourceSpecification,
    ids::EventId,
    json::Json,
    time::{TimeDelta, Timestamp},
};

/// Which events, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventFilter {
    /// By when they occurred.
    pub occurred: EventOccurredFilter,
    /// By name.
    pub event: Option<EventNameFilter>,
    /// By the resource that they are about.
    pub resource: Option<EventResourceFilter>,
    /// By related resources; of several filters each must find one.
    pub related: Option<OneOrMany<EventRelatedFilter>>,
    /// By any resource, related or not; of several filters each must find one.
    pub any_resource: Option<OneOrMany<EventAnyResourceFilter>>,
    /// By id.
    pub id: EventIdFilter,
    /// By their text.
    pub text: Option<TextQuery>,
    /// The order of the answer, by when they occurred.
    pub order: EventOrder,
}

/// The order of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventOrder {
    /// Oldest first.
    Asc,
    /// Newest first.
    #[default]
    Desc,
}

/// When events occurred.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventOccurredFilter {
    /// Then or later; see [`EventOccurredFilter::since`] for the default.
    pub since: Option<Timestamp>,
    /// Then or earlier; by default now.
    pub until: Option<Timestamp>,
}

impl EventOccurredFilter {
    /// The earliest time: by default the start of the day, in UTC, 180 days before `now`.
    pub fn since(&self, now: Timestamp) -> Timestamp {
        const DAY: i64 = 24 * 60 * 60 * 1_000_000;
        let today = Timestamp::from_micros(now.as_micros() - now.as_micros().rem_euclid(DAY));
        self.since.unwrap_or(today - TimeDelta::from_micros(180 * DAY))
    }

    /// The latest time: by default `now`.
    pub fn until(&self, now: Timestamp) -> Timestamp {
        self.until.unwrap_or(now)
    }
}

/// The name of an event. An empty list stands for nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventNameFilter {
    /// It starts with one of these.
    pub prefix: Option<Vec<String>>,
    /// It starts with none of these.
    pub exclude_prefix: Option<Vec<String>>,
    /// It is one of these.
    pub name: Option<Vec<String>>,
    /// It is none of these.
    pub exclude_name: Option<Vec<String>>,
}

/// The resource that an event is about. An empty list stands for nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventResourceFilter {
    /// Its id is one of these.
    pub id: Option<Vec<String>>,
    /// Its id starts with one of these.
    pub id_prefix: Option<Vec<String>>,
    /// It has these labels.
    pub labels: Option<ResourceSpecification>,
    /// Only the newest event of each resource.
    pub distinct: bool,
}

/// A related resource of an event. An empty list stands for nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventRelatedFilter {
    /// Its id is one of these.
    pub id: Option<Vec<String>>,
    /// Its role is one of these.
    pub role: Option<Vec<String>>,
    /// Its id and its role are one of these pairs.
    pub resources_in_roles: Option<Vec<(String, String)>>,
    /// It has these labels.
    pub labels: Option<ResourceSpecification>,
}

/// Any resource of an event. An empty list stands for nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventAnyResourceFilter {
    /// Its id is one of these.
    pub id: Option<Vec<String>>,
    /// Its id starts with one of these.
    pub id_prefix: Option<Vec<String>>,
    /// It has these labels.
    pub labels: Option<ResourceSpecification>,
}

/// The id of an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventIdFilter {
    /// It is one of these; an empty list stands for nothing.
    pub id: Option<Vec<EventId>>,
}

/// One value, or a list of them.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T: Serialize> Serialize for OneOrMany<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl<'de, T: de::DeserializeOwned> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        let values = if json.as_str().starts_with('[') {
            serde_json::from_str(json.as_str())
        } else {
            serde_json::from_str(json.as_str()).map(|one| vec![one])
        };
        values.map(Self).map_err(de::Error::custom)
    }
}
