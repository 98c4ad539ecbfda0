//! Filters of flow runs.

use weir_types::{
    filters::{
        DeploymentFilter, FlowFilter, FlowRunCreatedBy, FlowRunFilter, FlowRunState, ParentFlowRun,
        parts::{AnyOrNot, NameLike, Operator},
        queries::RunFilters,
    },
    sorting::FlowRunSort,
};

use super::{Condition, Order, Query, deployments, flows, parts, task_runs, work_pools, work_queues};
use crate::param::Param;

/// When a run started, or was expected to when it has not. The index `flow_runs_start` is on the same expression.
const START: &str = "COALESCE(flow_runs.start_time, flow_runs.expected_start_time)";

/// The flow runs that pass all filters.
pub fn query(filters: &RunFilters) -> Query<'_> {
    let task_runs = filters
        .task_runs
        .as_ref()
        .map(|filter| Condition::nested(task_runs::OF_FLOW_RUN, task_runs::condition(filter)));
    let parts = [Some(with_relations(filters)), task_runs];
    Query::of("flow_runs", Condition::all(parts.into_iter().flatten()))
}

/// The runs that pass, found by their flow, when that and types of states are all that is asked for: SQLite counts them
/// in the index alone.
pub fn of_flow_by_state_type(filters: &RunFilters) -> Option<Query<'_>> {
    let RunFilters {
        flows: Some(flows),
        flow_runs: Some(runs),
        task_runs: None,
        deployments: None,
        work_pools: None,
        work_queues: None,
    } = filters
    else {
        return None;
    };
    let in_state = runs.state.as_ref().filter(|state| state.name.is_none())?;
    let is_all = *runs == FlowRunFilter { state: Some(in_state.clone()), ..FlowRunFilter::default() };
    let flow = of_flow(flows);
    let is_one = match &flow {
        Condition::Is(..) => true,
        Condition::OneOf(_, ids) => ids.len() == 1,
        _ => false,
    };
    (is_all && is_one)
        .then(|| Query::of("flow_runs", Condition::all([flow, condition(runs)])).by_index("flow_runs_flow"))
}

/// What the filters ask of a row of `flow_runs` and of what it belongs to. They may ask something of task runs
/// besides, which is not in it.
pub(super) fn with_relations(filters: &RunFilters) -> Condition<'_> {
    let RunFilters { flows, flow_runs, task_runs: _, deployments, work_pools, work_queues } = filters;
    let parts = [
        deployments.as_ref().and_then(deployment_id),
        flow_runs.as_ref().map(condition),
        flows.as_ref().map(of_flow),
        deployments.as_ref().map(|filter| {
            Condition::nested(
                "EXISTS (SELECT 1 FROM deployments WHERE deployments.id = ~flow_runs.deployment_id",
                deployments::condition(filter),
            )
        }),
        work_pools.as_ref().map(|filter| {
            Condition::nested(
                "EXISTS (SELECT 1 FROM work_queues JOIN work_pools ON work_pools.id = work_queues.work_pool_id \
                 WHERE work_queues.id = flow_runs.work_queue_id",
                work_pools::condition(filter),
            )
        }),
        work_queues.as_ref().map(|filter| {
            Condition::nested(
                "EXISTS (SELECT 1 FROM work_queues WHERE work_queues.id = flow_runs.work_queue_id",
                work_queues::condition(filter),
            )
        }),
    ];
    Condition::all(parts.into_iter().flatten())
}

/// The runs of the flows that pass. Every run has its flow, so ids are compared with the run's own column, and a
/// single name becomes a single id: indexes on that column then give the runs in their order.
fn of_flow(filter: &FlowFilter) -> Condition<'_> {
    match filter {
        FlowFilter { operator: _, id: Some(part), deployment: None, name: None, tags: None } => {
            parts::any_or_not("flow_runs.flow_id", part)
        }
        FlowFilter {
            operator: _,
            id: None,
            deployment: None,
            name: Some(NameLike { any_: Some(names), like_: None }),
            tags: None,
        } if names.len() == 1 => Condition::Is(
            "flow_runs.flow_id",
            "SELECT flows.id FROM flows WHERE flows.name = ",
            Param::Text(&names[0]),
        ),
        filter => Condition::nested(
            "EXISTS (SELECT 1 FROM flows WHERE flows.id = ~flow_runs.flow_id",
            flows::condition(filter),
        ),
    }
}

/// The id of the deployment, asked for in the run's own column as well: its index gives the runs in their order.
fn deployment_id(filter: &DeploymentFilter) -> Option<Condition<'_>> {
    let AnyOrNot { any_, .. } = filter.id.as_ref()?;
    let ids = any_.as_deref().filter(|_| filter.operator == Operator::And)?;
    Some(parts::one_of("flow_runs.deployment_id", ids))
}

