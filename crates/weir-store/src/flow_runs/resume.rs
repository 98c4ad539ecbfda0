//! Leaving a pause, perhaps with the input that it waited for.

use serde::Deserialize;
use serde_json::Value;
use weir_engine::{
    Env, FlowRunRules,
    parameters::{self, Variables},
    propose_resume,
};
use weir_types::{
    JsonObject,
    flow_run_inputs::FlowRunInputCreate,
    ids::{FlowRunId, StateId},
    orchestration::{OrchestrationResult, SetStateStatus, StateResponseDetails},
};

use super::transition::{load, transition};
use crate::{
    conn::Conn,
    error::{Result, StoreError},
    flow_run_inputs, variables,
};

/// The names of a pause's inputs within its run.
#[derive(Deserialize)]
struct Keyset {
    schema: String,
    response: String,
}

/// Proposes that a paused run goes on, if it is given the input that it waits for. None when there is no such run.
pub async fn resume(
    conn: &mut Conn,
    id: FlowRunId,
    run_input: Option<&JsonObject>,
    env: &Env,
) -> Result<Option<OrchestrationResult>> {
    let Some(run) = load(conn, id, env).await? else { return Ok(None) };
    let paused = run.context.state.clone();
    let proposed = match propose_resume(paused.as_ref(), StateId::generate(), env.now) {
        Ok(proposed) => proposed,
        Err(refusal) => return Ok(Some(*refusal)),
    };
    let keyset = paused.as_ref().and_then(|state| state.state_details.run_input_keyset.as_ref());
    let keyset: Option<Keyset> = keyset.map(|json| serde_json::from_str(json.as_str())).transpose()?;
    let input = match &keyset {
        None => None,
        Some(keyset) => match checked_input(conn, id, keyset, run_input).await? {
            Ok(input) => Some((keyset, input)),
            Err(reason) => {
                return Ok(Some(OrchestrationResult {
                    state: paused,
                    status: SetStateStatus::Reject,
                    details: StateResponseDetails::Abort { reason: Some(reason) },
                }));
            }
        },
    };
    let result = transition(conn, run, &proposed, FlowRunRules::Core).await?;
    if let Some((keyset, input)) = input
        && result.status == SetStateStatus::Accept
    {
        keep(conn, id, keyset, &input, env).await?;
    }
    Ok(Some(result))
}

/// The input with its placeholders filled in, or why it does not do.
async fn checked_input(
    conn: &mut Conn,
    run: FlowRunId,
    keyset: &Keyset,
    given: Option<&JsonObject>,
) -> Result<Result<Value, String>> {
    let nothing = JsonObject::default();
    let given = given.unwrap_or(&nothing);
    let known =
        if parameters::needs_variables(given) { variables::values(conn).await? } else { Variables::new() };
    let input = match parameters::hydrate(given, &known) {
        Ok(input) => input,
        Err(error) => return Ok(Err(format!("Error hydrating run input: {error}"))),
    };
    let Some(schema) = flow_run_inputs::read_value(conn, run, &keyset.schema).await? else {
        return Ok(Err("Run input schema not found.".to_owned()));
    };
    let Ok(schema) = serde_json::from_str(&schema) else {
        return Ok(Err("Run input schema is not valid JSON.".to_owned()));
    };
    Ok(match parameters::check(&input, schema) {
        Ok(()) => Ok(input),
        Err(mismatch) => Err(format!("Reason: {mismatch}")),
    })
}

/// Keeps the input where the run looks for it. An empty one is not kept.
async fn keep(conn: &mut Conn, run: FlowRunId, keyset: &Keyset, input: &Value, env: &Env) -> Result<()> {
    if input.as_object().is_none_or(serde_json::Map::is_empty) {
        return Ok(());
    }
    let create = FlowRunInputCreate { key: keyset.response.clone(), value: input.to_string(), sender: None };
    match flow_run_inputs::create(conn, run, &create, env.now).await? {
        flow_run_inputs::Created::Done => Ok(()),
        flow_run_inputs::Created::KeyTaken | flow_run_inputs::Created::NoRun => Err(StoreError::Conflict),
    }
}
