//! Runs as spans: a flow run is a trace, its task runs are spans below it, and flow runs that tasks start lie in the trace
//! of the outermost, below the flow run that they are part of. A span is sent when its run has ended.

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::KeyValue,
    trace::v1::{ResourceSpans, ScopeSpans, Span, Status, span::SpanKind, status::StatusCode},
};
use prost::Message as _;
use uuid::Uuid;
use weir_store::spans::{FlowRunSpan, TaskRunSpan};
use weir_types::{Timestamp, ids::FlowRunId, state::StateType};

use super::{attributes, ids};
use crate::push::Batch;

/// The end of a run, as its event tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) run: Uuid,
    pub(super) at: Timestamp,
    pub(super) state_name: String,
    pub(super) state_type: StateType,
}

/// The span of a flow run in the trace of `root`.
pub(super) fn of_flow_run(end: &End, run: &FlowRunSpan, root: FlowRunId) -> Span {
    let mut told = common(end, "flow", run.run_count, &run.tags);
    told.extend([
        attributes::text("prefect.flow.name", run.flow.as_str()),
        attributes::text("prefect.flow_run.id", end.run.to_string()),
        attributes::text("prefect.flow_run.name", run.name.as_str()),
    ]);
    let optional = [
        ("prefect.deployment.id", run.deployment_id.map(|id| id.to_string())),
        ("prefect.deployment.name", run.deployment.clone()),
        ("prefect.work_queue.name", run.work_queue.clone()),
    ];
    told.extend(optional.into_iter().filter_map(|(key, value)| Some(attributes::text(key, value?))));
    Span {
        trace_id: ids::trace(root),
        parent_span_id: run.parent.map(|flow_run| ids::span(flow_run.0)).unwrap_or_default(),
        name: run.flow.clone(),
        attributes: told,
        ..span(end, run.start_time, run.message.as_deref())
    }
}

/// The span of a task run in the trace of `root`; one that is part of no flow run has a trace of its own.
pub(super) fn of_task_run(end: &End, run: &TaskRunSpan, root: Option<FlowRunId>) -> Span {
    let mut told = common(end, "task", run.run_count, &run.tags);
    told.extend([
        attributes::text("prefect.task.key", run.task_key.as_str()),
        attributes::text("prefect.task_run.id", end.run.to_string()),
        attributes::text("prefect.task_run.name", run.name.as_str()),
    ]);
    told.extend(run.flow_run_id.map(|id| attributes::text("prefect.flow_run.id", id.to_string())));
    Span {
        trace_id: ids::trace(root.unwrap_or(FlowRunId(end.run))),
        parent_span_id: run.flow_run_id.map(|flow_run| ids::span(flow_run.0)).unwrap_or_default(),
        name: run.name.clone(),
        attributes: told,
        ..span(end, run.start_time, run.message.as_deref())
    }
}

fn common(end: &End, kind: &str, run_count: i64, tags: &[String]) -> Vec<KeyValue> {
    let mut told = vec![
        attributes::text("prefect.run.type", kind),
        attributes::text("prefect.state.name", end.state_name.as_str()),
        attributes::text("prefect.state.type", end.state_type.as_str()),
        attributes::whole("prefect.run.count", run_count),
    ];
    if !tags.is_empty() {
        told.push(attributes::texts("prefect.tags", tags));
    }
    told
}

fn span(end: &End, start: Option<Timestamp>, message: Option<&str>) -> Span {
    // A run that never started has a span without length.
    let start = start.unwrap_or(end.at).min(end.at);
    Span {
        span_id: ids::span(end.run),
        kind: SpanKind::Internal.into(),
        start_time_unix_nano: attributes::nanos(start),
        end_time_unix_nano: attributes::nanos(end.at),
        status: Some(status(end, message)),
        ..Span::default()
    }
}

fn status(end: &End, message: Option<&str>) -> Status {
    match end.state_type {
        StateType::Completed => Status { code: StatusCode::Ok.into(), ..Status::default() },
        StateType::Failed | StateType::Crashed => {
            Status { code: StatusCode::Error.into(), message: message.unwrap_or(&end.state_name).to_owned() }
        }
        _ => Status::default(),
    }
}

/// A request with spans.
pub(super) fn request(spans: Vec<Span>) -> Batch {
    let items = spans.len();
    let request = ExportTraceServiceRequest {
        resource_spans: vec![ResourceSpans {
            resource: Some(attributes::resource()),
            scope_spans: vec![ScopeSpans {
                scope: Some(attributes::scope()),
                spans,
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }],
    };
    Batch { body: request.encode_to_vec(), items }
}
