//! Answers recorded from Prefect 3.8.8 are read into the wire types and written again without any difference.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use weir_types::{
    Page,
    artifacts::{Artifact, ArtifactCollection},
    automations::Automation,
    block_documents::BlockDocument,
    block_schemas::BlockSchema,
    block_types::BlockType,
    events::{EventCount, EventPage},
    flow_run_inputs::FlowRunInput,
    flow_runs::{FlowRun, FlowRunBulkDeleteResponse, FlowRunBulkSetStateResponse},
    flows::Flow,
    graph::Graph,
    history::HistoryResponse,
    logs::Log,
    orchestration::OrchestrationResult,
    saved_searches::SavedSearch,
    state::State,
    task_runs::{TaskRun, TaskRunResponse},
    variables::Variable,
};

fn check<T: Serialize + DeserializeOwned>(name: &str, text: &str) {
    let read: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let written: Value = serde_json::to_value(&read).unwrap_or_else(|error| panic!("{name}: {error}"));
    let expected: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(written, expected, "{name}");
}

macro_rules! answers {
    ($($name:ident: $type:ty),+ $(,)?) => {$(
        #[test]
        fn $name() {
            let name = stringify!($name);
            check::<$type>(name, include_str!(concat!("fixtures/", stringify!($name), ".json")));
        }
    )+};
}

answers! {
    artifact: Artifact,
    artifact_collections: Vec<ArtifactCollection>,
    automation: Automation,
    block_document: BlockDocument,
    block_schema: BlockSchema,
    block_type: BlockType,
    event_counts: Vec<EventCount>,
    event_page: EventPage,
    saved_search: SavedSearch,
    variable: Variable,
    flow: Flow,
    flow_run: FlowRun,
    flow_run_inputs: Vec<FlowRunInput>,
    flow_run_page: Page<FlowRun>,
    flow_run_states: Vec<State>,
    bulk_delete: FlowRunBulkDeleteResponse,
    bulk_set_state: FlowRunBulkSetStateResponse,
    graph: Graph,
    history: Vec<HistoryResponse>,
    logs: Vec<Log>,
    orchestration_result: OrchestrationResult,
    task_run: TaskRun,
    task_run_page: Page<TaskRunResponse>,
}
