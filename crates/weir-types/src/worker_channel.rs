//! What a worker and the server say to each other over the websocket of a work pool, in version 1 of that protocol.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::WorkQueueId,
    json::{Json, JsonObject},
    time::Timestamp,
    work_pools::WorkPool,
};

/// The version of the protocol.
pub const VERSION: &str = "work_pool_worker_channel.v1";

/// What a worker must ask for, and is granted.
pub const REQUIRED_CAPABILITIES: [&str; 2] = ["worker_heartbeat.v1", "work_pool_snapshot.v1"];

/// The capability without which a worker may name nothing to clean up.
const CLEANUP_DELIVERY: &str = "cleanup_delivery.v1";

/// What a worker sends.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkerFrame {
    /// It presents itself.
    Hello(Box<WorkerHello>),
    /// It is alive.
    Heartbeat(ChannelHeartbeat),
    /// It answers a request to clean up.
    Cleanup(CleanupAnswer),
}

/// A frame that does not keep to the protocol.
#[derive(Debug, thiserror::Error)]
pub enum BadFrame {
    /// It is no frame, or has members that are missing, wrong or too many.
    #[error("the frame is malformed: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Its members do not fit together, or workers do not send such.
    #[error("the frame breaks the protocol: {0}")]
    Unfit(&'static str),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    r#type: String,
    id: Uuid,
    #[serde(rename = "sent_at")]
    _sent_at: Timestamp,
    payload: Json,
}

impl WorkerFrame {
    /// Reads a frame.
    ///
    /// # Errors
    /// When it does not keep to the protocol.
    pub fn parse(text: &str) -> Result<Self, BadFrame> {
        let Envelope { r#type, id, payload, .. } = serde_json::from_str(text)?;
        let payload = payload.as_str();
        match r#type.as_str() {
            "worker.hello.v1" => {
                let hello: WorkerHello = serde_json::from_str(payload)?;
                hello.check().map(|()| Self::Hello(Box::new(hello)))
            }
            "worker.heartbeat.v1" => Ok(Self::Heartbeat(serde_json::from_str(payload)?)),
            "cleanup.ack.v1" => CleanupAnswer::parse(id, "ack", payload).map(Self::Cleanup),
            "cleanup.release.v1" => CleanupAnswer::parse(id, "release", payload).map(Self::Cleanup),
            "cleanup.renew.v1" => CleanupAnswer::parse(id, "renew", payload).map(Self::Cleanup),
            _ => Err(BadFrame::Unfit("workers do not send such frames")),
        }
    }
}

/// How a worker presents itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerHello {
    /// This connection's id, which the worker chose.
    pub consumer_id: Uuid,
    /// The worker's name, unique in its pool.
    pub worker_name: String,
    /// The type of pools that it serves.
    pub worker_type: String,
    /// How many seconds it lets pass between signs of life.
    pub heartbeat_interval_seconds: i64,
    /// The versions of the protocol that it speaks.
    pub supported_channel_versions: Vec<String>,
    /// What it asks for.
    pub requested_capabilities: Vec<String>,
    /// The queues that it fetches from; all when none is named.
    #[serde(default)]
    pub work_queue_names: Vec<String>,
    /// What it can clean up.
    #[serde(default)]
    pub handled_cleanup_kinds: Vec<CleanupKind>,
    /// How much it cleans up at once.
    #[serde(default)]
    pub max_cleanup_concurrency: Option<u32>,
    /// Whether the pool is made when there is none.
    #[serde(default)]
    pub create_pool_if_not_found: bool,
    /// The base job template of a pool that has none.
    #[serde(default)]
    pub default_base_job_template: JsonObject,
    /// What else it tells about itself.
    #[serde(default, rename = "worker_metadata")]
    _metadata: Option<JsonObject>,
}

/// What a worker can be asked to clean up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum CleanupKind {
    /// The infrastructure of a run that was not cancelled in time.
    #[serde(rename = "cancelling_timeout_teardown.v1")]
    CancellingTimeout,
    /// The infrastructure of a run that was claimed and never began.
    #[serde(rename = "pending_claim_teardown.v1")]
    PendingClaim,
}

impl WorkerHello {
    fn check(&self) -> Result<(), BadFrame> {
        let requests = |capability: &str| self.requested_capabilities.iter().any(|one| one == capability);
        let lists = [&self.supported_channel_versions, &self.requested_capabilities, &self.work_queue_names];
        if self.worker_name.is_empty()
            || self.worker_type.is_empty()
            || self.heartbeat_interval_seconds < 1
            || self.supported_channel_versions.is_empty()
            || lists.into_iter().flatten().any(String::is_empty)
        {
            return Err(BadFrame::Unfit("a member is empty or not positive"));
        }
        if !REQUIRED_CAPABILITIES.into_iter().all(requests) {
            return Err(BadFrame::Unfit("a required capability is not asked for"));
        }
        let cleans_up = !self.handled_cleanup_kinds.is_empty()
            || self.max_cleanup_concurrency.is_some_and(|most| most > 0);
        if cleans_up && !requests(CLEANUP_DELIVERY) {
            return Err(BadFrame::Unfit("what is cleaned up is named without the capability"));
        }
        Ok(())
    }

    /// What it asks for beyond what it is granted, each once.
    pub fn rejected_capabilities(&self) -> Vec<&str> {
        let mut rejected = Vec::new();
        for capability in self.requested_capabilities.iter().map(String::as_str) {
            if !REQUIRED_CAPABILITIES.contains(&capability) && !rejected.contains(&capability) {
                rejected.push(capability);
            }
        }
        rejected
    }
}

