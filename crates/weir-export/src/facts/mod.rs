//! What is known of runs, whichever source tells it: our store, or a Prefect API that is polled or listened to.

mod custom;
mod inventory;
mod slos;
pub mod store;
mod window;

use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId},
    state::StateType,
};

pub use self::{
    custom::CustomFacts,
    inventory::{DeploymentInfo, FlowInfo, FlowRunInfo, Inventory, WorkPoolInfo, WorkQueueInfo},
    slos::{SloFacts, SloStanding},
    window::{Window, WindowCount},
};
use crate::model::Histogram;

/// Upper bounds of the buckets of run times, in seconds. Every source counts by these.
pub static RUN_TIME_BOUNDS: [f64; 15] = weir_store::rollups::DURATION_BOUNDS;

/// All that profiles make metrics of.
#[derive(Clone, Debug, PartialEq)]
pub struct RunFacts {
    /// When it was so.
    pub taken: Timestamp,
    /// From when on transitions, run times and events were counted.
    pub since: Timestamp,
    /// How often flow runs entered states, and how long those ran that ended: each flow, deployment and state once.
    pub flow_runs: Vec<RunCount>,
    /// The same of task runs, whose deployments are not known.
    pub task_runs: Vec<RunCount>,
    /// The flow runs that have not ended, by what state they are in now.
    pub unfinished: Vec<RunsNow>,
    /// How many events of each name there were. Sources that do not see events tell none.
    pub events: Vec<(String, u64)>,
    /// Custom metrics, of sources that parse logs.
    pub custom: Option<CustomFacts>,
    /// Objectives, of sources that have any.
    pub slos: Option<SloFacts>,
    /// The flow runs of a time that ends now, if a profile tells of them.
    pub window: Option<Window>,
    /// What there is, if a profile tells of it.
    pub inventory: Option<Inventory>,
}

/// What a source is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How many series of custom metrics at most: those with the newest points.
    pub series: u32,
    /// How long the window is, if one is wanted.
    pub window: Option<TimeDelta>,
    /// How long ago the flow runs of the inventory may have started, if an inventory is wanted.
    pub recent: Option<TimeDelta>,
}

impl RunFacts {
    /// Facts of a source that knows of nothing yet.
    pub fn none(taken: Timestamp, since: Timestamp) -> Self {
        Self {
            taken,
            since,
            flow_runs: Vec::new(),
            task_runs: Vec::new(),
            unfinished: Vec::new(),
            events: Vec::new(),
            custom: None,
            slos: None,
            window: None,
            inventory: None,
        }
    }
}

/// What runs belong to. Names are empty, and ids absent, where there is nothing of the kind or it is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// The flow.
    pub flow: Named<FlowId>,
    /// The deployment.
    pub deployment: Named<DeploymentId>,
    /// The work pool that the deployment's runs go to now.
    pub work_pool: String,
    /// The work queue that they go to now.
    pub work_queue: String,
}

/// An id with the name that people know it by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Named<I> {
    /// The id.
    pub id: Option<I>,
    /// The name.
    pub name: String,
}

impl<I> Default for Named<I> {
    fn default() -> Self {
        Self { id: None, name: String::new() }
    }
}

/// A state by the name that its runs show and the type that rules go by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StateKind {
    /// Its name, such as `Late`.
    pub name: String,
    /// Its type, such as `SCHEDULED`.
    pub state_type: StateType,
}

/// What was counted of runs that entered one state, since [`RunFacts::since`].
#[derive(Clone, Debug, PartialEq)]
pub struct RunCount {
    /// Whose runs.
    pub owner: Owner,
    /// The state.
    pub state: StateKind,
    /// How often it was entered.
    pub transitions: u64,
    /// How long the runs took that it ended, by [`RUN_TIME_BOUNDS`], in seconds.
    pub run_times: Histogram,
}

/// Flow runs that are in one state now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunsNow {
    /// Whose runs.
    pub owner: Owner,
    /// The state.
    pub state: StateKind,
    /// How many.
    pub count: u64,
}
