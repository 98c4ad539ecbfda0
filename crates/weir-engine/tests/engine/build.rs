//! Contexts and states for tests, where time stands at [`NOW`] and ids are named.

use std::sync::OnceLock;

use uuid::Uuid;
use weir_engine::{
    Bookkeeping, Env, FlowRunContext, FlowRunFacts, FreshIds, Settings, TaskRunContext, TaskRunFacts,
};
use weir_types::{
    TimeDelta, Timestamp,
    json::Json,
    orchestration::{FlowRunPolicy, TaskRunPolicy},
    state::{State, StateDetails, StateType},
};

/// 2026-02-01T12:00:00Z
pub const NOW: Timestamp = Timestamp::from_micros(1_769_947_200_000_000);

/// The instant some seconds after [`NOW`].
pub fn at(seconds: f64) -> Timestamp {
    NOW + TimeDelta::from_secs_f64(seconds)
}

const NAMES: [&str; 15] = [
    "flow",
    "run",
    "parent",
    "deployment",
    "limit",
    "lease",
    "first",
    "parameters",
    "others",
    "current",
    "cached",
    "flow-run",
    "proposed",
    "other",
    "new",
];

/// The id with this name.
pub fn id<T: From<Uuid>>(name: &str) -> T {
    static IDS: OnceLock<Vec<Uuid>> = OnceLock::new();
    let ids =
        IDS.get_or_init(|| (1..=NAMES.len()).map(|n| Uuid::from_u128((0xa << 124) + n as u128)).collect());
    let nth = NAMES.iter().position(|known| *known == name).unwrap();
    ids[nth].into()
}

/// The name of the id.
pub fn name_of(uuid: impl Into<Uuid>) -> &'static str {
    let uuid = uuid.into();
    NAMES.into_iter().find(|name| id::<Uuid>(name) == uuid).unwrap()
}

/// A state of this type that is proposed at [`NOW`].
pub fn state(state_type: StateType) -> State {
    let mut state_details = StateDetails::default();
    if state_type == StateType::Scheduled {
        state_details.scheduled_time = Some(NOW);
    }
    State {
        id: id("proposed"),
        state_type,
        name: state_type.default_name().to_owned(),
        timestamp: NOW,
        message: None,
        data: Json::null(),
        state_details,
    }
}

/// The state as one that the run has been in for 40 seconds.
pub fn entered(mut state: State) -> State {
    state.id = id("current");
    state.timestamp = at(-40.0);
    state
}

/// The circumstances of a decision at [`NOW`].
pub fn env() -> Env {
    Env {
        now: NOW,
        fresh: FreshIds {
            state: id("other"),
            parent_state: id("other"),
            lease: id("new"),
            pause_key: id("new"),
        },
        random: 0.25,
        client_version: None,
        api_version: None,
        settings: Settings::default(),
    }
}

/// A flow run in this state, with nothing around it.
pub fn flow_run(state: Option<State>) -> FlowRunContext {
    FlowRunContext {
        id: id("run"),
        state,
        bookkeeping: Bookkeeping::default(),
        policy: FlowRunPolicy::default(),
        deployment_id: None,
        parent_task_run_id: None,
        has_infrastructure: false,
        env: env(),
        facts: FlowRunFacts::default(),
    }
}

/// A task run in this state, with nothing around it.
pub fn task_run(state: Option<State>) -> TaskRunContext {
    TaskRunContext {
        id: id("run"),
        flow_run_id: None,
        state,
        bookkeeping: Bookkeeping::default(),
        flow_run_run_count: 0,
        policy: TaskRunPolicy::default(),
        tags: Vec::new(),
        env: env(),
        facts: TaskRunFacts::default(),
    }
}
