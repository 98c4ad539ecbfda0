//! Filters of flows.

use weir_types::{
    filters::{FlowDeployment, FlowFilter, queries::RunFilters},
    sorting::FlowSort,
};

use super::{Condition, Query, deployments, flow_runs, parts, task_runs, work_pools};

/// The flows that pass all filters.
pub fn query(filters: &RunFilters) -> Query<'_> {
    let deployments = (filters.deployments.is_some() || filters.work_pools.is_some()).then(|| {
        let work_pools = filters.work_pools.as_ref().map(|filter| {
            Condition::nested(
                "EXISTS (SELECT 1 FROM work_queues JOIN work_pools ON work_pools.id = work_queues.work_pool_id \
                 WHERE work_queues.id = deployments.work_queue_id",
                work_pools::condition(filter),
            )
        });
        Condition::nested(
            "EXISTS (SELECT 1 FROM deployments WHERE deployments.flow_id = flows.id",
            Condition::all(filters.deployments.as_ref().map(deployments::condition).into_iter().chain(work_pools)),
        )
    });
    let runs =
        (filters.flow_runs.is_some() || filters.task_runs.is_some()).then(|| {
            Condition::nested(
                "EXISTS (SELECT 1 FROM flow_runs WHERE flow_runs.flow_id = flows.id",
                Condition::all(filters.flow_runs.as_ref().map(flow_runs::condition).into_iter().chain(
                    filters.task_runs.as_ref().map(|filter| {
                        Condition::nested(task_runs::OF_FLOW_RUN, task_runs::condition(filter))
                    }),
                )),
            )
        });
    let own = filters.flows.as_ref().map(condition);
    Query::of("flows", Condition::all(own.into_iter().chain(deployments).chain(runs)))
}

/// What the filter asks of a row of `flows`.
pub(super) fn condition(filter: &FlowFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let FlowFilter { operator, id, deployment: of_deployment, name, tags } = filter;
    Condition::join(
        *operator,
        [
            id.as_ref().map(|part| parts::any_or_not("flows.id", part)),
            of_deployment.as_ref().map(deployment),
            name.as_ref().map(|part| parts::name_like("flows.name", part)),
            tags.as_ref().map(|part| parts::all_tags("flows.tags", part)),
        ],
    )
}

fn deployment(part: &FlowDeployment) -> Condition<'static> {
    const EXISTS: &str = "EXISTS (SELECT 1 FROM deployments WHERE deployments.flow_id = flows.id)";
    let exists = |null: bool| Condition::sql(if null { format!("NOT {EXISTS}") } else { EXISTS.to_owned() });
    Condition::join(part.operator, [part.is_null_.map(exists)])
}

/// The order by its name.
pub const fn order(sort: FlowSort) -> &'static str {
    match sort {
        FlowSort::CreatedDesc => "flows.created DESC",
        FlowSort::UpdatedDesc => "flows.updated DESC",
        FlowSort::NameAsc => "flows.name",
        FlowSort::NameDesc => "flows.name DESC",
    }
}
