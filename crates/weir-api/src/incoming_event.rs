//! Reads the events that clients send. This is the hottest parse of the server: one event has a few kilobytes, most of
//! which is stored as it came, so only what decides is read into types.

use std::borrow::Cow;

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use uuid::Uuid;
use weir_store::{
    events::{NewEvent, RelatedId},
    task_run_events::TaskRunEvent,
};
use weir_types::{
    Json, JsonObject, Labels, TimeDelta, Timestamp,
    ids::{EventId, FlowRunId, StateId, TaskRunId},
    orchestration::TaskRunPolicy,
    state::{StateDetails, StateType},
    task_inputs::TaskInputs,
};

/// The most labels that a resource may have.
const MAX_LABELS: usize = 500;
/// The most related resources that an event may have.
const MAX_RELATED: usize = 100;
/// The most characters that the name of an event may have.
const MAX_NAME: usize = 1024;

/// Why a text is not an event.
#[derive(Debug, thiserror::Error)]
pub enum BadEvent {
    /// It is no JSON, or lacks a member, or has one of a wrong type.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A related resource without a role.
    #[error("the related resources must each have a prefect.resource.role")]
    NoRole,
    /// More related resources than an event may have.
    #[error("an event may have at most {MAX_RELATED} related resources")]
    TooManyRelated,
    /// A name that is too long.
    #[error("an event's name may have at most {MAX_NAME} characters")]
    LongName,
}

/// Reads an event, and what it tells of a task run. An event that should tell of one and does not is stored all the
/// same, as Prefect does.
pub fn parse(text: &str) -> Result<(NewEvent, Option<TaskRunEvent>), BadEvent> {
    let fields: EventFields<'_> = serde_json::from_str(text)?;
    if fields.event.0.len() > MAX_NAME && fields.event.0.chars().count() > MAX_NAME {
        return Err(BadEvent::LongName);
    }
    let resource: Resource<'_> = serde_json::from_str(fields.resource.get())?;
    let related: Vec<Resource<'_>> = serde_json::from_str(fields.related.get())?;
    if related.len() > MAX_RELATED {
        return Err(BadEvent::TooManyRelated);
    }
    let task_run = if fields.event.0.starts_with("prefect.task-run") && resource.from_client {
        task_run(&fields, &resource, &related)
            .inspect_err(
                |error| tracing::warn!(event = %fields.id, %error, "a task run could not be recorded"),
            )
            .ok()
    } else {
        None
    };
    let related_ids = related
        .into_iter()
        .map(|related| {
            let role = related.role.ok_or(BadEvent::NoRole)?;
            Ok(RelatedId { resource_id: related.id.into_string(), role: role.into_string() })
        })
        .collect::<Result<_, BadEvent>>()?;
    let event = NewEvent {
        id: EventId(fields.id),
        occurred: fields.occurred,
        event: fields.event.into_string(),
        resource_id: resource.id.into_string(),
        resource: object(fields.resource)?,
        related_ids,
        related: Json::from_text(fields.related.get().to_owned())?,
        payload: object(fields.payload)?,
        follows: fields.follows.map(EventId),
    };
    Ok((event, task_run))
}

fn object(raw: &RawValue) -> Result<JsonObject, serde_json::Error> {
    JsonObject::deserialize(raw)
}

#[derive(Deserialize)]
struct EventFields<'a> {
    id: Uuid,
    occurred: Timestamp,
    #[serde(borrow)]
    event: Text<'a>,
    #[serde(borrow)]
    resource: &'a RawValue,
    #[serde(borrow, default = "empty_list")]
    related: &'a RawValue,
    #[serde(borrow, default = "empty_object")]
    payload: &'a RawValue,
    #[serde(default)]
    follows: Option<Uuid>,
}

fn empty_list<'a>() -> &'a RawValue {
    serde_json::from_str("[]").unwrap_or(RawValue::NULL)
}

fn empty_object<'a>() -> &'a RawValue {
    serde_json::from_str("{}").unwrap_or(RawValue::NULL)
}

/// A text that is borrowed where the JSON holds it unescaped. NUL, which PostgreSQL cannot store, is left out.
#[derive(Debug)]
struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    fn into_string(self) -> String {
        self.0.into_owned()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                // What the JSON holds unescaped has no NUL.
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.replace('\0', ""))))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

/// What the server reads of a resource: labels are texts, and one of them is its id.
struct Resource<'a> {
    id: Text<'a>,
    role: Option<Text<'a>>,
    /// The client orchestrates the resource, so the server takes its state from events.
    from_client: bool,
}

