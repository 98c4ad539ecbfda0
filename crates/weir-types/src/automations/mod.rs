//! Automations: what shall be done when something happens, or does not.

mod actions;
mod metric_triggers;
mod records;
mod replay;
mod triggers;

pub use actions::{
    Action, DeclareIncident, EmitEvent, RetryFlowRun, ScaleWorkPool, SendPagerDutyAlert, SendSlackMessage,
    Severity, Source,
};
pub use metric_triggers::{Metric, MetricPosture, MetricQuery, MetricTrigger, Operator};
pub use records::{
    ActionRecord, ActionStatus, ActionsPage, ActionsQuery, FiringEvent, FiringState, FiringTold,
};
pub use replay::{AutomationTest, Replay, ReplayedFiring};
pub use triggers::{CompoundTrigger, EventTrigger, MatchRelated, Posture, Require, SequenceTrigger, Trigger};

use serde::{Deserialize, Serialize, de};

use crate::{ids::AutomationId, json::Json, patch::Patch, time::Timestamp};

/// An automation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Automation {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether it is watched.
    pub enabled: bool,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it fires.
    pub trigger: Trigger,
    /// What is done when it fires.
    pub actions: Vec<Action>,
    /// What is done when it becomes triggered.
    pub actions_on_trigger: Vec<Action>,
    /// What is done when it becomes resolved.
    pub actions_on_resolve: Vec<Action>,
    /// Its id.
    pub id: AutomationId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// The body of `POST /automations/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutomationCreate {
    /// The name.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Whether it is watched.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// When it fires.
    pub trigger: Trigger,
    /// What is done when it fires.
    pub actions: Vec<Action>,
    /// What is done when it becomes triggered.
    #[serde(default)]
    pub actions_on_trigger: Vec<Action>,
    /// What is done when it becomes resolved.
    #[serde(default)]
    pub actions_on_resolve: Vec<Action>,
    /// The resource that the automation belongs to, and goes with.
    pub owner_resource: Option<String>,
}

/// The body of `PUT /automations/{id}`. What it leaves out stays as it is.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutomationUpdate {
    /// The name.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: Patch<String>,
    /// Whether it is watched.
    #[serde(default)]
    pub enabled: Patch<bool>,
    /// The tags.
    #[serde(default)]
    pub tags: Patch<Vec<String>>,
    /// When it fires.
    pub trigger: Trigger,
    /// What is done when it fires.
    pub actions: Vec<Action>,
    /// What is done when it becomes triggered.
    #[serde(default)]
    pub actions_on_trigger: Patch<Vec<Action>>,
    /// What is done when it becomes resolved.
    #[serde(default)]
    pub actions_on_resolve: Patch<Vec<Action>>,
}

/// The body of `PATCH /automations/{id}`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutomationPartialUpdate {
    /// Whether it is watched.
    #[serde(default)]
    pub enabled: Patch<bool>,
}

const fn yes() -> bool {
    true
}

/// The `type` member of a trigger or an action, which says how to read the rest.
#[derive(Deserialize)]
struct Tag {
    #[serde(rename = "type")]
    tag: String,
}

fn tag_of(json: &Json) -> Result<String, serde_json::Error> {
    serde_json::from_str::<Tag>(json.as_str()).map(|tag| tag.tag)
}

