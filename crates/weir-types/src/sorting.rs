//! The orders that lists can have.

use serde::{Deserialize, Serialize};

macro_rules! sorts {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident),+ } or $default:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #[expect(missing_docs, reason = "each variant names a column and a direction")]
        pub enum $name {
            $($variant,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self::$default
            }
        }

        impl $name {
            /// Every order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
        }
    )+};
}

sorts! {
    /// Orders of flows.
    FlowSort { CreatedDesc, UpdatedDesc, NameAsc, NameDesc } or NameAsc;
    /// Orders of flow runs. That by start time takes the expected one for a run that has not started.
    FlowRunSort {
        IdDesc, StartTimeAsc, StartTimeDesc, ExpectedStartTimeAsc, ExpectedStartTimeDesc, NameAsc, NameDesc,
        NextScheduledStartTimeAsc, EndTimeDesc
    } or IdDesc;
    /// Orders of task runs.
    TaskRunSort {
        IdDesc, ExpectedStartTimeAsc, ExpectedStartTimeDesc, NameAsc, NameDesc, NextScheduledStartTimeAsc, EndTimeDesc
    } or IdDesc;
    /// Orders of log lines.
    LogSort { TimestampAsc, TimestampDesc } or TimestampAsc;
    /// Orders of deployments.
    DeploymentSort { CreatedDesc, UpdatedDesc, NameAsc, NameDesc } or NameAsc;
    /// Orders of artifacts.
    ArtifactSort { CreatedDesc, UpdatedDesc, IdDesc, KeyDesc, KeyAsc } or IdDesc;
    /// Orders of collections of artifacts.
    ArtifactCollectionSort { CreatedDesc, UpdatedDesc, IdDesc, KeyDesc, KeyAsc } or IdDesc;
    /// Orders of variables.
    VariableSort { CreatedDesc, UpdatedDesc, NameDesc, NameAsc } or NameAsc;
    /// Orders of block documents.
    BlockDocumentSort { NameDesc, NameAsc, BlockTypeAndNameAsc } or NameAsc;
    /// Orders of automations.
    AutomationSort { CreatedDesc, UpdatedDesc, NameAsc, NameDesc } or NameAsc;
}