/// What the filter asks of a row of `flow_runs`.
pub(super) fn condition(filter: &FlowRunFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let FlowRunFilter {
        operator,
        id,
        name,
        tags,
        deployment_id,
        work_queue_name,
        state: in_state,
        flow_version,
        start_time,
        end_time,
        expected_start_time,
        next_scheduled_start_time,
        parent_flow_run_id,
        parent_task_run_id,
        idempotency_key,
        created_by: by,
    } = filter;
    Condition::join(
        *operator,
        [
            id.as_ref().map(|part| parts::any_or_not("flow_runs.id", part)),
            name.as_ref().map(|part| parts::name_like("flow_runs.name", part)),
            deployment_id.as_ref().map(|part| parts::any_or_null("flow_runs.deployment_id", part)),
            work_queue_name.as_ref().map(|part| parts::any_or_null("flow_runs.work_queue_name", part)),
            flow_version.as_ref().map(|part| parts::any("flow_runs.flow_version", part)),
            in_state.as_ref().map(state),
            start_time.as_ref().map(|part| parts::time_range_or_null(START, "flow_runs.start_time", part)),
            end_time
                .as_ref()
                .map(|part| parts::time_range_or_null("flow_runs.end_time", "flow_runs.end_time", part)),
            expected_start_time.as_ref().map(|part| parts::time_range("flow_runs.expected_start_time", part)),
            next_scheduled_start_time
                .as_ref()
                .map(|part| parts::time_range("flow_runs.next_scheduled_start_time", part)),
            parent_flow_run_id.as_ref().map(parent_flow_run),
            parent_task_run_id.as_ref().map(|part| parts::any_or_null("flow_runs.parent_task_run_id", part)),
            idempotency_key.as_ref().map(|part| parts::any_or_not("flow_runs.idempotency_key", part)),
            by.as_ref().map(created_by),
            tags.as_ref().map(|part| parts::tags("flow_runs.tags", part)),
        ],
    )
}

/// Prefect drops a part of the state that has both lists, or none; so such a part is as good as missing.
fn state(part: &FlowRunState) -> Condition<'_> {
    Condition::join(
        part.operator,
        [
            part.state_type.as_ref().and_then(|types| {
                only_list(
                    types,
                    |any| parts::state_type_in("flow_runs.state_type", any),
                    |none| parts::state_type_not_in("flow_runs.state_type", none),
                )
            }),
            part.name.as_ref().and_then(|names| {
                only_list(
                    names,
                    |any| parts::one_of("flow_runs.state_name", any),
                    |none| Condition::NoneOf("flow_runs.state_name", none.iter().map(Param::from).collect()),
                )
            }),
        ],
    )
}

/// The condition of the one list that the part has.
fn only_list<'a, T>(
    part: &'a AnyOrNot<T>,
    any: impl Fn(&'a [T]) -> Condition<'a>,
    none: impl Fn(&'a [T]) -> Condition<'a>,
) -> Option<Condition<'a>> {
    let none_of = part.not_any_.as_deref().filter(|values| !values.is_empty());
    match (part.any_.as_deref(), none_of) {
        (Some(values), None) => Some(any(values)),
        (None, Some(values)) => Some(none(values)),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

fn parent_flow_run(part: &ParentFlowRun) -> Condition<'_> {
    let any = part.any_.as_deref().map(|parents| {
        Condition::nested(
            "flow_runs.parent_task_run_id IN (SELECT task_runs.id FROM task_runs",
            parts::one_of("task_runs.flow_run_id", parents),
        )
    });
    Condition::join(part.operator, [any])
}

fn created_by(part: &FlowRunCreatedBy) -> Condition<'_> {
    let FlowRunCreatedBy { operator, id_, type_, is_null_ } = part;
    Condition::join(
        *operator,
        [
            id_.as_ref().map(|ids| {
                let ids = ids.iter().map(|id| Param::Owned(id.to_string()));
                Condition::member_one_of("flow_runs.created_by", "id", ids)
            }),
            type_.as_ref().map(|types| {
                Condition::member_one_of("flow_runs.created_by", "type", types.iter().map(Param::from))
            }),
            is_null_.map(|null| Condition::is_null("flow_runs.created_by", null)),
        ],
    )
}

/// The order by its name.
pub fn order(sort: FlowRunSort) -> Order {
    const OWNERS: &[&str] = &["flow_runs.flow_id", "flow_runs.deployment_id"];
    let by_start = |sql| Order { sql, not_by_one: OWNERS, not_by_many: OWNERS };
    let by_expected = |sql| Order { sql, not_by_one: &[], not_by_many: OWNERS };
    match sort {
        FlowRunSort::IdDesc => Order::by("flow_runs.id DESC"),
        FlowRunSort::StartTimeAsc => by_start(START),
        FlowRunSort::StartTimeDesc => {
            by_start("COALESCE(flow_runs.start_time, flow_runs.expected_start_time) DESC")
        }
        FlowRunSort::ExpectedStartTimeAsc => by_expected("flow_runs.expected_start_time"),
        FlowRunSort::ExpectedStartTimeDesc => by_expected("flow_runs.expected_start_time DESC"),
        FlowRunSort::NameAsc => Order::by("flow_runs.name"),
        FlowRunSort::NameDesc => Order::by("flow_runs.name DESC"),
        FlowRunSort::NextScheduledStartTimeAsc => Order::by("flow_runs.next_scheduled_start_time"),
        FlowRunSort::EndTimeDesc => Order::by("flow_runs.end_time DESC"),
    }
}
