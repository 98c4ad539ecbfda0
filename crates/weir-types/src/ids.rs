//! One newtype for each kind of id, so that a task run's id is never passed for a flow run's.

use uuid::Uuid;

/// A new time-ordered id (UUID version 7): rows that are made together lie together in their index.
///
/// The only source of random ids in Weir; `clippy.toml` bans the others.
#[expect(clippy::disallowed_methods, reason = "the one place where ids are drawn")]
pub fn new_uuid() -> Uuid {
    Uuid::now_v7()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Draws a new time-ordered id.
            pub fn generate() -> Self {
                Self(new_uuid())
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": "uuid" })
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A flow: the code, by name.
    FlowId,
    /// One execution of a flow.
    FlowRunId,
    /// One execution of a task.
    TaskRunId,
    /// One state in the history of a flow run or of a task run.
    StateId,
    /// A deployment: a flow with a schedule, parameters and a place to run.
    DeploymentId,
    /// A schedule of a deployment.
    DeploymentScheduleId,
    /// A version of a deployment.
    DeploymentVersionId,
    /// A work pool.
    WorkPoolId,
    /// A queue in a work pool.
    WorkQueueId,
    /// A worker that polls a work pool.
    WorkerId,
    /// A log line.
    LogId,
    /// A variable.
    VariableId,
    /// An artifact.
    ArtifactId,
    /// The collection of all artifacts with one key.
    ArtifactCollectionId,
    /// A block type: what a kind of block is for.
    BlockTypeId,
    /// A version of the fields of a block type.
    BlockSchemaId,
    /// A block document: stored values of a block.
    BlockDocumentId,
    /// An input that waits for, or was given to, a flow run.
    FlowRunInputId,
    /// A concurrency limit, by tag (v1) or by name (v2).
    ConcurrencyLimitId,
    /// A lease of concurrency slots.
    LeaseId,
    /// An event.
    EventId,
    /// An automation.
    AutomationId,
    /// A trigger inside an automation.
    TriggerId,
    /// A firing of a trigger.
    FiringId,
    /// An incident.
    IncidentId,
    /// A service level objective.
    SloId,
    /// A saved search.
    SavedSearchId,
    /// An API key.
    ApiKeyId,
    /// An entry of the audit log.
    AuditEntryId,
    /// Names one attempted transition, so that a repeated request is recognised.
    TransitionId,
}
