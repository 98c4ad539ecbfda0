//! What a decision depends on besides the run: time, settings, the client, fresh ids and a random number.

use uuid::Uuid;
use weir_types::{
    TimeDelta, Timestamp,
    ids::{LeaseId, StateId},
    json::Json,
    state::{State, StateDetails, StateType},
};

use crate::version::{ApiVersion, ClientVersion};

/// The circumstances of one decision.
#[derive(Clone, Debug)]
pub struct Env {
    /// The present instant.
    pub now: Timestamp,
    /// Ids for what the rules make.
    pub fresh: FreshIds,
    /// A number drawn evenly from 0 (included) to 1 (excluded), for delays that shall spread.
    pub random: f64,
    /// The client's Prefect version, from its `User-Agent`.
    pub client_version: Option<ClientVersion>,
    /// The client's API version, from `X-PREFECT-API-VERSION`.
    pub api_version: Option<ApiVersion>,
    /// The settings that rules read.
    pub settings: Settings,
}

impl Env {
    /// The circumstances of what the server does of its own accord: no client asks, and nothing has to spread.
    pub fn of_service(now: Timestamp) -> Self {
        Self {
            now,
            fresh: FreshIds::draw(),
            random: 0.0,
            client_version: None,
            api_version: None,
            settings: Settings::default(),
        }
    }

    /// The same circumstances for the next decision, which needs ids of its own.
    #[must_use]
    pub fn renewed(&self) -> Self {
        Self { fresh: FreshIds::draw(), ..self.clone() }
    }

    /// Whether the client tells pauses from other states, which came with API 0.8.4.
    pub(crate) fn client_knows_pauses(&self) -> bool {
        self.api_version.is_none_or(|version| version >= ApiVersion(0, 8, 4))
    }

    /// A state that a rule puts in the place of the proposed one.
    pub(crate) fn state(&self, state_type: StateType) -> State {
        State {
            id: self.fresh.state,
            state_type,
            name: state_type.default_name().to_owned(),
            timestamp: self.now,
            message: None,
            data: Json::null(),
            state_details: StateDetails::default(),
        }
    }

    /// A scheduled state under another name.
    pub(crate) fn scheduled(&self, name: &str, scheduled_time: Timestamp) -> State {
        let mut state = self.state(StateType::Scheduled).named(name);
        state.state_details.scheduled_time = Some(scheduled_time);
        state
    }
}

/// Ids that rules give to what they make; each is used at most once in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshIds {
    /// For a state that replaces the proposed one.
    pub state: StateId,
    /// For the state of the task run that stands for a subflow.
    pub parent_state: StateId,
    /// For a lease of slots.
    pub lease: LeaseId,
    /// For the key of a pause that came without one.
    pub pause_key: Uuid,
}

impl FreshIds {
    /// Draws new ids. Call it outside the decision, where time is read too.
    pub fn draw() -> Self {
        Self {
            state: StateId::generate(),
            parent_state: StateId::generate(),
            lease: LeaseId::generate(),
            pause_key: weir_types::ids::new_uuid(),
        }
    }
}

/// The settings that rules read, with Prefect's defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How long a run waits before it asks again for a slot of its deployment.
    /// `PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS`
    pub deployment_slot_wait: TimeDelta,
    /// How long a deployment's slot is kept while infrastructure starts.
    /// `PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION`
    pub deployment_lease: TimeDelta,
    /// How long a task run waits at most before it asks again for a slot of its tags.
    /// `PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS`
    pub tag_slot_wait: TimeDelta,
    /// The longest cache key that is accepted, in characters. `PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH`
    pub max_cache_key_length: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            deployment_slot_wait: TimeDelta::from_secs(30),
            deployment_lease: TimeDelta::from_secs(300),
            tag_slot_wait: TimeDelta::from_secs(10),
            max_cache_key_length: 2000,
        }
    }
}
