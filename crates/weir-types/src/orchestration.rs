//! What orchestration answers to a proposed state, and the policies of retries that runs carry.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, de::Visitor};
use serde_json::Number;

use crate::state::State;

/// The verdict on a proposed state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SetStateStatus {
    /// The run is now in the proposed state (perhaps under another name).
    Accept,
    /// The run is in another state than the proposed one; the client goes on from that state.
    Reject,
    /// The client gives the run up.
    Abort,
    /// The client proposes the state again later.
    Wait,
}

/// Why orchestration answered as it did. `{"type": "wait_details", "delay_seconds": 10, "reason": "…"}`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum StateResponseDetails {
    /// Goes with [`SetStateStatus::Accept`].
    #[serde(rename = "accept_details")]
    Accept {},
    /// Goes with [`SetStateStatus::Wait`].
    #[serde(rename = "wait_details")]
    Wait {
        /// Seconds to wait before the state is proposed again.
        delay_seconds: i64,
        /// A sentence for people.
        reason: Option<String>,
    },
    /// Goes with [`SetStateStatus::Reject`].
    #[serde(rename = "reject_details")]
    Reject {
        /// A sentence for people.
        reason: Option<String>,
    },
    /// Goes with [`SetStateStatus::Abort`].
    #[serde(rename = "abort_details")]
    Abort {
        /// A sentence for people.
        reason: Option<String>,
    },
}

impl StateResponseDetails {
    /// The reason, if there is one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Accept {} => None,
            Self::Wait { reason, .. } | Self::Reject { reason } | Self::Abort { reason } => reason.as_deref(),
        }
    }
}

/// The answer to `set_state` and `resume`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrchestrationResult {
    /// The state that the run is in now.
    pub state: Option<State>,
    /// The verdict on the proposed state.
    pub status: SetStateStatus,
    /// Why.
    pub details: StateResponseDetails,
}

/// How a failed flow run is retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryType {
    /// By the process that ran it.
    InProcess,
    /// By a new process, scheduled through its deployment.
    Reschedule,
}

/// The `empirical_policy` of a flow run: how it is retried, and which pauses it went through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "FlowRunPolicyFields")]
pub struct FlowRunPolicy {
    /// Deprecated name of `retries`.
    pub max_retries: i64,
    /// Deprecated name of `retry_delay`.
    pub retry_delay_seconds: f64,
    /// How often the run is tried again after a failure.
    pub retries: Option<i64>,
    /// Seconds between a failure and the next try.
    pub retry_delay: Option<i64>,
    /// The pauses that the run has entered, by key.
    pub pause_keys: Option<BTreeSet<String>>,
    /// The run is on its way out of a pause, so entering `RUNNING` is no new try.
    pub resuming: Option<bool>,
    /// The kind of retry that the run is in.
    pub retry_type: Option<RetryType>,
}

#[derive(Deserialize)]
#[serde(default)]
struct FlowRunPolicyFields {
    max_retries: i64,
    retry_delay_seconds: f64,
    retries: Option<i64>,
    retry_delay: Option<i64>,
    pause_keys: Option<BTreeSet<String>>,
    resuming: Option<bool>,
    retry_type: Option<RetryType>,
}

impl Default for FlowRunPolicyFields {
    fn default() -> Self {
        Self {
            max_retries: 0,
            retry_delay_seconds: 0.0,
            retries: None,
            retry_delay: None,
            pause_keys: Some(BTreeSet::new()),
            resuming: Some(false),
            retry_type: None,
        }
    }
}

impl From<FlowRunPolicyFields> for FlowRunPolicy {
    /// The deprecated names fill the new ones where these say nothing.
    #[expect(clippy::cast_possible_truncation, reason = "a delay in whole seconds; the cast saturates")]
    fn from(fields: FlowRunPolicyFields) -> Self {
        let retries = if fields.max_retries != 0 {
            or_if_zero(fields.retries, fields.max_retries)
        } else {
            fields.retries
        };
        let retry_delay = if fields.retry_delay_seconds == 0.0 {
            fields.retry_delay
        } else {
            or_if_zero(fields.retry_delay, fields.retry_delay_seconds as i64)
        };
        Self {
            max_retries: fields.max_retries,
            retry_delay_seconds: fields.retry_delay_seconds,
            retries,
            retry_delay,
            pause_keys: fields.pause_keys,
            resuming: fields.resuming,
            retry_type: fields.retry_type,
        }
    }
}

impl Default for FlowRunPolicy {
    fn default() -> Self {
        FlowRunPolicyFields::default().into()
    }
}

fn or_if_zero(value: Option<i64>, fallback: i64) -> Option<i64> {
    value.filter(|value| *value != 0).or(Some(fallback))
}

/// Seconds between a task run's failure and its next try.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum RetryDelay {
    /// The same before each try.
    Fixed(Number),
    /// One for each try; the last one also for the tries beyond.
    List(Vec<Number>),
}

impl RetryDelay {
    /// The delay in seconds before the try that follows the `run_count`th.
    pub fn after_try(&self, run_count: i64) -> f64 {
        let seconds = |number: &Number| number.as_f64().unwrap_or_default();
        match self {
            Self::Fixed(number) => seconds(number),
            Self::List(list) => {
                // A run that never ran counts from the end of the list, as a negative index does in Python.
                let nth = usize::try_from(run_count - 1).unwrap_or(usize::MAX);
                list.get(nth).or(list.last()).map_or(0.0, seconds)
            }
        }
    }
}

