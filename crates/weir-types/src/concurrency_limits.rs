//! Limits on what may be under way at once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{ConcurrencyLimitId, FlowRunId, LeaseId, TaskRunId},
    names::Name,
    patch::Patch,
    state::StateType,
    time::{TimeDelta, Timestamp},
};

/// A limit on a tag of task runs, as the first version of the API shows it. It is the limit named `tag:…`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConcurrencyLimit {
    /// Its id.
    pub id: ConcurrencyLimitId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// The tag.
    pub tag: String,
    /// How many task runs with the tag may run at once.
    pub concurrency_limit: i64,
    /// The task runs that hold a lease of its slots.
    pub active_slots: Vec<TaskRunId>,
}

/// The body of `POST /concurrency_limits/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConcurrencyLimitCreate {
    /// The tag.
    pub tag: String,
    /// How many task runs with the tag may run at once.
    pub concurrency_limit: i64,
}

/// The body of `POST /concurrency_limits/tag/{tag}/reset`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct ConcurrencyLimitReset {
    /// The task runs that hold the slots afterwards.
    #[serde(default)]
    pub slot_override: Option<Vec<TaskRunId>>,
}

/// The body of `POST /concurrency_limits/increment` and `/decrement`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct TagSlots {
    /// The tags.
    pub names: Vec<String>,
    /// The task run that takes a slot of each, or gives them back.
    pub task_run_id: TaskRunId,
}

/// A limit by name, with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConcurrencyLimitV2 {
    /// Its id.
    pub id: ConcurrencyLimitId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Whether it is in force.
    pub active: bool,
    /// Its name, unique on a server.
    pub name: String,
    /// How many slots there are.
    pub limit: i64,
    /// How many of them were taken at `updated`.
    pub active_slots: i64,
    /// How many were asked for in vain at `updated`.
    pub denied_slots: i64,
    /// How many come free by themselves in a second.
    pub slot_decay_per_second: f64,
    /// How many seconds a slot is held on average.
    pub avg_slot_occupancy_seconds: f64,
}

/// The body of `POST /v2/concurrency_limits/`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConcurrencyLimitV2Create {
    /// Whether it is in force.
    #[serde(default = "yes")]
    pub active: bool,
    /// Its name.
    pub name: Name,
    /// How many slots there are.
    pub limit: i64,
    /// How many of them are taken.
    #[serde(default)]
    pub active_slots: i64,
    /// How many were asked for in vain.
    #[serde(default)]
    pub denied_slots: i64,
    /// How many come free by themselves in a second.
    #[serde(default)]
    pub slot_decay_per_second: f64,
}

fn yes() -> bool {
    true
}

/// The body of `PATCH /v2/concurrency_limits/{id_or_name}`. The contract lets null through; the store refuses it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConcurrencyLimitV2Update {
    /// Whether it is in force.
    #[serde(default)]
    pub active: Patch<Option<bool>>,
    /// The new name.
    #[serde(default)]
    pub name: Patch<Option<Name>>,
    /// How many slots there are.
    #[serde(default)]
    pub limit: Patch<Option<i64>>,
    /// How many of them are taken.
    #[serde(default)]
    pub active_slots: Patch<Option<i64>>,
    /// How many were asked for in vain.
    #[serde(default)]
    pub denied_slots: Patch<Option<i64>>,
    /// How many come free by themselves in a second.
    #[serde(default)]
    pub slot_decay_per_second: Patch<Option<f64>>,
}

/// A limit by name, as it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GlobalConcurrencyLimit {
    /// Its id.
    pub id: ConcurrencyLimitId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Whether it is in force.
    pub active: bool,
    /// Its name, unique on a server.
    pub name: String,
    /// How many slots there are.
    pub limit: i64,
    /// How many of them are taken.
    pub active_slots: i64,
    /// How many come free by themselves in a second.
    pub slot_decay_per_second: f64,
}

/// Asks for slots of limits by name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SlotsRequest {
    /// How many slots of each limit.
    pub slots: i64,
    /// The limits' names. A name without a limit asks for nothing.
    pub names: Vec<String>,
    /// What the slots are for.
    #[serde(default)]
    pub mode: SlotsMode,
    /// How long they are held unless the lease is renewed.
    #[serde(default = "five_minutes")]
    pub lease_duration: TimeDelta,
    /// Who holds them.
    #[serde(default)]
    pub holder: Option<SlotsHolder>,
}

fn five_minutes() -> TimeDelta {
    TimeDelta::from_secs(300)
}

/// What slots are for: to be held and given back, or to be used up at a rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotsMode {
    /// They are given back.
    #[default]
    Concurrency,
    /// They come free by themselves, at the limit's rate.
    RateLimit,
}

/// Who holds slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotsHolder {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: HolderKind,
    /// Its id.
    pub id: uuid::Uuid,
}

/// What can hold slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// A flow run.
    FlowRun,
    /// A task run.
    TaskRun,
    /// A deployment.
    Deployment,
}

/// Gives slots of limits back that were taken without a lease.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SlotsRelease {
    /// How many slots of each limit.
    pub slots: i64,
    /// The limits' names.
    pub names: Vec<String>,
    /// How long they were held, in seconds.
    #[serde(default)]
    pub occupancy_seconds: Option<f64>,
}

/// Gives the slots of a lease back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct LeaseRelease {
    /// The lease.
    pub lease_id: LeaseId,
}

/// Keeps a lease for longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct LeaseRenewal {
    /// How long from now.
    #[serde(default = "five_minutes")]
    pub lease_duration: TimeDelta,
}

/// A limit whose slots were taken or given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitInUse {
    /// Its id.
    pub id: ConcurrencyLimitId,
    /// Its name.
    pub name: String,
    /// How many slots there are.
    pub limit: i64,
}

/// What was taken under a lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeasedLimits {
    /// The lease.
    pub lease_id: LeaseId,
    /// Its limits; empty when none of the names has one.
    pub limits: Vec<LimitInUse>,
}

/// Slots that are held until they are given back or nobody renews the lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConcurrencyLease {
    /// Its id.
    pub id: LeaseId,
    /// Since when the slots are held.
    pub created: Timestamp,
    /// When they are given back unless the lease is renewed before.
    pub expiration: Timestamp,
    /// The limits whose slots they are.
    pub limit_ids: Vec<ConcurrencyLimitId>,
    /// How many slots of each.
    pub slots: i64,
    /// Who holds them; null for clients that do not say so.
    pub holder: Option<LeaseHolder>,
}

/// Who holds a lease, as far as that is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeaseHolder {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: HolderKind,
    /// Its id.
    pub id: uuid::Uuid,
    /// Its name; null when there is no such run or deployment any more.
    pub name: Option<String>,
    /// The flow run: of a task run that in which it runs.
    pub flow_run_id: Option<FlowRunId>,
    /// The type of a run's state.
    pub state_type: Option<StateType>,
    /// The name of a run's state.
    pub state_name: Option<String>,
}

/// Which leases are asked for; what is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ConcurrencyLeasesQuery {
    /// Only leases of slots of this limit.
    pub limit_id: Option<ConcurrencyLimitId>,
    /// The last lease of the page before.
    pub after: Option<LeaseId>,
    /// How many at most.
    pub limit: Option<i64>,
}

/// A page of leases, the oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ConcurrencyLeasesPage {
    /// The leases.
    pub leases: Vec<ConcurrencyLease>,
    /// What to ask for `after` to have the next page; null when there is none.
    pub next: Option<LeaseId>,
}