fn unknown_tag(tag: &str) -> serde_json::Error {
    de::Error::custom(format_args!("unknown type: {tag}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::TimeDelta;

    fn trigger(text: &str) -> Result<Trigger, serde_json::Error> {
        serde_json::from_str(text)
    }

    fn action(text: &str) -> Result<Action, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn a_proactive_trigger_waits_ten_seconds_or_more() {
        let within = |text: &str| match trigger(text) {
            Ok(Trigger::Event(trigger)) => Some(trigger.within.as_secs_f64()),
            _ => None,
        };
        assert_eq!(within(r#"{"type":"event","posture":"Reactive"}"#), Some(0.0));
        assert_eq!(within(r#"{"type":"event","posture":"Reactive","within":"PT5S"}"#), Some(5.0));
        assert_eq!(within(r#"{"type":"event","posture":"Proactive"}"#), Some(10.0));
        assert_eq!(within(r#"{"type":"event","posture":"Proactive","within":0}"#), Some(10.0));
        assert_eq!(within(r#"{"type":"event","posture":"Proactive","within":30}"#), Some(30.0));
        assert_eq!(within(r#"{"type":"event","posture":"Proactive","within":9}"#), None);
        assert_eq!(within(r#"{"type":"event","posture":"Reactive","within":-1}"#), None);
        assert_eq!(within(r#"{"type":"event","posture":"Reactive","within":null}"#), None);
    }

    #[test]
    fn a_time_in_a_state_is_counted_for_each_thing() {
        let read = |text: &str| match trigger(text) {
            Ok(Trigger::Event(trigger)) => Some(trigger),
            _ => None,
        };
        let members = r#""expect":["prefect.flow-run.Running"],"posture""#;
        for posture in ["Proactive", "proactive", "Reactive"] {
            for member in ["threshold_duration", "threshold_duration_seconds"] {
                let found = read(&format!(r#"{{{members}:"{posture}","{member}":1800}}"#)).unwrap();
                assert_eq!(found.threshold_duration, Some(TimeDelta::from_secs(1800)), "{posture} {member}");
                assert_eq!(found.posture, Posture::Proactive);
                assert!(found.for_each.contains("prefect.resource.id"));
                let written = serde_json::to_string(&Trigger::Event(found.clone())).unwrap();
                assert_eq!(read(&written), Some(found));
            }
        }
        for bad in [
            r#"{"posture":"Proactive","threshold_duration":60}"#,
            r#"{"expect":["a"],"after":["b"],"posture":"Proactive","threshold_duration":60}"#,
            r#"{"expect":["a"],"threshold":2,"posture":"Proactive","threshold_duration":60}"#,
            r#"{"expect":["a"],"posture":"Proactive","threshold_duration":0}"#,
            r#"{"expect":["a"],"posture":"proactive"}"#,
        ] {
            assert!(read(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_metric_trigger_looks_back_five_minutes_or_more() {
        let metric = |members: &str| {
            let metric = format!(r#"{{"name":"successes","operator":"<","threshold":0.9{members}}}"#);
            match trigger(&format!(r#"{{"posture":"Metric","metric":{metric}}}"#)) {
                Ok(Trigger::Metric(trigger)) => Some(trigger.metric.range.as_secs_f64()),
                _ => None,
            }
        };
        assert_eq!(metric(""), Some(300.0));
        assert_eq!(metric(r#","range":3600,"firing_for":600"#), Some(3600.0));
        assert_eq!(metric(r#","range":299"#), None);
        assert_eq!(metric(r#","firing_for":299"#), None);
    }

    #[test]
    fn a_trigger_on_a_custom_metric_fires_at_once_unless_it_says_otherwise() {
        let metric = |members: &str| {
            let metric = format!(r#"{{"name":"rows_extracted","operator":"<","threshold":1000{members}}}"#);
            match trigger(&format!(r#"{{"type":"metric","metric":{metric}}}"#)) {
                Ok(Trigger::Metric(trigger)) => Some(trigger.metric),
                _ => None,
            }
        };
        let plain = metric("").unwrap();
        assert_eq!(plain.name, Metric::Custom("rows_extracted".to_owned()));
        assert_eq!((plain.range, plain.firing_for), (TimeDelta::from_secs(300), TimeDelta::ZERO));
        let full = r#""range":10.0,"firing_for":60.0,"aggregation":"min"}"#;
        let text =
            serde_json::to_string(&metric(&format!(",{}", full.trim_end_matches('}'))).unwrap()).unwrap();
        assert!(text.ends_with(full), "{text}");
        for bad in [r#","range":9"#, r#","firing_for":-1"#, r#","aggregation":"most""#] {
            assert!(metric(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_compound_trigger_cannot_require_more_than_it_has() {
        let compound = |require: &str| {
            trigger(&format!(
                r#"{{"type":"compound","within":60,"require":{require},
                    "triggers":[{{"type":"event","posture":"Reactive"}},{{"type":"event","posture":"Reactive"}}]}}"#
            ))
        };
        for good in ["1", "2", r#""any""#, r#""all""#] {
            assert!(compound(good).is_ok(), "{good}");
        }
        for bad in ["0", "3", r#""some""#, "null"] {
            assert!(compound(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_trigger_without_a_type_is_what_its_members_say() {
        let inner = r#"[{"posture":"Reactive"}]"#;
        let compound = trigger(&format!(r#"{{"within":60,"require":"all","triggers":{inner}}}"#));
        assert!(matches!(compound, Ok(Trigger::Compound(_))));
        // What requires too much to be compound is a sequence.
        for more in ["", r#","require":2"#, r#","require":0"#, r#","require":"some""#] {
            let sequence = trigger(&format!(r#"{{"within":60,"triggers":{inner}{more}}}"#));
            assert!(matches!(sequence, Ok(Trigger::Sequence(_))), "{more}");
        }
        let sequence = trigger(&format!(r#"{{"within":60,"triggers":{inner}}}"#));
        let Ok(Trigger::Sequence(sequence)) = sequence else { panic!("a sequence") };
        assert!(matches!(sequence.triggers[..], [Trigger::Event(_)]));
    }

    #[test]
    fn an_action_names_its_object_or_infers_it() {
        const ID: &str = "830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39";
        for kind in ["deployment", "work-pool", "work-queue", "automation"] {
            let member = kind.replace('-', "_") + "_id";
            assert!(action(&format!(r#"{{"type":"pause-{kind}","{member}":"{ID}"}}"#)).is_ok(), "{kind}");
            assert!(action(&format!(r#"{{"type":"pause-{kind}","source":"inferred"}}"#)).is_ok(), "{kind}");
            assert!(action(&format!(r#"{{"type":"pause-{kind}"}}"#)).is_err(), "{kind}");
            let both = format!(r#"{{"type":"pause-{kind}","source":"inferred","{member}":"{ID}"}}"#);
            assert!(action(&both).is_err(), "{kind}");
        }
        assert!(action(r#"{"type":"launch-rocket"}"#).is_err());
        assert!(matches!(action("{}"), Ok(Action::DoNothing {})));
    }

    #[test]
    fn an_action_without_a_type_is_of_the_kind_that_has_most_of_its_members() {
        const ID: &str = "830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39";
        for (members, kind) in [
            (r#""colour":"red""#, "do-nothing"),
            (r#""source":"inferred""#, "run-deployment"),
            (r#""source":"selected""#, "do-nothing"),
            (r#""deployment_id":ID"#, "run-deployment"),
            (r#""deployment_id":ID,"schedule_after":-1"#, "pause-deployment"),
            (r#""deployment_id":ID,"source":"inferred""#, "pause-work-queue"),
            (r#""work_pool_id":ID"#, "pause-work-pool"),
            (r#""automation_id":ID,"source":"selected""#, "pause-automation"),
            (r#""block_document_id":ID"#, "call-webhook"),
            (r#""block_document_id":ID,"body":"b""#, "send-notification"),
            (r#""block_document_id":ID,"body":"b","payload":"p""#, "send-notification"),
            (r#""state":"FAILED""#, "change-flow-run-state"),
            (r#""message":"m","force":true"#, "do-nothing"),
        ] {
            let read = action(&format!("{{{}}}", members.replace("ID", &format!("\"{ID}\""))));
            let Ok(read) = read else { panic!("{members}: {read:?}") };
            let written = serde_json::to_value(read).expect("an action is JSON");
            assert_eq!(written["type"], kind, "{members}");
        }
    }

    #[test]
    fn a_webhook_payload_may_be_an_object() {
        let text = r#"{"type":"call-webhook","block_document_id":"830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39","payload":{"a":1}}"#;
        let Ok(Action::CallWebhook { payload, .. }) = action(text) else { panic!("a webhook") };
        assert_eq!(payload, "{\n  \"a\": 1\n}");
    }
}