impl<'de: 'a, 'a> Deserialize<'de> for Resource<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ResourceVisitor;

        impl<'de> Visitor<'de> for ResourceVisitor {
            type Value = Resource<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a resource's labels")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Resource<'de>, A::Error> {
                let (mut id, mut role, mut from_client, mut count) = (None, None, false, 0);
                while let Some((label, value)) = map.next_entry::<Text<'de>, Text<'de>>()? {
                    count += 1;
                    match &*label.0 {
                        "prefect.resource.id" => id = Some(value),
                        "prefect.resource.role" => role = Some(value),
                        "prefect.orchestration" => from_client = value.0 == "client",
                        _ => {}
                    }
                }
                if count > MAX_LABELS {
                    return Err(de::Error::custom("a resource may have at most 500 labels"));
                }
                let id = id.filter(|id| !id.0.is_empty()).ok_or_else(|| {
                    de::Error::custom("a resource must have a prefect.resource.id that is not empty")
                })?;
                Ok(Resource { id, role: role.filter(|role| !role.0.is_empty()), from_client })
            }
        }

        deserializer.deserialize_map(ResourceVisitor)
    }
}

impl Resource<'_> {
    fn object_id(&self, kind: &str) -> Result<Uuid, BadTaskRun> {
        self.id.0.strip_prefix(kind).and_then(|id| id.parse().ok()).ok_or(BadTaskRun::Resource)
    }
}

/// Why an event tells of no task run although its name says so.
#[derive(Debug, thiserror::Error)]
enum BadTaskRun {
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("its resource is not a run's")]
    Resource,
}

fn task_run(
    fields: &EventFields<'_>,
    resource: &Resource<'_>,
    related: &[Resource<'_>],
) -> Result<TaskRunEvent, BadTaskRun> {
    let id = resource.object_id("prefect.task-run.").map(TaskRunId)?;
    let flow_run_id = related
        .iter()
        .find(|related| related.role.as_ref().is_some_and(|role| role.0 == "flow-run"))
        .map(|flow_run| flow_run.object_id("prefect.flow-run.").map(FlowRunId))
        .transpose()?;
    let payload: Payload<'_> = serde_json::from_str(fields.payload.get())?;
    let (state, run) = (payload.validated_state, payload.task_run);
    let mut state_details = state.state_details;
    if state.state_type == StateType::Scheduled {
        state_details.scheduled_time.get_or_insert(fields.occurred);
    }
    Ok(TaskRunEvent {
        id,
        flow_run_id,
        first: payload.initial_state.is_none(),
        state_id: StateId(state.id.unwrap_or(fields.id)),
        state_type: state.state_type,
        state_name: owned(state.name).unwrap_or_else(|| state.state_type.default_name().to_owned()),
        state_timestamp: state.timestamp.unwrap_or(fields.occurred),
        state_message: owned(state.message),
        state_data: state.data.filter(|data| !data.is_null()),
        state_details,
        name: owned(run.name),
        task_key: run.task_key.into_string(),
        dynamic_key: run.dynamic_key.into_string(),
        cache_key: owned(run.cache_key),
        cache_expiration: run.cache_expiration,
        task_version: owned(run.task_version),
        empirical_policy: run.empirical_policy.map(checked::<TaskRunPolicy>).transpose()?,
        tags: run.tags,
        labels: run.labels.map(|labels| labels.as_object().clone()),
        task_inputs: run.task_inputs.map(|inputs| inputs.as_object().clone()),
        run_count: run.run_count,
        flow_run_run_count: run.flow_run_run_count,
        expected_start_time: run.expected_start_time,
        next_scheduled_start_time: run.next_scheduled_start_time,
        start_time: run.start_time,
        end_time: run.end_time,
        total_run_time: run.total_run_time,
    })
}

fn owned(text: Option<Text<'_>>) -> Option<String> {
    text.map(Text::into_string)
}

/// The object as it came, after a look whether it reads as a `T`.
fn checked<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<JsonObject, serde_json::Error> {
    T::deserialize(raw)?;
    object(raw)
}

#[derive(Deserialize)]
struct Payload<'a> {
    #[serde(default)]
    initial_state: Option<de::IgnoredAny>,
    #[serde(borrow)]
    validated_state: StateFields<'a>,
    #[serde(borrow)]
    task_run: TaskRunFields<'a>,
}

#[derive(Deserialize)]
struct StateFields<'a> {
    #[serde(default)]
    id: Option<Uuid>,
    #[serde(rename = "type")]
    state_type: StateType,
    #[serde(borrow, default)]
    name: Option<Text<'a>>,
    #[serde(default)]
    timestamp: Option<Timestamp>,
    #[serde(borrow, default)]
    message: Option<Text<'a>>,
    #[serde(default)]
    data: Option<Json>,
    #[serde(default)]
    state_details: StateDetails,
}

