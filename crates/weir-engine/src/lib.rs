//! The pure decisions of Weir.
//!
//! [`orchestrate_flow_run`] and [`orchestrate_task_run`] take a run, what is known around it and a proposed state,
//! and answer with a [`Verdict`]: the state to write (if any), the bookkeeping, and [`Effect`]s as data. Whoever calls
//! them loads the facts beforehand and performs the writes and effects in the same transaction. Nothing here does
//! input or output, reads the clock, or draws random numbers.

pub mod blocks;
mod bookkeeping;
mod effect;
mod env;
pub mod estimate;
mod flow_run;
mod interval;
pub mod json_schema;
pub mod metrics;
pub mod names;
pub mod parameters;
mod pending;
pub mod result;
mod scheduled_time;
pub mod schedules;
pub mod slos;
mod task_run;
pub mod templates;
mod transition;
pub mod triggers;
mod verdict;
mod version;
pub mod zombies;

pub use bookkeeping::Bookkeeping;
pub use effect::{Effect, Lease, LeaseHolder};
pub use env::{Env, FreshIds, Settings};
pub use flow_run::{
    CollisionStrategy, DeploymentFact, DeploymentLimit, FlowRunContext, FlowRunFacts, FlowRunFactsNeeded,
    FlowRunRules, FlowRunWrites, flow_run_facts_needed, orchestrate_flow_run, propose_resume,
};
pub use interval::clamped_poisson;
pub use task_run::{
    ParentFlowRun, TagLimit, TaskRunContext, TaskRunFacts, TaskRunFactsNeeded, TaskRunRules, TaskRunWrites,
    orchestrate_task_run, task_run_facts_needed,
};
pub use verdict::Verdict;
pub use version::{ApiVersion, ClientVersion};
