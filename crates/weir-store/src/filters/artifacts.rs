//! Filters of artifacts.

use weir_types::{
    filters::{ArtifactFilter, queries::RunFilters},
    sorting::ArtifactSort,
};

use super::{Condition, Query, flow_runs, parts, task_runs};

/// The artifacts that pass the filter and whose runs pass the others.
pub fn query<'a>(filter: Option<&'a ArtifactFilter>, runs: &'a RunFilters) -> Query<'a> {
    let RunFilters { flows, flow_runs, task_runs, deployments, work_pools: _, work_queues: _ } = runs;
    let of_flow_run = (flows.is_some() || flow_runs.is_some() || deployments.is_some()).then(|| {
        Condition::nested(
            "EXISTS (SELECT 1 FROM flow_runs WHERE flow_runs.id = artifacts.flow_run_id",
            flow_runs::with_relations(runs),
        )
    });
    let of_task_run = task_runs.as_ref().map(|filter| {
        Condition::nested(
            "EXISTS (SELECT 1 FROM task_runs WHERE task_runs.id = artifacts.task_run_id",
            task_runs::condition(filter),
        )
    });
    let parts = [filter.map(condition), of_flow_run, of_task_run];
    Query::of("artifacts", Condition::all(parts.into_iter().flatten()))
}

fn condition(filter: &ArtifactFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let ArtifactFilter { operator, id, key, flow_run_id, task_run_id, r#type } = filter;
    Condition::join(
        *operator,
        [
            id.as_ref().map(|part| parts::any("artifacts.id", part)),
            key.as_ref().map(|part| parts::key_like("artifacts.key", part)),
            flow_run_id.as_ref().map(|part| parts::any("artifacts.flow_run_id", part)),
            task_run_id.as_ref().map(|part| parts::any("artifacts.task_run_id", part)),
            r#type.as_ref().map(|part| parts::any_or_not("artifacts.type", part)),
        ],
    )
}

/// The order by its name.
pub const fn order(sort: ArtifactSort) -> &'static str {
    match sort {
        ArtifactSort::CreatedDesc => "artifacts.created DESC",
        ArtifactSort::UpdatedDesc => "artifacts.updated DESC",
        ArtifactSort::IdDesc => "artifacts.id DESC",
        ArtifactSort::KeyDesc => "artifacts.key DESC",
        ArtifactSort::KeyAsc => "artifacts.key",
    }
}