#[derive(Deserialize)]
struct TaskRunFields<'a> {
    #[serde(borrow, default)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    task_key: Text<'a>,
    #[serde(borrow)]
    dynamic_key: Text<'a>,
    #[serde(borrow, default)]
    cache_key: Option<Text<'a>>,
    #[serde(default)]
    cache_expiration: Option<Timestamp>,
    #[serde(borrow, default)]
    task_version: Option<Text<'a>>,
    #[serde(borrow, default)]
    empirical_policy: Option<&'a RawValue>,
    #[serde(default)]
    tags: Option<Vec<String>>,
    #[serde(default)]
    labels: Option<Labels>,
    #[serde(default)]
    task_inputs: Option<TaskInputs>,
    #[serde(default)]
    run_count: Option<i64>,
    #[serde(default)]
    flow_run_run_count: Option<i64>,
    #[serde(default)]
    expected_start_time: Option<Timestamp>,
    #[serde(default)]
    next_scheduled_start_time: Option<Timestamp>,
    #[serde(default)]
    start_time: Option<Timestamp>,
    #[serde(default)]
    end_time: Option<Timestamp>,
    #[serde(default)]
    total_run_time: Option<TimeDelta>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"occurred":"2026-02-01T06:00:00.5Z","event":"prefect.task-run.Running",
        "resource":{"prefect.resource.id":"prefect.task-run.830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39",
            "prefect.orchestration":"client"},
        "related":[{"prefect.resource.id":"prefect.tag.a\u0000b","prefect.resource.role":"tag"},
            {"prefect.resource.id":"prefect.flow-run.0199ffa1-2ef5-7b91-9961-8a3c6a4e4e39",
             "prefect.resource.role":"flow-run"}],
        "payload":{"intended":{"from":"PENDING","to":"RUNNING"},"initial_state":{"type":"PENDING"},
            "validated_state":{"type":"RUNNING","name":"Running","message":"",
                "state_details":{"untrackable_result":false},"data":null},
            "task_run":{"name":"load-0","task_key":"load-1","dynamic_key":"0","empirical_policy":{"retries":2},
                "tags":["a"],"run_count":1,"total_run_time":0.25,"task_inputs":{"x":[]},
                "start_time":"2026-02-01T06:00:00Z"}},
        "id":"0199ffa1-2ef5-7b91-9961-8a3c6a4e4e38","follows":null}"#;

    #[test]
    fn an_event_of_a_task_run_tells_of_it() {
        let (event, task_run) = parse(EVENT).expect("a good event");
        assert_eq!(event.resource_id, "prefect.task-run.830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39");
        assert_eq!(
            event.related_ids[0],
            RelatedId { resource_id: "prefect.tag.ab".into(), role: "tag".into() }
        );
        let task_run = task_run.expect("it tells of a task run");
        assert_eq!(task_run.flow_run_id.unwrap().to_string(), "0199ffa1-2ef5-7b91-9961-8a3c6a4e4e39");
        assert_eq!(task_run.state_timestamp, event.occurred);
        assert_eq!(task_run.state_id.0, event.id.0);
        assert!(!task_run.first && task_run.state_data.is_none());
        assert_eq!(task_run.total_run_time, Some(TimeDelta::from_micros(250_000)));
        assert_eq!(task_run.end_time, None);
    }

    #[test]
    fn an_event_that_tells_of_no_task_run_is_an_event_all_the_same() {
        for (from, to) in [
            (r#""prefect.orchestration":"client""#, r#""prefect.orchestration":"server""#),
            (r#""validated_state":{"type":"RUNNING""#, r#""validated_state":{"type":"DONE""#),
            (r#""task_key":"load-1","#, ""),
            ("prefect.flow-run.", "prefect.flow."),
            ("prefect.task-run.Running", "my.event"),
        ] {
            let text = EVENT.replace(from, to);
            assert_ne!(text, EVENT);
            assert!(parse(&text).expect("a good event").1.is_none(), "{to}");
        }
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for (from, to) in [
            (r#""event":"prefect.task-run.Running","#, ""),
            (r#""follows":null"#, r#""follows":"x""#),
            (r#""prefect.orchestration":"client""#, r#""prefect.orchestration":null"#),
            ("prefect.task-run.830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39", ""),
            (r#""prefect.resource.role":"tag""#, r#""role":"tag""#),
            (r#""payload":{"intended""#, r#""payload":[],"p":{"intended""#),
            ("2026-02-01T06:00:00.5Z", "yesterday"),
        ] {
            let text = EVENT.replace(from, to);
            assert_ne!(text, EVENT);
            assert!(parse(&text).is_err(), "{to}");
        }
        let long = EVENT.replace("prefect.task-run.Running", &"e".repeat(1025));
        assert!(matches!(parse(&long), Err(BadEvent::LongName)));
    }
}
