//! Workers: the processes that fetch runs from a work pool.

use serde::{Deserialize, Serialize};

use crate::{
    filters::WorkerStatus,
    ids::{WorkPoolId, WorkerId},
    time::Timestamp,
};

/// A worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worker {
    /// Its id.
    pub id: WorkerId,
    /// When it was first heard of.
    pub created: Timestamp,
    /// When its record was last changed.
    pub updated: Timestamp,
    /// Its name, unique in its pool.
    pub name: String,
    /// The pool that it serves.
    pub work_pool_id: WorkPoolId,
    /// When it last gave a sign of life.
    pub last_heartbeat_time: Option<Timestamp>,
    /// How many seconds it lets pass between signs of life.
    pub heartbeat_interval_seconds: Option<i64>,
    /// Whether it is alive.
    pub status: WorkerStatus,
}

/// The body of `POST /work_pools/{name}/workers/heartbeat`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct WorkerHeartbeat {
    /// The worker's name.
    pub name: String,
    /// How many seconds it lets pass between signs of life.
    pub heartbeat_interval_seconds: Option<i64>,
}
