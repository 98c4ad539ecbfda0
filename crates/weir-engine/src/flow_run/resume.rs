//! What `POST /flow_runs/{id}/resume` proposes.

use weir_types::{
    Timestamp,
    ids::StateId,
    json::Json,
    orchestration::{OrchestrationResult, SetStateStatus, StateResponseDetails},
    state::{State, StateDetails, StateType},
};

/// The state to propose for a paused run, under the core rules: a suspended run is scheduled at once, a blocked one runs.
///
/// # Errors
/// The answer on the wire when the run is not paused.
pub fn propose_resume(
    current: Option<&State>,
    id: StateId,
    now: Timestamp,
) -> Result<State, Box<OrchestrationResult>> {
    let Some(paused) = current.filter(|state| state.state_type == StateType::Paused) else {
        return Err(Box::new(OrchestrationResult {
            state: None,
            status: SetStateStatus::Abort,
            details: StateResponseDetails::Abort {
                reason: Some("Cannot resume a flow run that is not paused.".to_owned()),
            },
        }));
    };
    let mut state = State {
        id,
        state_type: StateType::Running,
        name: StateType::Running.default_name().to_owned(),
        timestamp: now,
        message: None,
        data: Json::null(),
        state_details: StateDetails::default(),
    };
    if paused.state_details.pause_reschedule {
        state.state_type = StateType::Scheduled;
        "Resuming".clone_into(&mut state.name);
        state.state_details.scheduled_time = Some(now);
    }
    Ok(state)
}