/// A worker's sign of life.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelHeartbeat {
    /// The connection's id.
    pub consumer_id: Uuid,
    /// The worker's name.
    pub worker_name: String,
    /// How many seconds it lets pass between signs of life.
    pub heartbeat_interval_seconds: i64,
}

/// What a worker says to a request to clean up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CleanupAnswer {
    /// The frame in which it says so.
    pub frame: Uuid,
    /// The request.
    pub message: Uuid,
    /// `ack`, `release` or `renew`.
    pub operation: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CleanupPayload {
    message_id: Uuid,
    reservation_token: String,
    reason: Option<String>,
}

impl CleanupAnswer {
    fn parse(frame: Uuid, operation: &'static str, payload: &str) -> Result<Self, BadFrame> {
        let CleanupPayload { message_id, reservation_token, reason } = serde_json::from_str(payload)?;
        let reasoned = reason.as_deref().is_some_and(|reason| !reason.is_empty());
        if reservation_token.is_empty() || reasoned != (operation == "release") {
            return Err(BadFrame::Unfit("the answer to a request to clean up is not complete"));
        }
        Ok(Self { frame, message: message_id, operation })
    }
}

/// A frame that the server sends.
#[derive(Clone, Debug, Serialize)]
pub struct ServerFrame<P> {
    /// What it is.
    pub r#type: &'static str,
    /// Its id.
    pub id: Uuid,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// What it says.
    pub payload: P,
}

/// What a worker is told that has presented itself.
#[derive(Clone, Debug, Serialize)]
pub struct Ready<'w> {
    /// The connection's id.
    pub consumer_id: Uuid,
    /// Always null.
    pub worker_id: (),
    /// [`VERSION`].
    pub selected_channel_version: &'static str,
    /// How many seconds may pass between signs of life.
    pub effective_heartbeat_interval_seconds: i64,
    /// What it is granted.
    pub accepted_capabilities: [&'static str; 2],
    /// What it is not granted.
    pub rejected_capabilities: Vec<&'w str>,
    /// How much it will be asked to clean up at once.
    pub effective_max_cleanup_concurrency: u32,
    /// The queues that it fetches from.
    pub resolved_work_queues: Vec<ResolvedWorkQueue>,
    /// The pool.
    pub initial_snapshot: Snapshot<'w>,
}

/// A queue that a worker fetches from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResolvedWorkQueue {
    /// Its id.
    pub id: WorkQueueId,
    /// Its name.
    pub name: String,
}

/// The pool at a moment.
#[derive(Clone, Debug, Serialize)]
pub struct Snapshot<'w> {
    /// The number of the snapshot, from 1.
    pub snapshot_sequence: u64,
    /// Why it is sent.
    pub reason: &'static str,
    /// The pool.
    pub work_pool: &'w WorkPool,
}

/// What became of an answer to a request to clean up.
#[derive(Clone, Debug, Serialize)]
pub struct CleanupResult {
    /// The frame with the answer.
    pub request_frame_id: Uuid,
    /// The request.
    pub message_id: Uuid,
    /// What the worker wanted.
    pub operation: &'static str,
    /// What became of it.
    pub status: &'static str,
    /// Until when the worker has time; null unless it has asked for more.
    pub lease_expires_at: Option<Timestamp>,
    /// Why it was not accepted.
    pub reason: Option<&'static str>,
    /// More about that.
    pub detail: Option<&'static str>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn frame(kind: &str, payload: &Value) -> Result<WorkerFrame, BadFrame> {
        let id = "00000000-0000-4000-8000-000000000001";
        let frame = json!({ "type": kind, "id": id, "sent_at": "2026-01-01T00:00:00Z", "payload": payload });
        WorkerFrame::parse(&frame.to_string())
    }

    fn hello(change: &Value) -> Result<WorkerFrame, BadFrame> {
        let mut payload = json!({
            "consumer_id": "00000000-0000-4000-8000-000000000002", "worker_name": "w", "worker_type": "process",
            "heartbeat_interval_seconds": 30, "supported_channel_versions": [VERSION],
            "requested_capabilities": ["worker_heartbeat.v1", "extra", "work_pool_snapshot.v1", "extra"],
        });
        payload.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        frame("worker.hello.v1", &payload)
    }

    #[test]
    fn a_worker_presents_itself() {
        let WorkerFrame::Hello(hello) = hello(&json!({ "worker_metadata": { "a": 1 } })).unwrap() else {
            panic!("a hello")
        };
        assert_eq!((hello.worker_name.as_str(), hello.rejected_capabilities()), ("w", vec!["extra"]));
    }

    #[test]
    fn what_breaks_the_protocol_is_refused() {
        for bad in [
            json!({ "worker_name": "" }),
            json!({ "heartbeat_interval_seconds": 0 }),
            json!({ "supported_channel_versions": [] }),
            json!({ "requested_capabilities": ["worker_heartbeat.v1"] }),
            json!({ "work_queue_names": [""] }),
            json!({ "handled_cleanup_kinds": ["pending_claim_teardown.v1"] }),
            json!({ "handled_cleanup_kinds": ["cats"] }),
            json!({ "max_cleanup_concurrency": 1 }),
            json!({ "colour": 1 }),
        ] {
            assert!(hello(&bad).is_err(), "{bad}");
        }
        let answer =
            json!({ "message_id": "00000000-0000-4000-8000-000000000003", "reservation_token": "t" });
        assert!(frame("cleanup.ack.v1", &answer).is_ok());
        assert!(frame("cleanup.release.v1", &answer).is_err(), "a reason is missing");
        assert!(frame("worker.ready.v1", &json!({})).is_err());
        assert!(WorkerFrame::parse("rubbish").is_err());
    }
}
