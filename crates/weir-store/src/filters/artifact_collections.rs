//! Filters of collections of artifacts: the newest artifact of each key.

use weir_types::{
    filters::{ArtifactCollectionFilter, queries::RunFilters},
    sorting::ArtifactCollectionSort,
};

use super::{Condition, Query, flow_runs, parts, task_runs};

/// The collections that pass the filter and the runs of whose newest artifacts pass the others.
pub fn query<'a>(filter: Option<&'a ArtifactCollectionFilter>, runs: &'a RunFilters) -> Query<'a> {
    let RunFilters { flows, flow_runs, task_runs, deployments, work_pools: _, work_queues: _ } = runs;
    let of_flow_run = (flows.is_some() || flow_runs.is_some() || deployments.is_some()).then(|| {
        Condition::nested(
            "EXISTS (SELECT 1 FROM flow_runs WHERE flow_runs.id = artifact_collections.flow_run_id",
            flow_runs::with_relations(runs),
        )
    });
    let of_task_run = task_runs.as_ref().map(|filter| {
        Condition::nested(
            "EXISTS (SELECT 1 FROM task_runs WHERE task_runs.id = artifact_collections.task_run_id",
            task_runs::condition(filter),
        )
    });
    let parts = [filter.map(condition), of_flow_run, of_task_run];
    Query::of("artifact_collections", Condition::all(parts.into_iter().flatten()))
}

fn condition(filter: &ArtifactCollectionFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let ArtifactCollectionFilter { operator, latest_id, key, flow_run_id, task_run_id, r#type } = filter;
    Condition::join(
        *operator,
        [
            latest_id.as_ref().map(|part| parts::any("artifact_collections.latest_id", part)),
            key.as_ref().map(|part| parts::key_like("artifact_collections.key", part)),
            flow_run_id.as_ref().map(|part| parts::any("artifact_collections.flow_run_id", part)),
            task_run_id.as_ref().map(|part| parts::any("artifact_collections.task_run_id", part)),
            r#type.as_ref().map(|part| parts::any_or_not("artifact_collections.type", part)),
        ],
    )
}

/// The order by its name.
pub const fn order(sort: ArtifactCollectionSort) -> &'static str {
    match sort {
        ArtifactCollectionSort::CreatedDesc => "artifact_collections.created DESC",
        ArtifactCollectionSort::UpdatedDesc => "artifact_collections.updated DESC",
        ArtifactCollectionSort::IdDesc => "artifact_collections.id DESC",
        ArtifactCollectionSort::KeyDesc => "artifact_collections.key DESC",
        ArtifactCollectionSort::KeyAsc => "artifact_collections.key",
    }
}
