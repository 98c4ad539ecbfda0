//! Runs that schedules make ahead of their time.

use std::collections::HashSet;

use weir_types::{
    JsonObject, Labels, TimeDelta, Timestamp,
    flow_runs::{CreatedBy, FlowRun},
    ids::{BlockDocumentId, DeploymentId, FlowId, FlowRunId, WorkQueueId},
    orchestration::FlowRunPolicy,
    state::{State, StateType},
};

use super::{draft::drawn_name, row};
use crate::{
    conn::Conn,
    error::Result,
    filters::{Condition, Query},
    flow_run_states,
    param::Param,
};

/// What the runs of a schedule have in common.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) flow_id: FlowId,
    pub(crate) deployment_id: DeploymentId,
    pub(crate) deployment_version: Option<String>,
    pub(crate) work_queue_id: Option<WorkQueueId>,
    pub(crate) work_queue_name: Option<String>,
    pub(crate) parameters: JsonObject,
    pub(crate) infrastructure_document_id: Option<BlockDocumentId>,
    pub(crate) tags: Vec<String>,
    pub(crate) labels: Labels,
    pub(crate) created_by: CreatedBy,
}

/// How many keys are looked up in one statement.
const KEYS: usize = 500;

/// Which of the idempotency keys runs of the flow have already.
pub(crate) async fn taken(conn: &mut Conn, flow: FlowId, keys: &[String]) -> Result<HashSet<String>> {
    let mut taken = HashSet::new();
    for keys in keys.chunks(KEYS) {
        let any = keys.iter().map(|key| Param::from(key.as_str()));
        let of_flow = Condition::test("flow_runs.flow_id = ?", flow);
        let condition = Condition::all([of_flow, Condition::one_of("flow_runs.idempotency_key", any)]);
        let found = Query::of("flow_runs", condition).all(conn, "idempotency_key", |row| row.get(0)).await?;
        taken.extend(found);
    }
    Ok(taken)
}

/// Makes the run of this time, unless there is one with its key. It is not announced: like Prefect's, runs that are made
/// ahead are heard of when something happens to them.
pub(crate) async fn insert(
    conn: &mut Conn,
    plan: &Plan,
    time: Timestamp,
    key: &str,
    now: Timestamp,
) -> Result<bool> {
    let id = FlowRunId::generate();
    let mut state = State::new(StateType::Scheduled, now).with_message("Flow run scheduled");
    state.state_details.scheduled_time = Some(time);
    let run = FlowRun {
        id,
        created: now,
        updated: now,
        name: drawn_name(id),
        flow_id: plan.flow_id,
        state_id: None,
        deployment_id: Some(plan.deployment_id),
        deployment_version: plan.deployment_version.clone(),
        work_queue_id: plan.work_queue_id,
        work_queue_name: plan.work_queue_name.clone(),
        flow_version: None,
        parameters: plan.parameters.clone(),
        idempotency_key: Some(key.to_owned()),
        context: JsonObject::default(),
        empirical_policy: FlowRunPolicy::default(),
        tags: plan.tags.clone(),
        labels: plan.labels.clone(),
        parent_task_run_id: None,
        state_type: None,
        state_name: None,
        run_count: 0,
        expected_start_time: Some(time),
        next_scheduled_start_time: Some(time),
        start_time: None,
        end_time: None,
        total_run_time: TimeDelta::ZERO,
        estimated_run_time: TimeDelta::ZERO,
        estimated_start_time_delta: TimeDelta::ZERO,
        auto_scheduled: true,
        infrastructure_document_id: plan.infrastructure_document_id,
        infrastructure_pid: None,
        created_by: Some(plan.created_by.clone()),
        work_pool_id: None,
        work_pool_name: None,
        state: Some(state),
        job_variables: Some(JsonObject::default()),
    };
    if !row::insert(conn, &run).await? {
        return Ok(false);
    }
    if let Some(state) = &run.state {
        flow_run_states::insert(conn, &[(id, state, now)]).await?;
    }
    Ok(true)
}
