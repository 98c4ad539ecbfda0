//! When automations fire.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    metric_triggers::{MetricMembers, MetricTrigger},
    unknown_tag,
};
use crate::{events::ResourceSpecification, ids::TriggerId, json::Json, time::TimeDelta};

/// When an automation fires. On the wire its `type` tells the kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Trigger {
    /// When events happen, or do not.
    Event(EventTrigger),
    /// When a number has been beyond its threshold for some time.
    Metric(MetricTrigger),
    /// When some of several triggers have fired.
    Compound(CompoundTrigger),
    /// When several triggers have fired in their order.
    Sequence(SequenceTrigger),
}

impl Trigger {
    /// Its id.
    pub fn id(&self) -> TriggerId {
        match self {
            Self::Event(trigger) => trigger.id,
            Self::Metric(trigger) => trigger.id,
            Self::Compound(trigger) => trigger.id,
            Self::Sequence(trigger) => trigger.id,
        }
    }

    /// The triggers in it, one level down.
    pub fn children(&self) -> &[Self] {
        match self {
            Self::Event(_) | Self::Metric(_) => &[],
            Self::Compound(trigger) => &trigger.triggers,
            Self::Sequence(trigger) => &trigger.triggers,
        }
    }

    /// Whether an automation with this trigger of its own is resolved at some time after it was triggered.
    pub fn can_resolve(&self) -> bool {
        match self {
            Self::Event(trigger) => trigger.posture == Posture::Proactive,
            Self::Metric(_) => true,
            Self::Compound(_) | Self::Sequence(_) => false,
        }
    }

    /// This trigger and all in it, those before their children.
    pub fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        for child in self.children() {
            all.extend(child.all());
        }
        all
    }
}

/// Whether a trigger waits for events or for their absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Posture {
    /// It fires when the events happen.
    Reactive,
    /// It fires when the events do not happen.
    Proactive,
}

/// Fires when events happen, or do not, within a time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventTrigger {
    /// Its id.
    pub id: TriggerId,
    /// Labels of the resource that an event must be about.
    #[serde(rename = "match")]
    pub match_resource: ResourceSpecification,
    /// Labels of related resources that an event must have.
    pub match_related: MatchRelated,
    /// Events that start the watch.
    pub after: BTreeSet<String>,
    /// Events that are expected; none stands for all.
    pub expect: BTreeSet<String>,
    /// Labels whose values are watched each on their own.
    pub for_each: BTreeSet<String>,
    /// Whether it waits for the events or for their absence.
    pub posture: Posture,
    /// How many events.
    pub threshold: i64,
    /// Within what time.
    pub within: TimeDelta,
    /// Then it fires when a thing has been for longer than that in the state that the expected events tell of, and is
    /// resolved when the thing has left it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold_duration: Option<TimeDelta>,
}

/// Labels of related resources: of several specifications each must fit one. Echoed in the form in which it came.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum MatchRelated {
    /// A single specification.
    One(ResourceSpecification),
    /// A list.
    Many(Vec<ResourceSpecification>),
}

impl MatchRelated {
    /// The specifications.
    pub fn as_slice(&self) -> &[ResourceSpecification] {
        match self {
            Self::One(specification) => std::slice::from_ref(specification),
            Self::Many(specifications) => specifications,
        }
    }
}

impl Default for MatchRelated {
    fn default() -> Self {
        Self::One(ResourceSpecification::default())
    }
}

/// Fires when some of several triggers have fired within a time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CompoundTrigger {
    /// Its id.
    pub id: TriggerId,
    /// The triggers.
    pub triggers: Vec<Trigger>,
    /// Within what time; null for any.
    pub within: Option<TimeDelta>,
    /// How many of them.
    pub require: Require,
}

/// Fires when several triggers have fired in their order within a time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SequenceTrigger {
    /// Its id.
    pub id: TriggerId,
    /// The triggers, in their order.
    pub triggers: Vec<Trigger>,
    /// Within what time; null for any.
    pub within: Option<TimeDelta>,
}

