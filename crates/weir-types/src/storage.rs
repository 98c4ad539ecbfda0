//! What the database holds, and for how long.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{TimeDelta, Timestamp};

/// What the database holds, and for how long.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Storage {
    /// How much it holds.
    pub usage: Usage,
    /// What is deleted after a time, and what was deleted last.
    pub retention: Vec<Retention>,
}

/// How much the database holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Usage {
    /// When this was measured.
    pub measured: Timestamp,
    /// What keeps it.
    pub database: Engine,
    /// How many bytes the whole database has, free ones too.
    pub bytes: i64,
    /// How many of them are free for what comes; none where the database does not tell.
    pub free_bytes: Option<i64>,
    /// The tables, the largest first.
    pub tables: Vec<TableUsage>,
}

/// What keeps the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgresql,
}

/// How much a table holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TableUsage {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: i64,
    /// Whether the rows are estimated from statistics: PostgreSQL's large tables are.
    pub is_estimate: bool,
    /// How many bytes it has with its indexes.
    pub bytes: i64,
    /// How many of them are those of its indexes.
    pub index_bytes: i64,
}

/// What is deleted after a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// Flow runs, from their end on, with all that belongs to them.
    FlowRuns,
    /// Log lines and artifacts of flow runs that are not there.
    Orphans,
    /// Events.
    Events,
    /// Points of custom metrics.
    MetricPoints,
    /// Entries of the audit log.
    AuditLog,
}

impl Kept {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::FlowRuns, Self::Orphans, Self::Events, Self::MetricPoints, Self::AuditLog];

    /// The name: `flow_runs`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FlowRuns => "flow_runs",
            Self::Orphans => "orphans",
            Self::Events => "events",
            Self::MetricPoints => "metric_points",
            Self::AuditLog => "audit_log",
        }
    }

    /// What has this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kept| kept.as_str() == name)
    }
}

/// How long something is kept, and what of it was deleted last.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Retention {
    /// What.
    pub what: Kept,
    /// How many seconds it is kept; none means for ever.
    pub keep_seconds: Option<TimeDelta>,
    /// How many seconds lie between two rounds that look for it; none where nothing is deleted.
    pub every_seconds: Option<TimeDelta>,
    /// The last round; none if there was none yet.
    pub last_round: Option<Round>,
}

/// A round that deleted what was kept long enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Round {
    /// When it was over.
    pub ended: Timestamp,
    /// How many it deleted: flow runs, events, points, entries; of orphans, of how many runs they were.
    pub deleted: i64,
}
