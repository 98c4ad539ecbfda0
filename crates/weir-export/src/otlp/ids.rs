//! The ids of traces and spans. They are parts of the runs' own ids, so whoever knows a run finds its trace, and what is
//! sent twice is the same.

use uuid::Uuid;
use weir_types::ids::FlowRunId;

/// The trace of the outermost flow run: its id.
pub(super) fn trace(root: FlowRunId) -> Vec<u8> {
    root.0.as_bytes().to_vec()
}

/// The span of a run: the second half of its id, which holds the random part.
pub(super) fn span(run: Uuid) -> Vec<u8> {
    run.as_bytes()[8..].to_vec()
}
