//! What follows from a verdict outside the run's own row.

use weir_types::{
    TimeDelta, Timestamp,
    ids::{ConcurrencyLimitId, DeploymentId, FlowRunId, LeaseId, StateId, TaskRunId},
    state::State,
};

/// One thing to do in the transaction that writes the verdict.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Take one slot of each limit of the lease and record the lease. The facts said that the slots are free.
    TakeSlots(Lease),
    /// Move the lease's expiry to `now + ttl`.
    RenewLease {
        /// The lease.
        lease: LeaseId,
        /// How long it lasts from now.
        ttl: TimeDelta,
    },
    /// Let the lease last until the run ends: its client does not know how to renew it.
    KeepLease {
        /// The lease.
        lease: LeaseId,
    },
    /// Give back the slot of a deployment's limit that a flow run holds: release the slots of its lease and forget it,
    /// if it is still there; without a lease, release one slot of the deployment's limit, if it has one.
    ReleaseDeploymentSlot {
        /// The lease that the run's state names.
        lease: Option<LeaseId>,
        /// The run's deployment.
        deployment: DeploymentId,
    },
    /// Give back whatever slots the task run holds: the leases of which it is the holder.
    ReleaseTaskSlots {
        /// The task run.
        task_run: TaskRunId,
    },
    /// Force the task run in the parent flow that stands for this subflow into the same state: orchestrate it with
    /// [`crate::TaskRunRules::choose`]`(state, force = true)`.
    SetParentTaskRunState {
        /// The task run that stands for the subflow.
        task_run: TaskRunId,
        /// Its proposed state.
        state: Box<State>,
    },
    /// For clients older than API 0.8.3: force the flow run's failed task runs into `AwaitingRetry` and set their run
    /// counts to zero.
    RetryFailedTaskRuns {
        /// The flow run.
        flow_run: FlowRunId,
        /// When they shall run again.
        scheduled_time: Timestamp,
    },
    /// Remember the completed state under its cache key.
    CacheState {
        /// The cache key.
        key: String,
        /// Until when it may be reused; for ever if none.
        expiration: Option<Timestamp>,
        /// The state.
        state: StateId,
    },
    /// Offer the background task run to the task workers that wait for its task key.
    EnqueueTaskRun {
        /// The task run.
        task_run: TaskRunId,
        /// It comes back for another try, so it goes before new ones.
        retry: bool,
    },
}

/// A lease of one slot in each of some limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    /// Its id.
    pub id: LeaseId,
    /// The limits; one slot is taken in each.
    pub limits: Vec<ConcurrencyLimitId>,
    /// How long it lasts from now unless renewed.
    pub ttl: TimeDelta,
    /// Who holds it, where that is recorded.
    pub holder: Option<LeaseHolder>,
}

/// Who holds a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseHolder {
    /// `{"type": "flow_run", "id": …}`
    FlowRun(FlowRunId),
    /// `{"type": "task_run", "id": …}`
    TaskRun(TaskRunId),
}
