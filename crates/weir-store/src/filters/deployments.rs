//! Filters of deployments.

use weir_types::{
    filters::{DeploymentFilter, Like, parts::Operator, queries::RunFilters},
    sorting::DeploymentSort,
};

use super::{Condition, Query, flow_runs, flows, parts, task_runs, work_pools, work_queues};

/// The deployments that pass all filters.
pub fn query(filters: &RunFilters) -> Query<'_> {
    let RunFilters { flows, flow_runs, task_runs, deployments, work_pools, work_queues } = filters;
    let runs = (flow_runs.is_some() || task_runs.is_some()).then(|| {
        let of_task = |filter| Condition::nested(task_runs::OF_FLOW_RUN, task_runs::condition(filter));
        let parts = [flow_runs.as_ref().map(flow_runs::condition), task_runs.as_ref().map(of_task)];
        Condition::nested(
            "EXISTS (SELECT 1 FROM flow_runs WHERE flow_runs.deployment_id = deployments.id",
            Condition::all(parts.into_iter().flatten()),
        )
    });
    let queue = (work_pools.is_some() || work_queues.is_some()).then(|| {
        let of_pool = |filter| {
            Condition::nested(
                "EXISTS (SELECT 1 FROM work_pools WHERE work_pools.id = work_queues.work_pool_id",
                work_pools::condition(filter),
            )
        };
        let parts = [work_queues.as_ref().map(work_queues::condition), work_pools.as_ref().map(of_pool)];
        Condition::nested(
            "EXISTS (SELECT 1 FROM work_queues WHERE work_queues.id = deployments.work_queue_id",
            Condition::all(parts.into_iter().flatten()),
        )
    });
    let flow = flows.as_ref().map(|filter| {
        Condition::nested(
            "EXISTS (SELECT 1 FROM flows WHERE flows.id = deployments.flow_id",
            flows::condition(filter),
        )
    });
    let own = deployments.as_ref().map(condition);
    Query::of("deployments", Condition::all([own, flow, runs, queue].into_iter().flatten()))
}

/// What the filter asks of a row of `deployments`.
pub(super) fn condition(filter: &DeploymentFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let DeploymentFilter {
        operator,
        id,
        name,
        flow_or_deployment_name,
        paused,
        tags,
        work_queue_name,
        concurrency_limit: _,
    } = filter;
    Condition::join(
        *operator,
        [
            id.as_ref().map(|part| parts::any_or_not("deployments.id", part)),
            name.as_ref().map(|part| parts::name_like("deployments.name", part)),
            flow_or_deployment_name.as_ref().map(either_name),
            paused.as_ref().map(|part| parts::flag("deployments.paused", part)),
            work_queue_name.as_ref().map(|part| parts::any("deployments.work_queue_name", part)),
            tags.as_ref().map(|part| parts::tags("deployments.tags", part)),
        ],
    )
}

fn either_name(part: &Like) -> Condition<'static> {
    let text = part.like_.as_deref();
    let names = parts::contains("deployments.name", text).zip(parts::contains("flows.name", text));
    let either = names.map(|(own, of_flow)| {
        let of_flow =
            Condition::nested("EXISTS (SELECT 1 FROM flows WHERE flows.id = deployments.flow_id", of_flow);
        Condition::any([own, of_flow])
    });
    Condition::join(Operator::And, [either])
}

/// The order by its name.
pub const fn order(sort: DeploymentSort) -> &'static str {
    match sort {
        DeploymentSort::CreatedDesc => "deployments.created DESC",
        DeploymentSort::UpdatedDesc => "deployments.updated DESC",
        DeploymentSort::NameAsc => "deployments.name",
        DeploymentSort::NameDesc => "deployments.name DESC",
    }
}
