//! Filters of task runs.

use weir_types::{
    filters::{
        FlowRunFilter, SubflowRuns, TaskRunFilter, TaskRunFlowRun, TaskRunState,
        parts::{AnyOrNot, Operator},
        queries::RunFilters,
    },
    ids::FlowRunId,
    sorting::TaskRunSort,
};

use super::{Condition, Query, flow_runs, parts};

/// The task runs of a flow run.
pub(super) const OF_FLOW_RUN: &str =
    "EXISTS (SELECT 1 FROM task_runs WHERE task_runs.flow_run_id = flow_runs.id";

/// The task runs that pass all filters.
pub fn query(filters: &RunFilters) -> Query<'_> {
    let RunFilters { flows, flow_runs, task_runs, deployments, work_pools, work_queues } = filters;
    let others = flows.is_some() || deployments.is_some() || work_pools.is_some() || work_queues.is_some();
    let of_flow_run = match flow_runs.as_ref().and_then(only_ids) {
        Some(ids) if !others => Some(parts::one_of("task_runs.flow_run_id", ids)),
        _ if others || flow_runs.is_some() => Some(Condition::nested(
            "EXISTS (SELECT 1 FROM flow_runs WHERE flow_runs.id = task_runs.flow_run_id",
            flow_runs::with_relations(filters),
        )),
        _ => None,
    };
    let own = task_runs.as_ref().map(condition);
    Query::of("task_runs", Condition::all(own.into_iter().chain(of_flow_run)))
}

/// The ids, when the filter asks for nothing else: then they are compared with the task run's own column, and the flow
/// run need not be there.
fn only_ids(filter: &FlowRunFilter) -> Option<&[FlowRunId]> {
    let AnyOrNot { any_: Some(ids), not_any_ } = filter.id.as_ref()? else { return None };
    let alone =
        FlowRunFilter { operator: filter.operator, id: filter.id.clone(), ..FlowRunFilter::default() };
    let excludes = not_any_.as_ref().is_some_and(|ids| !ids.is_empty());
    (!ids.is_empty() && !excludes && *filter == alone).then_some(ids)
}

/// What the filter asks of a row of `task_runs`.
pub(super) fn condition(filter: &TaskRunFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let TaskRunFilter {
        operator,
        id,
        name,
        tags,
        state: in_state,
        start_time,
        end_time,
        expected_start_time,
        subflow_runs: subflow,
        flow_run_id: of_flow_run,
    } = filter;
    Condition::join(
        *operator,
        [
            id.as_ref().map(|part| parts::any("task_runs.id", part)),
            of_flow_run.as_ref().map(flow_run_id),
            name.as_ref().map(|part| parts::name_like("task_runs.name", part)),
            in_state.as_ref().map(state),
            start_time
                .as_ref()
                .map(|part| parts::time_range_or_null("task_runs.start_time", "task_runs.start_time", part)),
            end_time
                .as_ref()
                .map(|part| parts::time_range_or_null("task_runs.end_time", "task_runs.end_time", part)),
            expected_start_time.as_ref().map(|part| parts::time_range("task_runs.expected_start_time", part)),
            subflow.as_ref().map(subflow_runs),
            tags.as_ref().map(|part| parts::all_tags("task_runs.tags", part)),
        ],
    )
}

/// Prefect drops a part of the state without a list; so such a part is as good as missing.
fn state(part: &TaskRunState) -> Condition<'_> {
    let types = part.state_type.as_ref().and_then(|types| types.any_.as_deref());
    let names = part.name.as_ref().and_then(|names| names.any_.as_deref());
    Condition::join(
        part.operator,
        [
            types.map(|types| parts::state_type_in("task_runs.state_type", types)),
            names.map(|names| parts::one_of("task_runs.state_name", names)),
        ],
    )
}

fn subflow_runs(part: &SubflowRuns) -> Condition<'static> {
    const EXISTS: &str = "EXISTS (SELECT 1 FROM flow_runs WHERE flow_runs.parent_task_run_id = task_runs.id)";
    let exists =
        |exists: bool| Condition::sql(if exists { EXISTS.to_owned() } else { format!("NOT {EXISTS}") });
    Condition::join(Operator::And, [part.exists_.map(exists)])
}

fn flow_run_id(part: &TaskRunFlowRun) -> Condition<'_> {
    match (part.is_null_, part.any_.as_deref()) {
        (Some(true), _) => Condition::is_null("task_runs.flow_run_id", true),
        (Some(false), None) => Condition::is_null("task_runs.flow_run_id", false),
        (_, Some(ids)) => parts::one_of("task_runs.flow_run_id", ids),
        (None, None) => Condition::Always,
    }
}

/// The order by its name.
pub const fn order(sort: TaskRunSort) -> &'static str {
    match sort {
        TaskRunSort::IdDesc => "task_runs.id DESC",
        TaskRunSort::ExpectedStartTimeAsc => "task_runs.expected_start_time",
        TaskRunSort::ExpectedStartTimeDesc => "task_runs.expected_start_time DESC",
        TaskRunSort::NameAsc => "task_runs.name",
        TaskRunSort::NameDesc => "task_runs.name DESC",
        TaskRunSort::NextScheduledStartTimeAsc => "task_runs.next_scheduled_start_time",
        TaskRunSort::EndTimeDesc => "task_runs.end_time DESC",
    }
}