/// How many triggers of a compound one must have fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Require {
    /// One.
    Any,
    /// All.
    All,
    /// So many.
    Count(i64),
}

impl Serialize for Require {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Any => serializer.serialize_str("any"),
            Self::All => serializer.serialize_str("all"),
            Self::Count(count) => serializer.serialize_i64(*count),
        }
    }
}

impl<'de> Deserialize<'de> for Require {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RequireVisitor;

        impl de::Visitor<'_> for RequireVisitor {
            type Value = Require;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, \"any\" or \"all\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Require, E> {
                match text {
                    "any" => Ok(Require::Any),
                    "all" => Ok(Require::All),
                    other => Err(E::unknown_variant(other, &["any", "all"])),
                }
            }

            fn visit_i64<E>(self, count: i64) -> Result<Require, E> {
                Ok(Require::Count(count))
            }

            fn visit_u64<E>(self, count: u64) -> Result<Require, E> {
                Ok(Require::Count(i64::try_from(count).unwrap_or(i64::MAX)))
            }
        }

        deserializer.deserialize_any(RequireVisitor)
    }
}

impl<'de> Deserialize<'de> for MatchRelated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        let read = if json.as_str().starts_with('[') {
            serde_json::from_str(json.as_str()).map(Self::Many)
        } else {
            serde_json::from_str(json.as_str()).map(Self::One)
        };
        read.map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Trigger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_trigger(&Json::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The kind, which the members tell where the type is left out; and whether it was.
fn kind_of(text: &str) -> Result<(String, bool), serde_json::Error> {
    #[derive(Deserialize)]
    struct Telling {
        #[serde(rename = "type")]
        tag: Option<String>,
        triggers: Option<de::IgnoredAny>,
        require: Option<de::IgnoredAny>,
        metric: Option<de::IgnoredAny>,
    }

    let Telling { tag, triggers, require, metric } = serde_json::from_str(text)?;
    let guessed = tag.is_none();
    let kind = tag.unwrap_or_else(|| {
        let kind = match (triggers, require) {
            (None, _) if metric.is_some() => "metric",
            (None, _) => "event",
            (Some(_), Some(_)) => "compound",
            (Some(_), None) => "sequence",
        };
        kind.to_owned()
    });
    Ok((kind, guessed))
}

fn read_trigger(json: &Json) -> Result<Trigger, serde_json::Error> {
    let text = json.as_str();
    let (kind, guessed) = kind_of(text)?;
    match kind.as_str() {
        "event" => serde_json::from_str::<EventMembers>(text)?.into_trigger().map_err(de::Error::custom),
        "metric" => {
            let members = serde_json::from_str::<MetricMembers>(text)?;
            members.into_trigger().map(Trigger::Metric).map_err(de::Error::custom)
        }
        "compound" => match read_compound(text) {
            // What requires too much to be compound is a sequence, which asks nothing of `require`.
            Err(_) if guessed => read_sequence(text),
            read => read,
        },
        "sequence" => read_sequence(text),
        other => Err(unknown_tag(other)),
    }
}

fn read_compound(text: &str) -> Result<Trigger, serde_json::Error> {
    serde_json::from_str::<CompoundMembers>(text)?.into_trigger().map_err(de::Error::custom)
}

fn read_sequence(text: &str) -> Result<Trigger, serde_json::Error> {
    let SequenceMembers { id, triggers, within } = serde_json::from_str(text)?;
    Ok(Trigger::Sequence(SequenceTrigger { id, triggers, within }))
}

#[derive(Deserialize)]
struct EventMembers {
    #[serde(default = "TriggerId::generate")]
    id: TriggerId,
    #[serde(default, rename = "match")]
    match_resource: ResourceSpecification,
    #[serde(default)]
    match_related: MatchRelated,
    #[serde(default)]
    after: BTreeSet<String>,
    #[serde(default)]
    expect: BTreeSet<String>,
    #[serde(default)]
    for_each: BTreeSet<String>,
    posture: Option<LoosePosture>,
    #[serde(default = "one")]
    threshold: i64,
    #[serde(default)]
    within: TimeDelta,
    #[serde(alias = "threshold_duration_seconds")]
    threshold_duration: Option<TimeDelta>,
}

/// A posture as people write it. Small letters are taken only with what is Weir's own.
#[derive(Clone, Copy, Deserialize)]
enum LoosePosture {
    Reactive,
    Proactive,
    #[serde(rename = "reactive")]
    SmallReactive,
    #[serde(rename = "proactive")]
    SmallProactive,
}

/// The label by which things are told apart.
const THING: &str = "prefect.resource.id";

const fn one() -> i64 {
    1
}

impl EventMembers {
    fn into_trigger(mut self) -> Result<Trigger, &'static str> {
        const LEAST: TimeDelta = TimeDelta::from_secs(10);
        if self.within < TimeDelta::ZERO {
            return Err("Input should be greater than or equal to 0 seconds");
        }
        let posture = self.read_posture()?;
        let proactive = posture == Posture::Proactive;
        let within = if proactive && self.within == TimeDelta::ZERO { LEAST } else { self.within };
        if proactive && within < LEAST {
            return Err("`within` for Proactive triggers must be greater than or equal to 10 seconds");
        }
        Ok(Trigger::Event(EventTrigger {
            id: self.id,
            match_resource: self.match_resource,
            match_related: self.match_related,
            after: self.after,
            expect: self.expect,
            for_each: self.for_each,
            posture,
            threshold: self.threshold,
            within,
            threshold_duration: self.threshold_duration,
        }))
    }

    /// A trigger with a `threshold_duration` is proactive, whatever it says, and watches each thing on its own.
    fn read_posture(&mut self) -> Result<Posture, &'static str> {
        let Some(duration) = self.threshold_duration else {
            return match self.posture {
                None => Err("posture is required"),
                Some(LoosePosture::Reactive) => Ok(Posture::Reactive),
                Some(LoosePosture::Proactive) => Ok(Posture::Proactive),
                Some(LoosePosture::SmallReactive | LoosePosture::SmallProactive) => {
                    Err("posture should be 'Reactive' or 'Proactive'")
                }
            };
        };
        if duration <= TimeDelta::ZERO {
            return Err("threshold_duration should be greater than 0 seconds");
        }
        if self.expect.is_empty() {
            return Err("expect should name the events that tell of the state, with threshold_duration");
        }
        if !self.after.is_empty() || self.threshold != 1 {
            return Err("after and threshold cannot be combined with threshold_duration");
        }
        self.for_each.insert(THING.to_owned());
        Ok(Posture::Proactive)
    }
}

#[derive(Deserialize)]
struct CompoundMembers {
    #[serde(default = "TriggerId::generate")]
    id: TriggerId,
    triggers: Vec<Trigger>,
    #[serde(deserialize_with = "Option::deserialize")]
    within: Option<TimeDelta>,
    require: Require,
}

impl CompoundMembers {
    fn into_trigger(self) -> Result<Trigger, &'static str> {
        let Self { id, triggers, within, require } = self;
        if let Require::Count(count) = require {
            if count < 1 {
                return Err("require must be at least 1");
            }
            if usize::try_from(count).is_ok_and(|count| count > triggers.len()) {
                return Err("require must be less than or equal to the number of triggers");
            }
        }
        Ok(Trigger::Compound(CompoundTrigger { id, triggers, within, require }))
    }
}

#[derive(Deserialize)]
struct SequenceMembers {
    #[serde(default = "TriggerId::generate")]
    id: TriggerId,
    triggers: Vec<Trigger>,
    #[serde(deserialize_with = "Option::deserialize")]
    within: Option<TimeDelta>,
}