impl<'de> Deserialize<'de> for RetryDelay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DelayVisitor;

        impl<'de> Visitor<'de> for DelayVisitor {
            type Value = RetryDelay;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number of seconds or a list of numbers")
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<RetryDelay, E> {
                Ok(RetryDelay::Fixed(number.into()))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<RetryDelay, E> {
                Ok(RetryDelay::Fixed(number.into()))
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<RetryDelay, E> {
                Number::from_f64(number)
                    .map(RetryDelay::Fixed)
                    .ok_or_else(|| E::custom("expected a finite number"))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<RetryDelay, A::Error> {
                let mut list = Vec::new();
                while let Some(number) = seq.next_element::<Number>()? {
                    list.push(number);
                }
                // One fractional delay makes the whole list a list of floats.
                if list.iter().any(Number::is_f64) {
                    list = list.iter().filter_map(|n| Number::from_f64(n.as_f64()?)).collect();
                }
                Ok(RetryDelay::List(list))
            }
        }

        deserializer.deserialize_any(DelayVisitor)
    }
}

/// The `empirical_policy` of a task run: how it is retried.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "TaskRunPolicyFields")]
pub struct TaskRunPolicy {
    /// Deprecated name of `retries`.
    pub max_retries: i64,
    /// Deprecated name of `retry_delay`.
    pub retry_delay_seconds: f64,
    /// How often the run is tried again after a failure.
    pub retries: Option<i64>,
    /// Seconds between a failure and the next try.
    pub retry_delay: Option<RetryDelay>,
    /// How far a delay may be stretched at random: 0.5 means to at most 1.5 times.
    pub retry_jitter_factor: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TaskRunPolicyFields {
    max_retries: i64,
    retry_delay_seconds: f64,
    retries: Option<i64>,
    retry_delay: Option<RetryDelay>,
    retry_jitter_factor: Option<f64>,
}

impl From<TaskRunPolicyFields> for TaskRunPolicy {
    /// The deprecated names fill the new ones where these say nothing.
    fn from(fields: TaskRunPolicyFields) -> Self {
        let retries = if fields.max_retries != 0 {
            or_if_zero(fields.retries, fields.max_retries)
        } else {
            fields.retries
        };
        let says_nothing = match &fields.retry_delay {
            None => true,
            Some(RetryDelay::Fixed(number)) => number.as_f64() == Some(0.0),
            Some(RetryDelay::List(list)) => list.is_empty(),
        };
        let retry_delay = if fields.retry_delay_seconds != 0.0 && says_nothing {
            Number::from_f64(fields.retry_delay_seconds).map(RetryDelay::Fixed)
        } else {
            fields.retry_delay
        };
        Self {
            max_retries: fields.max_retries,
            retry_delay_seconds: fields.retry_delay_seconds,
            retries,
            retry_delay,
            retry_jitter_factor: fields.retry_jitter_factor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow_policy(text: &str) -> String {
        serde_json::to_string(&serde_json::from_str::<FlowRunPolicy>(text).unwrap()).unwrap()
    }

    fn task_policy(text: &str) -> String {
        serde_json::to_string(&serde_json::from_str::<TaskRunPolicy>(text).unwrap()).unwrap()
    }

    #[test]
    fn a_flow_run_policy_is_written_whole() {
        assert_eq!(
            flow_policy("{}"),
            r#"{"max_retries":0,"retry_delay_seconds":0.0,"retries":null,"retry_delay":null,"pause_keys":[],"resuming":false,"retry_type":null}"#
        );
        assert_eq!(
            flow_policy(r#"{"max_retries": 3, "retry_delay_seconds": 2}"#),
            r#"{"max_retries":3,"retry_delay_seconds":2.0,"retries":3,"retry_delay":2,"pause_keys":[],"resuming":false,"retry_type":null}"#
        );
    }

    #[test]
    fn a_task_run_policy_keeps_whole_and_fractional_delays_apart() {
        for (delay, written) in
            [("5", "5"), ("5.0", "5.0"), ("[1, 2]", "[1,2]"), ("[1, 2.5]", "[1.0,2.5]"), ("null", "null")]
        {
            assert_eq!(
                task_policy(&format!(r#"{{"retry_delay": {delay}}}"#)),
                format!(
                    r#"{{"max_retries":0,"retry_delay_seconds":0.0,"retries":null,"retry_delay":{written},"retry_jitter_factor":null}}"#
                )
            );
        }
        assert!(serde_json::from_str::<TaskRunPolicy>(r#"{"retry_delay": "soon"}"#).is_err());
    }

    #[test]
    fn the_last_delay_of_a_list_serves_all_later_tries() {
        let delay: RetryDelay = serde_json::from_str("[1, 10, 100]").unwrap();
        let delays: Vec<f64> = (0..5).map(|run_count| delay.after_try(run_count)).collect();
        assert_eq!(delays, [100.0, 1.0, 10.0, 100.0, 100.0]);
    }

    #[test]
    fn details_carry_their_type() {
        let wait = StateResponseDetails::Wait { delay_seconds: 10, reason: Some("later".to_owned()) };
        assert_eq!(
            serde_json::to_string(&wait).unwrap(),
            r#"{"type":"wait_details","delay_seconds":10,"reason":"later"}"#
        );
        assert_eq!(
            serde_json::to_string(&StateResponseDetails::Accept {}).unwrap(),
            r#"{"type":"accept_details"}"#
        );
        let read: StateResponseDetails =
            serde_json::from_str(r#"{"type":"abort_details","reason":null}"#).unwrap();
        assert_eq!(read, StateResponseDetails::Abort { reason: None });
    }
}
